"""`wave links` and `inbox import --wave` as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import run


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "w"
    assert run(["init", str(folder)]) == 0
    for name, value in {
        "FROM": "us@asker.example",
        "REQUESTER_NAME": "A. Researcher",
        "NOW": "2026-11-02T10:00",
    }.items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    run(["-w", str(folder), "wave", "plan", "w", "--campaign", "social-media", "--only", "kent"])
    capfd.readouterr()
    return folder


def test_links_are_one_document_with_the_letters(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(workspace), "wave", "links", "w", "--json"]) == 0
    (link,) = json.loads(capfd.readouterr().out)
    assert link["url"].startswith("https://www.whatdotheyknow.com/new/")
    assert "Dear Kent Police" in link["letter"]


def test_an_export_is_taken_into_its_wave(workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "m.csv"
    export.write_text(
        "Agency,Status,URL,Tracking Number,Date Submitted\nKent Police,ack,https://m.example/1,1,2026-10-01\n"
    )
    assert run(["-w", str(workspace), "inbox", "import", "--wave", "w", str(export)]) == 0
    run(["-w", str(workspace), "wave", "status", "w", "--json"])
    (row,) = json.loads(capfd.readouterr().out)
    assert (row["state"], row["sent"][:10]) == ("sent", "2026-10-01")


@pytest.mark.parametrize("more", [["--wave", "nothing"], ["--wave", "w", "--request", "RR-A"], ["--wave", "w"]])
def test_a_slip_is_one_sentence_and_wrong_use(
    workspace: Path, tmp_path: Path, more: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_text("Year,Number\n")
    assert run(["-w", str(workspace), "inbox", "import", *more, str(tmp_path / "x.csv")]) == 2
    assert capfd.readouterr().err.strip().splitlines()[-1].startswith("roundrobin: ")
