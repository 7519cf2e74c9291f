"""The size of each force: the base of a rate. Loaded from config/data/workforce.csv (Home Office tables)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from config.loading import Row, read_rows

PATH = Path(__file__).parent / "data" / "workforce.csv"
COLUMNS = ("force_id", "as_at", "worker_type", "measure", "value", "raw_if_not_numeric", "source")
WORKER_TYPES = ("police_officer", "police_staff", "pcso", "designated_officer", "special_constable")
MEASURES = ("fte", "headcount")

Key = tuple[str, str, str, str]


@cache
def workforce() -> Mapping[Key, float | None]:
    """(authority, as_at, worker type, measure) -> number of people; None where the table prints ".."."""
    rates: dict[Key, float | None] = {}
    for row in read_rows(PATH, COLUMNS):
        key = _key(row)
        if key in rates:
            row.fail("This authority, date, worker type and measure stand here twice.")
        rates[key] = row.number("value") if row["value"] else None
    return rates


def _key(row: Row) -> Key:
    if row["worker_type"] not in WORKER_TYPES:
        row.fail(f"The worker type {row['worker_type']!r} is unknown.", f"Known: {', '.join(WORKER_TYPES)}.")
    if row["measure"] not in MEASURES:
        row.fail(f"The measure {row['measure']!r} is unknown.", f"Known: {', '.join(MEASURES)}.")
    return (row.some("force_id"), row.date("as_at").isoformat(), row["worker_type"], row["measure"])


def rate_base(authority: str, as_at: str, worker_types: Sequence[str], measure: str = "fte") -> float | None:
    """The workforce under a rate: the sum over ``worker_types`` at ``as_at`` (ISO date). None when a part is unknown.

    Special constables are volunteers; the tables count them by head only, so they enter by head in either measure.
    """
    parts = [
        workforce().get((authority, as_at, kind, "headcount" if kind == "special_constable" else measure))
        for kind in worker_types
    ]
    known = [part for part in parts if part is not None]
    return round(sum(known), 2) if parts and len(known) == len(parts) else None
