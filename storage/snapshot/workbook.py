"""The tables as one XLSX. Text is always written as text, so that nothing printed by a stranger becomes a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.snapshot.content import Snapshot, SnapshotTable, Value

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

ROWS = 1_048_575  # of an XLSX sheet below its heading; what is more goes on a further sheet
LETTERS = 32_767  # of an XLSX cell; a longer text says that it is cut, and where it stands whole
CUT = " [cut here: the whole text stands in the CSV]"
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # fixed, so that equal tables give equal bytes
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(snapshot: Snapshot, path: Path) -> None:
    """A cover, one sheet for each table with frozen heading and filters, and the data dictionary."""
    from xlsxwriter import Workbook

    with Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": snapshot.title, "created": _MADE})
        _sheet(
            book,
            "about",
            ("fact", "value"),
            iter(snapshot.about.items()),
            filters=False,
        )
        for table in snapshot.tables:
            _table(book, table)
        _sheet(
            book,
            "dictionary",
            ("table", "column", "type", "description"),
            iter(_dictionary(snapshot)),
        )


def _table(book: Workbook, table: SnapshotTable) -> None:
    """One sheet, or as many as the rows need: nothing is left out."""
    heading = [field.name for field in table.fields]
    rows, number = iter(table.rows), 1
    first: list[Sequence[Value]] = list(islice(rows, 1))
    while first or number == 1:
        name = table.name if number == 1 else f"{table.name} {number}"
        _sheet(book, name, heading, chain(first, islice(rows, ROWS - 1)))
        first, number = list(islice(rows, 1)), number + 1


def _sheet(
    book: Workbook,
    name: str,
    heading: Sequence[str],
    rows: Iterator[Sequence[Value]],
    *,
    filters: bool = True,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(heading):
        sheet.set_column(column, column, min(max(len(title) + 3, 10), 40))
    _row(sheet, 0, heading, book.add_format({"bold": True}))
    last = 0
    for last, row in enumerate(rows, start=1):
        _row(sheet, last, row)
    if filters:
        sheet.autofilter(0, 0, last, len(heading) - 1)


def _row(sheet: Any, number: int, row: Sequence[Value], style: Any = None) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, column, _fitting(value), style)
        elif isinstance(value, bool):
            sheet.write_boolean(number, column, value, style)
        elif value is not None:
            sheet.write_number(number, column, value, style)


def _fitting(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - len(CUT)] + CUT


def _dictionary(snapshot: Snapshot) -> Iterator[tuple[str, str, str, str]]:
    for table in snapshot.tables:
        for field in table.fields:
            yield table.name, field.name, field.type, field.description
