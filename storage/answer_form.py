"""Writes an answer form as XLSX and as CSV. Equal campaigns and references give equal bytes: a letter's hash holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from schema.answer_form import ANSWER, CONVENTION, LISTS, MARKER, FormSheet, csv_rows
from schema.campaign import Campaign

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD_ROW = 3  # below the marker, the question and how to answer
_MOST_INLINE = 255  # characters of a list inside a validation; a longer one stands on a sheet of its own
_HOW = {"input_title": "Number", "input_message": "A number; 0 for nil; <5 where small numbers are hidden."}


def workbook_form(sheets: Sequence[FormSheet], campaign: Campaign, reference: str, authority: str) -> bytes:
    """The form as XLSX: what is printed is locked, what is to be filled in is not; nothing is hidden."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, _OPTIONS) as book:
        book.set_properties({"title": f"{campaign.title} {reference}", "created": _MADE})
        writer = _Writer(book, reference, authority)
        for sheet in sheets:
            writer.question(sheet)
        writer.lists()
    return made.getvalue()


def csv_form(sheets: Sequence[FormSheet], campaign: Campaign, reference: str, authority: str) -> bytes:
    """The form as CSV in UTF-8, one row an answer."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(csv_rows(sheets, campaign, reference, authority))
    return text.getvalue().encode("utf-8-sig")


class _Writer:
    """Puts sheets into one workbook and gathers the lists that are too long to stand in a cell's own rule."""

    def __init__(self, book: Workbook, reference: str, authority: str) -> None:
        self.book, self.reference, self.authority = book, reference, authority
        self.long_lists: dict[tuple[str, ...], int] = {}
        self.locked = book.add_format({"text_wrap": False})
        self.head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        # text, or a spreadsheet program would take 1-4 for a day in April
        self.free = book.add_format({"locked": False, "num_format": "@", "border": 1, "border_color": "#B0B8C0"})

    def question(self, sheet: FormSheet) -> None:
        """One question: marker, its words, how to answer, headings, rows."""
        page = self._page(sheet.name, f"question {sheet.question}")
        page.write_string(1, 0, sheet.asked, self.locked)
        page.write_string(2, 0, CONVENTION, self.locked)
        for column, heading in enumerate(sheet.headings):
            page.write_string(_HEAD_ROW, column, heading, self.head)
        labels = (*sheet.rows[:-1], *([""] * sheet.spare), sheet.last) if sheet.rows else [""] * sheet.spare
        for row, label in enumerate(labels, start=_HEAD_ROW + 1):
            self._row(page, row, label, sheet)
        self._rules(page, sheet, len(labels))
        page.set_column(0, sheet.labels - 1, 34)
        page.set_column(sheet.labels, len(sheet.headings) - 2, 20)
        page.set_column(len(sheet.headings) - 1, len(sheet.headings) - 1, 50)
        page.freeze_panes(_HEAD_ROW + 1, 0)

    def _row(self, page: Worksheet, row: int, label: str, sheet: FormSheet) -> None:
        for column in range(len(sheet.headings)):
            if label and column == 0:
                page.write_string(row, column, label, self.locked)
            else:
                page.write_blank(row, column, None, self.free)

    def _rules(self, page: Worksheet, sheet: FormSheet, rows: int) -> None:
        first, last = _HEAD_ROW + 1, _HEAD_ROW + rows
        if words := sheet.choices.get(ANSWER):
            page.data_validation(first, sheet.labels, last, sheet.labels, self._choice(words))
        elif sheet.counted:
            page.data_validation(first, sheet.labels, last, sheet.labels, {"validate": "any", **_HOW})
        for column, dimension in enumerate(sheet.dimensions):
            if words := sheet.choices.get(dimension):
                page.data_validation(first, column, last, column, self._choice(words))

    def _choice(self, words: tuple[str, ...]) -> dict[str, Any]:
        """A list to choose from. Another word is warned of and not refused: the authority's own may be needed."""
        source: object = list(words)
        if len(",".join(words)) > _MOST_INLINE:
            column = chr(ord("A") + self.long_lists.setdefault(words, len(self.long_lists)))
            source = f"='Lists'!${column}$2:${column}${len(words) + 1}"
        return {"validate": "list", "source": source, "error_type": "warning", "error_title": "Another word"}

    def lists(self) -> None:
        """The long lists, on a sheet that anybody can see."""
        if not self.long_lists:
            return
        page = self._page("Lists", LISTS)
        for words, column in self.long_lists.items():
            for row, word in enumerate(words, start=1):
                page.write_string(row, column, word, self.locked)

    def _page(self, name: str, question: str) -> Worksheet:
        page = self.book.add_worksheet(name)
        for column, text in enumerate((MARKER, self.reference, self.authority, question)):
            page.write_string(0, column, text, self.locked)
        page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})
        return page
