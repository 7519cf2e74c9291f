"""What a sentence only supposes: its conditional clauses, and what it says may happen. These state nothing.

Acknowledgements speak of fees, transfers, exemptions and delay as a matter of form: "we will let you know if a fee
applies", "should more time be needed", "in the event that the limit is exceeded". None of it has happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_I = re.IGNORECASE
_SUBJECT = (
    r"(?:we|you|they|it|i|a|an|any|the|this|that|your|our|one|further|more|some|all|part|there"
    r"|information|clarification|fees?"
    r"|charges?|exemptions?|costs?|qualified|third)\b"
)
# A clause that begins so is a condition, wherever it stands.
_CONDITION = re.compile(
    r"\bif\b(?!\s+(?:any|not)\b\s*[,.)])(?!\s+you (?:would|could|can)\b)|\bunless\b|\bin the event\b"
    r"|\bin case\b|\bdepending (?:on|upon)\b"
    r"|\bprovided that\b|\bsubject to\b|\bwere (?:we|you|it) to\b"
    rf"|(?:(?<=^)|(?<=[.;:,•*-] )|(?<=\band )|(?<=\bbut ))should (?={_SUBJECT}(?! be (?:noted|aware)))"
    r"|(?:(?<=^)|(?<=[.;:] ))where\s+\w+"
    r"|\bwhere (?=(?:it|not|this|a|an|any|we|applicable|appropriate|necessary|(?:an? |any )?exemptions?"
    r"|(?:a |any )?fees?|information|some|possible|relevant)\b)"
    r"|\bin (?:some|certain|such|those|other) (?:circumstances|cases|instances)\b",
    _I,
)
_MODAL = re.compile(
    r"\b(?:we|you|it|they|fees?|charges?|exemptions?|request|requests|time|clarification|extension|some|part"
    r"|which|information|this|there)\s+(?:may|might|could)\b(?!\s+(?:be )?(?:identif|find|like|wish|enable|lead|reveal"
    r"|prejudice))",
    _I,
)
_IN_GENERAL = re.compile(r"\b(?:requests|fees|charges|exemptions|authorities|applicants) can\b", _I)
_CLAUSE = re.compile(r"[,;:–]\s|\s[-–—]\s|\s(?:but|because|since|as)\s", _I)
_LATER = re.compile(r"\b(?:will|would|shall|may|might|can|could|must|should|we'll|we’ll|aim to)\b", _I)


def asserted(sentence: str) -> str:
    """``sentence`` with everything that it only supposes blanked out; lengths and places stay."""
    for start, end in supposed(sentence):
        sentence = sentence[:start] + " " * (end - start) + sentence[end:]
    return sentence


def is_supposed(sentence: str, at: int) -> bool:
    """Whether the character ``at`` of ``sentence`` stands in what is only supposed."""
    return any(start <= at < end for start, end in supposed(sentence))


def supposed(sentence: str) -> tuple[tuple[int, int], ...]:
    """Stretches of ``sentence`` that are a condition, depend on one, or say what may be."""
    return (*_conditions(sentence), *_possibilities(sentence))


def _conditions(sentence: str) -> Iterator[tuple[int, int]]:
    """From a condition to the end of the sentence; before it, too, what is promised for that case."""
    found = _CONDITION.search(sentence)
    if not found:
        return
    start = found.start()
    clause = max(
        (m.end() for m in _CLAUSE.finditer(sentence, 0, start) if sentence[m.end() : start].strip()), default=0
    )
    yield (clause if _LATER.search(sentence, clause, start) else start), len(sentence)


def _possibilities(sentence: str) -> Iterator[tuple[int, int]]:
    """Clauses whose verb is may, might or could."""
    edges = [0, *(m.end() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    for start, end in pairwise(edges):
        if _MODAL.search(sentence, start, end) or _IN_GENERAL.search(sentence, start, end):
            yield start, end
