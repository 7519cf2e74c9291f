"""`roundrobin followup` as a person calls it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli.main import run


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """One request sent on 2 November 2026, due on 1 December, and the clock on 10 December."""
    folder = tmp_path / "w"
    assert run(["init", str(folder)]) == 0
    (folder / "addresses.csv").write_text("authority,email,status\nkent,foi@kent.example,confirmed\n")
    values = {"FROM": "survey@asker.example", "REQUESTER_NAME": "A. Researcher", "TRANSPORT": "file"}
    for name, value in (values | {"NOW": "2026-11-02T10:00", "SEND_INTERVAL_S": "0"}).items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    for arguments in (
        ["plan", "w", "--campaign", "social-media", "--only", "kent"],
        ["approve", "w", "--by", "A. Person"],
        ["send", "w", "--yes"],
    ):
        assert run(["-w", str(folder), "wave", *arguments]) == 0
    monkeypatch.setenv("ROUNDROBIN_NOW", "2026-12-10T10:00")
    capfd.readouterr()
    return folder


def followup(workspace: Path, *arguments: str) -> int:
    return run(["-w", str(workspace), "followup", *arguments])


def rows(workspace: Path, capfd: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    capfd.readouterr()
    followup(workspace, "list", "--json")
    return [(r["authority"], r["stage"], r["state"]) for r in json.loads(capfd.readouterr().out)]


def test_a_chaser_goes_from_due_to_sent(
    workspace: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert followup(workspace, "list") == 3
    assert rows(workspace, capfd) == [("kent", "chaser", "due")]
    assert followup(workspace, "draft", "w") == 0
    capfd.readouterr()
    assert followup(workspace, "show", "w") == 0
    assert "It is now 7 working days late" in capfd.readouterr().out
    assert followup(workspace, "approve", "w", "--by", "A. Person") == 0
    assert followup(workspace, "send", "w") == 0
    assert rows(workspace, capfd) == [("kent", "chaser", "queued")]
    assert followup(workspace, "send", "w", "--yes") == 0
    assert rows(workspace, capfd) == [("kent", "chaser", "sent")]
    assert len(list((workspace / "outbox").rglob("*.eml"))) == 2
    run(["-w", str(workspace), "outbox", "list", "--json"])
    assert len(json.loads(capfd.readouterr().out)) == 1


def test_the_papers_of_a_complaint_are_written_and_its_handing_in_recorded(
    workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "papers.zip"
    assert followup(workspace, "complaint", "w", "kent", "--to", str(pack)) == 0
    with zipfile.ZipFile(pack) as found:
        assert {"complaint.pdf", "complaint.txt"} <= set(found.namelist())
    assert followup(workspace, "complaint", "w", "kent", "--submitted", "--by", "A. Person") == 0
    run(["-w", str(workspace), "wave", "status", "w", "--json"])
    assert json.loads(capfd.readouterr().out)[0]["challenge"] == "regulator_complained"


@pytest.mark.parametrize(
    "arguments",
    [
        ["draft", "nothing"],
        ["list", "--wave", "nothing"],
        ["approve", "w", "--by", "me"],
        ["approve", "w"],
        ["send", "nothing", "--yes"],
        ["complaint", "w", "kent"],
        ["complaint", "w", "essex", "--to", "x.zip"],
        ["complaint", "w", "kent", "--submitted"],
        ["draft", "w", "--answer", "why?::"],
        ["draft", "w", "--stage", "threat"],
    ],
    ids=" ".join,
)
def test_a_slip_is_one_sentence_and_wrong_use(
    workspace: Path, arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert followup(workspace, *arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
