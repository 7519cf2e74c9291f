"""The clocks of the Acts: every due date is a pure function of (regime, receipt, events, calendar, question).

Each date comes with a trace: which day was day 0, every day counted, every day skipped and why. Where no date
runs there is a state instead, never a guess. Sources stand beside the rules; worked cases: tests/tracking.

Two readings of the day of receipt: the Act and the ICO take the day on which a request arrives as day 0, working
day or not. The Code of Practice under s.45 (2018, para 4.2) takes the next working day when it arrives on another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from schema.calendar import Calendar, Regime
from schema.event import Event, EventKind
from tracking.life import FEE_MONTHS, Clock, Life, fee_payable_by, live
from tracking.working_days import Step, count, months_later, spoken, working_day_on_or_after, working_days_between

Day = date  # the field Due.date would hide the type
AGGREGATION_DAYS = 60  # SI 2004/3244 reg. 5: costs of requests within 60 consecutive working days may be added up
# (asked on or after, weeks): how long the ICO takes complaints after the final reply. It was three months once;
# the day of that change is not known to us, so there is one row.
ICO_WEEKS: tuple[tuple[date, int], ...] = ((date(2005, 1, 1), 6),)
SCOTTISH_COMMISSIONER_MONTHS = 6  # FOISA s.47(4)


class Question(StrEnum):
    """What can be asked of the clocks."""

    RESPONSE_DUE = "response_due"
    FEE_PAYABLE_BY = "fee_payable_by"
    PIT_EXTENSION_OUTER_LIMIT = "pit_extension_outer_limit"
    EIR_EXTENDED_DUE = "eir_extended_due"
    INTERNAL_REVIEW_ASK_BY = "internal_review_ask_by"
    INTERNAL_REVIEW_DUE = "internal_review_due"
    INTERNAL_REVIEW_OUTER_LIMIT = "internal_review_outer_limit"
    ICO_COMPLAINT_BY = "ico_complaint_by"
    AGGREGATION_FIRST_SAFE_DATE = "aggregation_first_safe_date"


class State(StrEnum):
    """Whether there is a date, and if not, why not."""

    RUNNING = "running"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    NOT_RECEIVED = "not_received"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Terms:
    """How many working days a law gives. EIR: reg. 5(2), 7(1), 11; FOISA: s.10, 20, 21; FOIA: s.10, s.45 Code."""

    answer: int = 20
    extended: int = 20
    review: int = 20
    review_outer: int = 40
    ask_review: int = 40


TERMS = {
    Regime.FOIA: Terms(),
    Regime.EIR: Terms(extended=40, review=40),
    Regime.FOISA: Terms(review_outer=20),
}


@dataclass(frozen=True, slots=True)
class Due:
    """One due date and how it came about.

    ``date``: None where no date runs; then ``state`` says why. ``code45``: the date on the other reading of the day
    of receipt, for the answer itself; None elsewhere. ``steps``: the days of the count; empty for calendar periods.
    """

    question: Question
    date: Day | None
    state: State
    clock: Clock
    code45: Day | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    calendar: str = ""

    @property
    def trace(self) -> tuple[str, ...]:
        """The count in words: what happened, every day, the result, the version of the calendar."""
        return (*self.notes, *map(str, self.steps), self.result, f"Calendar: {self.calendar}")

    @property
    def result(self) -> str:
        if self.date is None:
            return f"No date: {self.state.replace('_', ' ')}"
        other = f"; {spoken(self.code45)} on the reading of the s.45 Code, para 4.2" if self.code45 else ""
        return f"{self.question.replace('_', ' ').capitalize()}: {spoken(self.date)}{other}"

    @property
    def holidays(self) -> tuple[Step, ...]:
        """The weekdays that were skipped for a holiday."""
        return tuple(s for s in self.steps if s.number is None and s.why not in ("weekend", "fee awaited"))


@dataclass(frozen=True, slots=True)
class _Case:
    life: Life
    regime: Regime
    calendar: Calendar
    question: Question

    @property
    def terms(self) -> Terms:
        return TERMS[self.regime]

    def no_date(self, state: State, *words: str) -> Due:
        notes = (*self.life.notes, *words)
        return Due(self.question, None, state, self.life.clock, notes=notes, calendar=self.calendar.version)

    def on(self, day: date, state: State, *words: str) -> Due:
        notes = (*self.life.notes, *words)
        return Due(self.question, day, state, self.life.clock, notes=notes, calendar=self.calendar.version)

    def counted(
        self, start: date, days: int, why: str, state: State, *words: str, both: bool = False, running: bool = False
    ) -> Due:
        """Count ``days`` working days from ``start``. ``both``: on both readings. ``running``: the pauses apply."""
        pauses = self.life.pauses if running else ()
        steps = count(start, days, self.calendar, self.regime, pauses, why)
        notes = (*self.life.notes, *words, *_not_covered(self.calendar, steps[-1].day))
        code45 = self._code45(start, days, steps) if both else None
        clock, version = self.life.clock, self.calendar.version
        return Due(self.question, steps[-1].day, state, clock, code45, steps, notes, version)

    def _code45(self, start: date, days: int, steps: tuple[Step, ...]) -> date:
        other = working_day_on_or_after(start, self.calendar, self.regime)
        if other == start:
            return steps[-1].day
        return count(other, days, self.calendar, self.regime, self.life.pauses)[-1].day


def _not_covered(calendar: Calendar, day: date) -> tuple[str, ...]:
    if calendar.covers(day):
        return ()
    first, last = calendar.years
    return (f"Caution: the calendar knows the holidays of {first} to {last} only; refresh it before relying on this",)


def due(
    regime: Regime,
    received: str | None,
    events: Iterable[Event],
    calendar: Calendar,
    question: Question = Question.RESPONSE_DUE,
) -> Due:
    """The due date that ``question`` asks for.

    ``received``: ISO date or time at which the request reached the authority (with an offset it is converted to
    London time), or None when it never did. Events may come in any order. ValueError on a date that is none.
    """
    return due_in(live(received, events), regime, calendar, question)


def due_in(life: Life, regime: Regime, calendar: Calendar, question: Question = Question.RESPONSE_DUE) -> Due:
    """As ``due``, from a course of events that was folded before."""
    life = _under(life, regime)
    case = _Case(life, regime, calendar, question)
    if life.day_zero is None or not life.reached:
        return case.no_date(State.NOT_RECEIVED)
    return RULES[question](case, life.day_zero)


STATES = {
    Clock.RUNNING: State.RUNNING,
    Clock.RESTARTED: State.RESTARTED,
    Clock.EXTENDED_PIT: State.EXTENDED,
    Clock.STOPPED_FINAL: State.ANSWERED,
}


def _under(life: Life, regime: Regime) -> Life:
    """Only FOIA knows an extension to weigh the public interest; under the others it changes nothing."""
    if life.pit_notice is None or regime is Regime.FOIA:
        return life
    words = f"{regime} has no extension to weigh the public interest: nothing moves"
    return replace(life, pit_notice=None).noting(life.pit_notice, words)


def _response_due(case: _Case, day_zero: date) -> Due:
    """s.10(1) FOIA and FOISA, reg. 5(2) EIR: the 20th working day after receipt; while a question is open, none."""
    if stopped := _stopped(case):
        return stopped
    extended = _eir_extended(case, day_zero)
    days = case.terms.extended if extended else case.terms.answer
    state = State.EXTENDED if extended and case.life.final is None else STATES[case.life.clock]
    words = _told_late(case, day_zero)
    return case.counted(day_zero, days, "day of receipt", state, *words, both=True, running=True)


def _stopped(case: _Case) -> Due | None:
    """Why no date runs for an answer, if none does."""
    life = case.life
    late = _asked_late(case)
    if life.fee_lapsed:
        return case.no_date(State.LAPSED)
    if life.ended is EventKind.WITHDRAWN:
        return case.no_date(State.WITHDRAWN, *late)
    if life.never_clarified is not None:
        words = f"The reply came while the question of {spoken(life.never_clarified)} was open: no date ran then"
        return case.no_date(State.ANSWERED, *late, words)
    if life.clock in (Clock.PAUSED_CLARIFICATION, Clock.PAUSED_FEE):
        return case.no_date(State.SUSPENDED, *late)
    return None


def asked_late(life: Life, regime: Regime, calendar: Calendar) -> tuple[tuple[date, date], ...]:
    """(day of the question, day on which the answer was due) of every question back that came after that day."""
    days = TERMS[regime].answer
    due_on = [(asked, count(start, days, calendar, regime, life.pauses)[-1].day) for start, asked in life.asked]
    return tuple((asked, last) for asked, last in due_on if asked > last)


def _asked_late(case: _Case) -> tuple[str, ...]:
    """The ICO expects a question within the first 20 working days (LTT137); s.1(3) itself sets no day for it."""
    return tuple(
        f"{spoken(asked)}: the question came after the answer was due ({spoken(last)}), where the ICO expects it "
        "before; assumed: the Act restarts the count all the same"
        for asked, last in asked_late(case.life, case.regime, case.calendar)
    )


def _told_late(case: _Case, day_zero: date) -> tuple[str, ...]:
    """Words on what came too late to count, and on what had to be assumed."""
    life = case.life
    last = count(day_zero, case.terms.answer, case.calendar, case.regime, life.pauses)[-1].day
    words = list(_asked_late(case))
    if life.pit_notice is not None and life.pit_notice > last:
        words.append(f"{spoken(life.pit_notice)}: the extension was told after the day for it, s.17(2): {spoken(last)}")
    if case.regime is Regime.EIR and life.complex_told is not None:
        if life.complex_told > last:
            words.append(f"{spoken(life.complex_told)}: told after the first 20 working days, so nothing is extended")
        elif life.complex_told < day_zero:
            words.append("Assumed: an extension told before the clarification holds for the count that began with it")
    if case.regime is not Regime.FOIA and life.pauses:
        words.append(f"Assumed: a fee pauses the count under {case.regime} as under s.10(2) FOIA")
    return tuple(words)


def _eir_extended(case: _Case, day_zero: date) -> bool:
    """reg. 7(1), (3) EIR: complex and voluminous, and the requester was told within the first 20 working days."""
    told = case.life.complex_told
    if case.regime is not Regime.EIR or told is None:
        return False
    first = count(day_zero, case.terms.answer, case.calendar, case.regime, case.life.pauses)[-1].day
    return told <= first


def _eir_extended_due(case: _Case, day_zero: date) -> Due:
    if stopped := _stopped(case):
        return stopped
    words = _told_late(case, day_zero)
    if not _eir_extended(case, day_zero):
        why = "No extension under reg. 7 EIR that was told within 20 working days"
        return case.no_date(State.NOT_STARTED, *words, why)
    days = case.terms.extended
    return case.counted(day_zero, days, "day of receipt", State.EXTENDED, *words, running=True)


def _fee_payable_by(case: _Case, _: date) -> Due:
    """s.9(2) FOIA: three months beginning with the day of the notice, by the calendar."""
    life = case.life
    notice = life.fee_notice or (life.pauses[-1][0] if life.pauses else None)
    if notice is None:
        return case.no_date(State.NOT_STARTED, "There is no fees notice")
    state = STATES.get(life.clock, State.SUSPENDED) if not life.fee_notice else State.SUSPENDED
    words = [f"Three months beginning with {spoken(notice)}"]
    if months_later(notice, FEE_MONTHS)[1]:
        words.append("The last month has no such day, so they end with its last")
    if case.regime is Regime.EIR:
        words.append(
            "Assumed: as under FOIA; for charges under reg. 8 EIR read its paragraph 5, which counts otherwise"
        )
    return case.on(fee_payable_by(notice), State.LAPSED if life.fee_lapsed else state, *words)


def _pit_outer_limit(case: _Case, day_zero: date) -> Due:
    """s.10(3) FOIA: the ICO takes 20 further working days as the most that is normally reasonable."""
    if case.life.pit_notice is None:
        return case.no_date(State.NOT_STARTED, "There is no public interest extension under FOIA")
    if stopped := _stopped(case):
        return stopped
    days, words = case.terms.answer + case.terms.extended, _told_late(case, day_zero)
    return case.counted(day_zero, days, "day of receipt", State.EXTENDED, *words, running=True)


def _review(days: Callable[[Terms], int]) -> Callable[[_Case, date], Due]:
    """s.45 Code: 20 working days, 40 at most. EIR reg. 11(4): 40. FOISA s.21(1): 20."""

    def rule(case: _Case, _: date) -> Due:
        asked = case.life.review_asked
        if asked is None:
            return case.no_date(State.NOT_STARTED, "No internal review was asked for")
        state = State.ANSWERED if case.life.review_outcome else State.RUNNING
        return case.counted(asked, days(case.terms), "review asked", state)

    return rule


def _review_ask_by(case: _Case, day_zero: date) -> Due:
    """s.45 Code 2018, reg. 11(2) EIR, s.20(5) FOISA: 40 working days from the reply, or from the day it was due."""
    if (final := case.life.final) is not None:
        return case.counted(final, case.terms.ask_review, "day of the reply", State.RUNNING)
    if (overdue := _response_due(case, day_zero).date) is None:
        return case.no_date(State.NOT_STARTED, "There is no reply yet")
    return case.counted(overdue, case.terms.ask_review, "day on which the reply was due", State.RUNNING)


def _complaint_by(case: _Case, _: date) -> Due:
    """By the calendar: six weeks from the final reply (ICO), six months in Scotland (FOISA s.47(4))."""
    life = case.life
    if life.review_asked is not None and life.review_outcome is None:
        outer = count(life.review_asked, case.terms.review_outer, case.calendar, case.regime)[-1].day
        words = f"The review is not decided; without an outcome a complaint may be made after {spoken(outer)}"
        return case.no_date(State.NOT_STARTED, words)
    last = life.review_outcome or life.final
    if last is None:
        return case.no_date(State.NOT_STARTED, "There is no final reply yet; after a failure to reply no date runs")
    if case.regime is Regime.FOISA:
        day, _cut = months_later(last, SCOTTISH_COMMISSIONER_MONTHS)
        return case.on(day, State.RUNNING, f"Six months from {spoken(last)}, to the Scottish Information Commissioner")
    weeks = max(row for row in ICO_WEEKS if row[0] <= max(last, ICO_WEEKS[0][0]))[1]
    return case.on(last + timedelta(weeks=weeks), State.RUNNING, f"{weeks} weeks from {spoken(last)}")


def _first_safe_date(case: _Case, day_zero: date) -> Due:
    """SI 2004/3244 reg. 5(2)(b): the first working day outside the 60 that begin with the first request.

    The request itself is what counts: a clarification moves the day of receipt for s.10 alone.
    """
    first = working_day_on_or_after(case.life.arrived or day_zero, case.calendar, case.regime)
    words = f"Assumed: counted under {case.regime} as reg. 5 does for FOIA" if case.regime is not Regime.FOIA else ""
    before = first - timedelta(days=1)
    return case.counted(before, AGGREGATION_DAYS + 1, "day before the period", State.RUNNING, *filter(None, [words]))


RULES: dict[Question, Callable[[_Case, date], Due]] = {
    Question.RESPONSE_DUE: _response_due,
    Question.FEE_PAYABLE_BY: _fee_payable_by,
    Question.PIT_EXTENSION_OUTER_LIMIT: _pit_outer_limit,
    Question.EIR_EXTENDED_DUE: _eir_extended_due,
    Question.INTERNAL_REVIEW_ASK_BY: _review_ask_by,
    Question.INTERNAL_REVIEW_DUE: _review(lambda terms: terms.review),
    Question.INTERNAL_REVIEW_OUTER_LIMIT: _review(lambda terms: terms.review_outer),
    Question.ICO_COMPLAINT_BY: _complaint_by,
    Question.AGGREGATION_FIRST_SAFE_DATE: _first_safe_date,
}


def is_late(due: Due, today: date) -> bool:
    """By date: late from the day after the due date. A request without a date is not late."""
    return due.date is not None and today > due.date


def working_days_late(due: Due, today: date, calendar: Calendar, regime: Regime) -> int:
    """Working days from the due date to ``today``; 0 when there is no date or it has not passed."""
    return working_days_between(due.date, today, calendar, regime) if due.date else 0
