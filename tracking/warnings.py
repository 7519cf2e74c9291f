"""What a person should see before approving a wave: warnings, none of which stops it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schema.calendar import Calendar, Regime
from tracking.deadline import Question, due
from tracking.working_days import spoken

ADDRESS_STALE_AFTER_DAYS = 365
REASONABLE_DAYS = 300  # a survey of every year is no repetition; one of every half-year may be

_PERIOD = re.compile(
    r"\b(19|20)\d\d\b|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(calendar|financial|rolling)\s+years?\b|\bby\s+(year|month|quarter)\b|\byear\s+recorded\b|\bas\s+(at|of|things\s+stood)\b"
    r"|\b(last|past)\s+(\w+\s+)?(years?|months?)\b|\bsince\b|\bbetween\b",
    re.I,
)
_LETTER_PERIOD = re.compile(r"\{\{\s*(period_start|period_end)\b")
_UNIT = re.compile(
    r"\b(cases?|people|persons?|allegations?|complaints?|investigations?|incidents?|uses|searches|breaches|requests?"
    r"|reviews?|officers?|staff|pcsos?|constables|employees|members|offences|crimes|arrests|records|calls|headcount|hours|days"
    r"|pounds|costs?|spen[dt]|pay|paid|payments?|minutes|seconds|weeks|percentage|per\s*cent|rate|vehicles|dismissals|suspensions|reports)\b"
    r"|\bhow\s+much\b|£"
    # a thing named right after the words that ask for a count
    r"|\b(how\s+many|numbers?\s+of|totals?\s+of|count\s+of)\s+(?!of\b|were\b|was\b|are\b|is\b|did\b|do\b|have\b|had\b"
    r"|them\b|these\b|those\b|concern|involv|result|led\b|relat|times\b)[a-z]",
    re.I,
)
_COSTLY = re.compile(
    r"\beverything\b|\b(all|any|every|full|each)\s+(?:[\w-]+\s+)?(correspondence|e-?mails?|documents?|communications|messages|minutes|copies|records"
    r"|details|files?|information|papers|notes)\b"
    r"|\b(full|free)[- ]text\b|\bcop(y|ies)\s+of\s+(all|each|every|any)\b"
    r"|\b(describe|explain|set\s+out|summari[sz]e)\b[^.?]{0,40}\b(circumstances|each|every|in\s+full|in\s+detail)\b"
    r"|\b(summar(y|ies)|descriptions?|accounts?|circumstances|details|particulars|reasons|notes)\b[^.?]{0,30}"
    r"\b(in|of|for)\s+(all|each|every|any|the\s+circumstances)\b"
    r"|\b(each|every)\b[^.?]{0,60}\b(describe|summary|description|circumstances)\b"
    r"|\bsince\s+records\s+began\b|\bread(ing)?\s+(through|of)\b[^.?]{0,30}\bfiles?\b|\bcase\s+notes\b|\bpocket\s+(note)?books?\b",
    re.I,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MOST_YEARS = 12  # a longer span reaches into paper files and systems that were replaced


@dataclass(frozen=True, slots=True)
class LetterWarning:
    """One warning: a stable ``code``, about whom (``authority``, "" for the wave) and what it says."""

    code: str
    message: str
    authority: str = ""


def question_warnings(questions: Mapping[str, str], letter: str = "", unit: str = "") -> tuple[LetterWarning, ...]:
    """Warnings on the questions {id: text}. ``letter``: the template around them, which may name the period or the
    ``unit`` ("cases") for all of them.
    """
    around = without(letter, questions.values())
    period = bool(_LETTER_PERIOD.search(around)) or bool(_PERIOD.search(around))
    counted = bool(unit) and bool(re.search(rf"\bcount\w*\s+(\w+\s+)?{re.escape(unit)}\b", around, re.I))
    found = []
    for name, text in questions.items():
        if not _PERIOD.search(text) and not period:
            found.append(LetterWarning("question_without_period", f"Question {name} names no period."))
        if not _UNIT.search(text) and not counted:
            found.append(LetterWarning("question_without_unit", f"Question {name} does not say what is to be counted."))
        if _COSTLY.search(text) or _many_years(text):
            found.append(
                LetterWarning("cost_limit_risk", f"Question {name} asks for whole records: 18 hours may not do (s.12).")
            )
    return tuple(found)


def without(letter: str, questions: Iterable[str]) -> str:
    """The letter without its questions, so that one of them does not speak for the others."""
    flat = " ".join(letter.split())
    for text in questions:
        flat = flat.replace(" ".join(text.split()), " ")
    return flat


def _many_years(text: str) -> bool:
    years = [int(year) for year in _YEAR.findall(text)]
    return bool(years) and max(years) - min(years) > MOST_YEARS


def requester_warnings(name: str, postal: str, template: str) -> tuple[LetterWarning, ...]:
    """Warnings on who asks: s.8(1)(b) FOIA wants the real name of the applicant and an address for correspondence."""
    found = []
    if "requester_name" not in template or len(name.split()) < 2:
        what = "The letter names nobody" if "requester_name" not in template else f"The letters are signed {name!r}"
        todo = "Section 8 FOIA wants a real name: set ROUNDROBIN_REQUESTER_NAME."
        found.append(LetterWarning("letter_without_name", f"{what}. {todo}"))
    if "requester_address" not in template or not postal.strip():
        words = "The letter gives no address for the reply (section 8 FOIA): name requester_address in it."
        found.append(LetterWarning("letter_without_address", words))
    return tuple(found)


def repeat_warning(authority: str, planned: date, earlier: Iterable[date]) -> LetterWarning | None:
    """A warning when the authority was asked the very same questions lately, s.14(2) FOIA.

    ``earlier``: the days of those requests. The Act names no interval; ``REASONABLE_DAYS`` is ours.
    """
    latest = max(earlier, default=None)
    if latest is None or (planned - latest).days >= REASONABLE_DAYS:
        return None
    words = (
        f"The same questions went there on {spoken(latest)}: without a reasonable interval the authority may refuse "
        "to answer them again (s.14(2))."
    )
    return LetterWarning("repeated_request", words, authority)


def address_warning(authority: str, address: str, confirmed_on: date | None, today: date) -> LetterWarning | None:
    """A warning when nobody has confirmed the address within the last year."""
    if confirmed_on is None:
        return LetterWarning(
            "address_undated",
            f"Nobody wrote down when {address} was confirmed (column confirmed_on of addresses.csv).",
            authority,
        )
    if (today - confirmed_on).days <= ADDRESS_STALE_AFTER_DAYS:
        return None
    return LetterWarning("address_stale", f"{address} was last confirmed on {spoken(confirmed_on)}.", authority)


def day_warning(planned: date, calendar: Calendar, regime: Regime = Regime.FOIA) -> LetterWarning | None:
    """A warning when the day chosen for sending is no working day: the readings of the day of receipt differ then."""
    why = calendar.day_off(planned, regime)
    if not why:
        return None
    words = f"{spoken(planned)} is no working day ({why}): by the s.45 Code the request is received on the next one."
    return LetterWarning("sent_on_day_off", words)


def aggregation_warning(
    authority: str, planned: date, earlier: Iterable[date], calendar: Calendar, regime: Regime = Regime.FOIA
) -> LetterWarning | None:
    """A warning when the authority got a request on the same theme within 60 working days before ``planned``.

    ``earlier``: the days on which it received those requests. SI 2004/3244 reg. 5, s.12(4) FOIA.
    """
    dates = [due(regime, day.isoformat(), (), calendar, Question.AGGREGATION_FIRST_SAFE_DATE).date for day in earlier]
    latest = max((day for day in dates if day is not None), default=None)
    if latest is None or planned >= latest:
        return None
    words = f"A request on the same theme went there within 60 working days; the first safe day is {spoken(latest)}."
    return LetterWarning("aggregation", words, authority)
