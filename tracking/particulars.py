"""The authority's own reference and the dates that a letter gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracking.reference import find
from tracking.their_reference import is_a_year

_I = re.IGNORECASE
_NUMBER = r"[A-Za-z]{0,4}\d\w*(?:[-/._]\w+)*(?:\s?[-/]\s?\d+[A-Z]?)?"
_PREFIX = r"(?:[A-Z]{2,6}(?:-[A-Z]{2,4})?[ /-]?|\d{2}[./][A-Z]{2,4}[./])"
_TOKEN = rf"(?P<ref>{_PREFIX}?{_NUMBER})"
_LABELS = (
    r"\bour ref(?:erence)?(?: (?:no|number))?",
    r"\b(?:enquiry |foi |case |crm |eir )?ref(?:erence|\.)?(?: (?:no|number|is))?",
    r"\b(?:case|request|enquiry|log) (?:no|number|ref(?:erence)?)",
    r"\bunder (?:the )?reference",
    r"\bfreedom of information(?: act)?(?: \d{4})?(?: request| enquiry)?(?: ref(?:erence)?)?(?: no)?",
    r"(?=(?-i:FOI|IM-FOI)[A ]?[ /-]?\d)",
    r"\b(?:request|response|enquiry|case|decision on request)",
)
_LABELLED = tuple(re.compile(rf"{label}\s*[.:#(]*\s*(?-i:{_TOKEN})", _I) for label in _LABELS)
_LONE = re.compile(r"(?<![\w/£.-])(?P<ref>\d{1,6}[A-Z]?/\d{2,4}|(?:FOI|IM-FOI|EIR|IR)[ /-]?\d[\d/-]{2,})(?![\w/])")
_YOURS = re.compile(r"\byour(?:s| own)?\s+$", _I)
_YOURS_BEFORE = re.compile(r"\byour (?:own )?ref\w*\W*(?:no\W*)?$", _I)

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(name[:3] + (f"(?:{name[3:]})?" if name[3:] else "") for name in MONTHS).replace(
    "sep(?:tember)?", "sept?(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})\^?(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\b\.?,?\s*(?P<y1>\d{{4}})?\b"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})\^?(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})\b"
    r"|\b(?P<d3>\d{1,2})[/.](?P<m3>\d{1,2})[/.](?P<y3>\d{4}|\d{2})\b|\b(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2})\b",
    _I,
)
_ROLES = (
    ("received", re.compile(r"\breceived(?: by [\w ]{1,60})?(?: on| in this office on)?[\s:]*$", _I)),
    ("clarified", re.compile(r"\bclarifi\w+\b[^.]{0,20}$", _I)),
    ("request", re.compile(r"\b(?:request|e-?mail|letter|enquiry|dated|date of request)\b[^.;]{0,15}$", _I)),
    ("response", re.compile(r"\b(?:response|date of response|version|reply)\b[^.;]{0,15}$", _I)),
    (
        "due",
        re.compile(
            r"\b(?:by|until|before|due(?: on| by)?|expected(?: on| by)?|than|date (?:for our reply )?is)\s*$", _I
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class LetterDate:
    """A date in a letter.

    ``date``: ISO, "" when it is impossible or has no year. ``role``: received, clarified, request, response, due, or
    "" when the words before it do not say.
    """

    as_printed: str
    date: str
    role: str = ""


def their_reference(text: str, subject: str = "") -> str:
    """The reference that the authority gave the request, as printed; "" when there is none for certain."""
    for source in (text, subject):
        for pattern in _LABELLED:
            for found in pattern.finditer(source):
                if reference := _acceptable(found, source):
                    return reference
    source = f"{subject}\n{text}"
    alone = (m for m in _LONE.finditer(source) if not _YOURS_BEFORE.search(source[: m.start()][-40:]))
    return next((m.group("ref") for m in alone if not is_a_year(m.group("ref"))), "")


def _acceptable(found: re.Match[str], source: str) -> str:
    """The reference, unless it is ours, a date, a year, or a number that counts something."""
    reference = found.group("ref").strip(" .-/_")
    after = source[found.end("ref") : found.end("ref") + 20]
    if (
        _YOURS.search(source[max(0, found.start() - 12) : found.start()])
        or find(reference)
        or reference.upper().startswith("RR-")
    ):
        return ""
    if (
        _DATE.fullmatch(reference)
        or _DATE.match(source, found.start("ref"))
        or re.fullmatch(r"(?:19|20)\d\d|\d{1,2}", reference)
        or is_a_year(reference)
    ):
        return ""
    if re.match(r"\s*(?:working|days|hours|questions|parts|to \d|numbered|individual|records)", after, _I):
        return ""
    return reference


def dates(text: str) -> tuple[LetterDate, ...]:
    """Every date with a day, in order. An impossible one is kept as printed, without a date."""
    return tuple(_dates(text))


def _dates(text: str) -> Iterator[LetterDate]:
    for found in _DATE.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()]
        role = next((name for name, pattern in _ROLES if pattern.search(before)), "")
        yield LetterDate(" ".join(found.group().split()), _iso(found), role)


def _iso(found: re.Match[str]) -> str:
    day, month, year = next(
        (found[f"d{n}"], found[f"m{n}"], found[f"y{n}"]) for n in "1234" if found[f"d{n}"] is not None
    )
    if year is None or (
        re.match(rf"0*{day}(?:st|nd|rd|th)", found.group()) and not _ordinal_right(int(day), found.group())
    ):
        return ""
    number = (
        int(month) if month.isdigit() else next(i for i, m in enumerate(MONTHS, 1) if m.startswith(month.lower()[:3]))
    )
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day)).isoformat()
    except ValueError:
        return ""


def _ordinal_right(day: int, printed: str) -> bool:
    """ "1th January" is a slip of the pen: which day was meant is not known."""
    ending = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return re.match(rf"0*{day}\^?{ending}", printed, _I) is not None
