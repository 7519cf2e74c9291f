"""Making everything computed again from what is kept for ever, and proving that it is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from flows.steps.check import check_all
from flows.steps.match import match_messages
from flows.steps.read import batches, read_batch, unread
from flows.steps.workspace import Workspace
from storage import computed

Told = Callable[[str, int], object]
"""Called with what has been done, and how many steps that was."""


def refresh(workspace: Workspace, now: datetime, told: Told = lambda step, done: None) -> None:
    """Read what is unread, then match, bring together and check all of it. Again at the same time changes nothing."""
    read_all(workspace, told)
    match_messages(workspace)
    told("matching", 0)
    check_all(workspace, now)
    told("checking", 0)


def read_all(workspace: Workspace, told: Told = lambda step, done: None) -> None:
    """Read every document that these readers have not read, with what lies in it; then what was left out so."""
    while waiting := _unread(workspace):
        for batch in batches(waiting):
            read_batch(workspace, batch)
            told("reading", len(batch))


def _unread(workspace: Workspace) -> list[str]:
    with workspace.database.reading() as conn:
        return unread(conn, workspace.readers)


def rebuild(workspace: Workspace, now: datetime, told: Told = lambda step, done: None) -> str:
    """Throw away everything computed and make it again; its digest."""
    with workspace.database.writing() as conn:
        computed.clear(conn)
    refresh(workspace, now, told)
    with workspace.database.reading() as conn:
        return digest(conn)


def digest(conn: Connection) -> str:
    """One hash over every computed row, in the order of the keys: equal databases have equal digests."""
    found = hashlib.sha256()
    for noun in computed.COMPUTED:
        found.update(noun.__name__.encode())
        for row in computed.rows(conn, noun):
            found.update(row.model_dump_json().encode())
    return found.hexdigest()
