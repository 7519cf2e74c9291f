"""Which follow-up is due: one for each state and law, and none before its time."""

from __future__ import annotations

from datetime import date

import pytest

from config.calendar import calendar
from schema.calendar import Regime
from schema.event import Event, EventKind
from tracking.followup import EFFECTS, LAW, FollowUp, Stage, effect, follow_up_due, is_follow_up
from tracking.life import in_order, live
from tracking.status import status

K = EventKind
# Sent on Tuesday 18 February 2014; due on Wednesday 19 March (St Patrick's Day does not count).
SENT = ("2014-02-18T09:00", K.LETTER_SENT)


def due(today: str, *happened: tuple[str, EventKind], law: Regime = Regime.FOIA) -> tuple[Stage, str] | None:
    events = in_order(Event(f"{n}", at, kind) for n, (at, kind) in enumerate((SENT, *happened)))
    day = date.fromisoformat(today)
    stands = status(events, day, calendar(), law)
    found = follow_up_due(events, live(SENT[0], events), stands, day, calendar(), law)
    return (found.stage, found.since.isoformat()) if found else None


def test_nothing_is_due_while_the_clock_runs() -> None:
    assert due("2014-02-25") is None
    assert due("2014-03-10", ("2014-02-19", K.ACKNOWLEDGEMENT)) is None


def test_silence_for_more_than_five_working_days_is_asked_about() -> None:
    assert due("2014-02-26") == (Stage.ACKNOWLEDGEMENT_CHECK, "2014-02-18")


def test_an_overdue_answer_is_chased_from_the_day_after() -> None:
    heard = ("2014-02-19", K.ACKNOWLEDGEMENT)
    assert due("2014-03-19", heard) is None
    assert due("2014-03-20", heard) == (Stage.CHASER, "2014-03-19")


def test_it_is_chased_only_when_late_on_both_readings_of_the_day_of_receipt() -> None:
    # received on a Saturday: by the Code the next working day is day 0, so one day more
    events = (Event("0", "2014-02-22T09:00", K.LETTER_SENT), Event("1", "2014-02-24", K.ACKNOWLEDGEMENT))
    found = []
    for day in (date(2014, 3, 24), date(2014, 3, 25), date(2014, 3, 26)):
        stands = status(events, day, calendar())
        life = live("2014-02-22", events)
        found.append(follow_up_due(events, life, stands, day, calendar(), Regime.FOIA))
    assert [one and one.stage for one in found] == [None, None, Stage.CHASER]


def test_after_a_chaser_without_effect_the_regulator_is_next_but_in_scotland_a_review() -> None:
    chased = (("2014-02-19", K.ACKNOWLEDGEMENT), ("2014-03-21", K.CHASER_SENT))
    assert due("2014-03-31", *chased) is None
    assert due("2014-04-10", *chased) == (Stage.COMPLAINT, "2014-03-19")
    assert due("2014-04-10", *chased, law=Regime.FOISA) == (Stage.INTERNAL_REVIEW, "2014-03-18")


def test_a_question_back_wants_an_answer_and_nothing_is_chased_meanwhile() -> None:
    assert due("2014-04-10", ("2014-03-03", K.CLARIFICATION_REQUESTED)) == (Stage.CLARIFICATION_REPLY, "2014-03-03")


def test_a_refusal_on_cost_wants_a_narrower_request_and_any_other_a_review() -> None:
    assert due("2014-03-12", ("2014-03-10", K.REFUSED_S12)) == (Stage.NARROWED_REQUEST, "2014-03-10")
    assert due("2014-03-12", ("2014-03-10", K.REFUSED)) == (Stage.INTERNAL_REVIEW, "2014-03-10")
    assert due("2014-03-12", ("2014-03-10", K.NOT_HELD)) == (Stage.INTERNAL_REVIEW, "2014-03-10")


def test_nobody_is_told_that_nothing_came_while_what_came_waits_for_a_person() -> None:
    for at, today in (("2014-03-20", date(2014, 3, 20)), ("2014-02-26", date(2014, 2, 26))):
        assert due(at) is not None
        events = (Event("0", SENT[0], SENT[1]),)
        stands, life = status(events, today, calendar()), live(SENT[0], events)
        came = (date(2014, 2, 25),)
        assert follow_up_due(events, life, stands, today, calendar(), Regime.FOIA, came) is None


def test_what_was_answered_wants_nothing() -> None:
    assert due("2014-03-12", ("2014-03-10", K.ANSWERED)) is None


def test_a_review_is_asked_for_within_forty_working_days_only() -> None:
    assert due("2014-08-01", ("2014-03-10", K.REFUSED)) is None


def test_a_review_without_an_outcome_goes_to_the_regulator_after_the_longest_time() -> None:
    asked = (("2014-03-10", K.REFUSED), ("2014-03-12", K.INTERNAL_REVIEW_REQUESTED))
    assert due("2014-05-01", *asked) is None
    assert due("2014-06-02", *asked) == (Stage.COMPLAINT, "2014-03-12")


def test_a_letter_that_came_back_is_not_followed_up() -> None:
    assert due("2014-04-10", ("2014-02-18T09:05", K.LETTER_BOUNCED_HARD)) is None


def test_a_sent_follow_up_is_what_the_authority_received() -> None:
    name = FollowUp(Stage.CLARIFICATION_REPLY, date(2014, 3, 3), "").wave_of("w1")
    assert is_follow_up(name)
    meant = effect(Event("x", "2014-03-05T10:00", K.LETTER_SENT, "c", name, "kent"))
    assert (meant.kind, meant.wave, meant.authority) == (K.CLARIFICATION_RECEIVED, "w1", "kent")


@pytest.mark.parametrize("wave", ["w1", "w.1", "first-wave"])
def test_no_wave_of_requests_is_taken_for_a_follow_up(wave: str) -> None:
    assert not is_follow_up(wave)


def test_every_stage_has_an_effect_and_every_law_all_words() -> None:
    assert set(EFFECTS) == set(Stage)
    assert set(LAW) == set(Regime)
    assert len({frozenset(words) for words in LAW.values()}) == 1
