"""Days that do not count: the bank holidays of the United Kingdom, as a value with a version.

The Acts count working days. FOIA (section 10(6)) and the EIR (regulation 2(1)) leave out Saturday, Sunday,
Christmas Day, Good Friday and a bank holiday in *any* part of the United Kingdom; FOISA (section 73) leaves out
Saturday, Sunday, Christmas Day and the bank holidays of Scotland alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SCOTLAND = "scotland"
FEWEST_A_YEAR = 7
"""England and Wales have eight bank holidays a year, Scotland nine, Northern Ireland ten; one may be missing."""


class Regime(StrEnum):
    """The access law that a request is made under. Each authority row names its own."""

    FOIA = "FOIA"
    EIR = "EIR"
    FOISA = "FOISA"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A weekday that does not count under FOIA: the holiday's name and the regions that have it."""

    name: str
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """The bank holidays known to one version of the calendar.

    ``version``: a hash or date that changes whenever a day does; stored beside every due date.
    ``non_working``: weekday -> the holiday in any part of the United Kingdom (FOIA, EIR).
    ``regional``: region ("england-and-wales", "northern-ireland", "scotland") -> {date: holiday's name}.
    """

    version: str
    non_working: Mapping[date, DayOff]
    regional: Mapping[str, Mapping[date, str]]

    def day_off(self, day: date, regime: Regime = Regime.FOIA) -> str:
        """Why ``day`` is no working day under ``regime``; "" when it is one."""
        if day.weekday() >= 5:
            return "weekend"
        if (day.month, day.day) == (12, 25):
            return "Christmas Day"
        if regime is Regime.FOISA:
            return self.regional.get(SCOTLAND, {}).get(day, "")
        known = self.non_working.get(day)
        if known is not None:
            return known.name
        return "Good Friday" if day == good_friday(day.year) else ""

    def is_working(self, day: date, regime: Regime = Regime.FOIA) -> bool:
        return not self.day_off(day, regime)

    def working_days_of_year(self, day: date, regime: Regime = Regime.FOIA) -> int:
        """How many working days its year has up to and including ``day``."""
        return self._running_totals(day.year, regime)[day.timetuple().tm_yday]

    def working_days_in_year(self, year: int, regime: Regime = Regime.FOIA) -> int:
        return self._running_totals(year, regime)[-1]

    @cached_property
    def _totals(self) -> dict[tuple[int, Regime], tuple[int, ...]]:
        return {}

    def _running_totals(self, year: int, regime: Regime) -> tuple[int, ...]:
        """[n]: working days among the first n days of a year. Counted once a year and law: much is asked of them."""
        if (year, regime) not in self._totals:
            first = date(year, 1, 1)
            days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
            counted = accumulate((self.is_working(day, regime) for day in days), initial=0)
            self._totals[year, regime] = tuple(counted)
        return self._totals[year, regime]

    @cached_property
    def counts(self) -> dict[Hashable, Any]:
        """Where those who count days keep what they counted: the same for as long as the calendar is."""
        return {}

    @cached_property
    def known_years(self) -> frozenset[int]:
        """The years of which every region has as many holidays as a year has; fewer are a list not finished yet."""
        of_each = [Counter(day.year for day in days) for days in self.regional.values()]
        every = {year for counted in of_each for year in counted}
        return frozenset(y for y in every if all(counted[y] >= FEWEST_A_YEAR for counted in of_each))

    @property
    def years(self) -> tuple[int, int]:
        """First and last year that is known; (0, 0) for none."""
        return (min(self.known_years), max(self.known_years)) if self.known_years else (0, 0)

    def covers(self, day: date) -> bool:
        """False when the holidays of that year are not known to this calendar, so a count there is a guess."""
        return day.year in self.known_years


@lru_cache(maxsize=256)
def good_friday(year: int) -> date:
    """Good Friday of a Gregorian year: two days before Easter Sunday (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = shift - (shift // 28) * (1 - (29 // (shift + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    easter = date(century * 100 + rest, month, days + 28 - 31 * (month // 4))
    return easter - timedelta(days=2)


def london_day(moment: str) -> date:
    """The day in London of an ISO date or time. A time without an offset is London time. ValueError if it is none."""
    return london_time(moment).date()


@lru_cache(maxsize=8192)
def london_time(moment: str) -> datetime:
    """An ISO date or time as naive London time. ValueError when it is none."""
    parsed = datetime.fromisoformat(moment)
    return parsed if parsed.tzinfo is None else parsed.astimezone(LONDON).replace(tzinfo=None)
