"""What people decided. Kept for ever; undo is one more decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from schema.decision import Decision
from storage import tables


def append(conn: Connection, decisions: Iterable[Decision]) -> int:
    """Record decisions; one whose id is known is left as it is. Returns how many were new."""
    return tables.append(conn, decisions)


def all(conn: Connection, **filters: Any) -> list[Decision]:  # noqa: A001  read as decisions.all(...)
    """The decisions by the time at which they were taken, narrowed by any field.

    The order of recording plays no part, so that two people's work merges to the same result either way.
    """
    return tables.select_rows(conn, Decision, order=("at", "decision_id"), **filters)
