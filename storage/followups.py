"""Follow-up letters: drafted, kept in the ledger, and sent through the outbox like every other letter.

Each goes under a wave name of its own, WAVE/STAGE/DAY, which no wave of requests can have.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from schema.event import Event, EventKind
from schema.identity import digest
from schema.request import Letter
from storage import ledger


def add(conn: Connection, letter: Letter, *, at: str, by: str) -> int:
    """Keep a draft. The same draft again adds nothing; a later one of the same name stands in its place."""
    name = f"draft-{digest(letter.wave, letter.authority, letter.sha256)}"
    kind = EventKind.FOLLOW_UP_DRAFTED
    found = Event(name, at, kind, letter.campaign, letter.wave, letter.authority, letter.model_dump(), by)
    return ledger.append(conn, [found])


def letters(conn: Connection, wave: str = "", **filters: Any) -> list[Letter]:
    """The follow-ups of a wave (of all), each as drafted last, by name and authority."""
    drafted = ledger.events(conn, kind=EventKind.FOLLOW_UP_DRAFTED, **filters)
    found = {(e.wave, e.authority): Letter(**e.payload) for e in drafted}
    return [letter for (name, _), letter in sorted(found.items()) if wave in ("", name.partition("/")[0])]
