"""Numbers that a sentence takes back or only mentions: "the figure of 12 should read 14", "please note that ..."."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.prose.small import says, small, small_pattern

_AMENDS = small_pattern(
    r"\b(?:should(?: have)? (?:now )?(?:read|be|been|say|said|state|stated)|(?:corrected|amended|revised|changed) to"
    r"|replaced (?:by|with)|is in fact|was in fact"
    r"|the correct(?:ed)? (?:figure|number|total|answer)s?)\b"
)
_AMENDING = "should ", "ed to", "replaced ", " in fact", "the correct"
_NOTES = re.compile(
    r"\W{0,3}(?:please (?:also )?(?:note|be aware|be advised|bear in mind)|(?:foot)?notes?\b\s*[:–-]|n\.?b\.?\b"
    r"|(?:for|by way of|to give|as) (?:information|context|reference|comparison|background)\b|it should be noted"
    r"|caveats?\b|we aim to\b|for the purposes? of\b)",
    re.IGNORECASE,
)
# "in our letter, in which we said that 41 had been sold": told before, not now.
_RECALLS = small_pattern(
    r"\bin which (?:we|i) (?:had )?(?:said|stated|advised|told|reported|gave|informed|wrote)\b"
    r"|\b(?:previously|earlier|wrongly|incorrectly|mistakenly) (?:said|stated|advised|told|reported|gave|given"
    r"|quoted)\b|\b(?:original|previous|earlier|first|initial) (?:response|reply|letter|answer|disclosure|e-?mail)"
    r" (?:\w+ ){0,2}?(?:said|stated|gave|reported|advised|told|showed|listed)\b"
)
_RECALLING = (
    "in which ",
    "previous",
    "earlier ",
    "original ",
    "first ",
    "initial ",
    "wrongly ",
    "incorrectly ",
    "mistakenly ",
)
# "I cannot give a breakdown, as several stations would show 1 or 2": a reason. "If 5 of 43 forces answered yes,
# criminals would know": a case that is only thought of.
_ARGUES = small_pattern(
    r"\b(?:suggest|recommend) (?:that )?you\b"
    r"|\b(?:limit|refin|narrow|reduc|restrict)\w* (?:your|the) (?:request|scope)\b"
    r"|\bmay (?!be (?:helpful|useful|of (?:interest|help|use|assist))|wish|find|like)"
    r"(?:be|include|relate|involve|cover|appear|have|also|not|differ)\b|"
    r"\b(?:unable to|not able to|cannot|can not|could not) (?:provide|disclose|release|give|supply|break|say)\b"
    r"|\b(?:hours|days|minutes) (?:examin|search|review|look|read|check)\w*"
    r"|\b(?P<case>if)\b[^.;]{0,120}?\b(?:would|could|might)\b"
)
_ARGUING = (
    *("ours ", "days ", "minutes ", "suggest ", "recommend", "limit", "refin", "narrow", "reduc", "restrict"),
    *("may ", "able to ", "cannot ", "can not ", "could not ", "if "),
)
_NEVERTHELESS = small_pattern(r"\b(?:but|however|although|though|while|other than|nevertheless)\b")
# "With fewer than 50 in scope a smaller number could identify someone": argues, and counts nothing.
_IDENTIFIES = small_pattern(
    r"(?:with|where|given|because|as|if|due to|owing to|disclos(?:ure|ing)|releas(?:e|ing)|providing|any|a|such)\b"
    r"[^.;]{0,120}\b(?:could|would|may|might|likely to|risk of|lead(?:ing)? to|enable|possible to)\b"
    r"[^.;]{0,60}\b(?:re-?)?identif"
)
_OF_COUNTED = small_pattern(r"\s+(?:[a-z]+\s+){0,2}?of (?:these|those|them|whom|which|the above)\b")
_SUMS_UP = small_pattern(
    r"\b(?:figures?|totals?|answers?|counts?|number) (?:is|are|was|were|stands at|of)\s+(?:now )?$"
)


def amends_at(text: str, start: int, end: int) -> int:
    """Where a sentence says what a number should have been: the numbers above are taken back. -1: nowhere."""
    return next((at for at in _amendments(text) if start <= at < end), -1)


@lru_cache(maxsize=8)
def _amendments(text: str) -> tuple[int, ...]:
    words = small(text)
    return tuple(m.end() for m in _AMENDS.finditer(words)) if says(words, _AMENDING) else ()


@lru_cache(maxsize=8)
def _recalled(text: str) -> tuple[int, ...]:
    words = small(text)
    return tuple(m.start() for m in _RECALLS.finditer(words)) if says(words, _RECALLING) else ()


@lru_cache(maxsize=8)
def _arguments(text: str) -> tuple[tuple[int, bool], ...]:
    """Where a letter argues, and whether with a case that is only thought of."""
    words = small(text)
    found = _ARGUES.finditer(words) if says(words, _ARGUING) else ()
    return tuple((m.start(), m["case"] is not None) for m in found)


def is_note(text: str, start: int, end: int) -> bool:
    """Whether a sentence only adds something to the answers: strengths, other sources, other forces, arguments."""
    if _NOTES.match(text, start, end) or any(start <= at < end for at in _recalled(text)):
        return True
    for at, thought_of in _arguments(text):
        if start <= at < end and (thought_of or not _NEVERTHELESS.search(small(text), start, end)):
            return True
    return text.find("identif", start, end) >= 0 and _IDENTIFIES.match(small(text), start, end) is not None


def answers_in_note(text: str, start: int, at: int, after: int, end: int) -> bool:
    """ "Please note that 3 of these resigned" answers all the same, as "the figure is 12" does."""
    words = small(text)
    return _OF_COUNTED.match(words, after, end) is not None or _SUMS_UP.search(words[start:at]) is not None
