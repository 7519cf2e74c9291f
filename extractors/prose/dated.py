"""Which period of a sentence each of its numbers is of: only where the print leaves no choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.prose.letter import Sentence
from extractors.prose.numbers import Amount
from extractors.prose.periods import Period, listed_years

_I = re.IGNORECASE
# "3, compared to 11 in 2013", "15, the same as in 2011": what follows is of another time.
_COMPARED = re.compile(
    r"\b(?:compar(?:ed|ing|ison|es?)\b|as against\b|(?:same|more|fewer|less|higher|lower|greater) (?:as|than)"
    r" (?:in|for|at|the)\b|(?:up|down) (?:\w+ ){0,4}?(?:from|on)\b"
    r"|(?:increase|rise|decrease|fall|drop|reduction|growth)\b[^.;]{0,30}?\b(?:from|on|since|over)\b)",
    _I,
)
_BETWEEN = re.compile(r"\s*(?:,|and|, and|&)\s*")


def dated(
    text: str, sentence: Sentence, kept: Sequence[Amount], every: Sequence[Amount], spans: Sequence[Period]
) -> list[str | None]:
    """The period of each number of ``kept``: None where none is named, "" where more than one may be meant.

    ``every``: all numbers of the sentence, those too that count nothing: each may be what a period belongs to.
    """
    if not spans:
        return [None] * len(kept)
    if each := _one_each(text, kept, spans):
        return each
    counted = {a.start for a in kept}
    every = [a for a in every if a.start in counted or _opened(text, sentence.start, a.start) < 0]
    compared = _COMPARED.search(text, sentence.start, sentence.end)
    apart = _apart(text, sentence.start, every, spans)
    found: dict[int, str | None] = {}
    for bracket in {_bracket(text, sentence.start, a.start, apart) for a in every}:
        numbers = [a for a in every if _bracket(text, sentence.start, a.start, apart) == bracket]
        own = [p for p in spans if _bracket(text, sentence.start, p.start, apart) == bracket]
        found |= _in_order(numbers, own, compared.start() if compared else sentence.end)
    return [found.get(a.start, "") or _in_clause(text, sentence, a, every, spans, found) for a in kept]


def _in_clause(
    text: str,
    sentence: Sentence,
    amount: Amount,
    every: Sequence[Amount],
    spans: Sequence[Period],
    found: dict[int, str | None],
) -> str | None:
    """ "9,114 were referred in 2014; it upheld 61%": the order of a part tells what the sentence leaves open."""
    begin = text.rfind(";", sentence.start, amount.start) + 1 or sentence.start
    end = text.find(";", amount.end, sentence.end)
    part = (begin, sentence.end if end < 0 else end)
    own = [p for p in spans if part[0] <= p.start < part[1]]
    if found.get(amount.start, "") is None or not own or part == (sentence.start, sentence.end):
        return found.get(amount.start, "")
    numbers = [a for a in every if part[0] <= a.start < part[1]]
    return _in_order(numbers, own, part[1]).get(amount.start, "")


def is_bare_list(text: str, amounts: Iterable[Amount]) -> bool:
    """ "341, 402 and 388": numbers and nothing between them."""
    return all(_BETWEEN.fullmatch(text[a.end : b.start]) for a, b in pairwise(amounts))


def _one_each(text: str, kept: Sequence[Amount], spans: Sequence[Period]) -> list[str | None]:
    """ "In 2012, 2013 and 2014 there were 341, 402 and 388 respectively": one for each, in their order."""
    if len(kept) < 2 or not is_bare_list(text, kept):
        return []
    if not (spans[-1].end <= kept[0].start or kept[-1].end <= spans[0].start):
        return []
    named = listed_years(text, spans[0].start, spans[-1].end)
    return list(named) if len(named) == len(kept) else []


def _apart(text: str, start: int, every: Iterable[Amount], spans: Iterable[Period]) -> set[int]:
    """Where a bracket opens that holds a period and a number: "114 (2012: 98)" is not 114 in 2012."""
    everywhere = {at for at in (_opened(text, start, a.start) for a in every) if at >= 0}
    return everywhere & {_opened(text, start, p.start) for p in spans}


def _bracket(text: str, start: int, at: int, apart: set[int]) -> int:
    opened = _opened(text, start, at)
    return opened if opened in apart else -1


def _opened(text: str, start: int, at: int) -> int:
    opened = text.rfind("(", start, at)
    return opened if opened > text.rfind(")", start, at) else -1


def _in_order(every: Sequence[Amount], spans: Sequence[Period], cut: int) -> dict[int, str | None]:
    """The period of each number by its place; what a comparison (from ``cut`` on) tells is of another time."""
    first = [a for a in every if a.start < cut]
    later = [a for a in every if a.start >= cut]
    now = zip(first, _periods_of(first, [p for p in spans if p.start < cut]), strict=True)
    then = zip(later, _periods_of(later, [p for p in spans if p.start >= cut]), strict=True)
    return {**{a.start: period for a, period in now}, **{a.start: period or "" for a, period in then}}


def _periods_of(numbers: Sequence[Amount], spans: Sequence[Period]) -> list[str | None]:
    order = sorted([(a.start, "n") for a in numbers] + [(p.start, "p") for p in spans])
    shape = "".join(kind for _, kind in order)
    texts = [p.text for p in spans]
    if not spans:
        return [None] * len(numbers)
    if re.fullmatch(r"pn+|n+p", shape):
        return list(_shared(texts[0], len(numbers)))
    if re.fullmatch(r"(?:pn+)+", shape):
        groups = re.findall(r"n+", shape)
        return [text for text, group in zip(texts, groups, strict=True) for _ in group]
    if re.fullmatch(r"(?:np)+", shape):
        return list(texts)
    return [""] * len(numbers)


def _shared(period: str, count: int) -> Iterator[str]:
    """One period for all numbers. As many as a span has years may be one for each: then it is not sure."""
    span = re.fullmatch(r"(\d{4})\.\.(\d{4})", period)
    each = span is not None and count > 1 and int(span[2]) - int(span[1]) + 1 == count
    for _ in range(count):
        yield "" if each else period
