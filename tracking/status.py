"""The state of a request on four independent axes, and an answer per question, derived from its events.

Nothing here is stored: the same (events, today, calendar) always give the same status. Overdue is derived, too, and
a reply that waits to be read hides no lateness. Values: law.md section 4, the words of the Acts where they have some.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schema.calendar import Calendar, Regime, london_day
from schema.event import Event, EventKind
from tracking.deadline import Due, Question, State, asked_late, due_in, is_late, working_days_late
from tracking.life import FROM_THE_AUTHORITY, Clock, Life, fee_payable_by, in_order, live_in_order
from tracking.working_days import spoken, working_days_between

NO_ACKNOWLEDGEMENT_AFTER = 5  # working days without any word: an alarm, the letter may not have arrived


class Delivery(StrEnum):
    PLANNED = "planned"
    RENDERED = "rendered"
    APPROVED = "approved"
    QUEUED = "queued"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED_SOFT = "bounced_soft"
    BOUNCED_HARD = "bounced_hard"
    SEND_FAILED = "send_failed"
    CANCELLED = "cancelled"


class Correspondence(StrEnum):
    SILENT = "silent"
    AUTO_REPLIED = "auto_replied"
    ACKNOWLEDGED = "acknowledged"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION_ANSWERED = "clarification_answered"
    HOLDING_REPLY = "holding_reply"
    TRANSFERRED_OR_REDIRECTED = "transferred_or_redirected"
    PART_ANSWERED = "part_answered"
    ANSWERED = "answered"
    REFUSED = "refused"
    NCND = "ncnd"
    NOT_HELD = "not_held"
    POSTED_OR_PORTAL = "posted_or_portal"
    WITHDRAWN = "withdrawn"


class Challenge(StrEnum):
    NONE = "none"
    REVIEW_DUE_TO_ASK_BY = "review_due_to_ask_by"
    REVIEW_ASKED = "review_asked"
    REVIEW_LATE = "review_late"
    REVIEW_DECIDED = "review_decided"
    REGULATOR_COMPLAINED = "regulator_complained"
    DECISION_NOTICE = "decision_notice"
    TRIBUNAL = "tribunal"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a request stands on ``today``.

    ``answers``: {question: outcome}; "unanswered" where nothing was said. ``days_late``: working days past ``due``,
    up to the final reply or today. ``why``: the state in one sentence. ``alarms``: what a person should look at.
    """

    delivery: Delivery
    clock: Clock
    correspondence: Correspondence
    challenge: Challenge
    due: Due
    overdue: bool
    days_late: int
    why: str
    answers: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()


_DELIVERY = {
    EventKind.LETTER_PLANNED: Delivery.PLANNED,
    EventKind.LETTER_RENDERED: Delivery.RENDERED,
    EventKind.LETTER_APPROVED: Delivery.APPROVED,
    EventKind.LETTER_QUEUED: Delivery.QUEUED,
    EventKind.LETTER_IN_DOUBT: Delivery.IN_DOUBT,
    EventKind.LETTER_SENT: Delivery.SENT,
    EventKind.LETTER_RESENT: Delivery.SENT,
    EventKind.LETTER_DELIVERED: Delivery.DELIVERED,
    EventKind.LETTER_FAILED: Delivery.SEND_FAILED,
    EventKind.LETTER_CANCELLED: Delivery.CANCELLED,
    EventKind.LETTER_BOUNCED_SOFT: Delivery.BOUNCED_SOFT,
    EventKind.LETTER_BOUNCED_HARD: Delivery.BOUNCED_HARD,
} | dict.fromkeys(FROM_THE_AUTHORITY, Delivery.DELIVERED)

_CORRESPONDENCE = {
    EventKind.AUTO_REPLY: Correspondence.AUTO_REPLIED,
    EventKind.OTHER_ADDRESS_NAMED: Correspondence.AUTO_REPLIED,
    EventKind.ACKNOWLEDGEMENT: Correspondence.ACKNOWLEDGED,
    EventKind.CLARIFICATION_REQUESTED: Correspondence.CLARIFICATION_ASKED,
    EventKind.CLARIFICATION_RECEIVED: Correspondence.CLARIFICATION_ANSWERED,
    EventKind.HOLDING_REPLY: Correspondence.HOLDING_REPLY,
    EventKind.PIT_EXTENSION: Correspondence.HOLDING_REPLY,
    EventKind.EIR_COMPLEX_VOLUMINOUS: Correspondence.HOLDING_REPLY,
    EventKind.FEES_NOTICE: Correspondence.HOLDING_REPLY,
    EventKind.TRANSFER: Correspondence.TRANSFERRED_OR_REDIRECTED,
    EventKind.REDIRECTED_S21: Correspondence.TRANSFERRED_OR_REDIRECTED,
    EventKind.PART_ANSWERED: Correspondence.PART_ANSWERED,
    EventKind.PARTLY_REFUSED: Correspondence.PART_ANSWERED,
    EventKind.ANSWERED: Correspondence.ANSWERED,
    EventKind.REFUSED: Correspondence.REFUSED,
    EventKind.REFUSED_S12: Correspondence.REFUSED,
    EventKind.NCND: Correspondence.NCND,
    EventKind.NOT_HELD: Correspondence.NOT_HELD,
    EventKind.POSTED_OR_PORTAL: Correspondence.POSTED_OR_PORTAL,
    EventKind.WITHDRAWN: Correspondence.WITHDRAWN,
    EventKind.REFINED_REQUEST_RECEIVED: Correspondence.SILENT,
}
# A machine's reply or a late acknowledgement takes nothing back from what was said before.
_SAYS_LITTLE = frozenset({Correspondence.AUTO_REPLIED, Correspondence.ACKNOWLEDGED})
_CHALLENGEABLE = frozenset(
    {
        Correspondence.REFUSED,
        Correspondence.NCND,
        Correspondence.NOT_HELD,
        Correspondence.PART_ANSWERED,
        Correspondence.TRANSFERRED_OR_REDIRECTED,
    }
)
_SENT = frozenset({Delivery.SENT, Delivery.DELIVERED, Delivery.BOUNCED_HARD, Delivery.BOUNCED_SOFT})


def status(
    events: Iterable[Event],
    today: date,
    calendar: Calendar,
    regime: Regime = Regime.FOIA,
    questions: Iterable[str] = (),
) -> Status:
    """The status on ``today`` of one request, from all its events in any order.

    ``questions``: those that were asked; each gets an answer. The day of receipt is the day on which the letter was
    sent: mail that a server accepts is received that day (ICO), whatever an acknowledgement says.
    """
    ordered = tuple(event for event in in_order(events) if london_day(event.at) <= today)
    delivery, correspondence = _delivery(ordered), _correspondence(ordered)
    life = live_in_order(_received(ordered) if delivery in _SENT else None, ordered, today)
    due = due_in(life, regime, calendar)
    until = min(life.first_final or today, today)
    late = working_days_late(due, until, calendar, regime) if is_late(due, until) else 0
    overdue = life.final is None and is_late(due, today)
    return Status(
        delivery,
        due.clock,
        correspondence,
        _challenge(ordered, life, correspondence, today, calendar, regime),
        due,
        overdue,
        late,
        _year_once(_why(delivery, life, due, late, overdue, today, correspondence)),
        _answers(ordered, questions),
        _alarms(ordered, delivery, life, today, calendar, regime),
    )


def _received(ordered: tuple[Event, ...]) -> str | None:
    """When the letter was sent; of one in doubt that was heard of since, when it may have been."""
    for kind in (EventKind.LETTER_SENT, EventKind.LETTER_IN_DOUBT):
        if moments := [event.at for event in ordered if event.kind is kind]:
            return moments[0]
    return None


def _delivery(ordered: tuple[Event, ...]) -> Delivery:
    current = Delivery.PLANNED
    for event in ordered:
        following = _DELIVERY.get(event.kind, current)
        # What was sent cannot be cancelled, and one that was heard of cannot have bounced.
        if current in _SENT and following not in _SENT:
            continue
        if current is Delivery.DELIVERED:
            continue
        current = following
    return current


def _correspondence(ordered: tuple[Event, ...]) -> Correspondence:
    current = Correspondence.SILENT
    for event in ordered:
        following = _CORRESPONDENCE.get(event.kind)
        if following is None or (following in _SAYS_LITTLE and current not in (Correspondence.SILENT, *_SAYS_LITTLE)):
            continue
        if following is Correspondence.AUTO_REPLIED and current is Correspondence.ACKNOWLEDGED:
            continue
        current = following
    return current


def _challenge(
    ordered: tuple[Event, ...],
    life: Life,
    correspondence: Correspondence,
    today: date,
    calendar: Calendar,
    regime: Regime,
) -> Challenge:
    kinds = {event.kind for event in ordered}
    if EventKind.TRIBUNAL_APPEAL in kinds:
        return Challenge.TRIBUNAL
    if EventKind.ICO_DECISION_NOTICE in kinds:
        return Challenge.DECISION_NOTICE
    if EventKind.ICO_COMPLAINT in kinds:
        return Challenge.REGULATOR_COMPLAINED
    if life.review_outcome is not None:
        return Challenge.REVIEW_DECIDED
    if life.review_asked is not None:
        review = due_in(life, regime, calendar, Question.INTERNAL_REVIEW_DUE)
        return Challenge.REVIEW_LATE if is_late(review, today) else Challenge.REVIEW_ASKED
    if life.final is None or correspondence not in _CHALLENGEABLE:
        return Challenge.NONE
    ask_by = due_in(life, regime, calendar, Question.INTERNAL_REVIEW_ASK_BY)
    return Challenge.NONE if is_late(ask_by, today) else Challenge.REVIEW_DUE_TO_ASK_BY


def _answers(ordered: tuple[Event, ...], questions: Iterable[str]) -> dict[str, str]:
    """The latest answer to each question; "unanswered" where none was given."""
    found = dict.fromkeys(questions, "unanswered")
    for event in ordered:
        found |= {str(name): str(outcome) for name, outcome in dict(event.payload.get("answers") or {}).items()}
    return found


def _alarms(
    ordered: tuple[Event, ...], delivery: Delivery, life: Life, today: date, calendar: Calendar, regime: Regime
) -> tuple[str, ...]:
    found = []
    if delivery is Delivery.IN_DOUBT:
        found.append("unknown whether the letter went: look in the Sent folder, ask, or send it again")
    if delivery in (Delivery.BOUNCED_HARD, Delivery.BOUNCED_SOFT, Delivery.SEND_FAILED):
        found.append("the letter did not arrive: find another address")
    if delivery is Delivery.SENT and life.day_zero is not None and not life.heard:
        waited = working_days_between(life.day_zero, today, calendar, regime)
        if waited > NO_ACKNOWLEDGEMENT_AFTER:
            found.append(f"no acknowledgement after {waited} working days")
    for _, last in asked_late(life, regime, calendar):
        found.append(f"clarification was asked after the answer was due ({spoken(last)})")
    if life.fee_lapsed:
        found.append("the fee was not paid in time: the request has lapsed")
    return tuple(found)


# --- in words -------------------------------------------------------------------------------------------------------

_BEFORE = {
    Delivery.PLANNED: "planned, not yet written",
    Delivery.RENDERED: "written, waits for approval",
    Delivery.APPROVED: "approved, not yet queued",
    Delivery.QUEUED: "waits to be sent",
    Delivery.IN_DOUBT: "unknown: the server may or may not have taken the letter",
    Delivery.SEND_FAILED: "sending failed; nothing was received and no clock runs",
    Delivery.CANCELLED: "cancelled before it was sent",
}


_ENDED = {
    Correspondence.REFUSED: "refused",
    Correspondence.NCND: "neither confirmed nor denied",
    Correspondence.NOT_HELD: "answered as not held",
    Correspondence.TRANSFERRED_OR_REDIRECTED: "pointed elsewhere",
    Correspondence.WITHDRAWN: "withdrawn",
}


def _why(
    delivery: Delivery,
    life: Life,
    due: Due,
    late: int,
    overdue: bool,
    today: date,
    said: Correspondence,
) -> str:
    """The state in one sentence, with the count it rests on."""
    if delivery in _BEFORE:
        return _BEFORE[delivery]
    if life.day_zero is None or not life.reached:
        return "it never arrived, so no clock runs"
    if due.date is None:
        return _undated(life, due, today, said)
    counted = _counted(due, today)
    if life.final is not None and life.first_final is not None:
        when = f"{late} working day{'' if late == 1 else 's'} late" if late else "in time"
        ended = _ENDED.get(said, "answered")
        first = f", first on {_said(life.first_final, today)}" if life.first_final != life.final else ""
        return f"{ended} on {_said(life.final, today)}{first}, {when}: due {_said(due.date, today)}, {counted}"
    if overdue:
        return f"overdue since {_said(due.date, today)}: {counted}"
    extended = "; extended to weigh the public interest" if due.clock is Clock.EXTENDED_PIT else ""
    return f"due {_said(due.date, today)}: {counted}{extended}"


def waiting_words(days: Iterable[date], today: date) -> str:
    """That what came on these days waits for a person, as the end of a sentence; "" for none."""
    said = [_said(day, today) for day in sorted(set(days))]
    return f"; what came on {_listed(said)} waits for a person to say what it is" if said else ""


def _undated(life: Life, due: Due, today: date, said: Correspondence) -> str:
    """Why no date runs, or ran."""
    if due.state is State.LAPSED:
        return "the request has lapsed: the fee was not paid within three months"
    if life.question_open is not None:
        return f"no date runs: clarification was asked on {_said(life.question_open, today)} and is still open"
    if life.fee_notice is not None:
        last = _said(fee_payable_by(life.fee_notice), today)
        asked = _said(life.fee_notice, today)
        return f"no date runs: a fee was asked on {asked} and is not paid; the request lapses after {last}"
    assert life.final is not None
    ended = f"{_ENDED.get(said, 'answered')} on {_said(life.final, today)}"
    if life.never_clarified is None:
        return ended
    return f"{ended}; no date ran, since the question of {_said(life.never_clarified, today)} was open"


def _counted(due: Due, today: date) -> str:
    """ "20 working days from 18 February, 17 March not counted: St Patrick's Day"."""
    words = f"{due.steps[-1].number} working days from {_said(due.steps[0].day, today)}"
    if skipped := due.holidays:
        days = _listed([_said(step.day, today) for step in skipped])
        words += f", {days} not counted: {_listed(list(dict.fromkeys(step.why for step in skipped)))}"
    if any(step.why == "fee awaited" for step in due.steps):
        words += ", without the days on which a fee was awaited"
    return words


_DATES = re.compile(r"\b\d{1,2} (?:" + "|".join(month_name[1:]) + r")\b( \d{4})?")


def _year_once(words: str) -> str:
    """A sentence whose dates all lie in one past year names it with the first of them alone."""
    years = [found[1] for found in _DATES.finditer(words)]
    if len(years) < 2 or None in years or len(set(years)) > 1:
        return words
    first = words.index(years[0]) + len(years[0])
    return words[:first] + words[first:].replace(years[0], "")


def _said(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
