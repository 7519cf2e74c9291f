"""A campaign: what is asked, of whom, and how the answers read. Loaded from one folder, never changed at run time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schema.dimension import DIMENSIONS, Dimension


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the letter.

    ``form``: count, breakdown, case_list or yes_no. ``dimensions``: what the answer may be split by
    (names of ``Campaign.dimensions``). ``headline``: the count that the league table shows.
    ``fixed``: dimension values that every answer to it has, e.g. {"account": "official"}. ``period``: the days that it
    asks for, ISO start/end; "": those of the campaign. Questions of one unit and one period are about the same cases.
    """

    id: str
    text: str
    form: str
    unit: str
    dimensions: tuple[str, ...] = ()
    headline: bool = False
    fixed: dict[str, str] = field(default_factory=dict)
    period: str = ""


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """How printed headings read. Keys are normalised headings; a heading in neither map is a finding.

    ``dimensions``: heading -> dimension. ``counts``: headings over a column of counts, each with the
    dimension values that it fixes ({} for a plain count; {"role": "staff"} for a column "Police staff").
    ``ignored``: heading -> why it is left out.
    """

    dimensions: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A correction as data: this wording of this dimension means this value (at this authority, if named)."""

    dimension: str
    as_printed: str
    value: str
    authority: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that somebody published; tested against the records, never one of them.

    ``authority`` "" means all that answered. ``dimensions`` narrows it ({"role": "officer"}).
    ``same_scope`` False: another request, period or unit; shown beside, never compared.
    """

    id: str
    authority: str
    question: str
    as_printed: str
    low: float | None
    high: float | None
    unit: str
    dimensions: dict[str, str] = field(default_factory=dict)
    same_scope: bool = True
    scope: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One folder of ``campaigns/``. Dates are ISO, both inclusive. ``version`` hashes questions, letter and mapping.

    ``outcome_groups``: the researcher's own grouping: group -> outcome values. ``rate_base``: the workforce
    (as_at, worker types, measure) under "cases per 1,000". ``declared``: dimensions of its own. ``added``: what it
    adds to the vocabulary of the others: dimension -> value -> wordings.
    """

    id: str
    title: str
    period_start: str
    period_end: str
    unit: str
    questions: tuple[Question, ...]
    authorities: tuple[str, ...]
    letter: str
    headers: HeaderMap = field(default_factory=HeaderMap)
    lookups: tuple[Lookup, ...] = ()
    claims: tuple[Claim, ...] = ()
    checks: tuple[str, ...] = ()
    outcome_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    role_groups: dict[str, str] = field(default_factory=dict)
    rate_as_at: str = ""
    rate_worker_types: tuple[str, ...] = ()
    rate_measure: str = "fte"
    regime: str = "FOIA"
    theme: str = ""
    version: str = ""
    declared: tuple[Dimension, ...] = ()
    added: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What a count of this campaign may be split by."""
        return (*DIMENSIONS, *(dimension.name for dimension in self.declared))

    @property
    def words(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The campaign's own words: dimension -> value -> wordings."""
        return {**self.added, **{dimension.name: dimension.values for dimension in self.declared}}

    def period_of(self, question: Question | None) -> str:
        """The days that a question asks for, ISO start/end."""
        return (question.period if question else "") or f"{self.period_start}/{self.period_end}"

    @property
    def headline(self) -> Question:
        """The question whose count the league table shows. A campaign has exactly one."""
        return next(q for q in self.questions if q.headline)
