"""Periods as a letter prints them, in ISO form where the print leaves no doubt.

"2012" -> 2012, "2012/13" -> 2012/13, "March 2013" -> 2013-03, "1st January 2012" -> 2012-01-01,
"2007 - Quarter 1" -> 2007-Q1, "2009 to 2013" -> 2009..2013, "since 1 May 2012" -> 2012-05-01..
A date that does not exist (30 February) keeps its print and is never rolled over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from extractors.prose.small import small, small_pattern

MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS) + r"|sept)\.?"
_YEAR = r"(?:19|20)\d\d"
_OVER = r"(?:\s?[/–-]\s?\d\d(?!\d))?"  # the year over the new year: "Q1 2021/22" is no quarter of 2021
_DAY = r"\d{1,2}(?:\^?(?:st|nd|rd|th))?"
_ATOM = (
    rf"(?:{_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}\b|{_MONTH}\s+{_DAY},?\s+{_YEAR}\b"
    rf"|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:{_YEAR}|\d\d)\b|\b{_YEAR}-\d\d-\d\d\b"
    rf"|\b{_YEAR}{_OVER}\s*[-–,]?\s*(?:Q|Qtr\.?|Quarter)\s*[1-4]\b"
    rf"|\b(?:Q|Qtr\.?|Quarter)\s*[1-4]\s*[-–,]?\s*{_YEAR}{_OVER}\b"
    rf"|\b{_MONTH},?\s+{_YEAR}\b|\b{_YEAR}/{_YEAR}\b|\b{_YEAR}\s?[/–-]\s?\d\d\b(?![/.-]?\d)|\b{_YEAR}\b(?!\s*[/_]\d))"
)
_TO = r"(?:to|until|till|up to|through|and|[-–])(?: the end of)?"
_YEARLESS = rf"(?:\b{_DAY}(?:\s+of)?\s+{_MONTH}|\b{_MONTH}(?:\s+{_DAY}\b)?|(?P<bare>\b{_DAY}))"
# "January to December 2013", "1 April to 30 June 2014", "April, May and June 2014": one year for all of them.
_NEXT_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?\s+"
_SHARED = (
    rf"(?P<part>{_YEARLESS}(?:,\s*{_MONTH})*)\s*(?P<joint>,?\s*\b(?:to|until|till|and)\b|[-–&/])\s*"
    rf"(?=(?(bare){_NEXT_DAY}{_MONTH}|(?:{_NEXT_DAY})?{_MONTH}))"
)
# What makes of a year or a day another period: "the year ending 31 March 2014", "prior to 2010", "half of 2013".
_TURNED = (
    r"(?P<ending>\b(?:year|12 months|twelve months)\s+(?:ending|ended|to|up to)(?:\s+(?:on|the))?\s+)"
    r"|(?P<turned>\b(?:(?:up to|until|prior to|before|after|pre|post|by|early|late|mid|summer|winter|spring|autumn"
    r"|christmas|(?:(?:first|second|third|fourth|last|final) (?:\w+ )?)?"
    r"(?:half|quarters?|months?|weeks?|days?|part|parts)\s+of)(?:\s+(?:and including|of|the))*[\s-]+))"
)
_PERIOD = small_pattern(
    rf"(?=[\dabcdefhjlmnopqstuwy])(?:{_TURNED})?(?P<open>\b(?:since|from)\s+)?"
    rf"(?P<between>\bbetween\s+)?(?:{_SHARED})?(?P<first>{_ATOM})"
    rf"(?:\s*(?:{_TO})\s*(?P<last>{_ATOM})|(?P<on>\s+(?:to date|to (?:the )?present|until now|onwards?)\b))?"
)
_SINGLE = small_pattern(_ATOM)
# "the Communications Act 2003", "the 2011 Census": the year is part of a name.
_NAMED_BEFORE = re.compile(
    r"\b(?:Acts?|ACT|Regulations?|REGULATIONS|Order|Rules|Directive|Bill|Measure)(?:\s+\([^()\n]{1,30}\))?,?\s+$"
)
_NAMED_AFTER = re.compile(
    r"\s+(?:Acts?|Regulations?|Order|Rules|Directive|[Cc]ensus|Olympics?|Games|[Ee]dition|[Vv]ersion|[Pp]olicy"
    r"|[Gg]uidance)\b"
)
# What every period has: 19.., 20.. or 1.4.13. Begins with a digit, so that all else is passed over at once.
_DATED = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|[/.]\d{1,2}[/.]\d\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """A period in a text: its characters, and its ISO form (or its print where none is sure)."""

    start: int
    end: int
    text: str
    open_end: bool = False


def periods(text: str, start: int = 0, end: int | None = None) -> list[Period]:
    """Every period printed in ``text[start:end]``, in order."""
    found = _found(text, start, len(text) if end is None else end)
    return [_period(m, text) for m in found if not _in_name(text, m.start(), m.end())]


def _in_name(text: str, start: int, end: int) -> bool:
    """Whether a year belongs to the name of a law, a census or a paper."""
    if end - start != 4:
        return False
    return bool(_NAMED_BEFORE.search(text[max(0, start - 45) : start]) or _NAMED_AFTER.match(text, end))


def period_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The characters of every period, in order."""
    return [m.span() for m in _found(text, start, end)]


@lru_cache(maxsize=64)  # the sentence at hand is asked for its periods by several rules
def _found(text: str, start: int, end: int) -> tuple[re.Match[str], ...]:
    return tuple(_PERIOD.finditer(small(text), start, end)) if _DATED.search(text, start, end) else ()


def without_periods(text: str) -> str:
    """The text with a space in the place of each period."""
    spans = [(0, 0), *period_spans(text, 0, len(text)), (len(text), len(text))]
    return " ".join(text[end:start] for (_, end), (start, _) in pairwise(spans))


def whole_period(label: str) -> str:
    """The ISO form if the label is nothing but a period, its print if it is one with a mark
    ("2014*", "2014 (to May)"), else ""."""
    stripped = label.strip()
    found = _PERIOD.match(small(stripped)) if _DATED.search(stripped) else None
    if not found:
        return ""
    rest = stripped[found.end() :].strip()
    if not rest:
        return _period(found, stripped).text
    return stripped if re.fullmatch(r"[*†‡^]+\d?|\([^)]*\)\*?", rest) else ""


def years(text: str, start: int, end: int) -> list[str]:
    """Each single date, month or year of a list such as "2012, 2013 and 2014", in ISO form."""
    return [iso(text[m.start() : m.end()]) for m in _SINGLE.finditer(small(text), start, end)]


def listed_years(text: str, start: int, end: int) -> list[str]:
    """The years of "2012, 2013 and 2014"; [] where they are not a list, as "2012 to 2014" is none."""
    found = list(_SINGLE.finditer(small(text), start, end))
    between = [text[a.end() : b.start()] for a, b in pairwise(found)]
    listed = all(re.fullmatch(r"\s*(?:,|and|, and|&)\s*(?:in |for )?", gap) for gap in between)
    return [iso(text[m.start() : m.end()]) for m in found] if listed else []


def _period(m: re.Match[str], text: str) -> Period:
    """The period found in the small letters of ``text``."""

    def span(name: str | int) -> str:
        return text[m.start(name) : m.end(name)]

    printed, first = " ".join(span(0).split()), iso(span("first"))
    if m["ending"] or m["turned"] or (m["part"] and m["last"]):
        return Period(m.start(), m.end(), _year_to(first) if m["ending"] and not m["part"] else printed)
    if m["part"]:
        return Period(m.start(), m.end(), _shared(m) or printed)
    if m["last"]:
        return Period(m.start(), m.end(), f"{first}..{iso(span('last'))}")
    if m["on"] and not m["open"] and "onward" not in m["on"]:
        return Period(m.start(), m.end(), printed, open_end=True)  # the year so far, or all years since
    is_open = bool(m["open"] or m["on"])
    return Period(m.start(), m.end(), first + (".." if is_open else ""), is_open)


def _year_to(last: str) -> str:
    """The year that ends with a day or a month."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", last):
        end = date.fromisoformat(last)
        begin = (end + timedelta(days=1)).replace(year=(end + timedelta(days=1)).year - 1)
        return f"{begin.isoformat()}..{last}"
    if re.fullmatch(r"\d{4}-\d\d", last):
        year, month = int(last[:4]), int(last[5:])
        return f"{year - (month < 12)}-{month % 12 + 1:02d}..{last}"
    return last


def _shared(m: re.Match[str]) -> str:
    """The span of dates with one year; "" where it is not sure that they make one span."""
    year = re.search(_YEAR, m["first"])
    ends = re.findall(_MONTH, m[0])
    months = [next(n for n, full in enumerate(MONTHS, 1) if full.startswith(name[:3])) for name in ends]
    listed = "and" in m["joint"] or m["joint"].strip() in ("&", "/")
    follow = all(b == a + 1 for a, b in pairwise(months))
    if not year or (listed and not m["between"] and not (follow and not re.search(r"\d", m["part"]))):
        return ""
    part = m["part"] if re.search(_MONTH, m["part"]) else f"{m['part']} {ends[-1]}"
    begins = int(year[0]) - (len(months) > 1 and months[0] > months[-1])
    first = iso(f"{part.split(',')[0]} {begins}")
    last = iso(m["first"])
    return f"{first}..{last}" if first < last and re.match(r"\d{4}-\d\d", first) else ""


def iso(printed: str) -> str:
    """One date, month, quarter or year in ISO form; the print itself where it names no real day."""
    flat = re.sub(r"\s+", " ", printed.strip())
    year = re.search(_YEAR, flat)
    if quarter := re.search(r"(?:Q|Qtr\.?|Quarter)\s*([1-4])", flat, re.IGNORECASE):
        over = re.search(r"\d{4}\s?[/–-]\s?\d{2}", flat)  # the first quarter of 2021/22 is none of 2021
        return f"{year[0]}-Q{quarter[1]}" if year and not over else flat
    if re.fullmatch(rf"{_YEAR}-\d\d-\d\d", flat):
        return _real(int(flat[:4]), int(flat[5:7]), int(flat[8:]), flat)
    if figures := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})", flat):
        day, month, short = (int(g) for g in figures.groups())
        return _real(short if short > 99 else 2000 + short, month, day, flat)
    if month_name := re.search(r"[A-Za-z]{3}", re.sub(r"\d+\^?(st|nd|rd|th)\b|\bof\b", " ", flat)):
        return _with_month(flat, month_name[0], year[0] if year else "")
    return _years(flat)


def _years(flat: str) -> str:
    """ "2012/13" is a year that runs over the new year; "2009-13" is a span of years."""
    whole = re.fullmatch(r"(\d{4})/(\d{4})", flat)
    if whole and int(whole[2]) == int(whole[1]) + 1:
        return f"{flat[:4]}/{flat[7:]}"
    if "/" not in flat and len(flat) > 4 and int(flat[-2:]) != (int(flat[2:4]) + 1) % 100:
        return f"{flat[:4]}..{flat[:2]}{flat[-2:]}"
    return re.sub(r"\s?[/–-]\s?", "/", flat)


def _with_month(flat: str, name: str, year: str) -> str:
    month = next(n for n, full in enumerate(MONTHS, 1) if full.startswith(name.lower()))
    day = re.search(r"\b(\d{1,2})(\^?(?:st|nd|rd|th))?\b", flat.replace(year, ""))
    if not day:
        return f"{year}-{month:02d}"
    return _real(int(year), month, int(day[1]), flat) if _ordinal_fits(day) else flat


def _ordinal_fits(day: re.Match[str]) -> bool:
    """False for "1th" and "22th": the day is misprinted and stays as printed."""
    if not day[2]:
        return True
    n = int(day[1])
    right = "th" if 10 <= n <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return day[2].lstrip("^").lower() == right


def _real(year: int, month: int, day: int, printed: str) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return printed
