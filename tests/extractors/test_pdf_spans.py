"""Over which columns an upper heading stands, and what is no heading or no label at all."""

from __future__ import annotations

import pytest
from paper import TOP, both, prose, read
from reportlab.pdfgen.canvas import Canvas

from extractors.acceptance import uncleanness
from schema.reading import Table

ENDS = (240, 300, 360, 420)
BODY = (("Ash", "12", "34", "5", "9"), ("Elm", "204", "7", "11", "3"), ("Oak", "3", "9", "61", "8"))


def paired(x: float, *, rule: tuple[float, float] | None = None, way: str = "middle", upper: int = 2) -> Table:
    """Two upper headings over two columns each, written ``x`` points right of where those begin."""

    def draw(canvas: Canvas) -> None:
        write = {"middle": canvas.drawCentredString, "left": canvas.drawString, "right": canvas.drawRightString}[way]
        for n, name in enumerate(("Men", "Women")[:upper]):
            write(x + 120 * n, TOP - 200, name)
            if rule:
                canvas.line(rule[0] + 120 * n, TOP - 205, rule[1] + 120 * n, TOP - 205)
        canvas.drawString(60, TOP - 218, "Force")
        for n, name in enumerate(("Cases", "Rate", "Cases", "Rate")):
            canvas.drawRightString(ENDS[n], TOP - 218, name)
        for m, row in enumerate(BODY):
            canvas.drawString(60, TOP - 236 - 18 * m, row[0])
            for n, text in enumerate(row[1:]):
                canvas.drawRightString(ENDS[n], TOP - 236 - 18 * m, text)

    (found,) = read(draw).tables
    return found


def spans(table: Table) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.col, cell.colspan) for cell in table.cells if cell.row == 0]


@pytest.mark.parametrize(("x", "way"), [(255, "middle"), (212, "left"), (300, "right")])
def test_upper_headings_stand_over_all_columns_up_to_the_next(x: float, way: str) -> None:
    found = paired(x, way=way)
    assert spans(found) == [("Men", 1, 2), ("Women", 3, 2)]
    assert found.accept


def test_a_rule_under_a_heading_tells_its_columns() -> None:
    assert spans(paired(230, rule=(210, 302), way="left")) == [("Men", 1, 2), ("Women", 3, 2)]


def test_where_the_columns_of_a_heading_are_not_clear_a_person_looks() -> None:
    found = paired(285, upper=1)
    assert not found.accept
    assert any("upper headings" in reason for reason in found.why_not)


def test_a_long_comment_behind_the_figures_is_a_row_and_no_paragraph() -> None:
    rows = [("2012", "8", "Figure is provisional and may change once more"), ("2013", "7", "Nothing to say")] * 3

    def draw(canvas: Canvas) -> None:
        for n, row in enumerate([("Year", "Cases", "Comments"), *rows]):
            canvas.drawString(60, TOP - 200 - 18 * n, row[0])
            canvas.drawRightString(140, TOP - 200 - 18 * n, row[1])
            canvas.drawString(155, TOP - 200 - 18 * n, row[2])

    (found,) = read(draw).tables
    assert found.head_rows == 1
    assert found.rows == (("Year", "Cases", "Comments"), *rows)


def test_a_label_goes_on_below_the_last_row_where_every_label_does() -> None:
    def draw(canvas: Canvas) -> None:
        for n, name in enumerate(("2011", "2012")):
            canvas.drawRightString(240 + 60 * n, TOP - 200, name)
        for n, label in enumerate(("Complaints that were", "Reviews that came", "Appeals that were")):
            base = TOP - 220 - 30 * n
            canvas.drawString(60, base, label)
            canvas.drawString(60, base - 11.5, "never recorded here")
            canvas.drawRightString(240, base, str(12 + n))
            canvas.drawRightString(300, base, str(31 - n))

    (found,) = read(draw).tables
    assert [row[0] for row in found.rows[1:]] == [
        "Complaints that were never recorded here",
        "Reviews that came never recorded here",
        "Appeals that were never recorded here",
    ]


def test_a_column_of_justified_prose_beside_a_table_is_no_column_of_labels() -> None:
    left = [
        "The force was asked for the number of cases and",
        "has looked for them in the register of the years",
        "before the change of the system in the spring of",
        "the year. They are given here beside the other",
    ] * 4

    def justified(canvas: Canvas) -> None:
        for n, line in enumerate(left):
            words = line.split()
            room = (230 - sum(canvas.stringWidth(word) for word in words)) / (len(words) - 1)
            x = 50.0
            for word in words:
                canvas.drawString(x, TOP - 300 - 13 * n, word)
                x += canvas.stringWidth(word) + room

    def table(canvas: Canvas) -> None:
        for n, row in enumerate([("Force", "Number"), *[(f"Area{n}", f"{37 + n}") for n in range(5)]]):
            canvas.drawString(310, TOP - 300 - 13 * n, row[0])
            canvas.drawRightString(430, TOP - 300 - 13 * n, row[1])

    beside = prose(["and so they may be read by all who ask for them", "or for others that were in the book then"] * 4,
                   y=378, x=310)  # fmt: skip
    (found,) = read(both(justified, table, beside)).tables
    assert found.rows[1] == ("Area0", "37")


def test_labels_that_read_like_running_text_are_not_clean() -> None:
    rows = [
        ["", "2011"],
        ["The cases were taken out of the", "1"],
        ["register and then put into the", "2"],
        ["other one", "3"],
    ]
    assert "The labels read like lines of running text." in uncleanness(rows, 1)[0]
    parts = [["", "2011"], ["Cases that were closed in time", "1"], ["of which: by officers of the force", "2"]] * 2
    assert "The labels read like lines of running text." not in uncleanness(parts, 1)[0]


def test_a_heading_in_a_drawn_cell_over_columns_without_lines_stands_over_all_of_them() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (188, 208, 228, 300):
            canvas.line(56, TOP - y, 430, TOP - y)
        for x in (56, 180, 305, 430):
            canvas.line(x, TOP - 188, x, TOP - 300)
        for n, name in enumerate(("Men", "Women")):
            canvas.drawCentredString(245 + 125 * n, TOP - 202, name)
        canvas.drawString(60, TOP - 222, "Force")
        ends = (235, 290, 360, 415)
        for n, name in enumerate(("Under 18", "18 and over", "Under 18", "18 and over")):
            canvas.drawRightString(ends[n] + 2 * (n % 2), TOP - 222, name)
        for m, row in enumerate(BODY):
            canvas.drawString(60, TOP - 245 - 18 * m, row[0])
            for n, words in enumerate(row[1:]):
                canvas.drawRightString(ends[n], TOP - 245 - 18 * m, words)

    (found,) = read(draw).tables
    assert spans(found) == [("Men", 1, 2), ("Women", 3, 2)]
    assert found.rows[1] == ("Force", "Under 18", "18 and over", "Under 18", "18 and over")


def test_years_at_the_right_of_their_columns_are_widened_or_left_to_a_person() -> None:
    names = ("Recorded", "Upheld") * 4
    ends = [190 + sum(52 if k % 2 == 0 else 44 for k in range(n)) for n in range(8)]

    def draw(canvas: Canvas) -> None:
        for n, year in enumerate(("2017/18", "2018/19", "2017/18", "2018/19")):
            canvas.drawRightString(ends[2 * n + 1], TOP - 200, year)
        canvas.drawString(60, TOP - 220, "Outcome")
        for n, name in enumerate(names):
            canvas.drawRightString(ends[n], TOP - 220, name)
        for m in range(4):
            canvas.drawString(60, TOP - 240 - 18 * m, f"Outcome {'abcd'[m]}")
            for n in range(8):
                canvas.drawRightString(ends[n], TOP - 240 - 18 * m, str(17 * (m + 3) * (n + 2) % 811))

    (found,) = read(draw).tables
    widened = [(cell.col, cell.colspan) for cell in found.cells if cell.row == 0] == [(1, 2), (3, 2), (5, 2), (7, 2)]
    assert widened or not found.accept
