"""One sheet as its reader sees it: visible cells by row and column, what spans, and what is hidden."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.hidden import Intervals, Technique, address, cells_place
from schema.reading import Hidden

MOST_CELLS = 2_000_000
FAR_ROWS = 200  # so many empty rows (columns) before a few cells: nobody scrolls there
FAR_COLUMNS = 50
FAR_FEW = 20

Raw = float | int | str | bool | None


class GridCell(NamedTuple):
    """One filled cell: the text a person sees, the stored value, and facts about it."""

    text: str
    raw: Raw
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class SheetGrid:
    """A sheet without what is hidden. Rows and columns count from 0 as in the file.

    ``merges``: (first row, first column, last row, last column). ``extent``: rows and columns that the
    file gives to the sheet, filled or not. ``dropped``: cells taken out of sight. ``boxes``: the text boxes that lie
    over the cells, each with the row and column of its first corner.
    """

    name: str
    rows: dict[int, dict[int, GridCell]] = field(default_factory=dict)
    hidden_rows: Intervals = field(default_factory=Intervals)
    hidden_cols: Intervals = field(default_factory=Intervals)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    extent: tuple[int, int] = (0, 0)
    dropped: set[tuple[int, int]] = field(default_factory=set)
    boxes: list[tuple[int, int, str]] = field(default_factory=list)

    def drop(self, technique: Technique, cells: list[tuple[int, int]]) -> None:
        """Take cells out of sight and say where they are."""
        if not cells:
            return
        self.hidden.append(Hidden(technique, cells_place(self.name, cells)))
        self._forget(cells)

    def _forget(self, cells: list[tuple[int, int]]) -> None:
        self.dropped.update(cells)
        for row, col in cells:
            self.rows.get(row, {}).pop(col, None)
            if not self.rows.get(row, True):
                del self.rows[row]

    def lay_out_boxes(self) -> None:
        """On a sheet without a filled cell its text boxes are what is read, line by line from where they stand."""
        if self.rows:
            return
        for top, col, text in sorted(self.boxes):
            for row, line in enumerate(text.split("\n"), max(top, max(self.rows, default=-1) + 1)):
                self.rows[row] = {col: GridCell(line, line)}
        self.boxes = []

    def drop_covered(self) -> None:
        """Cells that lie under a merged cell are not seen; those with a value of their own are hidden data."""
        own: list[tuple[int, int]] = []
        repeated: list[tuple[int, int]] = []
        for top, left, bottom, right in self.merges:
            above = self.rows.get(top, {}).get(left)
            for row, line in self._lines(top, bottom):
                for col in [c for c in line if left <= c <= right and (row, c) != (top, left)]:
                    same = above is not None and above.text == line[col].text
                    (repeated if same or not line[col].text.strip() else own).append((row, col))
        self._forget(repeated)
        self.drop(Technique.UNDER_MERGE, sorted(set(own)))

    def _lines(self, top: int, bottom: int) -> list[tuple[int, dict[int, GridCell]]]:
        if bottom - top > len(self.rows):
            return [(r, line) for r, line in self.rows.items() if top <= r <= bottom]
        return [(r, self.rows[r]) for r in range(top, bottom + 1) if r in self.rows]

    def drop_far(self) -> None:
        """A few cells far below or far right of everything else are out of the reader's sight."""
        rows = sorted(self.rows)
        cut = _far(rows, {r: len(self.rows[r]) for r in rows}, FAR_ROWS, self.hidden_rows)
        counts: dict[int, int] = {}
        for row in rows:
            for col in self.rows[row]:
                counts[col] = counts.get(col, 0) + 1
        side = _far(sorted(counts), counts, FAR_COLUMNS, self.hidden_cols)
        far = [(r, c) for r in rows for c in self.rows[r] if r >= cut or c >= side]
        self.drop(Technique.FAR_CELL, far)


def _far(lines: list[int], counts: dict[int, int], gap: int, hidden: Intervals) -> float:
    """The first line after an empty gap behind which only a few cells lie; infinity if there is none."""
    seen = 0
    for before, after in zip(reversed(lines[:-1]), reversed(lines[1:]), strict=True):
        seen += counts[after]
        if seen > FAR_FEW:
            break
        if after - before - 1 - hidden.between(before, after) >= gap:
            return after
    return math.inf


def shown(value: float) -> str:
    """A number as a person sees it: 12.0 is "12"; noise of binary fractions beyond 12 digits is left out."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.12g}"


def percentage(value: float) -> str:
    """0.093 under a percent format is seen as "9.3%"."""
    return shown(float(f"{value * 100:.12g}")) + "%"


def serial_date(serial: float, epoch_1904: bool = False) -> str:
    """An Excel date number in ISO form; a bare fraction is a time; "" if it is no date."""
    if not 0 <= serial < 2_958_466:
        return ""
    if serial < 1 and not epoch_1904:
        seconds = round(serial * 86_400)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}" + (f":{seconds % 60:02d}" if seconds % 60 else "")
    if not epoch_1904 and 60 <= serial < 61:
        return "1900-02-29"  # Excel's own impossible day, kept as stored
    # Sheets know no time zone: these moments stay without one.
    base = dt.datetime.fromisoformat("1904-01-01" if epoch_1904 else "1899-12-31" if serial < 60 else "1899-12-30")
    return iso(base + dt.timedelta(seconds=round(serial * 86_400)))


def iso(value: dt.datetime | dt.date | dt.time) -> str:
    """ISO text; a day without a time stays a day, a time without seconds has none."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.replace(microsecond=0).isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return value.isoformat()


def a1_range(top: int, left: int, bottom: int, right: int) -> str:
    """ "A1:C9" from first and last row and column counted from 0."""
    return f"{address(top, left)}:{address(bottom, right)}"
