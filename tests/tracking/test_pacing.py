"""How fast letters may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.calendar import calendar
from schema.errors import UserError
from tracking.pacing import left_this_hour, outside, read_hours

HOURS = read_hours("09:00-17:00")


@pytest.mark.parametrize(
    ("at", "may_go"),
    [
        ("2026-11-02T09:00", True),  # a Monday
        ("2026-11-02T16:59:59", True),
        ("2026-11-02T17:00", False),
        ("2026-11-02T08:59", False),
        ("2026-11-01T12:00", False),  # a Sunday
        ("2026-12-25T12:00", False),
        ("2026-06-01T08:30", True),  # half past nine in London
    ],
)
def test_letters_go_within_working_hours_of_london(at: str, may_go: bool) -> None:
    assert (outside(datetime.fromisoformat(at).replace(tzinfo=UTC), HOURS, calendar()) == "") is may_go


def test_without_hours_letters_go_at_any_time() -> None:
    assert read_hours("") is None
    assert outside(datetime(2026, 12, 25, 3, tzinfo=UTC), None, calendar()) == ""


@pytest.mark.parametrize("text", ["9 to 5", "17:00-09:00", "09:00-09:00", "25:00-26:00", "09:00"])
def test_other_words_are_no_hours(text: str) -> None:
    with pytest.raises(UserError, match="no working hours"):
        read_hours(text)


def test_an_hour_is_counted_back_from_now() -> None:
    now = datetime(2026, 11, 2, 10, tzinfo=UTC)
    sent = [now - timedelta(minutes=m) for m in (0, 30, 59, 60, 90)]
    assert left_this_hour(now, sent, 5) == 2
    assert left_this_hour(now, sent, 2) == 0
    assert left_this_hour(now, sent, 0) is None
