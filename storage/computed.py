"""What is computed and may be thrown away: messages, readings, records, answers, findings, review items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from schema.decision import ReviewItem
from schema.finding import Finding
from schema.record import Answer, Record
from schema.request import Message, StoredReading
from storage import stamps
from storage.tables import TABLES, conditions, delete, select_rows, write

Noun = TypeVar("Noun", bound=SQLModel)

COMPUTED: tuple[type[SQLModel], ...] = (
    Message,
    StoredReading,
    Record,
    Answer,
    Finding,
    ReviewItem,
)


def replace(conn: Connection, noun: type[Noun], rows: Iterable[Noun], **only: Any) -> int:
    """Put ``rows`` in the place of all rows of that noun, or of those that ``only`` names (campaign=..., sha256=...).

    Within the caller's transaction: readers see the old rows or the new, never a mixture. Returns how many
    went in. IntegrityError when two rows have one key, ValueError when the noun is not computed.
    """
    if noun not in COMPUTED:
        raise ValueError(f"{noun.__name__} is kept for ever and cannot be replaced")
    if noun is Record:
        return _replace_records(conn, rows, only)
    delete(conn, noun, **only)
    return write(conn, rows)


def _replace_records(conn: Connection, rows: Iterable[SQLModel], only: Mapping[str, Any]) -> int:
    """As `replace`, with new stamps for the documents whose records go or come."""
    documents: set[str] = set()
    if set(only) & {"record_id", "document"}:
        record = TABLES[Record]
        documents.update(conn.scalars(select(record.c.document).where(*conditions(record, only)).distinct()))
    else:
        stamps.renew_all(conn)
    delete(conn, Record, **only)
    written = write(conn, _noted(rows, documents))
    stamps.renew(conn, documents)
    return written


def _noted(rows: Iterable[SQLModel], documents: set[str]) -> Iterator[SQLModel]:
    for row in rows:
        documents.add(row.__dict__["document"])
        yield row


def rows(conn: Connection, noun: type[Noun], **filters: Any) -> list[Noun]:
    """The rows of a computed noun, narrowed by any field (a list means "one of"), in the order of its key."""
    return select_rows(conn, noun, **filters)


def clear(conn: Connection) -> None:
    """Throw away everything computed, before it is made again."""
    for noun in COMPUTED:
        delete(conn, noun)
    stamps.renew_all(conn)
