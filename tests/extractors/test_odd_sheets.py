"""Workbooks that are rare or come from other programs than Excel: nothing of them is lost, none of them is refused."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from workbooks import CANARY, ROWS, everything, ods_row, patched, read
from workbooks import ods as made_ods
from workbooks import xls as made_xls
from workbooks import xlsx as made_xlsx

from extractors.sheets import ods, xls, xlsx
from schema.reading import Outcome

MANIFEST = "META-INF/manifest.xml"
OWN = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'


def sheet(*rows: str) -> bytes:
    return made_ods(f'<table:table table:name="Data">{"".join(rows)}</table:table>')


def cell(content: str, kind: str = 'office:value-type="string"') -> str:
    return f"<table:table-row><table:table-cell {kind}>{content}</table:table-cell></table:table-row>"


def first(data: bytes) -> str:
    return read(ods, data).tables[0].rows[0][0]


def test_a_workbook_with_macros_of_openoffice_is_read() -> None:
    library = (
        '<?xml version="1.0"?><!DOCTYPE l PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd"><l/>'
    )
    reading = read(
        ods, patched(made_ods(), MANIFEST, lambda text: OWN + text, {"Basic/Standard/script-lb.xml": library})
    )
    assert (reading.outcome, len(reading.tables[0].rows)) == (Outcome.READ, len(ROWS))


@pytest.mark.parametrize(
    "doctype",
    [
        OWN.replace(">", ' [<!ENTITY a "b">]>'),
        '<!DOCTYPE m SYSTEM "http://127.0.0.1/x.dtd">',
        OWN + '<!DOCTYPE m [<!ENTITY a "b">]>',
    ],
)
def test_any_other_document_type_in_its_list_of_parts_is_refused(doctype: str) -> None:
    assert read(ods, patched(made_ods(), MANIFEST, lambda text: doctype + text)).outcome is Outcome.UNSAFE


def test_words_with_a_reading_aid_and_fields_stand_in_their_cell() -> None:
    ruby = "<text:ruby><text:ruby-base>Area</text:ruby-base><text:ruby-text>aria</text:ruby-text></text:ruby>"
    assert first(sheet(cell(f"<text:p>{ruby} on <text:date>1 May</text:date></text:p>"))) == "Area on 1 May"


def test_a_table_inside_a_cell_is_read_row_by_row() -> None:
    rows = ods_row(["North", 3]) + ods_row(["South", 5]) + ods_row(["Secret", 8821], 'table:visibility="collapse"')
    reading = read(ods, sheet(cell(f'<table:table table:is-sub-table="true">{rows}</table:table>')))
    assert reading.tables[0].rows == (("North 3\nSouth 5",),)
    assert reading.outcome is Outcome.QUARANTINED
    assert not reading.tables[0].accept


@pytest.mark.parametrize(
    ("stored", "seen"),
    [("PT09H05M00S", "09:05"), ("PT26H59M59.9999999S", "27:00"), ("PT00H00M01.5S", "00:00:01")],
)
def test_a_duration_is_given_as_it_is_seen(stored: str, seen: str) -> None:
    assert first(sheet(cell("<text:p>x</text:p>", f'office:value-type="time" office:time-value="{stored}"'))) == seen


def test_a_colour_of_the_theme_counts_before_the_one_beside_it() -> None:
    def both(styles: str) -> str:
        return styles.replace('<color theme="1"/>', '<color theme="1" rgb="FFFFFF"/>')

    data = patched(made_xlsx(), "xl/styles.xml", both)
    assert data != patched(made_xlsx(), "xl/styles.xml", str)
    assert read(xlsx, data).outcome is Outcome.READ


def test_a_claim_of_many_cells_does_not_end_the_process() -> None:
    claim = struct.pack("<HH", 0x200, 14)
    data = made_xls()
    at = data.index(claim) + 4
    wide = data[:at] + struct.pack("<IIHHH", 0, 65_536, 0, 256, 0) + data[at + 14 :]
    reading = read(xls, wide)
    assert reading.tables[0].rows == tuple(tuple(map(str, row)) for row in ROWS)
    assert reading.tables[0].why_not == ("The cells lie too far apart for the second reader.",)


def test_the_oldest_workbook_is_records_without_a_container() -> None:
    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def label(row: int, col: int, words: bytes) -> bytes:
        return record(0x04, struct.pack("<HH", row, col) + bytes(3) + bytes([len(words)]) + words)

    def number(row: int, col: int, value: float) -> bytes:
        return record(0x03, struct.pack("<HH", row, col) + bytes(3) + struct.pack("<d", value))

    data = record(0x09, struct.pack("<HH", 2, 0x10)) + label(0, 0, b"Area") + label(0, 1, b"Officers")
    data += label(1, 0, b"North") + number(1, 1, 3.0) + record(0x0A, b"")
    assert read(xls, data).tables[0].rows == (("Area", "Officers"), ("North", "3"))


def test_what_is_no_number_is_an_error_and_no_value() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.write(1, 1, float("nan"))

    table = read(xls, made_xls(change)).tables[0]
    assert table.rows[1][1] == "#NUM!"
    assert "A cell holds an error instead of a value." in table.why_not


@pytest.mark.parametrize(("ground", "outcome"), [(None, Outcome.QUARANTINED), ("FF0000FF", Outcome.READ)])
def test_white_letters_within_a_text_are_hidden_only_on_white(ground: str | None, outcome: Outcome) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["A5"] = CellRichText("West ", TextBlock(InlineFont(color="FFFFFFFF"), CANARY))
        if ground:
            sheet["A5"].fill = PatternFill("solid", fgColor=ground)

    reading = read(xlsx, made_xlsx(change))
    assert reading.outcome is outcome
    assert (CANARY in everything(reading)) is (outcome is Outcome.READ)
    assert reading.tables[0].rows[4][0].startswith("West")
