"""Reading what arrived: every document that these readers have not read yet, each in a process of its own."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Connection, select

from extractors.identify import MAIL, MSG, identify
from extractors.isolation.pool import Pool
from flows.steps.memory import Memory
from flows.steps.readers import Readers, any_versions
from flows.steps.unpack import mail_of
from flows.steps.workspace import Workspace
from schema.reading import Outcome, Reading
from schema.request import StoredReading
from storage import computed, documents
from storage.tables import TABLES

_ENDED = (Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.TOO_BIG)
BATCH = 24  # documents a task: few enough to lose little, enough to pay for the task


def unread(conn: Connection, readers: Readers) -> list[str]:
    """The documents to read now, oldest first: those that came from outside and that these readers have not read.

    What lies in a mail or an archive is read with it, so it is left out as long as that is unread itself.
    """
    reading = TABLES[StoredReading]
    known = set(conn.scalars(select(reading.c.sha256).where(reading.c.versions == readers.versions)))
    came = [arrival for arrival in documents.arrivals(conn) if arrival.via != "own" and arrival.sha256 not in known]
    waiting = {arrival.sha256 for arrival in came}
    with_others = {arrival.sha256 for arrival in came if arrival.parent in waiting and arrival.parent != arrival.sha256}
    first = dict.fromkeys(arrival.sha256 for arrival in came if arrival.sha256 not in with_others)
    return list(first or dict.fromkeys(arrival.sha256 for arrival in came))  # a ring of files inside each other


def batches(sha256s: Sequence[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """The documents in groups for one task each."""
    return (sha256s[start : start + size] for start in range(0, len(sha256s), size))


def read_batch(workspace: Workspace, sha256s: Sequence[str], pool: Pool | None = None) -> list[StoredReading]:
    """Read these documents, each isolated, and store what came out, also of what lies in them.

    Again with the same ones changes nothing.
    """
    with workspace.database.reading() as conn:
        names = documents.names(conn, sha256s)
    pool = pool or workspace.readers.pool()
    given = ((names.get(sha256, sha256), workspace.documents.get(sha256)) for sha256 in sha256s)
    read = (replace(one, sha256=sha256) for sha256, one in zip(sha256s, pool.read(given), strict=True))
    found = [_with_own_text(workspace, reading, pool) for reading in read]
    with workspace.database.writing() as conn:
        inside = {part.sha256: part for reading in found for part in _parts(reading)}
        known = {document.sha256 for document in documents.documents(conn, sha256=list(inside))} - set(sha256s)
        rows = [
            stored(reading, workspace.readers) for reading in (*found, *(inside[sha256] for sha256 in sorted(known)))
        ]
        computed.replace(conn, StoredReading, rows, sha256=[row.sha256 for row in rows])
    return rows


def _parts(reading: Reading) -> Iterator[Reading]:
    """What was read of the files inside, layer by layer. One that was not opened is read by itself later."""
    for part in reading.parts:
        if part.sha256 and part.outcome is not Outcome.TOO_BIG:
            yield part
            yield from _parts(part)


def _with_own_text(workspace: Workspace, reading: Reading, pool: Pool) -> Reading:
    """A mail whose reader was ended by something that it carries still says what it says in its own text."""
    if reading.outcome not in _ENDED:
        return reading
    data = workspace.documents.get(reading.sha256)
    media_type = identify(data, reading.name)
    if media_type not in (MAIL, MSG):
        return reading
    (own,) = pool.read([("text.txt", mail_of(data).own_text.encode())])
    reason = f"The mail's own text; what it carries is read by itself, since: {reading.reason}"
    whole = replace(own, sha256=reading.sha256, name=reading.name, media_type=media_type)
    return whole.with_outcome(Outcome.READ, reason) if own.outcome in (Outcome.READ, Outcome.EMPTY) else reading


def stored(reading: Reading, readers: Readers) -> StoredReading:
    """A reading as a row, under the versions of the readers that made it."""
    return StoredReading(
        sha256=reading.sha256,
        versions=readers.versions,
        outcome=str(reading.outcome),
        reason=reading.reason,
        body=json.dumps(reading.to_json(), ensure_ascii=False),
    )


def readings(conn: Connection, sha256s: Sequence[str], memory: Memory | None = None) -> dict[str, Reading]:
    """The readings of these documents by the readers as installed, those that there are."""
    rows = computed.rows(conn, StoredReading, versions=any_versions(), sha256=list(sha256s))
    kept = memory or Memory()
    return {row.sha256: kept.value(("reading", row.sha256), row.body, partial(_parsed, row.body)) for row in rows}


_KEPT = 24 << 20  # characters of bodies
_known: OrderedDict[str, Reading] = OrderedDict()
_lock = Lock()


def _parsed(body: str) -> Reading:
    """Pages ask for the few documents that somebody looks at again and again, so the latest are kept."""
    with _lock:
        if found := _known.get(body):
            _known.move_to_end(body)
            return found
    made = Reading.from_json(json.loads(body))
    with _lock:
        _known[body] = made
        while len(_known) > 1 and sum(map(len, _known)) > _KEPT:
            _known.popitem(last=False)
    return made


def outcomes(conn: Connection) -> dict[str, dict[str, Any]]:
    """Document -> its outcome and reason, by the readers as installed."""
    reading = TABLES[StoredReading]
    query = select(reading.c.sha256, reading.c.outcome, reading.c.reason).where(reading.c.versions.in_(any_versions()))
    return {row.sha256: {"outcome": row.outcome, "reason": row.reason} for row in conn.execute(query)}
