"""`roundrobin outbox look-up` and what `doctor` and `wave send` say of the mail servers, as a person calls them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dovecot import Server, needs_dovecot, running

from cli.main import run


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """A workspace with an approved wave of two letters."""
    folder = tmp_path / "w"
    assert run(["init", str(folder)]) == 0
    rows = "".join(f"{force},foi@{force}.example,confirmed\n" for force in ("essex", "kent"))
    (folder / "addresses.csv").write_text(f"authority,email,status\n{rows}")
    values = {"FROM": "survey@asker.example", "REQUESTER_NAME": "A. Researcher", "NOW": "2026-11-02T10:00"}
    values |= {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "SEND_INTERVAL_S": "0", "SMTP_TIMEOUT_S": "3"}
    for name, value in values.items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    assert run(["-w", str(folder), "wave", "plan", "w1", "--campaign", "social-media", "--only", "essex,kent"]) == 0
    assert run(["-w", str(folder), "wave", "approve", "w1", "--by", "A. Person"]) == 0
    capfd.readouterr()
    return folder


@pytest.fixture
def server(post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    started = post()
    monkeypatch.setenv("ROUNDROBIN_SMTP_PORT", str(started.port))
    return started


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mailbox with a folder of sent mail, which the settings name."""
    with running() as server:
        server.deliver(b"Subject: another\r\n\r\nx\r\n", "Sent")
        values = {"HOST": "127.0.0.1", "PORT": str(server.plain.port), "SECURITY": "none", "USER": "us"}
        for name, value in (values | {"PASSWORD": "sesame", "SENT_FOLDER": "Sent"}).items():
            monkeypatch.setenv(f"ROUNDROBIN_IMAP_{name}", value)
        yield server


def outbox(workspace: Path, *arguments: str) -> int:
    return run(["-w", str(workspace), "outbox", *arguments])


def send(workspace: Path) -> int:
    return run(["-w", str(workspace), "wave", "send", "w1", "--yes"])


@needs_dovecot
def test_a_letter_in_doubt_is_looked_for_told_and_recorded(
    workspace: Path, server: Any, mailbox: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    server.answers["DOT"] = lambda address: "drop" if "kent" in address else None
    assert send(workspace) == 3
    mailbox.deliver(server.letters[-1], "Sent")
    capfd.readouterr()
    assert outbox(workspace, "look-up", "--json") == 3
    (row,) = json.loads(capfd.readouterr().out)
    assert (row["wave"], row["authority"], row["found"]) == ("w1", "kent", True)
    assert "a copy lies in Sent" in row["evidence"]
    assert outbox(workspace, "look-up", "--by", "A. Person") == 0
    said = capfd.readouterr()
    assert "kent" in said.out
    assert "Letters in doubt: 1; found to be sent: 1; recorded so: 1." in said.err
    assert send(workspace) == 0
    assert len(server.letters) == 2


@needs_dovecot
def test_looking_up_nothing_is_done(workspace: Path, mailbox: Server) -> None:
    assert outbox(workspace, "look-up") == 0


def test_looking_up_without_a_mailbox_is_told(workspace: Path, server: Any, capfd: pytest.CaptureFixture[str]) -> None:
    server.answers["DOT"] = lambda address: "drop"
    send(workspace)
    capfd.readouterr()
    assert outbox(workspace, "look-up") == 3
    assert "no mailbox is set in which to look (ROUNDROBIN_IMAP_HOST)" in capfd.readouterr().out


def test_what_the_server_put_off_is_told_with_its_words_and_until_when(
    workspace: Path, server: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    server.answers["RCPT"] = lambda address: "451 greylisted" if "kent" in address else "550 nobody"
    assert send(workspace) == 3
    said = capfd.readouterr().err
    assert "Put off (kent), to be tried again from 2026-11-02 10:15 on: 451 greylisted" in said
    assert "Refused (essex): 550 nobody" in said
    assert run(["-w", str(workspace), "wave", "send", "w1"]) == 3
    said = capfd.readouterr().err
    assert "Put off (kent)" in said
    assert "0 letters would be sent" in said


def doctor(workspace: Path, capfd: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    capfd.readouterr()
    run(["-w", str(workspace), "doctor", "--json"])
    return {check["name"]: (check["state"], check["words"]) for check in json.loads(capfd.readouterr().out)}


def test_the_doctor_tells_which_login_is_used(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"SMTP_AUTH": "xoauth2", "SMTP_USER": "us", "OAUTH_TOKEN_COMMAND": "echo canary"}.items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    found = doctor(workspace, capfd)
    assert found["sending"] == ("ok", "127.0.0.1:587, not encrypted, xoauth2 as us, tokens from a program")
    assert found["collecting"] == ("note", "no mailbox to collect is set (ROUNDROBIN_IMAP_HOST)")


@pytest.mark.parametrize(
    ("name", "value", "state", "words"),
    [
        ("TRANSPORT", "file", "note", "each letter is written to the folder outbox; none leaves"),
        ("SMTP_HOST", "", "note", "no mail server for sending is set (ROUNDROBIN_SMTP_HOST)"),
        ("SMTP_HOST", "mail.example", "note", "mail.example:587, not encrypted, no login"),
        ("SMTP_SECURITY", "tls", "ok", "127.0.0.1:587, tls, no login"),
        ("SMTP_AUTH", "xoauth2", "fault", "ROUNDROBIN_SMTP_USER is not set"),
    ],
)
def test_the_doctor_tells_how_letters_would_go(
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
    value: str,
    state: str,
    words: str,
) -> None:
    monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    found = doctor(workspace, capfd)["sending"]
    assert found[0] == state
    assert found[1].startswith(words)
