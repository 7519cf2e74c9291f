"""What is computed and may be thrown away: messages, readings, records, answers, findings, review items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import SQLModel

from schema.decision import ReviewItem
from schema.finding import Finding
from schema.record import Answer, Record
from schema.request import Message, StoredReading
from storage.tables import delete, select_rows, write

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
    delete(conn, noun, **only)
    return write(conn, rows)


def rows(conn: Connection, noun: type[Noun], **filters: Any) -> list[Noun]:
    """The rows of a computed noun, narrowed by any field (a list means "one of"), in the order of its key."""
    return select_rows(conn, noun, **filters)


def clear(conn: Connection) -> None:
    """Throw away everything computed, before it is made again."""
    for noun in COMPUTED:
        delete(conn, noun)
