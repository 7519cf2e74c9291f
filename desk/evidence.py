"""What a number or a question is about, to look at: the document, the picture of the place, the boxes on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from desk.drawing import Place, Rect, table_layout, text_layout
from desk.gallery import Gallery
from desk.grid import Grid, GridCell, cells_of, grid_of, place_name, row_in_focus
from flows.steps.read import readings
from schema.decision import DecisionKind, ReviewItem
from schema.identity import digest, row_words
from schema.mapping.document import row_ordinals, whole_tables
from schema.reading import Cell, Outcome, Reading, Table
from schema.record import Record
from schema.review import DecisionIndex, settle, verdict_of
from schema.review_shape import reshaped
from storage import computed, documents

MOST_SHEETS = 4
MOST_ROWS = 400  # of one table, on one page
NEAR = 60  # rows of a table shown around one number
BLOCK = 20  # rows; numbers near each other have one picture, and the first of them has it made


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a picture, in the picture's units. ``place`` "row:column" of the cell it belongs to."""

    place: str
    x: float
    y: float
    width: float
    height: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture with its boxes."""

    url: str
    alt: str
    width: float
    height: float
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything shown of one document. ``held``: why it is not shown. ``focus``: the places the question is about."""

    document: str = ""
    name: str = ""
    media_type: str = ""
    sheets: tuple[Sheet, ...] = ()
    grid: Grid | None = None
    text: str = ""
    held: str = ""
    focus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One document as it was read, with whether it may be shown and what people corrected in it."""

    sha256: str
    name: str
    reading: Reading | None
    held: str
    index: DecisionIndex

    @cached_property
    def corrections(self) -> Mapping[tuple[str, int], str]:
        """(words of the row @ column, ordinal) -> the text that a person gave."""
        found = (d for (kind, _), d in self.index.by_item.items() if kind == DecisionKind.CELL)
        return {(d.row_text, d.ordinal): str(verdict_of(d).get("text", "")) for d in found if d.document == self.sha256}

    @cached_property
    def accepted(self) -> frozenset[tuple[str, ...]]:
        """(words of the headings, words of the row, ordinal) of rows that were accepted among many."""
        return frozenset(key[1:] for key in self.index.rows if key[0] == self.sha256)

    @cached_property
    def ordinals(self) -> Mapping[Place, int]:
        return row_ordinals(whole_tables(self.reading.tables)) if self.reading else {}


def source_of(conn: Connection, sha256: str, index: DecisionIndex) -> Source:
    """The document with this hash. What is quarantined and not released says only why it is held."""
    reading = readings(conn, [sha256]).get(sha256)
    reading = reshaped(reading, index) if reading else None
    name = documents.names(conn, [sha256]).get(sha256, "")
    held = ""
    if reading is None:
        held = "It has not been read by the readers as they are now; `roundrobin rebuild` reads it."
    elif is_held(conn, reading, index):
        held = "It holds hidden data and has not been released, so nothing of it is shown."
    return Source(sha256, name or (reading.name if reading else ""), reading, held, index)


def is_held(conn: Connection, reading: Reading, index: DecisionIndex) -> bool:
    """Quarantined, and no decision in force lets its visible content count."""
    if reading.outcome is not Outcome.QUARANTINED:
        return False
    asked = computed.rows(conn, ReviewItem, kind=DecisionKind.RELEASE, document=reading.sha256)
    decided = (settle(item, index)[1] for item in asked)
    return not any(decision and verdict_of(decision).get("release") is True for decision in decided)


def evidence_for(source: Source, item: ReviewItem, gallery: Gallery) -> Evidence:
    """What a review item is about."""
    shown = Evidence(source.sha256, source.name, source.reading.media_type if source.reading else "", held=source.held)
    if source.held or source.reading is None:
        return replace(shown, sheets=(_notice(source, gallery, source.held),))
    detail: dict[str, Any] = json.loads(item.detail)
    if found := _table_of(source, item, detail):
        n, focus = found
        return replace(shown, **_table_shown(source, n, focus, gallery))
    if item.kind is DecisionKind.FIGURES:
        return replace(shown, **_figures_shown(source, detail.get("figures", ()), gallery))
    return replace(shown, **_whole_shown(source, gallery))


def evidence_of_record(source: Source, record: Record, gallery: Gallery, *, table: bool = True) -> Evidence:
    """The place that a record comes from; with the table around it, or its picture alone."""
    shown = Evidence(source.sha256, source.name, source.reading.media_type if source.reading else "", held=source.held)
    if source.held or source.reading is None:
        return replace(shown, sheets=(_notice(source, gallery, source.held),))
    if 0 <= record.table_index < len(source.reading.tables):
        cells = _cells_of(record, source.reading.tables[record.table_index], source)
        return replace(shown, **_table_shown(source, record.table_index, cells, gallery, NEAR if table else 0))
    if record.span:
        start, _, end = record.span.partition("-")
        return replace(shown, **_text_shown(source, [((0, 0), int(start), int(end))], gallery))
    return replace(shown, **_whole_shown(source, gallery, record.page or 1))


def _cells_of(record: Record, table: Table, source: Source) -> list[Place]:
    """The cell of a record: by its address, its place, else its row."""
    if ":" in record.cell and record.cell.replace(":", "").isdigit():
        row, _, column = record.cell.partition(":")
        return [(int(row) - 1, int(column) - 1)]
    if record.cell:
        return [(c.row, c.col) for c in table.cells if c.address == record.cell]
    rows = [r for r, row in enumerate(table.rows) if row_words(row) == record.row_text]
    return [(r, c) for r in rows[record.ordinal : record.ordinal + 1] for c in range(len(table.rows[r]))]


def _table_of(source: Source, item: ReviewItem, detail: Mapping[str, Any]) -> tuple[int, list[Place]] | None:
    """The table that an item is about, with its cells in question."""
    assert source.reading is not None
    tables = whole_tables(source.reading.tables)
    if item.kind is DecisionKind.TABLE:
        rows = tuple(tuple(row) for row in detail.get("rows", ()))
        disputed = [(int(d["row"]), int(d["column"])) for d in detail.get("disputed", ())]
        same = [i for i, table in tables if table.rows == rows]
        told = int(detail.get("table", -1))
        return (told if told in same else same[0], disputed) if same else None
    if item.kind is DecisionKind.CELL:
        words, _, column = item.row_text.rpartition(" @ ")
        wanted = (r for r in source.ordinals if source.ordinals[r] == item.ordinal)
        known = dict(tables)
        found = [(i, r) for i, r in wanted if row_words(known[i].rows[r]) == words]
        return (found[0][0], [(found[0][1], int(column) - 1)]) if found and column.isdigit() else None
    if item.kind is DecisionKind.VALUE:
        return _row_of(tables, detail)
    return _column_of(tables, detail) if item.kind is DecisionKind.COLUMN else None


def _row_of(tables: Iterable[tuple[int, Table]], detail: Mapping[str, Any]) -> tuple[int, list[Place]] | None:
    row, printed = tuple(detail.get("row", ())), str(detail.get("as_printed", ""))
    for i, table in tables:
        if row in table.rows:
            r = table.rows.index(row)
            return i, [(r, c) for c, text in enumerate(row) if printed and " ".join(text.split()) == printed] or [
                (r, 0)
            ]
    return None


def _column_of(tables: Iterable[tuple[int, Table]], detail: Mapping[str, Any]) -> tuple[int, list[Place]] | None:
    heading, cells = str(detail.get("heading", "")), list(detail.get("cells", ()))
    for i, table in tables:
        body = table.rows[table.head_rows :]
        for c in range(len(table.rows[0]) if table.rows else 0):
            same = [row[c] for row in body[: len(cells)]] == cells
            if same and (not heading or any(heading in row[c] or row[c] in heading for row in table.rows[:3])):
                return i, [(r, c) for r in range(len(table.rows))]
    return None


# what is shown


def _table_shown(
    source: Source, n: int, focus: Sequence[Place], gallery: Gallery, most: int = MOST_ROWS
) -> dict[str, Any]:
    assert source.reading is not None
    table = source.reading.tables[n]
    sheets = _page_sheets(source, table, focus, gallery) or _drawn_sheets(source, n, table, focus)
    grid = grid_of(source, n, table, focus, most) if most else None
    return {"sheets": sheets, "grid": grid, "focus": tuple(map(place_name, focus))}


def _page_sheets(source: Source, table: Table, focus: Sequence[Place], gallery: Gallery) -> tuple[Sheet, ...]:
    """The pages on which the table is printed; nothing when no cell has its box, or no page can be drawn."""
    assert source.reading is not None
    boxed = [cell for cell in table.cells if cell.page and cell.box]
    wanted = {(cell.row, cell.col): cell.page or 0 for cell in boxed}
    first = min((wanted[place] for place in focus if place in wanted), default=0)
    pages = sorted(set(wanted.values()))
    pages = [p for p in pages if p >= first][:MOST_SHEETS]
    sheets = []
    for page in pages:
        picture = gallery.place(source.reading, page)
        if picture.fault:
            return ()
        spots = tuple(_spot(cell, focus) for cell in boxed if cell.page == page)
        alt = f"Page {page} of {source.name}"
        sheets.append(Sheet(f"/picture/page/{source.sha256}/{page}", alt, picture.width, picture.height, spots))
    return tuple(sheets)


def _spot(cell: Cell, focus: Sequence[Place]) -> Spot:
    assert cell.box is not None
    box, place = cell.box, (cell.row, cell.col)
    kind = "disputed" if cell.disputed else "focus" if place in focus else ""
    return _framed(place_name(place), (box.x0 - 1.5, box.y0 - 1.5, box.x1 + 1.5, box.y1 + 1.5), kind)


def _framed(place: str, box: Rect, kind: str) -> Spot:
    x0, y0, x1, y1 = box
    return Spot(place, round(x0, 1), round(y0, 1), round(max(x1 - x0, 1), 1), round(max(y1 - y0, 1), 1), kind)


def _drawn_sheets(source: Source, n: int, table: Table, focus: Sequence[Place]) -> tuple[Sheet, ...]:
    lit, disputed = set(focus), {(cell.row, cell.col) for cell in table.cells if cell.disputed}
    first = max(0, row_in_focus(focus) // BLOCK - 1) * BLOCK
    layout = table_layout(table, first)
    spots = tuple(
        _framed(place_name(place), box, "disputed" if place in disputed else "focus" if place in lit else "")
        for place, box in layout.boxes.items()
    )
    where = ", ".join(filter(None, (f"sheet {table.sheet}", table.span))) if table.sheet else "the table"
    alt = f"{where} of {source.name}, as it was read, rows {first + 1} to {first + len(layout.rows)}"
    version = digest(*table.rows)  # another table may stand in this place once people cut and join
    url = f"/picture/table/{source.sha256}/{n}/{first}?v={version}"
    return (Sheet(url, alt, layout.width, layout.height, spots),)


def cell_shown(source: Source, item: ReviewItem, n: int, place: Place) -> GridCell:
    """One cell of the ``n``-th table as the grid of an item has it."""
    assert source.reading is not None
    found = _table_of(source, item, json.loads(item.detail))
    focus = found[1] if found and found[0] == n else ()
    ((cell,),) = cells_of(source, n, source.reading.tables[n], [[place]], focus)
    return cell


def _figures_shown(source: Source, figures: Sequence[Mapping[str, Any]], gallery: Gallery) -> dict[str, Any]:
    """The sentences with their numbers marked; the place of the n-th number is n:0."""
    assert source.reading is not None
    spans, used = [], set()
    for n, told in enumerate(figures):
        for k, figure in enumerate(source.reading.figures):
            same = (figure.sentence, figure.as_printed) == (told.get("sentence"), told.get("as_printed"))
            if same and k not in used and figure.start is not None and figure.end is not None:
                spans.append(((n, 0), figure.start, figure.end))
                used.add(k)
                break
    return _text_shown(source, spans, gallery)


def _text_shown(source: Source, spans: Sequence[tuple[Place, int, int]], gallery: Gallery) -> dict[str, Any]:
    assert source.reading is not None
    text = source.reading.text
    if not text.strip():
        return _whole_shown(source, gallery)
    layout = text_layout(text, spans)
    start = min((begin for _, begin, _ in spans), default=0)
    spots = tuple(_framed(place_name(place), box, "focus") for place, box in layout.boxes.items())
    url = f"/picture/text/{source.sha256}/{start}"
    sheet = Sheet(url, f"The text of {source.name}, as it was read", layout.width, layout.height, spots)
    return {"sheets": (sheet,), "text": text, "focus": tuple(place_name(place) for place, _, _ in spans)}


def _whole_shown(source: Source, gallery: Gallery, page: int = 1) -> dict[str, Any]:
    """The document as a whole: its pages, else its text, else why there is nothing to see."""
    assert source.reading is not None
    reading = source.reading
    if reading.media_type == "application/pdf" or reading.media_type.startswith("image/"):
        picture = gallery.place(reading, page)
        if not picture.fault:
            sheets = (
                _page_sheet(source, gallery, n) for n in range(page, min(picture.pages, page + MOST_SHEETS - 1) + 1)
            )
            return {"sheets": tuple(s for s in sheets if s), "text": reading.text}
    if reading.text.strip():
        return _text_shown(source, [], gallery)
    if reading.tables:
        return _table_shown(source, 0, (), gallery)
    return {"sheets": (_notice(source, gallery, reading.reason),)}


def _page_sheet(source: Source, gallery: Gallery, page: int) -> Sheet | None:
    assert source.reading is not None
    picture = gallery.place(source.reading, page)
    if picture.fault:
        return None
    alt = f"Page {page} of {source.name}"
    return Sheet(f"/picture/page/{source.sha256}/{page}", alt, picture.width, picture.height)


def _notice(source: Source, gallery: Gallery, words: str) -> Sheet:
    picture = gallery.notice(source.sha256, words)
    return Sheet(f"/picture/notice/{source.sha256}", f"Nothing to see: {words}", picture.width, picture.height)
