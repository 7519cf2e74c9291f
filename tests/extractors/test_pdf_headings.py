"""Where a heading begins: rules below it, airy rows, groups under it, figures in it."""

from __future__ import annotations

import itertools

from paper import TOP, Draw, read, table
from reportlab.pdfgen.canvas import Canvas

from schema.reading import Table

HEAD = ("Outcome", "Officers", "Staff", "Others")
BODY = (("Dismissed", "12", "34", "5"), ("Resigned", "204", "7", "11"), ("Retired", "3", "9", "61"))
COLUMNS = (60, 180, 260, 340)


def lines(rows: tuple[tuple[str, ...], ...], *, pitch: float = 18, ruled: bool = False, inset: float = 0) -> Draw:
    """Rows with figures at the right of their columns. ``ruled``: a level rule below every row, none above."""

    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(rows):
            base = TOP - 200 - n * pitch
            for x, text in zip(COLUMNS, row, strict=False):
                if x == COLUMNS[0]:
                    canvas.drawString(x + (inset if len(row) > 1 and n else 0), base, text)
                else:
                    canvas.drawRightString(x + 40, base, text)
            if ruled:
                canvas.line(56, base - pitch / 2 + 3, 384, base - pitch / 2 + 3)

    return draw


def only(draw: Draw) -> Table:
    (found,) = read(draw).tables
    return found


def test_a_heading_with_a_rule_below_and_none_above_belongs_to_its_table() -> None:
    found = only(lines((HEAD, *BODY), ruled=True))
    assert found.rows == (HEAD, *BODY)
    assert found.head_rows == 1
    assert found.accept


def test_a_heading_may_stand_as_far_above_as_the_rows_stand_apart() -> None:
    found = only(lines((HEAD, *BODY), pitch=34))
    assert found.rows[: found.head_rows] == (HEAD,)


def test_a_caption_far_above_airy_rows_is_no_heading() -> None:
    found = only(lines((("Table 1: cases in each of the years",), HEAD, *BODY), pitch=34))
    assert found.rows[0] == HEAD


def test_the_name_of_the_first_group_stands_between_the_heading_and_its_rows() -> None:
    group = ("North Region",)
    found = only(lines((HEAD, group, *BODY, ("South Region",), *BODY), inset=8))
    assert found.head_rows == 1
    assert found.rows[:3] == (HEAD, ("North Region", "", "", ""), BODY[0])


def test_a_heading_may_hold_a_figure() -> None:
    heading = (("", "Rate per"), ("Force", "1,000", "Number", "Share"))
    found = only(lines((*heading, ("Ash", "4.1", "62", "11"), ("Elm", "3.9", "8", "2"))))
    assert found.head_rows == len(found.rows) - 2
    assert [row[1] for row in found.rows[found.head_rows :]] == ["4.1", "3.9"]


def test_a_row_of_marks_and_figures_is_no_heading() -> None:
    rows = (HEAD, ("Dismissed", "Nil", "34", "Nil"), *BODY[1:])
    assert only(table(rows)).head_rows == 1


def test_rows_of_shaded_cells_have_the_heading_that_stands_above_them() -> None:
    def shaded(canvas: Canvas) -> None:
        edges = (56, 190, 265, 345, 425)
        for n in range(len(BODY)):
            for x0, x1 in itertools.pairwise(edges):
                canvas.setFillGray(0.9)
                canvas.rect(x0, TOP - 205 - 18 * (n + 1), x1 - x0 - 1, 17, stroke=0, fill=1)
        canvas.setFillGray(0)
        lines((HEAD, *BODY))(canvas)

    found = only(shaded)
    assert found.rows == (HEAD, *BODY)
    assert found.head_rows == 1


def test_headings_that_wrap_close_beside_each_other_are_whole() -> None:
    def draw(canvas: Canvas) -> None:
        ends = (189, 228, 267)
        for n, year in enumerate((2013, 2014, 2015)):
            canvas.drawRightString(ends[n], TOP - 200, f"{year} to")
            canvas.drawRightString(ends[n], TOP - 211.5, f"{year + 1}")
        for m, row in enumerate(BODY):
            canvas.drawString(60, TOP - 230 - 16 * m, row[0])
            for n, words in enumerate(row[1:]):
                canvas.drawRightString(ends[n], TOP - 230 - 16 * m, words)

    found = only(draw)
    assert found.rows[0][1:] == ("2013 to 2014", "2014 to 2015", "2015 to 2016")
