"""The cell at a place of a table, also of a big sheet that lists only some of its cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from functools import cached_property

from schema.reading import Cell, Table

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
_REMEMBERED = 4  # tables; who asks for many cells of one asks for them in turn


class CellPlaces:
    """The cells of one table by row and column. Finding one takes as long in a table of a million rows as in a small.

    A big sheet lists its first row, and of the others the first cell of each row that does not follow the row before
    it: what it does not list stands in the column of the first row, so many rows below the last row listed.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._listed = {(cell.row, cell.col): cell for cell in reversed(table.cells)}

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place, or one with the text that is printed there where the table lists none."""
        found = self._listed.get((row, column))
        if found is not None:
            return found
        text = self.table.rows[row][column]
        return Cell(row, column, text, page=self.table.page, address=self._address(row, column) if text else None)

    def _address(self, row: int, column: int) -> str | None:
        rows, numbers = self._rows
        letters = self._columns.get(column)
        n = bisect_right(rows, row) - 1
        return f"{letters}{numbers[n] + row - rows[n]}" if letters and n >= 0 else None

    @cached_property
    def _columns(self) -> dict[int, str]:
        """Column -> its letters in the sheet."""
        return {column: letters for _, column, letters, _ in self._addresses}

    @cached_property
    def _rows(self) -> tuple[list[int], list[int]]:
        """The rows of which a cell is listed, and their numbers in the sheet."""
        number_of = {row: number for row, _, _, number in self._addresses}
        rows = sorted(number_of)
        return rows, [number_of[row] for row in rows]

    @cached_property
    def _addresses(self) -> list[tuple[int, int, str, int]]:
        """(row, column, letters, number) of the cells that have an address."""
        told = ((cell, _ADDRESS.fullmatch(cell.address or "")) for cell in self.table.cells)
        return [(cell.row, cell.col, found[1], int(found[2])) for cell, found in told if found]


def _remembering() -> Callable[[Table], CellPlaces]:
    """The places of a table, made once. By identity: comparing two tables would look at all of their cells."""
    kept: deque[CellPlaces] = deque(maxlen=_REMEMBERED)

    def places(table: Table) -> CellPlaces:
        for known in tuple(kept):  # another thread may add one meanwhile
            if known.table is table:
                return known
        kept.appendleft(CellPlaces(table))
        return kept[0]

    return places


_places = _remembering()


def cell_at(table: Table, row: int, column: int) -> Cell:
    """The cell at a place, or one with the text that is printed there where the table lists none."""
    return _places(table).at(row, column)
