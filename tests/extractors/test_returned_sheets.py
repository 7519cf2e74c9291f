"""Sheets as authorities return them (made samples): region lines, lists beside tables, text boxes, escapes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from workbooks import ROWS, docx, ods, ods_row, patched, read
from workbooks import xlsx as made

from extractors.sheets import ods as ods_reader
from extractors.sheets import xlsx
from extractors.word import extractor as word
from schema.reading import Outcome, Reading

Grid = list[list[Any]]


def tables(rows: Grid) -> list[Grid]:
    return [[[t for t in row if t] for row in table.rows] for table in read(xlsx, made(rows=rows)).tables]


# --- which rows are one table -------------------------------------------------------------------------------------

REGIONS: Grid = [
    ["Force", "2020", "2021"], [], ["North East"], ["Durham", 3, 14], ["Cleveland", 5, 9], [],
    ["Wales"], ["Gwent", 2, 1], [], ["Total", 10, 24],
]  # fmt: skip


def test_a_region_named_above_its_rows_stands_in_the_table_whose_heading_it_needs() -> None:
    assert tables(REGIONS) == [[[str(v) for v in row] for row in REGIONS if row]]


def test_a_title_above_rows_without_a_heading_begins_another_table() -> None:
    rows = [*ROWS, [], ["Dismissals"], ["Constable", 3, 1], ["Sergeant", 5, 2]]
    assert [len(t) for t in tables(rows)] == [4, 2]


@pytest.mark.parametrize("title", ["Question 2", "Table 3", "2. Dismissals", "How many were dismissed?", "Notes"])
def test_a_question_or_title_is_no_region(title: str) -> None:
    rows = [[*REGIONS[0]], [], ["North"], ["Durham", 3, 14], [], [title], ["Constable", 3, 1]]
    assert len(tables(rows)) == 2


def test_the_filter_above_a_pivot_table_is_no_heading_of_it() -> None:
    rows = [
        ["Force", "(All)"],
        [],
        ["Year", "Area", "Offence", "Count"],
        ["2020", "North", "Theft", 4],
        ["2021", "North", "Fraud", 4],
    ]
    assert [t[0] for t in tables(rows)] == [["Force", "(All)"], ["Year", "Area", "Offence", "Count"]]


def test_the_same_heading_again_with_the_next_year_begins_another_table() -> None:
    rows = [
        [year, "Received", "Upheld"] if not n else [f"Area {n}", n, n] for year in ("2019", "2020") for n in range(4)
    ]
    assert [t[0][0] for t in tables(rows)] == ["2019", "2020"]


def test_a_case_that_has_no_number_yet_is_no_heading() -> None:
    rows = [
        ["Ref", "Rank", "Allegation", "Outcome", "Days"],
        *[[f"C/{n}", "Constable", f"Post {n}", "Dismissed", "Ongoing" if n % 3 == 1 else n] for n in range(9)],
    ]
    assert [len(t) for t in tables(rows)] == [10]


def test_an_answer_in_words_for_every_year_is_no_heading() -> None:
    rows = [*ROWS, ["West", "No such figures", "No such figures"], ["Coast", 4, 1]]
    assert [len(t) for t in tables(rows)] == [6]


@pytest.mark.parametrize("words", ["No information held", "No data", "1 to 4", "Not collected", "Nil return"])
def test_a_row_that_holds_no_number_is_neither_heading_nor_a_mixed_column(words: str) -> None:
    rows = [ROWS[0], ["North", words, words], *ROWS[2:]]
    (table,) = read(xlsx, made(rows=rows)).tables
    assert (table.head_rows, table.accept) == (1, True)


def test_a_key_beside_a_table_is_a_table_of_its_own_and_a_comment_stays_in_its_row() -> None:
    keys = [["Code", "Meaning"], ["A", "Arrest"], ["C", "Caution"]]
    body = [[f"Area {n}", n, n + 1] for n in range(6)]
    beside = [[*row, None, *(keys[n] if n < 3 else [])] for n, row in enumerate(body)]
    assert [len(t[0]) for t in tables([ROWS[0], *beside])] == [3, 2]
    comments = [[*row, None, "transfers" if n < 3 else None] for n, row in enumerate(body)]
    assert [len(t) for t in tables([ROWS[0], *comments])] == [7]


def test_two_tables_beside_each_other_are_two_where_repeated_labels_are_left_out() -> None:
    left = [
        ["Year", "Area", "Count"],
        ["2019/20", "North", 3],
        [None, "South", 4],
        [None, "West", 5],
        ["Total", None, 9],
    ]
    right = [["Rank", "Count"], ["Constable", 3], ["Sergeant", 4], ["Inspector", 5], ["Total", 9]]
    assert [t[0] for t in tables([[*a, None, *b] for a, b in zip(left, right, strict=True)])] == [left[0], right[0]]


# --- text boxes ---------------------------------------------------------------------------------------------------

SAID = "Seven further cases are open."


def boxed(*, rows: Grid | None = None, box: str = "") -> bytes:
    """A workbook with one text box over C9; ``box`` is written among the properties of its shape."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for n, row in enumerate(ROWS if rows is None else rows):
        sheet.write_row(n, 0, row)
    sheet.insert_textbox(8, 2, SAID, {"font": {"color": "white"}} if box == "white" else {})
    book.close()
    data = out.getvalue()
    part = "xl/drawings/drawing1.xml"
    return (
        patched(data, part, lambda s: s.replace('name="TextBox 1"', 'name="TextBox 1" hidden="1"'))
        if box == "off"
        else data
    )


def told(reading: Reading) -> tuple[str, ...]:
    return tuple(h.place for h in reading.hidden)


def test_the_words_of_a_text_box_are_a_note_of_the_table() -> None:
    reading = read(xlsx, boxed())
    assert (reading.outcome, reading.tables[0].notes, len(reading.tables[0].rows)) == (Outcome.READ, SAID, 4)


def test_a_sheet_with_a_text_box_alone_gives_its_words() -> None:
    (table,) = read(xlsx, boxed(rows=[])).tables
    assert (table.sheet, table.rows, table.span, table.accept) == ("Data", ((SAID,),), "C9:C9", False)


@pytest.mark.parametrize("box", ["off", "white", "folded"])
def test_a_text_box_that_nobody_sees_is_hidden_data(box: str) -> None:
    data = boxed(box=box)
    if box == "folded":
        rows = "".join(f'<row r="{n}" hidden="1"/>' for n in range(9, 30))
        data = patched(data, "xl/worksheets/sheet1.xml", lambda s: s.replace("</sheetData>", rows + "</sheetData>"))
    if box == "white":
        data = patched(data, "xl/drawings/drawing1.xml", lambda s: s.replace("FFFFFFFF", "FFFFFF"))
    reading = read(xlsx, data)
    assert (reading.outcome, told(reading)) == (Outcome.QUARANTINED, ("Data: text box at C9",))
    assert SAID not in str(reading.to_json())


def test_a_button_whose_caption_is_drawn_elsewhere_is_no_hidden_text_box() -> None:
    control = '<a:ext uri="{63B3BB69}"><a14:compatExt xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"/></a:ext>'
    data = patched(
        boxed(box="off"), "xl/drawings/drawing1.xml", lambda s: s.replace("<xdr:txBody>", control + "<xdr:txBody>")
    )
    reading = read(xlsx, data)
    assert (reading.outcome, reading.tables[0].notes) == (Outcome.READ, "")


def test_text_boxes_of_ods_are_read_too_and_fold_with_their_row() -> None:
    box = f"<draw:frame><draw:text-box><text:p>{SAID}</text:p></draw:text-box></draw:frame>"
    rows = "".join(ods_row(row) for row in ROWS)
    beside = f'<table:table table:name="Data"><table:shapes>{box}</table:shapes>{rows}</table:table>'
    cell = f"<table:table-cell>{box}</table:table-cell>"
    within = '<table:table table:name="Data">{}<table:table-row {}>{}</table:table-row></table:table>'
    draw = ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    for body in (beside, within.format(rows, "", cell)):
        reading = read(ods_reader, ods(body.replace("<table:table ", f"<table:table{draw} ", 1)))
        assert (reading.outcome, [t.notes for t in reading.tables]) == (Outcome.READ, [SAID])
    folded = within.format(rows, 'table:visibility="collapse"', cell)
    reading = read(ods_reader, ods(folded.replace("<table:table ", f"<table:table{draw} ", 1)))
    assert (reading.outcome, told(reading)) == (Outcome.QUARANTINED, ("Data: A5",))
    assert SAID not in str(reading.to_json())


def test_a_table_in_a_text_box_of_a_letter_is_one_of_its_tables() -> None:
    def change(document: Any) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        box = f"<w:pict {nsdecls('w')}><w:txbxContent/></w:pict>"
        run = document.add_paragraph("In the box: ").add_run()
        run._r.append(parse_xml(box))
        run._r[-1][0].append(document.add_table(2, 2)._tbl)
        for n, cell in enumerate(document.element.body.xpath(".//w:txbxContent//w:p")):
            cell.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>{['Rank', 'Cases', 'Constable', '7'][n]}</w:t></w:r>"))

    reading = read(word, docx(change))
    assert (("Rank", "Cases"), ("Constable", "7")) in [t.rows for t in reading.tables]
    assert "Constable 7" in reading.text


# --- what stands in a cell ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "seen"),
    [("Area_x000D_\nname", "Area\nname"), ("A_x005F_x0041_", "A_x0041_"), ("A_xD83D_", "A_xD83D_"), ("A_x0000_B", "AB"), ("A_x1", "A_x1")],  # noqa: E501
)  # fmt: skip
def test_an_escape_in_a_text_is_the_character_it_stands_for(stored: str, seen: str) -> None:
    data = patched(made(), "xl/worksheets/sheet1.xml", lambda s: s.replace(">Area<", f">{stored}<"))
    (table,) = read(xlsx, data).tables
    assert table.rows[0][0] == seen


@pytest.mark.parametrize(("ground", "outcome"), [("", Outcome.QUARANTINED), ("#203864", Outcome.READ)])
def test_some_words_of_an_ods_cell_in_the_colour_of_its_ground_are_hidden(ground: str, outcome: Outcome) -> None:
    styles = (
        '<style:style style:name="T" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties'
        f' fo:background-color="{ground or "transparent"}"/></style:style>'
    )
    rows = "".join(ods_row(row) for row in ROWS)
    words = '<text:p>See<text:span text:style-name="T"> Jane 8821</text:span></text:p>'
    cell = f'<table:table-cell table:style-name="C" office:value-type="string">{words}</table:table-cell>'
    body = f'<table:table table:name="Data">{rows}<table:table-row>{cell}</table:table-row></table:table>'
    reading = read(ods_reader, ods(body, styles))
    assert (reading.outcome, told(reading)) == (outcome, () if ground else ("Data: A5",))
    assert ("8821" in str(reading.to_json())) == bool(ground)
