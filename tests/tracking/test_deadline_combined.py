"""The clocks where several things happen to one request, and where the Acts say nothing: then the trace says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendar import calendar
from schema.calendar import Calendar, Regime
from schema.event import Event, EventKind
from tracking.deadline import Due, Question, State, due
from tracking.life import live
from tracking.status import status
from tracking.working_days import working_days_between

CALENDAR = calendar()
ASKED, ANSWERED_US = "clarification_requested", "clarification_received"


def events(*pairs: tuple[str, str]) -> list[Event]:
    return [Event(str(n), at, EventKind(kind)) for n, (kind, at) in enumerate(pairs)]


def ask(
    received: str | None, *pairs: tuple[str, str], law: Regime = Regime.FOIA, of: Question = Question.RESPONSE_DUE
) -> Due:
    return due(law, received, events(*pairs), CALENDAR, of)


def says(result: Due, words: str) -> bool:
    return any(words in line for line in result.trace)


# questions back


def test_every_answered_question_begins_the_count_anew() -> None:
    first, second = (
        ((ASKED, "2025-09-10"), (ANSWERED_US, "2025-09-15")),
        ((ASKED, "2025-09-22"), (ANSWERED_US, "2025-10-01")),
    )
    twice = ask("2025-09-01", *first, *second)
    assert (twice.date, twice.state) == (ask("2025-10-01").date, State.RESTARTED)
    assert ask("2025-09-01", *second, *first).date == twice.date


def test_two_questions_open_at_once_are_settled_by_one_answer_and_the_trace_says_so() -> None:
    result = ask("2025-09-01", (ASKED, "2025-09-10"), (ASKED, "2025-09-12"), (ANSWERED_US, "2025-09-15"))
    assert result.date == ask("2025-09-15").date
    assert says(result, "taken to be settled by the same answer")


def test_a_question_after_the_twentieth_day_restarts_the_count_but_is_named() -> None:
    late = ask("2025-09-01", (ASKED, "2025-10-06"))
    assert (late.date, late.state) == (None, State.SUSPENDED)
    assert says(late, "after the answer was due (Mon 29 Sep 2025)")
    answered = ask("2025-09-01", (ASKED, "2025-10-06"), (ANSWERED_US, "2025-10-07"))
    assert answered.date == ask("2025-10-07").date
    assert says(answered, "after the answer was due")
    assert not says(ask("2025-09-01", (ASKED, "2025-09-29")), "after the answer was due")


def test_a_question_that_was_never_answered_makes_no_reply_late() -> None:
    result = ask("2025-09-01", (ASKED, "2025-09-10"), ("answered", "2025-11-20"))
    assert (result.date, result.state) == (None, State.ANSWERED)
    assert says(result, "no date ran")


def test_clarification_that_arrives_on_a_saturday_differs_by_reading() -> None:
    result = ask("2025-09-01", (ASKED, "2025-09-10"), (ANSWERED_US, "2025-09-13"))
    assert (str(result.date), str(result.code45)) == ("2025-10-10", "2025-10-13")


# fees


def test_a_fee_that_is_never_paid_lapses_with_the_passing_of_time() -> None:
    notice = ("fees_notice", "2025-01-20")
    assert ask("2025-01-13", notice).state is State.SUSPENDED
    assert ask("2025-01-13", notice, ("note", "2025-04-19")).state is State.SUSPENDED
    assert ask("2025-01-13", notice, ("note", "2025-04-20")).state is State.LAPSED
    assert live("2025-01-13", events(notice), date(2025, 4, 19)).fee_lapsed is False
    assert live("2025-01-13", events(notice), date(2025, 4, 20)).fee_lapsed is True


def test_an_answer_in_spite_of_an_unpaid_fee_is_not_late_for_the_days_of_waiting() -> None:
    result = ask("2025-01-13", ("fees_notice", "2025-01-20"), ("answered", "2025-03-03"))
    assert result.state is State.ANSWERED
    assert result.date is not None
    assert result.date > date(2025, 3, 3)
    assert says(result, "fee awaited")


def test_two_fees_are_two_pauses() -> None:
    two = [
        ("fees_notice", "2025-01-20"),
        ("fee_paid", "2025-01-21"),
        ("fees_notice", "2025-01-27"),
        ("fee_paid", "2025-01-28"),
    ]
    plain = ask("2025-01-13").date
    assert plain
    result = ask("2025-01-13", *two)
    assert result.date
    assert working_days_between(plain, result.date, CALENDAR, Regime.FOIA) == 4


@pytest.mark.parametrize(
    ("notice", "last"),
    [
        ("2025-11-30", "2026-02-28"),
        ("2023-11-30", "2024-02-29"),
        ("2023-11-29", "2024-02-28"),
        ("2025-11-28", "2026-02-27"),
        ("2025-12-01", "2026-02-28"),
        ("2024-02-29", "2024-05-28"),
        ("2025-01-31", "2025-04-30"),
        ("2025-10-01", "2025-12-31"),
    ],
)
def test_three_months_begin_with_the_notice_and_end_with_a_month_that_has_no_such_day(notice: str, last: str) -> None:
    result = ask("2023-11-01" if notice < "2025" else "2025-01-01", ("fees_notice", notice), of=Question.FEE_PAYABLE_BY)
    assert str(result.date) == last
    lapsed = ask("2023-11-01", ("fees_notice", notice), ("fee_paid", str(date.fromisoformat(last) + timedelta(1))))
    assert lapsed.state is State.LAPSED


# receipt


def test_sent_again_twice_after_a_bounce_it_was_received_the_first_time() -> None:
    bounce = ("letter_bounced_hard", "2025-09-01")
    result = ask("2025-09-01", bounce, ("letter_resent", "2025-09-08"), ("letter_resent", "2025-09-10"))
    assert result.date == ask("2025-09-08").date


def test_a_second_letter_that_came_back_too_was_not_received_either() -> None:
    bounces = [
        ("letter_bounced_hard", "2025-09-01"),
        ("letter_resent", "2025-09-08"),
        ("letter_bounced_hard", "2025-09-09"),
    ]
    assert ask("2025-09-01", *bounces).state is State.NOT_RECEIVED
    assert ask("2025-09-01", *bounces, ("letter_resent", "2025-09-12")).date == ask("2025-09-12").date


def test_what_came_back_before_the_day_of_receipt_was_an_earlier_letter() -> None:
    result = ask("2025-09-08", ("letter_bounced_hard", "2025-09-01"))
    assert result.date == ask("2025-09-08").date
    assert says(result, "taken for an earlier one")
    assert ask("2025-09-08", ("letter_bounced_hard", "2025-09-07T23:59:58")).state is State.NOT_RECEIVED


def test_a_letter_never_received_has_no_date_in_any_law() -> None:
    for law in Regime:
        assert (ask(None, law=law).date, ask(None, law=law).state) == (None, State.NOT_RECEIVED)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2025-10-31T23:59:59.999", "2025-10-31"),
        ("2025-10-31T23:59:59.999999+00:00", "2025-10-31"),
        ("2025-06-30T23:00:00Z", "2025-07-01"),
        ("2025-06-30T22:59:59Z", "2025-06-30"),
        ("2025-03-30T00:59:59Z", "2025-03-30"),
        ("2025-03-29T23:59:59Z", "2025-03-29"),
        ("2025-03-30T23:00:00Z", "2025-03-31"),
        ("2025-10-25T23:30:00Z", "2025-10-26"),
        ("2025-10-26T23:30:00Z", "2025-10-26"),
        ("2025-07-01T00:30:00+05:30", "2025-06-30"),
        ("2025-06-30T20:00:00-04:00", "2025-07-01"),
        ("2024-02-29T12:00", "2024-02-29"),
        ("2025-06-30 23:30", "2025-06-30"),
    ],
)
def test_a_moment_falls_on_its_day_in_london(at: str, day: str) -> None:
    assert ask(at).steps[0].day == date.fromisoformat(day)


# extensions


def test_the_longest_extension_counts_from_the_clarification() -> None:
    moved = [(ASKED, "2025-06-05"), (ANSWERED_US, "2025-06-12"), ("pit_extension", "2025-06-27")]
    limit = ask("2025-06-02", *moved, of=Question.PIT_EXTENSION_OUTER_LIMIT)
    assert limit.date == ask("2025-06-12", ("pit_extension", "2025-06-27"), of=Question.PIT_EXTENSION_OUTER_LIMIT).date
    assert limit.steps[-1].number == 40


def test_no_outer_limit_runs_while_a_question_is_open() -> None:
    open_ = [("pit_extension", "2025-06-20"), (ASKED, "2025-06-25")]
    assert ask("2025-06-02", *open_, of=Question.PIT_EXTENSION_OUTER_LIMIT).state is State.SUSPENDED


def test_an_extension_that_was_told_too_late_is_named() -> None:
    assert says(ask("2025-06-02", ("pit_extension", "2025-07-01")), "told after the day for it")
    assert not says(ask("2025-06-02", ("pit_extension", "2025-06-30")), "told after the day for it")


def test_an_answer_after_an_extension_leaves_the_day_that_the_rest_was_due() -> None:
    result = ask("2025-06-02", ("pit_extension", "2025-06-27"), ("answered", "2025-07-25"))
    assert (str(result.date), result.state) == ("2025-06-30", State.ANSWERED)


@pytest.mark.parametrize("law", [Regime.EIR, Regime.FOISA])
def test_only_foia_extends_to_weigh_the_public_interest(law: Regime) -> None:
    notice = ("pit_extension", "2025-06-27")
    assert ask("2025-06-02", notice, law=law).state is State.RUNNING
    assert ask("2025-06-02", notice, law=law, of=Question.PIT_EXTENSION_OUTER_LIMIT).state is State.NOT_STARTED


def test_an_extension_of_the_eir_told_late_has_no_date_and_says_why() -> None:
    told = ("eir_complex_voluminous", "2025-07-01")
    result = ask("2025-06-02", told, law=Regime.EIR, of=Question.EIR_EXTENDED_DUE)
    assert (result.date, result.state) == (None, State.NOT_STARTED)
    assert says(result, "told after the first 20 working days")
    assert ask("2025-06-02", told, law=Regime.FOIA, of=Question.EIR_EXTENDED_DUE).date is None


def test_told_twice_the_first_time_counts() -> None:
    twice = [("eir_complex_voluminous", "2025-06-30"), ("eir_complex_voluminous", "2025-07-04")]
    assert str(ask("2025-06-02", *twice, law=Regime.EIR).date) == "2025-07-29"
    assert ask("2025-06-02", *twice, law=Regime.EIR).state is State.EXTENDED


# ends


def test_a_transfer_ends_it_here_and_the_trace_names_the_other_count() -> None:
    result = ask("2025-06-02", ("transfer", "2025-06-10"))
    assert (str(result.date), result.state) == ("2025-06-30", State.ANSWERED)
    assert says(result, "a count of its own begins")


def test_nothing_is_due_on_what_was_withdrawn() -> None:
    result = ask("2025-06-02", ("withdrawn", "2025-06-10"))
    assert (result.date, result.state) == (None, State.WITHDRAWN)


def test_a_narrower_request_has_no_review_and_no_question_of_the_first() -> None:
    course = [
        (ASKED, "2025-02-06"),
        (ANSWERED_US, "2025-02-10"),
        ("refused_s12", "2025-02-20"),
        ("refined_request_received", "2025-02-20"),
    ]
    assert ask("2025-02-03", *course).date == ask("2025-02-20").date
    assert ask("2025-02-03", *course, of=Question.ICO_COMPLAINT_BY).state is State.NOT_STARTED


def test_a_later_answer_does_not_make_the_first_one_late() -> None:
    sent = [Event("sent", "2025-06-02T09:00", EventKind.LETTER_SENT)]
    both = [*sent, *events(("refused", "2025-06-20"), ("answered", "2025-09-01"))]
    stands = status(both, date(2025, 9, 2), CALENDAR)
    assert (stands.days_late, stands.overdue) == (0, False)
    assert "first on 20 June, in time" in stands.why


# the challenge


def test_a_review_that_is_not_decided_has_no_last_day_for_a_complaint() -> None:
    waiting = [("refused", "2025-06-20"), ("internal_review_requested", "2025-07-01")]
    result = ask("2025-06-02", *waiting, of=Question.ICO_COMPLAINT_BY)
    assert (result.date, result.state) == (None, State.NOT_STARTED)
    assert says(result, "without an outcome a complaint may be made after Fri 29 Aug 2025")
    decided = ask("2025-06-02", *waiting, ("internal_review_outcome", "2025-07-20"), of=Question.ICO_COMPLAINT_BY)
    assert str(decided.date) == "2025-08-31"


def test_a_refusal_without_review_counts_six_weeks_from_itself() -> None:
    assert str(ask("2025-06-02", ("refused", "2025-06-20"), of=Question.ICO_COMPLAINT_BY).date) == "2025-08-01"


@pytest.mark.parametrize(
    ("decided", "last"), [("2024-08-31", "2025-02-28"), ("2023-08-31", "2024-02-29"), ("2024-02-29", "2024-08-29")]
)
def test_six_months_end_with_a_month_that_has_no_such_day(decided: str, last: str) -> None:
    outcome = ("internal_review_outcome", decided)
    assert str(ask("2023-06-01", outcome, law=Regime.FOISA, of=Question.ICO_COMPLAINT_BY).date) == last


def test_scottish_days_alone_count_for_a_scottish_review() -> None:
    result = ask(
        "2025-06-02", ("internal_review_requested", "2025-07-01"), law=Regime.FOISA, of=Question.INTERNAL_REVIEW_DUE
    )
    assert "Mon 14 Jul 2025" in "\n".join(line for line in result.trace if line.startswith("Day"))
    assert says(ask("2025-07-01"), "Not counted: Mon 14 Jul 2025")


# aggregation


def test_a_clarification_moves_no_period_of_aggregation() -> None:
    plain = ask("2025-01-06", of=Question.AGGREGATION_FIRST_SAFE_DATE)
    moved = ask(
        "2025-01-06", (ASKED, "2025-01-10"), (ANSWERED_US, "2025-02-10"), of=Question.AGGREGATION_FIRST_SAFE_DATE
    )
    assert moved.date == plain.date


# days and their order


@pytest.mark.parametrize(
    ("pairs", "state"),
    [
        ([("refined_request_received", "2025-02-20"), ("refused_s12", "2025-02-20")], State.RUNNING),
        ([("fee_paid", "2025-02-20"), ("fees_notice", "2025-02-20")], State.RUNNING),
        ([("answered", "2025-02-20"), (ANSWERED_US, "2025-02-20"), (ASKED, "2025-02-20")], State.ANSWERED),
        ([("letter_resent", "2025-02-20"), ("letter_bounced_hard", "2025-02-20")], State.RUNNING),
        ([(ANSWERED_US, "2025-02-20T09:00"), (ASKED, "2025-02-20")], State.RESTARTED),
        ([(ASKED, "2025-02-20T16:00"), (ANSWERED_US, "2025-02-20T09:00")], State.SUSPENDED),
    ],
)
def test_what_happens_on_one_day_happens_in_the_order_in_which_it_can(
    pairs: list[tuple[str, str]], state: State
) -> None:
    assert ask("2025-02-03", *pairs).state is state
    assert ask("2025-02-03", *reversed(pairs)).state is state


def test_a_leap_day_is_a_day_like_any_other() -> None:
    assert [s.number for s in ask("2024-02-05").steps if s.day == date(2024, 2, 29)] == [18]
    assert str(ask("2024-02-29").date) == "2024-04-02"


DAYS = st.dates(date(2006, 1, 1), date(2027, 6, 1))


@given(DAYS, DAYS, st.sampled_from(Regime))
def test_counting_by_the_year_is_counting_day_by_day(first: date, last: date, law: Regime) -> None:
    first, last = min(first, last), min(max(first, last), first + timedelta(900))
    days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    assert working_days_between(first, last, CALENDAR, law) == sum(CALENDAR.is_working(day, law) for day in days)


@given(DAYS, st.sampled_from(Regime))
def test_what_is_kept_of_a_count_changes_no_count(received: date, law: Regime) -> None:
    fresh = Calendar(CALENDAR.version, CALENDAR.non_working, CALENDAR.regional)
    asked = ("internal_review_requested", received.isoformat())
    for question in (Question.RESPONSE_DUE, Question.INTERNAL_REVIEW_DUE):
        first = due(law, received.isoformat(), events(asked), CALENDAR, question)
        assert due(law, received.isoformat(), events(asked), fresh, question) == first
