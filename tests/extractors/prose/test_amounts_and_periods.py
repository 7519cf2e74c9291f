"""Numbers and periods as letters print them: what they amount to, and that none is read in part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.prose import answers
from extractors.prose.numbers import amounts
from extractors.prose.periods import periods


def values(text: str) -> list[tuple[float | None, float | None]]:
    return [(a.low, a.high) for a in amounts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one hundred and twelve reports", (112, 112)),
        ("two thousand three hundred and twelve", (2312, 2312)),
        ("one hundred and twelve (112) reports", (112, 112)),
        ("one hundred and twelve (121) reports", (None, None)),
        ("two dozen cases", (24, 24)),
        ("£1.2 million", (1_200_000, 1_200_000)),
        ("£30k", (30_000, 30_000)),
        ("between five and ten", (5, 10)),
        ("three to five cases", (3, 5)),
        ("5 to 6 million", (None, None)),  # five, or five million?
    ],
)
def test_words_and_scales_are_part_of_the_number(text: str, expected: tuple[float, float]) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), [("less than 1%", (0, 1)), ("over £1,000", (1000, None))])
def test_shares_and_money_have_no_next_whole_number(text: str, expected: tuple[float, float]) -> None:
    assert values(text) == [expected]


@given(st.integers(1000, 10**8))
def test_no_number_is_cut_where_a_part_of_it_looks_like_something_else(n: int) -> None:
    assert [(f.low, f.high) for f in answers(f"1. The cost was £{n:,}")] == [(n, n)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between January and December 2014", "2014-01..2014-12"),
        ("1 April to 30 September 2014", "2014-04-01..2014-09-30"),
        ("1 October to 31 March 2014", "2013-10-01..2014-03-31"),
        ("April, May and June 2014", "2014-04..2014-06"),
        ("April and June 2014", "April and June 2014"),
        ("2012/2013", "2012/13"),
        ("2012 / 13", "2012/13"),
        ("2014/2018", "2014/2018"),
        ("year ending 31 March 2014", "2013-04-01..2014-03-31"),
        ("12 months to March 2014", "2013-04..2014-03"),
        ("2012 onwards", "2012.."),
    ],
)
def test_a_span_with_one_year_printed_is_a_span(text: str, expected: str) -> None:
    assert [p.text for p in periods(text)] == [expected]


@pytest.mark.parametrize("text", ["prior to 2010", "up to 30 June 2014", "early 2014", "half of 2013", "2014 to date"])
def test_what_is_no_whole_year_keeps_its_print(text: str) -> None:
    assert [p.text for p in periods(f"in the {text}")] == [text]


@given(st.text(alphabet="0123456789 /-–.,()£%*|\n\tandtofirmybewqse", max_size=60))
def test_no_print_of_dates_and_numbers_makes_it_raise(text: str) -> None:
    periods(text)
    answers(text)


@given(
    st.from_regex(
        r"(between |from |since |year ending )?(\d{1,2} )?(May |Feb )?(19|20)\d\d ?[/–-]? ?\d{0,4}"
        r"( (to|and) \d{1,2} May 20\d\d)?"
    )
)
def test_no_print_of_a_period_makes_it_raise(text: str) -> None:
    periods(text)
