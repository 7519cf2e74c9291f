"""The XML workbook of Excel 2003 (SpreadsheetML), streaming: the same grid, states and styles as in later formats.

Names of elements and attributes: Microsoft, "XML Spreadsheet Reference" (2001). No second library reads the format, so
that a person looks at every table of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractors.hidden import Technique, cells_place, listed
from extractors.hidden_office import is_program_name
from extractors.office import Refused, unsafe_doctype
from extractors.personal import property_fields
from extractors.sheets.grid import GridCell, SheetGrid
from extractors.sheets.odf_styles import attribute, rgb
from extractors.sheets.ooxml import number_cell
from extractors.sheets.sight import Sight
from extractors.sheets.styles import RGB, WHITE, Style, is_date_format, same_colour
from schema.reading import Hidden, Outcome

_FLAT = 1.5  # points, rows and columns
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DATES = ("General Date", "Long Date", "Medium Date", "Short Date", "Long Time", "Medium Time", "Short Time")
_PROPERTIES = ("Title", "Subject", "Keywords", "Description", "Category", "Manager")
_NAMES = "{urn:schemas-microsoft-com:office:spreadsheet}"


@dataclass(frozen=True, slots=True)
class _Look:
    """One style as written; None where it says nothing and its parent counts."""

    parent: str
    font: RGB | None
    ground: RGB | None
    format: str | None


class Workbook2003:
    """Walks over the file once. ``hidden``: what it holds outside the visible sheets, complete after the last one."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.hidden: list[Hidden] = []
        self.names: list[str] = []
        self.looks: dict[str, _Look] = {}
        self.styles: dict[str, Style] = {}
        self.epoch_1904 = False
        self.sheet: _Sheet | None = None

    def sheets(self) -> Iterator[SheetGrid]:
        """The visible sheets. Raises Refused: unsafe, damaged or too big."""
        from lxml import etree

        events = etree.iterparse(
            io.BytesIO(self.data),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=True,
        )
        try:
            for n, (event, element) in enumerate(events):
                if n == 0 and element.getroottree().docinfo.internalDTD is not None:
                    raise unsafe_doctype()
                if isinstance(element.tag, str) and (done := self._take(event, element)):
                    yield done
        except etree.XMLSyntaxError as fault:
            raise Refused(Outcome.DAMAGED, "The workbook's XML is not well formed.") from fault
        if self.names:
            self.hidden.append(Hidden(Technique.DEFINED_NAME, listed(self.names)))

    def _take(self, event: str, element: Any) -> SheetGrid | None:
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "Worksheet":
                self.sheet = _Sheet(self, attribute(element, "Name"))
            return None
        if tag == "Worksheet" and self.sheet:
            sheet, self.sheet = self.sheet, None
            element.clear()
            return self._ended(sheet)
        if self.sheet:
            self.sheet.take(tag, element)
        else:
            self._beside(tag, element)
        return None

    def _beside(self, tag: str, element: Any) -> None:
        if tag == "Style":
            self.looks[attribute(element, "ID")] = _look(element)
        elif tag == "Date1904":
            self.epoch_1904 = True
        elif tag == "NamedRange":
            name = attribute(element, "Name")
            if attribute(element, "Hidden") == "1" and not is_program_name(name):
                self.names.append(name)
        elif tag == "DocumentProperties":
            said = {c.tag.rpartition("}")[2]: c.text or "" for c in element if isinstance(c.tag, str)}
            if fields := property_fields({k.lower(): v for k, v in said.items() if k in _PROPERTIES}):
                self.hidden.append(Hidden(Technique.PROPERTIES, listed(fields)))
        elif tag == "PivotCache":
            self.hidden.append(Hidden(Technique.PIVOT_CACHE, "workbook"))
            element.clear()
        elif tag == "SupBook":
            if values := sum(1 for _ in element.iter("{*}Crn")):
                self.hidden.append(Hidden(Technique.EXTERNAL_VALUES, f"external link: {values:,} rows of values"))
            element.clear()

    def _ended(self, sheet: _Sheet) -> SheetGrid | None:
        grid = sheet.finished()
        if sheet.visibility == "SheetVisible":
            return grid
        size = f"{grid.extent[0]:,} rows, {grid.extent[1]:,} columns"
        very = sheet.visibility == "SheetVeryHidden"
        technique = Technique.VERY_HIDDEN_SHEET if very else Technique.HIDDEN_SHEET
        self.hidden.append(Hidden(technique, f"{grid.name} ({size}{'; no menu shows it' if very else ''})"))
        return None

    def style(self, name: str) -> Style:
        """What a style does, with all that it takes from its parents."""
        if name not in self.styles:
            chain: list[_Look] = []
            at = name
            while at in self.looks and len(chain) < 20:
                chain.append(self.looks[at])
                at = self.looks[at].parent or ("Default" if at != "Default" else "")
            font = next((look.font for look in chain if look.font), (0, 0, 0))
            ground = next((look.ground for look in chain if look.ground), WHITE)
            code = next((look.format for look in chain if look.format is not None), "")
            percent = "%" in code or code == "Percent"
            dated = not percent and (code in _DATES or is_date_format(code))
            self.styles[name] = Style(dated, percent, same_colour(font, ground), code)
        return self.styles[name]


def _look(element: Any) -> _Look:
    font, ground, number = (element.find(f"{{*}}{tag}") for tag in ("Font", "Interior", "NumberFormat"))
    solid = ground is not None and attribute(ground, "Pattern") == "Solid"
    return _Look(
        attribute(element, "Parent"),
        rgb(attribute(font, "Color")) if font is not None else None,
        rgb(attribute(ground, "Color")) if solid else None,
        attribute(number, "Format") if number is not None else None,
    )


class _Sheet(Sight):
    """One sheet while it is read; ``visibility`` is told only at its end."""

    def __init__(self, book: Workbook2003, name: str) -> None:
        super().__init__(name)
        self.book = book
        self.visibility = "SheetVisible"
        self.next_row = self.next_column = 0
        self.column_styles: dict[int, str] = {}
        self.comments: list[tuple[int, int]] = []

    def take(self, tag: str, element: Any) -> None:
        if tag == "Column":
            self._column(element)
        elif tag == "Row":
            self._row(element)
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif tag == "Visible":
            self.visibility = (element.text or "").strip()
        elif tag == "AutoFilter":
            rows = [int(row) for row in re.findall(r"R(\d+)", attribute(element, "Range"))]
            self.filter = (min(rows) - 1, max(rows) - 1) if rows else None
        elif tag == "AutoFilterColumn":
            self.filtering = self.filtering or attribute(element, "Type") not in ("", "All")

    def finished(self) -> SheetGrid:
        sheet = super().finished()
        if self.comments:
            sheet.hidden.append(Hidden(Technique.COMMENT, cells_place(sheet.name, self.comments)))
        return sheet

    def _column(self, element: Any) -> None:
        first = _number(element, "Index", self.next_column + 1) - 1
        last = first + _number(element, "Span", 0)
        if not 0 <= first <= last < _MOST_COLUMNS:
            raise Refused(Outcome.DAMAGED, "A column has no proper number.")
        self.next_column = last + 1
        if style := attribute(element, "StyleID"):
            self.column_styles |= dict.fromkeys(range(first, last + 1), style)
        if attribute(element, "Hidden") == "1":
            self.hide_columns(Technique.HIDDEN_COLUMNS, first, last)
        elif _is_flat(element, "Width"):
            self.hide_columns(Technique.NARROW_COLUMNS, first, last)

    def _row(self, element: Any) -> None:
        row = _number(element, "Index", self.next_row + 1) - 1
        if not self.next_row <= row < _MOST_ROWS:
            raise Refused(Outcome.DAMAGED, "A row has no proper number.")
        self.next_row = row + 1 + _number(element, "Span", 0)
        self.begin_row(row)
        hides = Technique.FLAT_ROWS if _is_flat(element, "Height") else None
        self.end_row(
            dict(self._cells(element)), Technique.HIDDEN_ROWS if attribute(element, "Hidden") == "1" else hides
        )

    def _cells(self, row: Any) -> Iterator[tuple[int, GridCell]]:
        col = 0
        row_style = row.get(_NAMES + "StyleID")
        for element in row.iterfind(_NAMES + "Cell"):
            col = _number(element, "Index", col + 1) - 1
            if not 0 <= col < _MOST_COLUMNS:
                raise Refused(Outcome.DAMAGED, "A cell has no proper address.")
            across = self._merge(element, col)
            name = element.get(_NAMES + "StyleID") or row_style or self.column_styles.get(col, "Default")
            style = self.book.style(name)
            cell = self._cell(element, style)
            if cell:
                self.count(col)
                if self.is_kept(col, cell, style):
                    yield col, cell
            if (len(element) > 1 or cell is None) and _speaks(element):
                self.comments.append((self.row, col))
            col += across + 1

    def _merge(self, element: Any, col: int) -> int:
        """Keep the range that a cell spans; how many columns more than its own."""
        across, down = _number(element, "MergeAcross", 0), _number(element, "MergeDown", 0)
        if (across or down) and len(self.sheet.merges) < 100_000:
            self.sheet.merges.append((self.row, col, self.row + down, col + across))
        return across

    def _cell(self, element: Any, style: Style) -> GridCell | None:
        data = element.find(_NAMES + "Data")
        if data is None:
            return GridCell("", None, ("formula_without_value",)) if element.get(_NAMES + "Formula") else None
        kind = data.get(_NAMES + "Type")
        text = "".join(_words(data, False)) if len(data) else data.text or ""
        if kind == "Number":
            return number_cell(text, style, self.book.epoch_1904)
        if kind == "DateTime":
            seen = _moment(text)
            return GridCell(seen, seen, ("date",))
        if kind == "Boolean":
            return GridCell("TRUE" if text.strip() == "1" else "FALSE", text.strip() == "1")
        if kind == "Error":
            return GridCell(text, text, ("error_value",))
        return GridCell(text, text) if text else None


def _speaks(element: Any) -> bool:
    notes = element.iterfind(_NAMES + "Comment")
    return bool("".join(text for note in notes for text in note.itertext()).strip())


def _words(element: Any, raised: bool) -> Iterator[str]:
    """The text of a cell; raised digits stay told apart."""
    raised = raised or element.tag.endswith("}Sup")
    marks = _SUPERSCRIPT if raised else {}
    yield (element.text or "").translate(marks)
    for child in element:
        if isinstance(child.tag, str):
            yield from _words(child, raised)
        yield (child.tail or "").translate(marks)


def _moment(stored: str) -> str:
    """A day without its midnight; a time alone, which is stored on the day before all days, without the day."""
    bare = re.sub(r"\.\d+$", "", stored.strip())
    day, _, clock = bare.partition("T")
    clock = clock.removesuffix(":00") if clock.count(":") == 2 else clock
    if day == "1899-12-31":
        return clock
    return day if clock in ("", "00:00") else bare


def _is_flat(element: Any, name: str) -> bool:
    size = element.get(_NAMES + name, "")
    return bool(re.fullmatch(r"\d+(\.\d+)?", size)) and float(size) <= _FLAT


def _number(element: Any, name: str, otherwise: int) -> int:
    value = element.get(_NAMES + name)
    return int(value) if value and value.isdecimal() and len(value) < 10 else otherwise
