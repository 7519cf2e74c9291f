"""The course of one request: its events folded, in the order in which they happened, into what a clock needs.

The order in which events were recorded does not matter; the day on which each happened does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from schema.calendar import london_day, london_time
from schema.event import Event, EventKind, standing
from tracking.working_days import Pause, last_day_of_months, spoken

FEE_MONTHS = 3  # s.9(2): the fee is paid within three months beginning with the day of the notice


class Clock(StrEnum):
    """The clock axis of a request (law.md section 4)."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED_CLARIFICATION = "paused_clarification"
    PAUSED_FEE = "paused_fee"
    EXTENDED_PIT = "extended_pit"
    STOPPED_FINAL = "stopped_final"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Life:
    """What the clocks need to know of a request. Days are London days; None: it has not happened.

    ``day_zero``: the day of receipt from which days now count; ``arrived``: that on which the request itself came,
    which no clarification moves. ``reached``: the authority has the request. ``heard``: the authority has written,
    which shows that it has it. ``pauses``: fees awaited and paid. ``asked``: (day 0 of that time, day) of every
    question back. ``final``: the day of the last final reply, ``first_final`` of the first, by which lateness is
    judged; ``ended``: by what it was; ``never_clarified``: the question that was still open then.
    """

    day_zero: date | None
    arrived: date | None = None
    reached: bool = True
    heard: bool = False
    restarted: bool = False
    question_open: date | None = None
    asked: tuple[tuple[date, date], ...] = ()
    fee_notice: date | None = None
    fee_lapsed: bool = False
    pauses: tuple[Pause, ...] = ()
    pit_notice: date | None = None
    complex_told: date | None = None
    final: date | None = None
    first_final: date | None = None
    ended: EventKind | None = None
    never_clarified: date | None = None
    review_asked: date | None = None
    review_outcome: date | None = None
    notes: tuple[str, ...] = ()

    @property
    def clock(self) -> Clock:
        if self.day_zero is None or not self.reached:
            return Clock.NOT_STARTED
        if self.final is not None or self.fee_lapsed:
            return Clock.STOPPED_FINAL
        if self.question_open is not None:
            return Clock.PAUSED_CLARIFICATION
        if self.fee_notice is not None:
            return Clock.PAUSED_FEE
        if self.pit_notice is not None:
            return Clock.EXTENDED_PIT
        return Clock.RESTARTED if self.restarted else Clock.RUNNING

    def noting(self, day: date, words: str, **changes: Any) -> Life:
        """The life with ``changes``, and a line that says on which day and why."""
        return replace(self, notes=(*self.notes, f"{spoken(day)}: {words}"), **changes)

    def as_at(self, day: date) -> Life:
        """What the mere passing of time does: a fee that was not paid by then lets the request lapse."""
        notice = self.fee_notice
        if notice is None or self.fee_lapsed or self.final is not None or day <= fee_payable_by(notice):
            return self
        return self.noting(day, "the fee was not paid in three months: the request lapsed", fee_lapsed=True)


Change = Callable[[Life, date], Life]
ONE_DAY = timedelta(days=1)  # by which the clocks of two mail servers may put the same moment on two days


def _earlier(life: Life, day: date) -> bool:
    return life.arrived is not None and day < life.arrived - ONE_DAY


def _bounced(life: Life, day: date) -> Life:
    if _earlier(life, day):
        return life.noting(day, "a letter came back before this one arrived; taken for an earlier one: nothing moves")
    if life.heard:
        return life.noting(day, "a letter came back, but the authority has written before: nothing moves")
    return life.noting(day, "the letter came back undelivered: it was not received", reached=False)


def _other_address(life: Life, day: date) -> Life:
    if life.heard or _earlier(life, day):
        return life.noting(day, "an automatic reply names another address, but the request is there: nothing moves")
    return life.noting(day, "an automatic reply names another address: not received here", reached=False)


def _resent(life: Life, day: date) -> Life:
    if life.reached and life.day_zero is not None:
        return life.noting(day, "sent again; the first was received, so nothing moves")
    return life.noting(day, "sent again after no receipt: day 0", reached=True, day_zero=day, arrived=day)


def _heard(life: Life, day: date) -> Life:
    if life.reached:
        return life if life.heard else replace(life, heard=True)
    return life.noting(day, "the authority writes: it has the request after all", heard=True, reached=True)


def _clarification_requested(life: Life, day: date) -> Life:
    if life.final is not None:
        return life.noting(day, "clarification asked after the final reply: nothing moves")
    if life.question_open is not None:
        return life.noting(day, "a further question while one is open; taken to be settled by the same answer")
    words = "clarification asked, s.1(3): no date runs until the answer reaches the authority"
    asked = (*life.asked, (life.day_zero, day)) if life.day_zero else life.asked
    return life.noting(day, words, question_open=day, asked=asked)


def _clarification_received(life: Life, day: date) -> Life:
    if life.question_open is None:
        return life.noting(day, "clarification sent while no question was open: nothing moves")
    words = "clarification received, s.10(6)(b): a full count begins, day 0"
    return life.noting(day, words, question_open=None, day_zero=day, restarted=True)


def _fees_notice(life: Life, day: date) -> Life:
    if life.final is not None or life.fee_notice is not None:
        return life.noting(day, "a further fees notice: nothing moves")
    words = f"fees notice, s.9: paused until paid; the request lapses after {spoken(fee_payable_by(day))}"
    return life.noting(day, words, fee_notice=day)


def fee_payable_by(notice: date) -> date:
    """The last day for paying: s.9(2), three months beginning with the day of the notice."""
    return last_day_of_months(notice, FEE_MONTHS)


def _fee_paid(life: Life, day: date) -> Life:
    if life.fee_notice is None:
        return life.noting(day, "a payment without an open fees notice: nothing moves")
    if day > fee_payable_by(life.fee_notice):
        return life.noting(day, "paid after the three months of s.9(2): the request has lapsed", fee_lapsed=True)
    pauses = (*life.pauses, (life.fee_notice, day))
    words = "fee paid, s.10(2): working days from the notice to this day, both included, are left out"
    return life.noting(day, words, fee_notice=None, pauses=pauses)


def _pit_extension(life: Life, day: date) -> Life:
    words = "extended to weigh the public interest, s.10(3); everything else stays due"
    return life.noting(day, words, pit_notice=day)


def _complex(life: Life, day: date) -> Life:
    told = life.complex_told or day
    return life.noting(day, "said to be complex and voluminous, reg. 7 EIR", complex_told=told)


def _refined(life: Life, day: date) -> Life:
    fresh = Life(day, day, heard=life.heard, notes=life.notes)
    return fresh.noting(day, "a narrower request received: a new request with a new clock, day 0")


def _final(kind: EventKind, words: str) -> Change:
    """What ends the request. A clarification or a fee still awaited then was not needed: no date ran meanwhile."""

    def end(life: Life, day: date) -> Life:
        life = life.as_at(day)
        if life.final is not None:
            return life.noting(day, f"{words}, after an earlier final reply", final=day)
        life = replace(
            life, final=day, first_final=day, ended=kind, question_open=None, never_clarified=life.question_open
        )
        if life.fee_notice is None or life.fee_lapsed:
            return life.noting(day, words)
        pauses = (*life.pauses, (life.fee_notice, day))
        awaited = "; the fee had not been paid, and the days of waiting for it are left out"
        return life.noting(day, words + awaited, fee_notice=None, pauses=pauses)

    return end


def _review_asked(life: Life, day: date) -> Life:
    return life.noting(day, "internal review asked", review_asked=day, review_outcome=None)


def _review_outcome(life: Life, day: date) -> Life:
    return life.noting(day, "internal review decided", review_outcome=day)


FINAL: dict[EventKind, str] = {
    EventKind.ANSWERED: "answered",
    EventKind.PARTLY_REFUSED: "answered in part, refused in part",
    EventKind.REFUSED: "refused",
    EventKind.REFUSED_S12: "refused on cost, s.12",
    EventKind.NCND: "neither confirmed nor denied",
    EventKind.NOT_HELD: "said to be not held",
    EventKind.REDIRECTED_S21: "referred to what is published, s.21",
    EventKind.TRANSFER: "transferred; for the other authority a count of its own begins when it receives the request",
    EventKind.WITHDRAWN: "withdrawn by the requester",
}

CHANGES: dict[EventKind, Change] = {
    EventKind.LETTER_BOUNCED_HARD: _bounced,
    EventKind.LETTER_BOUNCED_SOFT: _bounced,
    EventKind.OTHER_ADDRESS_NAMED: _other_address,
    EventKind.LETTER_RESENT: _resent,
    EventKind.CLARIFICATION_REQUESTED: _clarification_requested,
    EventKind.CLARIFICATION_RECEIVED: _clarification_received,
    EventKind.FEES_NOTICE: _fees_notice,
    EventKind.FEE_PAID: _fee_paid,
    EventKind.PIT_EXTENSION: _pit_extension,
    EventKind.EIR_COMPLEX_VOLUMINOUS: _complex,
    EventKind.REFINED_REQUEST_RECEIVED: _refined,
    **{kind: _final(kind, words) for kind, words in FINAL.items()},
    EventKind.INTERNAL_REVIEW_REQUESTED: _review_asked,
    EventKind.INTERNAL_REVIEW_OUTCOME: _review_outcome,
}

# A letter of the authority's shows that the request reached it. An automatic reply shows nothing.
FROM_THE_AUTHORITY = frozenset(
    {
        EventKind.ACKNOWLEDGEMENT,
        EventKind.HOLDING_REPLY,
        EventKind.CLARIFICATION_REQUESTED,
        EventKind.FEES_NOTICE,
        EventKind.PIT_EXTENSION,
        EventKind.EIR_COMPLEX_VOLUMINOUS,
        EventKind.TRANSFER,
        EventKind.POSTED_OR_PORTAL,
        EventKind.ANSWERED,
        EventKind.PART_ANSWERED,
        EventKind.PARTLY_REFUSED,
        EventKind.REFUSED,
        EventKind.REFUSED_S12,
        EventKind.NCND,
        EventKind.NOT_HELD,
        EventKind.REDIRECTED_S21,
    }
)

# The course of a day on which something is given without its time: a question and its answer are a question, then its
# answer; a refusal and a narrower request are a refusal, then the request.
PHASES = {
    **dict.fromkeys((EventKind.LETTER_BOUNCED_HARD, EventKind.LETTER_BOUNCED_SOFT, EventKind.OTHER_ADDRESS_NAMED), 1),
    **dict.fromkeys((EventKind.LETTER_RESENT, EventKind.CLARIFICATION_RECEIVED, EventKind.FEE_PAID), 2),
    **dict.fromkeys(FINAL, 3),
    EventKind.REFINED_REQUEST_RECEIVED: 4,
    EventKind.INTERNAL_REVIEW_REQUESTED: 4,
    EventKind.INTERNAL_REVIEW_OUTCOME: 5,
}
RANK = {kind: rank for rank, kind in enumerate(EventKind)}


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """The standing events by the time at which they happened, whatever the order in which they were recorded.

    On a day for which one of them has no time, all go in the order in which such things can only follow each other.
    """
    found = [(london_time(event.at), event) for event in standing(events)]
    untimed = {moment.date() for moment, event in found if len(event.at.strip()) <= 10}

    def place(each: tuple[datetime, Event]) -> tuple[date, int, time, int, str]:
        moment, event = each
        day = moment.date()
        return day, PHASES.get(event.kind, 0) if day in untimed else 0, moment.time(), RANK[event.kind], event.id

    return tuple(event for _, event in sorted(found, key=place))


def live(received: str | None, events: Iterable[Event], today: date | None = None) -> Life:
    """The course of a request received at ``received`` (ISO; None: never), as at ``today`` or its last event.

    ValueError on a date that is none.
    """
    return live_in_order(received, in_order(events), today)


def live_in_order(received: str | None, ordered: Iterable[Event], today: date | None = None) -> Life:
    """As ``live``, for events that are in order and all stand."""
    day_zero = london_day(received) if received else None
    life, day = Life(day_zero, day_zero, reached=bool(received)), today
    for event in ordered:
        day = london_day(event.at)
        if event.kind in FROM_THE_AUTHORITY:
            life = _heard(life, day)
        if change := CHANGES.get(event.kind):
            life = change(life, day)
    last = max((each for each in (day, today) if each), default=None)
    return life.as_at(last) if last else life
