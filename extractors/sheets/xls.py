"""The extractor of XLS (xlrd, confirmed by python-calamine), and of the XML workbook of Excel 2003."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.hidden import Technique
from extractors.office import Refused, refusal
from extractors.sheets.biff import Records, hidden_names, hidden_streams, open_book, raw_records, read_sheet
from extractors.sheets.excel2003 import Workbook2003
from extractors.sheets.grid import SheetGrid
from extractors.sheets.second import Calamine, unread_twice
from extractors.sheets.workbook import reading_of
from schema.reading import Hidden, Reading, Source

NAME = "xls"
VERSION = "7"


_BINARY, _XML = "application/vnd.ms-excel", "application/vnd.ms-excel.2003+xml"


class Xls:
    """The old binary workbook (BIFF 2 to 8), and the one of 2003 that is one XML file."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 90 if media_type in (_BINARY, _XML) else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, empty or quarantined; damaged, password or too_big for what is refused."""
        try:
            return _read_xml(data, source) if source.media_type == _XML else _read(data, source)
        except Refused as refused:
            return refusal(source, refused, NAME, VERSION)


def _read(data: bytes, source: Source) -> Reading:
    book = open_book(data)
    records = raw_records(data)
    hidden = [*hidden_streams(data), *hidden_names(book)]
    if records.external:
        hidden.append(Hidden(Technique.EXTERNAL_VALUES, f"external links: {records.external:,} rows of values"))
    visible = []
    for index, state in enumerate(book._sheet_visibility):
        if state == 0:
            visible.append(index)
        else:
            hidden.append(_hidden_sheet(book, index, state))
    second = Calamine(data, records.spread).second
    return reading_of(source, _sheets(book, visible, records), second, hidden, NAME, VERSION)


def _read_xml(data: bytes, source: Source) -> Reading:
    book = Workbook2003(data)
    sheets = list(book.sheets())
    return reading_of(source, sheets, unread_twice, book.hidden, NAME, VERSION)


def _sheets(book: Any, visible: list[int], records: Records) -> Iterator[SheetGrid]:
    for index in visible:
        yield read_sheet(book, index, records)
        book.unload_sheet(index)


def _hidden_sheet(book: Any, index: int, state: int) -> Hidden:
    sheet = book.sheet_by_index(index)
    size = f"{sheet.nrows:,} rows, {sheet.ncols:,} columns"
    book.unload_sheet(index)
    if state == 2:
        return Hidden(Technique.VERY_HIDDEN_SHEET, f"{sheet.name} ({size}; no menu shows it)")
    return Hidden(Technique.HIDDEN_SHEET, f"{sheet.name} ({size})")
