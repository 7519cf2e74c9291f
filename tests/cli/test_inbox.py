"""`roundrobin inbox` and `documents` as other programs call them: stable keys, exit codes, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import run

MAIL = b"From: foi@kent.police.uk\nTo: us@asker.example\nSubject: Hello\nMessage-ID: <1@kent.police.uk>\n\nHello\n"
INBOX_KEYS = ["sha256", "message_id", "from", "subject", "received", "state", "filed_to", "rung", "reason", "class"]
DOCUMENT_KEYS = ["sha256", "name", "media_type", "outcome", "reason", "request"]


@pytest.fixture
def workspace(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> str:
    assert run(["init", str(tmp_path / "w")]) == 0
    capfd.readouterr()
    return str(tmp_path / "w")


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "hello.eml").write_bytes(MAIL)
    (tmp_path / "replies" / "figures.csv").write_bytes(b"Year,Number\n2012,3\n2013,4\n")
    return tmp_path / "replies"


def test_what_cannot_be_filed_waits_and_the_exit_code_says_so(
    workspace: str, replies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", workspace, "inbox", "import", str(replies)]) == 3
    assert capfd.readouterr().out == ""


def test_a_mail_is_listed_with_its_stable_keys(
    workspace: str, replies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(["-w", workspace, "inbox", "import", str(replies)])
    capfd.readouterr()
    assert run(["-w", workspace, "inbox", "list", "--json"]) == 0
    (mail,) = json.loads(capfd.readouterr().out)
    assert list(mail) == INBOX_KEYS
    assert (mail["from"], mail["state"], mail["filed_to"], mail["class"]) == (
        "foi@kent.police.uk",
        "triage",
        [],
        "other",
    )
    assert mail["reason"]


def test_a_document_is_listed_with_its_outcome_and_a_reason(
    workspace: str, replies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(["-w", workspace, "inbox", "import", str(replies)])
    capfd.readouterr()
    assert run(["-w", workspace, "documents", "list", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert sorted(document["name"] for document in found) == ["figures.csv", "hello.eml"]
    for document in found:
        assert list(document) == DOCUMENT_KEYS
        assert document["outcome"] == "read"
        assert document["reason"]


def test_import_tells_what_became_of_each_file(
    workspace: str, replies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(["-w", workspace, "inbox", "import", "--json", str(replies)])
    found = json.loads(capfd.readouterr().out)
    assert [(one["name"], one["new"], one["fault"]) for one in found] == [
        ("figures.csv", True, ""),
        ("hello.eml", True, ""),
    ]


@pytest.mark.parametrize("arguments", [["inbox", "import", "/nowhere"], ["inbox", "import"], ["inbox", "collect"]])
def test_wrong_use_is_one_sentence(workspace: str, arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", workspace, *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_an_unknown_request_is_refused(workspace: str, replies: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", workspace, "inbox", "import", str(replies), "--request", "RR-22222-22222"]) == 2
    assert "No letter bears the reference" in capfd.readouterr().err


def test_no_workspace_is_told(tmp_path: Path, replies: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(tmp_path / "none"), "inbox", "import", str(replies)]) == 2
    assert "There is no such folder" in capfd.readouterr().err
