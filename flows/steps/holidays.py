"""A newer calendar: what it moves is recorded for every open request, wherever the newer days came from.

The calendar in force is kept in the ledger, with its days. So the next command that counts notices any change: a list
that was fetched, a holidays.csv that somebody edited, a version of the program that knows more days.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from config import holidays
from config.calendar import calendar
from config.holidays import Holiday
from flows.steps.courses import Course, courses
from flows.steps.workspace import Workspace
from schema.calendar import LONDON, Calendar, Regime
from schema.event import Event, EventKind
from schema.identity import digest
from storage import ledger, waves
from tracking.deadline import due_in
from tracking.life import Life

BY = "calendar"


@dataclass(frozen=True, slots=True)
class Moved:
    """A request whose due date is another by the newer calendar; ISO days."""

    wave: str
    authority: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """``added``, ``removed``: days by which the calendars differ. ``left_out``: what was not believed, in words."""

    before: str
    after: str
    years: tuple[int, int]
    added: tuple[Holiday, ...]
    removed: tuple[Holiday, ...]
    moved: tuple[Moved, ...]
    left_out: tuple[str, ...]


def refresh_holidays(workspace: Workspace, official: bytes, now: datetime, *, where: str = "") -> Refreshed:
    """Merge the official list into the workspace's holidays.csv, and record which due dates moved.

    The same list again changes nothing. UserError when it is no such list; nothing was changed then.
    """
    path = workspace.folder / holidays.FILE
    days, left_out = holidays.merged(holidays.read_holidays(path), holidays.parse(official, where))
    old = workspace.calendar
    keep_calendar(workspace, now)
    # Killed after this line, the next command that counts records what moved.
    _replace(path, holidays.as_csv(days))
    moved = keep_calendar(workspace, now)
    new = workspace.calendar
    return Refreshed(old.version, new.version, new.years, _new(new, old), _new(old, new), moved, left_out)


def keep_calendar(workspace: Workspace, now: datetime) -> tuple[Moved, ...]:
    """Record the calendar in force, if it is another than before, and every open request whose due date it moved.

    Cheap when nothing changed, and then nothing is written. The calendar before the first record is the shipped one.
    """
    new = workspace.calendar
    with workspace.database.reading() as conn:
        if _last_version(conn) == new.version or not waves.waves(conn):
            return ()
    with workspace.database.writing(durable=True) as conn:
        old, number = _kept(conn)
        if number and old is not None and old.version == new.version:
            return ()
        found = [_in_force(old, new, number, now)]
        if old is not None:
            open_now = courses(conn, workspace, now.astimezone(LONDON).date())
            found += [event for each in open_now for event in _moved(workspace, each, old, new, number, now)]
        ledger.append(conn, found)
    return tuple(Moved(e.wave, e.authority, e.payload["before"], e.payload["after"]) for e in found if e.authority)


def begin_calendar(conn: Connection, workspace: Workspace, now: datetime) -> None:
    """Record the calendar with which the first wave is planned, to which later ones are compared."""
    if not _records(conn) and not waves.waves(conn):
        ledger.append(conn, [_in_force(None, workspace.calendar, 0, now)])


def _records(conn: Connection) -> list[Event]:
    return ledger.events(conn, kind=EventKind.CALENDAR_CHANGED, wave="", authority="")


def _last_version(conn: Connection) -> str:
    """The version in force as it was last recorded; "" before the first record."""
    told = _records(conn)
    return str(told[-1].payload["calendar"]) if told else ""


def _kept(conn: Connection) -> tuple[Calendar | None, int]:
    """The calendar in force as it was last recorded, and how many were recorded."""
    told = _records(conn)
    if told:
        return holidays.calendar_from(told[-1].payload["calendar"], told[-1].payload["days"]), len(told)
    planned_with = {wave.calendar for wave in waves.waves(conn)}
    return (calendar() if calendar().version in planned_with else None), 0


def _in_force(old: Calendar | None, new: Calendar, number: int, now: datetime) -> Event:
    days = {region: {day.isoformat(): name for day, name in told.items()} for region, told in new.regional.items()}
    payload = {"calendar_before": old.version if old else "", "calendar": new.version, "days": days}
    name = f"calendar-{digest(new.version, str(number))}"
    return Event(name, now.isoformat(), EventKind.CALENDAR_CHANGED, payload=payload, by=BY)


def _moved(
    workspace: Workspace, course: Course, old: Calendar, new: Calendar, number: int, now: datetime
) -> Iterator[Event]:
    """The event that one open request's date moved; none when it did not."""
    if course.replied:
        return
    letter = course.letter
    known = workspace.authorities.get(letter.authority)
    law = known.law if known else Regime.FOIA
    before, after = _due(course.life, old, law), _due(course.life, new, law)
    if before is not None and after is not None and after != before:
        yield Event(
            id=f"calendar-{digest(letter.reference, old.version, new.version, str(number))}",
            at=now.isoformat(),
            kind=EventKind.CALENDAR_CHANGED,
            campaign=letter.campaign,
            wave=letter.wave,
            authority=letter.authority,
            payload={
                "before": before.isoformat(),
                "after": after.isoformat(),
                "calendar_before": old.version,
                "calendar": new.version,
            },
            by=BY,
        )


def _due(life: Life, known: Calendar, law: Regime) -> date | None:
    return due_in(life, law, known).date


def _new(these: Calendar, others: Calendar) -> tuple[Holiday, ...]:
    return tuple(
        sorted(
            Holiday(day, region, name)
            for region, days in these.regional.items()
            for day, name in days.items()
            if day not in others.regional.get(region, {})
        )
    )


def _replace(path: Path, text: str) -> None:
    """Write a file as a whole: a reader sees the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
