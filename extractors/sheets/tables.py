"""Sheets to tables: rows exact, every cell with its address, acceptance by a second reading."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from extractors.hidden import address
from extractors.sheets.grid import SheetGrid, a1_range
from extractors.sheets.layout import Region, regions
from extractors.tabular import heading_rows, unclean
from schema.reading import Cell, Table

# A bigger table lists only its first row, cells with facts, and the first cell of each row that does not follow the
# row before it in the sheet: the columns are those of the first row, the other rows count on from the listed ones.
MOST_CELLS_LISTED = 20_000


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What a second library makes of a sheet: ``differs`` is where; ``why_not`` says why there is none."""

    by: str = ""
    differs: frozenset[tuple[int, int]] = frozenset()
    why_not: str = ""


def tables_of(sheet: SheetGrid, second: SecondReading, extractor: str, version: str) -> list[Table]:
    """The tables of one sheet, from top to bottom."""
    return [_table(sheet, region, second, extractor, version) for region in regions(sheet)]


def _table(sheet: SheetGrid, region: Region, second: SecondReading, extractor: str, version: str) -> Table:
    rows = tuple(tuple(_text(sheet, r, c) for c in region.cols) for r in region.rows)
    head = 1 if region.is_form else 0 if region.is_text else heading_rows(rows)
    rows_of, cols_of = set(region.rows), set(region.cols)
    disputed = {(r, c) for r, c in second.differs if r in rows_of and c in cols_of}
    why_not = _why_not(sheet, region, rows, head, disputed, second)
    return Table(
        rows=rows,
        cells=tuple(_cells(sheet, region, disputed)),
        extractor=extractor,
        version=version,
        sheet=sheet.name,
        span=a1_range(region.rows[0], region.cols[0], region.rows[-1], region.cols[-1]),
        head_rows=head,
        title="\n".join(region.title),
        notes="\n".join(region.notes),
        accept=not why_not,
        why_not=why_not,
        confidence=1.0 if not why_not else 0.5,
    )


def _text(sheet: SheetGrid, row: int, col: int) -> str:
    cell = sheet.rows[row].get(col)
    return cell.text if cell else ""


def _why_not(
    sheet: SheetGrid,
    region: Region,
    rows: tuple[tuple[str, ...], ...],
    head: int,
    disputed: Collection[tuple[int, int]],
    second: SecondReading,
) -> tuple[str, ...]:
    found = ["The sheet holds text and no table."] if region.is_text else list(unclean(rows, head))
    if region.is_form:
        found = []  # its columns are known, and what was changed in them is told when it is mapped
    flags = {flag for r in region.rows for c in region.cols if (cell := sheet.rows[r].get(c)) for flag in cell.flags}
    if "formula_without_value" in flags:
        found.append("A formula has no stored value.")
    if "error_value" in flags:
        found.append("A cell holds an error instead of a value.")
    if disputed:
        found.append(f"{second.by} reads {len(disputed)} cells otherwise.")
    if second.why_not:
        found.append(second.why_not)
    return tuple(found)


def _cells(sheet: SheetGrid, region: Region, disputed: Collection[tuple[int, int]]) -> list[Cell]:
    spans = _spans(sheet, region)
    cols = set(region.cols)
    few = len(region.rows) * len(region.cols) <= MOST_CELLS_LISTED
    cells = []
    for n, row in enumerate(region.rows):
        line = sheet.rows[row]
        anchor = min(line.keys() & cols, default=-1) if n and row != region.rows[n - 1] + 1 else -1
        for m, col in enumerate(region.cols):
            cell = line.get(col)
            if cell and (few or not n or col == anchor or cell.flags or (row, col) in spans or (row, col) in disputed):
                rowspan, colspan = spans.get((row, col), (1, 1))
                cells.append(
                    Cell(
                        row=n,
                        col=m,
                        text=cell.text,
                        rowspan=rowspan,
                        colspan=colspan,
                        address=address(row, col),
                        disputed=(row, col) in disputed,
                        flags=cell.flags,
                    )
                )
    return cells


def _spans(sheet: SheetGrid, region: Region) -> dict[tuple[int, int], tuple[int, int]]:
    """Merged cells by their top left, counted in rows and columns of the table."""
    spans = {}
    for top, left, bottom, right in sheet.merges:
        rows = bisect_right(region.rows, bottom) - bisect_left(region.rows, top)
        cols = bisect_right(region.cols, right) - bisect_left(region.cols, left)
        if rows > 0 and cols > 0 and (rows, cols) != (1, 1):
            spans[(top, left)] = (rows, cols)
    return spans
