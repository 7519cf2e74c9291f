"""Days that do not count, as the Acts have them."""

from datetime import date

import pytest

from config.calendar import calendar
from schema.calendar import Calendar, Regime, good_friday, london_day


def test_a_holiday_in_any_part_of_the_united_kingdom_does_not_count_under_foia() -> None:
    assert calendar().day_off(date(2014, 3, 17)) == "St Patrick's Day"
    assert calendar().day_off(date(2014, 3, 17), Regime.EIR) == "St Patrick's Day"


def test_under_foisa_only_the_holidays_of_scotland_do_not_count() -> None:
    assert calendar().is_working(date(2025, 4, 21), Regime.FOISA)  # Easter Monday
    assert calendar().is_working(date(2027, 7, 12), Regime.FOISA)
    assert not calendar().is_working(date(2025, 1, 2), Regime.FOISA)


@pytest.mark.parametrize("day", [date(2012, 5, 28), date(2020, 5, 4), date(2006, 11, 30)])
def test_a_moved_holiday_leaves_a_working_day(day: date) -> None:
    assert calendar().is_working(day)


@pytest.mark.parametrize("day", [date(2026, 6, 15), date(2022, 9, 19), date(2011, 4, 29)])
def test_a_one_off_holiday_does_not_count(day: date) -> None:
    assert not calendar().is_working(day)


def test_good_friday_and_christmas_day_are_in_the_act_by_name() -> None:
    empty = Calendar("none", {}, {})
    assert empty.day_off(date(2024, 3, 29)) == "Good Friday"
    assert empty.day_off(date(2025, 12, 25)) == "Christmas Day"


def test_the_computed_good_friday_is_the_one_in_the_shipped_calendar() -> None:
    listed = {day for day, off in calendar().non_working.items() if off.name == "Good Friday"}
    assert listed == {good_friday(day.year) for day in listed}


def test_a_calendar_knows_which_years_it_covers() -> None:
    whole = {date(2014, month, 3): "A holiday" for month in range(1, 9)}
    known = Calendar("x", {}, {"scotland": whole, "northern-ireland": whole})
    assert known.covers(date(2014, 12, 1))
    assert not known.covers(date(2015, 1, 2))
    assert known.years == (2014, 2014)


def test_a_year_with_too_few_holidays_in_a_region_is_not_known() -> None:
    whole = {date(2014, month, 3): "A holiday" for month in range(1, 9)}
    thin = Calendar("x", {}, {"scotland": whole, "northern-ireland": {date(2014, 1, 1): "New Year's Day"}})
    assert not thin.covers(date(2014, 12, 1))


def test_a_calendar_without_holidays_knows_no_year() -> None:
    assert Calendar("none", {}, {}).years == (0, 0)


def test_a_stamp_with_an_offset_is_converted_to_the_day_in_london() -> None:
    assert london_day("2025-06-30T23:30:00+00:00") == date(2025, 7, 1)
    assert london_day("2025-06-30T23:30:00") == date(2025, 6, 30)
    assert london_day("2025-01-30T23:30:00Z") == date(2025, 1, 30)
