"""The official list of bank holidays: fetched from GOV.UK when asked, and merged into a workspace's own holidays.csv.

A region's year in that file stands in the place of the shipped one, so that a day that was moved is gone, too. A
year with too few days is a list not finished yet: of the official list it is left out, and of a file that a person
wrote its days are added to those known, since a missing holiday would make a date too early.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.calendar import REGIONS, calendar
from config.loading import read_rows
from schema.calendar import FEWEST_A_YEAR, Calendar, DayOff
from schema.errors import UserError

OFFICIAL_LIST = "https://www.gov.uk/bank-holidays.json"
"""Crown copyright, Open Government Licence v3.0. Divisions, each with events of title, date and notes."""
FILE = "holidays.csv"
COLUMNS = ("date", "region", "name", "note")
LARGEST = 2_000_000  # bytes; the list has about 30,000
SECONDS = 30


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """One bank holiday of one region, as the official list has it."""

    day: date
    region: str
    name: str
    note: str = ""

    @property
    def year(self) -> tuple[str, int]:
        return self.region, self.day.year


def calendar_of(folder: Path | None) -> Calendar:
    """The calendar of a workspace: the shipped one under its holidays.csv, where it has one."""
    path = folder / FILE if folder else None
    return with_holidays(calendar(), read_holidays(path)) if path and path.is_file() else calendar()


def read_holidays(path: Path) -> tuple[Holiday, ...]:
    """The days of a workspace's file; none when there is no file. UserError with the line for a slip."""
    found = []
    for row in read_rows(path, COLUMNS) if path.is_file() else ():
        if row["region"] not in REGIONS:
            row.fail(f"The region {row['region']!r} is unknown.", f"Known: {', '.join(REGIONS)}.")
        found.append(Holiday(row.date("date"), row["region"], row.some("name"), row["note"]))
    return tuple(sorted(found))


def with_holidays(shipped: Calendar, holidays: Iterable[Holiday]) -> Calendar:
    """``shipped`` with each region's years that ``holidays`` has in the place of its own; a few days are added to it.

    Where no day differs it is ``shipped`` itself; otherwise its version is another.
    """
    given: dict[tuple[str, int], dict[date, str]] = {}
    for holiday in holidays:
        given.setdefault(holiday.year, {})[holiday.day] = holiday.name
    regional = {region: dict(days) for region, days in shipped.regional.items()}
    for (region, year), days in given.items():
        before = regional.setdefault(region, {})
        kept = {day: name for day, name in before.items() if day.year != year or len(days) < FEWEST_A_YEAR}
        # A day that was known keeps its name: another spelling changes nothing.
        regional[region] = kept | {day: before.get(day, name) for day, name in days.items()}
    if regional == {region: dict(days) for region, days in shipped.regional.items()}:
        return shipped
    years = {year for _, year in given}
    kept_off = {day: known for day, known in shipped.non_working.items() if day.year not in years}
    return Calendar(_version(shipped, regional), kept_off | _weekdays_off(regional, years), regional)


def calendar_from(version: str, regional: Mapping[str, Mapping[str, str]]) -> Calendar:
    """The calendar of that version from what was recorded of it: region -> ISO day -> name."""
    days = {region: {date.fromisoformat(day): name for day, name in told.items()} for region, told in regional.items()}
    return Calendar(version, _weekdays_off(days, {day.year for told in days.values() for day in told}), days)


def _weekdays_off(regional: Mapping[str, Mapping[date, str]], years: set[int]) -> dict[date, DayOff]:
    every = sorted({day for days in regional.values() for day in days if day.weekday() < 5 and day.year in years})
    return {day: _day_off(day, regional) for day in every}


def _day_off(day: date, regional: Mapping[str, Mapping[date, str]]) -> DayOff:
    names = {region: days[day] for region, days in regional.items() if day in days}
    return DayOff(" / ".join(dict.fromkeys(names.values())), tuple(sorted(names)))


def _version(shipped: Calendar, regional: Mapping[str, Mapping[date, str]]) -> str:
    lines = sorted(f"{region} {day} {name}" for region, days in regional.items() for day, name in days.items())
    digest = hashlib.sha256("\n".join((shipped.version, *lines)).encode()).hexdigest()
    return f"{max(max(days) for days in regional.values() if days).year}-{digest[:12]}"


def fetch(url: str = OFFICIAL_LIST) -> bytes:
    """The official list as the server sends it. UserError (exit 1) when it cannot be had."""
    import requests

    todo = "Nothing was changed. Try again when the network is there."
    try:
        with requests.get(url, timeout=SECONDS, headers={"User-Agent": "roundrobin"}, stream=True) as answer:
            if answer.status_code != 200:
                what = f"The server answered {answer.status_code} instead of the list."
                raise UserError(what, where=url, todo=todo, code=1)
            data = answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        what = f"The list of bank holidays cannot be fetched ({type(error).__name__})."
        raise UserError(what, where=url, todo=todo, code=1) from error
    if len(data) > LARGEST:
        raise UserError("The list is far too large to be one.", where=url, todo=todo, code=1)
    return bytes(data)


def parse(data: bytes, where: str = OFFICIAL_LIST) -> tuple[Holiday, ...]:
    """The days of the official list. UserError (exit 1) when it has another shape: nothing of it is believed then."""
    try:
        found = json.loads(data)
        days = [_holiday(region, event) for region in REGIONS for event in found[region]["events"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = f"This is not the list of bank holidays as it used to be ({type(error).__name__}: {error})."
        raise UserError(what, where=where, todo="Nothing was changed.", code=1) from error
    return tuple(sorted(set(days)))


def _holiday(region: str, event: Mapping[str, Any]) -> Holiday:
    name, note = (" ".join(str(event.get(key) or "").replace("\u2019", "'").split()) for key in ("title", "notes"))
    if not name:
        raise ValueError(f"a day without a title in {region}")
    return Holiday(date.fromisoformat(event["date"]), region, name, note)


def merged(known: Iterable[Holiday], official: Iterable[Holiday]) -> tuple[tuple[Holiday, ...], tuple[str, ...]]:
    """Every whole year of ``official`` in the place of the known one, and which years were left out, in words."""
    official = tuple(official)
    counts = Counter(holiday.year for holiday in official)
    years = {year for _, year in counts}
    short = {year: [r for r in REGIONS if counts[r, year] < FEWEST_A_YEAR] for year in sorted(years)}
    left = [
        f"{year}, of which {region} has only {counts[region, year]} days" for year, r in short.items() for region in r
    ]
    taken = {year for year, regions in short.items() if not regions}
    kept = [holiday for holiday in known if holiday.day.year not in taken]
    return tuple(sorted({*kept, *(h for h in official if h.day.year in taken)})), tuple(left)


def as_csv(holidays: Iterable[Holiday]) -> str:
    """The text of a workspace's holidays.csv."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((h.day.isoformat(), h.region, h.name, h.note) for h in sorted(holidays))
    return text.getvalue()
