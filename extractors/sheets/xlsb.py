"""The extractor of XLSB (its binary parts, confirmed by python-calamine)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.hidden import Technique, cells_place, listed
from extractors.hidden_office import is_program_name, package_hidden
from extractors.office import Package, Refused, refusal
from extractors.sheets.biff12 import (
    BinaryBook,
    binary_sheet_size,
    comment_places,
    external_values,
    open_binary,
    read_binary_sheet,
)
from extractors.sheets.grid import SheetGrid
from extractors.sheets.ooxml import relations
from extractors.sheets.second import Calamine
from extractors.sheets.text_boxes import add_text_boxes
from extractors.sheets.workbook import reading_of
from schema.reading import Hidden, Outcome, Reading, Source

NAME = "xlsb"
VERSION = "4"
MOST_SHEETS = 1_000


def read_xlsb(data: bytes, source: Source) -> Reading:
    """Outcome read, empty or quarantined; damaged, unsafe, password or too_big for what is refused."""
    try:
        return _read(data, source)
    except Refused as refused:
        return refusal(source, refused, NAME, VERSION)


def _read(data: bytes, source: Source) -> Reading:
    package = Package(data)
    book = open_binary(package)
    if len(book.sheets) > MOST_SHEETS:
        raise Refused(Outcome.TOO_BIG, f"The workbook has {len(book.sheets):,} sheets, more than {MOST_SHEETS:,}.")
    if any(part not in package.names for _, _, part in book.sheets):
        raise Refused(Outcome.DAMAGED, "Sheets of the workbook are not in the file.")
    seen = [(name, part) for name, state, part in book.sheets if state == "visible" and "chartsheet" not in part]
    hidden = [
        *package_hidden(package),
        *_beside(book),
        *(_hidden_sheet(book, *sheet) for sheet in book.sheets if sheet[1] != "visible"),
        *(note for name, part in seen for note in _comments(book, name, part)),
    ]
    flags: tuple[str, ...] = ("macros",) if any(n.endswith("vbaProject.bin") for n in package.names) else ()
    return reading_of(source, _sheets(book, seen), Calamine(data).second, hidden, NAME, VERSION, flags)


def _sheets(book: BinaryBook, seen: list[tuple[str, str]]) -> Iterator[SheetGrid]:
    for name, part in seen:
        sheet = read_binary_sheet(book, name, part)
        add_text_boxes(sheet, book.package, part)
        yield sheet


def _hidden_sheet(book: BinaryBook, name: str, state: str, part: str) -> Hidden:
    rows, cols = binary_sheet_size(book, part)
    size = f"{rows:,} rows, {cols:,} columns"
    if state == "veryHidden":
        return Hidden(Technique.VERY_HIDDEN_SHEET, f"{name} ({size}; no menu shows it)")
    return Hidden(Technique.HIDDEN_SHEET, f"{name} ({size})")


def _beside(book: BinaryBook) -> Iterator[Hidden]:
    """Caches, links and names outside the cells."""
    for name in book.package.names:
        if re.fullmatch(r"xl/pivotCache/pivotCacheRecords\d*\.bin", name):
            yield Hidden(Technique.PIVOT_CACHE, name.rpartition("/")[2].removesuffix(".bin"))
        is_link = re.fullmatch(r"xl/externalLinks/externalLink\d+\.bin", name)
        if is_link and (count := external_values(book.package.read(name))):
            yield Hidden(Technique.EXTERNAL_VALUES, f"{name.rpartition('/')[2]}: {count:,} values")
    if any(n.startswith("xl/model/") for n in book.package.names):
        yield Hidden(Technique.DATA_MODEL, "workbook data model")
    if names := [name for name, is_hidden in book.names if is_hidden and not is_program_name(name)]:
        yield Hidden(Technique.DEFINED_NAME, listed(names))


def _comments(book: BinaryBook, name: str, part: str) -> Iterator[Hidden]:
    for _, kind, target in relations(book.package, part):
        is_there = kind == "comments" and target in book.package.names
        if is_there and (places := list(comment_places(book.package.read(target)))):
            yield Hidden(Technique.COMMENT, cells_place(name, places))
