"""How fast letters may go: so many an hour, and within the working hours of working days. Times are London times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from schema.calendar import LONDON, Calendar
from schema.errors import UserError

_HOURS = re.compile(r"(\d{1,2}):(\d\d)\s*(?:-|–|to)\s*(\d{1,2}):(\d\d)")
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``start`` up to, not including, ``end``, on working days."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"


def read_hours(text: str) -> Hours | None:
    """ "09:00-17:00", or None for "". UserError for anything else."""
    if not text.strip():
        return None
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise _no_hours(text)
    first, first_minute, last, last_minute = map(int, found.groups())
    try:
        hours = Hours(time(first, first_minute), time(last, last_minute))
    except ValueError as error:
        raise _no_hours(text) from error
    if hours.start >= hours.end:
        raise _no_hours(text)
    return hours


def _no_hours(text: str) -> UserError:
    return UserError(f"{text!r} are no working hours.", where="ROUNDROBIN_WORKING_HOURS", todo="Write 09:00-17:00.")


def outside(now: datetime, hours: Hours | None, calendar: Calendar) -> str:
    """Why no letter goes at this time, or "". ``now``: with its zone."""
    here = now.astimezone(LONDON)
    if hours is None or (calendar.is_working(here.date()) and hours.start <= here.time() < hours.end):
        return ""
    return f"letters go on working days from {hours}"


def left_this_hour(now: datetime, sent: Iterable[datetime], an_hour: int) -> int | None:
    """How many letters may still go, or None without a limit. ``sent``: when letters went, or may have gone."""
    return None if not an_hour else max(0, an_hour - sum(at > now - HOUR for at in sent))
