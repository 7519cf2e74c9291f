"""XLS: cells and states by xlrd, and from the raw records what xlrd does not tell."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractors.hidden import Intervals, Technique, address, cells_place, columns_place, listed, rows_place
from extractors.office import Refused
from extractors.sheets import biff_boxes
from extractors.sheets.grid import MOST_CELLS, GridCell, SheetGrid, percentage, serial_date, shown
from extractors.sheets.styles import RGB, TINIEST, WHITE, Style, is_date_format, same_colour
from schema.reading import Hidden, Outcome

_FORMULA, _BOUNDSHEET, _BOF, _CRN, _FILTERMODE = 0x06, 0x85, 0x809, 0x5A, 0x9B
_DIMENSIONS, _CELLS = 0x200, {0x06, 0xBD, 0xFD, 0x203, 0x204, 0x205, 0x27E}
_FLAT_TWIPS = 30  # 1.5 points
_NARROW = 128  # half a character, in 256ths
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(slots=True)
class Records:
    """Facts from the raw records: formulas that were never calculated, filters, values of other files."""

    uncalculated: dict[int, set[tuple[int, int]]] = field(default_factory=dict)  # by offset of the sheet
    filtering: set[int] = field(default_factory=set)
    offsets: list[int] = field(default_factory=list)  # of the sheets in order
    boxes: dict[int, list[biff_boxes.TextBox]] = field(default_factory=dict)
    external: int = 0
    spread: int = 0  # cells of the rectangles that the sheets claim or fill, all together


def open_book(data: bytes) -> Any:
    """The workbook with its formatting. Raises Refused: password, or damaged."""
    import xlrd

    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=True
        )
    except xlrd.XLRDError as fault:
        if "encrypt" in str(fault).lower() or "password" in str(fault).lower():
            raise Refused(
                Outcome.PASSWORD, "The workbook is encrypted; ask for the password or for a plain copy."
            ) from fault
        raise Refused(Outcome.DAMAGED, "The file is no whole XLS workbook.") from fault
    except Exception as fault:  # xlrd raises whatever its arithmetic on broken records leads to
        raise Refused(Outcome.DAMAGED, "The workbook's records are broken; nothing of it was read.") from fault


def raw_records(data: bytes) -> Records:
    """Walk over the records of the workbook stream once."""
    stream = _stream(data)
    found, at, sheet = Records(), 0, -1
    extents: dict[int, tuple[int, int]] = {}
    boxes = biff_boxes.BoxReader(found.boxes)
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = at + 4
        if kind == _BOF and (not found.offsets or at in found.offsets):  # a chart within a sheet is no other sheet
            sheet = at
        elif kind == _BOUNDSHEET and size >= 4:
            found.offsets.append(struct.unpack_from("<I", stream, body)[0])
        elif kind == _CRN:
            found.external += 1
        elif kind in biff_boxes.RECORDS:
            boxes.take(kind, stream[body : body + size], sheet)
        elif kind == _FILTERMODE:
            found.filtering.add(sheet)
        elif kind == _FORMULA and size >= 16 and _never_calculated(stream, body):
            found.uncalculated.setdefault(sheet, set()).add(struct.unpack_from("<HH", stream, body))
        at = body + size
        if at <= len(stream) and (end := _reaches(kind, size, stream, body)):
            extents[sheet] = max(extents.get(sheet, end)[0], end[0]), max(extents.get(sheet, end)[1], end[1])
    found.spread = sum(height * width for height, width in extents.values())
    return found


def _reaches(kind: int, size: int, stream: bytes, body: int) -> tuple[int, int] | None:
    """How many rows and columns a sheet claims to use (MS-XLS 2.4.90), or has up to a cell; None for other records."""
    if kind == _DIMENSIONS and size >= 10:
        rows, _, columns = struct.unpack_from("<IHH" if size >= 14 else "<HHH", stream, body + (4 if size >= 14 else 2))
        return rows, columns
    if kind in _CELLS and size >= 4:
        row, column = struct.unpack_from("<HH", stream, body)
        return row + 1, column + 1
    return None


def read_sheet(book: Any, index: int, records: Records) -> SheetGrid:
    """One visible sheet; what is hidden is named and left out."""
    source = book.sheet_by_index(index)
    sheet = SheetGrid(source.name, extent=(source.nrows, source.ncols))
    sheet.merges = [(r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in source.merged_cells[:100_000]]
    rows, cols = _row_states(source), _column_states(source)
    sheet.hidden_rows = Intervals((r, r) for r in rows)
    sheet.hidden_cols = Intervals((c, c) for c in cols)
    offset = records.offsets[index] if index < len(records.offsets) else -1
    _Cells(book, source, sheet, records.uncalculated.get(offset, set())).fill(rows, cols, offset in records.filtering)
    notes = [at for at, note in source.cell_note_map.items() if note.text.strip()]
    if notes:
        sheet.hidden.append(Hidden(Technique.COMMENT, cells_place(sheet.name, notes)))
    _lay_boxes(sheet, records.boxes.get(offset, []))
    return sheet


def _lay_boxes(sheet: SheetGrid, boxes: list[biff_boxes.TextBox]) -> None:
    for box in boxes:
        if box.hidden or box.row in sheet.hidden_rows or box.col in sheet.hidden_cols:
            place = f"{sheet.name}: text box at {address(box.row, box.col)}"
            sheet.hidden.append(Hidden(Technique.VANISHED_TEXT, place))
        else:
            sheet.boxes.append((box.row, box.col, box.text))


def hidden_names(book: Any) -> Iterator[Hidden]:
    """Defined names out of view. Built-in ones (print areas, filters) are the program's own."""
    from extractors.hidden_office import is_program_name

    names = [
        n.name for n in book.name_obj_list if n.hidden and not n.builtin and not n.macro and not is_program_name(n.name)
    ]
    if names:
        yield Hidden(Technique.DEFINED_NAME, listed(names))


def hidden_streams(data: bytes) -> Iterator[Hidden]:
    """Pivot caches, embedded objects and properties in the container around the workbook."""
    import olefile

    from extractors.personal import property_fields

    if not is_container(data):
        return
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        storages = {entry[0] for entry in ole.listdir(streams=True, storages=True)}
        caches = [e for e in ole.listdir() if e[0] == "_SX_DB_CUR" and len(e) > 1]
        meta = ole.get_metadata()
    for number, _ in enumerate(caches, 1):
        yield Hidden(Technique.PIVOT_CACHE, f"pivot cache {number}")
    if objects := sorted(s for s in storages if s.startswith(("MBD", "LNK"))):
        yield Hidden(Technique.EMBEDDED_OBJECT, listed(objects))
    said = {n: getattr(meta, n, None) for n in ("title", "subject", "keywords", "comments", "category", "manager")}
    if fields := property_fields({n: _text(v) for n, v in said.items()}):
        yield Hidden(Technique.PROPERTIES, listed(fields))


class _Cells:
    """Fills the grid of one sheet and notes which cells nobody sees."""

    def __init__(self, book: Any, source: Any, sheet: SheetGrid, uncalculated: set[tuple[int, int]]) -> None:
        self.book, self.source, self.sheet, self.uncalculated = book, source, sheet, uncalculated
        self.styles: dict[int, Style] = {}

    def fill(self, rows: dict[int, Technique], cols: dict[int, Technique], filtering: bool) -> None:
        found_rows: dict[Technique, list[int]] = {}
        found_cols: dict[Technique, set[int]] = {}
        unseen: list[tuple[int, int]] = []
        blank: list[tuple[int, int]] = []
        tiny: list[tuple[int, int]] = []
        count = 0
        for r in range(self.source.nrows):
            line: dict[int, GridCell] = {}
            for c, cell, style in self._line(r):
                count += 1
                if r in rows:
                    found_rows.setdefault(rows[r], []).append(r)
                elif c in cols:
                    found_cols.setdefault(cols[c], set()).add(c)
                else:
                    line[c] = cell
                    if cell.text.strip() and style.unseen:
                        unseen.append((r, c))
                    elif cell.text.strip() and style.tiny:
                        tiny.append((r, c))
                    elif cell.text.strip() and style.hides(cell.raw):
                        blank.append((r, c))
            if line:
                self.sheet.rows[r] = line
            if count > MOST_CELLS:
                raise Refused(Outcome.TOO_BIG, f"A sheet holds more than {MOST_CELLS:,} cells.")
        self._say(found_rows, found_cols, filtering)
        self.sheet.drop(Technique.UNSEEN_TEXT, unseen)
        self.sheet.drop(Technique.BLANK_FORMAT, blank)
        self.sheet.drop(Technique.TINY_TEXT, tiny)

    def _say(self, rows: dict[Technique, list[int]], cols: dict[Technique, set[int]], filtering: bool) -> None:
        for technique, found in rows.items():
            said = Technique.FILTERED_ROWS if filtering and technique is Technique.HIDDEN_ROWS else technique
            self.sheet.hidden.append(Hidden(said, rows_place(self.sheet.name, Intervals((r, r) for r in set(found)))))
        for technique, seen in cols.items():
            self.sheet.hidden.append(Hidden(technique, columns_place(self.sheet.name, Intervals((c, c) for c in seen))))

    def _line(self, r: int) -> Iterator[tuple[int, GridCell, Style]]:
        types, values = self.source.row_types(r), self.source.row_values(r)
        for c, (kind, value) in enumerate(zip(types, values, strict=True)):
            if kind in (0, 6) and (r, c) not in self.uncalculated:
                continue
            style = self._style(self.source.cell_xf_index(r, c))
            cell = self._cell(r, c, kind, value, style)
            if cell.text.strip() or cell.flags:
                yield c, cell, style

    def _cell(self, r: int, c: int, kind: int, value: Any, style: Style) -> GridCell:
        if (r, c) in self.uncalculated:
            return GridCell("", None, ("formula_without_value",))
        if kind == 1:
            return GridCell(value, value)
        if kind == 4:
            return GridCell("TRUE" if value else "FALSE", bool(value))
        if kind == 5:
            return GridCell(_ERRORS.get(value, "#ERROR!"), str(value), ("error_value",))
        if math.isnan(value) or math.isinf(value):
            return GridCell("#NUM!", str(value), ("error_value",))
        if kind == 3 and (day := serial_date(value, self.book.datemode == 1)):
            return GridCell(day, value, ("date",))
        return GridCell(percentage(value) if style.percent else shown(value), value)

    def _style(self, index: int) -> Style:
        if index not in self.styles:
            self.styles[index] = _style(self.book, index)
        return self.styles[index]


def _style(book: Any, index: int) -> Style:
    xf = book.xf_list[index]
    code = (book.format_map[xf.format_key].format_str or "") if xf.format_key in book.format_map else ""
    ground = xf.background
    fill: RGB | None = WHITE if ground.fill_pattern == 0 else None
    if ground.fill_pattern == 1:
        fill = _colour(book, ground.pattern_colour_index)
    has_font = xf.font_index < len(book.font_list)  # the oldest workbooks describe none
    font = _colour(book, book.font_list[xf.font_index].colour_index) if has_font else (0, 0, 0)
    is_percent = "%" in code
    tiny = has_font and 0 < book.font_list[xf.font_index].height <= TINIEST * 20
    return Style(is_date_format(code, 0) and not is_percent, is_percent, same_colour(font, fill), code, tiny=tiny)


def _colour(book: Any, index: int) -> RGB | None:
    """A palette colour; the program's own text colour (0x7FFF, 64) is black, its window colour (65) white."""
    if index in (0x7FFF, 64):
        return (0, 0, 0)
    return WHITE if index == 65 else book.colour_map.get(index)


def _row_states(source: Any) -> dict[int, Technique]:
    states = {}
    for r, info in source.rowinfo_map.items():
        if info.hidden:
            states[r] = Technique.COLLAPSED_GROUP if info.outline_level else Technique.HIDDEN_ROWS
        elif not info.has_default_height and 0 <= info.height <= _FLAT_TWIPS and info.height_mismatch:
            states[r] = Technique.FLAT_ROWS
    return states


def _column_states(source: Any) -> dict[int, Technique]:
    states = {}
    for c, info in source.colinfo_map.items():
        if info.hidden:
            states[c] = Technique.COLLAPSED_GROUP if info.outline_level else Technique.HIDDEN_COLUMNS
        elif info.width <= _NARROW:
            states[c] = Technique.NARROW_COLUMNS
    return states


def _never_calculated(stream: bytes, body: int) -> bool:
    """An empty result, or zero with the mark "calculate on load" (MS-XLS 2.4.127): nothing was ever worked out."""
    result, options = stream[body + 6 : body + 14], struct.unpack_from("<H", stream, body + 14)[0]
    is_blank = result[0] == 3 and result[6:] == b"\xff\xff"
    return is_blank or (result == bytes(8) and bool(options & 0x02))


def is_container(data: bytes) -> bool:
    """Whether the records stand in a container (OLE); the oldest workbooks are records alone."""
    return data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def _stream(data: bytes) -> bytes:
    import olefile

    if not is_container(data):
        return data
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        name = next((n for n in ("Workbook", "Book") if ole.exists(n)), "")
        return ole.openstream(name).read() if name else b""


def _text(value: Any) -> str:
    return value.decode("cp1252", "replace") if isinstance(value, bytes) else str(value or "")
