"""The four axes of a request, derived from its events, and the sentence that says why."""

from datetime import date

import pytest

from config.calendar import calendar
from schema.event import Event, EventKind
from tracking.life import Clock
from tracking.status import Challenge, Correspondence, Delivery, Status, status

K = EventKind
SENT = (K.LETTER_SENT, "2014-02-18T09:00")


def on(today: str, *happened: tuple[EventKind, str], **answers: str) -> Status:
    events = [Event(str(n), at, kind, payload={"answers": answers}) for n, (kind, at) in enumerate(happened)]
    return status(events, date.fromisoformat(today), calendar(), questions=("1", "2"))


def test_overdue_is_said_with_its_count() -> None:
    late = on("2014-03-20", SENT)
    assert late.overdue
    assert late.days_late == 1
    assert late.why == (
        "overdue since 19 March: 20 working days from 18 February, 17 March not counted: St Patrick's Day"
    )


def test_on_the_due_day_nothing_is_late() -> None:
    assert not on("2014-03-19", SENT).overdue


@pytest.mark.parametrize("kind", [K.AUTO_REPLY, K.ACKNOWLEDGEMENT, K.HOLDING_REPLY, K.NOTE])
def test_mail_that_answers_nothing_hides_no_lateness(kind: EventKind) -> None:
    assert on("2014-03-20", SENT, (kind, "2014-03-01")).overdue


@pytest.mark.parametrize(
    ("kinds", "delivery"),
    [
        ([], Delivery.PLANNED),
        ([K.LETTER_RENDERED], Delivery.RENDERED),
        ([K.LETTER_RENDERED, K.LETTER_APPROVED, K.LETTER_QUEUED], Delivery.QUEUED),
        ([K.LETTER_QUEUED, K.LETTER_IN_DOUBT], Delivery.IN_DOUBT),
        ([K.LETTER_IN_DOUBT, K.LETTER_SENT], Delivery.SENT),
        ([K.LETTER_SENT, K.LETTER_CANCELLED], Delivery.SENT),
        ([K.LETTER_SENT, K.LETTER_BOUNCED_HARD], Delivery.BOUNCED_HARD),
        ([K.LETTER_SENT, K.ACKNOWLEDGEMENT], Delivery.DELIVERED),
        ([K.LETTER_SENT, K.AUTO_REPLY], Delivery.SENT),
        ([K.LETTER_QUEUED, K.LETTER_CANCELLED], Delivery.CANCELLED),
        ([K.LETTER_QUEUED, K.LETTER_FAILED], Delivery.SEND_FAILED),
    ],
)
def test_delivery(kinds: list[EventKind], delivery: Delivery) -> None:
    found = on("2014-02-20", *((kind, f"2014-02-18T09:{n:02}") for n, kind in enumerate(kinds)))
    assert found.delivery is delivery


@pytest.mark.parametrize("kind", [K.LETTER_IN_DOUBT, K.LETTER_QUEUED, K.LETTER_FAILED, K.LETTER_CANCELLED])
def test_a_letter_not_surely_sent_starts_no_clock(kind: EventKind) -> None:
    found = on("2014-06-01", (kind, "2014-02-18"))
    assert found.clock is Clock.NOT_STARTED
    assert not found.overdue


def test_a_letter_in_doubt_that_was_answered_was_received() -> None:
    found = on("2014-03-20", (K.LETTER_IN_DOUBT, "2014-02-18"), (K.ACKNOWLEDGEMENT, "2014-02-20"))
    assert found.overdue


def test_a_bounced_letter_starts_no_clock_and_raises_an_alarm() -> None:
    found = on("2014-06-01", SENT, (K.LETTER_BOUNCED_HARD, "2014-02-18T09:02"))
    assert found.clock is Clock.NOT_STARTED
    assert found.why == "it never arrived, so no clock runs"
    assert found.alarms


def test_a_question_pauses_without_a_date_and_its_answer_restarts() -> None:
    asked = (K.CLARIFICATION_REQUESTED, "2014-02-24")
    paused = on("2014-06-01", SENT, asked)
    assert (paused.clock, paused.correspondence) == (Clock.PAUSED_CLARIFICATION, Correspondence.CLARIFICATION_ASKED)
    assert not paused.overdue
    again = on("2014-03-20", SENT, asked, (K.CLARIFICATION_RECEIVED, "2014-03-03"))
    assert (again.clock, again.correspondence) == (Clock.RESTARTED, Correspondence.CLARIFICATION_ANSWERED)


def test_a_late_answer_stays_late_and_an_early_one_does_not_become_so() -> None:
    late = on("2015-01-01", (K.LETTER_SENT, "2014-02-18"), (K.ANSWERED, "2014-03-21"))
    assert (late.overdue, late.days_late, late.clock) == (False, 2, Clock.STOPPED_FINAL)
    early = on("2015-01-01", SENT, (K.ANSWERED, "2014-03-10"))
    assert early.days_late == 0
    assert early.why.startswith("answered on 10 March 2014, in time")


def test_an_acknowledgement_after_the_answer_takes_nothing_back() -> None:
    found = on("2014-04-01", SENT, (K.REFUSED, "2014-03-10"), (K.ACKNOWLEDGEMENT, "2014-03-12"))
    assert found.correspondence is Correspondence.REFUSED


def test_the_challenge_follows_a_refusal() -> None:
    refused = (K.REFUSED_S12, "2014-03-10")
    asked, decided = (K.INTERNAL_REVIEW_REQUESTED, "2014-03-20"), (K.INTERNAL_REVIEW_OUTCOME, "2014-05-01")
    assert on("2014-03-11", SENT, refused).challenge is Challenge.REVIEW_DUE_TO_ASK_BY
    assert on("2014-07-11", SENT, refused).challenge is Challenge.NONE
    assert on("2014-03-21", SENT, refused, asked).challenge is Challenge.REVIEW_ASKED
    assert on("2014-04-30", SENT, refused, asked).challenge is Challenge.REVIEW_LATE
    assert on("2014-05-02", SENT, refused, asked, decided).challenge is Challenge.REVIEW_DECIDED
    complained = (K.ICO_COMPLAINT, "2014-05-10")
    assert on("2014-05-11", SENT, refused, asked, decided, complained).challenge is Challenge.REGULATOR_COMPLAINED


def test_each_question_has_its_own_answer() -> None:
    found = on("2014-03-20", SENT, (K.PART_ANSWERED, "2014-03-10"), **{"1": "answered_nil"})
    assert found.answers == {"1": "answered_nil", "2": "unanswered"}


def test_no_word_after_five_working_days_is_an_alarm() -> None:
    assert not on("2014-02-25", SENT).alarms
    assert on("2014-02-26", SENT).alarms == ("no acknowledgement after 6 working days",)


def test_what_happens_after_today_is_not_known_yet() -> None:
    assert on("2014-03-01", SENT, (K.ANSWERED, "2014-03-10")).correspondence is Correspondence.SILENT


def test_a_narrowed_request_runs_on_a_new_clock() -> None:
    found = on("2014-04-01", SENT, (K.REFUSED_S12, "2014-03-10"), (K.REFINED_REQUEST_RECEIVED, "2014-03-24"))
    assert found.clock is Clock.RUNNING
    assert found.due.steps[0].day == date(2014, 3, 24)
    assert found.correspondence is Correspondence.SILENT


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.REFUSED_S12, "refused on 10 March"),
        (K.NCND, "neither confirmed nor denied on 10 March"),
        (K.NOT_HELD, "answered as not held on 10 March"),
    ],
)
def test_the_sentence_names_what_ended_the_request(kind: EventKind, words: str) -> None:
    assert on("2014-03-20", SENT, (kind, "2014-03-10")).why.startswith(words)


def test_dates_of_one_past_year_name_it_once() -> None:
    said = on("2026-01-05", SENT, (K.ANSWERED, "2014-03-10")).why
    assert said == (
        "answered on 10 March 2014, in time: due 19 March, 20 working days from 18 February, "
        "17 March not counted: St Patrick's Day"
    )


def test_dates_of_two_years_each_name_their_own() -> None:
    said = on("2026-01-05", (K.LETTER_SENT, "2014-12-01T09:00")).why
    assert "overdue since 31 December 2014" in said
    said = on("2026-01-05", (K.LETTER_SENT, "2014-12-10T09:00")).why
    assert "10 December 2014" in said
    assert "13 January 2015" in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.WITHDRAWN, "withdrawn on 10 March"),
        (K.FEES_NOTICE, "a fee was asked on 10 March and is not paid; the request lapses after 9 June"),
        (K.CLARIFICATION_REQUESTED, "clarification was asked on 10 March and is still open"),
        (K.PIT_EXTENSION, "extended to weigh the public interest"),
        (K.TRANSFER, "pointed elsewhere on 10 March"),
        (K.PART_ANSWERED, "due 19 March"),
        (K.LETTER_BOUNCED_HARD, "it never arrived, so no clock runs"),
    ],
)
def test_every_end_and_pause_has_its_sentence(kind: EventKind, words: str) -> None:
    assert words in on("2014-03-12", SENT, (kind, "2014-03-10T10:00")).why


def test_an_unpaid_fee_lapses_with_time_and_says_so() -> None:
    found = on("2014-06-10", SENT, (K.FEES_NOTICE, "2014-03-10"))
    assert "lapsed" in found.why
    assert found.alarms == ("the fee was not paid in time: the request has lapsed",)


def test_a_question_after_the_day_is_an_alarm() -> None:
    assert on("2014-03-26", SENT, (K.CLARIFICATION_REQUESTED, "2014-03-25")).alarms == (
        "clarification was asked after the answer was due (Wed 19 Mar 2014)",
    )
