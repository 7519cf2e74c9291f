"""XLSX and XLSM: cells and states from the raw XML, in one pass a sheet, streaming."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from extractors.hidden import Intervals, Technique, columns_place, rows_place
from extractors.office import Package, Refused, xml, xml_events
from extractors.sheets.grid import MOST_CELLS, GridCell, SheetGrid, percentage, serial_date, shown
from extractors.sheets.styles import RGB, WHITE, Style, styles, theme_colours
from schema.reading import Hidden, Outcome

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FLAT = 1.5  # points
_NARROW = 0.5  # characters
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class Workbook:
    """What the parts of the package say about the sheets, before any is read."""

    package: Package
    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, state, part
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    epoch_1904: bool = False
    root: Any = None
    part: str = ""


def open_workbook(package: Package) -> Workbook:
    """The workbook of a package. Raises Refused where there is none."""
    part = _workbook_part(package)
    root = xml(package.read(part))
    targets = {rel: target for rel, _, target in relations(package, part)}
    book = Workbook(package, root=root, part=part)
    book.epoch_1904 = any(p.get("date1904") in ("1", "true") for p in root.iterfind("{*}workbookPr"))
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        rel = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        book.sheets.append((sheet.get("name", ""), sheet.get("state", "visible"), targets.get(rel, "")))
    for name in package.names:
        if name.endswith("sharedStrings.xml"):
            book.strings = list(_strings(package, name))
        elif name.endswith("styles.xml"):
            book.styles = styles(xml(package.read(name)), _theme(package))
    return book


def relations(package: Package, part: str) -> list[tuple[str, str, str]]:
    """(id, type, part) of everything a part points to inside the package."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    if rels not in package.names:
        return []
    out = []
    for rel in xml(package.read(rels)):
        target = rel.get("Target", "")
        if rel.get("TargetMode") != "External":
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            out.append((rel.get("Id", ""), rel.get("Type", "").rpartition("/")[2], whole))
    return out


def read_sheet(book: Workbook, name: str, part: str) -> SheetGrid:
    """One visible sheet: what is hidden is named in ``hidden`` and left out of ``rows``."""
    reader = _SheetReader(book, name)
    with book.package.open(part) as stream:
        for element in xml_events(stream, _TAGS):
            reader.take(element)
    return reader.finished()


def sheet_size(book: Workbook, part: str) -> tuple[int, int]:
    """Filled rows and columns of a hidden sheet, counted without keeping a value."""
    rows, cols = 0, 0
    with book.package.open(part) as stream:
        for row in xml_events(stream, ("{*}row",)):
            filled = sum(1 for cell in row if len(cell))
            rows, cols = rows + (filled > 0), max(cols, filled)
    return rows, cols


_TAGS = ("{*}row", "{*}col", "{*}sheetFormatPr", "{*}mergeCell", "{*}filterColumn", "{*}autoFilter")


class _SheetReader:
    def __init__(self, book: Workbook, name: str) -> None:
        self.book = book
        self.sheet = SheetGrid(name)
        self.cells = 0
        self.row = -1
        self.height = self.width = -1  # last row and column that hold anything
        self.zero_height = False
        self.columns: dict[Technique, list[tuple[int, int]]] = {}
        self.hidden_cols = Intervals()
        self.hidden_rows: list[list[int]] = []
        self.found_rows: dict[Technique, list[list[int]]] = {}
        self.found_cols: set[int] = set()
        self.unseen: list[tuple[int, int]] = []
        self.blank: list[tuple[int, int]] = []
        self.filter: tuple[int, int] | None = None
        self.filtering = False

    def take(self, element: Any) -> None:
        tag = element.tag.rpartition("}")[2]
        {
            "row": self._row,
            "col": self._col,
            "sheetFormatPr": self._defaults,
            "mergeCell": self._merge,
            "autoFilter": self._auto_filter,
            "filterColumn": self._filter_column,
        }[tag](element)

    def _defaults(self, element: Any) -> None:
        self.zero_height = element.get("zeroHeight") in ("1", "true")

    def _col(self, element: Any) -> None:
        first, last = int(element.get("min", "1")) - 1, int(element.get("max", "1")) - 1
        width = float(element.get("width", "9"))
        if element.get("hidden") in ("1", "true"):
            grouped = int(element.get("outlineLevel", "0")) > 0
            self.columns.setdefault(Technique.COLLAPSED_GROUP if grouped else Technique.HIDDEN_COLUMNS, []).append(
                (first, last)
            )
        elif width <= _NARROW:
            self.columns.setdefault(Technique.NARROW_COLUMNS, []).append((first, last))

    def _auto_filter(self, element: Any) -> None:
        found = _area(element.get("ref", ""))
        self.filter = (found[0], found[2]) if found else None

    def _filter_column(self, element: Any) -> None:
        self.filtering = True

    def _merge(self, element: Any) -> None:
        area = _area(element.get("ref", ""))
        if area and len(self.sheet.merges) < 100_000:
            self.sheet.merges.append(area)

    def _row(self, element: Any) -> None:
        if self.row < 0 and self.columns:
            self.hidden_cols = Intervals(r for ranges in self.columns.values() for r in ranges)
        self.row = int(element.get("r", self.row + 2)) - 1
        hides = self._hides_row(element)
        cells = dict(self._cells(element))
        if hides:
            _extend(self.hidden_rows, self.row)
            if any(c.text.strip() for c in cells.values()):
                _extend(self.found_rows.setdefault(hides, []), self.row)
        elif cells:
            self.sheet.rows[self.row] = cells

    def _hides_row(self, element: Any) -> Technique | None:
        height = element.get("ht")
        if element.get("hidden") in ("1", "true") or (
            self.zero_height and height is None and element.get("hidden") is None
        ):
            return Technique.COLLAPSED_GROUP if int(element.get("outlineLevel", "0")) else Technique.HIDDEN_ROWS
        return Technique.FLAT_ROWS if height is not None and float(height) <= _FLAT else None

    def _cells(self, row: Any) -> Iterator[tuple[int, GridCell]]:
        col = -1
        for element in row:
            ref = element.get("r")
            col = _column(ref.rstrip("0123456789")) if ref else col + 1
            if not len(element):
                continue
            self.width, self.height = max(self.width, col), self.row
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise Refused(Outcome.TOO_BIG, f"A sheet holds more than {MOST_CELLS:,} cells.")
            style = self._style(element)
            cell = self._cell(element, style)
            if cell and not ((style.suspect or col in self.hidden_cols) and self._out_of_sight(col, cell, style)):
                yield col, cell

    def _style(self, element: Any) -> Style:
        at = int(element.get("s") or 0)
        return self.book.styles[at] if at < len(self.book.styles) else _PLAIN

    def _out_of_sight(self, col: int, cell: GridCell, style: Style) -> bool:
        if col in self.hidden_cols:
            if cell.text.strip():
                self.found_cols.add(col)
            return True
        if cell.text.strip() and style.unseen:
            self.unseen.append((self.row, col))
        elif cell.text.strip() and style.format and style.hides(cell.raw):
            self.blank.append((self.row, col))
        return False

    def _cell(self, element: Any, style: Style) -> GridCell | None:
        kind = element.get("t", "n")
        first = element[0]
        if len(element) == 1 and first.tag.endswith("}v") and first.text:
            return self._value(kind, first.text, style)
        parts = {child.tag.rpartition("}")[2]: child for child in element}
        if kind == "inlineStr":
            text = _rich(parts["is"]) if "is" in parts else ""
            return GridCell(text, text) if text else None
        value = parts["v"].text if "v" in parts else None
        if value is None and not ("v" in parts and kind == "str"):
            return GridCell("", None, ("formula_without_value",)) if "f" in parts else None
        return self._value(kind, value or "", style)

    def _value(self, kind: str, stored: str, style: Style) -> GridCell | None:
        if kind == "s":
            at = int(stored) if stored.strip().isdigit() else -1
            text = self.book.strings[at] if 0 <= at < len(self.book.strings) else ""
            return GridCell(text, text) if text else None
        if kind == "b":
            return GridCell("TRUE" if stored == "1" else "FALSE", stored == "1")
        if kind == "e":
            return GridCell(stored, stored, ("error_value",))
        if kind in ("str", "d"):
            return GridCell(stored, stored) if stored else None
        return number_cell(stored, style, self.book.epoch_1904)

    def finished(self) -> SheetGrid:
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
        return sheet

    def _is_shown(self, at: tuple[int, int]) -> bool:
        return at[1] in self.sheet.rows.get(at[0], {})

    def _by_filter(self, runs: list[list[int]]) -> bool:
        if not self.filtering or self.filter is None:
            return False
        top, bottom = self.filter
        return all(top <= a and b <= bottom for a, b in runs)


_PLAIN = Style()


def number_cell(stored: str, style: Style, epoch_1904: bool) -> GridCell:
    """A number as its format shows it: a date in ISO form, a share in per cent, else plain."""
    try:
        value = float(stored)
    except ValueError:
        return GridCell(stored, stored)
    if style.date and (day := serial_date(value, epoch_1904)):
        return GridCell(day, value, ("date",))
    exact: float | int = int(stored) if re.fullmatch(r"-?\d{1,15}", stored.strip()) else value
    return GridCell(percentage(value) if style.percent else shown(exact), exact)


def _extend(runs: list[list[int]], number: int) -> None:
    if runs and runs[-1][1] == number - 1:
        runs[-1][1] = number
    else:
        runs.append([number, number])


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    """The column of its letters, from 0; Refused for what is no column."""
    if not letters.isalpha() or len(letters) > 3:
        raise Refused(Outcome.DAMAGED, "A cell has no proper address.")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _area(ref: str) -> tuple[int, int, int, int] | None:
    found = _REF.findall(ref.replace("$", ""))
    if not found:
        return None
    (c1, r1), (c2, r2) = found[0], found[-1]
    return int(r1) - 1, _column(c1), int(r2) - 1, _column(c2)


def _workbook_part(package: Package) -> str:
    for _, kind, target in relations(package, ""):
        if kind == "officeDocument" and target in package.names:
            return target
    if "xl/workbook.xml" in package.names:
        return "xl/workbook.xml"
    raise Refused(Outcome.DAMAGED, "The file has no workbook part; it seems to be cut off.")


def _strings(package: Package, name: str) -> Iterator[str]:
    with package.open(name) as stream:
        for item in xml_events(stream, ("{*}si",)):
            yield _rich(item)


def _rich(item: Any) -> str:
    """The text of a string item: raised digits stay told apart ("12¹"), phonetic guides are left out."""
    parts = []
    for child in item:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            parts.append(child.text or "")
        elif tag == "r":
            raised = child.find("{*}rPr/{*}vertAlign")
            text = "".join(t.text or "" for t in child.iterfind("{*}t"))
            parts.append(
                text.translate(_SUPERSCRIPT) if raised is not None and raised.get("val") == "superscript" else text
            )
    return "".join(parts)


def _theme(package: Package) -> list[RGB]:
    name = next((n for n in package.names if re.fullmatch(r"xl/theme/theme1\.xml", n)), "")
    return theme_colours(xml(package.read(name))) if name else [WHITE, (0, 0, 0)]
