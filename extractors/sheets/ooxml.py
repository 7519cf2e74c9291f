"""XLSX and XLSM: cells and states from the raw XML, in one pass a sheet, streaming."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from extractors.hidden import Technique, cells_place
from extractors.office import Package, Refused, xml, xml_events
from extractors.sheets.grid import GridCell, SheetGrid, percentage, serial_date, shown
from extractors.sheets.sight import Sight
from extractors.sheets.styles import RGB, WHITE, Style, conditional_styles, styles, theme_colours
from schema.reading import Hidden, Outcome

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FLAT = 1.5  # points
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_NARROW = 0.5  # characters
_PALE, _END = "\ue000", "\ue001"  # around white letters in a text, while it is not known on which ground they stand
_WHITE_LETTERS = re.compile(f"{_PALE}[^{_END}]*{_END}")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_(?:(?<=_x000[Dd]_)\n)?")
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class Workbook:
    """What the parts of the package say about the sheets, before any is read."""

    package: Package
    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, state, part
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    conditional: list[Style] = field(default_factory=list)
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
            said, theme = xml(package.read(name)), _theme(package)
            book.styles, book.conditional = styles(said, theme), conditional_styles(said, theme)
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


_ALWAYS = re.compile(r"=?\s*(?:TRUE(?:\(\))?|1|1\s*=\s*1)\s*", re.IGNORECASE)
_TAGS = (
    "{*}conditionalFormatting",
    "{*}row",
    "{*}col",
    "{*}sheetFormatPr",
    "{*}mergeCell",
    "{*}filterColumn",
    "{*}autoFilter",
)


class _SheetReader(Sight):
    def __init__(self, book: Workbook, name: str) -> None:
        super().__init__(name)
        self.book = book
        self.zero_height = False
        self.pale: list[tuple[int, int]] = []
        self.laid_over: list[tuple[Style, list[tuple[int, int, int, int]]]] = []
        self.has_grounds = False

    def _conditional(self, element: Any) -> None:
        """A format laid over cells under a condition that always holds for what is filled."""
        areas = [area for ref in element.get("sqref", "").split() if (area := _area(ref))]
        for rule in element.iterfind("{*}cfRule"):
            at = rule.get("dxfId", "")
            holds = rule.get("type") in ("notContainsErrors", "notContainsBlanks") or (
                rule.get("type") == "expression" and bool(_ALWAYS.fullmatch(rule.findtext("{*}formula") or ""))
            )
            if holds and at.isdecimal() and int(at) < len(self.book.conditional):
                self.laid_over.append((self.book.conditional[int(at)], areas))

    def _cover(self, sheet: SheetGrid) -> None:
        for style, areas in self.laid_over:
            cells = [
                (r, c) for top, left, bottom, right in areas for r, line in sheet.rows.items() if top <= r <= bottom
                for c in line if left <= c <= right
            ]  # fmt: skip
            if style.unseen and (not style.on_white or not self.has_grounds):
                sheet.drop(Technique.UNSEEN_TEXT, cells)
            elif style.format:
                sheet.drop(Technique.BLANK_FORMAT, [(r, c) for r, c in cells if style.hides(sheet.rows[r][c].raw)])

    def finished(self) -> SheetGrid:
        sheet = super().finished()
        self._cover(sheet)
        if self.pale:
            sheet.hidden.append(Hidden(Technique.UNSEEN_TEXT, cells_place(sheet.name, self.pale)))
        return sheet

    def take(self, element: Any) -> None:
        tag = element.tag.rpartition("}")[2]
        {
            "row": self._row,
            "col": self._col,
            "sheetFormatPr": self._defaults,
            "mergeCell": self._merge,
            "autoFilter": self._auto_filter,
            "filterColumn": self._filter_column,
            "conditionalFormatting": self._conditional,
        }[tag](element)

    def _defaults(self, element: Any) -> None:
        self.zero_height = element.get("zeroHeight") in ("1", "true")

    def _col(self, element: Any) -> None:
        first, last = int(element.get("min", "1")) - 1, int(element.get("max", "1")) - 1
        width = float(element.get("width", "9"))
        if element.get("hidden") in ("1", "true"):
            grouped = int(element.get("outlineLevel", "0")) > 0
            self.hide_columns(Technique.COLLAPSED_GROUP if grouped else Technique.HIDDEN_COLUMNS, first, last)
        elif width <= _NARROW:
            self.hide_columns(Technique.NARROW_COLUMNS, first, last)

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
        row = int(element.get("r", self.row + 2)) - 1
        if not 0 <= row < _MOST_ROWS:
            raise Refused(Outcome.DAMAGED, "A row has no proper number.")
        self.begin_row(row)
        self.end_row(dict(self._cells(element)), self._hides_row(element))

    def _hides_row(self, element: Any) -> Technique | None:
        height = element.get("ht")
        if element.get("hidden") in ("1", "true") or (
            self.zero_height and height is None and element.get("hidden") is None
        ):
            return Technique.COLLAPSED_GROUP if int(element.get("outlineLevel", "0")) else Technique.HIDDEN_ROWS
        return Technique.FLAT_ROWS if height is not None and float(height) <= _FLAT else None

    def _cells(self, row: Any) -> Iterator[tuple[int, GridCell]]:
        col, number = -1, str(self.row + 1)
        for element in row:
            ref = element.get("r")
            letters = ref.rstrip("0123456789") if ref else ""
            col = _column(letters) if ref else col + 1
            if col >= _MOST_COLUMNS or (ref and ref[len(letters) :] != number):
                raise Refused(Outcome.DAMAGED, "A cell has no proper address.")
            if not len(element):
                continue
            self.count(col)
            style = self._style(element)
            self.has_grounds = self.has_grounds or not style.on_white
            cell = self._cell(element, style)
            if cell and type(cell.raw) is str and _PALE in cell.raw:
                cell = self._without_white(cell, col, style)
            if cell and self.is_kept(col, cell, style):
                yield col, cell

    def _without_white(self, cell: GridCell, col: int, style: Style) -> GridCell | None:
        """A text without its white letters, where they stand on white; they are told as hidden."""
        text = _WHITE_LETTERS.sub("", cell.text) if style.on_white else cell.text
        if style.on_white and col not in self.hidden_cols:
            self.pale.append((self.row, col))
        text = text.replace(_PALE, "").replace(_END, "")
        return GridCell(text, text, cell.flags) if text.strip() else None

    def _style(self, element: Any) -> Style:
        at = int(element.get("s") or 0)
        return self.book.styles[at] if at < len(self.book.styles) else _PLAIN

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
            at = int(stored) if stored.strip().isdecimal() else -1
            if not 0 <= at < len(self.book.strings):
                return GridCell("", None, ("error_value",))  # the text that it names is not there
            text = self.book.strings[at]
            return GridCell(text, text) if text else None
        if kind == "b":
            return GridCell("TRUE" if stored == "1" else "FALSE", stored == "1")
        if kind == "e":
            return GridCell(stored, stored, ("error_value",))
        if kind in ("str", "d"):
            text = _said(stored)
            return GridCell(text, text) if text else None
        return number_cell(stored, style, self.book.epoch_1904)


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
            parts.append(_said(child.text))
        elif tag == "r":
            raised = child.find("{*}rPr/{*}vertAlign")
            text = "".join(_said(t.text) for t in child.iterfind("{*}t"))
            if raised is not None and raised.get("val") == "superscript":
                text = text.translate(_SUPERSCRIPT)
            parts.append(f"{_PALE}{text}{_END}" if text.strip() and _is_white(child) else text)
    return "".join(parts)


def _said(stored: str | None) -> str:
    """A text without its escapes: "_x000D_" is the end of a line (ECMA-376 22.9.2.19)."""
    return _ESCAPE.sub(_escaped, stored) if stored and "_x" in stored else stored or ""


def _escaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    if code == 13:
        return "\n"
    if 0xD800 <= code <= 0xF8FF:  # halves of a character, and those that mean nothing to anybody else
        return found[0]
    return chr(code) if code >= 32 or code in (9, 10) else ""


def _is_white(run: Any) -> bool:
    colour = run.find("{*}rPr/{*}color")
    if colour is None or colour.get("tint", "0").strip("-0.") != "":
        return False
    said = colour.get("theme") or colour.get("rgb", "")[-6:].upper() or f"indexed {colour.get('indexed')}"
    return said in ("0", "FFFFFF", "indexed 1", "indexed 9")


def _theme(package: Package) -> list[RGB]:
    name = next((n for n in package.names if re.fullmatch(r"xl/theme/theme1\.xml", n)), "")
    return theme_colours(xml(package.read(name))) if name else [WHITE, (0, 0, 0)]
