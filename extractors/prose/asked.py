"""What period the questions of a letter ask about: a bare answer below "How many in 2013?" is about 2013."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.prose.letter import Sentence, Zone
from extractors.prose.periods import Period, periods, years

# "your request of 3 May 2014" names a letter, "in 2013" a period.
_ABOUT = re.compile(
    r"\b(?:in|during|for|over|within|throughout|covering|of|as at|as of|at)\s+(?:(?:the|each|both|all)(?:\s+of)?"
    r"(?:\s+the)?\s+)?(?:(?:calendar|financial|fiscal)\s+)?(?:(?:years?|months?|periods?|quarters?)\s+)?"
    r"(?:(?:of|from|ending)\s+)?[(:]?\s*$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\b(?:fees?|charges?d?|costs?|rates?|prices?|rent|tariffs?|fines?|paid|spent|£)", re.IGNORECASE)
_AS_AT = re.compile(r"\bas (?:at|of)\s*$", re.IGNORECASE)
_JOINED = re.compile(r"since|from|between|(?:year|12 months|twelve months)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SPAN = re.compile(r"\b(?:between|from|since|to|until|till|through)\b|[-–]", re.IGNORECASE)
NOW = re.compile(
    r"\b(?:to date|currently|now|today|at present|at the (?:time|moment)|as (?:at|of)|remains?|still"
    r"|(?:last|this|previous|preceding|following|next) (?:calendar |financial |fiscal )?year)\b",
    re.IGNORECASE,
)


class Asked:
    """Hears the sentences of a letter in order and tells what period the last questions named."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.named: dict[str, list[Period]] = {}
        self.listed: dict[str, list[str]] = {}
        self.money: set[str] = set()  # the questions that ask about money
        self.last: tuple[bool, str] = (False, "")

    def hear(self, part: Sentence, has_figures: bool) -> None:
        """A question, or a numbered line without a value ("1. Officers dismissed in 2013"), asks."""
        heads = part.zone is Zone.REPLY and part.direct and bool(part.question) and not has_figures
        asks = part.zone is Zone.REQUEST or heads
        if asks and self.last != (True, part.question):
            self.named[part.question] = []
            self.money.discard(part.question)
        if asks and _MONEY.search(self.text, part.start, part.end):
            self.money.add(part.question)
        if asks:
            named = list(about(self.text, part.start, part.end))
            self.named[part.question] += named
            self.listed[part.question] = [year for p in named for year in self._listed(p)]
        self.last = (asks, part.question)

    def period(self, part: Sentence) -> str:
        """The one period that the question of an answer names; "" where there is none, or more than one."""
        if NOW.search(self.text, part.start, part.end):
            return ""
        whole = re.match(r"\d*", part.question)[0]  # type: ignore[index]
        named = self.named.get(part.question) or self.named.get(whole) or self.named.get("") or []
        texts = {period.text for period in named}
        return texts.pop() if len(texts) == 1 else ""

    def asks_money(self, part: Sentence) -> bool:
        """Whether the question of an answer is about money."""
        return part.direct and part.question in self.money

    def each(self, part: Sentence) -> list[str]:
        """The years that the question of an answer lists: "in 2012, 2013 and 2014"."""
        return self.listed.get(part.question, [])

    def _listed(self, period: Period) -> list[str]:
        """The years of "2012, 2013 and 2014"; a span such as "2009 to 2013" is one."""
        return (
            [period.text]
            if _SPAN.search(self.text, period.start, period.end)
            else years(self.text, period.start, period.end)
        )


def about(text: str, start: int, end: int) -> Iterator[Period]:
    """Periods that a question or a heading is about, and those listed after one."""
    told = False
    for period in periods(text, start, end):
        before = text[start : period.start]
        of_day = bool(_DAY.fullmatch(period.text))
        told = told or bool(_ABOUT.search(before) or _JOINED.match(text, period.start))
        if told and (not of_day or _AS_AT.search(before)):
            yield period
