"""Warnings before approval: none of them stops a wave."""

from datetime import date

import pytest

from config.calendar import calendar
from tracking.warnings import address_warning, aggregation_warning, question_warnings


def codes(text: str, period: str = "") -> set[str]:
    return {warning.code for warning in question_warnings({"1": text}, period)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many officers were dismissed between 1 January 2019 and 31 December 2020?", set()),
        ("The number of complaints by year", set()),
        ("How many officers were dismissed?", {"question_without_period"}),
        ("What happened in 2019?", {"question_without_unit"}),
        ("Copies of all emails about complaints since 2019", {"cost_limit_risk"}),
    ],
)
def test_a_question_names_a_period_and_a_unit_and_no_whole_records(text: str, expected: set[str]) -> None:
    assert codes(text) == expected


def test_a_period_for_the_whole_letter_will_do() -> None:
    assert codes("How many officers were dismissed?", "2009 to 2014") == set()


def test_an_address_is_stale_after_a_year_or_when_nobody_confirmed_it() -> None:
    today = date(2026, 1, 10)
    assert address_warning("essex", "foi@essex.police.uk", date(2025, 6, 1), today) is None
    for confirmed in (None, date(2024, 12, 1)):
        found = address_warning("essex", "foi@essex.police.uk", confirmed, today)
        assert found is not None
        assert (found.code, found.authority) == ("address_stale", "essex")


def test_the_first_safe_day_after_an_earlier_request_is_named() -> None:
    found = aggregation_warning("essex", date(2025, 3, 31), [date(2025, 1, 6)], calendar())
    assert found is not None
    assert "Tue 1 Apr 2025" in found.message
    assert aggregation_warning("essex", date(2025, 4, 1), [date(2025, 1, 6)], calendar()) is None
    assert aggregation_warning("essex", date(2025, 4, 1), [], calendar()) is None
