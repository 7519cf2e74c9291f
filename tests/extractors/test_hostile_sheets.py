"""Hostile workbooks end in a recorded outcome, at little cost in time and memory."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
from workbooks import ROWS, ods_row, patched, read, zipped
from workbooks import ods as made_ods
from workbooks import xls as made_xls
from workbooks import xlsx as made_xlsx

from extractors.sheets import ods, xls, xlsx
from schema.reading import Outcome

SHEET = "xl/worksheets/sheet1.xml"


def with_empty_rows(last: int) -> bytes:
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(5, last + 1))
    return patched(made_xlsx(), SHEET, lambda text: text.replace("</sheetData>", empty + "</sheetData>"))


def test_formatted_empty_rows_cost_no_memory() -> None:
    data = with_empty_rows(50_000)
    tracemalloc.start()
    read(xlsx, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.slow
def test_a_million_formatted_empty_rows_cost_seconds() -> None:
    data = with_empty_rows(1_048_576)
    began = time.process_time()
    table = read(xlsx, data).tables[0]
    assert time.process_time() - began < 15
    assert (len(table.rows), table.accept) == (len(ROWS), True)


def test_a_far_single_cell_does_not_reach_the_library_that_would_abort() -> None:
    def far(book: Any, sheet: Any) -> None:
        sheet["XFD1048576"] = 1

    reading = read(xlsx, made_xlsx(far))
    assert reading.outcome is Outcome.QUARANTINED
    assert "The cells lie too far apart for the second reader." in reading.tables[0].why_not


def test_the_dimension_is_not_believed() -> None:
    def lie(text: str) -> str:
        return text.replace('<dimension ref="A1:C4"', '<dimension ref="A1:XFD1048576"')

    table = read(xlsx, patched(made_xlsx(), SHEET, lie)).tables[0]
    assert (len(table.rows), table.accept) == (4, True)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_in_office_xml_is_refused(part: str) -> None:
    def declare(text: str) -> str:
        return text.replace("?>", "?>" + DOCTYPE, 1) if text.startswith("<?xml") else DOCTYPE + text

    assert read(xlsx, patched(made_xlsx(), part, declare)).outcome is Outcome.UNSAFE


def test_a_document_type_behind_a_long_comment_is_refused_too() -> None:
    def declare(text: str) -> str:
        return f"<!--{'x' * 100_000}-->{DOCTYPE}{text[text.index('<office:document-content') :]}"

    assert read(ods, patched(made_ods(), "content.xml", declare)).outcome is Outcome.UNSAFE


@pytest.mark.slow
def test_a_bomb_is_known_by_its_directory() -> None:
    bomb = patched(made_xlsx(), "", str, {"xl/media/a.bin": b"\0" * 270_000_000, "xl/media/b.bin": b"\0" * 270_000_000})
    assert read(xlsx, bomb).outcome is Outcome.TOO_BIG


def test_ods_repeats_are_not_spread_beyond_what_is_filled() -> None:
    rows = "".join(ods_row(row) for row in ROWS)
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048570">{cells}</table:table-row>'
    reading = read(ods, made_ods(f'<table:table table:name="Data">{rows}{tail}</table:table>'))
    assert (reading.outcome, len(reading.tables[0].rows)) == (Outcome.READ, 4)


def test_ods_that_repeats_a_filled_row_a_million_times_is_too_big() -> None:
    body = (
        '<table:table table:name="Data">'
        + ods_row([1, 2, 3], 'table:number-rows-repeated="1048576"')
        + "</table:table>"
    )
    assert read(ods, made_ods(body)).outcome is Outcome.TOO_BIG


def test_a_merge_over_everything_leaves_what_is_seen() -> None:
    def merge(text: str) -> str:
        return text.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')

    reading = read(xlsx, patched(made_xlsx(), SHEET, merge))
    assert reading.outcome is Outcome.QUARANTINED
    assert "North" not in repr(reading)


def test_a_thousand_sheets_are_read_within_seconds() -> None:
    def many(book: Any, sheet: Any) -> None:
        for n in range(999):
            book.create_sheet(f"S{n}").append(["Area", n])

    began = time.process_time()
    reading = read(xlsx, made_xlsx(many))
    assert (reading.outcome, len(reading.tables)) == (Outcome.READ, 1_000)
    assert time.process_time() - began < 15


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (made_xlsx()[:2000], Outcome.DAMAGED),
        (zipped({"xl/worksheets/sheet1.xml": "<x/>"}), Outcome.DAMAGED),
        (patched(made_xlsx(), SHEET, lambda text: text[: len(text) // 2]), Outcome.DAMAGED),
        (patched(made_xlsx(), SHEET, lambda text: text.replace('r="A1"', 'r="??"')), Outcome.DAMAGED),
        (made_xlsx(rows=[]), Outcome.EMPTY),
    ],
)
def test_broken_and_empty_workbooks_say_so(data: bytes, outcome: Outcome) -> None:
    reading = read(xlsx, data)
    assert reading.outcome is outcome
    assert reading.reason


def test_a_broken_xls_says_so() -> None:
    data = made_xls()
    for cut in (600, 2000, len(data) - 1200):
        reading = read(xls, data[:cut])
        assert reading.outcome in (Outcome.DAMAGED, Outcome.READ)
        assert reading.reason


def test_an_encrypted_ods_asks_for_the_password() -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml">'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    assert read(ods, made_ods(more={"META-INF/manifest.xml": manifest})).outcome is Outcome.PASSWORD


def test_what_would_calculate_or_fetch_is_text_and_nothing_else() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["A5"] = '=WEBSERVICE("http://127.0.0.1:9/")'
        sheet["A6"] = "=cmd|'/c calc'!A1"

    table = read(xlsx, made_xlsx(change)).tables[0]
    assert [c.flags for c in table.cells if c.address in ("A5", "A6")] == [("formula_without_value",)] * 2
