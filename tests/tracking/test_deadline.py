"""The clocks of the Acts. Worked cases: deadline_cases.csv; laws that hold for every request: by hypothesis."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.calendar import calendar
from schema.calendar import Calendar, DayOff, Regime
from schema.event import Event, EventKind
from tracking.deadline import Due, Question, State, due, is_late, working_days_late
from tracking.life import Clock

CASES = list(csv.DictReader((Path(__file__).parent / "deadline_cases.csv").open(encoding="utf-8")))
CALENDAR = calendar()


def events(*pairs: tuple[str, str]) -> list[Event]:
    return [Event(str(n), at, EventKind(kind)) for n, (kind, at) in enumerate(pairs)]


def response(received: str, *pairs: tuple[str, str], regime: Regime = Regime.FOIA) -> Due:
    return due(regime, received, events(*pairs), CALENDAR)


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_worked_case(case: dict[str, str]) -> None:
    pairs = [(raw["type"], raw["at"]) for raw in json.loads(case["events"])]
    result = due(Regime(case["regime"]), case["received_at"], events(*pairs), CALENDAR, Question(case["question"]))
    assert (str(result.date) if result.date else "") == case["expected"]
    assert (str(result.code45) if result.code45 else "") == case["expected_code45_reading"]


def test_there_are_all_28_worked_cases() -> None:
    assert len(CASES) == 28


@pytest.mark.parametrize(
    ("received", "expected", "answered", "late"),
    [("2014-02-18", "2014-03-19", "2014-03-10", 0), ("2015-06-05", "2015-07-03", "2015-07-07", 2)],
    ids=["Northumbria 170/14", "Northumbria 560/15"],
)
def test_real_letters(received: str, expected: str, answered: str, late: int) -> None:
    result = response(received)
    assert str(result.date) == expected
    assert working_days_late(result, date.fromisoformat(answered), CALENDAR, Regime.FOIA) == late


def test_it_is_late_from_the_day_after_the_due_date() -> None:
    result = response("2014-02-18")
    assert not is_late(result, date(2014, 3, 19))
    assert is_late(result, date(2014, 3, 20))


def test_a_bounced_letter_was_never_received() -> None:
    result = response("2025-09-01", ("letter_bounced_hard", "2025-09-01T10:02"))
    assert (result.date, result.code45, result.state) == (None, None, State.NOT_RECEIVED)


@pytest.mark.parametrize("question", list(Question))
def test_no_clock_runs_after_a_bounce(question: Question) -> None:
    result = due(Regime.FOIA, "2025-09-01", events(("letter_bounced_soft", "2025-09-01")), CALENDAR, question)
    assert (result.date, result.state) == (None, State.NOT_RECEIVED)


def test_after_a_bounce_the_clock_begins_when_the_letter_is_sent_again() -> None:
    resent = response("2025-09-01", ("letter_bounced_hard", "2025-09-01"), ("letter_resent", "2025-09-08"))
    assert resent.date == response("2025-09-08").date


def test_sending_again_what_was_received_moves_nothing() -> None:
    assert response("2025-09-01", ("letter_resent", "2025-09-08")).date == response("2025-09-01").date


def test_an_automatic_reply_that_names_another_address_is_no_receipt() -> None:
    named = ("other_address_named", "2025-09-01")
    assert response("2025-09-01", named).state is State.NOT_RECEIVED
    assert response("2025-09-01", named, ("letter_resent", "2025-09-02")).date == response("2025-09-02").date


def test_an_authority_that_writes_has_the_request_in_spite_of_a_bounce() -> None:
    result = response("2025-09-01", ("letter_bounced_soft", "2025-09-01"), ("acknowledgement", "2025-09-03"))
    assert result.date == response("2025-09-01").date


@pytest.mark.parametrize("kind", ["acknowledgement", "auto_reply", "holding_reply", "chaser_sent", "note"])
def test_these_move_nothing(kind: str) -> None:
    assert response("2025-09-01", (kind, "2025-09-02")).date == response("2025-09-01").date


def test_a_clarification_restarts_the_full_count_however_late_it_was_asked() -> None:
    asked = ("clarification_requested", "2025-09-26")
    assert response("2025-09-01", asked).state is State.SUSPENDED
    again = response("2025-09-01", asked, ("clarification_received", "2025-10-06"))
    assert (again.date, again.state) == (date(2025, 11, 3), State.RESTARTED)


def test_a_question_and_its_answer_of_one_day_are_a_question_then_its_answer() -> None:
    result = response("2025-09-01", ("clarification_received", "2025-09-10"), ("clarification_requested", "2025-09-10"))
    assert result.date == response("2025-09-10").date


def test_a_second_question_suspends_again() -> None:
    first = [("clarification_requested", "2025-09-10"), ("clarification_received", "2025-09-11")]
    assert response("2025-09-01", *first, ("clarification_requested", "2025-09-15")).state is State.SUSPENDED


def test_clarification_that_nobody_asked_for_moves_nothing() -> None:
    assert response("2025-09-01", ("clarification_received", "2025-09-10")).date == response("2025-09-01").date


def test_an_open_fees_notice_suspends_and_a_late_payment_lapses() -> None:
    notice = ("fees_notice", "2025-01-20")
    assert response("2025-01-13", notice).clock is Clock.PAUSED_FEE
    assert response("2025-01-13", notice).state is State.SUSPENDED
    assert response("2025-01-13", notice, ("fee_paid", "2025-04-19")).date is not None
    assert response("2025-01-13", notice, ("fee_paid", "2025-04-20")).state is State.LAPSED


def test_three_months_beginning_with_the_last_day_of_november_end_with_february() -> None:
    result = due(Regime.FOIA, "2025-11-20", events(("fees_notice", "2025-11-30")), CALENDAR, Question.FEE_PAYABLE_BY)
    assert result.date == date(2026, 2, 28)


def test_a_public_interest_extension_leaves_the_rest_due() -> None:
    result = response("2025-06-02", ("pit_extension", "2025-06-27"))
    assert (result.date, result.clock) == (date(2025, 6, 30), Clock.EXTENDED_PIT)


def test_an_eir_extension_counts_only_when_told_within_twenty_working_days() -> None:
    in_time = response("2025-06-02", ("eir_complex_voluminous", "2025-06-30"), regime=Regime.EIR)
    too_late = response("2025-06-02", ("eir_complex_voluminous", "2025-07-01"), regime=Regime.EIR)
    assert in_time.date == date(2025, 7, 29)
    assert too_late.date == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("regime", "question", "expected"),
    [
        (Regime.FOIA, Question.INTERNAL_REVIEW_DUE, "2025-07-30"),
        (Regime.EIR, Question.INTERNAL_REVIEW_DUE, "2025-08-29"),
        (Regime.FOISA, Question.INTERNAL_REVIEW_DUE, "2025-07-29"),
        (Regime.FOISA, Question.INTERNAL_REVIEW_OUTER_LIMIT, "2025-07-29"),
    ],
)
def test_each_law_has_its_own_time_for_a_review(regime: Regime, question: Question, expected: str) -> None:
    asked = events(("internal_review_requested", "2025-07-01"))
    assert str(due(regime, "2025-06-02", asked, CALENDAR, question).date) == expected


def test_a_complaint_goes_to_the_scottish_commissioner_within_six_months() -> None:
    outcome = events(("internal_review_outcome", "2025-08-31"))
    result = due(Regime.FOISA, "2025-06-02", outcome, CALENDAR, Question.ICO_COMPLAINT_BY)
    assert result.date == date(2026, 2, 28)


def test_a_review_may_be_asked_for_within_forty_working_days_of_the_reply() -> None:
    refused = events(("refused", "2025-06-20"))
    result = due(Regime.FOIA, "2025-06-02", refused, CALENDAR, Question.INTERNAL_REVIEW_ASK_BY)
    assert result.steps[-1].number == 40


@pytest.mark.parametrize("question", [q for q in Question if q not in (Question.RESPONSE_DUE, Question.AGGREGATION_FIRST_SAFE_DATE, Question.INTERNAL_REVIEW_ASK_BY)])  # fmt: skip  # noqa: E501
def test_a_clock_that_nothing_started_has_no_date(question: Question) -> None:
    result = due(Regime.FOIA, "2025-06-02", (), CALENDAR, question)
    assert (result.date, result.state) == (None, State.NOT_STARTED)


def test_a_corrected_event_is_not_counted() -> None:
    wrong = Event("1", "2025-09-10", EventKind.CLARIFICATION_REQUESTED)
    back = Event("2", "2025-09-11", EventKind.RETRACTED, corrects="1")
    assert due(Regime.FOIA, "2025-09-01", [wrong, back], CALENDAR).date == response("2025-09-01").date


def test_the_trace_names_day_0_every_day_counted_and_every_holiday_skipped() -> None:
    trace = response("2014-02-18").trace
    assert trace[0] == "Day 0: Tue 18 Feb 2014 (day of receipt)"
    assert "Not counted: Mon 17 Mar 2014, St Patrick's Day" in trace
    assert [line for line in trace if line.startswith("Day 20")] == ["Day 20: Wed 19 Mar 2014"]
    assert trace[-1] == f"Calendar: {CALENDAR.version}"


def test_a_count_into_years_that_the_calendar_does_not_know_says_so() -> None:
    assert any(line.startswith("Caution") for line in response("2031-02-03").trace)


DAYS = st.dates(date(2005, 1, 1), date(2027, 9, 1))
COUNTED = st.sampled_from([Question.RESPONSE_DUE, Question.AGGREGATION_FIRST_SAFE_DATE])
HISTORIES = st.lists(
    st.tuples(st.sampled_from(sorted(EventKind)), st.dates(date(2010, 1, 1), date(2010, 12, 31))), max_size=6
)


@given(DAYS, st.sampled_from(Regime), COUNTED)
def test_a_due_date_is_never_a_day_off(received: date, regime: Regime, question: Question) -> None:
    result = due(regime, received.isoformat(), (), CALENDAR, question)
    assert result.date is not None
    assert CALENDAR.is_working(result.date, regime)
    assert result.code45 is None or CALENDAR.is_working(result.code45, regime)


@given(DAYS, st.integers(0, 60))
def test_one_more_holiday_never_makes_a_date_earlier(received: date, after: int) -> None:
    extra = received + timedelta(days=after)
    more = Calendar("more", {**CALENDAR.non_working, extra: DayOff("Extra", ("scotland",))}, CALENDAR.regional)
    day = received.isoformat()
    before, later = (due(Regime.FOIA, day, (), known) for known in (CALENDAR, more))
    assert before.date
    assert later.date
    assert later.date >= before.date
    assert before.code45
    assert later.code45
    assert later.code45 >= before.code45


@given(HISTORIES, st.randoms())
@settings(max_examples=200)
def test_the_order_of_recording_does_not_matter(history: list[tuple[EventKind, date]], chance: object) -> None:
    recorded = [Event(str(n), str(day), kind) for n, (kind, day) in enumerate(history)]
    shuffled = list(recorded)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for question in Question:
        assert due(Regime.FOIA, "2010-01-04", recorded, CALENDAR, question) == due(
            Regime.FOIA, "2010-01-04", shuffled, CALENDAR, question
        )


@given(DAYS)
def test_the_reading_of_the_code_is_never_earlier_and_equal_on_a_working_day(received: date) -> None:
    result = due(Regime.FOIA, received.isoformat(), (), CALENDAR)
    assert result.date
    assert result.code45
    assert result.code45 >= result.date
    if CALENDAR.is_working(received):
        assert result.code45 == result.date
