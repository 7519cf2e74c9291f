"""Waves over time: paced, paused, repeated, and compared with one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.steps.approve import approve_wave
from flows.steps.compare import Given, change, compare
from flows.steps.pacing import pause, resume
from flows.steps.plan import Asker, repeat_wave
from flows.steps.send import Pace, SendReport, dry_run, send_wave
from schema.errors import UserError
from storage.transport import FileTransport
from tracking.pacing import read_hours

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
NEXT = datetime(2015, 2, 18, 10, tzinfo=UTC)


@pytest.fixture
def again(survey: Survey) -> Survey:
    """The survey with its repeat of next year planned and approved."""
    repeat_wave(survey.workspace, "w", "w15", ASKER, NEXT)
    approve_wave(survey.workspace, "w15", "A. Person", NEXT)
    return survey


def send(survey: Survey, folder: Path, at: datetime = NEXT, **pace: object) -> SendReport:
    rules = Pace(sleep=lambda _: None, **pace)  # type: ignore[arg-type]
    return send_wave(survey.workspace, "w15", FileTransport(folder), lambda: at, pace=rules)


def test_a_repeat_asks_the_same_of_the_same_and_tells_whether_the_questions_changed(survey: Survey) -> None:
    made, changed = repeat_wave(survey.workspace, "w", "w15", ASKER, NEXT)
    assert not changed
    assert {letter.authority for letter in made.letters} == set(survey.letters)
    assert {letter.reference for letter in made.letters}.isdisjoint(x.reference for x in survey.letters.values())
    assert "aggregation" not in {warning.code for warning in made.warnings}
    soon, _ = repeat_wave(survey.workspace, "w", "w14", ASKER, NEXT.replace(year=2014, month=3))
    assert "aggregation" in {warning.code for warning in soon.warnings}


def test_no_more_letters_go_than_an_hour_allows(again: Survey, tmp_path: Path) -> None:
    first = send(again, tmp_path / "a", an_hour=2)
    assert (first.sent, len(first.blocked)) == (2, 1)
    assert "2 letters an hour" in first.blocked[0].why
    assert send(again, tmp_path / "a", NEXT + timedelta(minutes=30), an_hour=2).sent == 0
    assert send(again, tmp_path / "a", NEXT + timedelta(minutes=61), an_hour=2).sent == 1


def test_letters_wait_for_the_working_hours(again: Survey, tmp_path: Path) -> None:
    hours = read_hours("09:00-17:00")
    assert send(again, tmp_path / "a", NEXT.replace(hour=20), hours=hours).sent == 0
    assert send(again, tmp_path / "a", NEXT, hours=hours).sent == 3


def test_a_paused_wave_waits_until_it_is_resumed(again: Survey, tmp_path: Path) -> None:
    assert pause(again.workspace, "w15", "A. Person", NEXT)
    assert not pause(again.workspace, "w15", "A. Person", NEXT)
    report = send(again, tmp_path / "a")
    assert (report.sent, report.waits) == (0, True)
    assert "paused by A. Person" in report.blocked[0].why
    assert resume(again.workspace, "w15", "A. Person", NEXT)
    assert send(again, tmp_path / "a").sent == 3


def test_a_pause_during_a_run_stops_it_before_the_next_letter(again: Survey, tmp_path: Path) -> None:
    seen: list[str] = []

    def progress(step: str, done: int = 1) -> None:
        seen.append(step)
        if len(seen) == 1:
            pause(again.workspace, "w15", "A. Person", NEXT)

    rules = Pace(sleep=lambda _: None)
    transport = FileTransport(tmp_path / "a")
    report = send_wave(again.workspace, "w15", transport, lambda: NEXT, pace=rules, progress=progress)
    assert report.sent == 1
    assert len(dry_run(again.workspace, "w15", NEXT).blocked) == 2


def test_a_pause_wants_a_name_and_a_wave(survey: Survey) -> None:
    with pytest.raises(UserError, match="Nobody"):
        pause(survey.workspace, "w", " ", NEXT)
    with pytest.raises(UserError, match="no wave"):
        pause(survey.workspace, "nothing", "A. Person", NEXT)


def test_two_waves_are_compared_answer_by_answer(again: Survey, tmp_path: Path) -> None:
    send(again, tmp_path / "a")
    again.mail("kent", "Please find our response.", attached=[("a.csv", again.cases)])
    again.take_in(now=NEXT)
    found = compare(again.workspace, "w", "w15", NEXT)
    assert found.same_questions
    first, second = found.totals
    assert (first.asked, second.asked) == (3, 3)
    assert first.replied >= second.replied == 0
    kent = {(p.question): p for p in found.answers if p.authority == "kent"}
    assert kent["1"].first is not None
    assert kent["1"].first.low == 10
    assert kent["1"].change == "unknown"
    assert {row.authority for row in found.courses} == set(again.letters)
    late = {row.authority: row.first_days_late for row in found.courses}
    assert (late["kent"], (late["essex"] or 0) > 200) == (0, True)


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ((3, 3), (5, 5), "up"),
        ((5, 5), (3, 3), "down"),
        ((3, 3), (3, 3), "same"),
        ((1, 4), (5, 9), "up"),
        ((1, 4), (4, 9), "unknown"),
        ((1, 4), (1, 4), "unknown"),
        ((3, None), (9, 9), "unknown"),
        ((9, 9), (3, None), "unknown"),
        ((None, None), (3, 3), "unknown"),
    ],
)
def test_a_change_is_said_only_where_every_possible_value_bears_it_out(
    first: tuple[float | None, float | None], second: tuple[float | None, float | None], word: str
) -> None:
    assert change(Given("x", "", *first), Given("x", "", *second)) == word
