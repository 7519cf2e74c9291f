"""How a printed cell becomes a value. Reads what is there and never guesses: "*" and "-" stay ambiguous.

The printed forms, with their sources, are listed in config/data/suppression.csv; a test reads each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from schema.value import Kind, Number, Value

Bounds = tuple[Number | None, Number | None, Kind]

_UNKNOWN = (None, None)
_PHRASES: dict[str, Bounds] = {
    **dict.fromkeys(("nil", "none", "zero", "nil return", "none recorded", "[w]"), (0, 0, Kind.NIL)),
    **dict.fromkeys(
        ("[c]", "withheld", "redacted", "suppressed", "exempt", "confidential"),
        (0, None, Kind.WITHHELD),
    ),
    **dict.fromkeys(("[low]",), (0, None, Kind.ROUNDED)),
    **dict.fromkeys(("[x]", "..", "not available", "unavailable"), (*_UNKNOWN, Kind.NOT_AVAILABLE)),
    **dict.fromkeys(("[z]", "not applicable"), (*_UNKNOWN, Kind.NOT_APPLICABLE)),
    **dict.fromkeys(
        ("not recorded", "not known", "unknown", "not stated"),
        (*_UNKNOWN, Kind.NOT_RECORDED),
    ),
    **dict.fromkeys(
        ("not held", "no information held", "information not held"),
        (*_UNKNOWN, Kind.NOT_HELD),
    ),
    **dict.fromkeys(
        ("ncnd", "neither confirm nor deny", "neither confirmed nor denied"),
        (*_UNKNOWN, Kind.NCND),
    ),
}
_FLAGS = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "b": "break",
    "u": "low_reliability",
    "f": "forecast",
}
_FLAG = re.compile(r"^(?P<base>.*\S)\s*(?:\[(?P<gss>[prebuf])\]|\((?P<round>[pr])\))$", re.I)
_NOTE = re.compile(r"^(?P<base>.*[^\s\[])\s*\[(?P<note>note\s*[0-9]+)\]$", re.I)
_MARK = re.compile(r"^(?P<base>.*[^\s*†‡#])\s*(?P<mark>[*†‡#]+)$")
_SUPERSCRIPT = re.compile(r"^(?P<base>.*[^⁰¹²³⁴⁵⁶⁷⁸⁹])(?P<mark>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")

_SECTION = re.compile(
    r"^(?:exempt(?:ed)?(?: under)? |withheld(?: under)? )?(?:s|sec|sect|section)\.?\s?(?P<section>[0-9]{2}[a-z]?"
    r"(?:\s?\([0-9a-z]{1,4}\))*)(?: foia?)?(?: exemption| applies)?$"
)
_PLAIN = re.compile(r"^(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?$")
_GAPPED = re.compile(r"^[1-9][0-9]{0,2}(?:(?: ?, ?| )[0-9]{3})+$")
_INNER_ZERO = re.compile(r"[ ,]0")  # "12, 045": no number of a list begins with 0, so it can only be 12,045
_UNITS = (
    r"(?:cases?|officers?|police officers?|(?:members? of )?(?:police )?staff|pcsos?|specials?|people|persons?"
    r"|complaints?|allegations?|investigations?|incidents?|individuals?)"
)
_COUNTED = re.compile(rf"^(?P<number>.+?) {_UNITS}$")

_FULL_STOP = re.compile(r"(?<=[a-z])\.$")
_YEARS = range(1990, 2050)  # "2012-2013" in a cell is a year that slipped in, not a range of counts
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def read_value(
    text: str,
    zeros_printed: bool = True,
    *,
    single: bool = False,
    notes: Mapping[str, str] | None = None,
) -> Value:
    """What the printed ``text`` of one cell lets us know.

    ``zeros_printed``: the same reply prints zeros as 0, so that "<5" begins at 1 (else at 0).
    ``single``: the caller knows from elsewhere that the cell holds one number; only then is "77 686" or
    "77, 686" read as 77,686, since by itself it may be two numbers.
    ``notes``: meanings that the same document gives to its symbols, e.g. {"*": "<5"}.
    Anything that can be read in more than one way is ``ambiguous`` and without bounds.
    """
    words = _tidy(text)
    if notes and words in notes and notes[words] != text:
        return replace(read_value(notes[words], zeros_printed, single=single), as_printed=text)
    base, flags = _without_flags(words)
    low, high, kind = _bounds(_FULL_STOP.sub("", base.casefold()), zeros_printed, single)
    if kind is Kind.WITHHELD and (section := _SECTION.match(base.casefold())):
        flags = (*flags, f"section {section['section'].replace(' ', '')}")
    return Value(text, low, high, kind, flags)


def rounded(printed: int, unit: int) -> Bounds:
    """The whole numbers that round to ``printed`` at ``unit``; a half may have gone either way."""
    half = unit / 2
    low = int(-(-(printed - half) // 1))
    return max(0, low), int((printed + half) // 1), Kind.ROUNDED


def _tidy(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


@lru_cache(maxsize=1 << 14)
def _without_flags(words: str) -> tuple[str, tuple[str, ...]]:
    """The text without its status flags and footnote marks, and these, in the order printed."""
    flags: list[str] = []
    while True:
        if match := _FLAG.match(words):
            flags.append(_FLAGS[(match["gss"] or match["round"]).lower()])
        elif match := _NOTE.match(words):
            flags.append(_tidy(match["note"].lower()))
        elif match := _MARK.match(words) or _SUPERSCRIPT.match(words):
            flags.append(f"mark {match['mark']}")
        else:
            return words, tuple(reversed(flags))
        words = match["base"]


@lru_cache(maxsize=1 << 14)
def _bounds(words: str, zeros_printed: bool, single: bool) -> Bounds:
    if not words:
        return None, None, Kind.MISSING
    if words in _PHRASES:
        return _PHRASES[words]
    if _SECTION.match(words):
        return 0, None, Kind.WITHHELD
    if (number := read_number(words, single=single)) is not None:
        return number, number, Kind.EXACT if number else Kind.NIL
    for pattern, reading in _FORMS:
        if match := pattern.match(words):
            return reading(match, zeros_printed) or (None, None, Kind.AMBIGUOUS)
    return None, None, Kind.AMBIGUOUS


def read_number(text: str, *, single: bool = False) -> Number | None:
    """One number in figures or words ("1,234", "twenty-one", "12 officers"), or None when it is not just that."""
    words = _tidy(text).casefold()
    if _PLAIN.match(words):
        value = float(words.replace(",", ""))
        return int(value) if value == int(value) else value
    if _GAPPED.match(words) and (single or _INNER_ZERO.search(words)):
        return int(re.sub(r"[ ,]", "", words))
    if counted := _COUNTED.match(words):
        return read_number(counted["number"], single=single)
    return _spelled(words)


def _spelled(words: str) -> int | None:
    """A number below a million in English words, or None."""
    words = re.sub(r"(hundred|thousand) and ", r"\1 ", words.replace("-", " "))
    head, thousand, tail = words.partition(" thousand")
    if not thousand:
        return _names().get(words)
    thousands, rest = _names().get(head), _names().get(tail.strip() or "zero")
    return thousands * 1000 + rest if thousands and rest is not None else None


@cache
def _names() -> dict[str, int]:
    return {_spell(number): number for number in range(1000)}


def _spell(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return " ".join([_TENS[number // 10], *([_SMALL[number % 10]] if number % 10 else [])])
    return " ".join(
        [
            _SMALL[number // 100],
            "hundred",
            *([_spell(number % 100)] if number % 100 else []),
        ]
    )


def _fewer_than(match: re.Match[str], zeros_printed: bool) -> Bounds | None:
    number = _whole(match["n"])
    if not number:
        return None
    return min(int(zeros_printed), number - 1), number - 1, Kind.SUPPRESSED


def _or_fewer(match: re.Match[str], zeros_printed: bool) -> Bounds | None:
    number = _whole(match["n"])
    return None if number is None else (min(int(zeros_printed), number), number, Kind.SUPPRESSED)


def _at_most(match: re.Match[str], _: bool) -> Bounds | None:
    number = _whole(match["n"])
    return None if number is None else (0, number, Kind.AT_MOST)


def _more_than(match: re.Match[str], _: bool) -> Bounds | None:
    number = _whole(match["n"])
    return None if number is None else (number + 1, None, Kind.AT_LEAST)


def _at_least(match: re.Match[str], _: bool) -> Bounds | None:
    number = _whole(match["n"])
    return None if number is None else (number, None, Kind.AT_LEAST)


def _between(match: re.Match[str], _: bool) -> Bounds | None:
    low, high = _whole(match["n"]), _whole(match["m"])
    if low is None or high is None or low >= high or low in _YEARS:
        return None
    return low, high, Kind.RANGE


def _approximate(match: re.Match[str], _: bool) -> Bounds | None:
    return None if read_number(match["n"]) is None else (None, None, Kind.APPROXIMATE)


def _rounded(match: re.Match[str], _: bool) -> Bounds | None:
    number, unit = _whole(match["n"]), _whole(match["m"])
    return None if number is None or not unit else rounded(number, unit)


def _share(match: re.Match[str], _: bool) -> Bounds | None:
    """A printed share stands for everything that rounds to it: 9 % is 8.5 % to 9.5 %."""
    printed = match["n"]
    half = 0.5 / 10 ** len(printed.partition(".")[2])
    share = float(printed)
    return (max(0.0, share - half), min(100.0, share + half), Kind.SHARE) if share <= 100 else None


def _whole(text: str) -> int | None:
    number = read_number(text)
    return number if isinstance(number, int) else None


def _without_number(kind: Kind) -> Callable[[re.Match[str], bool], Bounds]:
    return lambda match, zeros_printed: (*_UNKNOWN, kind)


_INFORMATION = r"(?:(?:relevant|recorded|such|further) )?(?:information|info|data|records?|figures?)"
_BY_US = r"(?: by (?:the |this |our )?[a-z]+(?: [a-z]+)?)?"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], bool], Bounds | None]], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"^(?P<n>[0-9]+(?:\.[0-9]+)?) ?(?:%|per ?cent)$", _share),
        (
            rf"^(?:no {_INFORMATION}(?: is| are)? held|(?:(?:this |the )?{_INFORMATION} )?(?:is |are )?not held"
            rf"|(?:we|[a-z][a-z&' -]{{2,50}}) do(?:es)? not hold (?:this|that|the|any|such)"
            rf"(?: {_INFORMATION})?(?: requested)?){_BY_US}$",
            _without_number(Kind.NOT_HELD),
        ),
        (
            rf"^(?:(?:this |the )?{_INFORMATION} )?(?:is |are )?not (?:recorded|captured|collected){_BY_US}$",
            _without_number(Kind.NOT_RECORDED),
        ),
        (
            rf"^(?:no {_INFORMATION}(?:(?: is| are)? available)?"
            rf"|{_INFORMATION} (?:is |are )?(?:not available|unavailable))$",
            _without_number(Kind.NOT_AVAILABLE),
        ),
        (r"^(?:≤|<=|=<) ?(?P<n>.+)$", _or_fewer),
        (r"^(?P<n>.+?) or (?:fewer|less|under)$", _or_fewer),
        (r"^(?:< ?|(?:fewer|less) than |under |below )(?P<n>[^=].*)$", _fewer_than),
        (
            r"^(?:up to|no more than|not more than|at most|a maximum of) (?P<n>.+)$",
            _at_most,
        ),
        (r"^(?:≥|>=|=>) ?(?P<n>.+)$", _at_least),
        (r"^(?P<n>.+?) or (?:more|over|above)$", _at_least),
        (r"^(?P<n>[0-9,]+) ?\+$", _at_least),
        (
            r"^(?:at least|no fewer than|not less than|a minimum of) (?P<n>.+)$",
            _at_least,
        ),
        (r"^(?:> ?|more than |over |above )(?P<n>[^=].*)$", _more_than),
        (r"^(?P<n>[0-9,]+|[a-z]+) ?(?:-|–| to ) ?(?P<m>[0-9,]+|[a-z]+)$", _between),
        (r"^(?:between|from) (?P<n>.+?) (?:and|to) (?P<m>.+)$", _between),
        (
            r"^rounded to (?:the )?(?:nearest )?(?P<m>[0-9]+): ?(?P<n>[0-9,]+)$",
            _rounded,
        ),
        (
            r"^(?P<n>[0-9,]+) ?\(rounded to (?:the )?(?:nearest )?(?P<m>[0-9]+)\)$",
            _rounded,
        ),
        (
            r"^(?:approx(?:imately|\.)? |about |around |roughly |circa |c\. ?|~ ?|nearly |almost )(?P<n>.+)$",
            _approximate,
        ),
    )
)
