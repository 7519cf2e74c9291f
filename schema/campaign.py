"""A campaign: what is asked, of whom, for which period, how answers are read, and what others have claimed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schema.value import Number


class AnswerForm(StrEnum):
    """The form in which a question wants its answer."""

    COUNT = "count"
    BREAKDOWN = "breakdown"
    CASE_LIST = "case_list"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``dimensions``: what a breakdown or case list is split by. ``headline``: the campaign's main
    count, the one that the league table ranks by. ``number``: as printed in the letter ("1", "2b")."""

    id: str
    text: str
    form: AnswerForm
    unit: str
    dimensions: tuple[str, ...] = ()
    headline: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A correction as data: this printed wording of this facet means this value. ``value`` is canonical,
    or not_stated, withheld or all; never more precise than the source."""

    facet: str
    as_printed: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A number someone published. Compared with the records, never one of them.

    ``authority`` "" speaks of all authorities together. ``low``/``high`` None: open. ``unit`` "per cent" holds
    a share. ``scope``: how its period or definition differs from the campaign's; "" when it does not.
    """

    claim_id: str
    authority: str
    question: str
    dimensions: Mapping[str, str]
    unit: str
    scope: str
    low: Number | None
    high: Number | None
    as_printed: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class Campaign:
    """One campaign folder, read and checked. ``authorities``: ids, in order, each once.

    ``headers``: printed heading -> dimension, or "count", or "authority"; ``ignored_headers``: left out by name.
    ``groups``: dimension -> group -> canonical values (role groups, outcome groups).
    ``checks``: finding codes to raise; ("all",) for every one. ``settings``: defaults below .env and environment.
    """

    id: str
    title: str
    period_start: date
    period_end: date
    unit: str
    questions: tuple[Question, ...]
    authorities: tuple[str, ...]
    letter_template: str
    headers: Mapping[str, str] = field(default_factory=dict)
    ignored_headers: tuple[str, ...] = ()
    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    checks: tuple[str, ...] = ("all",)
    lookups: tuple[Lookup, ...] = ()
    claims: tuple[Claim, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period asked for, as an ISO interval, both days included."""
        return f"{self.period_start.isoformat()}/{self.period_end.isoformat()}"

    @property
    def headline(self) -> Question:
        """The question whose count the campaign is about."""
        return next(q for q in self.questions if q.headline)

    def question(self, question_id: str) -> Question:
        """The question with this id. KeyError when there is none."""
        return {q.id: q for q in self.questions}[question_id]

    def group(self, dimension: str, value: str) -> str:
        """The campaign's own group of a canonical value, "" when it has none."""
        groups = self.groups.get(dimension, {})
        return next((group for group, values in groups.items() if value in values), "")
