"""Workbooks that are one XML file: of Excel 2003, and the flat form of OpenDocument. The same grid, the same care."""

from __future__ import annotations

import pytest
from workbooks import CANARY, ODS_HEAD, everything, ods_row, read

from extractors.hidden import Technique
from extractors.identify import FLAT_ODS, XLS_2003, identify
from extractors.sheets import ods, xls
from schema.reading import Outcome

STYLES = (
    '<Style ss:ID="Default"><Font ss:Color="#000000"/></Style>'
    '<Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>'
    '<Style ss:ID="share"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="white"><Font ss:Color="#FFFFFF"/></Style>'
    '<Style ss:ID="onblue" ss:Parent="white"><Interior ss:Color="#0000FF" ss:Pattern="Solid"/></Style>'
)


def cell(value: object, more: str = "", kind: str = "") -> str:
    said = kind or ("Number" if isinstance(value, (int, float)) else "String")
    return f'<Cell {more}><Data ss:Type="{said}">{value}</Data></Cell>'


def row(*values: object, more: str = "") -> str:
    return f"<Row {more}>{''.join(cell(v) for v in values)}</Row>"


BODY = row("Area", "Officers") + row("North", 3) + row("South", 5)


def workbook(table: str = BODY, options: str = "", beside: str = "", sheets: str = "") -> bytes:
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook'
        ' xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
        f' xmlns:html="http://www.w3.org/TR/REC-html40">{beside}<Styles>{STYLES}</Styles>'
        f'<Worksheet ss:Name="Data"><Table>{table}</Table>'
        f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{options}</WorksheetOptions></Worksheet>'
        f"{sheets}</Workbook>"
    ).encode()


def flat(sheets: str, meta: str = "", styles: str = "") -> bytes:
    kind = ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet" office:version="1.2"'
    head = ODS_HEAD.replace("document-content", "document").replace(' office:version="1.2"', kind)
    return (
        f"{head}<office:meta>{meta}</office:meta><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document>"
    ).encode()


def table(*rows: str, more: str = "") -> str:
    return f'<table:table table:name="Data" {more}>{"".join(rows)}</table:table>'


PLAIN = (ods_row(["Area", "Officers"]), ods_row(["North", 3]), ods_row(["South", 5]))


def test_both_are_known_by_their_outermost_element() -> None:
    assert identify(workbook(), "return.xls") == XLS_2003
    assert identify(flat(table(*PLAIN)), "return.ods") == FLAT_ODS


@pytest.mark.parametrize(("extractor", "data"), [(xls, workbook()), (ods, flat(table(*PLAIN)))])
def test_each_gives_its_table_for_a_person_to_look_at(extractor: object, data: bytes) -> None:
    reading = read(extractor, data)  # type: ignore[arg-type]
    (found,) = reading.tables
    assert (reading.outcome, found.sheet, found.span) == (Outcome.READ, "Data", "A1:B3")
    assert found.rows == (("Area", "Officers"), ("North", "3"), ("South", "5"))
    assert found.why_not == ("No second reader reads this format; Data was read once.",)


def test_values_are_given_as_a_person_sees_them() -> None:
    moments = cell("2014-05-01T00:00:00.000", kind="DateTime") + cell("1899-12-31T14:05:00.000", kind="DateTime")
    shares = cell(0.093, 'ss:StyleID="share"') + cell(41_760, 'ss:StyleID="day"') + cell(1, kind="Boolean")
    words = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">Staff<Sup>12</Sup> all</ss:Data>'
    raised = f"<Cell>{words}</Cell>"
    rows = read(xls, workbook(f"<Row>{moments}{shares}{raised}</Row>")).tables[0].rows
    assert rows == (("2014-05-01", "14:05", "9.3%", "2014-05-01", "TRUE", "Staff¹² all"),)


def test_cells_stand_where_their_index_says() -> None:
    wide = cell("Area", 'ss:MergeAcross="1"')
    rows = f'<Row ss:Index="3">{wide}{cell("Officers")}</Row>' + row("North", "x", 3)
    found = read(xls, workbook(rows)).tables[0]
    assert (found.span, found.rows[0]) == ("A3:C4", ("Area", "", "Officers"))
    assert [(c.address, c.colspan) for c in found.cells][:2] == [("A3", 2), ("C3", 1)]


def test_a_formula_without_a_stored_value_and_an_error_are_no_numbers() -> None:
    found = read(xls, workbook(BODY + f'<Row>{cell("East")}<Cell ss:Formula="=1+1"/></Row>')).tables[0]
    assert "A formula has no stored value." in found.why_not
    found = read(xls, workbook(BODY + f"<Row>{cell('East')}{cell('#REF!', kind='Error')}</Row>")).tables[0]
    assert "A cell holds an error instead of a value." in found.why_not


SECRET = f"<Row>{cell(CANARY)}{cell(1)}</Row>"
OTHER = f'<Worksheet ss:Name="Other"><Table>{SECRET}</Table><x:WorksheetOptions><x:Visible>Sheet%s</x:Visible>'
ENDED = "</x:WorksheetOptions></Worksheet>"
MANAGER = "<o:DocumentProperties><o:Manager>Jane Doe</o:Manager></o:DocumentProperties>"
OBJECT = f"<table:shapes><draw:object xmlns:draw='urn:d'>{CANARY}</draw:object></table:shapes>"
OWNER = "<meta:user-defined xmlns:meta='urn:m' meta:name='Owner'>Jane Doe</meta:user-defined>"


@pytest.mark.parametrize(
    ("data", "technique"),
    [
        (workbook(BODY + SECRET.replace("<Row", '<Row ss:Hidden="1"')), Technique.HIDDEN_ROWS),
        (workbook(BODY + SECRET.replace("<Row", '<Row ss:Height="0.75"')), Technique.FLAT_ROWS),
        (workbook(f'<Column ss:Index="3" ss:Hidden="1"/>{row("a", "b", CANARY)}{BODY}'), Technique.HIDDEN_COLUMNS),
        (workbook(f'<Column ss:Span="1"/><Column ss:Width="0"/>{row("a", "b", CANARY)}'), Technique.NARROW_COLUMNS),
        (workbook(BODY + SECRET.replace("<Cell", '<Cell ss:StyleID="white"')), Technique.UNSEEN_TEXT),
        (workbook(sheets=OTHER % "Hidden" + ENDED), Technique.HIDDEN_SHEET),
        (workbook(sheets=OTHER % "VeryHidden" + ENDED), Technique.VERY_HIDDEN_SHEET),
        (workbook(BODY + f"<Row><Cell><Comment><ss:Data>{CANARY}</ss:Data></Comment></Cell></Row>"), Technique.COMMENT),
        (workbook(beside=MANAGER), Technique.PROPERTIES),
        (workbook(sheets=f"<x:PivotCache>{CANARY}</x:PivotCache>"), Technique.PIVOT_CACHE),
    ],
)
def test_what_a_workbook_of_2003_hides_is_told_and_not_given_out(data: bytes, technique: Technique) -> None:
    reading = read(xls, data)
    assert (reading.outcome, [h.technique for h in reading.hidden]) == (Outcome.QUARANTINED, [technique])
    assert CANARY not in everything(reading)


@pytest.mark.parametrize(
    ("data", "technique"),
    [
        (flat(table(*PLAIN, ods_row([CANARY, 1], 'table:visibility="collapse"'))), Technique.HIDDEN_ROWS),
        (flat(table(*PLAIN, OBJECT)), Technique.EMBEDDED_OBJECT),
        (flat(table(*PLAIN), OWNER), Technique.PROPERTIES),
    ],
)
def test_what_a_flat_document_hides_is_told_and_not_given_out(data: bytes, technique: Technique) -> None:
    reading = read(ods, data)
    assert (reading.outcome, [h.technique for h in reading.hidden]) == (Outcome.QUARANTINED, [technique])
    assert CANARY not in everything(reading)


def test_white_on_blue_is_no_secret() -> None:
    assert read(xls, workbook(BODY.replace("<Cell", '<Cell ss:StyleID="onblue"'))).outcome is Outcome.READ


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + workbook()[21:], Outcome.UNSAFE),
        (workbook()[:-40], Outcome.DAMAGED),
        (workbook('<Row ss:Index="99999999">' + cell(1) + "</Row>"), Outcome.DAMAGED),
        (workbook('<Row><Cell ss:Index="99999"/></Row>'), Outcome.DAMAGED),
        (workbook("", sheets=""), Outcome.EMPTY),
    ],
)
def test_bad_ones_end_with_their_outcome(data: bytes, outcome: Outcome) -> None:
    assert read(xls, data).outcome is outcome
