"""One campaign's documents brought together: records, an answer for each authority and question, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schema.campaign import Campaign
from schema.decision import ReviewItem
from schema.finding import Finding
from schema.mapping import Mapped
from schema.record import Answer, AnswerKind, Record
from schema.review import DecisionIndex


@dataclass(frozen=True, slots=True)
class Reply:
    """What one letter from one authority says, question by question, as classified.

    ``questions``: question id -> answer kind; "" holds the outcome for every question that is not named.
    ``sections``: question id ("" for all) -> sections relied on. ``document``: SHA-256 of the letter.
    """

    wave: str
    authority: str
    document: str
    questions: Mapping[str, AnswerKind] = field(default_factory=dict)
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The consolidated database of one campaign, before the checks."""

    records: tuple[Record, ...] = ()
    answers: tuple[Answer, ...] = ()
    items: tuple[ReviewItem, ...] = ()
    findings: tuple[Finding, ...] = ()


def consolidate(
    campaign: Campaign,
    asked: Iterable[tuple[str, str]],
    mapped: Iterable[Mapped],
    replies: Iterable[Reply],
    decisions: DecisionIndex,
) -> Consolidated:
    """Bring one campaign together. ``asked``: (wave, authority) of every letter. The order of inputs never matters."""
    return Consolidated()
