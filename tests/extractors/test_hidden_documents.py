"""Hidden data in OpenDocument sheets and Word letters: named with its place, the file held, and shown nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from held import assert_clean, assert_held
from openpyxl.styles import Font
from workbooks import CANARY, ROWS, docx, ods, ods_row, patched, read

from extractors.hidden import Technique
from extractors.sheets import ods as ods_extractor
from extractors.word import extractor as word_extractor
from schema.reading import Outcome

WHITE = Font(color="FFFFFFFF")


# --- ODS ----------------------------------------------------------------------------------------------------------

BODY = "".join(ods_row(row) for row in ROWS)
SECRET = ods_row([CANARY, 9, 9])
STYLE = '<style:style style:name="{name}" style:family="{family}">{inner}</style:style>'


def data_sheet(rows: str, columns: str = "") -> str:
    return f'<table:table table:name="Data">{columns}{rows}</table:table>'


HIDES = STYLE.format(name="ta9", family="table", inner='<style:table-properties table:display="false"/>')
FLAT = STYLE.format(name="ro9", family="table-row", inner='<style:table-row-properties style:row-height="0.1mm"/>')
NARROW = STYLE.format(
    name="co9", family="table-column", inner='<style:table-column-properties style:column-width="0.1mm"/>'
)
ODS_WHITE = STYLE.format(name="ce9", family="table-cell", inner='<style:text-properties fo:color="#ffffff"/>')
ON_BLUE = STYLE.format(
    name="ce9",
    family="table-cell",
    inner='<style:table-cell-properties fo:background-color="#1f4e79"/><style:text-properties fo:color="#ffffff"/>',
)
BLANK = (
    '<number:text-style style:name="N9"/>'
    '<style:style style:name="ce9" style:family="table-cell" style:data-style-name="N9"/>'
)
ANNOTATED = (
    '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>' + CANARY + "</text:p>"
    "</office:annotation><text:p>West</text:p></table:table-cell></table:table-row>"
)
ODS_CASES = [
    (
        f'{data_sheet(BODY)}<table:table table:name="Names" table:style-name="ta9">{SECRET}</table:table>',
        HIDES,
        Technique.HIDDEN_SHEET,
        "Names",
    ),
    (data_sheet(BODY + ods_row([CANARY, 9, 9], 'table:visibility="collapse"')), "", Technique.HIDDEN_ROWS, "rows 5"),
    (data_sheet(BODY + ods_row([CANARY, 9, 9], 'table:visibility="filter"')), "", Technique.FILTERED_ROWS, "rows 5"),
    (data_sheet(BODY + ods_row([CANARY, 9, 9], 'table:style-name="ro9"')), FLAT, Technique.FLAT_ROWS, "rows 5"),
    (
        data_sheet(f'{BODY}<table:table-row-group table:display="false">{SECRET}</table:table-row-group>'),
        "",
        Technique.COLLAPSED_GROUP,
        "rows 5",
    ),
    (
        data_sheet(
            BODY + ods_row(["West", 1, 1, CANARY]),
            '<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>',
        ),
        "",
        Technique.HIDDEN_COLUMNS,
        "columns D",
    ),
    (
        data_sheet(
            BODY + ods_row(["West", 1, 1, CANARY]),
            '<table:table-column table:number-columns-repeated="3"/><table:table-column table:style-name="co9"/>',
        ),
        NARROW,
        Technique.NARROW_COLUMNS,
        "columns D",
    ),
    (data_sheet(BODY + ods_row([CANARY], cell='table:style-name="ce9"')), ODS_WHITE, Technique.UNSEEN_TEXT, "A5"),
    (data_sheet(BODY + ods_row([CANARY], cell='table:style-name="ce9"')), BLANK, Technique.BLANK_FORMAT, "A5"),
    (data_sheet(BODY + ANNOTATED), "", Technique.COMMENT, "A5"),
    (
        data_sheet(f'{BODY}<table:table-row table:number-rows-repeated="5000"/>{SECRET}'),
        "",
        Technique.FAR_CELL,
        "A5005",
    ),
]


@pytest.mark.parametrize(("body", "styles", "technique", "word"), ODS_CASES)
def test_ods_names_the_technique(body: str, styles: str, technique: Technique, word: str) -> None:
    assert_held(read(ods_extractor, ods(body, styles)), technique, word)


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        (None, ""),
        (None, HIDES + FLAT + NARROW + ODS_WHITE),  # styles that no cell uses
        (data_sheet(f"<table:table-row-group>{BODY}</table:table-row-group>"), ""),
        (data_sheet(BODY + '<table:table-row table:visibility="collapse" table:number-rows-repeated="9"/>'), ""),
        (data_sheet("".join(ods_row(r, cell='table:style-name="ce9"') for r in ROWS)), ON_BLUE),
        (data_sheet(BODY + '<table:table-row table:number-rows-repeated="1048572"/>'), ""),
    ],
)
def test_ods_that_looks_alike_and_hides_nothing_is_read(body: str | None, styles: str) -> None:
    assert_clean(read(ods_extractor, ods(body, styles)))


def test_ods_with_an_embedded_document_is_held_and_a_chart_is_not() -> None:
    def manifest(kind: str) -> dict[str, str]:
        return {
            "Object 1/content.xml": "<x/>",
            "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            "<m:file-entry"
            f' m:full-path="Object 1/" m:media-type="application/vnd.oasis.opendocument.{kind}"/></m:manifest>',
        }

    assert_held(read(ods_extractor, ods(more=manifest("spreadsheet"))), Technique.EMBEDDED_OBJECT, "Object 1")
    assert_clean(read(ods_extractor, ods(more=manifest("chart"))))


# --- DOCX ---------------------------------------------------------------------------------------------------------

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def vanished(document: Any) -> None:
    document.add_paragraph().add_run(CANARY).font.hidden = True


def white_run(document: Any) -> None:
    from docx.shared import RGBColor

    document.add_paragraph().add_run(CANARY).font.color.rgb = RGBColor(255, 255, 255)


def bold_run(document: Any) -> None:
    document.add_paragraph().add_run("Yours faithfully").bold = True


def margin_comment(document: Any) -> None:
    document.add_comment(document.paragraphs[1].runs, text=CANARY, author="A")


@pytest.mark.parametrize(
    ("hide", "technique", "word"),
    [
        (vanished, Technique.VANISHED_TEXT, "paragraph 3"),
        (white_run, Technique.UNSEEN_TEXT, "paragraph 3"),
        (margin_comment, Technique.TEXT_COMMENT, "1 comment"),
    ],
)
def test_docx_names_the_technique(hide: Callable[[Any], None], technique: Technique, word: str) -> None:
    assert_held(read(word_extractor, docx(hide)), technique, word)


@pytest.mark.parametrize("twin", [lambda document: None, bold_run])
def test_docx_that_hides_nothing_is_read(twin: Callable[[Any], None]) -> None:
    assert_clean(read(word_extractor, docx(twin)))


def test_docx_tracked_deletions_are_hidden_and_insertions_belong() -> None:
    run = "<w:r><w:{tag}>{text}</w:{tag}></w:r>"
    deleted = '<w:p><w:del w:id="1" w:author="A">' + run.format(tag="delText", text=CANARY) + "</w:del></w:p>"
    inserted = '<w:p><w:ins w:id="2" w:author="A">' + run.format(tag="t", text="2. 5 staff") + "</w:ins></w:p>"

    def track(more: str) -> bytes:
        return patched(docx(), "word/document.xml", lambda xml: xml.replace("<w:sectPr", more + "<w:sectPr", 1))

    assert_held(read(word_extractor, track(deleted)), Technique.TRACKED_DELETION, "paragraph 3")
    reading = read(word_extractor, track(inserted))
    assert reading.outcome is Outcome.READ
    assert [(f.question, f.as_printed) for f in reading.figures] == [("1", "8"), ("2", "5")]


def test_docx_with_an_embedded_workbook_is_held() -> None:
    data = patched(docx(), "", str, {"word/embeddings/Microsoft_Excel_Sheet.xlsx": CANARY})
    assert_held(read(word_extractor, data), Technique.EMBEDDED_OBJECT, "Excel_Sheet")
