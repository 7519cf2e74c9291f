"""ODS: cells and states from content.xml, streaming; repeats are never spread beyond what is filled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from extractors.hidden import Intervals, Technique, address, cells_place, columns_place, listed, rows_place
from extractors.hidden_office import fields_with_people
from extractors.office import Package, Refused, unsafe_doctype, xml
from extractors.sheets.grid import MOST_CELLS, GridCell, SheetGrid
from extractors.sheets.odf_styles import OdfStyles, attribute
from extractors.sheets.odf_values import attribute_tag, clock, number_cell, repeat, words
from schema.reading import Hidden, Outcome

_FLAT = 1.5  # points, rows and columns
_MOST_ROWS = 1_048_576
_SHAPES = ("frame", "custom-shape", "rect", "ellipse", "caption", "g", "a")
_BESIDE = (
    "",
    "annotation",
    "annotation-end",
    "ruby-text",
    "note",
    "script",
    "frame",
)  # in a paragraph, not in its line
_STYLES = (
    "style",
    "default-style",
    "number-style",
    "percentage-style",
    "currency-style",
    "date-style",
    "time-style",
    "text-style",
)


def read_sheets(package: Package) -> Iterator[SheetGrid]:
    """Every sheet of an ODS file; a hidden one comes without cells and with its ``hidden`` note."""
    styles = OdfStyles()
    if "styles.xml" in package.names:
        for element in xml(package.read("styles.xml")).iter("{*}*"):
            if element.tag.rpartition("}")[2] in _STYLES:
                styles.take(element)
    with package.open("content.xml") as stream:
        yield from _Sheets(styles).read(stream)


def read_flat(data: bytes) -> tuple[list[SheetGrid], list[Hidden]]:
    """(the sheets of a document that is one XML file, what it holds beside them)."""
    reader = _Sheets(OdfStyles())
    sheets = list(reader.read(io.BytesIO(data)))
    found = [Hidden(Technique.PROPERTIES, listed(reader.fields))] if reader.fields else []
    found += [Hidden(Technique.EMBEDDED_OBJECT, f"{reader.objects} in the sheets")] if reader.objects else []
    return sheets, found


class _Sheets:
    """Walks over content.xml once; one sheet at a time is in memory."""

    def __init__(self, styles: OdfStyles) -> None:
        self.styles = styles
        self.cells = 0
        self.depth = 0
        self.reader: _SheetReader | None = None
        self.fields: list[str] = []  # properties that name people, and embedded documents, of a flat file
        self.objects = 0

    def read(self, stream: Any) -> Iterator[SheetGrid]:
        from lxml import etree

        events = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True
        )
        try:
            for n, (event, element) in enumerate(events):
                if n == 0 and element.getroottree().docinfo.internalDTD is not None:
                    raise unsafe_doctype()
                if isinstance(element.tag, str) and (
                    done := self._take(event, element, element.tag.rpartition("}")[2])
                ):
                    yield done
        except etree.XMLSyntaxError as fault:
            raise Refused(Outcome.DAMAGED, "The file's content is not well-formed XML.") from fault

    def _take(self, event: str, element: Any, tag: str) -> SheetGrid | None:
        if event == "start":
            if tag == "table":
                self.depth += 1
                if self.depth == 1:
                    self.reader = _SheetReader(self.styles, element)
            elif self.reader and self.depth == 1 and tag in ("table-row-group", "table-column-group"):
                self.reader.group(tag, attribute(element, "display") == "false")
            return None
        return self._ended(element, tag)

    def _ended(self, element: Any, tag: str) -> SheetGrid | None:
        if tag in _STYLES and self.depth == 0:
            self.styles.take(element)
        elif tag == "meta" and self.depth == 0:
            self.fields += fields_with_people(element)
        elif tag in ("object", "object-ole"):
            self.objects += not any("chart" in attribute(inner, "mimetype") for inner in element)
        elif tag == "tracked-changes" and any("".join(p.itertext()).strip() for p in element.iter("{*}p")):
            return SheetGrid("", hidden=[Hidden(Technique.TRACKED_DELETION, "changes that the file remembers")])
        elif tag == "table":
            self.depth -= 1
            if self.depth == 0 and self.reader:
                sheet, self.reader = self.reader.finished(), None
                element.clear()
                return sheet
        elif self.reader and self.depth == 1:
            self._part(self.reader, element, tag)
        return None

    def _part(self, reader: _SheetReader, element: Any, tag: str) -> None:
        if tag in ("table-row-group", "table-column-group"):
            reader.group_ended(tag)
        elif tag == "table-column":
            reader.column(element)
        elif tag == "table-source":
            reader.is_external = True
        elif tag == "shapes":
            reader.boxes_beside(element)
        elif tag == "table-row":
            self.cells += reader.row(element, MOST_CELLS - self.cells)
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


class _SheetReader:
    def __init__(self, styles: OdfStyles, table: Any) -> None:
        self.styles = styles
        self.sheet = SheetGrid(attribute(table, "name"))
        self.is_hidden = not styles.get("table", attribute(table, "style-name")).shown
        self.is_external = False
        self.at = 0
        self.col = 0
        self.groups = {"table-row-group": [False], "table-column-group": [False]}
        self.column_styles: list[tuple[int, str]] = []  # last column, default cell style
        self.columns: dict[Technique, list[tuple[int, int]]] = {}
        self.hidden_cols = Intervals()
        self.hidden_rows: list[tuple[int, int]] = []
        self.found_rows: dict[Technique, list[tuple[int, int]]] = {}
        self.found_cols: set[int] = set()
        self.unseen: list[tuple[int, int]] = []
        self.blank: list[tuple[int, int]] = []
        self.vanished: list[tuple[int, int]] = []
        self.pale: list[tuple[int, int]] = []
        self.cell_style = ""
        self.comments: list[tuple[int, int]] = []
        self.filled = [0, 0]

    def group(self, tag: str, collapsed: bool) -> None:
        self.groups[tag].append(collapsed or self.groups[tag][-1])

    def group_ended(self, tag: str) -> None:
        self.groups[tag].pop()

    def column(self, element: Any) -> None:
        count = repeat(element, "number-columns-repeated")
        first, last = self.col, self.col + count - 1
        self.col += count
        if default := attribute(element, "default-cell-style-name"):
            self.column_styles.append((last, default))
        hides = self._hides(element, "table-column", self.groups["table-column-group"][-1])
        if hides:
            self.columns.setdefault(hides, []).append((first, last))

    def _hides(self, element: Any, family: str, collapsed: bool) -> Technique | None:
        is_row = family == "table-row"
        visibility = attribute(element, "visibility")
        if collapsed:
            return Technique.COLLAPSED_GROUP
        if visibility == "filter":
            return Technique.FILTERED_ROWS
        if visibility == "collapse":
            return Technique.HIDDEN_ROWS if is_row else Technique.HIDDEN_COLUMNS
        size = self.styles.get(family, attribute(element, "style-name")).size
        if size is not None and size <= _FLAT:
            return Technique.FLAT_ROWS if is_row else Technique.NARROW_COLUMNS
        return None

    def row(self, element: Any, budget: int) -> int:
        """Takes one row with its repeats; gives how many cells it filled. Raises Refused beyond ``budget``."""
        if self.at == 0 and self.columns:
            self.hidden_cols = Intervals(r for ranges in self.columns.values() for r in ranges)
        count = min(repeat(element, "number-rows-repeated"), _MOST_ROWS)
        cells = dict(self._cells(element, budget))
        hides = self._hides(element, "table-row", self.groups["table-row-group"][-1])
        span = (self.at, self.at + count - 1)
        if hides:
            self.hidden_rows.append(span)
        if cells:
            self._fill(cells, span, hides, budget)
        self.at += count
        return len(cells) * count

    def _fill(self, cells: dict[int, GridCell], span: tuple[int, int], hides: Technique | None, budget: int) -> None:
        if len(cells) * (span[1] - span[0] + 1) > budget:
            raise Refused(Outcome.TOO_BIG, f"The sheets hold more than {MOST_CELLS:,} cells.")
        self.filled = [span[1] + 1, max(self.filled[1], *(c + 1 for c in cells))]
        if hides:
            self.found_rows.setdefault(hides, []).append(span)
            return
        for row in range(span[0], span[1] + 1):
            self.sheet.rows[row] = dict(cells)

    def _cells(self, row: Any, budget: int) -> Iterator[tuple[int, GridCell]]:
        col = 0
        default = attribute(row, "default-cell-style-name")
        for element in row:
            tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if tag not in ("table-cell", "covered-table-cell"):
                continue
            count = repeat(element, "number-columns-repeated")
            if len(element) or attribute(element, "value-type") or attribute(element, "formula"):
                if count > min(budget, 16_384):
                    raise Refused(Outcome.TOO_BIG, f"A sheet holds more than {MOST_CELLS:,} cells.")
                for c in range(col, col + count):
                    yield from self._cell(element, c, default)
            col += count

    def _cell(self, element: Any, col: int, row_default: str) -> Iterator[tuple[int, GridCell]]:
        self._merge(element, col)
        self.cell_style = attribute(element, "style-name") or row_default or self._column_default(col)
        cell = self._value(element, col)
        at = (self.at, col)
        self._boxes(element, col)
        if any(attribute_tag(child) == "annotation" and "".join(child.itertext()).strip() for child in element):
            self.comments.append(at)
        if cell is None:
            return
        if col in self.hidden_cols:
            if cell.text.strip():
                self.found_cols.add(col)
            return
        if cell.text.strip() and self.styles.unseen(self.cell_style):
            self.unseen.append(at)
        elif cell.text.strip() and cell.raw != 0 and self.styles.prints_nothing(self.cell_style):
            self.blank.append(at)
        yield col, cell

    def boxes_beside(self, shapes: Any) -> None:
        """Text boxes that lie over the sheet and are tied to no cell."""
        self._boxes(shapes, 0)

    def _boxes(self, element: Any, col: int) -> None:
        """Text boxes and other shapes with words under ``element``: a cell, or the shapes of the sheet."""
        for shape in element:
            if attribute_tag(shape) in _SHAPES and (text := "\n".join(self._box_lines(shape, col)).strip()):
                self.sheet.boxes.append((self.at, col, text))

    def _box_lines(self, shape: Any, col: int) -> Iterator[str]:
        self.cell_style = ""
        for paragraph in shape.iterfind(".//{*}p"):
            if not any(attribute_tag(up) in ("object", "annotation", "table") for up in _between(paragraph, shape)):
                yield "".join(self._runs(paragraph, False, col))

    def _column_default(self, col: int) -> str:
        return next((style for last, style in self.column_styles if col <= last), "")

    def _merge(self, element: Any, col: int) -> None:
        rows, cols = repeat(element, "number-rows-spanned"), repeat(element, "number-columns-spanned")
        if rows * cols > 1 and len(self.sheet.merges) < 100_000:
            self.sheet.merges.append((self.at, col, self.at + rows - 1, col + cols - 1))

    def _value(self, element: Any, col: int) -> GridCell | None:
        kind = attribute(element, "value-type")
        text = self._text(element, col)
        if any(k.rpartition("}")[2] == "value-type" and v == "error" for k, v in element.attrib.items()):
            return GridCell(text, text, ("error_value",))
        if kind in ("float", "currency", "percentage"):
            return number_cell(attribute(element, "value"), text, kind)
        if kind == "date":
            day = re.sub(r"T00:00(:00)?(\.0+)?$", "", attribute(element, "date-value"))
            return GridCell(day or text, day or text, ("date",))
        if kind == "time":
            return GridCell(clock(attribute(element, "time-value")) or text, text)
        if kind == "boolean":
            return GridCell(attribute(element, "boolean-value").upper(), attribute(element, "boolean-value") == "true")
        if not kind and attribute(element, "formula") and not text:
            return GridCell("", None, ("formula_without_value",))
        return GridCell(text, text) if text else None

    def _text(self, element: Any, col: int) -> str:
        lines = self._paragraphs(element, col)
        for table in element.iterfind("{*}table"):
            lines += self._inner_rows(table, col)
        return "\n".join(lines) or attribute(element, "string-value")

    def _paragraphs(self, element: Any, col: int) -> list[str]:
        return ["".join(self._runs(p, False, col)) for p in element if attribute_tag(p) == "p"]

    def _inner_rows(self, table: Any, col: int) -> Iterator[str]:
        """The rows of a table inside a cell, a line each."""
        for row in table.iter("{*}table-row"):
            words = [line for cell in row for line in self._paragraphs(cell, col)]
            if self._hides(row, "table-row", False):
                self.vanished += [(self.at, col)] if "".join(words).strip() else []
            elif words:
                yield " ".join(words)

    def _runs(self, element: Any, raised: bool, col: int) -> Iterator[str]:
        """The words of a paragraph; raised digits stay told apart, vanished ones are left out."""
        yield words(element.text, raised)
        for child in element:
            tag = attribute_tag(child)
            if tag == "s":
                yield " " * min(repeat(child, "c"), 1000)
            elif tag in ("tab", "line-break"):
                yield "\t" if tag == "tab" else "\n"
            elif tag not in _BESIDE:
                name = attribute(child, "style-name")
                style = self.styles.get("text", name)
                if style.vanished:
                    self.vanished.append((self.at, col))
                elif self.styles.unseen_span(name, self.cell_style) and "".join(child.itertext()).strip():
                    self.pale.append((self.at, col))
                else:
                    yield from self._runs(child, raised or style.raised, col)
            yield words(child.tail, raised)

    def finished(self) -> SheetGrid:
        sheet = self.sheet
        if self.is_external or self.is_hidden:
            return self._out_of_sight()
        sheet.extent = (self.filled[0], self.filled[1])
        sheet.hidden_rows, sheet.hidden_cols = Intervals(self.hidden_rows), self.hidden_cols
        sheet.hidden += [Hidden(t, rows_place(sheet.name, Intervals(r))) for t, r in self.found_rows.items()]
        for technique, ranges in self.columns.items():
            if seen := [c for c in sorted(self.found_cols) if c in Intervals(ranges)]:
                said = Technique.HIDDEN_COLUMNS if technique is Technique.FILTERED_ROWS else technique
                sheet.hidden.append(Hidden(said, columns_place(sheet.name, Intervals((c, c) for c in seen))))
        if self.comments:
            sheet.hidden.append(
                Hidden(Technique.COMMENT, f"{sheet.name}: {listed(address(*rc) for rc in self.comments)}")
            )
        sheet.drop(Technique.UNSEEN_TEXT, [rc for rc in self.unseen if rc[1] in sheet.rows.get(rc[0], {})])
        sheet.drop(Technique.BLANK_FORMAT, [rc for rc in self.blank if rc[1] in sheet.rows.get(rc[0], {})])
        self._fold_boxes()
        for technique, found in ((Technique.VANISHED_TEXT, self.vanished), (Technique.UNSEEN_TEXT, self.pale)):
            if found:
                sheet.hidden.append(Hidden(technique, cells_place(sheet.name, set(found))))
        return sheet

    def _fold_boxes(self) -> None:
        """A text box that is tied to a hidden row or column is not seen."""
        sheet = self.sheet
        folded = {(r, c) for r, c, _ in sheet.boxes if r in sheet.hidden_rows or c in sheet.hidden_cols}
        sheet.boxes = [box for box in sheet.boxes if box[:2] not in folded]
        self.vanished += sorted(folded)

    def _out_of_sight(self) -> SheetGrid:
        size = f"{self.filled[0]:,} rows, {self.filled[1]:,} columns"
        if self.is_external:
            return SheetGrid(
                "", hidden=[Hidden(Technique.EXTERNAL_VALUES, f"stored copy of another file's sheet ({size})")]
            )
        return SheetGrid(self.sheet.name, hidden=[Hidden(Technique.HIDDEN_SHEET, f"{self.sheet.name} ({size})")])


def _between(inner: Any, outer: Any) -> Iterator[Any]:
    """The elements around ``inner`` that are within ``outer``."""
    for up in inner.iterancestors():
        if up is outer:
            return
        yield up
