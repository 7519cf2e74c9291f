"""Printed periods as dates: "2012", "2012/13", "2014*", "2014 (to 17 Feb)", "1 Jan 2009 to 17 February 2014".

A period is written as ISO and no more precise than printed: 2012, 2012-03, 2012-03-05, two ends joined by a slash
where it is none of these (2012-04/2013-03 is the financial year). Days that do not exist are never rolled over.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}

_MONTH = rf"(?P<{{0}}>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_DASH = r"\s*(?:-|–|—|/|\bto\b|\btill?\b|\buntil\b|\band\b)\s*"

_MARK = re.compile(r"[*†‡#⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_PART_WORDS = re.compile(
    r"\(?\s*(?:part[- ]?year|part of (?:the )?year|year to date|to date|ytd|so far|part)\s*\)?$", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:the )?(?:calendar |financial |fiscal |whole |full )?year(?:\s+(?:of|ending|ended))?|cy|in|during|for|from|"
    r"between)\s+(?=[\w(])",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(r"\b(?:financial|fiscal)(?: year)?\b|^fy\s*", re.IGNORECASE)
_PART_TAIL = re.compile(r"^(?P<year>(?:19|20)\d\d)\s*[\(,]?\s*(?:up )?(?:to|until|till)\s+(?P<end>[^()]+?)\s*\)?$")
_INSIDE = re.compile(r"(?P<year>(?:19|20)\d\d)\s*\((?P<days>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Period:
    """``iso``: "" when it cannot be read. ``part``: printed as not whole. ``impossible``: a day that does not exist.

    ``first`` and ``last``: the days it covers, both included, when known.
    """

    iso: str
    part: bool = False
    impossible: bool = False
    first: date | None = None
    last: date | None = None

    @property
    def known(self) -> bool:
        return bool(self.iso)


UNKNOWN = Period("")
IMPOSSIBLE = Period("", impossible=True)


def read_period(text: str, marks_mean_part: bool = True) -> Period:
    """The period that ``text`` names. A mark glued to a year makes it a part year where ``marks_mean_part``."""
    words = " ".join(text.split())
    bare = _MARK.sub("", words).strip()
    marked = bare != words and marks_mean_part
    unpart = _PART_WORDS.sub("", bare).strip(" ,-–(")
    part = marked or (unpart != bare.strip() and bool(unpart))
    period = _read(unpart if unpart else bare)
    return replace(period, part=period.part or part) if period.known else period


def _read(words: str) -> Period:
    plain = _LEAD.sub("", words).strip(" .:;")
    if _FINANCIAL.search(plain):
        return _financial(_FINANCIAL.sub("", plain).strip(" .:;-"))
    text = plain.lower()
    for pattern, reading in _SINGLE:
        if match := pattern.fullmatch(text):
            return reading(match)
    if match := _PART_TAIL.match(text):
        return _part_year(int(match["year"]), match["end"])
    if match := _INSIDE.fullmatch(text):
        inside = _span(f"{match['days']} {match['year']}")
        return replace(inside, part=inside.known)
    return _span(text)


def _year(match: re.Match[str]) -> Period:
    year = int(match["y"])
    return Period(str(year), first=date(year, 1, 1), last=date(year, 12, 31))


def _month(match: re.Match[str]) -> Period:
    return _month_of(int(match["y"]), MONTHS[match["m"]])


def _month_of(year: int, month: int) -> Period:
    last = calendar.monthrange(year, month)[1]
    return Period(f"{year}-{month:02d}", first=date(year, month, 1), last=date(year, month, last))


def _day(match: re.Match[str]) -> Period:
    month = match["m"]
    return _day_of(_full_year(match["y"]), MONTHS.get(month) or int(month), int(match["d"]))


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def _day_of(year: int, month: int, day: int) -> Period:
    """One day; a day that no calendar has is impossible, never the next month's."""
    try:
        found = date(year, month, day)
    except ValueError:
        return IMPOSSIBLE
    return Period(found.isoformat(), first=found, last=found)


def _financial(text: str) -> Period:
    match = re.fullmatch(r"(?:20)?(\d\d)\s*[-/–]\s*(?:20)?(\d\d)", text)
    return financial_year(2000 + int(match[1])) if match and _follows(match[1], match[2]) else UNKNOWN


def financial_year(start: int) -> Period:
    """1 April of ``start`` to 31 March of the next year."""
    return Period(f"{start}-04/{start + 1}-03", first=date(start, 4, 1), last=date(start + 1, 3, 31))


def _follows(one: str, two: str) -> bool:
    return (int(one) + 1) % 100 == int(two) % 100


def _slashed(match: re.Match[str]) -> Period:
    """2012/13 is a financial year; 2012-2013 may be two calendar years and is read as their span."""
    return financial_year(int(match["y"])) if _follows(match["y"][2:], match["z"]) else UNKNOWN


_SINGLE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = (
    (re.compile(_YEAR.format("y")), _year),
    (re.compile(_YEAR.format("y") + r"\s*[/–-]\s*(?P<z>\d\d)"), _slashed),
    (re.compile(_MONTH.format("m") + r"[\s-]+" + _YEAR.format("y")), _month),
    (re.compile(_DAY.format("d") + r"(?:\s+of)?[\s-]+" + _MONTH.format("m") + r",?[\s-]+" + _YEAR.format("y")), _day),
    (re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:[t ]00:00(?::00)?)?"), _day),
    (re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}|\d\d)"), _day),
)


def _part_year(year: int, end: str) -> Period:
    """2014 (to 17 Feb): from 1 January, a part year, to the day or month named."""
    tail = _read(end if re.search(r"(?:19|20)\d\d", end) else f"{end} {year}")
    if tail.impossible:
        return IMPOSSIBLE
    return _joined(date(year, 1, 1), tail.last, part=True) if tail.last else UNKNOWN


def _span(text: str) -> Period:
    """Two periods with a word or a dash between them; a first end without its year takes the second's."""
    for match in re.finditer(_DASH, text):
        left, right = _read_end(text[: match.start()]), _read_end(text[match.end() :])
        if right.known and not left.known and not left.impossible and right.last:
            left = _read_end(f"{text[: match.start()].strip()} {right.last.year}")
        if left.impossible or right.impossible:
            return IMPOSSIBLE
        if left.first and right.last and left.first <= right.last:
            return _joined(left.first, right.last)
    return UNKNOWN


def _read_end(text: str) -> Period:
    bare = _LEAD.sub("", text.strip()).strip(" .,:;()")
    for pattern, reading in _SINGLE:
        if match := pattern.fullmatch(bare):
            return reading(match)
    return UNKNOWN


def _joined(first: date, last: date, part: bool = False) -> Period:
    return Period(_iso(first, last), part=part, first=first, last=last)


def _iso(first: date, last: date) -> str:
    """The shortest honest form of a span of days."""
    ends_month = last.day == calendar.monthrange(last.year, last.month)[1]
    if first.day == 1 and ends_month:
        if first.month == 1 and last.month == 12:
            return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first:%Y-%m}" if same else f"{first:%Y-%m}/{last:%Y-%m}"
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def read_letter_period(text: str) -> Period:
    """A period as the figures of a letter carry it: ISO, "a..b" for a span, "a.." for one without an end; else printed.

    Without an end it is "a/..", as ISO 8601-2 writes it, and ``last`` is not known: it is never the one year or day
    that it begins with.
    """
    first, dots, last = text.partition("..")
    begin, end = _letter_days(first), _letter_days(last)
    if dots and begin and not last:
        return Period(f"{begin[0].isoformat()}/..", first=begin[0])
    if dots:
        return _joined(begin[0], end[1]) if begin and end and begin[0] <= end[1] else UNKNOWN
    return _joined(*begin) if begin else read_period(text)


def _letter_days(text: str) -> tuple[date, date] | None:
    """2012, 2012-03, 2012-03-05, 2012-Q1, or 2012/13: in a letter's figures 2011-12 is a month, never a year."""
    if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        year, month = int(quarter[1]), 3 * int(quarter[2])
        return date(year, month - 2, 1), date(year, month, calendar.monthrange(year, month)[1])
    if "/" in text:
        year_over = read_period(text)
        return (year_over.first, year_over.last) if year_over.first and year_over.last else None
    return _ends(text)


def days_of(iso: str) -> tuple[date, date] | None:
    """The first and the last day of an ISO period as written here, or None."""
    start, _, end = iso.partition("/")
    left, right = _ends(start), _ends(end or start)
    return (left[0], right[1]) if left and right else None


def _ends(iso: str) -> tuple[date, date] | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", iso)
    if not match:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if month > 12 or not year:
        return None
    period = _day_of(year, month, day) if day else None
    if period:
        return (period.first, period.last) if period.first and period.last else None
    whole = _month_of(year, month) if month else None
    if whole and whole.first and whole.last:
        return whole.first, whole.last
    return date(year, 1, 1), date(year, 12, 31)


def cut_off(iso: str, start: str, end: str) -> bool:
    """True when the period ``iso`` holds the asked ``end`` or ``start`` inside it, so that it cannot be whole.

    A survey to 17 February 2014 makes its year 2014 a part year, whether the reply marks it or not.
    """
    days = days_of(iso)
    bounds = _ends(start), _ends(end)
    if not days or not bounds[0] or not bounds[1]:
        return False
    return days[0] < bounds[0][0] <= days[1] or days[0] <= bounds[1][1] < days[1]
