"""Documents made to deceive or to break end in the outcome that fits, and nothing of them is given out as if read."""

from __future__ import annotations

import time

import pytest
from workbooks import docx, patched, read, xlsx

from extractors.encoding import decoded
from extractors.registry import read_bytes
from extractors.sheets import xlsx as xlsx_extractor
from extractors.word import extractor as word
from schema.reading import Outcome

SHEET = "xl/worksheets/sheet1.xml"
WORDS = "word/document.xml"


@pytest.mark.parametrize(
    ("old", "new"), [('r="A1"', 'r="XFE1048577"'), ('r="A1"', 'r="A9"'), ('r="2"', 'r="-5"'), ('r="2"', 'r="9999999"')]
)
def test_a_cell_out_of_any_sheet_is_damage(old: str, new: str) -> None:
    changed = patched(xlsx(), SHEET, lambda text: text.replace(old, new, 1))
    assert read(xlsx_extractor, changed).outcome is Outcome.DAMAGED


def test_a_text_that_is_not_in_the_list_of_texts_is_an_error_and_not_an_empty_cell() -> None:
    def lost(text: str) -> str:
        return text.replace('t="inlineStr"><is><t>Area</t></is>', 't="s"><v>99</v>')

    table = read(xlsx_extractor, patched(xlsx(), SHEET, lost)).tables[0]
    assert (table.accept, "A cell holds an error instead of a value." in table.why_not) == (False, True)


def test_a_workbook_whose_sheet_is_not_there_is_damaged_and_not_empty() -> None:
    lost = patched(xlsx(), "xl/_rels/workbook.xml.rels", lambda text: text.replace("sheet1.xml", "sheet9.xml"))
    assert read(xlsx_extractor, lost).outcome is Outcome.DAMAGED


def test_more_sheets_than_anybody_makes_are_too_many() -> None:
    sheet = '<sheet xmlns:r="x" name="s" sheetId="9" r:id="rId1"/>'
    many = patched(xlsx(), "xl/workbook.xml", lambda text: text.replace("<sheets>", "<sheets>" + sheet * 2000))
    assert read(xlsx_extractor, many).outcome is Outcome.TOO_BIG


@pytest.mark.parametrize("width", ["gridSpan", "gridBefore"])
def test_a_cell_over_a_million_columns_costs_nothing(width: str) -> None:
    element = f'<w:{width} w:val="99999999"/>'
    old, new = ("<w:tc>", f"<w:tc><w:tcPr>{element}</w:tcPr>") if width == "gridSpan" else (
        "<w:tr>", f"<w:tr><w:trPr>{element}</w:trPr>")  # fmt: skip
    reading = read(word, patched(docx(), WORDS, lambda text: text.replace(old, new, 1)))
    assert max(len(row) for table in reading.tables for row in table.rows) < 2_100


def test_a_document_that_word_would_put_in_is_told() -> None:
    chunk = '<w:body><w:altChunk xmlns:r="x" r:id="rId9"/>'
    reading = read(word, patched(docx(), WORDS, lambda text: text.replace("<w:body>", chunk)))
    assert (reading.outcome, reading.hidden[0].technique) == (Outcome.QUARANTINED, "embedded object")


@pytest.mark.parametrize("depth", [300, 5_000])
def test_a_page_nested_deeper_than_can_be_read_is_damaged_and_not_empty(depth: int) -> None:
    reading = read_bytes(b"<html><body>" + b"<div>" * depth + b"Nine officers", "page.html")
    assert (reading.outcome, "Nine" in reading.text) == (
        (Outcome.READ, True) if depth < 2000 else (Outcome.DAMAGED, False)
    )


def test_a_workbook_of_2003_is_not_taken_for_a_web_page() -> None:
    data = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>'
    reading = read_bytes(data, "reply.xls")
    assert (reading.extractor, reading.outcome) == ("xls", Outcome.EMPTY)


def test_a_stray_zero_byte_makes_no_text_a_binary_file() -> None:
    reading = read_bytes(b"area,officers\nNorth,\x002\nSouth,4\n", "reply.csv")
    assert [list(row) for row in reading.tables[0].rows] == [["area", "officers"], ["North", "2"], ["South", "4"]]


def test_lines_of_several_programs_are_decoded_line_by_line() -> None:
    text = decoded("Área,é\n".encode() + "Área,2\n".encode("cp1252"))
    assert (text.text, text.flags) == ("Área,é\nÁrea,2\n", ("mixed_encodings",))
    assert decoded("Área,2\n".encode("cp1252") * 2).flags == ()


def test_tables_nested_hundreds_deep_cost_little() -> None:
    began = time.process_time()
    reading = read_bytes(b"<html>" + b"<table><tr><td>1<td>" * 300 + b"Nine officers", "page.html")
    assert time.process_time() - began < 5
    assert "Nine officers" in reading.text
