"""What people decide. Decisions are facts: kept for ever, never changed; undo is one more decision.

A decision names what it judged so that it is found again after re-reading: the document's hash, the
normalised text of the row and its ordinal among equal rows, never page and row number. ``fingerprint``
is a hash of the values that were seen; the item opens again only when source and reading both changed.
"""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field, SQLModel


class DecisionKind(StrEnum):
    """What a person may decide; ``verdict`` (JSON) has the shape given here."""

    MATCH = "match"
    """{"requests": [reference, ...]} files a message or document; {"requests": []} says it belongs nowhere."""
    RELEASE = "release"
    """{"release": true|false} lets a quarantined document's visible content count, or not."""
    REPLY_CLASS = "reply_class"
    """{"outcome": "...", "questions": {question: answer kind}, "sections": ["12"]}."""
    TABLE = "table"
    """{"accept": true} as read and mapped; {"no_table": true}; {"question": id, "head_rows": n}, which accepts as well
    unless it says {"accept": false}. With "authority": id it says whose table of a joint reply
    it is. Cells are corrected by decisions of kind ``cell``."""
    COLUMN = "column"
    """{"dimension": name} or {"count": true} or {"ignore": "reason"} for one printed heading. A count may carry
    {"fixed": {dimension: value}}."""
    VALUE = "value"
    """{"value": vocabulary value} for one printed wording of one dimension; or {"new": value}."""
    CELL = "cell"
    """{"text": corrected text} for one cell, with {"was": text} as it was read then. {"instead": decision} says that it
    settles a correction whose cell now reads otherwise; {"gone": true} lays such a correction aside."""
    TYPED = "typed"
    """{"figures": [{"question", "as_printed", dimensions..., "page", "box"}]} typed from what a machine cannot read."""
    FIGURES = "figures"
    """{"accept": [figure keys], "reject": [figure keys]} for numbers in running text. One that is not understood
    needs {"assign": {figure key: {"question", dimensions...}}} too; keys that are in neither list stay open."""
    COUNT_AS = "count_as"
    """{"unit": unit, "caveat": words}: lets another unit be counted; the finding stays."""
    RESOLVE = "resolve"
    """{"choose": record id or basis, "caveat": words} between values that contradict each other."""
    SHAPE = "shape"
    """{"starts": true} for one row: a table begins here; {"starts": false}: it goes on with the table above.
    {"head_rows": n} for a table: so many of its rows are headings. Neither accepts anything."""
    CAVEAT = "caveat"
    """{"text": words} stands beside every value of a table; "" takes it away."""
    BULK = "bulk"
    """{"checks": [names], "tables": [{"item", "document", "head", "ordinal", "fingerprint", "whole",
    "rows": [[row text, ordinal], ...]}]} accepts the rows that passed the checks, as one decision; ``whole`` decides
    the item of the table too."""
    BACK = "back"
    """{"to": "reading" or "colleague", "who": name, "reason": words} sends an item back; it stays undecided."""
    SAMPLE = "sample"
    """{"second": name, "seed": n, "items": [item ids]}: what a second person codes without seeing the first. With
    "machine": {item id: cell with its "text"} it is of cells that the machine read, and what it read comes first."""
    SECOND = "second"
    """{"kind": kind, "verdict": {...}}: the second person's verdict on an item; it counts only in the agreement."""
    ADJUDICATED = "adjudicated"
    """{"kind": kind, "verdict": {...}, "first": decision, "second": decision}: what holds where two differ."""
    COMMENT = "comment"
    """{"text": words}; decides nothing."""
    UNDO = "undo"
    """{} undoes the decision named in ``undoes``."""


class Decision(SQLModel):
    """One decision by one person. Append-only."""

    decision_id: str
    at: str = Field(description="ISO time with offset")
    by: str
    kind: DecisionKind
    item: str = Field(description="id of the review item it answers")
    campaign: str = ""
    document: str = Field(default="", description="SHA-256 of what was judged")
    row_text: str = ""
    ordinal: int = 0
    fingerprint: str = ""
    verdict: str = Field(default="{}", description="JSON, shape by kind")
    undoes: str = ""
    note: str = ""


class ReviewState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    REOPENED = "reopened"
    SENT_BACK = "sent_back"
    """Somebody sent it to be read again, or to a colleague: it is undecided and waits there."""


class ReviewItem(SQLModel):
    """Something a person must decide. Computed; its id is stable across re-reading."""

    item_id: str = Field(description="hash of kind, document or message, row text or wording, ordinal")
    kind: DecisionKind
    campaign: str = ""
    wave: str = ""
    authority: str = ""
    question: str = ""
    document: str = ""
    document_name: str = ""
    place: str = ""
    row_text: str = ""
    ordinal: int = 0
    asks: str = Field(description="what must be decided, in one sentence")
    choices: str = Field(default="[]", description="JSON list of proposed verdicts, best first")
    detail: str = Field(default="{}", description="JSON: what the reviewer needs to see (rows, disputed cells ...)")
    fingerprint: str = ""
    risk: int = Field(default=50, description="order of the queue: 0 first")
    state: ReviewState = ReviewState.OPEN
    decision: str = ""
