"""Decisions on the table of an item: where it begins and ends, its headings, its columns, its caveat, its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from desk.waiting import all_decisions
from flows.steps import review
from flows.steps.read import readings
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.mapping.asked import beside, table_item
from schema.mapping.document import Document, DocumentContext, place_words
from schema.mapping.table import column_item, open_table
from schema.reading import Table
from schema.review import DecisionIndex, make_item
from schema.review_cells import cell_words
from schema.review_shape import reshaped, shape_item

Verdict = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of one table of the document that an item is about."""

    document: Document
    index: int
    row: int
    column: int

    @property
    def table(self) -> Table:
        return dict(self.document.tables)[self.index]

    @property
    def where(self) -> dict[str, str]:
        place = place_words(self.document.name, self.table, self.row, self.column)
        return {**self.document.where, "place": place}


def spot_in(conn: Connection, workspace: Workspace, item: ReviewItem, place: tuple[int, int, int]) -> Spot:
    """The cell at ``place`` (table, row, column). UserError when this reading has none there."""
    reading = readings(conn, [item.document]).get(item.document) if item.document else None
    if reading is not None:
        index = DecisionIndex.of(all_decisions(conn))
        context = DocumentContext(
            campaign=workspace.campaign(item.campaign),
            wave=item.wave,
            authorities=tuple(item.authority.split("+")),
            document_name=item.document_name,
            names=workspace.names,
        )
        document = Document.of(reshaped(reading, index), context, workspace.vocabulary, index)
        n, row, column = place
        tables = dict(document.tables)
        if n in tables and 0 <= row < len(tables[n].rows) and 0 <= column < len(tables[n].rows[row]):
            return Spot(document, n, row, column)
    raise UserError("There is no such cell in this document any more.", todo="Load the page again.")


def correction(spot: Spot, text: str) -> tuple[ReviewItem, Verdict]:
    """What the cell really says, with what was read."""
    row = spot.table.rows[spot.row]
    about = make_item(
        DecisionKind.CELL,
        spot.document.sha256,
        "This cell was corrected.",
        wording=cell_words(row, spot.column),
        ordinal=spot.document.ordinals[spot.index, spot.row],
        **spot.where,  # type: ignore[arg-type]  # the names of text fields only
    )
    before = spot.document.corrections.moved.get((spot.index, spot.row, spot.column))
    settles = {"instead": before.decision_id} if before else {}
    return about, {"text": text, "was": row[spot.column], **settles}


def split(spot: Spot, _: str, __: str) -> tuple[ReviewItem, Verdict]:
    """A table begins at this row."""
    if not spot.row:
        raise UserError("A table begins at its first row already.", todo="Choose the row where the next one begins.")
    return shape_item(spot.document.sha256, spot.document.tables, (spot.index, spot.row), **spot.where), {
        "starts": True
    }


def join(spot: Spot, _: str, __: str) -> tuple[ReviewItem, Verdict]:
    """The next table of the document goes on with this one."""
    following = next((n for n, table in spot.document.tables if n > spot.index and table.rows), None)
    if following is None:
        raise UserError("This is the last table of the document.", todo="Open the one above it to join both.")
    return shape_item(spot.document.sha256, spot.document.tables, (following, 0), **spot.where), {"starts": False}


def headings(spot: Spot, _: str, __: str) -> tuple[ReviewItem, Verdict]:
    """The headings end with this row."""
    return _beside(spot, DecisionKind.SHAPE), {"head_rows": spot.row + 1}


def no_headings(spot: Spot, _: str, __: str) -> tuple[ReviewItem, Verdict]:
    """The table has no headings."""
    return _beside(spot, DecisionKind.SHAPE), {"head_rows": 0}


def caveat(spot: Spot, _: str, text: str) -> tuple[ReviewItem, Verdict]:
    """What must be said beside every value of the table; "" takes it away."""
    return _beside(spot, DecisionKind.CAVEAT), {"text": text}


def _beside(spot: Spot, kind: DecisionKind) -> ReviewItem:
    return beside(spot.document, table_item(spot.document, spot.index, spot.table), kind)


def column(spot: Spot, use: str, why: str) -> tuple[ReviewItem, Verdict]:
    """What the column holds: a field of the schema, counts, or nothing that was asked."""
    layout = open_table(spot.document, spot.index, spot.table).layout
    about = column_item(spot.document, spot.table, layout, layout.columns[spot.column])
    return about, column_verdict(use, why)


def column_verdict(use: str, why: str) -> dict[str, Any]:
    """The verdict on a column. UserError when nothing is chosen."""
    if not use:
        raise UserError("The form says nothing yet.", todo="Choose what the column holds.")
    if use == "ignore":
        return {"ignore": why or "not asked for"}
    return {"count": True} if use == "count" else {"dimension": use}


ACTS: Mapping[str, tuple[Callable[[Spot, str, str], tuple[ReviewItem, Verdict]], str]] = {
    "split": (split, "A table begins at that row now."),
    "join": (join, "The next table goes on with this one now."),
    "headings": (headings, "The headings end with that row now."),
    "no_headings": (no_headings, "The table has no headings now."),
    "column": (column, "The column is mapped."),
    "caveat": (caveat, "The caveat stands beside the values of this table."),
}
"""What may be done to a table: how it becomes a decision, and what is said afterwards."""


def act(
    conn: Connection, name: str, spot: Spot, use: str, words: str, *, by: str, now: datetime
) -> tuple[Decision, str]:
    """Record one act on a table; the decision, and what to say. ``now``: after every other decision."""
    if name not in ACTS:
        raise UserError("This cannot be done to a table.", todo="Load the page again.")
    made, said = ACTS[name]
    about, verdict = made(spot, use, words)
    return review.record(conn, about, verdict, by=by, now=now), said
