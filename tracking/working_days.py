"""Counting working days, and saying which days were counted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schema.calendar import Calendar, Regime

Pause = tuple[date, date]
ONE_DAY = timedelta(days=1)
MOST_KEPT = 4096  # counts kept with a calendar: a wave's letters are received on few days


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a count. ``number``: its working day number, 0 for the start, None when it does not count.

    ``why``: why it does not count ("weekend", a holiday's name, "fee awaited"), or what day 0 is.
    """

    day: date
    number: int | None
    why: str = ""

    def __str__(self) -> str:
        if self.number is None:
            return f"Not counted: {spoken(self.day)}, {self.why}"
        return f"Day {self.number}: {spoken(self.day)}" + (f" ({self.why})" if self.why else "")


def spoken(day: date) -> str:
    """ "Tue 18 Feb 2014"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def count(
    start: date, days: int, calendar: Calendar, regime: Regime, pauses: tuple[Pause, ...] = (), why: str = ""
) -> tuple[Step, ...]:
    """The days from ``start`` (day 0) to working day number ``days``, each with its number or why it has none.

    ``pauses``: spans, both ends included, whose working days are left out (section 10(2) FOIA).
    """
    asked = (start, days, regime, pauses, why)
    known: tuple[Step, ...] | None = calendar.counts.get(asked)
    if known is None:
        if len(calendar.counts) >= MOST_KEPT:
            calendar.counts.clear()
        known = calendar.counts[asked] = tuple(_steps(start, days, calendar, regime, pauses, why))
    return known


def _steps(
    start: date, days: int, calendar: Calendar, regime: Regime, pauses: tuple[Pause, ...], why: str
) -> Iterator[Step]:
    yield Step(start, 0, why)
    number, day = 0, start
    while number < days:
        day += ONE_DAY
        off = calendar.day_off(day, regime) or ("fee awaited" if pauses and _paused(day, pauses) else "")
        number += not off
        yield Step(day, None if off else number, off)


def _paused(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(first <= day <= last for first, last in pauses)


def working_day_on_or_after(day: date, calendar: Calendar, regime: Regime) -> date:
    while not calendar.is_working(day, regime):
        day += ONE_DAY
    return day


def working_days_between(first: date, last: date, calendar: Calendar, regime: Regime) -> int:
    """How many working days lie after ``first`` up to and including ``last``; 0 when last <= first."""
    if last <= first:
        return 0
    whole = sum(calendar.working_days_in_year(year, regime) for year in range(first.year, last.year))
    return whole + calendar.working_days_of_year(last, regime) - calendar.working_days_of_year(first, regime)


def months_later(day: date, months: int) -> tuple[date, bool]:
    """The corresponding day so many months on, and whether it had to be cut to the month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last)), day.day > last


def last_day_of_months(first: date, months: int) -> date:
    """The last day of a period of so many months that *begins with* ``first`` (section 9(2) FOIA)."""
    corresponding, cut = months_later(first, months)
    return corresponding if cut else corresponding - ONE_DAY
