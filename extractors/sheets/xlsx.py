"""The extractor of XLSX and XLSM (raw XML, confirmed by python-calamine); XLSB goes to its own reader."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.hidden import Technique, listed
from extractors.hidden_office import comment_cells, workbook_hidden
from extractors.office import Package, Refused, refusal
from extractors.sheets.grid import SheetGrid
from extractors.sheets.ooxml import Workbook, open_workbook, read_sheet, relations, sheet_size
from extractors.sheets.second import Calamine
from extractors.sheets.text_boxes import add_text_boxes
from extractors.sheets.workbook import reading_of
from extractors.sheets.xlsb import read_xlsb
from schema.reading import Hidden, Outcome, Reading, Source

NAME = "xlsx"
VERSION = "8"
MOST_SHEETS = 1_000
_TYPES = (
    "openxmlformats-officedocument.spreadsheetml",
    "ms-excel.sheet.macroenabled",
    "ms-excel.template.macroenabled",
)
_BINARY = "ms-excel.sheet.binary"


class Xlsx:
    """XLSX and XLSM. Nothing is calculated: a formula without a stored value is a fact, not a zero."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 90 if any(kind in media_type.lower() for kind in (*_TYPES, _BINARY)) else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, empty or quarantined; damaged, unsafe, password or too_big for what is refused."""
        try:
            if _BINARY in source.media_type.lower():
                return read_xlsb(data, source)
            return _read(data, source)
        except Refused as refused:
            return refusal(source, refused, NAME, VERSION)


def _read(data: bytes, source: Source) -> Reading:
    package = Package(data)
    book = open_workbook(package)
    _refuse(book)
    hidden = workbook_hidden(package, book.root)
    seen = [(name, part) for name, state, part in book.sheets if state == "visible" and _is_sheet(book, part)]
    for name, state, part in book.sheets:
        if state != "visible":
            hidden.append(_hidden_sheet(book, name, state, part))
    hidden += [h for name, part in seen for h in _comments(book, name, part)]
    sheets = _sheets(book, seen)
    flags: tuple[str, ...] = ("macros",) if any(n.endswith("vbaProject.bin") for n in package.names) else ()
    return reading_of(source, sheets, Calamine(data).second, hidden, NAME, VERSION, flags)


def _refuse(book: Workbook) -> None:
    """Raises Refused for more sheets than anybody makes, and where a sheet that is named is not there."""
    if len(book.sheets) > MOST_SHEETS:
        raise Refused(Outcome.TOO_BIG, f"The workbook has {len(book.sheets):,} sheets, more than {MOST_SHEETS:,}.")
    lost = sum(part not in book.package.names for _, _, part in book.sheets)
    if lost:
        raise Refused(Outcome.DAMAGED, f"{lost} of the {len(book.sheets)} sheets of the workbook are not in the file.")


def _sheets(book: Workbook, seen: list[tuple[str, str]]) -> Iterator[SheetGrid]:
    for name, part in seen:
        sheet = read_sheet(book, name, part)
        add_text_boxes(sheet, book.package, part)
        yield sheet


def _is_sheet(book: Workbook, part: str) -> bool:
    return part in book.package.names and "chartsheet" not in part


def _hidden_sheet(book: Workbook, name: str, state: str, part: str) -> Hidden:
    rows, cols = sheet_size(book, part) if _is_sheet(book, part) else (0, 0)
    if state == "veryHidden":
        return Hidden(Technique.VERY_HIDDEN_SHEET, f"{name} ({rows:,} rows, {cols:,} columns; no menu shows it)")
    return Hidden(Technique.HIDDEN_SHEET, f"{name} ({rows:,} rows, {cols:,} columns)")


def _comments(book: Workbook, name: str, part: str) -> Iterator[Hidden]:
    cells: dict[str, None] = {}
    for _, kind, target in relations(book.package, part):
        if kind.lower() in ("comments", "threadedcomment") and target in book.package.names:
            cells |= dict.fromkeys(comment_cells(book.package, target))
    if cells:
        yield Hidden(Technique.COMMENT, f"{name}: {listed(cells)}")
