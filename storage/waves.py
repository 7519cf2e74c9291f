"""Waves and their letters, as planned. Rows are never changed; what becomes of a letter is in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from schema.request import Letter, Wave
from storage import tables


def add(conn: Connection, wave: Wave, letters: Iterable[Letter]) -> int:
    """Record a wave (unless it is known) and letters of it that are new. Returns how many letters were.

    IntegrityError when a new letter has the reference or Message-ID of another.
    """
    tables.append(conn, [wave])
    return tables.append(conn, letters)


def waves(conn: Connection, **filters: Any) -> list[Wave]:
    """The waves in the order of planning, narrowed by any field."""
    return tables.select_rows(conn, Wave, order=("planned_at", "wave"), **filters)


def wave(conn: Connection, name: str) -> Wave | None:
    """The wave of that name, or None."""
    return next(iter(waves(conn, wave=name)), None)


def letters(conn: Connection, **filters: Any) -> list[Letter]:
    """The letters by wave and authority, narrowed by any field (wave=..., reference=..., message_id=...)."""
    return tables.select_rows(conn, Letter, **filters)
