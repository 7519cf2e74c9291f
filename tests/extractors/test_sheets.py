"""Spreadsheets: rows exact and in order, addresses, headings, titles and notes; acceptance by a second reading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from workbooks import ROWS, ods_row, patched, read
from workbooks import ods as made_ods
from workbooks import xls as made_xls
from workbooks import xlsx as made_xlsx

from extractors.sheets import csv, ods, xls, xlsx
from schema.reading import Outcome, Reading, Table

SAMPLES = Path(__file__).parent / "samples"


def table_of(reading: Reading, sheet: str) -> Table:
    return max((t for t in reading.tables if t.sheet == sheet), key=lambda t: len(t.rows))


# --- real documents -----------------------------------------------------------------------------------------------


def test_use_of_force_gives_every_force_once_with_region_totals_between() -> None:
    reading = read(ods, (SAMPLES / "use-of-force-2017-18.ods").read_bytes())
    table = table_of(reading, "Table_12")
    assert (reading.outcome, reading.hidden, table.accept) == (Outcome.READ, (), True)
    assert table.title.startswith("Table 12. Incidents by police force")
    assert table.rows[:4] == (
        ("Region", "Police force", "Total"),
        ("England and Wales", "Total England and Wales", "313137"),
        ("North East", "Total North East ", "28429"),
        ("North East", "Cleveland", "6315"),
    )
    forces = [int(row[2]) for row in table.rows[1:] if not row[1].startswith("Total")]
    assert (len(forces), sum(forces)) == (43, 313_137)
    assert table.rows[-1] == ("Wales", "South Wales", "17687")
    assert "indicative of the current level" in table.notes


def test_workforce_keeps_its_three_heading_rows_and_its_regions() -> None:
    reading = read(ods, (SAMPLES / "workforce-jan17.ods").read_bytes())
    table = table_of(reading, "Table_1")
    last = {(row[0].strip(), row[3]) for row in table.rows}
    assert (table.head_rows, len(table.rows), table.accept) == (3, 60, True)
    assert table.rows[2][:5] == ("", "2016-09-30", "2017-03-31", "2017-09-30", "number")
    assert {("West Midlands", "10970.56"), ("West Midlands", "6534.5")} <= last
    assert [(c.address, c.colspan) for c in table.cells if c.text == "As at:"] == [("B5", 3)]


def test_a_raised_footnote_digit_is_told_apart_from_its_label() -> None:
    reading = read(ods, (SAMPLES / "workforce-jan17.ods").read_bytes())
    assert table_of(reading, "Table_7").rows[1][1] == "Police officers¹"


@pytest.mark.parametrize("name", ["foi-stats-scotland-2017.csv", "foi-stats-question-nas.csv"])
def test_a_csv_gives_as_many_rows_as_it_has_records(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    reading = read(csv, data, name)
    assert len(reading.tables[0].rows) == len(data.splitlines())
    assert reading.tables[0].accept


# --- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extractor", "data"), [(xlsx, made_xlsx()), (xls, made_xls()), (ods, made_ods())], ids=["xlsx", "xls", "ods"]
)
def test_each_format_gives_the_same_table_with_addresses(extractor: Any, data: bytes) -> None:
    table = read(extractor, data).tables[0]
    assert [list(row) for row in table.rows] == [[str(v) for v in row] for row in ROWS]
    assert (table.sheet, table.span, table.head_rows, table.accept, table.why_not) == ("Data", "A1:C4", 1, True, ())
    assert [c.address for c in table.cells if c.text == "5"] == ["B3"]


def test_numbers_dates_and_shares_are_given_as_a_person_sees_them() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = 12.0, 5687.8200000000015, dt.date(2014, 2, 18), 0.093
        sheet["D1"].number_format = "0.0%"
        sheet["E1"] = dt.datetime.fromisoformat("2014-02-18T09:30")
        sheet["F1"], sheet["G1"] = "0042", True

    table = read(xlsx, made_xlsx(change, rows=[])).tables[0]
    assert table.rows == (("12", "5687.82", "2014-02-18", "9.3%", "2014-02-18T09:30:00", "0042", "TRUE"),)


def test_a_formula_without_a_stored_value_is_flagged_and_never_zero() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["A5"], sheet["B5"] = "Total", "=SUM(B2:B4)"

    table = read(xlsx, made_xlsx(change)).tables[0]
    assert table.rows[4] == ("Total", "", "")
    assert [(c.address, c.flags) for c in table.cells if c.flags] == [("B5", ("formula_without_value",))]
    assert (table.accept, table.why_not) == (False, ("A formula has no stored value.",))


def test_the_same_holds_for_xls_and_ods() -> None:
    import xlwt

    def change(book: Any, sheet: Any) -> None:
        sheet.write(4, 0, "Total")
        sheet.write(4, 1, xlwt.Formula("SUM(B2:B4)"))

    rows = "".join(ods_row(row) for row in ROWS)
    total = '<table:table-row><table:table-cell office:value-type="string"><text:p>Total</text:p></table:table-cell>'
    formula = '<table:table-cell table:formula="of:=SUM([.B2:.B4])"/></table:table-row>'
    body = f'<table:table table:name="Data">{rows}{total}{formula}</table:table>'
    for table in (read(xls, made_xls(change)).tables[0], read(ods, made_ods(body)).tables[0]):
        assert table.rows[4][:2] == ("Total", "")
        assert "A formula has no stored value." in table.why_not


def test_raised_digits_in_xlsx_stay_told_apart() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["A2"] = CellRichText("North", TextBlock(InlineFont(vertAlign="superscript"), "2"))

    table = read(xlsx, made_xlsx(change)).tables[0]
    assert (table.rows[1][0], table.accept) == ("North²", True)


def test_a_merged_cell_stands_at_its_top_left_with_its_span() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["B1"] = "2013"
        sheet.merge_cells("B1:C1")

    table = read(xlsx, made_xlsx(change)).tables[0]
    assert table.rows[0] == ("", "2013", "")
    assert [(c.rowspan, c.colspan) for c in table.cells if c.text == "2013"] == [(1, 2)]
    assert table.head_rows == 2


def test_the_1904_date_system_is_honoured() -> None:
    def change(book: Any, sheet: Any) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
        sheet["A1"] = dt.date(2014, 2, 18)

    assert read(xlsx, made_xlsx(change, rows=[])).tables[0].rows == (("2014-02-18",),)


# --- layout -------------------------------------------------------------------------------------------------------


def rows_of(reading: Reading) -> list[tuple[int, int]]:
    return [(len(t.rows), len(t.rows[0])) for t in reading.tables]


def test_tables_one_below_the_other_are_two_with_their_own_titles_and_notes() -> None:
    second = [
        [],
        ["Table 2: Outcomes"],
        ["Outcome", "Cases"],
        ["No action", 4],
        ["Dismissed", 2],
        ["Note: closed cases only"],
    ]
    reading = read(xlsx, made_xlsx(rows=[["Table 1: Areas"], *ROWS, *second]))
    assert rows_of(reading) == [(4, 3), (3, 2)]
    assert [(t.title, t.notes) for t in reading.tables] == [
        ("Table 1: Areas", ""),
        ("Table 2: Outcomes", "Note: closed cases only"),
    ]


def test_a_new_heading_without_an_empty_row_begins_a_new_table() -> None:
    reading = read(
        xlsx, made_xlsx(rows=[*ROWS, ["Outcome", "Officers", "Staff"], ["No action", 4, 1], ["Dismissed", 2, 0]])
    )
    assert [t.rows[0][0] for t in reading.tables] == ["Area", "Outcome"]


def test_tables_side_by_side_are_two() -> None:
    rows = [[*row, None, *row] for row in ROWS]
    assert [t.span for t in read(xlsx, made_xlsx(rows=rows)).tables] == ["A1:C4", "E1:G4"]


def test_an_empty_column_inside_a_table_does_not_cut_it() -> None:
    rows = [[a, b, None, c] for a, b, c in ROWS]
    assert [list(r) for r in read(xlsx, made_xlsx(rows=rows)).tables[0].rows] == [[str(v) for v in row] for row in ROWS]


def test_empty_rows_between_groups_do_not_cut_a_table() -> None:
    rows = [*ROWS, [], ["West", 7, 0], ["Total", 15, 7]]
    table = read(xlsx, made_xlsx(rows=rows)).tables[0]
    assert (len(table.rows), table.rows[-1]) == (6, ("Total", "15", "7"))


def test_hidden_rows_between_visible_ones_do_not_cut_a_table() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    table = read(xlsx, made_xlsx(change)).tables[0]
    assert [row[0] for row in table.rows] == ["Area", "North", "East"]
    assert [c.address for c in table.cells if c.text == "East"] == ["A4"]


def test_a_count_that_looks_like_a_year_does_not_begin_a_table() -> None:
    rows = [["Tactic", "Times"], ["Baton", 3218], ["Dog", 1920], ["Shield", 2011], ["Spray", 17_000]]
    assert rows_of(read(xlsx, made_xlsx(rows=rows))) == [(5, 2)]


@pytest.mark.slow
def test_no_row_is_dropped_or_repeated_in_a_long_list_and_it_takes_seconds() -> None:
    import time

    head = ["Force", "Case", "Year", "Role", "Rank", "Platform", "Nature", "Outcome", "Closed"]
    body = [
        ["Kent", n, 2009 + n % 5, "Officer", "Constable", "Facebook", f"text {n % 97}", "None", "yes"]
        for n in range(60_000)
    ]
    data = made_xlsx(rows=[head, *body])
    began = time.process_time()
    table = read(xlsx, data).tables[0]
    assert time.process_time() - began < 20
    assert [row[1] for row in table.rows[1:]] == [str(n) for n in range(60_000)]
    assert table.span == "A1:I60001"


# --- acceptance ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["Area", "Officers"], ["North", 3], ["South", "see note"]], "Column 2 holds numbers and words."),
        ([["Area", None], ["North", 3], ["South", 5]], "Column 2 of numbers has no heading."),
        (
            [["Area", "N", "N"], ["North", 3, 4], ["South", 5, 6]],
            "Column 2 of numbers shares its heading with another.",
        ),
        ([["Area", "Officers"], ["North", "3 4"], ["South", 5]], "Column 2 has a cell with two numbers."),
        ([["Area", "Officers"], ["North", 3], ["North", 5]], "1 row labels stand more than once."),
    ],
)
def test_a_table_that_is_not_clean_is_not_accepted(rows: list[list[Any]], why: str) -> None:
    table = read(xlsx, made_xlsx(rows=rows)).tables[0]
    assert not table.accept
    assert why in table.why_not


def test_suppressed_cells_beside_numbers_are_clean() -> None:
    rows = [["Area", "Officers"], ["North", "<5"], ["South", 12], ["East", "-"], ["West", "Nil"]]
    assert read(xlsx, made_xlsx(rows=rows)).tables[0].accept


def test_where_the_second_library_differs_the_cell_is_disputed(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors.sheets import second

    rows: list[list[Any]] = [list(row) for row in ROWS]
    rows[1][1] = 31.0
    monkeypatch.setattr(second.Calamine, "_rows", lambda self, name: rows)
    table = read(xlsx, made_xlsx()).tables[0]
    assert [c.address for c in table.cells if c.disputed] == ["B2"]
    assert table.why_not == ("python-calamine reads 1 cells otherwise.",)


# --- CSV ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Area,Officers\nNorth,3\n".encode("utf-8-sig"), "byte order mark"),
        ("Area;Officers\nNorth;3\n".encode("utf-16"), "UTF-16"),
        ("Area\tOfficers\nNorth\t3\n".encode("utf-16-le"), "every other byte"),
        ("Area|Officers\r\nNorth – west|3\r\n".encode("cp1252"), "Windows-1252"),
        (b"sep=;\nArea;Officers\nNorth;3\n", "semicolon"),
        (b"Area,Officers\rNorth,3\r", "comma"),
    ],
)
def test_encoding_and_delimiter_are_found_by_evidence_and_said(data: bytes, said: str) -> None:
    reading = read(csv, data, "a.csv")
    assert said in reading.reason
    assert [(row[0][:5], row[1]) for row in reading.tables[0].rows] == [("Area", "Officers"), ("North", "3")]


def test_ragged_rows_are_kept_and_flagged() -> None:
    reading = read(csv, b"Area,Officers,Staff\nNorth,3\nSouth,5,2,9\n\nEast,1,1\n", "a.csv")
    table = reading.tables[0]
    assert table.rows == (
        ("Area", "Officers", "Staff", ""),
        ("North", "3", "", ""),
        ("South", "5", "2", "9"),
        ("East", "1", "1", ""),
    )
    assert "ragged_rows" in reading.flags
    assert not table.accept
    assert reading.reason.startswith("5 records (4 filled, 1 empty)")


def test_lines_above_and_below_a_list_are_its_title_and_notes() -> None:
    data = b"Cases recorded 2009 to 2014\nYear,Role,Number\n2009,Officer,3\n2010,Staff,2\nNote: 2014 to February\n"
    (table,) = read(csv, data, "a.csv").tables
    assert table.rows == (("Year", "Role", "Number"), ("2009", "Officer", "3"), ("2010", "Staff", "2"))
    assert (table.title, table.notes) == ("Cases recorded 2009 to 2014", "Note: 2014 to February")
    assert table.accept


def test_a_last_record_that_was_cut_off_is_no_note() -> None:
    (table,) = read(csv, b"Year,Role,Number\n2009,Officer,3\n2010,Staff,2\n2011\n", "a.csv").tables
    assert len(table.rows) == 4
    assert not table.accept


def test_a_first_row_of_nil_is_no_second_heading() -> None:
    (table,) = read(csv, b"Year,Number\n2009,Nil\n2010,1\n2011,4\n", "a.csv").tables
    assert table.head_rows == 1


def test_a_large_table_lists_the_cells_from_which_the_others_addresses_follow() -> None:
    rows = [f"{n},{n % 7},{n % 5}" for n in range(9000)]
    rows.insert(4000, "")
    (table,) = read(csv, ("Case,Officers,Staff\n" + "\n".join(rows) + "\n").encode(), "a.csv").tables
    assert len(table.rows) == 9001
    assert [cell.address for cell in table.cells] == ["A1", "B1", "C1", "A4003"]


def test_a_quotation_mark_that_never_closes_loses_no_line() -> None:
    reading = read(csv, b'Area,Officers\n"North,3\nSouth,5\nEast,1\n', "a.csv")
    assert [row[0] for row in reading.tables[0].rows] == ["Area", '"North', "South", "East"]
    assert "open_quote" in reading.flags
    assert not reading.tables[0].accept


def test_nul_bytes_are_left_out_and_flagged() -> None:
    reading = read(csv, b"Area,Officers\nNo\x00rth,3\nSouth,5\n", "a.csv")
    assert (reading.tables[0].rows[1], reading.flags) == (("North", "3"), ("nul_bytes",))


def test_quoted_fields_hold_delimiters_line_breaks_and_quotes() -> None:
    table = read(csv, b'Area,Note\n"North, west","two\nlines ""so"""\nSouth,x\n', "a.csv").tables[0]
    assert table.rows[1] == ("North, west", 'two\nlines "so"')


def test_a_line_of_fifty_megabytes_is_no_record() -> None:
    reading = read(csv, b"Area,Officers\n" + b"x" * 50_000_000 + b",3\n", "a.csv")
    assert reading.outcome is Outcome.DAMAGED


def test_a_million_columns_are_too_many() -> None:
    assert read(csv, b"1," * 1_000_000 + b"\n2,3\n", "a.csv").outcome is Outcome.TOO_BIG


def test_a_list_of_people_is_held_in_csv_too() -> None:
    people = b"Surname,Date of birth,Outcome\n" + b"Canary,1980-01-01,none\n" * 5
    reading = read(csv, people, "a.csv")
    assert (reading.outcome, reading.tables) == (Outcome.QUARANTINED, ())
    assert "Canary" not in repr(reading)


def test_a_mended_package_still_reads() -> None:
    assert read(xlsx, patched(made_xlsx(), "", str)).outcome is Outcome.READ
