"""The second reading of a workbook's cells, by another library, and the comparison."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from extractors.sheets.grid import GridCell, SheetGrid, iso
from extractors.sheets.tables import SecondReading

MOST_SPREAD = 3_000_000  # cells of the rectangle; calamine fills it, and aborts where memory ends
_FLAT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Calamine:
    """python-calamine over the same bytes. It may abort the process: only asked for rectangles that fit.

    ``spread``: cells of all rectangles that it would fill when opening the file, for the formats where it does.
    """

    def __init__(self, data: bytes, spread: int = 0) -> None:
        self.book: Any = None
        self.too_far = spread > MOST_SPREAD
        if self.too_far:
            return
        try:
            from python_calamine import CalamineWorkbook

            with _panics():
                self.book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except Exception:  # noqa: BLE001  the library raises several kinds; any of them means no second reading
            self.book = None

    def second(self, sheet: SheetGrid) -> SecondReading:
        """How calamine's cells of one sheet differ from ``sheet``."""
        if self.too_far or sheet.extent[0] * sheet.extent[1] > MOST_SPREAD:
            return SecondReading(why_not="The cells lie too far apart for the second reader.")
        if self.book is None:
            return SecondReading(why_not="The second reader could not open the file.")
        try:
            with _panics():
                rows = self._rows(sheet.name)
        except Exception:  # noqa: BLE001
            return SecondReading(why_not="The second reader could not read this sheet.")
        return SecondReading("python-calamine", frozenset(differences(sheet, rows)))

    def _rows(self, name: str) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = self.book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return rows


def unread_twice(sheet: SheetGrid) -> SecondReading:
    """For formats that no second library reads."""
    return SecondReading(why_not=f"No second reader reads this format; {sheet.name or 'the sheet'} was read once.")


@contextmanager
def _panics() -> Iterator[None]:
    """A panic of the library's Rust code is no Exception, but no more than a fault of the file."""
    try:
        yield
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":
            raise RuntimeError("the library panicked") from fault
        raise


def differences(sheet: SheetGrid, rows: Sequence[Sequence[Any]]) -> list[tuple[int, int]]:
    """Visible cells that the other reading does not hold, or holds and this one does not."""
    found = []
    for r, line in sheet.rows.items():
        other = rows[r] if r < len(rows) else ()
        for c in {*line, *(c for c, value in enumerate(other) if value != "")}:
            if c in sheet.hidden_cols or (r, c) in sheet.dropped:
                continue
            if not _same(line.get(c), other[c] if c < len(other) else ""):
                found.append((r, c))
    return found


def _same(cell: GridCell | None, value: Any) -> bool:
    if cell is not None and type(cell.raw) is type(value) and cell.raw == value:
        return True
    if cell is None or cell.raw is None:
        return value in ("", None, 0) or (isinstance(value, str) and not value.strip())
    if isinstance(value, bool) or isinstance(cell.raw, bool):
        return bool(cell.raw == value)
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return cell.text == iso(value)
    if isinstance(value, dt.timedelta):
        return isinstance(cell.raw, (int, float)) and math.isclose(
            value.total_seconds() / 86_400, cell.raw % 1e6, abs_tol=1e-5
        )
    if isinstance(cell.raw, (int, float)) and isinstance(value, (int, float)):
        return math.isclose(cell.raw, value, rel_tol=1e-12)
    return _flat(cell.raw) == _flat(value)


def _flat(value: Any) -> str:
    return " ".join(str(value).translate(_FLAT).split())
