"""The official list of bank holidays: what of it is believed, and how it stands beside the shipped calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.calendar import REGIONS, calendar
from config.holidays import Holiday, as_csv, calendar_from, calendar_of, merged, parse, read_holidays, with_holidays
from schema.calendar import Regime
from schema.errors import UserError


def as_shipped(year: int) -> list[Holiday]:
    regional = calendar().regional
    return [Holiday(day, r, name) for r in REGIONS for day, name in regional[r].items() if day.year == year]


def test_the_same_days_are_the_same_calendar() -> None:
    assert with_holidays(calendar(), as_shipped(2026)) is calendar()


def test_another_spelling_of_a_name_changes_nothing() -> None:
    spelled = [Holiday(h.day, h.region, h.name.upper()) for h in as_shipped(2026)]
    assert with_holidays(calendar(), spelled) is calendar()


def test_a_day_proclaimed_later_counts_for_its_region_and_gives_another_version() -> None:
    extra = date(2026, 9, 9)
    newer = with_holidays(calendar(), [*as_shipped(2026), Holiday(extra, "scotland", "A day of thanks")])
    assert newer.version != calendar().version
    assert newer.day_off(extra) == newer.day_off(extra, Regime.FOISA) == "A day of thanks"
    assert newer.non_working[extra].regions == ("scotland",)


def test_a_day_that_was_moved_is_a_working_day_again() -> None:
    moved = [h for h in as_shipped(2027) if h.day != date(2027, 5, 3)]
    newer = with_holidays(calendar(), [*moved, *(Holiday(date(2027, 5, 7), r, "Early May") for r in REGIONS)])
    assert newer.is_working(date(2027, 5, 3))
    assert not newer.is_working(date(2027, 5, 7))
    assert not newer.is_working(date(2026, 5, 4))


def test_a_few_days_written_by_hand_are_added_and_take_none_away() -> None:
    newer = with_holidays(calendar(), [Holiday(date(2026, 9, 9), "northern-ireland", "A day of thanks")])
    assert not newer.is_working(date(2026, 9, 9))
    assert not newer.is_working(date(2026, 7, 13))
    assert newer.covers(date(2026, 12, 31))


def test_what_was_recorded_of_a_calendar_gives_the_same_days() -> None:
    shipped = calendar()
    told = {region: {day.isoformat(): name for day, name in days.items()} for region, days in shipped.regional.items()}
    again = calendar_from(shipped.version, told)
    assert (again.version, again.years, set(again.non_working)) == (
        shipped.version,
        shipped.years,
        set(shipped.non_working),
    )
    for law in Regime:
        assert all(again.is_working(day, law) == shipped.is_working(day, law) for day in shipped.non_working)


def test_a_new_year_makes_the_calendar_reach_further() -> None:
    last = calendar().years[1]
    following = [Holiday(h.day.replace(year=last + 1), h.region, h.name) for h in as_shipped(last)]
    assert with_holidays(calendar(), following).years[1] == last + 1


def test_a_year_that_is_not_whole_in_every_region_is_left_out() -> None:
    known = as_shipped(2027)
    fewer = [h for h in known if h.region != "scotland"] + [Holiday(date(2027, 1, 1), "scotland", "New Year's Day")]
    days, left = merged(known, fewer)
    assert days == tuple(sorted(known))
    assert left == ("2027, of which scotland has only 1 days",)


def test_years_that_the_official_list_no_longer_has_are_kept() -> None:
    days, _ = merged(as_shipped(2025), as_shipped(2026))
    assert {h.day.year for h in days} == {2025, 2026}


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "holidays.csv"
    path.write_text(as_csv(as_shipped(2026)), encoding="utf-8")
    assert read_holidays(path) == tuple(sorted(as_shipped(2026)))
    assert calendar_of(tmp_path) is calendar()
    assert calendar_of(None) is calendar()


@pytest.mark.parametrize("line", ["2026-13-01,scotland,x,", "2026-01-01,wales,x,", "2026-01-01,scotland,,"])
def test_a_slip_in_the_file_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "holidays.csv").write_text(f"date,region,name,note\n{line}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"holidays\.csv:2"):
        calendar_of(tmp_path)


def _as_list(shape: Callable[[dict[str, Any]], object]) -> bytes:
    found: dict[str, Any] = {
        region: {"division": region, "events": [{"title": "New Year\u2019s Day", "date": "2027-01-01", "notes": ""}]}
        for region in REGIONS
    }
    return json.dumps(shape(found) or found).encode()


def test_the_official_shape_is_read() -> None:
    days = parse(_as_list(lambda found: found))
    assert days == tuple(Holiday(date(2027, 1, 1), region, "New Year's Day") for region in REGIONS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>Sorry</html>",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        _as_list(lambda found: found.pop("scotland") and found),
        _as_list(lambda found: found["scotland"].update(events=[{"title": "x"}])),
        _as_list(lambda found: found["scotland"].update(events=[{"title": "x", "date": "soon"}])),
        _as_list(lambda found: found["scotland"].update(events=[{"date": "2027-01-01"}])),
        _as_list(lambda found: found["scotland"].update(events=[["2027-01-01"]])),
    ],
)
def test_a_list_of_another_shape_is_not_believed(data: bytes) -> None:
    with pytest.raises(UserError, match="not the list of bank holidays") as refused:
        parse(data)
    assert refused.value.code == 1
