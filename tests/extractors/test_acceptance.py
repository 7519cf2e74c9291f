"""A table passes without a person only where it is clean and a second reading or its own totals confirm it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.acceptance import Second, judge, totals_add_up, uncleanness
from extractors.printed import number

HEAD = ["Outcome", "2012", "2013"]
CLEAN = [HEAD, ["Dismissed", "12", "5"], ["Resigned", "<5", "-"], ["None", "1,204", "7"]]
AGREES = Second("other reader")
DIFFERS = Second("other reader", frozenset({(1, 1)}))


def test_clean_and_confirmed_by_another_reader_passes() -> None:
    verdict = judge(CLEAN, 1, AGREES)
    assert (verdict.accept, verdict.why_not) == (True, ())


def test_clean_alone_does_not_pass_and_the_disputed_cell_is_named() -> None:
    verdict = judge(CLEAN, 1, DIFFERS)
    assert (verdict.accept, verdict.disputed) == (False, {(1, 1)})
    assert "differs on 1 cells" in verdict.why_not[0]


def test_totals_that_add_up_stand_in_for_the_other_reader() -> None:
    added = [HEAD, ["Dismissed", "12", "5"], ["Resigned", "3", "0"], ["Total", "15", "5"]]
    assert judge(added, 1, DIFFERS).accept


def test_totals_that_do_not_add_up_send_the_table_to_a_person() -> None:
    broken = [HEAD, ["Dismissed", "12", "5"], ["Resigned", "3", "0"], ["Total", "16", "5"]]
    assert not judge(broken, 1, AGREES).accept


def test_a_doubt_of_the_first_reader_is_enough() -> None:
    assert judge(CLEAN, 1, AGREES, ["Something is odd."]).why_not == ("Something is odd.",)


@pytest.mark.parametrize(
    ("rows", "head", "word"),
    [
        ([HEAD, ["Dismissed", "12 34", "5"]], 1, "no single figure"),
        ([HEAD, ["Dismissed", "12\n34", "5"], ["A", "1", "2"], ["B", "1", "2"]], 1, "no single figure"),
        ([HEAD, ["A", "12", "5"], ["B", "some words", "5"], ["C", "1", "1"]], 1, "no single figure"),
        ([["Outcome", "", "2013"], ["A", "12", "5"]], 1, "No heading"),
        ([["A", "12", "5"], ["B", "1", "2"]], 0, "No heading"),
        ([["Site", "No.", "No."], ["A", "12", "5"]], 1, "more than one column"),
        ([*CLEAN, HEAD, ["Later", "1", "2"]], 1, "heading row stands again"),
        ([*CLEAN, ["Role", "2010", "2011"]], 1, "row of years"),
        (
            [["Site", "Cases", "Role", "Count"], ["A", "1", "PC", "2"], ["B", "3", "PCSO", "4"]],
            1,
            "second column of labels",
        ),
        ([["2012", "2013"], ["12", "5"], ["3", "4"]], 1, "no labels"),
        ([["Name", "Role"], ["A", "PC"]], 1, "no column of figures"),
    ],
)
def test_each_sign_of_an_unclean_table_is_a_reason(rows: list[list[str]], head: int, word: str) -> None:
    reasons, _ = uncleanness(rows, head)
    assert any(word in reason for reason in reasons)


def test_subtotals_are_not_counted_twice() -> None:
    rows = [HEAD, ["A", "1", "2"], ["B", "3", "4"], ["Subtotal", "4", "6"], ["C", "5", "5"], ["Grand total", "9", "11"]]
    assert totals_add_up(rows, 1) is True


def test_a_suppressed_part_leaves_the_total_unknown() -> None:
    assert totals_add_up([HEAD, ["A", "<5", "2"], ["B", "3", "4"], ["Total", "7", "6"]], 1) is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=2, max_size=20))
def test_a_printed_sum_always_adds_up_and_one_more_never_does(values: list[tuple[int, int]]) -> None:
    rows = [HEAD, *([f"Row {n}", f"{a:,}", f"{b:,}"] for n, (a, b) in enumerate(values))]
    sums = [sum(a for a, _ in values), sum(b for _, b in values)]
    assert totals_add_up([*rows, ["Total", *(f"{s:,}" for s in sums)]], 1) is True
    assert totals_add_up([*rows, ["Total", f"{sums[0] + 1:,}", f"{sums[1]:,}"]], 1) is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,204", 1204),
        ("(12)", -12),
        ("£77, 686", 77686),
        ("77 686", 77686),
        ("12¹", 12),
        ("12.5%", Decimal("12.5")),
        ("<5", None),
        ("", None),
    ],
)
def test_a_printed_number_has_one_value(text: str, value: object) -> None:
    assert number(text) == value
