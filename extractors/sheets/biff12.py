"""XLSB: the binary parts of a workbook (BIFF12), cells and states. Numbers of the records: MS-XLSB 2.3."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from extractors.hidden import Technique
from extractors.office import Package, Refused, xml
from extractors.sheets.grid import GridCell, SheetGrid
from extractors.sheets.ooxml import number_cell, relations
from extractors.sheets.sight import Sight
from extractors.sheets.styles import RGB, WHITE, Style, indexed, is_date_format, same_colour, theme_colours, tinted
from schema.reading import Outcome

_ROW, _SHORTEST, _LAST_CELL, _RICH = 0, 1, 18, 62
_STRINGS, _STRING_ITEM, _NAME, _FONT, _FORMAT, _FILL, _STYLE = 159, 19, 39, 43, 44, 45, 47
_COLUMN, _WORKBOOK, _SHEET, _FILTER, _FILTERED, _MERGED, _DEFAULTS = 60, 153, 156, 161, 163, 176, 485
_CELL_STYLES, _CELL_STYLES_END, _COMMENT, _EXTERNAL = 617, 618, 635, range(368, 372)
_SHORT = 11  # a short cell is numbered so much above its long form and leaves its column out
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_FLAT_TWIPS, _NARROW = 30, 128  # 1.5 points, half a character in 256ths
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class BinaryBook:
    """What the parts say before any sheet is read. ``names``: (name, hidden) of the defined names."""

    package: Package
    part: str
    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, state, part
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    names: list[tuple[str, bool]] = field(default_factory=list)
    raised: list[bool] = field(default_factory=list)  # by font
    epoch_1904: bool = False


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, content) of each record. Raises Refused where the part is cut off."""
    at, size = 0, len(data)
    while at < size:
        kind, at = _count(data, at, 2)
        length, at = _count(data, at, 4)
        if at + length > size:
            raise _broken()
        yield kind, data[at : at + length]
        at += length


def open_binary(package: Package) -> BinaryBook:
    """The workbook of a package. Raises Refused where there is none or a part of it is broken."""
    part = next((t for _, kind, t in relations(package, "") if kind == "officeDocument"), "xl/workbook.bin")
    if part not in package.names:
        raise Refused(Outcome.DAMAGED, "The file has no workbook part; it seems to be cut off.")
    book = BinaryBook(package, part)
    try:
        _parts(book)
    except (struct.error, IndexError) as fault:
        raise _broken() from fault
    return book


def read_binary_sheet(book: BinaryBook, name: str, part: str) -> SheetGrid:
    """One visible sheet: what is hidden is named and left out. Raises Refused."""
    reader = _BinarySheet(book, name)
    try:
        for kind, body in records(book.package.read(part)):
            reader.take(kind, body)
    except (struct.error, IndexError) as fault:
        raise _broken() from fault
    reader.close_row()
    return reader.finished()


def binary_sheet_size(book: BinaryBook, part: str) -> tuple[int, int]:
    """Filled rows and columns of a hidden sheet, counted without keeping a value."""
    rows: set[int] = set()
    cols: set[int] = set()
    row = col = 0
    for kind, body in records(book.package.read(part)):
        if kind == _ROW and len(body) >= 4:
            row, col = struct.unpack_from("<I", body)[0], -1
        elif _is_cell(kind) and len(body) >= 4:
            col = col + 1 if kind > _SHORT and kind != _RICH else struct.unpack_from("<I", body)[0]
            if kind not in (1, 12):
                rows.add(row)
                cols.add(col)
    return len(rows), len(cols)


def comment_places(data: bytes) -> Iterator[tuple[int, int]]:
    """(row, column) of the cells that a comment part speaks of."""
    for kind, body in records(data):
        if kind == _COMMENT and len(body) >= 20:
            row, _, col, _ = struct.unpack_from("<4I", body, 4)
            yield row, col


def external_values(data: bytes) -> int:
    """How many stored values of another file a link holds."""
    return sum(kind in _EXTERNAL for kind, _ in records(data))


# ------------------------------------------------------------------ the parts


def _parts(book: BinaryBook) -> None:
    targets = {rel: (kind, target) for rel, kind, target in relations(book.package, book.part)}
    for kind, target in targets.values():
        if target in book.package.names and kind == "styles":
            _styles(book, target)
    for kind, target in targets.values():
        if target in book.package.names and kind == "sharedStrings":
            _strings(book, target)
    for number, body in records(book.package.read(book.part)):
        if number == _WORKBOOK:
            book.epoch_1904 = bool(body[0] & 1)
        elif number == _SHEET:
            rel, at = _wide(body, 8)
            name, _ = _wide(body, at)
            state = _STATES.get(struct.unpack_from("<I", body)[0], "hidden")
            book.sheets.append((name, state, targets.get(rel, ("", ""))[1]))
        elif number == _NAME:
            book.names.append((_wide(body, 9)[0], bool(body[0] & 1)))


def _strings(book: BinaryBook, part: str) -> None:
    """The shared texts. Cells name them by number, so that one lost would shift all others: Refused."""
    said = -1
    for number, body in records(book.package.read(part)):
        if number == _STRINGS:
            said = struct.unpack_from("<I", body, 4)[0]
        elif number == _STRING_ITEM:
            book.strings.append(_rich(body, 0, book.raised))
    if said not in (-1, len(book.strings)):
        raise _broken()


def _styles(book: BinaryBook, part: str) -> None:
    theme = _theme(book.package)
    formats: dict[int, str] = {}
    fonts: list[RGB | None] = []
    fills: list[RGB | None] = []
    is_cell = False
    for kind, body in records(book.package.read(part)):
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind == _FONT:
            book.raised.append(struct.unpack_from("<H", body, 6)[0] == 1)
            fonts.append(_colour(body, 12, theme, (0, 0, 0)))
        elif kind == _FILL:
            fills.append(_ground(body, theme))
        elif kind in (_CELL_STYLES, _CELL_STYLES_END):
            is_cell = kind == _CELL_STYLES
        elif kind == _STYLE and is_cell:
            book.styles.append(_style(body, formats, fonts, fills))


def _style(body: bytes, formats: dict[int, str], fonts: list[RGB | None], fills: list[RGB | None]) -> Style:
    number, font, fill = struct.unpack_from("<3H", body, 2)
    code = formats.get(number, "")
    is_percent = number in (9, 10) or ("%" in code and "\\%" not in code and '"%"' not in code)
    colour = fonts[font] if font < len(fonts) else None
    ground = fills[fill] if fill < len(fills) else None
    return Style(not is_percent and is_date_format(code, number), is_percent, same_colour(colour, ground), code)


def _ground(body: bytes, theme: list[RGB]) -> RGB | None:
    pattern = struct.unpack_from("<I", body)[0]
    if pattern == 0:
        return WHITE
    return _colour(body, 4, theme, None) if pattern == 1 else None


def _colour(body: bytes, at: int, theme: list[RGB], automatic: RGB | None) -> RGB | None:
    """A colour of eight bytes: kind, index, tint, red, green, blue, opacity."""
    kind, index, tint, red, green, blue = struct.unpack_from("<BBhBBB", body, at)
    if kind >> 1 == 3:
        return tinted(theme[index], tint / 32767) if index < len(theme) else None
    if kind >> 1 == 1:
        return indexed(index)
    return (red, green, blue) if kind >> 1 == 2 else automatic


def _theme(package: Package) -> list[RGB]:
    name = next((n for n in package.names if re.fullmatch(r"xl/theme/theme1\.xml", n)), "")
    return theme_colours(xml(package.read(name))) if name else [WHITE, (0, 0, 0)]


# ------------------------------------------------------------------ a sheet


class _BinarySheet(Sight):
    def __init__(self, book: BinaryBook, name: str) -> None:
        super().__init__(name)
        self.book = book
        self.zero_height = False
        self.hides: Technique | None = None
        self.line: dict[int, GridCell] = {}
        self.col = -1

    def take(self, kind: int, body: bytes) -> None:
        if kind == _ROW:
            self._row(body)
        elif _is_cell(kind):
            self._cell(kind, body)
        elif kind == _COLUMN:
            self._column(body)
        elif kind == _MERGED and len(self.sheet.merges) < 100_000:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            self.sheet.merges.append((top, left, bottom, right))
        elif kind == _FILTER:
            self.filter = struct.unpack_from("<2I", body)
        elif kind == _DEFAULTS:
            self.zero_height = bool(body[8] & 2)
        self.filtering = self.filtering or kind == _FILTERED

    def close_row(self) -> None:
        """Keep the row that was read last."""
        if self.row >= 0:
            self.end_row(self.line, self.hides)
        self.line, self.col = {}, -1

    def _row(self, body: bytes) -> None:
        self.close_row()
        row, _, height = struct.unpack_from("<IIH", body)
        if row >= _MOST_ROWS or row <= self.row:
            raise Refused(Outcome.DAMAGED, "A row has no proper number.")
        self.begin_row(row)
        state = body[11]
        if state & 0x10 or (self.zero_height and not state & 0x20):
            self.hides = Technique.COLLAPSED_GROUP if state & 7 else Technique.HIDDEN_ROWS
        else:
            self.hides = Technique.FLAT_ROWS if state & 0x20 and height <= _FLAT_TWIPS else None

    def _column(self, body: bytes) -> None:
        first, last, width = struct.unpack_from("<3I", body)
        state = struct.unpack_from("<H", body, 16)[0]
        if state & 1:
            self.hide_columns(
                Technique.COLLAPSED_GROUP if state >> 8 & 7 else Technique.HIDDEN_COLUMNS, first, min(last, 16_383)
            )
        elif width <= _NARROW:
            self.hide_columns(Technique.NARROW_COLUMNS, first, min(last, 16_383))

    def _cell(self, kind: int, body: bytes) -> None:
        is_short = kind > _SHORT and kind != _RICH
        self.col = self.col + 1 if is_short else struct.unpack_from("<I", body)[0]
        at = 0 if is_short else 4
        if self.row < 0 or self.col >= _MOST_COLUMNS:
            raise Refused(Outcome.DAMAGED, "A cell has no proper address.")
        styled = int.from_bytes(body[at : at + 3], "little")
        style = self.book.styles[styled] if styled < len(self.book.styles) else Style()
        cell = self._value(kind - _SHORT if is_short else kind, body, at + 4, style)
        if cell is not None:
            self.count(self.col)
            if self.is_kept(self.col, cell, style):
                self.line[self.col] = cell

    def _value(self, kind: int, body: bytes, at: int, style: Style) -> GridCell | None:
        number = partial(number_cell, style=style, epoch_1904=self.book.epoch_1904)
        if kind == 2:
            return number(_plain(_packed(struct.unpack_from("<I", body, at)[0])))
        if kind in (5, 9):
            return number(_plain(struct.unpack_from("<d", body, at)[0]))
        if kind in (3, 11):
            return GridCell(_ERRORS.get(body[at], "#ERROR!"), body[at], ("error_value",))
        if kind in (4, 10):
            return GridCell("TRUE" if body[at] else "FALSE", bool(body[at]))
        if kind == 7:
            index = struct.unpack_from("<I", body, at)[0]
            if index >= len(self.book.strings):
                return GridCell("", None, ("error_value",))  # the text that it names is not there
            text = self.book.strings[index]
        elif kind in (6, 8):
            text = _wide(body, at)[0]
        else:
            text = _rich(body, at, self.book.raised) if kind == _RICH else ""
        return GridCell(text, text) if text else None


def _is_cell(kind: int) -> bool:
    return _SHORTEST <= kind <= _LAST_CELL or kind == _RICH


def _packed(number: int) -> float:
    """A number in 30 bits: a whole one or the upper part of a floating one, perhaps in hundredths."""
    if number & 2:
        value: float = (number >> 2) - (1 << 30 if number & 0x80000000 else 0)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))
    return value / 100 if number & 1 else value


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _count(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in groups of seven bits, the record's kind (``most`` 2) or length (4), and what follows it.

    The number of a record keeps no gaps: MS-XLSB writes the second byte above the first seven bits.
    """
    value = 0
    for n in range(most):
        if at >= len(data):
            raise _broken()
        value |= (data[at] & 0x7F) << (7 * n)
        at += 1
        if data[at - 1] < 0x80:
            break
    return value, at


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length in letters before it ("" for none), and the place behind it."""
    length = struct.unpack_from("<I", body, at)[0]
    at += 4
    if length == 0xFFFFFFFF:
        return "", at
    if at + 2 * length > len(body):
        raise _broken()
    return body[at : at + 2 * length].decode("utf-16-le", "replace"), at + 2 * length


def _rich(body: bytes, at: int, raised: list[bool]) -> str:
    """A text with its letters' fonts: raised digits stay told apart ("12¹")."""
    text, after = _wide(body, at + 1)
    if not body[at] & 1 or not any(raised):
        return text
    runs = [struct.unpack_from("<HH", body, after + 4 + 4 * n) for n in range(struct.unpack_from("<I", body, after)[0])]
    out, ends = [text[: runs[0][0]] if runs else text], [start for start, _ in runs[1:]] + [len(text)]
    for (start, font), end in zip(runs, ends, strict=True):
        piece = text[start:end]
        out.append(piece.translate(_SUPERSCRIPT) if font < len(raised) and raised[font] else piece)
    return "".join(out)


def _broken() -> Refused:
    return Refused(Outcome.DAMAGED, "A part of the workbook is cut off or broken.")
