"""Reading what arrived: every document that these readers have not read yet, each in a process of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from extractors import registry
from extractors.isolation import Pool
from flows.steps.workspace import Workspace
from schema.reading import Reading
from schema.request import StoredReading
from storage import computed, documents
from storage.tables import TABLES

BATCH = 24  # documents a task: few enough to lose little, enough to pay for the task


@cache
def versions() -> str:
    """One name for the readers as installed: another version of any of them reads everything again."""
    told = [[extractor.name, extractor.version] for extractor in registry.load()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def unread(conn: Connection) -> list[str]:
    """The documents that came from outside and were not read by the readers as installed, oldest first."""
    reading = TABLES[StoredReading]
    known = set(conn.scalars(select(reading.c.sha256).where(reading.c.versions == versions())))
    arrived = {arrival.sha256: None for arrival in documents.arrivals(conn) if arrival.via != "own"}
    return [sha256 for sha256 in arrived if sha256 not in known]


def batches(sha256s: Sequence[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """The documents in groups for one task each."""
    return (sha256s[start : start + size] for start in range(0, len(sha256s), size))


def read_batch(workspace: Workspace, sha256s: Sequence[str], pool: Pool | None = None) -> list[StoredReading]:
    """Read these documents, each isolated, and store what came out. Again with the same ones changes nothing."""
    with workspace.database.reading() as conn:
        names = documents.names(conn, sha256s)
    given = ((names.get(sha256, sha256), workspace.documents.get(sha256)) for sha256 in sha256s)
    found = [stored(sha256, reading) for sha256, reading in zip(sha256s, (pool or Pool()).read(given), strict=True)]
    with workspace.database.writing() as conn:
        computed.replace(conn, StoredReading, found, sha256=list(sha256s))
    return found


def stored(sha256: str, reading: Reading) -> StoredReading:
    """A reading as a row, under the versions of the readers that made it."""
    return StoredReading(
        sha256=sha256,
        versions=versions(),
        outcome=str(reading.outcome),
        reason=reading.reason,
        body=json.dumps(reading.to_json(), ensure_ascii=False),
    )


def readings(conn: Connection, sha256s: Sequence[str]) -> dict[str, Reading]:
    """The readings of these documents by the readers as installed, those that there are."""
    rows = computed.rows(conn, StoredReading, versions=versions(), sha256=list(sha256s))
    return {row.sha256: Reading.from_json(json.loads(row.body)) for row in rows}


def outcomes(conn: Connection) -> dict[str, dict[str, Any]]:
    """Document -> its outcome and reason, by the readers as installed."""
    reading = TABLES[StoredReading]
    query = select(reading.c.sha256, reading.c.outcome, reading.c.reason).where(reading.c.versions == versions())
    return {row.sha256: {"outcome": row.outcome, "reason": row.reason} for row in conn.execute(query)}
