"""Figures in running text: numbered answers, labelled lists, and sentences that state a count.

Rules read the structure of a letter, not its wording. What is doubtful is left out or keeps unknown bounds: a number
missed is looked up by a person, a wrong one is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from extractors.prose.entries import entries, itemised
from extractors.prose.found import Found
from extractors.prose.letter import Sentence, Zone, sentences
from extractors.prose.numbers import WORDS, amount_at
from extractors.prose.periods import periods, whole_period
from extractors.prose.small import one_of, small, small_pattern
from extractors.prose.stated import stated
from extractors.prose.workload import COST, REOPENED, withheld
from schema.reading import ProseFigure

_I = re.IGNORECASE
# Without one of these no sentence states a figure: most are passed over at once.
_MAY_STATE = small_pattern(rf"\d|\b{one_of(['no', 'not', 'n/a', 'unknown', 'withheld', 'exempt', 'ncnd', *WORDS])}")
_LETTER_DATE = re.compile(r"\bdate of (?:response|reply)\s*:?\s*(?P<day>[^\n.;]{6,30})", _I)


def prose_figures(text: str, skip: Iterable[tuple[int, int]] = ()) -> tuple[ProseFigure, ...]:
    """Figures stated in ``text``, in order; characters inside ``skip`` (tables) are not read."""
    taken = tuple(skip)
    answering = _answering(text, [s for s in sentences(text) if not _inside(s.start, taken)])
    found = [f for sentence in answering for f in _in_sentence(text, sentence)]
    zeros_printed = any(f.amount.low == 0 == f.amount.high for f in found)
    return tuple(_figure(text, f, zeros_printed) for f in found)


def _inside(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _answering(text: str, parts: list[Sentence]) -> Iterator[Sentence]:
    """Sentences of the reply, without those whose question is refused on cost: their numbers are workload."""
    replies = [s for s in parts if s.zone is Zone.REPLY]
    if not COST.search(small(text)):
        yield from replies
        return
    replies = list(_reopened(text, replies))
    for _, scope in groupby(replies, key=lambda s: s.scope):
        members = list(scope)
        if not any(COST.search(small(text), s.start, s.end) for s in members):
            yield from members


def _reopened(text: str, parts: list[Sentence]) -> Iterator[Sentence]:
    """ "As a gesture of goodwill we provide ..." begins a scope of its own inside a refusal."""
    shift = 0
    for part in parts:
        shift += 1000 * bool(REOPENED.search(small(text), part.start, part.end))
        yield part._replace(scope=part.scope + shift) if shift else part


def _in_sentence(text: str, sentence: Sentence) -> list[Found]:
    if not _MAY_STATE.search(small(text), sentence.start, sentence.end):
        return []
    if withheld(text[sentence.start : sentence.end]) and not amount_at(text, sentence.start, sentence.end):
        return entries(text, sentence) or stated(text, sentence)
    return entries(text, sentence) or itemised(text, sentence) or stated(text, sentence)


def _figure(text: str, found: Found, zeros_printed: bool) -> ProseFigure:
    amount = found.amount
    low = 1 if amount.below and zeros_printed and amount.high else amount.low
    words = " ".join(text[found.sentence.start : found.sentence.end].split())
    period = found.period if found.period is not None else whole_period(found.sentence.lead)
    return ProseFigure(
        question=found.sentence.question,
        label=found.label,
        period=_closed(text, period or ""),
        as_printed=amount.as_printed,
        low=low,
        high=amount.high,
        sentence=f"{found.sentence.lead}: {words}"
        if found.sentence.lead and found.sentence.lead not in words
        else words,
        unit=found.unit,
        start=amount.start,
        end=amount.end,
    )


def _closed(text: str, period: str) -> str:
    """ "Since 2012" ends on the day of the answer, where the letter prints that day."""
    if not period.endswith(".."):
        return period
    printed = _LETTER_DATE.search(text)
    day = periods(printed["day"]) if printed else []
    return period + day[0].text if day else period
