"""Answers in words under a question: "Not held", "NCND", "Yes", "Exempt, section 40(2)", "14 March 2023".

No figures: nothing here is ever counted. They say what became of a question that got no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.prose.letter import Sentence, Zone, sentences
from extractors.prose.numbers import amounts
from extractors.prose.workload import lookalikes
from schema.reading import ProseFigure

_LONGEST = 12  # words; what is longer argues
_STATUS = re.compile(
    r"(?:not (?:held|recorded|known|applicable|available|stated|collected)|no(?:ne| (?:recorded |such "
    r"|relevant )?(?:information|data"
    r"|records?|officers?|staff|cases?))?\b|information (?:is )?(?:not|withheld|exempt)|yes\b|n/?a\b|ncnd\b|neither\b"
    r"|we (?:neither|do not)|exempt"
    r"|refused|withheld|redacted|see\b|as above|published|available|section \d|s\.? ?\d|unknown|confidential"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ (?:19|20)\d\d\W*$|(?:in )?[A-Z][a-z]+ (?:19|20)\d\d\W*$)",
    re.IGNORECASE,
)


def statuses(text: str) -> tuple[ProseFigure, ...]:
    """The first short answer in words under each numbered question of a letter, without bounds."""
    found: dict[str, ProseFigure] = {}
    for sentence in sentences(text):
        if sentence.zone is Zone.REPLY and sentence.question and sentence.direct:
            for figure in _worded(text, sentence):
                found.setdefault(figure.question, figure)
    return tuple(found.values())


def _worded(text: str, sentence: Sentence) -> Iterator[ProseFigure]:
    start = sentence.start
    if (cut := text.rfind(": ", start, sentence.end)) > 0:
        start = cut + 2
    words = text[start : sentence.end].strip().rstrip(".")
    spans = lookalikes(text, start, sentence.end)
    counted = [
        a for a in amounts(text, start, sentence.end) if not a.word and not any(s <= a.start < e for s, e in spans)
    ]
    if words and len(words.split()) <= _LONGEST and not counted and _STATUS.match(words):
        yield ProseFigure(
            sentence.question, "", "", words, None, None, sentence=words, start=start, end=start + len(words)
        )
