"""Figures in the prose of letters: what answers counts, and what merely looks like a number does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import read

from extractors.prose import answers, extractor, figures, tables
from extractors.prose.numbers import ONES, TENS, amounts
from extractors.prose.periods import iso
from schema.reading import Outcome


def said(text: str) -> list[tuple[str, str, str, Any, Any]]:
    return [(f.question, f.label, f.period, f.low, f.high) for f in answers(text)]


def numbers(text: str) -> list[str]:
    return [f.as_printed for f in answers(text)]


# --- numbered answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. 8 cases", [("1", "cases", "", 8, 8)]),
        ("Q2: Five officers and three staff", [("2", "officers", "", 5, 5), ("2", "staff", "", 3, 3)]),
        ("1) a total of 46 employees were suspended", [("1", "employees were suspended", "", 46, 46)]),
        ("Question 3 - Nil", [("3", "", "", 0, 0)]),
        ("1. None.\n2. Zero for all 3 officers.", [("1", "", "", 0, 0), ("2", "for all 3 officers", "", 0, 0)]),
        ("1. How many? 12\n2. How many staff? At least 3", [("1", "", "", 12, 12), ("2", "", "", 3, None)]),
        (
            "1. Numbers dismissed\nAnswer: fewer than 5\n2. Resigned\nAnswer: 0",
            [("1", "", "", 1, 4), ("2", "", "", 0, 0)],
        ),
        ("1&2. 4 officers\n3. 2 staff", [("1&2", "officers", "", 4, 4), ("3", "staff", "", 2, 2)]),
        ("1. See below.\na) 3 officers\nb) 4 staff", [("1a", "officers", "", 3, 3), ("1b", "staff", "", 4, 4)]),
    ],
)
def test_a_numbered_answer_gives_its_figures_under_its_number(text: str, expected: list[Any]) -> None:
    assert said(text) == expected


def test_what_the_repeated_request_says_counts_nothing() -> None:
    letter = (
        "Dear Sir\n\nYou asked:\n1. How many of the 40 officers were investigated, of the 900 cases?\n"
        "2. How many resigned?\n\n"
        "Response\n\n1. 8 cases\n2. 3 officers\n\nYours faithfully\nPC 1234, tel 020 7230 1212\n"
    )
    assert said(letter) == [("1", "cases", "", 8, 8), ("2", "officers", "", 3, 3)]


def test_the_head_of_the_letter_and_its_courtesies_count_nothing() -> None:
    letter = (
        "Ref 490 of 3 May\n46 High Street\nDear Sir\n\nThere were 8 cases.\n\nYours sincerely\n12 officers helped.\n"
    )
    assert numbers(letter) == ["8"]


# --- lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2008 : 0\n2009 : 4", [("", "", "2008", 0, 0), ("", "", "2009", 4, 4)]),
        ("Facebook - 12\nTwitter: <5\nLinkedIn: Nil",
         [("", "Facebook", "", 12, 12), ("", "Twitter", "", 1, 4), ("", "LinkedIn", "", 0, 0)]),
        ("Facebook - 12, Twitter: <5", [("", "Facebook", "", 12, 12), ("", "Twitter", "", 0, 4)]),
        ("Cases by year:\n2012/13: 5", [("", "Cases by year", "2012/13", 5, 5)]),
        ("2013* - 2 (to 31 May)", [("", "", "2013* (to 31 May)", 2, 2)]),
        ("Bills: January 1st 2018 - £2,713.92; December 23rd 2017 - £0",
         [("", "Bills", "2018-01-01", 2713.92, 2713.92), ("", "Bills", "2017-12-23", 0, 0)]),
        ("2007: not recorded\n2008: 3", [("", "", "2007", None, None), ("", "", "2008", 3, 3)]),
    ],
)  # fmt: skip
def test_a_labelled_list_gives_label_period_and_bounds(text: str, expected: list[Any]) -> None:
    assert said(text) == expected


# --- sentences ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2009 there were 3 cases, in 2010 4 cases.", [("2009", 3), ("2010", 4)]),
        ("There were 3 cases in 2009 and 4 cases in 2010.", [("2009", 3), ("2010", 4)]),
        ("Between 2009 and 2014 there were 88 cases.", [("2009..2014", 88)]),
        ("Since 1 May 2012 there have been 7 cases.", [("2012-05-01..", 7)]),
        ("In 2012 – 3 dismissed, 2 resigned; in 2013 – 1 dismissed.", [("2012", 3), ("2012", 2), ("2013", 1)]),
        ("There were 5 cases in 2012 and 3 others.", [("", 5), ("", 3)]),  # whose year is 2012?
    ],
)
def test_a_figure_has_a_period_only_where_the_sentence_leaves_no_choice(text: str, expected: list[Any]) -> None:
    assert [(f.period, f.low) for f in answers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2021 there were 31 and in 2022 there were 27.", [("2021", "31"), ("2022", "27")]),
        ("You asked how many cases there were in 2023.\n\nThe answer is 1,204.", [("2023", "1,204")]),
        ("> 1. How many officers?\n14\n> 2. How many of them resigned?\n2", [("", "14"), ("", "2")]),
        ("In 2011: 12 officers\nIn 2012: 9 officers", [("2011", "12"), ("2012", "9")]),
        ("In 2012 there were 3 cases, in 2013 there were 5, and in 2014 there were 4.",
         [("2012", "3"), ("2013", "5"), ("2014", "4")]),
        ("Q. How many resigned?\nA. Nil", [("", "Nil")]),
    ],
)  # fmt: skip
def test_a_figure_is_found_in_the_shapes_in_which_letters_give_it(text: str, expected: list[Any]) -> None:
    assert [(f.period, f.as_printed) for f in answers(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. 14 officers\n2. 3 staff",
        "1. How many officers?\n2. How many staff?\n\n1. 14 officers\n2. 3 staff",
        "Dear Sir\n\nYou asked:\n1. How many officers?\n2. Staff?\n\n1. 14 officers\n2. 3 staff",
        "I can answer as follows: 1. 14 officers; 2. 3 staff",
        "1.\t14\n2.\t3",
    ],
)
def test_the_number_of_an_item_is_no_figure(text: str) -> None:
    assert numbers(text) == ["14", "3"]


def test_a_count_before_a_stop_is_a_figure_where_no_list_follows() -> None:
    assert numbers("Officers: 1. Staff: 3.") == ["1", "3"]


def test_words_are_numbers() -> None:
    text = "Thirty-one officers, twelve staff and three PCSOs were involved. No specials were dismissed."
    assert [f.low for f in answers(text)] == [31, 12, 3, 0]


def test_a_figure_keeps_its_sentence_and_its_characters() -> None:
    text = "Dear Sir\n\n1. A total of forty-six employees were suspended."
    (figure,) = figures(text)
    assert text[figure.start : figure.end] == figure.as_printed == "forty-six"
    assert figure.sentence == "A total of forty-six employees were suspended."


# --- what does not answer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "7069 occurrences would have to be read one by one. The appropriate limit is £450, 18 hours.",
        "There are 1,204 allegations, each to be reviewed manually.",
        "Not in an easily retrievable format; there are approximately 240 officers who have records.",
        "Held, however, cannot be disclosed. 1646 vehicles associated with 1529 crimes; 3 minutes per record.",
        "To answer this would take 60 hours. We hold 900 cases.",
        "You will receive a response within twenty working days. You have 40 working days to complain.",
        "FOI 002402-19 of 12/05/2014 refers. Reference 490/14. Our ref: 7175_16.",
        "Sections 31(1)(a), 40(2) and 12 apply to 2 questions of 4 parts.",
        "Call 101 or 01603 276 990 or 020 7230 1212, room 12, page 3 of version 2, 46 High Street, NR18 0WW.",
        "The two forces met at 9.30 am on 5 June. It was 2014. Officers keep the 10 standards.",
        "5 records have been withheld. No information is held. No records of officers are held centrally.",
        "Numbers below 5 are not shown. Figures under five have been suppressed.",
        "PC 1234 was dealt with. Cases 12 Staff 4.",
    ],
)
def test_workload_references_dates_and_sections_are_no_answers(text: str) -> None:
    assert numbers(text) == []


def test_a_refusal_of_one_question_leaves_the_others() -> None:
    text = "1. 8 cases\n2. There are 900 records, each to be read, at 10 minutes per record.\n3. 2 officers"
    assert said(text) == [("1", "cases", "", 8, 8), ("3", "officers", "", 2, 2)]


def test_what_is_given_as_goodwill_inside_a_refusal_counts() -> None:
    text = "1,350 complaints would need a manual review.\n\nUnder Section 16 we can provide: 12 officers were warned."
    assert numbers(text) == ["12"]


@pytest.mark.parametrize(
    "text", ["A total of 41, 207 cases.", "Approximately 240 officers were involved.", "five (6) cases"]
)
def test_a_number_that_may_be_read_in_two_ways_has_no_bounds(text: str) -> None:
    assert [(f.low, f.high) for f in answers(text)] == [(None, None)]


# --- tables in text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "| Year | Officers | Staff |\n|---|---|---|\n| 2012 | 5 | <5 |\n| 2013 | 7 | 0 |",
        "Year\tOfficers\tStaff\n2012\t5\t<5\n2013\t7\t0",
        "Year / Officers / Staff\n2012 / 5 / <5\n2013 / 7 / 0",
        "Year    Officers    Staff\n2012    5           <5\n2013    7           0",
    ],
)
def test_bars_tabs_slashes_and_columns_are_tables(text: str) -> None:
    (table,) = tables(text)
    assert table.rows == (("Year", "Officers", "Staff"), ("2012", "5", "<5"), ("2013", "7", "0"))
    assert all(text[c.start : c.end] == c.text for c in table.cells)
    assert not table.accept
    assert said(text)[0] == ("", "Officers", "2012", 5, 5)
    assert figures(text) == ()


def test_a_slash_inside_a_heading_and_a_missing_corner_do_not_shift_the_columns() -> None:
    text = "Secondment / Maternity/Adoption Leave\n2007 - Quarter 1 / 31 / Not recorded\n2008 - Quarter 1 / 18 / 9\n"
    assert said(text) == [
        ("", "Secondment", "2007-Q1", 31, 31),
        ("", "Maternity/Adoption Leave", "2007-Q1", None, None),
        ("", "Secondment", "2008-Q1", 18, 18),
        ("", "Maternity/Adoption Leave", "2008-Q1", 9, 9),
    ]


def test_a_table_flattened_into_one_line_is_read_only_where_every_group_is_whole() -> None:
    whole = "Area 2010 2011 2012 0 0 0 Ashfield ** 0 1 0 Hucknall 0 0 2"
    (table,) = tables(whole)
    assert table.rows[1:] == (("", "0", "0", "0"), ("Ashfield **", "0", "1", "0"), ("Hucknall", "0", "0", "2"))
    assert "1 rows have no label." in table.why_not
    assert tables(whole + " 7") == ()


# --- laws ---------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9))
def test_digits_with_thousands_commas_are_read_as_they_are_printed(n: int) -> None:
    assert [(a.low, a.high) for a in amounts(f"{n:,} cases")] == [(n, n)]


@given(st.integers(1, 99))
def test_number_words_up_to_ninety_nine(n: int) -> None:
    teens = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    tens = TENS[n // 10 - 2] + (f"-{ONES[n % 10 - 1]}" if n % 10 else "") if n >= 20 else ""
    word = tens or (teens[n - 10] if n >= 10 else ONES[n - 1])
    assert [a.low for a in amounts(f"{word} cases")] == [n]


@given(st.text(max_size=400))
def test_no_text_makes_it_raise_and_every_figure_lies_where_it_says(text: str) -> None:
    for figure in answers(text):
        if figure.start is not None and figure.end is not None:
            assert text[figure.start : figure.end].split() == figure.as_printed.split()


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("30 February 2014", "30 February 2014"),
        ("1th January 2012", "1th January 2012"),
        ("29 February 2012", "2012-02-29"),
    ],
)
def test_a_day_that_does_not_exist_is_never_rolled_over(printed: str, value: str) -> None:
    assert iso(printed) == value


def test_plain_text_is_read_with_its_encoding_said() -> None:
    reading = read(extractor, "Dear Sir\n\n1. 8 cases – all closed\n".encode("cp1252"), "a.txt")
    assert (reading.outcome, len(reading.figures)) == (Outcome.READ, 1)
    assert "Windows-1252" in reading.reason
    assert read(extractor, b" \n ", "a.txt").outcome is Outcome.EMPTY
