"""Words that are there and not seen (made samples): by conditions, styles, sizes, shapes, remembered changes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from workbooks import CANARY, ROWS, docx, ods, ods_row, patched, read
from workbooks import xlsx as made

from extractors.hidden import Technique
from extractors.sheets import ods as ods_reader
from extractors.sheets import xlsx
from extractors.word import extractor as word
from schema.reading import Outcome, Reading

FONT = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def hidden_by(reading: Reading) -> str:
    """The one technique found; nothing of what is hidden is in the reading."""
    assert (reading.outcome, CANARY in str(reading.to_json())) == (Outcome.QUARANTINED, False)
    (found,) = {h.technique for h in reading.hidden}
    return found


def is_clean(reading: Reading) -> bool:
    return (reading.outcome, reading.hidden) == (Outcome.READ, ()) and CANARY in str(reading.to_json())


# --- workbooks ----------------------------------------------------------------------------------------------------


def conditional(condition: dict[str, Any], look: dict[str, str], ground: str = "") -> bytes:
    """A workbook with a format laid over A7; ``ground``: the colour of the cell under it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for n, row in enumerate(ROWS):
        sheet.write_row(n, 0, row)
    sheet.write(6, 0, CANARY, book.add_format({"bg_color": ground}) if ground else None)
    sheet.conditional_format("A7", {**condition, "format": book.add_format(look)})
    book.close()
    return out.getvalue()


ALWAYS = {"type": "formula", "criteria": "=TRUE"}
FILLED = {"type": "no_errors"}


@pytest.mark.parametrize(
    ("condition", "look", "technique"),
    [
        (ALWAYS, {"font_color": "white"}, Technique.UNSEEN_TEXT),
        (FILLED, {"font_color": "#102030", "bg_color": "#102030"}, Technique.UNSEEN_TEXT),
        (FILLED, {"num_format": ";;;"}, Technique.BLANK_FORMAT),
    ],
)
def test_a_format_under_a_condition_that_always_holds_hides(
    condition: dict[str, Any], look: dict[str, str], technique: Technique
) -> None:
    assert hidden_by(read(xlsx, conditional(condition, look))) == technique


@pytest.mark.parametrize(
    ("condition", "look", "ground"),
    [
        ({"type": "formula", "criteria": "=B2=0"}, {"font_color": "white"}, ""),
        (ALWAYS, {"font_color": "red"}, ""),
        (ALWAYS, {"font_color": "white"}, "#203864"),
        (ALWAYS, {"font_color": "white", "bg_color": "#203864"}, ""),
    ],
)
def test_a_format_that_may_not_hold_or_can_be_read_hides_nothing(
    condition: dict[str, Any], look: dict[str, str], ground: str
) -> None:
    assert is_clean(read(xlsx, conditional(condition, look, ground)))


@pytest.mark.parametrize(("size", "seen"), [(1, False), (8, True)])
def test_letters_of_one_point_are_hidden_in_a_workbook(size: int, seen: bool) -> None:
    def change(book: Any, sheet: Any) -> None:
        from openpyxl.styles import Font

        sheet["A7"] = CANARY
        sheet["A7"].font = Font(size=size)

    reading = read(xlsx, made(change))
    assert is_clean(reading) if seen else hidden_by(reading) == Technique.TINY_TEXT


def test_the_log_of_a_shared_workbook_is_hidden_data_where_it_holds_earlier_values() -> None:
    log = '<revisions xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><rcc>{}</rcc></revisions>'
    old = f'<oc r="A1" t="inlineStr"><is><t>{CANARY}</t></is></oc>'
    data = [patched(made(), "", str, {"xl/revisions/revisionLog1.xml": log.format(said)}) for said in (old, "")]
    assert hidden_by(read(xlsx, data[0])) == Technique.TRACKED_DELETION
    assert read(xlsx, data[1]).outcome is Outcome.READ


def test_changes_that_an_ods_remembers_are_hidden_data() -> None:
    rows = "".join(ods_row(row) for row in ROWS)
    cell = f"<table:change-track-table-cell><text:p>{CANARY}</text:p></table:change-track-table-cell>"
    said = f"<table:deletion>{cell}</table:deletion>"
    body = f'<table:tracked-changes>{said}</table:tracked-changes><table:table table:name="Data">{rows}</table:table>'
    assert hidden_by(read(ods_reader, ods(body))) == Technique.TRACKED_DELETION
    assert read(ods_reader, ods(body.replace(CANARY, ""))).outcome is Outcome.READ


# --- letters ------------------------------------------------------------------------------------------------------


def letter(properties: str, styles: str = "", paragraph: str = "", within: str = "") -> bytes:
    """A letter with the canary in a run of these properties; ``within``: where it stands, with {} in its place."""
    from docx.oxml import parse_xml

    def change(document: Any) -> None:
        run = FONT.format(properties, CANARY)
        block = within or f"<w:p {WORD}>{f'<w:pPr>{paragraph}</w:pPr>' if paragraph else ''}{{}}</w:p>"
        document.element.body.insert(0, parse_xml(block.format(run)))

    return patched(docx(change), "word/styles.xml", lambda s: s.replace("</w:styles>", styles + "</w:styles>"))


def style(kind: str, properties: str, more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="Mine">{more}<w:rPr>{properties}</w:rPr></w:style>'


WHITE, MINE, OF_PARAGRAPH = '<w:color w:val="FFFFFF"/>', '<w:rStyle w:val="Mine"/>', '<w:pStyle w:val="Mine"/>'
CHILD = '<w:style w:type="character" w:styleId="Child"><w:basedOn w:val="Mine"/></w:style>'


@pytest.mark.parametrize(
    ("data", "technique"),
    [
        (letter('<w:color w:val="FEFEFE"/>'), Technique.UNSEEN_TEXT),
        (letter('<w:color w:val="auto" w:themeColor="background1"/>'), Technique.UNSEEN_TEXT),
        (letter('<w:color w:val="102030"/><w:shd w:val="clear" w:fill="102030"/>'), Technique.UNSEEN_TEXT),
        (letter('<w:highlight w:val="black"/>'), Technique.UNSEEN_TEXT),
        (letter(MINE, style("character", WHITE)), Technique.UNSEEN_TEXT),
        (letter('<w:rStyle w:val="Child"/>', style("character", WHITE) + CHILD), Technique.UNSEEN_TEXT),
        (letter("", style("paragraph", WHITE), OF_PARAGRAPH), Technique.UNSEEN_TEXT),
        (letter("", style("paragraph", "<w:vanish/>"), OF_PARAGRAPH), Technique.VANISHED_TEXT),
        (letter('<w:sz w:val="2"/>'), Technique.TINY_TEXT),
    ],
)
def test_words_of_a_letter_that_nobody_sees_are_hidden(data: bytes, technique: Technique) -> None:
    assert hidden_by(read(word, data)) == technique


SHAPE = (
    f'<w:p {WORD}><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="{{}}"><v:textbox><w:txbxContent>'
)
SHAPE_END = "<w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
STYLED = f'<w:tbl {WORD}><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr><w:tr><w:tc><w:p><w:pPr>{OF_PARAGRAPH}</w:pPr>{{}}</w:p></w:tc></w:tr></w:tbl>'  # noqa: E501
DARK_SHADE = '<w:shd w:val="clear" w:fill="203864"/>'
ON_PICTURE = f"<w:p {WORD}><w:pPr>{OF_PARAGRAPH}</w:pPr><w:r><w:pict/></w:r>{{}}</w:p>"
DARK = '<w:style w:type="table" w:styleId="Dark"><w:tcPr><w:shd w:val="clear" w:fill="203864"/></w:tcPr></w:style>'


@pytest.mark.parametrize(
    "data",
    [
        letter(f'{WHITE}<w:highlight w:val="darkBlue"/>'),
        letter('<w:highlight w:val="black"/><w:color w:val="FFFF00"/>'),
        letter('<w:shd w:val="clear" w:fill="000000"/>'),
        letter('<w:color w:val="auto"/>', style("paragraph", WHITE), OF_PARAGRAPH),
        letter('<w:vanish w:val="0"/>', style("paragraph", "<w:vanish/>"), OF_PARAGRAPH),
        letter("", style("paragraph", WHITE) + DARK, within=STYLED),
        letter("", style("paragraph", WHITE, f"<w:pPr>{DARK_SHADE}</w:pPr>"), OF_PARAGRAPH),
        letter("", style("paragraph", WHITE), within=ON_PICTURE),
        letter(WHITE, within=SHAPE.format("width:9pt") + SHAPE_END),
        letter('<w:sz w:val="12"/>'),
    ],
    ids=["white on a mark", "yellow on black", "by itself on black", "by itself", "shown again", "styled table",
         "on the style's own ground", "over a picture",
         "in a filled shape", "small"],
)  # fmt: skip
def test_words_that_only_look_alike_are_read(data: bytes) -> None:
    assert is_clean(read(word, data))


def test_a_shape_that_is_switched_off_is_hidden() -> None:
    data = letter("", within=SHAPE.format("width:9pt; visibility: hidden") + SHAPE_END)
    assert hidden_by(read(word, data)) == Technique.VANISHED_TEXT


def test_a_hidden_row_of_a_table_is_hidden_with_all_that_is_in_it() -> None:
    def change(document: Any) -> None:
        from docx.oxml import parse_xml

        row = document.tables[0].rows[1]
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {WORD}/>"))
        inner = row.cells[0].add_table(2, 2)
        for cell in inner._cells:
            cell.text = CANARY

    assert hidden_by(read(word, docx(change))) == Technique.VANISHED_TEXT
