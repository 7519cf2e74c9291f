"""XLSB: the same table as in XLSX, confirmed by a second reader; what is hidden is named and held; damage is damage."""

from __future__ import annotations

import struct

import pytest
from binary_workbook import BLANK, DATE, PLAIN, SHARE, WHITE, Sheet, record, xlsb
from held import assert_clean, assert_held
from workbooks import CANARY, ROWS, read

from extractors.hidden import Technique
from extractors.sheets import xlsx
from schema.reading import Outcome, Table

DATA = dict(enumerate(ROWS))


def table(sheet: Sheet, **more: bool) -> Table:
    return read(xlsx, xlsb([sheet], **more)).tables[0]  # type: ignore[arg-type]


def test_a_binary_workbook_gives_the_table_with_addresses_and_the_second_reader_agrees() -> None:
    found = table(Sheet("Data", DATA))
    assert [list(row) for row in found.rows] == [[str(v) for v in row] for row in ROWS]
    assert (found.sheet, found.span, found.accept, found.extractor) == ("Data", "A1:C4", True, "xlsb")
    assert [cell.address for cell in found.cells if cell.text == "North"] == ["A2"]


def test_numbers_dates_and_shares_are_given_as_a_person_sees_them() -> None:
    rows = {
        0: ["Day", "Count", "Share"],
        1: [(41640, DATE), 1234567890123, (0.093, SHARE)],
        2: [(41641, DATE), -7.25, (1, SHARE)],
    }
    assert [list(row) for row in table(Sheet("Data", rows)).rows[1:]] == [
        ["2014-01-01", "1234567890123", "9.3%"],
        ["2014-01-02", "-7.25", "100%"],
    ]
    assert table(Sheet("Data", rows), epoch_1904=True).rows[1][0] == "2018-01-02"


@pytest.mark.parametrize(("packed", "shown"), [(12345 << 2 | 3, "123.45"), (0x40590000 | 1, "1"), (-3 << 2 | 2, "-3")])
def test_packed_numbers_are_unpacked(packed: int, shown: str) -> None:
    cell = record(2, struct.pack("<III", 1, 0, packed & 0xFFFFFFFF))
    row = record(0, struct.pack("<IIHBBBI", 4, 0, 300, 0, 0, 0, 0)) + record(7, struct.pack("<III", 0, 0, 0)) + cell
    found = table(Sheet("Data", DATA, raw=row))
    assert found.rows[-1][1] == shown


HIDING: list[tuple[Sheet, Technique, str]] = [
    (Sheet("Names", {0: [CANARY]}, state=1), Technique.HIDDEN_SHEET, "Names (1 rows"),
    (Sheet("Names", {0: [CANARY]}, state=2), Technique.VERY_HIDDEN_SHEET, "no menu"),
    (Sheet("More", DATA | {5: [CANARY]}, hidden_rows=(5,)), Technique.HIDDEN_ROWS, "More: rows 6"),
    (Sheet("More", DATA | {5: [CANARY]}, flat_rows=(5,)), Technique.FLAT_ROWS, "More: rows 6"),
    (Sheet("More", DATA | {1: ["North", 3, 1, CANARY]}, hidden_cols=(3,)), Technique.HIDDEN_COLUMNS, "columns D"),
    (Sheet("More", DATA | {1: ["North", 3, 1, (CANARY, WHITE)]}), Technique.UNSEEN_TEXT, "More: D2"),
    (Sheet("More", DATA | {1: ["North", 3, 1, (CANARY, BLANK)]}), Technique.BLANK_FORMAT, "More: D2"),
    (Sheet("More", DATA | {9000: [CANARY]}), Technique.FAR_CELL, "A9001"),
    (Sheet("More", DATA | {4: ["a", CANARY]}, merges=[(4, 4, 0, 1)]), Technique.UNDER_MERGE, "More: B5"),
    (Sheet("More", DATA, comments=[(1, 1)]), Technique.COMMENT, "More: B2"),
]


@pytest.mark.parametrize(("sheet", "technique", "place"), HIDING)
def test_what_a_binary_workbook_hides_is_named_and_given_out_nowhere(
    sheet: Sheet, technique: Technique, place: str
) -> None:
    assert_held(read(xlsx, xlsb([Sheet("Data", DATA), sheet])), technique, place)


def test_links_caches_and_names_out_of_view_are_named() -> None:
    more = {
        "xl/externalLinks/externalLink1.bin": record(371, struct.pack("<I", 0) + CANARY.encode("utf-16-le")),
        "xl/pivotCache/pivotCacheRecords1.bin": CANARY.encode("utf-16-le"),
    }
    reading = read(xlsx, xlsb([Sheet("Data", DATA)], names=[("Subjects", True), ("Totals", False)], more=more))
    assert_held(reading, Technique.EXTERNAL_VALUES, "1 values")
    assert_held(reading, Technique.PIVOT_CACHE)
    assert_held(reading, Technique.DEFINED_NAME, "Subjects")


def test_a_clean_binary_workbook_is_read() -> None:
    assert_clean(read(xlsx, xlsb([Sheet("Data", DATA, hidden_rows=(7,), hidden_cols=(8,))], names=[("Totals", False)])))


def test_a_binary_workbook_cut_off_or_broken_is_damaged() -> None:
    whole = xlsb([Sheet("Data", DATA)])
    cut = xlsb([Sheet("Data", DATA, raw=b"\x07\xff\xff\xff\x7f")])
    twice = xlsb([Sheet("Data", DATA, raw=record(0, struct.pack("<IIHBBBI", 2, 0, 300, 0, 0, 0, 0)))])
    assert [read(xlsx, data).outcome for data in (whole[:-200] + bytes(200), cut, twice)] == [Outcome.DAMAGED] * 3


def test_a_text_that_is_not_in_the_list_of_texts_keeps_the_table_from_passing() -> None:
    lost = record(7, struct.pack("<III", 3, PLAIN, 999))
    assert not table(Sheet("Data", DATA, raw=lost)).accept
