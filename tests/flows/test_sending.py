"""Sending: each approved letter once, to confirmed addresses alone; a doubt only where the server may have the dot.

Played against a real server on loopback whose answers each test decides. Hangs up, refuses, puts off, stays silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from posting import FORCES, NOW, Clock, approved, letters, planned, send, states, via, write_addresses

from flows.steps import workspace as workspaces
from flows.steps.approve import cancel_wave
from flows.steps.send import dry_run, due_waves
from flows.steps.workspace import Workspace
from schema.errors import UserError
from storage import ledger, outbox
from storage.transport import FileTransport


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    write_addresses(tmp_path)
    with workspaces.opened(tmp_path) as opened:
        yield opened


def test_the_server_gets_exactly_the_bytes_that_were_approved(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace)
    report = send(workspace, via(server.port))
    assert report.sent == 3
    assert not report.waits
    assert sorted(server.letters) == sorted(letters(workspace).values())
    assert states(workspace) == dict.fromkeys(FORCES, "sent")


def test_sending_again_sends_nothing(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace)
    send(workspace, via(server.port))
    assert send(workspace, via(server.port)).sent == 0
    assert len(server.letters) == 3


def test_a_dry_run_tells_and_touches_nothing(workspace: Workspace, post: Callable[..., Any]) -> None:
    approved(workspace)
    with workspace.database.reading() as conn:
        before = ledger.events(conn)
    report = dry_run(workspace, "w", NOW)
    assert [letter.authority for letter in report.ready] == list(FORCES)
    with workspace.database.reading() as conn:
        assert ledger.events(conn) == before


def test_a_letter_that_nobody_approved_stays(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    planned(workspace)
    report = send(workspace, via(server.port))
    assert (report.sent, server.letters) == (0, [])
    assert all("approve" in blocked.why for blocked in report.blocked)


@pytest.mark.parametrize("status", ["stale", "retired", "unknown"])
def test_no_letter_goes_to_an_address_that_is_not_confirmed(
    tmp_path: Path, post: Callable[..., Any], status: str
) -> None:
    server = post()
    write_addresses(tmp_path, kent=status)
    with workspaces.opened(tmp_path) as workspace:
        approved(workspace)
        report = send(workspace, via(server.port))
        assert states(workspace) == {"essex": "sent", "kent": "queued", "surrey": "sent"}
    assert [(b.letter.authority, "addresses.csv" in b.why) for b in report.blocked] == [("kent", True)]
    assert not any("kent" in line for line in server.asked)


def test_an_address_that_lost_its_confirmation_after_planning_gets_nothing(
    tmp_path: Path, post: Callable[..., Any]
) -> None:
    server = post()
    write_addresses(tmp_path)
    with workspaces.opened(tmp_path) as workspace:
        approved(workspace)
    write_addresses(tmp_path, status="stale")
    with workspaces.opened(tmp_path) as workspace:
        assert send(workspace, via(server.port)).sent == 0
    assert server.asked == []


def test_a_wave_does_not_go_before_its_day(workspace: Workspace, post: Callable[..., Any]) -> None:
    server, clock = post(), Clock()
    approved(workspace, send_on="2026-11-03")
    assert due_waves(workspace, clock.now()) == []
    assert send(workspace, via(server.port), clock).sent == 0
    clock.sleep(24 * 3600)
    assert due_waves(workspace, clock.now()) == ["w"]
    assert send(workspace, via(server.port), clock).sent == 3
    assert due_waves(workspace, clock.now()) == []


def test_a_cancelled_wave_sends_nothing_more(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    server.answers["RCPT"] = lambda address: None if "essex" in address else "550 no such box"
    approved(workspace)
    send(workspace, via(server.port))
    stopped, gone = cancel_wave(workspace, "w", "me", NOW)
    assert ([e.letter.authority for e in stopped], [e.letter.authority for e in gone]) == (
        ["kent", "surrey"],
        ["essex"],
    )
    server.answers.clear()
    assert send(workspace, via(server.port)).sent == 0
    assert states(workspace) == {"essex": "sent", "kent": "cancelled", "surrey": "cancelled"}


def test_letters_are_paced(workspace: Workspace, post: Callable[..., Any]) -> None:
    server, clock = post(), Clock()
    approved(workspace)
    send(workspace, via(server.port), clock, interval_s=7.0)
    assert clock.slept == [7.0, 7.0]


def test_the_file_transport_writes_one_eml_per_letter(workspace: Workspace, tmp_path: Path) -> None:
    approved(workspace)
    assert send(workspace, FileTransport(tmp_path / "outbox")).sent == 3
    written = {path.stem: path.read_bytes() for path in (tmp_path / "outbox" / "w").iterdir()}
    assert written == letters(workspace)


def test_a_changed_letter_in_the_store_is_not_sent(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace, ["kent"])
    with workspace.database.reading() as conn:
        digest = outbox.entries(conn)[0].letter.sha256
    workspace.documents.path(digest).write_bytes(b"From: someone else\r\n\r\nother words\r\n")
    with pytest.raises(UserError, match="changed since it was stored"):
        send(workspace, via(server.port))
    assert server.letters == []
