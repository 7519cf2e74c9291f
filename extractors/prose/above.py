"""What period the words above a figure name: its heading, or the sentence that it goes on with."""

from __future__ import annotations

import re

from extractors.prose.asked import NOW, about
from extractors.prose.corrected import amends_at
from extractors.prose.letter import Sentence, Zone
from extractors.prose.marks import LETTERED
from extractors.prose.numbers import amounts
from extractors.prose.periods import Period, periods, whole_period
from extractors.prose.workload import LABEL

_I = re.IGNORECASE
_HEADING = 12  # words at most
_STOPS = ".?!,;:"
_BEFORE = 80  # characters before a date in which it stands whose it is: a line of nothing but years has thousands
_ENDS_LINE = re.compile(r"[^\S\n]*(?:\n|\Z)")
# "71 of these", "they were", "in the same year": goes on with what the sentence above counts.
_REFERS = re.compile(
    r"\bof (?:these|those|them|which|whom|the above|the [a-z][a-z ]{2,30}s)\b|\bof the (?P<whole>\d[\d,]*)\b"
    r"|\b(?:same|that) (?:period|year|quarter|month|time)\b|\bthe (?:remain(?:der|ing)|rest|others?)\b"
    r"|\A\W*(?:it|they|these|those|this|both|all of them)\b|\bcorrect(?:ed)? (?:figure|number|total|answer)\b",
    _I,
)
_PRESENT = re.compile(r"\b(?:is|are|has|have|holds?|owns?|remains?)\b", _I)
_MAY_NAME = re.compile(r"\d(?:\d{3}|[/.]\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Above:
    """Hears the sentences of a letter in order and tells what period the words above one of them name."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.heading = ""  # the period of the heading without a colon
        self.led = ""  # the period of the last sentence of the paragraph that named one
        self.last = Sentence(0, 0)

    def period(self, part: Sentence, listed: bool) -> str:
        """The period above a figure that has none of its own; "" where it is not sure that it holds for it."""
        if named := named_in(part.lead):
            return named
        return self.heading if listed and self.heading else self._led(part)

    def hear(self, part: Sentence, has_figures: bool) -> None:
        """Takes the sentence in, after its own figures were asked about."""
        if (part.zone, part.question) != (self.last.zone, self.last.question):
            self.heading = ""
        if part.block != self.last.block or part.question != self.last.question:
            self.led = ""
        named = _MAY_NAME.search(self.text, part.start, part.end) is not None
        own = periods_told(self.text, part) if named else []
        if own:
            self.led = own[0].text if len(own) == 1 and part.zone is Zone.REPLY else ""
        if not has_figures:
            self.heading = self._named_by_heading(part) if named else ""
        self.last = part

    def _led(self, part: Sentence) -> str:
        if not self.led or part.block != self.last.block:
            return ""
        if amends_at(self.text, part.start, part.end) >= 0:
            return self.led
        if part.question != self.last.question:
            return ""
        words = self.text[part.start : part.end]
        refers = _REFERS.search(words)
        if not refers or NOW.search(words) or _PRESENT.search(words):
            return ""
        if any(words[a.end : refers.start()].strip() for a in amounts(words, 0, refers.start())):
            return ""  # "212 were on duty, 40 of them ...": of those of the same sentence
        whole = refers["whole"]
        known = whole is None or re.search(rf"(?<![\d,]){re.escape(whole.rstrip(','))}\b", self._paragraph(part))
        return self.led if known else ""

    def _paragraph(self, part: Sentence) -> str:
        return self.text[max(0, self.text.rfind("\n\n", 0, part.start)) : part.start]

    def _named_by_heading(self, part: Sentence) -> str:
        """The period of a short line that stands alone and ends without a stop; "" ends the heading above."""
        if part.zone is not Zone.REPLY or not _ENDS_LINE.match(self.text, part.end):
            return ""
        line = self.text[self.text.rfind("\n", 0, part.start) + 1 : part.end].strip(" \t*_#")
        if line.strip()[-1:] in _STOPS or len(line.split()) > _HEADING:
            return ""
        follows = self.last.zone is Zone.REPLY and bool(self.heading) and bool(whole_period(line))
        return "" if follows else named_in(line)


def named_in(heading: str) -> str:
    """The one period that a heading is about: "In the calendar year 2012", "Never events 2015/16"; else ""."""
    if not heading or not _MAY_NAME.search(heading):
        return ""
    if whole := whole_period(heading):
        return whole
    named = list(about(heading, 0, len(heading)))
    every = periods(heading)
    if len(every) != 1 or LABEL.search(heading):
        return ""
    if named:
        return named[0].text
    at_end = not heading[every[0].end :].strip(" )")
    return every[0].text if at_end and not _DAY.fullmatch(every[0].text) else ""


def periods_told(text: str, part: Sentence) -> list[Period]:
    """The periods of a sentence, without the dates of letters."""
    told = periods(text, part.start, part.end)
    return [p for p in told if not LETTERED.search(text, max(part.start, p.start - _BEFORE), p.start)]
