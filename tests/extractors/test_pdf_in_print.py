"""What printed reports and papers do: figures set at one go, formulas, contents, drawings. Nothing of it is a table."""

from __future__ import annotations

import pytest
from paper import TOP, both, paper, prose, read, table
from raw_pdf import Paper, text
from reportlab.pdfgen.canvas import Canvas

from extractors.acceptance import Second, judge, uncleanness
from extractors.registry import read_bytes

AGREES = Second("other reader")


def _stepped(label: str, first: str, second: str, y: int) -> str:
    """A row whose last two figures are one piece of text: the space between their letters is the step of a column."""
    return f"BT 0 g /F1 9 Tf 70 {y} Td 0 Tc ({label}) Tj ET\nBT 0 g /F1 9 Tf 200 {y} Td 60 Tc ({first}{second}) Tj ET\n"


def test_figures_that_a_program_sets_in_one_piece_of_text_stay_two_figures() -> None:
    rows = [("A12", "1", "5"), ("B34", "7", "2"), ("C56", "0", "1")]
    heads = text("Sample", 70, 720, 9) + text("Bias", 195, 720, 9) + text("Mean", 260, 720, 9)
    content = heads + "".join(_stepped(*row, 700 - 20 * n) for n, row in enumerate(rows))
    (one,) = read_bytes(Paper(content=content).bytes(), "report.pdf").tables
    assert one.rows == (("Sample", "Bias", "Mean"), *rows)


@pytest.mark.parametrize("figure", ["15.10.023", "1,2,3", "12.5.7.8", "01/04/2013"])
def test_what_is_no_one_number_breaks_a_column_of_numbers(figure: str) -> None:
    rows = [["Site", "Count"], ["A", "12"], ["B", figure], ["C", "7"]]
    assert not judge(rows, 1, AGREES).accept


@pytest.mark.parametrize("figure", ["1,234.5", "1.234.567", "17.233,37", "0,0640", "(1,234)", "77 686"])
def test_a_number_as_any_country_prints_it_does_not(figure: str) -> None:
    assert judge([["Site", "Count"], ["A", "12"], ["B", figure], ["C", "7"]], 1, AGREES).accept


def test_figures_in_the_heading_were_taken_for_rows_by_nobody() -> None:
    reasons, _ = uncleanness([["Model", "1.03\n(0.02)"], ["Parameters", "8"], ["Deaths", "9"]], 1)
    assert reasons == ["Several figures stand in one cell of the heading."]


def test_a_row_of_figures_that_was_taken_into_the_heading_is_missed() -> None:
    rows = [["Datsun 710", "mpg 22.80", "wt 2.32"], ["Mazda", "21.00", "2.62"], ["Fiat", "32.40", "2.20"]]
    assert uncleanness(rows, 1)[0] == ["A row of figures stands in the heading."]
    assert uncleanness([["Dose", "0.5", "1.0"], *rows[1:]], 1)[0] == []


def test_bands_of_age_are_labels_and_suppressed_counts_are_none() -> None:
    ages = [["Age", "Men", "Women"], ["16 to 24", "3", "4"], ["25 to 34", "12", "9"], ["65+", "1", "<5"]]
    assert judge(ages, 1, AGREES).accept
    assert (
        "The rows have no labels."
        in uncleanness([ages[0], ["3", "3", "4"], ["1-4", "2", "9"], ["1-4", "1", "1"]], 1)[0]
    )


def test_a_heading_of_words_beside_a_column_is_not_its_own() -> None:
    rows = [["", "Part", ""], ["", "", ""], ["1", "Value", "14"], ["2", "Bias", "3"]]
    assert "No heading stands over column 1, 3." in uncleanness(rows, 2)[0]


def test_numbers_of_formulas_are_no_figures() -> None:
    rows = [["Type", "Function", ""], ["Constant", "u(Z) = a", "(7.27)"], ["Linear", "u(Z) = a + b", "(7.28)"]]
    assert "The only figures number formulas." in uncleanness(rows, 1)[0]


@pytest.mark.parametrize("pages", [["vi", "x", "xii", "1", "4"], ["1", "1", "2", "4", "18"]])
def test_a_list_of_contents_without_dots_is_no_table(pages: list[str]) -> None:
    names = ["Glossary", "1.1 Aims and scope", "1.2 Guidelines", "1.3 Readers", "2.1 Background of the work"]
    assert read(table(list(zip(names, pages, strict=True)), widths=(250, 60))).tables == ()


def test_numbered_rows_whose_counts_happen_to_rise_stay_a_table() -> None:
    rows = [("Offence", "Cases"), ("1 Burglary", "3"), ("2 Theft", "14"), ("3 Robbery", "20")]
    (one,) = read(table(rows, widths=(250, 60))).tables
    assert one.accept


def _drawing(canvas: Canvas) -> None:
    for x, y, word in [
        (100, 40, "Operating"),
        (220, 40, "X ="),
        (270, 40, "V +"),
        (60, 54, "Modelling"),
        (120, 54, "step 2"),
    ]:
        canvas.drawString(x, TOP - 100 - y, word)
    for x in (235, 285):
        canvas.drawString(x, TOP - 154, "2")


def test_one_row_of_figures_in_a_drawing_does_not_pass() -> None:
    assert not any(one.accept for one in read(both(prose(["The model has two parts."], y=80), _drawing)).tables)


def test_one_row_of_figures_each_under_its_heading_does() -> None:
    (one,) = read(table([("Outcome", "2011", "2012", "2013"), ("Dismissed", "12", "34", "5")])).tables
    assert one.accept


def _grouped(canvas: Canvas) -> None:
    rows = [("Model", "First", "Second", "Third"), ("A", "77.8", "79.5", "84.2"), ("B", "49.5", "52.8", "55.6")]
    table([rows[0]], y=150)(canvas)
    for n, name in enumerate(("English", "Mathematics")):
        canvas.drawCentredString(240, TOP - 168 - 54 * n, name)
        table(rows[1:], y=186 + 54 * n)(canvas)


def test_words_in_the_middle_of_a_table_name_the_rows_below_them() -> None:
    (one,) = read(_grouped).tables
    assert (one.head_rows, [row[0] for row in one.rows[1:]]) == (1, ["English", "A", "B", "Mathematics", "A", "B"])
    assert [cell.colspan for cell in one.cells if cell.text in ("English", "Mathematics")] == [4, 4]
    assert one.accept


@pytest.mark.parametrize("sign", ["£", "¥", "$"])
def test_a_currency_sign_at_the_left_of_its_column_belongs_to_the_figure(sign: str) -> None:
    def draw(canvas: Canvas) -> None:
        for n, row in enumerate([("Item", "2012", "2013"), ("Hire", "175,820", "202,834"), ("Fuel", "1,521", "842")]):
            y = TOP - 150 - 18 * n
            canvas.drawString(60, y, row[0])
            for c, figure in enumerate(row[1:]):
                canvas.drawString(160 + 110 * c, y, sign if n == 1 else "")
                canvas.drawRightString(240 + 110 * c, y, figure)

    (one,) = read(draw).tables
    assert one.rows[1:] == (("Hire", f"{sign}175,820", f"{sign}202,834"), ("Fuel", "1,521", "842"))


def _typewritten(lines: list[str]) -> bytes:
    made = "".join(
        f"BT 0 g /F1 9 Tf 70 {700 - 12 * n} Td ({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET\n"
        for n, line in enumerate(lines)
    )
    fonts = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
    return Paper(content=made, objects={4: fonts}).bytes()


def test_headings_of_several_words_end_where_the_figures_of_their_columns_do() -> None:
    lines = [
        "            Estimate Std. Error z value Pr(>|z|)",
        "(Intercept)  1.02887    0.06453  15.944   0.0120",
        "hosp         0.16479    0.02194   7.509   0.0051",
        "numchron     0.14663    0.01290  11.360   0.0404",
    ]
    (one,) = read_bytes(_typewritten(lines), "report.pdf").tables
    assert one.rows[0] == ("", "Estimate", "Std. Error", "z value", "Pr(>|z|)")
    assert one.rows[2] == ("hosp", "0.16479", "0.02194", "7.509", "0.0051")


def test_a_line_of_words_above_figures_is_no_heading_where_its_words_end_elsewhere() -> None:
    lines = [
        "These are the numbers by year as asked for.",
        "",
        "North    12    34",
        "South     5     7",
        "West     61    81",
    ]
    (one,) = read_bytes(_typewritten(lines), "report.pdf").tables
    assert (one.head_rows, one.accept) == (0, False)


def _drawn_below_its_heading(headings: list[tuple[float, str]]) -> bytes:
    def draw(canvas: Canvas) -> None:
        for x, heading in headings:
            canvas.drawString(x, TOP - 132, heading)
        rows = [("Cover A", "131.4", "122.6"), ("Cover B", "121.8", "114.0"), ("Cover C", "112.2", "106.4")]
        table(rows, widths=(150, 70, 70), rules="all")(canvas)

    return paper(draw)


def test_a_line_right_above_drawn_rows_that_heads_each_of_their_columns_is_their_heading() -> None:
    (one,) = read_bytes(_drawn_below_its_heading([(64, "Test"), (240, "Current"), (310, "Prior")]), "a.pdf").tables
    assert (one.head_rows, one.rows[0], one.accept) == (1, ("Test", "Current", "Prior"), True)


def test_one_that_heads_the_figures_alone_is_for_a_person_and_one_that_does_not_is_none() -> None:
    (one,) = read_bytes(_drawn_below_its_heading([(240, "Current"), (310, "Prior")]), "a.pdf").tables
    assert (one.head_rows, one.accept) == (1, False)
    (other,) = read_bytes(_drawn_below_its_heading([(64, "Area North"), (240, "Year")]), "a.pdf").tables
    assert (other.head_rows, other.accept) == (0, False)
