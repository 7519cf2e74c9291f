"""Tables in PDF come out as printed, ruled or not; two tables stay two; prose is no table."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from paper import LETTER, ROWS, TOP, both, paper, prose, read, table
from reportlab.pdfgen.canvas import Canvas

from extractors.registry import read_bytes
from schema.reading import Outcome


def rows_of(reading, n: int = 0) -> list[list[str]]:
    return [list(row) for row in reading.tables[n].rows]


@pytest.mark.parametrize("rules", ["all", "level", "none"])
def test_a_table_comes_out_as_printed_and_is_accepted(rules: str) -> None:
    reading = read(both(prose(LETTER, y=80), table(ROWS, rules=rules), prose(LETTER, y=260)))
    assert [rows_of(reading, n) for n in range(len(reading.tables))] == [[list(row) for row in ROWS]]
    assert reading.tables[0].accept
    assert reading.tables[0].head_rows == 1


def test_every_cell_knows_its_page_and_box() -> None:
    reading = read(prose(LETTER, y=80), table(ROWS))
    cells = reading.tables[0].cells
    assert {cell.page for cell in cells} == {2}
    dismissed = next(cell for cell in cells if cell.text == "34")
    assert dismissed.box is not None
    assert 330 < dismissed.box.x1 < 350
    assert 140 < dismissed.box.y0 < 170


def test_prose_is_no_table() -> None:
    reading = read(
        prose([*LETTER, "In 2012 there were 12 cases and in 2013 there were 34, of which 5 were closed."], y=80)
    )
    assert reading.tables == ()
    assert "34, of which 5" in reading.text


def test_a_table_stands_in_no_running_text() -> None:
    reading = read(both(prose(LETTER, y=80), table(ROWS)))
    assert "1,204" not in reading.text
    assert "Thank you" in reading.text


def test_letters_in_two_columns_do_not_interleave() -> None:
    left = [f"Left column line {n} with several words" for n in "abcdef"]
    right = [f"Right column line {n} with other words" for n in "abcdef"]
    text = read(both(prose(left, y=100), prose(right, y=100, x=320))).text
    assert text.index("Left column line f") < text.index("Right column line a")


def test_two_tables_with_prose_between_stay_two() -> None:
    reading = read(both(table(ROWS), prose(LETTER, y=240), table(ROWS[:3], y=290)))
    assert [len(found.rows) for found in reading.tables] == [4, 3]


def test_a_caption_and_a_heading_begin_another_table() -> None:
    def captions(canvas: Canvas) -> None:
        canvas.drawString(54, TOP - 131, "Question 2. Cases by role")
        canvas.drawString(54, TOP - 227, "Question 3. Cases by outcome")

    roles = (("Officer type", "Number"), ("Sworn officer", "14"), ("Member of staff", "3"), ("Total", "17"))
    outcomes = (("Action taken", "Number"), ("Advice", "16"), ("Dismissed", "1"), ("Total", "17"))
    narrow = (130, 40)
    reading = read(both(captions, table(roles, widths=narrow), table(outcomes, y=245, widths=narrow)))
    assert [rows_of(reading, n) for n in range(len(reading.tables))] == [list(map(list, t)) for t in (roles, outcomes)]
    assert [t.title for t in reading.tables] == ["Question 2. Cases by role", "Question 3. Cases by outcome"]
    assert all(t.accept for t in reading.tables)


def test_a_group_between_the_rows_begins_no_table() -> None:
    rows = (("Outcome", "2012"), ("Officers", ""), ("Dismissed", "2"), ("Advice", "3"), ("Staff", ""), ("Advice", "4"))
    reading = read(table(rows, widths=(130, 40)))
    assert rows_of(reading) == [list(row) for row in rows]


def test_figures_of_narrow_columns_do_not_grow_together() -> None:
    rows = [("Force", *"JFMAMJ"), *((f"Force {n}", *(str(10 * n + m) for m in range(1, 7))) for n in range(1, 6))]
    reading = read(table(rows, widths=(100, *[16] * 6)))
    assert rows_of(reading) == [list(row) for row in rows]


def test_a_thousands_space_is_one_figure() -> None:
    rows = [("Force", "2012", "2013"), ("Northmoor", "77 686", "5 120"), ("Southdale", "8 004", "12 345")]
    reading = read(table(rows, widths=(150, 90, 90)))
    assert rows_of(reading) == [list(row) for row in rows]
    assert reading.tables[0].accept


def test_a_raised_note_mark_is_no_digit() -> None:
    def marked(canvas: Canvas) -> None:
        text = canvas.beginText(211 - 4 + 70, TOP - 150 - 18)
        text.setFont("Helvetica", 6)
        text.setRise(4)
        text.textOut("1")
        canvas.drawText(text)

    rows = [list(row) for row in ROWS]
    reading = read(both(table(rows), marked))
    assert rows_of(reading)[1][1] == "12¹"


def test_turned_headings_are_read_in_their_direction() -> None:
    def heads(canvas: Canvas) -> None:
        for n, text in enumerate(("Final written warning", "Dismissed", "No case")):
            canvas.saveState()
            canvas.translate(60 + 150 + 70 * n + 60, TOP - 140)
            canvas.rotate(90)
            canvas.drawString(0, 0, text)
            canvas.restoreState()

    reading = read(both(heads, table(ROWS[1:], y=160)))
    assert rows_of(reading)[0] == ["", "Final written warning", "Dismissed", "No case"]


def test_a_label_over_two_lines_is_one_row() -> None:
    def wrapped(canvas: Canvas) -> None:
        for n, (label, more, value) in enumerate(
            [("Breach of", "policy", "12"), ("Other", "matters", "7"), ("All", "", "19")]
        ):
            base = TOP - 172 - 36 * n
            canvas.drawString(64, base, label)
            canvas.drawString(64, base - 11, more)
            canvas.drawRightString(300, base, value)

    reading = read(both(prose(["Allegation"], y=150, x=64), prose(["Cases"], y=150, x=272), wrapped))
    assert [row[0] for row in reading.tables[0].rows[1:]] == ["Breach of policy", "Other matters", "All"]


def test_a_table_over_two_pages_is_given_in_pieces_and_whole() -> None:
    head, body = ROWS[0], [(f"Force {n}", str(n), str(2 * n), str(3 * n)) for n in range(1, 50)]
    reading = read(
        both(prose(LETTER, y=80), table([head, *body[:30]], y=150, rules="all")),
        both(table([head, *body[30:]], y=60, rules="all"), prose(LETTER, y=500)),
    )
    whole = [found for found in reading.tables if found.pages]
    assert [list(found.pages) for found in whole] == [[1, 2]]
    assert [list(row) for row in whole[0].rows] == [list(row) for row in (head, *body)]
    assert {cell.page for cell in whole[0].cells} == {1, 2}
    assert len([found for found in reading.tables if not found.pages]) == 2


def test_tables_on_following_pages_with_other_headings_are_not_joined() -> None:
    other = [("Role", "Male", "Female", "Total"), *ROWS[1:]]
    reading = read(both(prose(LETTER, y=80), table(ROWS, y=700)), both(table(other, y=60), prose(LETTER, y=300)))
    assert [found.pages for found in reading.tables] == [(), ()]


def test_a_table_whose_file_order_is_not_its_own_is_not_accepted() -> None:
    """Two tables written one after the other and read as one would have this order."""

    def left_then_right(canvas: Canvas) -> None:
        table([row[:2] for row in ROWS], widths=(150, 70))(canvas)
        for n, row in enumerate(ROWS):
            canvas.drawRightString(346, TOP - 150 - 18 * n, row[2])
            canvas.drawRightString(416, TOP - 150 - 18 * n, row[3])

    found = read(left_then_right).tables[0]
    assert [list(row) for row in found.rows] == [list(row) for row in ROWS]
    assert not found.accept
    assert found.why_not


def test_rows_that_are_written_whole_may_come_in_any_order() -> None:
    """Some programs write the lower part of a table first."""

    def lower_first(canvas: Canvas) -> None:
        table(ROWS[2:], y=186)(canvas)
        table(ROWS[:2])(canvas)

    (found,) = read(lower_first).tables
    assert [list(row) for row in found.rows] == [list(row) for row in ROWS]
    assert (found.accept, found.extractor) == (True, "pdf/aligned")


def test_the_size_of_each_page_is_told_as_it_is_shown() -> None:
    document = pypdfium2.PdfDocument(paper(table(ROWS), table(ROWS)))
    document[1].set_rotation(90)
    out = io.BytesIO()
    document.save(out)
    assert read_bytes(out.getvalue(), "a.pdf").sizes == ((595.3, 841.9), (841.9, 595.3))


def test_rows_read_by_their_reading_are_json_and_back() -> None:
    reading = read(table(ROWS))
    assert type(reading).from_json(reading.to_json()) == reading


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"%PDF-1.4\nnothing behind it", Outcome.DAMAGED),
        (paper(lambda _: None), Outcome.EMPTY),
        (paper(table(ROWS))[:700], Outcome.DAMAGED),
    ],
)
def test_a_broken_or_empty_pdf_has_its_outcome(data: bytes, outcome: Outcome) -> None:
    reading = read_bytes(data, "reply.pdf")
    assert (reading.outcome, bool(reading.reason)) == (outcome, True)
