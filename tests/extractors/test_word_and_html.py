"""Word and web pages: words and tables as a reader sees them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from workbooks import ROWS, docx, patched, read, zipped

from extractors.html import extractor as html
from extractors.html import page_of
from extractors.word import extractor as word
from schema.reading import Outcome


def test_a_word_reply_gives_its_answers_and_its_table_once() -> None:
    reading = read(word, docx())
    assert reading.outcome is Outcome.READ
    assert [(f.question, f.as_printed) for f in reading.figures] == [("1", "8")]
    assert [list(row) for row in reading.tables[0].rows] == [[str(v) for v in row] for row in ROWS]
    assert all(reading.text[c.start : c.end] == c.text for c in reading.tables[0].cells)


def test_spanning_cells_stand_at_their_top_left() -> None:
    def merge(document: Any) -> None:
        table = document.tables[0]
        table.cell(1, 0).merge(table.cell(2, 0)).text = "North and South"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "People"

    table = read(word, docx(merge)).tables[0]
    assert table.rows[:3] == (("Area", "People", ""), ("North and South", "3", "1"), ("", "5", "2"))
    assert {(c.text, c.rowspan, c.colspan) for c in table.cells if (c.rowspan, c.colspan) != (1, 1)} == {
        ("North and South", 2, 1),
        ("People", 1, 2),
    }


def test_a_raised_digit_does_not_join_its_number() -> None:
    def note(document: Any) -> None:
        run = document.tables[0].cell(1, 1).paragraphs[0].add_run("1")
        run.font.superscript = True

    assert read(word, docx(note)).tables[0].rows[1][1] == "3¹"


def test_a_clean_word_table_that_a_second_reading_confirms_is_accepted() -> None:
    table = read(word, docx()).tables[0]
    assert (table.accept, table.why_not) == (True, ())


def test_a_word_table_on_which_the_readings_differ_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors import word_second

    rows = [[str(v) for v in row] for row in ROWS]
    rows[1][1] = "31"
    monkeypatch.setattr(word_second, "second_tables", lambda document: [rows])
    table = read(word, docx()).tables[0]
    assert not table.accept
    assert [c.text for c in table.cells if c.disputed] == ["3"]


def test_the_second_reading_sees_spans_and_leaves_deletions_out() -> None:
    from extractors.word_second import second_tables

    cell = "<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r>{end}</w:p></w:tc>"
    gone = "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
    rows = (
        "<w:tr>"
        + cell.format(more='<w:vMerge w:val="restart"/>', text="A", end="")
        + cell.format(more="", text="1", end=gone),
        "<w:tr>" + cell.format(more="<w:vMerge/>", text="", end="") + cell.format(more="", text="2", end=""),
        "<w:tr>" + cell.format(more='<w:gridSpan w:val="2"/>', text="Total", end=""),
    )
    document = f'<w:document xmlns:w="w"><w:tbl>{"</w:tr>".join(rows)}</w:tr></w:tbl></w:document>'
    assert second_tables(document.encode()) == [[["A", "1"], ["", "2"], ["Total", ""]]]


def test_a_document_type_in_word_is_refused() -> None:
    data = patched(docx(), "word/document.xml", lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1))
    assert read(word, data).outcome is Outcome.UNSAFE


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (docx()[:3000], Outcome.DAMAGED),
        (zipped({"word/styles.xml": "<x/>"}), Outcome.DAMAGED),
        (b"{\\rtf1 hello}", Outcome.UNSUPPORTED),
    ],
)
def test_broken_and_other_office_texts_say_so(data: bytes, outcome: Outcome) -> None:
    reading = read(word, data)
    assert reading.outcome is outcome
    assert reading.reason


PAGE = """<html><head><title>x</title><script>var n = 99;</script></head><body><h1>Reply</h1>
<p>Dear Sir</p><ol><li>1. 8 officers</li></ol><table><caption>Cases</caption>
<thead><tr><th rowspan=2>Area<th colspan=2>People</tr>
<tr><th>Officers<th>Staff</tr></thead><tr><td>North<td>3<sup>1</sup><td>1</tr><tr><td>South<td>5<td>2</tr></table></body></html>"""


def test_a_page_gives_its_words_and_tables_and_runs_nothing() -> None:
    reading = read(html, PAGE.encode())
    table = reading.tables[0]
    assert table.rows == (("Area", "People", ""), ("", "Officers", "Staff"), ("North", "3¹", "1"), ("South", "5", "2"))
    assert table.head_rows == 2
    assert [(f.question, f.as_printed) for f in reading.figures] == [("1", "8")]
    assert "99" not in reading.text


def test_text_that_a_page_does_not_show_is_hidden_data() -> None:
    reading = read(html, b"<html><body><p>There were 8 cases.</p><p style='display:none'>Canary</p></body></html>")
    assert reading.outcome is Outcome.QUARANTINED
    assert "Canary" not in repr(reading)


def test_deep_nesting_and_enormous_spans_are_survived() -> None:
    began = time.process_time()
    page_of("<div>" * 50_000 + "x")
    spans = "<table><tr><td colspan=100000 rowspan=100000>a<td>1</tr><tr><td>b<td>2</tr></table>"
    read(html, f"<html><body>{spans * 20}</body></html>".encode())
    assert time.process_time() - began < 10


def test_the_encoding_a_page_names_is_believed_if_it_fits() -> None:
    reading = read(html, "<html><meta charset=iso-8859-1><body>£450 für 8 cases</body></html>".encode("latin-1"))
    assert "£450 für" in reading.text
