"""A check of the machine: cells whose numbers it accepted by itself, for a person to code without seeing its reading.

What the machine read is kept with the sample, as it was when that was drawn: the agreement is of the machine as it was
then, whatever is read anew later. An adjudicated cell is corrected like any other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from flows.steps.read import readings
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.identity import row_words
from schema.mapping.document import place_words, row_ordinals, whole_tables
from schema.reading import Reading, Table
from schema.record import Record, RecordState
from schema.review import make_item, verdict_of
from schema.review_cells import cell_words
from storage import computed

BY = "the machine"
ASKS = "What does the marked cell say?"
Cell = Mapping[str, Any]
_ABOUT = ("campaign", "wave", "authority", "question", "document", "document_name")


def accepted_cells(conn: Connection, taken: Collection[str]) -> dict[str, dict[str, Any]]:
    """Item -> cell, of every number that the machine accepted and nobody decided on; without those ``taken``.

    UserError where a document that holds such a number is unread: the sample would be of the others alone.
    """
    records = computed.rows(conn, Record, state=RecordState.ACCEPTED, accepted_by="machine", decision="")
    read = readings(conn, sorted({record.document for record in records}))
    by_document: dict[str, list[Record]] = {}
    for record in records:
        by_document.setdefault(record.document, []).append(record)
    if unread := len(by_document.keys() - read.keys()):
        what = f"{unread} of {len(by_document)} documents have not been read by the readers as they are now."
        raise UserError(what, todo="`roundrobin check` reads them; then draw again.")
    found = (pair for name, several in by_document.items() for pair in _cells(read[name], several))
    return {item: cell for item, cell in found if item not in taken}


def _cells(reading: Reading, records: list[Record]) -> Iterator[tuple[str, dict[str, Any]]]:
    tables = dict(whole_tables(reading.tables))
    ordinals = row_ordinals(tables.items())
    for record in records:
        table = tables.get(record.table_index)
        place = _place(record, table) if table else None
        if table is None or place is None:
            continue
        row, column = place
        same = row_words(table.rows[row]) == record.row_text and ordinals[record.table_index, row] == record.ordinal
        if same and table.rows[row][column].strip():
            yield _cell(record, table, row, column)


def _place(record: Record, table: Table) -> tuple[int, int] | None:
    """Row and column of a record in its table; None where this reading has no such cell."""
    row, _, column = record.cell.partition(":")
    if row.isdigit() and column.isdigit():
        at = (int(row) - 1, int(column) - 1)
    else:
        at = next(((c.row, c.col) for c in table.cells if record.cell and c.address == record.cell), (-1, -1))
    return at if 0 <= at[0] < len(table.rows) and 0 <= at[1] < len(table.rows[at[0]]) else None


def _cell(record: Record, table: Table, row: int, column: int) -> tuple[str, dict[str, Any]]:
    cell = {
        **{name: getattr(record, name) for name in _ABOUT},
        "row_text": cell_words(table.rows[row], column),
        "ordinal": record.ordinal,
        "place": place_words(record.document_name, table, row, column),
        "record": record.record_id,
        "text": table.rows[row][column],
    }
    return item_of(cell).item_id, cell


def item_of(cell: Cell) -> ReviewItem:
    """The question about a cell, as `schema` names the item of any cell; without what was read."""
    told = {name: str(cell[name]) for name in (*_ABOUT, "place")}
    return make_item(
        DecisionKind.CELL,
        told["document"],
        ASKS,
        wording=str(cell["row_text"]),
        ordinal=int(cell["ordinal"]),
        detail={"text": ""},
        **told,  # type: ignore[arg-type]  # the names of text fields only
    )


def cells_of(sample: Decision) -> Mapping[str, Cell]:
    """Item -> cell of a sample of what the machine accepted; {} for one of what people decided."""
    cells: Mapping[str, Cell] = verdict_of(sample).get("machine", {})
    return cells


def said_by_machine(sample: Decision, item: ReviewItem, cell: Cell) -> Decision:
    """What the machine read, as the first coder's verdict."""
    verdict = Decision(decision_id=f"machine {item.item_id}", at=sample.at, by=BY, kind=item.kind, item=item.item_id)
    told = json.dumps({"text": str(cell["text"])}, ensure_ascii=False)
    return verdict.model_copy(update={"document": item.document, "verdict": told})
