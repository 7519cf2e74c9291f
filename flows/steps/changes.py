"""What differs between the computed rows as they are stored and as they should be: only that is written.

One decision bears on a few rows, and whoever decides next waits as long as these are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlmodel import SQLModel

from schema.decision import ReviewItem
from schema.finding import Finding
from schema.record import Answer, Record
from storage import computed
from storage.tables import TABLES, key

BY: Mapping[type[SQLModel], str] = {
    Record: "record_id",
    Answer: "authority",
    ReviewItem: "item_id",
    Finding: "finding_id",
}
"""By which column rows of a noun go and come. Answers have no id of their own, and are few for an authority."""
MOST = 5_000
"""Rows of a noun that are written one by one; beyond that, all of the campaign are written anew."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of a noun that are not stored as they should be. ``names``: in BY's column, all that must go first."""

    noun: type[SQLModel]
    rows: tuple[SQLModel, ...]
    names: tuple[str, ...] | None
    """None: every row of the campaign goes."""


def changes_of(conn: Connection, campaign: str, noun: type[SQLModel], wanted: Iterable[SQLModel]) -> Changes:
    """What it takes to have ``wanted`` stored in the place of the campaign's rows of a noun."""
    source, by, every = TABLES[noun], BY[noun], list(wanted)
    query = select(source).where(source.c.campaign == campaign)
    stored = _grouped(source, by, (dict(row) for row in conn.execute(query).mappings()))
    new = _grouped(source, by, (row.__dict__ for row in every))
    differing = {name for name in stored.keys() | new.keys() if stored.get(name) != new.get(name)}
    if len(differing) > MOST:
        return Changes(noun, tuple(every), None)
    rows = tuple(row for row in every if row.__dict__[by] in differing)
    return Changes(noun, rows, tuple(sorted(differing)))


def _grouped(
    source: Table, by: str, rows: Iterable[dict[str, Any]]
) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
    """Name in BY's column -> key of a row -> the row."""
    keys = key(source)
    found: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[by], {})[tuple(row[column] for column in keys)] = row
    return found


def write_changes(conn: Connection, campaign: str, changes: Iterable[Changes]) -> None:
    """Write what differs, within the caller's transaction; nothing at all where nothing differs."""
    for each in changes:
        if each.names is None:
            _let_go(conn, each)
            computed.replace(conn, each.noun, each.rows, campaign=campaign)
        elif each.names:
            computed.replace(conn, each.noun, each.rows, **_only(campaign, each))


def _let_go(conn: Connection, each: Changes) -> None:
    """A question may stand under another campaign, from which it goes."""
    if each.noun is ReviewItem:
        computed.replace(conn, each.noun, [], item_id=[row.__dict__["item_id"] for row in each.rows])


def _only(campaign: str, each: Changes) -> dict[str, Any]:
    of_campaign = {} if each.noun is ReviewItem else {"campaign": campaign}
    return {BY[each.noun]: each.names, **of_campaign}
