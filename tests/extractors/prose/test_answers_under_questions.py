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


@pytest.mark.parametrize(
    "text",
    [
        "Our response to part (a) is 77, to part (b) is 15 and to part (c) is nil.",
        "a) 77\nb) 15\nc) nil",
    ],
)
def test_each_part_named_in_a_sentence_has_its_own_figure(text: str) -> None:
    assert said(text) == [("a", "", 77, 77), ("b", "", 15, 15), ("c", "", 0, 0)]


def test_two_values_below_a_question_for_two_years_are_one_for_each() -> None:
    text = "How much was spent in 2013/14 and 2014/15?\n£1,904.22 and £2,010.80."
    assert said(text) == [("", "2013/14", 1904.22, 1904.22), ("", "2014/15", 2010.80, 2010.80)]


def test_two_values_below_a_question_about_one_span_share_it() -> None:
    text = "1. How many between 2009 and 2013?\n548 allegations were recorded against 470 officers."
    assert said(text) == [("1", "2009..2013", 548, 548), ("1", "2009..2013", 470, 470)]


def test_the_date_of_a_letter_is_no_period() -> None:
    assert said("Further to our reply of 3 June 2015, 38 vehicles were sold.") == [("", "", 38, 38)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Further to our reply, in which we said that 41 vehicles had been sold, the number is 38.", [38]),
        ("In 2012 there were 88. This rose to 104 in 2013, an increase of 18%.", [88, 104]),
        ("The country's seven largest forces met.", []),
        ("We dealt with it on two occasions.", []),
        ("None resulted in a conviction.", [0]),
        ("We aim to answer 90% of requests in time.", []),
        ("Regards\nA Price, 2nd Floor, Priory Road 101", []),
        (
            "1. Five.\n\n2. None.\n\n3. Yes.\n\nDevon and Cornwall Police\n2,800 officers, one aim",
            [5, 0],
        ),
    ],
)
def test_numbers_told_beside_the_answers_are_not_counted(text: str, expected: list[int]) -> None:
    assert [f.low for f in answers(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "2012 ........ 3\n2013 .......... nil\n",
        "2012 - 3 (2 officers, 1 member of staff)\n2013 - nil\n",
        "2012 = 3; 2013 = nil",
    ],
)
def test_a_list_is_read_by_leaders_and_past_what_stands_in_brackets(text: str) -> None:
    assert [(f.period, f.low) for f in answers(text)] == [("2012", 3), ("2013", 0)]


def test_names_and_numbers_on_neighbouring_lines_are_a_list() -> None:
    text = "Request: assaults by station\n\nHatfield 14\nStevenage 22\n"
    assert [(f.label, f.low) for f in answers(text)] == [("Hatfield", 14), ("Stevenage", 22)]
    assert answers("Hatfield 14") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1 Dogs seized in 2014: 51\n1.2 Dogs put down: 19", [("1.1", "2014", 51, 51), ("1.2", "", 19, 19)]),
        ("Q1 19\nQ2 2 officers", [("1", "", 19, 19), ("2", "", 2, 2)]),
        ("FOI 301/15\nQ1\n3\nQ2\n0", [("1", "", 3, 3), ("2", "", 0, 0)]),
        ("a) How many dogs? - 31\nb) How many cats? - none", [("a", "", 31, 31), ("b", "", 0, 0)]),
        ("How many in 2012?  **6**\nHow many in 2013?  **1**", [("", "2012", 6, 6), ("", "2013", 1, 1)]),
        ("1. Of those cancelled, number reopened: 0 (zero).", [("1", "", 0, 0)]),
    ],
)
def test_items_and_answers_in_little_room(text: str, expected: Said) -> None:
    assert said(text) == expected


def test_an_answer_to_all_questions_at_once_is_not_of_the_last_one() -> None:
    text = (
        "Under the Act you asked:\n\n1. How many\n2. How many of age\n\nI can answer as follows:\n\nThere were 8 stops."
    )
    assert said(text) == [("", "", 8, 8)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Constable x 12\nSergeant x 3", [("Constable", 12), ("Sergeant", 3)]),
        ("2012 3\n2013 0", [("", 3), ("", 0)]),
        (
            "No officers were suspended and none were dismissed.",
            [("officers were suspended", 0), ("were dismissed", 0)],
        ),
        ("19 (73%) were constables.", [("were constables", 19)]),
        ("None of the payments exceeded £100,000.", [("of the payments exceeded £100,000", 0)]),
    ],
)
def test_short_forms_of_counts(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(f.label, f.low) for f in answers(text) if f.unit != "%"] == expected
