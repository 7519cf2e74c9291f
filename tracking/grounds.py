"""The sections that a letter relies on, apart from those it only speaks of.

A section is a ground where the letter applies it. It is none where the Act is set out in general, where something may
happen, where the letter says that it does not rely on it, or where another body is only "listed in section 23(3)".
The public interest in "section 31" is weighed for the subsection that was applied: the bare number is no second ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracking.citations import Citation, citations, is_denied
from tracking.reply_parts import Part, Sentence
from tracking.supposed import is_supposed


@dataclass(frozen=True, slots=True)
class Cited:
    """``applied``: what the letter goes by, procedural sections too. ``described``: grounds that are only set out."""

    applied: tuple[Citation, ...]
    described: tuple[Citation, ...] = ()


_I = re.IGNORECASE
_LISTED = re.compile(
    r"\b(?:listed|named|specified|set out|described|defined|mentioned|within the meaning of)\s+(?:in|at|by|under"
    r"|of)?\s*"
    r"(?:sections?|s\.?)?\s*$",
    _I,
)
_APPLIES = re.compile(
    r"\brel(?:y|ies|ied|ying|iance)\b|\bappl(?:y|ies|ied|ying|icable)\b|\bengag|\bexempt|\bwithh|\brefus|\bvirtue\b"
    r"|\bcit(?:ed|ing)\b",
    _I,
)
_WEIGHS = re.compile(
    r"\bpublic interest\b|\bfavour|\bqualified\b|\babsolute\b|\bclass[- ]based\b|\bharm\b|\bbalanc\w+\b"
    r"|\bprejudice[- ]based\b",
    _I,
)
# "Section 22 is a qualified exemption", "disclosure under section 30": named as what the decision is under.
_NAMES = re.compile(r"\b(?:qualified|absolute)(?:,? [\w-]+)* exemption\b|\bunder s(?:ections?|\.)?\s?\d", _I)
_POWER = re.compile(
    r"\W*(?:under|by|by virtue of|pursuant to|in accordance with)\s+s(?!.*\b(?:if|should|unless"
    r"|where)\b).*\bwe may\b",
    _I | re.DOTALL,
)
# What was decided at first, and what became of it.
_AT_FIRST = re.compile(
    r"\b(?:at first|originally|initially|(?:first|original|initial|earlier|previous) (?:reply|response|decision"
    r"|refusal|answer)"
    r"|you were told|the refusal under|we said|complaint:)\b",
    _I,
)
_REVERSED = re.compile(
    r"\b(?:overturn(?:ed)?|withdr[ae]wn?|set aside|wrongly (?:used|engaged|cited)|not called for|was a mistake"
    r"|misapplied"
    r"|(?:do not|don['’]t) agree with)\b",
    _I,
)


def cited(text: str, sentences: Sequence[Sentence]) -> Cited:
    """The sections of a letter, each spelling once, in order."""
    applied: dict[str, Citation] = {}
    described: dict[str, Citation] = {}
    words: dict[str, list[str]] = {}
    reversed_ = _reversed_at(sentences)
    for sentence, citation in _all(text, sentences):
        if not citation.is_ground:
            applied.setdefault(citation.text, citation)
        elif sentence.part is Part.DUTIES:
            described.setdefault(citation.text, citation)
        elif sentence.start not in reversed_ and not _supposed(sentence, citation):
            applied.setdefault(citation.text, citation)
            words.setdefault(citation.text, []).append(sentence.text)
    kept = (c for c in applied.values() if not _only_weighed(c, applied.values(), words.get(c.text, [])))
    return Cited(tuple(kept), tuple(described.values()))


def _supposed(sentence: Sentence, citation: Citation) -> bool:
    """Whether a section stands in what is only supposed. "Under section 12(4) we may add up the costs" uses a power."""
    return is_supposed(sentence.text, citation.start - sentence.start) and not _POWER.match(sentence.text)


def _all(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, Citation]]:
    for sentence in sentences:
        if sentence.part in (Part.QUOTED, Part.REQUEST, Part.RIGHTS, Part.ANNEX) or is_denied(sentence.text):
            continue
        for citation in citations(text, sentence.start, sentence.end):
            if not _LISTED.search(text[max(0, citation.start - 40) : citation.start]):
                yield sentence, citation


def _reversed_at(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Where sentences start that tell of a first decision which the letter takes back."""
    if not any(_REVERSED.search(s.text) for s in sentences):
        return frozenset()
    return frozenset(s.start for s in sentences if _AT_FIRST.search(s.text) and not _REVERSED.search(s.text))


def _only_weighed(citation: Citation, others: Iterable[Citation], words: Sequence[str]) -> bool:
    """Whether a bare section is only spoken of, while one of its subsections is applied."""
    if citation.groups or not any(o.number == citation.number and o.groups and o.law == citation.law for o in others):
        return False
    spoken_of = all(not _NAMES.search(w) and (_WEIGHS.search(w) or not _APPLIES.search(w)) for w in words)
    return spoken_of and any(len(w.split()) > 3 for w in words)
