"""Printed periods: no more precise than printed, and never rolled over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.footnotes import (
    definition_notes,
    means_part_period,
    prints_zero,
    rounding_unit,
    symbol_meanings,
    zeros_are_hidden,
)
from schema.periods import cut_off, days_of, read_letter_period, read_period


@pytest.mark.parametrize(
    ("printed", "iso", "part"),
    [
        ("2012", "2012", False),
        ("2012/13", "2012-04/2013-03", False),
        ("Financial year 2012-13", "2012-04/2013-03", False),
        ("FY 12/13", "2012-04/2013-03", False),
        ("Calendar year 2012", "2012", False),
        ("2009 - 2013", "2009/2013", False),
        ("2014*", "2014", True),
        ("2014 (part year)", "2014", True),
        ("2014 to date", "2014", True),
        ("2014 (to 17 Feb)", "2014-01-01/2014-02-17", True),
        ("2014 (1 Jan - 17 Feb)", "2014-01-01/2014-02-17", True),
        ("2014 to 31 May", "2014-01/2014-05", True),
        ("January 2012", "2012-01", False),
        ("April to June 2012", "2012-04/2012-06", False),
        ("1st January 2009 – 17th February 2014", "2009-01-01/2014-02-17", False),
        ("01/04/2012 - 31/03/2013", "2012-04/2013-03", False),
        ("2016-09-30T00:00:00", "2016-09-30", False),
    ],
)
def test_a_printed_period_is_read(printed: str, iso: str, part: bool) -> None:
    period = read_period(printed)
    assert (period.iso, period.part) == (iso, part)


@pytest.mark.parametrize("printed", ["30 February 2012", "31/02/2012", "1 January 2012 to 31 April 2012"])
def test_a_day_that_does_not_exist_is_impossible_and_no_other_day(printed: str) -> None:
    period = read_period(printed)
    assert period.impossible
    assert not period.known


@pytest.mark.parametrize(
    "printed", ["", "12", "Facebook", "2012 Total", "1th January", "2010 to early 2013", "2013-2012"]
)
def test_what_is_no_period_stays_unread(printed: str) -> None:
    assert not read_period(printed).known


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_every_day_is_read_back_from_its_own_words(day: date) -> None:
    assert read_period(f"{day.day} {day:%B %Y}").iso == day.isoformat()
    assert days_of(day.isoformat()) == (day, day)


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 3000))
def test_a_span_covers_its_two_ends(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    period = read_period(f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}")
    assert (period.first, period.last) == (first, last)
    assert days_of(period.iso) == (first, last)


@pytest.mark.parametrize(
    ("carried", "iso"),
    [
        ("2012", "2012"),
        ("2011-12", "2011-12"),
        ("2012/13", "2012-04/2013-03"),
        ("2012-05-01", "2012-05-01"),
        ("2014-Q1", "2014-01/2014-03"),
        ("2009..2013", "2009/2013"),
        ("2012-04-01..2013-03-31", "2012-04/2013-03"),
        ("2010-01..2010-06", "2010-01/2010-06"),
        ("2014 (to 17 Feb)", "2014-01-01/2014-02-17"),
        ("2013..2009", ""),
        ("2011-13", ""),
    ],
)
def test_a_period_of_a_letters_figure_keeps_its_two_ends(carried: str, iso: str) -> None:
    assert read_letter_period(carried).iso == iso


@pytest.mark.parametrize(("carried", "iso"), [("2012..", "2012-01-01/.."), ("2012-05-01..", "2012-05-01/..")])
def test_since_a_day_is_neither_that_day_nor_its_year(carried: str, iso: str) -> None:
    period = read_letter_period(carried)
    assert (period.iso, period.last) == (iso, None)
    assert days_of(period.iso) is None


def test_a_survey_to_17_february_cuts_its_last_year() -> None:
    assert cut_off("2014", "2009-01-01", "2014-02-17")
    assert not cut_off("2013", "2009-01-01", "2014-02-17")
    assert not cut_off("2009", "2009-01-01", "2014-02-17")


@pytest.mark.parametrize(
    ("note", "meanings"),
    [
        ("* = fewer than 5", {"*": "<5"}),
        ("* denotes a figure fewer than five.", {"*": "<5"}),
        ("' - ' Denotes nil\n' * ' Denotes not applicable", {"-": "nil", "*": "not applicable"}),
        ("Figures under 5 are shown as *.", {"*": "<5"}),
        ("* to 17 February 2014", {}),
        ("* = fewer than 5\n* = fewer than 10", {}),
        ("", {}),
    ],
)
def test_a_symbol_means_what_its_own_document_says(note: str, meanings: dict[str, str]) -> None:
    assert symbol_meanings(note) == meanings


def test_a_star_on_a_year_means_part_of_it_unless_the_note_says_something_else() -> None:
    assert means_part_period("*", "* to 17 February 2014")
    assert means_part_period("*", "")
    assert not means_part_period("*", "* includes specials")


def test_notes_on_zeros_rounding_and_definition() -> None:
    assert zeros_are_hidden("Numbers below 5, including zero, are suppressed.")
    assert not zeros_are_hidden("0 is shown as 0.")
    assert rounding_unit("All figures are rounded to the nearest 5.") == 5
    assert prints_zero(["3", "Nil"])
    assert not prints_zero(["<5", "12"])
    assert definition_notes("The figures exclude special constables. We hold more.") == (
        "The figures exclude special constables."
    )
