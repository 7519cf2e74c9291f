"""A clean table that the order of writing does not confirm passes where a reader of another make reads the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from paper import ROWS, TOP, Draw, both, paper, read, table
from reportlab.pdfgen.canvas import Canvas

from extractors.isolation.pool import Pool
from extractors.pdf import others
from extractors.pdf.others import Others, Rows, holds
from schema.reading import Outcome, Table


def shuffled(rules: str) -> Draw:
    """The table with its figures written in an order that is neither by rows nor by columns."""
    places = [(n, c) for n in range(1, len(ROWS)) for c in range(1, 4)]

    def figures(canvas: Canvas) -> None:
        for n, c in sorted(places, key=lambda place: (place[0] * 5 + place[1] * 3) % 7):
            canvas.drawRightString(206 + 70 * c, TOP - 150 - 18 * n, ROWS[n][c])

    bare = [ROWS[0], *((row[0], "", "", "") for row in ROWS[1:])]
    return both(table(bare, rules=rules), figures)


def found(rules: str = "all") -> Table:
    (one,) = read(shuffled(rules)).tables
    assert [list(row) for row in one.rows] == [list(row) for row in ROWS]
    return one


@pytest.mark.parametrize(("rules", "extractor"), [("all", "pdf/ruled+pdfplumber"), ("none", "pdf/aligned+camelot")])
def test_what_another_reader_reads_the_same_is_accepted_and_names_it(rules: str, extractor: str) -> None:
    one = found(rules)
    assert one.accept
    assert one.extractor == extractor


def test_the_other_readers_work_in_the_isolated_process() -> None:
    documents = [(f"{rules}.pdf", paper(shuffled(rules))) for rules in ("all", "none")]
    tables = [one for reading in Pool().read(documents) for one in reading.tables]
    assert [(one.extractor, one.accept) for one in tables] == [
        ("pdf/ruled+pdfplumber", True),
        ("pdf/aligned+camelot", True),
    ]


def test_what_another_reader_reads_otherwise_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [list(row) for row in ROWS]
    other[2][1] = "1,205"
    monkeypatch.setitem(others._READERS, "ruled", ("pdfplumber", lambda data, page: iter([other])))
    one = found()
    assert not one.accept
    assert one.extractor == "pdf/ruled"


def test_no_other_reader_is_asked_where_it_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: Others, page: int, rows: Rows, how: str) -> str:
        raise AssertionError("it was asked")

    monkeypatch.setattr(Others, "agreeing", never)
    assert read(table(ROWS, rules="all")).tables[0].accept  # confirmed already
    unclean = [*ROWS, ("Other", "1 2", "words", "4")]
    assert not read(table(unclean, rules="all")).tables[0].accept


def late(rules: str, place: tuple[int, int]) -> Draw:
    """The table with one figure written after all others."""
    n, c = place
    bare = [
        tuple("" if (row, col) == place else text for col, text in enumerate(ROWS[row])) for row in range(len(ROWS))
    ]

    def figure(canvas: Canvas) -> None:
        canvas.drawRightString(206 + 70 * c, TOP - 150 - 18 * n, ROWS[n][c])

    return both(table(bare, rules=rules), figure)


@pytest.mark.parametrize("rules", ["all", "none"])
def test_of_one_figure_written_late_the_place_alone_is_in_dispute(rules: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Others, "agreeing", lambda *_: "")
    (one,) = read(late(rules, (2, 1))).tables
    assert [list(row) for row in one.rows] == [list(row) for row in ROWS]
    assert not one.accept
    assert [(cell.row, cell.col) for cell in one.cells if cell.disputed] == [(2, 1)]


def test_of_a_figure_in_dispute_no_reader_is_asked_that_goes_by_alignment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Others, "agreeing", lambda _self, _page, _rows, how: asked.append(how) or "")
    read(late("none", (2, 1)))
    assert asked == []
    read(late("all", (2, 1)))
    assert asked == ["ruled"]


@pytest.mark.parametrize("fault", [StopIteration, ZeroDivisionError, MemoryError, RecursionError])
def test_whatever_another_reader_raises_the_table_is_read(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(_data: bytes, _page: int) -> Iterator[Rows]:
        raise fault

    monkeypatch.setitem(others._READERS, "ruled", ("pdfplumber", raising))
    assert not found().accept


def test_another_reader_that_finds_no_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_data: bytes, _page: int) -> Iterator[Rows]:
        for n in itertools.count():
            try:
                sum(range(n % 1000))
            except Exception:  # noqa: BLE001  as such readers do
                continue
        return iter(())

    monkeypatch.setitem(others._READERS, "ruled", ("pdfplumber", endless))
    monkeypatch.setattr(others, "MOST_SECONDS", 0.3)
    reading = read(shuffled("all"), shuffled("all"))
    assert reading.outcome is Outcome.READ
    assert not any(one.accept for one in reading.tables)


def test_a_title_above_is_no_difference_and_further_figures_are() -> None:
    wanted = [["Year", "Cases"], ["2012", "4"]]
    assert holds([["Table 1", None], ["Year", "Ca\nses"], ["2012", "4"]], wanted)
    assert not holds([*wanted, ["2013", "5"]], wanted)
    assert not holds([["2012", "4"]], wanted)
