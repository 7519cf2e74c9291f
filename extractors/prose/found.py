"""A number that counts, before its period and its lower bound are settled."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.prose.letter import Sentence
from extractors.prose.numbers import Amount


@dataclass(frozen=True, slots=True)
class Found:
    """``period``: None where the sentence names none, "" where it names more than one that fits. ``listed``: an
    entry of a labelled list."""

    amount: Amount
    label: str
    sentence: Sentence
    period: str | None = None
    unit: str = ""
    listed: bool = False


def overlaps(amount: Amount, spans: list[tuple[int, int]]) -> bool:
    """Whether a number shares a character with one of the spans."""
    return any(start < amount.end and amount.start < end for start, end in spans)
