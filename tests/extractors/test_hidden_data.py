"""Hidden data in Excel files is named with its place, holds the file, and is in no table, text, reason or place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import xlwt
from held import assert_clean, assert_held
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from workbooks import CANARY, patched, read, xls, xlsx

from extractors.hidden import Technique
from extractors.sheets import xls as xls_extractor
from extractors.sheets import xlsx as xlsx_extractor
from schema.reading import Outcome

WHITE = Font(color="FFFFFFFF")


# --- XLSX: what is done, technique, where; and the twin that looks alike and hides nothing -----------------------


def hidden_sheet(book: Any, sheet: Any) -> None:
    book.create_sheet("Names").append([CANARY])
    book["Names"].sheet_state = "hidden"


def very_hidden_sheet(book: Any, sheet: Any) -> None:
    book.create_sheet("Names").append([CANARY])
    book["Names"].sheet_state = "veryHidden"


def another_sheet(book: Any, sheet: Any) -> None:
    book.create_sheet("Notes").append(["Figures as at May 2014"])


def hidden_rows(book: Any, sheet: Any) -> None:
    sheet["A6"] = CANARY
    sheet.row_dimensions[6].hidden = True


def hidden_empty_rows(book: Any, sheet: Any) -> None:
    sheet.row_dimensions[6].hidden = True


def flat_row(book: Any, sheet: Any) -> None:
    sheet["A6"] = CANARY
    sheet.row_dimensions[6].height = 0.5


def tall_row(book: Any, sheet: Any) -> None:
    sheet.row_dimensions[2].height = 40


def hidden_column(book: Any, sheet: Any) -> None:
    sheet["E2"] = CANARY
    sheet.column_dimensions["E"].hidden = True


def hidden_empty_column(book: Any, sheet: Any) -> None:
    sheet.column_dimensions["E"].hidden = True


def narrow_column(book: Any, sheet: Any) -> None:
    sheet["E2"] = CANARY
    sheet.column_dimensions["E"].width = 0.2


def wide_column(book: Any, sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 60


def filtered_rows(book: Any, sheet: Any) -> None:
    sheet.append([CANARY, 9, 9])
    sheet.auto_filter.ref = "A1:C5"
    sheet.auto_filter.add_filter_column(0, ["North", "South", "East"])
    sheet.row_dimensions[5].hidden = True


def filter_that_hides_nothing(book: Any, sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:C4"


def collapsed_group(book: Any, sheet: Any) -> None:
    sheet.append([CANARY, 9, 9])
    sheet.row_dimensions.group(5, 5, outline_level=1, hidden=True)


def open_group(book: Any, sheet: Any) -> None:
    sheet.row_dimensions.group(2, 3, outline_level=1, hidden=False)


def white_text(book: Any, sheet: Any) -> None:
    sheet["E2"] = CANARY
    sheet["E2"].font = WHITE


def white_on_blue(book: Any, sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font = WHITE
        cell.fill = PatternFill("solid", fgColor="FF1F4E79")


def blue_on_blue(book: Any, sheet: Any) -> None:
    sheet["E2"] = CANARY
    sheet["E2"].font = Font(color="FF1F4E79")
    sheet["E2"].fill = PatternFill("solid", fgColor="FF1F4E79")


def blank_format(book: Any, sheet: Any) -> None:
    sheet["E2"] = CANARY
    sheet["E2"].number_format = ";;;"


def format_without_zeros(book: Any, sheet: Any) -> None:
    for row in sheet["B2:C4"]:
        for cell in row:
            cell.number_format = "0;-0;;@"


def far_cell(book: Any, sheet: Any) -> None:
    sheet["A9000"] = CANARY


def far_right_cell(book: Any, sheet: Any) -> None:
    sheet["ZZ2"] = CANARY


def comment(book: Any, sheet: Any) -> None:
    sheet["B2"].comment = Comment(CANARY, "author")


def wrapped_text(book: Any, sheet: Any) -> None:
    sheet["B2"].alignment = Alignment(wrap_text=True)


def hidden_name(book: Any, sheet: Any) -> None:
    book.defined_names["Subjects"] = DefinedName("Subjects", attr_text=f'{{"{CANARY}","x"}}', hidden=True)


def ordinary_name(book: Any, sheet: Any) -> None:
    book.defined_names["Totals"] = DefinedName("Totals", attr_text="Data!$B$2:$B$4")


def covered_cell(book: Any, sheet: Any) -> None:
    sheet["E1"], sheet["E2"] = "Comment", "n/a"


def properties(book: Any, sheet: Any) -> None:
    book.properties.description = f"Prepared by PC {CANARY}, jane@example.police.uk"


def ordinary_properties(book: Any, sheet: Any) -> None:
    book.properties.title = "Freedom of Information reply"
    book.properties.creator = "Information Management"


def list_of_people(book: Any, sheet: Any) -> None:
    people = book.create_sheet("Sheet2")
    people.append(["Surname", "Collar number", "Outcome"])
    for n in range(4):
        people.append([f"{CANARY} {n}", 100 + n, "Words of advice"])


def list_of_ranks(book: Any, sheet: Any) -> None:
    ranks = book.create_sheet("Sheet2")
    ranks.append(["Rank", "Name of platform", "Outcome"])
    for n in range(4):
        ranks.append([f"PC {n}", "Facebook", "Words of advice"])


XLSX_CASES: list[tuple[Callable[[Any, Any], None], Technique, list[str], Callable[[Any, Any], None]]] = [
    (hidden_sheet, Technique.HIDDEN_SHEET, ["Names", "1 rows"], another_sheet),
    (very_hidden_sheet, Technique.VERY_HIDDEN_SHEET, ["Names", "no menu"], another_sheet),
    (hidden_rows, Technique.HIDDEN_ROWS, ["Data: rows 6"], hidden_empty_rows),
    (flat_row, Technique.FLAT_ROWS, ["Data: rows 6"], tall_row),
    (hidden_column, Technique.HIDDEN_COLUMNS, ["Data: columns E"], hidden_empty_column),
    (narrow_column, Technique.NARROW_COLUMNS, ["Data: columns E"], wide_column),
    (filtered_rows, Technique.FILTERED_ROWS, ["Data: rows 5"], filter_that_hides_nothing),
    (collapsed_group, Technique.COLLAPSED_GROUP, ["Data: rows 5"], open_group),
    (white_text, Technique.UNSEEN_TEXT, ["Data: E2"], white_on_blue),
    (blue_on_blue, Technique.UNSEEN_TEXT, ["Data: E2"], white_on_blue),
    (blank_format, Technique.BLANK_FORMAT, ["Data: E2"], format_without_zeros),
    (far_cell, Technique.FAR_CELL, ["Data: A9000"], wrapped_text),
    (far_right_cell, Technique.FAR_CELL, ["Data: ZZ2"], wrapped_text),
    (comment, Technique.COMMENT, ["Data: B2"], wrapped_text),
    (hidden_name, Technique.DEFINED_NAME, ["Subjects"], ordinary_name),
    (properties, Technique.PROPERTIES, ["description"], ordinary_properties),
    (list_of_people, Technique.PERSON_COLUMNS, ["Sheet2", "surname", "collar"], list_of_ranks),
]


@pytest.mark.parametrize(("hide", "technique", "words", "twin"), XLSX_CASES, ids=lambda v: getattr(v, "__name__", None))
def test_xlsx_names_the_technique_and_its_clean_twin_is_read(
    hide: Callable[[Any, Any], None], technique: Technique, words: list[str], twin: Callable[[Any, Any], None]
) -> None:
    assert_held(read(xlsx_extractor, xlsx(hide)), technique, *words)
    assert_clean(read(xlsx_extractor, xlsx(twin)))


def test_the_visible_table_is_read_all_the_same_and_waits() -> None:
    reading = read(xlsx_extractor, xlsx(hidden_sheet))
    assert reading.tables[0].rows[1] == ("North", "3", "1")
    assert any("waits until a person releases it" in why for why in reading.tables[0].why_not)


def test_a_value_under_a_merged_cell_is_hidden_data() -> None:
    def merge(text: str) -> str:
        return text.replace("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="E1:E2"/></mergeCells>')

    data = patched(xlsx(covered_cell), "xl/worksheets/sheet1.xml", merge)
    reading = read(xlsx_extractor, data)
    assert [(h.technique, h.place) for h in reading.hidden] == [(Technique.UNDER_MERGE, "Data: E2")]


def test_zero_height_by_default_hides_rows_that_say_nothing_else() -> None:
    def default(text: str) -> str:
        return text.replace("<sheetFormatPr", '<sheetFormatPr zeroHeight="1"', 1)

    reading = read(xlsx_extractor, patched(xlsx(), "xl/worksheets/sheet1.xml", default))
    assert [(h.technique, h.place) for h in reading.hidden] == [(Technique.HIDDEN_ROWS, "Data: rows 1-4")]
    assert reading.tables == ()


@pytest.mark.parametrize(
    ("parts", "technique", "words"),
    [
        (
            {
                "xl/pivotCache/pivotCacheDefinition1.xml": '<p xmlns="x" recordCount="900"><cacheFields>'
                f'<cacheField name="Name"><sharedItems><s v="{CANARY}"/></sharedItems></cacheField></cacheFields></p>'
            },
            Technique.PIVOT_CACHE,
            ["1 fields", "900 records"],
        ),
        ({"xl/model/item.data": CANARY}, Technique.DATA_MODEL, []),
        ({"xl/embeddings/Microsoft_Excel_Sheet1.xlsx": CANARY}, Technique.EMBEDDED_OBJECT, ["Sheet1.xlsx"]),
        (
            {
                "xl/externalLinks/externalLink1.xml": '<e xmlns="x"><externalBook><sheetDataSet><sheetData><row>'
                f"<cell><v>{CANARY}</v></cell></row></sheetData></sheetDataSet></externalBook></e>"
            },
            Technique.EXTERNAL_VALUES,
            ["external link 1: 1 values"],
        ),
        (
            {"docProps/custom.xml": f'<Properties><property name="Owner"><v>PC {CANARY}</v></property></Properties>'},
            Technique.PROPERTIES,
            ["Owner"],
        ),
    ],
)
def test_parts_beside_the_sheets_are_hidden_data(
    parts: dict[str, str | bytes], technique: Technique, words: list[str]
) -> None:
    assert_held(read(xlsx_extractor, patched(xlsx(), "", str, parts)), technique, *words)


def test_a_pivot_cache_without_records_and_an_external_link_without_values_hide_nothing() -> None:
    parts: dict[str, str | bytes] = {
        "xl/pivotCache/pivotCacheDefinition1.xml": '<p><cacheFields><cacheField name="Year"/></cacheFields></p>',
        "xl/externalLinks/externalLink1.xml": '<e xmlns="x"><externalBook/></e>',
    }
    assert_clean(read(xlsx_extractor, patched(xlsx(), "", str, parts)))


# --- XLS ----------------------------------------------------------------------------------------------------------


def xls_sheet(state: int) -> Callable[[Any, Any], None]:
    def change(book: Any, sheet: Any) -> None:
        other = book.add_sheet("Names")
        other.write(0, 0, CANARY)
        other.visibility = state

    return change


def xls_row(book: Any, sheet: Any) -> None:
    sheet.write(5, 0, CANARY)
    sheet.row(5).hidden = True


def xls_column(book: Any, sheet: Any) -> None:
    sheet.write(1, 4, CANARY)
    sheet.col(4).hidden = True


def xls_narrow(book: Any, sheet: Any) -> None:
    sheet.write(1, 4, CANARY)
    sheet.col(4).width = 20


def xls_white(book: Any, sheet: Any) -> None:
    sheet.write(1, 4, CANARY, xlwt.easyxf("font: colour white"))


def xls_white_on_blue(book: Any, sheet: Any) -> None:
    sheet.write(0, 0, "Area", xlwt.easyxf("font: colour white; pattern: pattern solid, fore_colour blue"))


def xls_blank(book: Any, sheet: Any) -> None:
    sheet.write(1, 4, CANARY, xlwt.easyxf(num_format_str=";;;"))


def xls_thousands(book: Any, sheet: Any) -> None:
    sheet.write(1, 1, 3, xlwt.easyxf(num_format_str="#,##0;-#,##0"))


def xls_far(book: Any, sheet: Any) -> None:
    sheet.write(60_000, 0, CANARY)


XLS_CASES = [
    (xls_sheet(1), Technique.HIDDEN_SHEET, "Names", xls_sheet(0)),
    (xls_sheet(2), Technique.VERY_HIDDEN_SHEET, "no menu", xls_sheet(0)),
    (xls_row, Technique.HIDDEN_ROWS, "rows 6", xls_thousands),
    (xls_column, Technique.HIDDEN_COLUMNS, "columns E", xls_thousands),
    (xls_narrow, Technique.NARROW_COLUMNS, "columns E", xls_thousands),
    (xls_white, Technique.UNSEEN_TEXT, "Data: E2", xls_white_on_blue),
    (xls_blank, Technique.BLANK_FORMAT, "Data: E2", xls_thousands),
    (xls_far, Technique.FAR_CELL, "A60001", xls_white_on_blue),
]


@pytest.mark.parametrize(("hide", "technique", "word", "twin"), XLS_CASES)
def test_xls_names_the_technique_and_its_clean_twin_is_read(
    hide: Callable[[Any, Any], None], technique: Technique, word: str, twin: Callable[[Any, Any], None]
) -> None:
    assert_held(read(xls_extractor, xls(hide)), technique, word)
    twin_reading = read(xls_extractor, xls(twin))
    assert (twin_reading.outcome, twin_reading.hidden) == (Outcome.READ, ())
