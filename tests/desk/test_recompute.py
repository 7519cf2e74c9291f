"""What is computed behind the pages is computed in another process, and what ends that process loses nothing."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from small_survey import Opened, copied

from desk import recompute
from desk.recompute import Recompute
from flows.steps import review
from flows.steps.read import unread
from flows.steps.review import unapplied
from flows.steps.workspace import Workspace
from schema.decision import DecisionKind, ReviewState
from schema.record import Record
from schema.request import StoredReading
from storage import computed


def accept(opened: Opened) -> str:
    """Accept the first table; the id of its item."""
    item = opened.item(DecisionKind.TABLE)
    assert opened.post(f"/review/{item.item_id}/decide", verdict='{"accept": true}').status_code == 303
    return item.item_id


def state_of(opened: Opened, item: str) -> ReviewState:
    with opened.workspace.database.reading() as conn:
        return review.item_named(conn, item).state


def test_computing_has_a_process_of_its_own_that_stays(opened: Opened) -> None:
    process = opened.desk.recompute.process
    assert process.pid is None
    item = accept(opened)
    opened.settle()
    first = process.pid
    assert first not in (None, os.getpid())
    assert state_of(opened, item) is ReviewState.DECIDED
    opened.post("/review/undo")
    opened.settle()
    assert process.pid == first
    assert state_of(opened, item) is ReviewState.OPEN


def test_it_ends_with_the_desk(opened: Opened) -> None:
    accept(opened)
    opened.settle()
    pid = opened.desk.recompute.process.pid
    assert pid
    opened.desk.recompute.stop()
    assert not Path(f"/proc/{pid}").exists()


def test_a_killed_computing_is_started_again_and_loses_nothing(opened: Opened) -> None:
    item = accept(opened)
    opened.settle()
    killed = opened.desk.recompute.process.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    opened.post("/review/undo")
    opened.settle()
    assert opened.desk.recompute.process.pid not in (None, killed)
    assert state_of(opened, item) is ReviewState.OPEN


def test_a_computing_that_always_ends_is_shown_and_left_until_the_next_decision(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = recompute.COMMAND
    monkeypatch.setattr(recompute, "COMMAND", (sys.executable, "-c", "raise SystemExit(7)"))
    opened.desk.recompute.pause_s = 0
    item = accept(opened)
    assert opened.desk.recompute.settled(30)
    shown = opened.client.get("/review/status").text
    assert "ended unexpectedly (exit code 7)" in shown
    assert state_of(opened, item) is ReviewState.OPEN
    monkeypatch.setattr(recompute, "COMMAND", good)
    for step in ("/review/undo", "/review/redo"):
        opened.post(step)
    opened.settle()
    assert state_of(opened, item) is ReviewState.DECIDED


def test_what_a_killed_desk_did_not_apply_is_applied_when_it_starts_again(played: Path, tmp_path: Path) -> None:
    with copied(played, tmp_path / "w") as desk:
        with desk.workspace.database.writing() as conn:
            item = next(item for item in review.queue(conn) if item.kind is DecisionKind.TABLE)
            review.record(conn, item, {"accept": True}, by="A. Person", now=desk.clock())
        again = Recompute(desk.workspace, desk.clock, pause_s=0)
        again.start()
        try:
            assert again.settled(60)
        finally:
            again.stop()
        with desk.workspace.database.reading() as conn:
            assert review.item_named(conn, item.item_id).state is ReviewState.DECIDED
            assert not unapplied(conn)


def test_a_desk_on_which_all_is_applied_computes_nothing(played: Path, tmp_path: Path) -> None:
    with copied(played, tmp_path / "w") as desk:
        fresh = Recompute(desk.workspace, desk.clock, pause_s=0)
        fresh.start()
        time.sleep(0.2)
        assert not fresh.pending
        assert fresh.process.pid is None
        fresh.stop()


def upgraded(played: Path, folder: Path) -> tuple[list[str], list[Record]]:
    """A copy of the workspace whose documents were read by other readers; they, and the numbers that were found."""
    with copied(played, folder) as desk, desk.workspace.database.writing() as conn:
        rows = computed.rows(conn, StoredReading)
        older = [row.model_copy(update={"versions": "older readers"}) for row in rows]
        computed.replace(conn, StoredReading, older, sha256=[row.sha256 for row in rows])
        return unread(conn, desk.workspace.readers), computed.rows(conn, Record)


def test_after_an_upgrade_of_the_readers_the_desk_reads_before_it_computes(played: Path, tmp_path: Path) -> None:
    waiting, before = upgraded(played, tmp_path / "w")
    assert waiting
    with copied(tmp_path / "w", tmp_path / "again") as desk:
        told: list[int] = []
        behind = Told(desk.workspace, desk.clock, told)
        behind.start()
        assert behind.settled(120)
        assert behind.trouble == ""
        with desk.workspace.database.reading() as conn:
            assert unread(conn, desk.workspace.readers) == []
            assert computed.rows(conn, Record) == before
        assert told[0] == len(waiting)
        assert sorted(told, reverse=True) == told
        behind.stop()


class Told(Recompute):
    """Keeps what it was told of the reading."""

    def __init__(self, workspace: Workspace, clock: Callable[[], datetime], told: list[int]) -> None:
        super().__init__(workspace, clock, pause_s=0)
        self._every = told

    def _told_of(self, left: int) -> bool:
        self._every.append(left)
        return super()._told_of(left)


def test_every_page_says_that_documents_are_read_first(opened: Opened) -> None:
    opened.settle()
    assert "read first" not in opened.client.get("/today").text
    opened.desk.recompute.reading = 3
    for path in ("/", "/today", "/review", "/review/status", "/query", "/league"):
        assert "3 documents are read first" in opened.client.get(path).text
    opened.desk.recompute.reading = 1
    assert "have not read it yet" in opened.client.get("/today").text


def test_a_desk_that_ends_while_it_reads_does_not_wait_for_all_of_it(played: Path, tmp_path: Path) -> None:
    upgraded(played, tmp_path / "w")
    with copied(tmp_path / "w", tmp_path / "again") as desk:
        process = recompute.Process(desk.workspace)
        with pytest.raises(recompute.CrashedError):
            process.ask({"mails": False, "now": desk.clock().isoformat()}, lambda left: False)
        assert process.pid is None
        with desk.workspace.database.reading() as conn:
            left = unread(conn, desk.workspace.readers)
        assert left  # they are read when it starts again
