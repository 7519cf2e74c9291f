"""Figures in running text: numbered answers, labelled lists, and sentences that state a count.

Rules read the structure of a letter, not its wording. What is doubtful is left out or keeps unknown bounds: a number
missed is looked up by a person, a wrong one is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from extractors.prose.above import Above
from extractors.prose.asked import Asked
from extractors.prose.corrected import amends_at, answers_in_note, is_note
from extractors.prose.dated import is_bare_list
from extractors.prose.entries import banded, bracketed, entries, itemised
from extractors.prose.found import Found
from extractors.prose.legend import meaning_of
from extractors.prose.letter import Sentence, Zone, sentences
from extractors.prose.numbers import WORDS, amount_at
from extractors.prose.periods import periods
from extractors.prose.small import one_of, small, small_pattern
from extractors.prose.stated import respectively, stated
from extractors.prose.workload import COST, REOPENED, withheld
from schema.reading import ProseFigure

_I = re.IGNORECASE
# Without one of these no sentence states a figure: most are passed over at once.
_MAY_STATE = small_pattern(rf"\d|\b{one_of(['no', 'not', 'n/a', 'unknown', 'withheld', 'exempt', 'ncnd', *WORDS])}")
_NAMED = small_pattern(
    r"\b(?:(?:answers?|responses?|reply|respect|regard|relation)\s(?:to|of)"
    r"|(?:given|provided|stated|figures?|response|answer)\b[^.;]{0,30}\s(?:for|at|under)"
    r"|(?<=[,;]\s)to|\band\sto)\s(?:your\s)?"
    r"(?:question|part|point|item|q)\.?\s*(?:no\.?\s*|number\s*)?\(?(?P<number>\d{1,2}[a-z]?|[a-h](?=\W))\b",
)
_MAY_NAME = small_pattern(r"(?:to|of|for|at|under)\s(?:your\s)?(?:question|part|point|item|q)")
_REASON = small_pattern(r"\b(?:because|due to|given that|as (?!at|of|follows)|on the grounds?)\b")
_LONGEST = 4_000  # characters; what runs on for more is data and no sentence, and would take minutes
_LETTER_DATE = re.compile(r"\bdate of (?:response|reply)\s*:?\s*(?P<day>[^\n.;]{6,30})", _I)


def prose_figures(text: str, skip: Iterable[tuple[int, int]] = ()) -> tuple[ProseFigure, ...]:
    """Figures stated in ``text``, in order; characters inside ``skip`` (tables) are not read."""
    taken = tuple(skip)
    found = list(_found(text, [s for s in sentences(text) if not _inside(s.start, taken)]))
    zeros_printed = any(f.amount.low == 0 == f.amount.high for f in found)
    return tuple(_figure(text, f, zeros_printed) for f in found)


def _found(text: str, parts: list[Sentence]) -> Iterator[Found]:
    """What the sentences of the reply state, each with the period that it or its question names."""
    refused: set[int] | None = None  # not looked for before something is stated
    asked, above = Asked(text), Above(text)
    for part in parts:
        answers = part.zone is Zone.REPLY and part.start not in (refused or ())
        found = _in_sentence(text, part, asked.asks_money(part)) if answers else []
        if found and refused is None:
            refused = _on_cost(text, parts)
            found = [] if part.start in refused else found
        asked.hear(part, bool(found))
        if len(found) > 1 and all(each.period is None for each in found):
            found = _by_year(text, part, found, asked.each(part))
        for each in _each_under_its_own(text, _by_question(text, found)) if found else ():
            yield _in_period(each, asked, above) if each.period is None else each
        above.hear(part, bool(found))


def _by_year(text: str, part: Sentence, found: list[Found], years: list[str]) -> list[Found]:
    """ "How many in 2012 and 2013?" "4 and 6": one for each year, in their order, if there are as many."""
    if len(years) < 2 or part.question != found[0].sentence.question:
        return found
    if len(years) == len(found) and (
        is_bare_list(text, (f.amount for f in found)) or respectively(text, part.start, part.end) >= 0
    ):
        return [replace(each, period=year) for each, year in zip(found, years, strict=True)]
    return [replace(each, period="") for each in found]


def _by_question(text: str, found: list[Found]) -> list[Found]:
    """ "Questions 1 and 2: 128 and 61": one for each, in their order. A single value is of all of them."""
    numbers = re.split(r"[,&]", found[0].sentence.question)
    if not 1 < len(numbers) == len(found) or not is_bare_list(text, (f.amount for f in found)):
        return found
    return [replace(f, sentence=f.sentence._replace(question=n)) for f, n in zip(found, numbers, strict=True)]


def _in_period(found: Found, asked: Asked, above: Above) -> Found:
    """The period of the words above, else the one that the question names."""
    part = found.sentence
    answers = part.question or part.direct or found.listed
    return replace(found, period=above.period(part, found.listed) or (asked.period(part) if answers else ""))


def _inside(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _on_cost(text: str, parts: list[Sentence]) -> set[int]:
    """Where sentences of the reply begin whose question is refused on cost: their numbers are workload."""
    if not COST.search(small(text)):
        return set()
    replies = _reopened(text, [s for s in parts if s.zone is Zone.REPLY])
    scopes = [list(members) for _, members in groupby(replies, key=lambda s: s.scope)]
    refused = (scope for scope in scopes if any(COST.search(small(text), s.start, s.end) for s in scope))
    return {s.start for scope in refused for s in scope}


def _reopened(text: str, parts: list[Sentence]) -> Iterator[Sentence]:
    """ "As a gesture of goodwill we provide ..." begins a scope of its own inside a refusal."""
    shift = 0
    for part in parts:
        shift += 1000 * bool(REOPENED.search(small(text), part.start, part.end))
        yield part._replace(scope=part.scope + shift) if shift else part


def _in_sentence(text: str, sentence: Sentence, asks_money: bool) -> list[Found]:
    if sentence.end - sentence.start > _LONGEST:
        return []
    if not _MAY_STATE.search(small(text), sentence.start, sentence.end):
        return []
    sentence = _named_question(text, sentence)
    if is_note(text, sentence.start, sentence.end):
        return [f for f in stated(text, sentence) if _answers_in_note(text, f)]
    if withheld(text[sentence.start : sentence.end]) and not amount_at(text, sentence.start, sentence.end):
        return [f for f in entries(text, sentence) or stated(text, sentence) if not _is_reason(text, f)]
    listed = banded(text, sentence) or entries(text, sentence) or bracketed(text, sentence) or itemised(text, sentence)
    return listed or stated(text, sentence, asks_money)


def _is_reason(text: str, found: Found) -> bool:
    """ "Their ranks are exempt because with 4 people each would be known": why, and no answer."""
    return _REASON.search(small(text), found.sentence.start, found.amount.start) is not None


def _answers_in_note(text: str, found: Found) -> bool:
    part = found.sentence
    if amends_at(text, part.start, part.end) >= 0:
        return True
    return answers_in_note(text, part.start, found.amount.start, found.amount.end, part.end)


def _named_question(text: str, sentence: Sentence) -> Sentence:
    """ "The figure of 12 given in answer to question 2 should read 14" is about question 2 wherever it stands."""
    amends = amends_at(text, sentence.start, sentence.end) >= 0
    start = max(text.rfind("\n\n", 0, sentence.start), 0) if amends else sentence.start
    named = {number for at, number in _named(text) if start <= at < sentence.end}
    if len(named) != 1 or (sentence.question and not amends):
        return sentence
    return sentence._replace(question=named.pop())


def _each_under_its_own(text: str, found: list[Found]) -> list[Found]:
    """ "Our response to part (a) is 77, to part (b) is 15": each figure is of the part named before it."""
    part = found[0].sentence
    named = [(at, number) for at, number in _named(text) if part.start <= at < part.end]
    if len(named) < 2 or part.question:
        return found
    own = [next((number for at, number in reversed(named) if at < f.amount.start), "") for f in found]
    return [replace(f, sentence=part._replace(question=number)) for f, number in zip(found, own, strict=True)]


@lru_cache(maxsize=8)
def _named(text: str) -> tuple[tuple[int, str], ...]:
    """Where a letter names a question inside a sentence, and its number."""
    words = small(text)
    return tuple((m.start(), m["number"]) for m in _NAMED.finditer(words)) if _MAY_NAME.search(words) else ()


def _figure(text: str, found: Found, zeros_printed: bool) -> ProseFigure:
    amount = found.amount
    counted = zeros_printed and amount.high and not found.unit.startswith(("£", "%"))
    low, high = 1 if amount.below and counted else amount.low, amount.high
    if low is None and (meant := meaning_of(amount.as_printed, text, zeros_printed)):
        low, high = meant
    words = " ".join(text[found.sentence.start : found.sentence.end].split())
    return ProseFigure(
        question=found.sentence.question,
        label=found.label,
        period=_closed(text, found.period or ""),
        as_printed=amount.as_printed,
        low=low,
        high=high,
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
