"""What stands beside, behind and between: tables side by side, upright lines, rows of dots, lists of contents."""

from __future__ import annotations

from collections.abc import Sequence

from paper import TOP, Draw, both, read
from raw_pdf import Paper, text
from reportlab.pdfgen.canvas import Canvas

from extractors.acceptance import totals_add_up
from extractors.registry import read_bytes

Row = Sequence[str]


def at(rows: Sequence[Row], places: Sequence[float], *, left: Sequence[int] = (0,), top: float = 200) -> Draw:
    """Draws rows; the columns ``left`` begin at their place, the others end there."""

    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(rows):
            for c, words in enumerate(row):
                write = canvas.drawString if c in left else canvas.drawRightString
                write(places[c], TOP - top - 16 * n, words)

    return draw


FORCES = (("Force", "Cases", "Closed"), ("Ash", "12", "34"), ("Elm", "204", "7"), ("Oak", "31", "9"))
MONTHS = (("Month", "Calls", "Hours"), ("May", "611", "20"), ("June", "582", "131"))


def test_two_tables_side_by_side_are_two() -> None:
    rows = [(*one, *two) for one, two in zip(FORCES, (*MONTHS, ("", "", "")), strict=True)]
    reading = read(at(rows, (60, 120, 160, 230, 300, 340), left=(0, 3)))
    assert [table.rows for table in reading.tables] == [FORCES, MONTHS]


def test_columns_that_share_the_labels_are_one_table_however_far_apart() -> None:
    rows = [
        (*one, *two) for one, two in zip(FORCES, (("Share", "Rate"), ("1", "3"), ("2", "8"), ("4", "7")), strict=True)
    ]
    (found,) = read(at(rows, (60, 120, 160, 260, 300))).tables
    assert found.rows[1] == ("Ash", "12", "34", "1", "3")


def test_an_upright_line_parts_words_that_stand_close() -> None:
    rows = (
        ("No.", "Rank", "Outcome", "Days"),
        ("1", "PC", "Resigned", "31"),
        ("2", "PCSO", "Dismissed", "1"),
        ("3", "PS", "Retired", "17"),
    )

    def posts(canvas: Canvas) -> None:
        for x in (76, 111.5, 163):
            canvas.line(x, TOP - 188, x, TOP - 255)

    (found,) = read(both(at(rows, (60, 110, 160, 200)), posts)).tables
    assert found.rows == rows


def test_two_dots_behind_a_label_are_the_rest_of_a_row_of_dots() -> None:
    rows = (("Force", "2011", "2012"), ("Ash ..", "12", ".."), ("Elm ......", "204", "7"), ("Oak .....", "31", "9"))
    (found,) = read(at(rows, (60, 200, 260))).tables
    assert found.rows[1] == ("Ash", "12", "..")


def test_a_list_of_contents_is_no_table() -> None:
    dotted = at((("Introduction .........", "3"), ("Outcomes .........", "11"), ("Annex .........", "24")), (60, 260))
    titled = at((("Contents", ""), ("Introduction", "3"), ("Outcomes", "11"), ("Annex", "24")), (60, 260))
    assert not read(dotted).tables
    assert not read(titled).tables


def test_figures_that_fall_are_no_page_numbers() -> None:
    dotted = at((("Introduced .........", "33"), ("Closed .........", "11"), ("Left .........", "24")), (60, 260))
    (found,) = read(dotted).tables
    assert [row[1] for row in found.rows] == ["33", "11", "24"]


def test_a_heading_may_reach_beyond_figures_that_stand_at_the_left() -> None:
    rows = (("Area", "Number in all", "Number of those closed in time"), ("Ash", "1", "3"), ("Elm", "2", "4"))
    (found,) = read(at(rows, (60, 120, 220), left=(0, 1, 2))).tables
    assert found.rows == rows


def test_turned_headings_written_letter_by_letter_are_words() -> None:
    body = (("Ash", "12", "34"), ("Elm", "20", "71"), ("Oak", "31", "19"))
    content = ""
    for n, row in enumerate(body):
        for x, words in zip((70, 200, 260), row, strict=True):
            for m, letter in enumerate(words):
                content += text(letter, x + 5.56 * m, 650 - 18 * n, size=10)
    for x, words in ((209, "2013"), (269, "2014")):
        for m, letter in enumerate(words):
            content += f"BT 0 g /F1 10 Tf 0 1 -1 0 {x} {666 + 5.8 * m} Tm ({letter}) Tj ET\n"
    (found,) = read_bytes(Paper(content=content).bytes(), "reply.pdf").tables
    assert found.rows[0][1:] == ("2013", "2014")


def test_shares_that_were_rounded_neither_confirm_nor_contradict_their_total() -> None:
    rows = [["", "Share"], ["Ash", "33.3"], ["Elm", "33.3"], ["Oak", "33.3"], ["Total", "100.0"]]
    assert totals_add_up(rows, 1) is None
    assert totals_add_up([*rows[:-1], ["Total", "99.9"]], 1) is True
    assert totals_add_up([*rows[:-1], ["Total", "97.0"]], 1) is False
    assert totals_add_up([["", "Cases"], ["Ash", "33"], ["Elm", "33"], ["Total", "67"]], 1) is False


def test_dots_with_spaces_between_lead_from_a_label_to_its_figure() -> None:
    rows = (
        ("Force", "2011", "2012"),
        ("Ash . . . . .", "12", "34"),
        ("Elm. . . . .", "204", "7"),
        ("Oak St. . . . ", "3", "9"),
    )
    (found,) = read(at(rows, (60, 200, 260))).tables
    assert [row[0] for row in found.rows] == ["Force", "Ash", "Elm", "Oak St"]


def test_thousands_written_apart_are_one_figure_for_a_person_to_confirm() -> None:
    rows = (
        ("Force", "2013", "2014"),
        ("Ash", "101", "29 325"),
        ("Elm", "49 463", "35 775"),
        ("Oak", "12 008", "72 907"),
    )

    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(rows):
            canvas.drawString(60, TOP - 200 - 16 * n, row[0])
            for end, words in zip((200, 260), row[1:], strict=True):
                for m, part in enumerate(reversed(words.split())):
                    canvas.drawRightString(end - 19.5 * m, TOP - 200 - 16 * n, part)

    (found,) = read(draw).tables
    assert found.rows == rows
    assert not found.accept
