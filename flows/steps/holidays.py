"""A newer calendar: what it moves is recorded for every open request before it comes into force."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from config import holidays
from config.calendar import calendar
from config.holidays import Holiday
from flows.steps.courses import Course, courses
from flows.steps.workspace import Workspace
from schema.calendar import LONDON, Calendar, Regime
from schema.event import Event, EventKind
from schema.identity import digest
from storage import ledger
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
    old, new = workspace.calendar, holidays.with_holidays(calendar(), days)
    with workspace.database.writing(durable=True) as conn:
        open_now = courses(conn, workspace, now.astimezone(LONDON).date())
        found = [event for course in open_now for event in _moved(workspace, course, old, new, now)]
        ledger.append(conn, found)
    # Only now: killed in between, the same command finds the same moves, whose events are known already.
    _replace(path, holidays.as_csv(days))
    moved = tuple(Moved(e.wave, e.authority, e.payload["before"], e.payload["after"]) for e in found)
    return Refreshed(old.version, new.version, new.years, _new(new, old), _new(old, new), moved, left_out)


def _moved(workspace: Workspace, course: Course, old: Calendar, new: Calendar, now: datetime) -> Iterator[Event]:
    """The event that one open request's date moved; none when it did not."""
    if course.replied or course.due.date is None:
        return
    letter = course.letter
    known = workspace.authorities.get(letter.authority)
    before = course.due.date
    after = _due(course.life, new, known.law if known else Regime.FOIA)
    if after is not None and after != before:
        yield Event(
            id=f"calendar-{digest(letter.reference, old.version, new.version)}",
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
