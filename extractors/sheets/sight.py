"""A sheet while it is read: which cells are in sight, and what is told of the others."""

from __future__ import annotations

from extractors.hidden import Intervals, Technique, columns_place, rows_place
from extractors.office import Refused
from extractors.sheets.grid import MOST_CELLS, GridCell, SheetGrid
from extractors.sheets.styles import Style
from schema.reading import Hidden, Outcome


class Sight:
    """Fills a SheetGrid row by row. ``columns``: ranges of hidden columns, known before the first row."""

    def __init__(self, name: str) -> None:
        self.sheet = SheetGrid(name)
        self.cells = 0
        self.row = -1
        self.height = self.width = -1  # last row and column that hold anything
        self.columns: dict[Technique, list[tuple[int, int]]] = {}
        self.hidden_cols = Intervals()
        self.hidden_rows: list[list[int]] = []
        self.found_rows: dict[Technique, list[list[int]]] = {}
        self.found_cols: set[int] = set()
        self.unseen: list[tuple[int, int]] = []
        self.blank: list[tuple[int, int]] = []
        self.tiny: list[tuple[int, int]] = []
        self.filter: tuple[int, int] | None = None  # first and last row of the range that is filtered
        self.filtering = False

    def hide_columns(self, technique: Technique, first: int, last: int) -> None:
        self.columns.setdefault(technique, []).append((first, last))

    def begin_row(self, row: int) -> None:
        if self.row < 0 and self.columns:
            self.hidden_cols = Intervals(r for ranges in self.columns.values() for r in ranges)
        self.row = row

    def end_row(self, cells: dict[int, GridCell], hides: Technique | None) -> None:
        """Keep the cells of the row, or note that it is hidden and by what."""
        if hides:
            _extend(self.hidden_rows, self.row)
            if any(c.text.strip() for c in cells.values()):
                _extend(self.found_rows.setdefault(hides, []), self.row)
        elif cells:
            self.sheet.rows[self.row] = cells

    def count(self, col: int) -> None:
        """One more filled cell in this row. Raises Refused beyond MOST_CELLS."""
        self.width, self.height = max(self.width, col), self.row
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Refused(Outcome.TOO_BIG, f"A sheet holds more than {MOST_CELLS:,} cells.")

    def is_kept(self, col: int, cell: GridCell, style: Style) -> bool:
        """False for a cell in a hidden column; what its style hides is noted and taken out at the end."""
        if col in self.hidden_cols:
            if cell.text.strip():
                self.found_cols.add(col)
            return False
        if style.suspect and cell.text.strip():
            if style.unseen:
                self.unseen.append((self.row, col))
            elif style.tiny:
                self.tiny.append((self.row, col))
            elif style.format and style.hides(cell.raw):
                self.blank.append((self.row, col))
        return True

    def finished(self) -> SheetGrid:
        """The sheet, without what is hidden and with what is told of it."""
        sheet = self.sheet
        sheet.extent = (self.height + 1, self.width + 1)
        sheet.hidden_rows = Intervals((a, b) for a, b in self.hidden_rows)
        sheet.hidden_cols = self.hidden_cols
        for technique, runs in self.found_rows.items():
            said = (
                Technique.FILTERED_ROWS if technique is Technique.HIDDEN_ROWS and self._by_filter(runs) else technique
            )
            sheet.hidden.append(Hidden(said, rows_place(sheet.name, [(a, b) for a, b in runs])))
        for technique, ranges in self.columns.items():
            seen = [c for c in sorted(self.found_cols) if c in Intervals(ranges)]
            if seen:
                sheet.hidden.append(Hidden(technique, columns_place(sheet.name, Intervals((c, c) for c in seen))))
        sheet.drop(Technique.UNSEEN_TEXT, [rc for rc in self.unseen if self._is_shown(rc)])
        sheet.drop(Technique.BLANK_FORMAT, [rc for rc in self.blank if self._is_shown(rc)])
        sheet.drop(Technique.TINY_TEXT, [rc for rc in self.tiny if self._is_shown(rc)])
        return sheet

    def _is_shown(self, at: tuple[int, int]) -> bool:
        return at[1] in self.sheet.rows.get(at[0], {})

    def _by_filter(self, runs: list[list[int]]) -> bool:
        if not self.filtering or self.filter is None:
            return False
        top, bottom = self.filter
        return all(top <= a and b <= bottom for a, b in runs)


def _extend(runs: list[list[int]], number: int) -> None:
    if runs and runs[-1][1] == number - 1:
        runs[-1][1] = number
    else:
        runs.append([number, number])
