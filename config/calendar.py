"""The days that do not count, loaded from config/data: for FOIA and the EIR, and by region for FOISA."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from config.loading import Row, read_rows
from schema.calendar import Calendar, DayOff

DATA = Path(__file__).parent / "data"
HOLIDAYS, NON_WORKING = (DATA / "bank_holidays.csv", DATA / "foia_non_working_weekdays.csv")
REGIONS = ("england-and-wales", "northern-ireland", "scotland")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@cache
def calendar() -> Calendar:
    """The shipped calendar. Its version is a hash of both files, so that it changes whenever a day does."""
    return load_calendar(HOLIDAYS, NON_WORKING)


def load_calendar(holidays: Path, non_working: Path) -> Calendar:
    """The calendar of two files. UserError with the line for a bad date, weekday or region."""
    regional: dict[str, dict[date, str]] = {region: {} for region in REGIONS}
    for row in read_rows(holidays, ("date", "weekday", "name", "region", "note", "kind", "sources")):
        regional[_region(row, row["region"])][_day(row)] = row.some("name")
    off: dict[date, DayOff] = {}
    for row in read_rows(non_working, ("date", "weekday", "name", "regions", "why_it_counts")):
        regions = tuple(_region(row, region) for region in row.list("regions"))
        off[_day(row)] = DayOff(row.some("name"), regions)
    digest = hashlib.sha256(holidays.read_bytes() + non_working.read_bytes()).hexdigest()
    return Calendar(f"{max(off).year}-{digest[:12]}", off, regional)


def _region(row: Row, region: str) -> str:
    if region not in REGIONS:
        row.fail(f"The region {region!r} is unknown.", f"Known: {', '.join(REGIONS)}.")
    return region


def _day(row: Row) -> date:
    """The date, checked against the weekday printed beside it: two slips of the pen rarely agree."""
    day = row.date("date")
    if WEEKDAYS[day.weekday()] != row["weekday"]:
        row.fail(f"{day} is a {WEEKDAYS[day.weekday()]}, not a {row['weekday']}.")
    return day
