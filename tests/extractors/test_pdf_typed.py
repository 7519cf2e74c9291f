"""What is filled in or typed over a page is seen and read; what its frames cut off is not seen and is hidden data."""

from __future__ import annotations

import pytest
from raw_pdf import LINES, Paper, stream, text

from extractors.pdf.concealed import CUT_OFF
from extractors.registry import read_bytes
from schema.reading import Outcome, Reading

LETTER = "".join(text(line, 70, 760 - 20 * n) for n, line in enumerate(LINES))


def look(words: str, font: str = "/F1") -> str:
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 4 0 R /F2 30 0 R >> >>"
    return stream(entries, f"BT {font} 11 Tf 2 5 Td ({words}) Tj ET")


def field(value: str, kind: str = "/Tx", more: str = "/F 4") -> str:
    return f"<< /Type /Annot /Subtype /Widget /FT {kind} /T (a) /V {value} /Rect [70 600 270 620] {more} >>"


def form(annotation: str, objects: dict[int, str] | None = None, content: str = LETTER) -> Reading:
    paper = Paper(
        content,
        page="/Annots [10 0 R]",
        catalog="/AcroForm << /Fields [10 0 R] >>",
        objects={10: annotation, 30: "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>", **(objects or {})},
    )
    return read_bytes(paper.bytes(), "form.pdf")


TYPED = "<< /Type /Annot /Subtype /FreeText /Contents (4711 cases) /Rect [70 600 270 620] /F 4 %s >>"


@pytest.mark.parametrize(
    "reading",
    [
        form(field("(4711 cases)", more="/F 4 /AP << /N 20 0 R >>"), {20: look("4711 cases")}),
        form(field("(4711 cases)")),
        form(field("(4711 cases)", "/Ch")),
        form(TYPED % "/AP << /N 20 0 R >>", {20: look("4711 cases")}),
        form(TYPED % ""),
    ],
)
def test_a_field_that_is_filled_in_and_text_typed_over_the_page_are_read(reading: Reading) -> None:
    assert (reading.outcome, reading.hidden) == (Outcome.READ, ())
    assert "4711 cases" in reading.text


def test_a_ticked_box_is_a_mark_and_no_number() -> None:
    ticked = "/F 4 /AS /Yes /AP << /N << /Yes 20 0 R >> >>"
    reading = form(field("/Yes", "/Btn", ticked), {20: look("4", "/F2")})
    assert "4" not in reading.text.replace("2014", "")


def test_a_field_of_which_nobody_knows_what_it_shows_is_told() -> None:
    kid = "<< /Type /Annot /Subtype /Widget /Parent 11 0 R /Rect [70 600 270 620] /F 4 >>"
    reading = form(kid, {11: "<< /FT /Tx /T (a) /V (4711) /Kids [10 0 R] >>"})
    assert "form fields not read on page 1" in reading.reason


def test_a_hidden_field_stays_hidden() -> None:
    reading = form(field("(4711 cases)", more="/F 2 /AP << /N 20 0 R >>"), {20: look("4711 cases")})
    assert reading.outcome is Outcome.QUARANTINED
    assert "4711" not in repr(reading)


def test_a_box_without_a_look_of_its_own_covers_what_is_under_it_all_the_same() -> None:
    square = "<< /Type /Annot /Subtype /Square /Rect [60 730 400 754] /IC [0 0 0] /F 4 >>"
    paper = Paper(
        LETTER,
        page="/Annots [10 0 R 11 0 R]",
        objects={10: field("(4711)", more="/F 4 /AP << /N 20 0 R >>"), 11: square, 20: look("4711")},
    )
    reading = read_bytes(paper.bytes(), "form.pdf")
    assert reading.outcome is Outcome.QUARANTINED
    assert "investigated" not in repr(reading)


def test_a_table_with_fields_waits_for_a_person() -> None:
    rows = [("Area", "Officers", "Staff"), ("North", "3", "1"), ("South", "5", "2"), ("East", "0", "4")]
    table = "".join(text(t, 70 + 150 * c, 700 - 20 * r) for r, row in enumerate(rows) for c, t in enumerate(row))
    reading = form(field("(4711)", more="/F 4 /AP << /N 20 0 R >>"), {20: look("4711")}, table)
    assert reading.tables
    assert not any(t.accept for t in reading.tables)


def clipped(frame: str, words: str, x: float = 70, y: float = 640) -> Reading:
    return read_bytes(Paper(LETTER + f"q {frame} W n {text(words, x, y)} Q\n").bytes(), "clipped.pdf")


@pytest.mark.parametrize(
    ("frame", "x", "y"),
    [
        ("60 700 300 20 re", 70, 640),
        ("300 630 100 30 re", 70, 640),
        ("60 630 20 30 re", 70, 640),
        ("0 0 0 0 re", 70, 640),
    ],
)
def test_text_outside_its_frame_is_hidden_data(frame: str, x: float, y: float) -> None:
    reading = clipped(frame, "8821 secret", x, y)
    assert [h.technique for h in reading.hidden] == [CUT_OFF]
    assert "8821" not in repr(reading)


def test_half_a_number_is_not_given_out() -> None:
    assert "8821" not in repr(clipped("60 630 24 30 re", "8821"))


@pytest.mark.parametrize("frame", ["0 0 595 842 re", "60 630 200 30 re", "60 630 m 300 630 l 300 660 l 60 660 l h"])
def test_text_inside_its_frame_is_read(frame: str) -> None:
    reading = clipped(frame, "8821 cases")
    assert (reading.outcome, reading.hidden) == (Outcome.READ, ())
    assert "8821 cases" in reading.text


def test_a_label_that_runs_a_little_over_its_frame_is_read() -> None:
    assert "Metropolitan" in clipped("60 630 70 30 re", "Metropolitan").text


def test_a_form_cuts_off_what_lies_outside_its_box() -> None:
    part = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /Font << /F1 4 0 R >> >>",
        text("8821", 10, 300),
    )
    paper = Paper(LETTER + "/X1 Do\n", resources="/XObject << /X1 10 0 R >>", objects={10: part})
    reading = read_bytes(paper.bytes(), "clipped.pdf")
    assert [h.technique for h in reading.hidden] == [CUT_OFF]
