"""The common case schema: one row of the consolidated database, and the answer derived for each question.

A record says how many, of what, at which authority, under which question, for which period, split by
what, as printed where. ``case``: one row of an authority's list, one case. ``figure``: a count that the
authority stated. Nothing is ever summed over different units, breakdowns or row kinds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from sqlmodel import Field, SQLModel

from schema.dimension import ALL, AS_PRINTED, DIMENSIONS, NOT_STATED, WITHHELD

__all__ = [
    "ALL",
    "DIMENSIONS",
    "NOT_STATED",
    "WITHHELD",
    "Answer",
    "AnswerKind",
    "Grain",
    "Record",
    "RecordState",
    "RowKind",
    "own_fields",
]


class Grain(StrEnum):
    CASE = "case"
    FIGURE = "figure"


class RowKind(StrEnum):
    """What a printed row is. Only ``item`` rows are ever added up."""

    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    REGION = "region"


class RecordState(StrEnum):
    """``waiting``: a person must decide first; it is in no published file."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    SET_ASIDE = "set_aside"


class Record(SQLModel):
    """One case or figure with its value, dimensions, scope and provenance."""

    record_id: str = Field(description="hash of campaign, authority, question, document, row text, ordinal, column")
    campaign: str
    wave: str
    authority: str
    question: str
    grain: Grain
    unit: str = Field(description="what is counted, as the answer says: cases, complaints, people ...")
    counted_as: str = Field(description="the unit it counts under; differs from unit only by a recorded decision")
    as_printed: str
    low: float | None = Field(default=None, description="least value; None: unknown")
    high: float | None = Field(default=None, description="greatest value; None: unknown")
    kind: str = Field(default="exact", description="kind of value, see schema.value")
    period: str = Field(default=ALL, description="ISO: 2012, 2012-04/2013-03, 2009-01-01/2014-02-17, or all")
    period_as_printed: str = ""
    part_period: bool = Field(default=False, description="the printed period is marked as not whole")
    role: str = Field(default=ALL, description="officer, staff, pcso, other, not_stated, withheld or all")
    role_detail: str = Field(default="", description="the finer vocabulary value, e.g. special_constable")
    role_as_printed: str = ""
    rank_band: str = ALL
    rank_band_as_printed: str = ""
    platform: str = ALL
    platform_as_printed: str = ""
    nature: str = ALL
    nature_as_printed: str = ""
    outcome: str = ALL
    outcome_group: str = Field(default="", description="the campaign's own grouping: no_action, left, other ...")
    outcome_as_printed: str = ""
    account: str = Field(default=ALL, description="official, private, not_stated or all")
    account_as_printed: str = ""
    other: str = Field(
        default="{}", description="JSON: the dimensions that the campaign declares, NAME, NAME_as_printed"
    )
    breakdown: str = Field(default="", description="dimensions the printed table was split by, sorted, joined by +")
    row_kind: RowKind = RowKind.ITEM
    period_asked: str = ""
    period_answered: str = ""
    definition_answered: str = ""
    document: str = Field(description="SHA-256 of the document")
    document_name: str = ""
    page: int | None = None
    box: str = Field(default="", description="x0,y0,x1,y1 in PDF points from the top left")
    sheet: str = ""
    cell: str = Field(default="", description="address in a sheet (B7), or ROW:COL in a table on a page")
    span: str = Field(default="", description="start-end: characters in the text of the document")
    table_index: int = -1
    row_text: str = Field(default="", description="normalised text of the printed row")
    ordinal: int = Field(default=0, description="which of equal rows in the document this is, from 0")
    extractor: str = ""
    extractor_version: str = ""
    confidence: float = 0.0
    state: RecordState = RecordState.WAITING
    accepted_by: str = Field(default="", description="machine, decision, or empty while it waits")
    decision: str = Field(default="", description="id of the decision that settled it, if any")
    caveat: str = ""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of its dimensions: those of every campaign, and those that its own declares."""
        own = own_fields(self.other)
        return (*DIMENSIONS, *(name for name in own if not name.endswith(AS_PRINTED))) if own else DIMENSIONS

    def dimension(self, name: str) -> str:
        """Its value in a dimension; ``all`` in one that it does not have."""
        return str(getattr(self, name)) if name in DIMENSIONS else own_fields(self.other).get(name, ALL)

    def printed(self, name: str) -> str:
        """The wording of its value in a dimension."""
        name += AS_PRINTED
        return str(getattr(self, name, "")) or own_fields(self.other).get(name, "")


@lru_cache(maxsize=1 << 14)  # few wordings, in many records
def own_fields(other: str) -> Mapping[str, str]:
    """What ``Record.other`` says: dimension -> value, and dimension_as_printed -> wording."""
    return {} if other == "{}" else {str(name): str(value) for name, value in json.loads(other).items()}


class AnswerKind(StrEnum):
    """What an authority said to one question. Five kinds of nothing that never merge."""

    NUMBER = "answered_number"
    NIL = "answered_nil"
    TABLE = "answered_table"
    NOT_HELD = "not_held"
    NOT_RECORDED = "not_recorded_that_way"
    REFUSED = "refused"
    COST_LIMIT = "cost_limit"
    NCND = "ncnd"
    REDIRECTED = "redirected"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"


class Answer(SQLModel):
    """The answer of one authority to one question of one wave, derived from its records and letters."""

    campaign: str
    wave: str
    authority: str
    question: str
    kind: AnswerKind
    sections: str = Field(default="", description="sections relied on, joined by ;")
    unit: str = ""
    as_printed: str = ""
    low: float | None = None
    high: float | None = None
    basis: str = Field(
        default="", description="how the value came: printed_total, sum_of_rows, case_rows, stated, disputed"
    )
    records: str = Field(default="", description="ids of the records it rests on, joined by space")
    reason: str = ""
    waiting: bool = Field(default=False, description="a review item on this answer is open")
    document: str = Field(default="", description="SHA-256 of the letter that says it, where no record does")
    decision: str = Field(default="", description="id of the decision on that letter, or between figures that differ")
