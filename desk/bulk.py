"""Accepting many rows at once: only those that pass the named checks, shown before, recorded as one decision."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from desk.deciding import ConflictError
from desk.waiting import Waiting
from flows.steps import review
from flows.steps.review import after_all
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.identity import digest
from schema.mapping.bulk import CHECKS, CONFIRMING, EITHER, passes
from storage import computed

MOST_ROWS = 2_000
"""Of one bulk decision: what can still be looked through. The page says how many rows are left for the next one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with numbers: what it says, and the checks that it does not pass."""

    cells: tuple[str, ...]
    words: str
    ordinal: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """The rows of one table that a bulk would accept, and those that it leaves."""

    item: ReviewItem
    head: str
    rows: tuple[Row, ...]
    left: tuple[Row, ...]

    @property
    def whole(self) -> bool:
        return not self.left


def wanted_checks(confirmed: str) -> tuple[str, ...]:
    """Every check that is asked of a row. ``confirmed``: by what its numbers are: "both", one of the two, or either."""
    by = {"both": CONFIRMING, **{name: (name,) for name in CONFIRMING}}.get(confirmed, (EITHER,))
    return (*(name for name in CHECKS if name not in CONFIRMING), *by)


def coverage(conn: Connection, now: Waiting, checks: Collection[str], only: str = "") -> list[Covered]:
    """What would be accepted, table by table in the order of the queue; ``only``: of one item."""
    names = [i.item_id for i in now.open if i.kind is DecisionKind.TABLE and only in ("", i.item_id)]
    stored = {item.item_id: item for item in computed.rows(conn, ReviewItem, item_id=names)} if names else {}
    found = (_covered(stored[name], frozenset(checks)) for name in names)
    kept: list[Covered] = []
    rows = 0
    for one in found:
        rows += len(one.rows)
        if one.rows and (rows <= MOST_ROWS or not kept):
            kept.append(one)
    return kept


def _covered(item: ReviewItem, checks: frozenset[str]) -> Covered:
    detail = json.loads(item.detail)
    printed = detail.get("rows", ())
    rows = [Row(tuple(printed[r]), words, n, tuple(failed)) for r, words, n, failed in detail.get("checks", ())]
    passed = tuple(row for row in rows if passes(row.failed, checks))
    left = tuple(row for row in rows if not passes(row.failed, checks))
    return Covered(item, str(detail.get("head", "")), passed, left)


def covers(every: Iterable[Covered]) -> str:
    """The name of what was shown: the same rows of the same tables have the same."""
    return digest("bulk", *((one.item.item_id, one.item.fingerprint, [r.words for r in one.rows]) for one in every))


def accept(
    conn: Connection, now: Waiting, checks: Collection[str], only: str, *, seen: str, by: str, at: datetime
) -> Decision:
    """Record one decision that accepts what was shown. ConflictError when it would cover anything else by now."""
    every = coverage(conn, now, checks, only)
    if not every:
        raise UserError("No row that waits passes these checks.", todo="Look at the tables one by one.")
    if covers(every) != seen:
        raise ConflictError("What these checks cover has changed meanwhile; nothing was recorded.", todo="Look again.")
    tables = [
        {
            "item": one.item.item_id,
            "document": one.item.document,
            "head": one.head,
            "ordinal": one.item.ordinal,
            "fingerprint": one.item.fingerprint,
            "whole": one.whole,
            "rows": [[row.words, row.ordinal] for row in one.rows],
        }
        for one in every
    ]
    after = after_all(conn, at)
    about = ReviewItem(item_id=digest("bulk", seen, after.isoformat()), kind=DecisionKind.BULK, asks="")
    return review.record(conn, about, {"checks": sorted(checks), "tables": tables}, by=by, now=after)
