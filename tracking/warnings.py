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

_PERIOD = re.compile(
    r"\b(19|20)\d\d\b|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(calendar|financial|rolling)\s+years?\b|\bby\s+(year|month|quarter)\b|\byear\s+recorded\b|\bas\s+(at|of|things\s+stood)\b"
    r"|\b(last|past)\s+(\w+\s+)?(years?|months?)\b|\bsince\b|\bbetween\b",
    re.I,
)
_UNIT = re.compile(
    r"\b(cases?|people|persons?|allegations?|complaints?|investigations?|incidents?|uses|searches|breaches|requests?"
    r"|reviews?|officers?|staff|pcsos?|constables|employees|members|offences|crimes|arrests|records|calls|headcount|hours|days"
    r"|pounds|cost|vehicles|dismissals|suspensions|reports)\b",
    re.I,
)
_COSTLY = re.compile(
    r"\b(all|any|every|full)\s+(correspondence|e-?mails?|documents|communications|messages|minutes|copies|records|details)\b"
    r"|\b(full|free)[- ]text\b|\bcop(y|ies)\s+of\s+(all|each|every)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class LetterWarning:
    """One warning: a stable ``code``, about whom (``authority``, "" for the wave) and what it says."""

    code: str
    message: str
    authority: str = ""


def question_warnings(questions: Mapping[str, str], period: str = "") -> tuple[LetterWarning, ...]:
    """Warnings on the questions {id: text}; ``period``: what the letter says about the period, "" if nothing."""
    found = []
    for name, text in questions.items():
        if not _PERIOD.search(text) and not period:
            found.append(LetterWarning("question_without_period", f"Question {name} names no period."))
        if not _UNIT.search(text):
            found.append(LetterWarning("question_without_unit", f"Question {name} does not say what is to be counted."))
        if _COSTLY.search(text):
            found.append(
                LetterWarning("cost_limit_risk", f"Question {name} asks for whole records: 18 hours may not do (s.12).")
            )
    return tuple(found)


def address_warning(authority: str, address: str, confirmed_on: date | None, today: date) -> LetterWarning | None:
    """A warning when nobody has confirmed the address within the last year."""
    if confirmed_on is not None and (today - confirmed_on).days <= ADDRESS_STALE_AFTER_DAYS:
        return None
    since = f"was last confirmed on {spoken(confirmed_on)}" if confirmed_on else "was never confirmed"
    return LetterWarning("address_stale", f"The address {address} {since}.", authority)


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
