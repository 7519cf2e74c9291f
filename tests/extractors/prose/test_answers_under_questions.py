"""Which question a figure answers, which period it has, and what is said beside the answers."""

from __future__ import annotations

import pytest

from extractors.prose import answers

Said = list[tuple[str, str, float | None, float | None]]


def said(text: str) -> Said:
    return [(f.question, f.period, f.low, f.high) for f in answers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Question Two: How many were upheld?\nAnswer: Three.",
        "Response to Part Two: 3",
        "In answer to part 2 of your request, the force upheld 3 complaints.",
        "In relation to question 2 we have 3 complaints.",
        "C2 / Q2. 3",
        "Our answer to your second question is 3.",
        "2. The number of complaints that were upheld.\n     3",
        "The answer to question 2 is 3.",
    ],
)
def test_a_question_is_named_in_many_ways(text: str) -> None:
    assert said(text) == [("2", "", 3, 3)]


def test_a_list_by_roman_numbers_is_a_list() -> None:
    assert said("(i) 62\n(ii) 57") == [("i", "", 62, 62), ("ii", "", 57, 57)]


def test_a_page_number_below_an_item_is_no_answer() -> None:
    assert said("1. The number of officers dismissed, as set out below.\n2\f2. Resigned: 4") == [("2", "", 4, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. How many in 2013?\n17 officers", [("1", "2013", 17, 17)]),
        ("We have considered your request under the Act.\n1. Dismissed in 2013\n17", [("1", "2013", 17, 17)]),
        ("1. How many in 2012 and 2014, and 2016?\n17 officers", [("1", "", 17, 17)]),
        ("1. How many in 2013?\n17 officers to date", [("1", "", 17, 17)]),
        ("1. How many in 2013?\n9 in 2012 and 8 in 2013", [("1", "2012", 9, 9), ("1", "2013", 8, 8)]),
        ("1. How many were there in your letter of 3 May 2013?\n17 officers", [("1", "", 17, 17)]),
        ("Average days lost in 2013/14: 7", [("", "2013/14", 7, 7)]),
        ("Data to 31 May 2016: 3 cases", [("", "", 3, 3)]),  # since when?
    ],
)
def test_a_bare_answer_is_about_the_one_period_that_its_question_names(text: str, expected: Said) -> None:
    assert said(text) == expected


def test_figures_given_respectively_follow_the_order_of_the_question() -> None:
    text = "Q1 How many in 2012, 2013 and 2014?\nAns: 92, 105 and 61 respectively."
    assert said(text) == [("1", "2012", 92, 92), ("1", "2013", 105, 105), ("1", "2014", 61, 61)]
    assert said("Q1 How many in 2012?\nAns: 92 and 61 for men and women respectively.")[0][2:] == (92, 92)


def test_each_of_two_years_has_its_own_figure() -> None:
    assert said("In each of 2012 and 2013 there were two.") == [("", "2012", 2, 2), ("", "2013", 2, 2)]


def test_a_correction_takes_back_what_it_corrects() -> None:
    text = "Please note that the figure of 12 given earlier in answer to question 2 should read 14."
    assert said(text) == [("2", "", 14, 14)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please note that the force has 1,325 officers and 902 staff.", []),
        ("Note: these figures come from a survey with 612 replies.", []),
        ("Please note that 3 of these officers resigned.", [3]),
        ("19 officers, out of 1,325, were warned.", [19]),
        ("35 officers were warned. This is one in 38 officers.", [35]),
        ("1. None held.", []),
        ("1. None.", [0]),
        ("Not one officer was dismissed.", []),
        ("Only one officer was dismissed.", [1]),
        ("There were no payments in 2014/15.", [0]),
        ("There were no records of that kind.", []),
    ],
)
def test_what_stands_beside_the_answers_is_none(text: str, expected: list[int]) -> None:
    assert [f.low for f in answers(text)] == expected


def test_a_series_is_counted_to_its_end() -> None:
    text = "4 resulted in dismissal, 9 in a written warning and 21 in no further action."
    assert [f.low for f in answers(text)] == [4, 9, 21]


def test_a_dated_list_below_the_repeated_request_is_the_reply() -> None:
    text = "You asked for seizures in spring 2014.\n\nApril 2014: 143\nMay 2014: 151\n"
    assert said(text) == [("", "2014-04", 143, 143), ("", "2014-05", 151, 151)]


@pytest.mark.parametrize("bar", [" | ", "\t", "      ", " / "])
def test_two_columns_without_a_heading_are_labels_and_values(bar: str) -> None:
    text = f"Question 1: Complaints\n\n2011/12{bar}3\n2012/13{bar}nil\n"
    assert said(text) == [("1", "2011/12", 3, 3), ("1", "2012/13", 0, 0)]
