"""`roundrobin publish`, `check` and `rebuild` as other programs call them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cli.main import run


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    """A workspace with a planned wave to all 43 forces."""
    monkeypatch.setenv("ROUNDROBIN_NOW", "2014-02-18T09:00")
    monkeypatch.setenv("ROUNDROBIN_FROM", "survey@asker.example")
    folder = str(tmp_path / "w")
    run(["init", folder])
    run(["-w", folder, "wave", "plan", "w", "--campaign", "social-media"])
    capfd.readouterr()
    return folder


def test_all_43_forces_are_published_before_any_has_answered(
    workspace: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", workspace, "publish", str(tmp_path / "out"), "--json"]) == 0
    manifest = json.loads(capfd.readouterr().out)
    assert manifest["rows"]["authorities"] == 43
    with (tmp_path / "out" / "authorities.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["authority_id"] for row in rows}) == 43
    assert {(row["cases_low"], row["answer"]) for row in rows} == {("", "not_sent")}


def test_a_folder_of_someone_elses_is_not_replaced(
    workspace: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    assert run(["-w", workspace, "publish", str(tmp_path / "thesis")]) == 2
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"
    assert "no snapshot" in capfd.readouterr().err


def test_findings_have_stable_keys_and_an_exit_code(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    code = run(["-w", workspace, "check", "--json"])
    found = json.loads(capfd.readouterr().out)
    assert code == (3 if found else 0)
    for finding in found:
        assert list(finding) == ["code", "severity", "authority", "question", "place", "message"]


def test_a_rebuild_says_that_it_is_equal(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    run(["-w", workspace, "check"])
    capfd.readouterr()
    assert run(["-w", workspace, "rebuild", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["equal"] is True


def test_a_broken_campaign_is_one_sentence_with_its_place(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = Path(workspace) / "campaigns" / "social-media" / "campaign.toml"
    path.write_text("title = \n" + path.read_text())
    assert run(["-w", workspace, "check"]) == 2
    err = capfd.readouterr().err
    assert "campaign.toml:1" in err
    assert "Traceback" not in err
