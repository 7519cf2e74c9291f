"""Whatever stands on a sheet and wherever: every filled cell is in one table, or in a title or note; rows in order."""

from __future__ import annotations

import io
import random
import re
from collections import Counter

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import read

from extractors.sheets import xlsx
from schema.reading import Outcome, Table

WORDS = ("Officer", "Staff", "North", "South", "PC", "Facebook", "Dismissed", "Total", "Rank", "Year", "No action")
TEXTS = ("Note: figures are provisional", "1. This is a note", "Table 4: Officers", "Source: force system", "x" * 150)
TAIL = ("* provisional", "Note 1: excludes staff", "Source: PSD", "Footer words")


class Scribe:
    """Writes blocks of every kind on a sheet, at random places."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def sheet(self, sheet: Worksheet) -> None:
        row = 1 + self.chance.randrange(4)
        for _ in range(self.chance.choice([1, 1, 2, 3])):
            col, deep = 1 + self.chance.randrange(3), 0
            for _ in range(self.chance.choice([1, 1, 2, 3])):
                high, wide = self.block(sheet, row, col)
                deep, col = max(deep, high), col + wide + self.chance.choice([0, 1, 1, 2])
            row += deep + self.chance.choice([0, 1, 1, 2, 3])

    def block(self, sheet: Worksheet, row: int, col: int) -> tuple[int, int]:
        """(rows, columns) that a table, a form, a list of numbers or a few lines of text take up."""
        high = self.chance.choice([1, 2, 3, 6, 15])
        what = self.chance.choice(["table", "table", "table", "heads", "form", "numbers", "text"])
        if what in ("table", "heads"):
            return self.table(sheet, row, col, high, headed_twice=what == "heads")
        for n in range(high):
            if what == "form":
                sheet.cell(row + n, col, f"{self.chance.choice(WORDS)} {n}")
                sheet.cell(row + n, col + 1 + self.chance.randrange(2), self.value())
            else:
                sheet.cell(row + n, col, self.value() if what == "numbers" else self.chance.choice(TEXTS))
        return high, 3 if what == "form" else 1

    def table(self, sheet: Worksheet, row: int, col: int, high: int, *, headed_twice: bool) -> tuple[int, int]:
        wide, at = self.chance.choice([1, 2, 3, 5, 8]), row
        if self.chance.random() < 0.4:
            sheet.cell(at, col, f"Title {self.chance.choice(WORDS)}")
            at += 1 + (self.chance.random() < 0.3)
        if headed_twice:
            sheet.cell(at, col + 1, self.chance.choice(WORDS))
            if wide > 1:
                sheet.merge_cells(start_row=at, start_column=col + 1, end_row=at, end_column=col + wide)
            at += 1
        for n in range(wide):
            sheet.cell(at, col + 1 + n, self.chance.choice([f"{self.chance.choice(WORDS)} {n}", 2000 + n, "2012/13"]))
        for n in range(high):
            at += 1 + (self.chance.random() < 0.1)
            if self.chance.random() < 0.95:
                sheet.cell(at, col, self.chance.choice(WORDS) + (f" {n}" if self.chance.random() < 0.7 else ""))
            for m in range(wide):
                if self.chance.random() < 0.9:
                    sheet.cell(at, col + 1 + m, self.value())
        if self.chance.random() < 0.3:
            at += 1 + self.chance.randrange(2)
            sheet.cell(at, col, self.chance.choice(TAIL))
        return at - row + 1, wide + 1

    def value(self) -> object:
        some = self.chance.random()
        if some < 0.6:
            return self.chance.randrange(500)
        if some < 0.75:
            return self.chance.choice(["<5", "-", "n/a", "*", "Nil"])
        return round(self.chance.random() * 100, 2) if some < 0.85 else self.chance.choice(WORDS)


def row_of(address: str | None) -> int:
    return int(re.sub(r"\D", "", address or "0"))


def told_in(tables: list[Table]) -> Counter[str]:
    return Counter(cell.address or "" for table in tables for cell in table.cells if cell.text)


@pytest.mark.parametrize("seed", range(60))
def test_every_filled_cell_is_accounted_for_once_and_rows_keep_their_order(seed: int) -> None:
    book = openpyxl.Workbook()
    scribe = Scribe(seed)
    for name in ("One", "Two"):
        scribe.sheet(book.create_sheet(name))
    out = io.BytesIO()
    book.save(out)
    reading = read(xlsx, out.getvalue())
    assert (reading.outcome, reading.hidden) == (Outcome.READ, ())
    for sheet in (book["One"], book["Two"]):
        tables = [table for table in reading.tables if table.sheet == sheet.title]
        told = told_in(tables)
        beside = "\n".join(f"{table.title}\n{table.notes}" for table in tables)
        filled = {c.coordinate: str(c.value) for row in sheet.iter_rows() for c in row if str(c.value or "").strip()}
        assert set(told.values()) == {1}
        assert not [at for at, words in filled.items() if at not in told and words not in beside]
        assert not [at for at, words in filled.items() if at not in told and re.fullmatch(r"(?!20\d\d$)[\d.]+", words)]
        for table in tables:
            order = [row_of(cell.address) for cell in table.cells]
            assert order == sorted(order)
