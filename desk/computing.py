"""Computing again, in a process of its own: ``python -m desk.computing``. Pages never wait for the interpreter.

Standard input: a line of JSON that names the workspace, then a line for each pass, {"mails", "now"}. Standard output: a
line {"reading": n} as often as documents are read first, then one for the pass, {"complete", "trouble"}. The process
ends when its input does, which is when the desk ends, however that ends.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel

from flows.steps import workspace as workspaces
from flows.steps.changes import write_changes
from flows.steps.check import changes_wanted, findings_of
from flows.steps.consolidate import bring_together, gather
from flows.steps.match import match_messages
from flows.steps.memory import Memory
from flows.steps.publish import asked_campaigns
from flows.steps.read import read_batch, unread
from flows.steps.readers import Readers
from flows.steps.workspace import Workspace
from schema.errors import UserError
from storage.tables import Arrival, Event, Letter, Message, StoredReading, table
from storage.tables import Decision as StoredDecision

_GIVEN = (Event, Letter, Arrival, Message, StoredReading)
TRIES = 3
FEW = 4  # documents read before it is told how many are left
BEHIND = 15  # the pages go first, and a browser beside them
log = logging.getLogger("roundrobin.desk")


def opening(workspace: Workspace) -> dict[str, Any]:
    """The first line of the input: what it takes to open this workspace there. It may hold a password."""
    readers, url = workspace.readers, workspace.database.engine.url.render_as_string(hide_password=False)
    told = {"folder": str(workspace.folder.resolve()), "url": url, "authserv_id": workspace.authserv_id}
    return {**told, "readers": [readers.cpu_s, readers.ocr]}


def serve(lines: Iterator[str]) -> Iterator[str]:
    """The answer to each line after the first, as it is asked for."""
    first = json.loads(next(lines))
    readers = Readers(*first["readers"])
    with workspaces.opened(Path(first["folder"]), first["url"], first["authserv_id"], readers) as workspace:
        memory = Memory()
        for line in lines:
            asked = json.loads(line)
            told = one_pass(workspace, memory, datetime.fromisoformat(asked["now"]), mails=asked["mails"])
            yield from map(json.dumps, told)


def one_pass(workspace: Workspace, memory: Memory, now: datetime, *, mails: bool) -> Iterator[dict[str, Any]]:
    """Every campaign computed again, once all is read, the mails matched before if need be; told as it goes.

    A fault is told and ends nothing.
    """
    try:
        read = False
        for left in read_first(workspace):
            read = True
            yield {"reading": left}
        yield _computed(workspace, memory, now, mails=mails or read)
    except UserError as error:
        yield {"complete": True, "trouble": error.sentence()}
    except Exception as error:
        log.exception("computing again failed")
        told = f"Computing again failed ({type(error).__name__}); `roundrobin rebuild` does it by hand."
        yield {"complete": True, "trouble": told}


def read_first(workspace: Workspace) -> Iterator[int]:
    """Read what these readers have not read, as after their upgrade: without it, answers and decisions would be lost.

    A few at a time, told before each how many are left. The newest first: a schedule that reads them too begins with
    the oldest, so that both meet.
    """
    while waiting := _unread(workspace):
        yield len(waiting)
        read_batch(workspace, waiting[-FEW:])


def _unread(workspace: Workspace) -> list[str]:
    with workspace.database.reading() as conn:
        return unread(conn, workspace.readers)


def _computed(workspace: Workspace, memory: Memory, now: datetime, *, mails: bool) -> dict[str, Any]:
    if mails:
        match_messages(workspace)
    with workspace.database.reading() as conn:
        names = asked_campaigns(conn)
    complete = [compute(workspace, name, now, memory) for name in names]
    memory.turn()
    return {"complete": all(complete), "trouble": ""}


def compute(workspace: Workspace, campaign: str, now: datetime, memory: Memory) -> bool:
    """As `flows.steps.check.check_campaign`, but others may write meanwhile. False: it must be done once more.

    What came in meanwhile begins it again at once; a decision made meanwhile is shown already, and comes next.
    """
    for _ in range(TRIES):
        with workspace.database.reading() as conn:
            given, decided = _counts(conn, _GIVEN), _counts(conn, (StoredDecision,))
            gathered = gather(conn, workspace, campaign, memory)
            brought = bring_together(gathered, workspace, memory)
            found = findings_of(conn, workspace, gathered, brought, now.date())
            changes = changes_wanted(conn, campaign, brought, found)
        with workspace.database.writing() as conn:
            if _counts(conn, _GIVEN) == given:
                write_changes(conn, campaign, changes)
                return _counts(conn, (StoredDecision,)) == decided
    return False


def _counts(conn: Connection, models: Sequence[type[SQLModel]]) -> tuple[int, ...]:
    """How many rows there are; rows of these kinds are only ever added, or computed from such."""
    return tuple(conn.execute(select(func.count()).select_from(table(model))).scalar_one() for model in models)


def main() -> None:
    """Answer standard input until it ends. Nothing else may be written where the answers go."""
    os.nice(BEHIND)
    answers = os.dup(1)
    os.dup2(2, 1)
    with suppress(BrokenPipeError):  # the desk has ended while documents were read
        for answer in serve(iter(sys.stdin.readline, "")):
            os.write(answers, f"{answer}\n".encode())


if __name__ == "__main__":
    main()
