"""`roundrobin wave` and `roundrobin outbox` as a person and other programs call them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from cli.main import COMMANDS, load, run
from storage.database import connect
from storage.tables import Heartbeat, table

IDS = ("essex", "kent", "surrey")
KEYS = ["wave", "authority", "recipient", "message_id", "state"]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """A new workspace with three confirmed addresses, and a sender."""
    folder = tmp_path / "w"
    assert run(["init", str(folder)]) == 0
    rows = [f"{force},foi@{force}.example,confirmed" for force in IDS]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    values = {"FROM": "survey@asker.example", "REQUESTER_NAME": "A. Researcher", "SMTP_SECURITY": "none"}
    values |= {"SMTP_HOST": "127.0.0.1", "SEND_INTERVAL_S": "0", "RETRY_WAIT_S": "0", "SMTP_TIMEOUT_S": "3"}
    values |= {"NOW": "2026-11-02T10:00"}
    for name, value in values.items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    capfd.readouterr()
    return folder


@pytest.fixture
def server(post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    started = post()
    monkeypatch.setenv("ROUNDROBIN_SMTP_PORT", str(started.port))
    return started


def wave(workspace: Path, *arguments: str) -> int:
    return run(["-w", str(workspace), "wave", *arguments])


def plan(workspace: Path, only: str = ",".join(IDS), *more: str) -> int:
    return wave(workspace, "plan", "first", "--campaign", "social-media", "--only", only, *more)


def outbox(workspace: Path, capfd: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capfd.readouterr()
    assert run(["-w", str(workspace), "outbox", "list", "--json"]) == 0
    found: list[dict[str, str]] = json.loads(capfd.readouterr().out)
    return found


def test_a_wave_goes_from_plan_to_sent(workspace: Path, server: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert plan(workspace) == 0
    assert wave(workspace, "preview", "first") == 0
    assert wave(workspace, "approve", "first", "--by", "A. Person") == 0
    assert {row["state"] for row in outbox(workspace, capfd)} == {"queued"}
    assert wave(workspace, "send", "first") == 0
    assert server.asked == []
    assert wave(workspace, "send", "first", "--yes") == 0
    rows = outbox(workspace, capfd)
    assert [list(row) for row in rows] == [KEYS] * 3
    assert [(row["authority"], row["state"]) for row in rows] == [(name, "sent") for name in IDS]
    assert sorted(row["message_id"] for row in rows) == sorted(server.message_ids)
    assert wave(workspace, "status", "first") == 0


def test_the_bytes_previewed_are_the_bytes_sent(
    workspace: Path, server: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    plan(workspace, "kent")
    capfd.readouterr()
    wave(workspace, "preview", "first")
    from hashlib import sha256

    previewed = capfd.readouterr().out
    wave(workspace, "approve", "first", "--by", "A. Person")
    wave(workspace, "send", "first", "--yes")
    assert sha256(server.letters[0]).hexdigest() in previewed
    assert message_from_bytes(server.letters[0])["To"] == "foi@kent.example"


def test_nothing_goes_to_the_shipped_addresses(workspace: Path, server: Any) -> None:
    (workspace / "addresses.csv").unlink()
    assert plan(workspace) == 3
    assert wave(workspace, "approve", "first", "--by", "A. Person") == 0
    assert wave(workspace, "send", "first", "--yes") == 3
    assert server.asked == []


def test_a_letter_in_doubt_waits_for_a_persons_word(
    workspace: Path, server: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    server.answers["DOT"] = lambda address: "drop" if "kent" in address else None
    plan(workspace)
    wave(workspace, "approve", "first", "--by", "A. Person")
    capfd.readouterr()
    assert wave(workspace, "send", "first", "--yes") == 3
    assert "outbox resolve first kent" in capfd.readouterr().err
    server.answers.clear()
    assert wave(workspace, "send", "first", "--yes") == 3
    assert len(server.letters) == 3
    resolve = ["-w", str(workspace), "outbox", "resolve", "first", "kent", "--by", "A. Person"]
    assert run(resolve) == 2
    assert run([*resolve, "--sent", "--note", "it is in the Sent folder"]) == 0
    assert {row["state"] for row in outbox(workspace, capfd)} == {"sent"}
    assert run([*resolve, "--resend"]) == 2
    assert wave(workspace, "send", "first", "--yes") == 0
    assert len(server.letters) == 3


def test_a_missing_mail_server_is_one_sentence_and_loses_nothing(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROUNDROBIN_SMTP_PORT", "9")
    plan(workspace)
    wave(workspace, "approve", "first", "--by", "A. Person")
    capfd.readouterr()
    assert wave(workspace, "send", "first", "--yes") == 1
    assert "the mail server 127.0.0.1:9 cannot be reached" in capfd.readouterr().err
    assert {row["state"] for row in outbox(workspace, capfd)} == {"queued"}
    monkeypatch.setenv("ROUNDROBIN_SMTP_HOST", "")
    assert wave(workspace, "send", "first", "--yes") == 2
    assert "ROUNDROBIN_SMTP_HOST is not set" in capfd.readouterr().err


def test_status_is_one_json_document_and_exits_three_while_work_waits(
    workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan(workspace)
    capfd.readouterr()
    assert wave(workspace, "status", "first", "--json") == 3
    rows = json.loads(capfd.readouterr().out)
    assert [(row["authority"], row["state"], row["waits"]) for row in rows] == [(n, "planned", True) for n in IDS]


def test_status_says_when_the_schedule_last_beat(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plan(workspace)
    capfd.readouterr()
    wave(workspace, "status", "first")
    assert "No schedule ever ran here" in capfd.readouterr().err
    database = connect(workspace)
    with database.writing() as conn:
        conn.execute(table(Heartbeat).insert().values(name="send", at="2026-01-05T08:00:00+00:00", pid=1))
    database.close()
    wave(workspace, "status", "first")
    assert "last sign of life 2026-01-05 08:00: it has stopped" in capfd.readouterr().err


def test_waves_are_listed_and_cancelled(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plan(workspace)
    assert wave(workspace, "cancel", "first", "--by", "A. Person") == 0
    capfd.readouterr()
    assert wave(workspace, "list", "--json") == 0
    (row,) = json.loads(capfd.readouterr().out)
    assert (row["wave"], row["letters"], row["cancelled"]) == ("first", 3, 3)
    assert outbox(workspace, capfd) == []


def test_the_file_transport_needs_no_server(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDROBIN_TRANSPORT", "file")
    monkeypatch.delenv("ROUNDROBIN_SMTP_HOST")
    plan(workspace)
    wave(workspace, "approve", "first", "--by", "A. Person")
    assert wave(workspace, "send", "first", "--yes") == 0
    assert sorted(path.name for path in (workspace / "outbox" / "first").iterdir()) == [f"{name}.eml" for name in IDS]


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "first", "--campaign", "no-such"],
        ["plan", "../first", "--campaign", "social-media"],
        ["plan", "first", "--campaign", "social-media", "--only", "atlantis"],
        ["plan", "first", "--campaign", "social-media", "--send-on", "soon"],
        ["plan", "first"],
        ["preview", "nothing"],
        ["approve", "nothing", "--by", "me"],
        ["approve", "nothing"],
        ["send", "nothing", "--yes"],
        ["status", "nothing"],
        ["cancel", "nothing"],
    ],
    ids=" ".join,
)
def test_a_slip_is_one_sentence_and_wrong_use(
    workspace: Path, arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert wave(workspace, *arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("roundrobin: ")


@pytest.mark.parametrize("command", ["wave", "outbox"])
def test_help_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys; from cli.main import run\n"
        f"run([{command!r}, '--help'])\n"
        "print(sorted({'sqlmodel', 'sqlalchemy', 'prefect', 'jinja2', 'pandas', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    assert load(command).get_short_help_str(200) == COMMANDS[command][1]
