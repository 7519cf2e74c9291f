"""What to write next: for each state and law at most one follow-up, and what it does to the request when it is sent.

Nothing here is ever sent by itself: a person drafts, reads and approves. A follow-up belongs to what gave rise to it
(the day on which an answer was due, a question was asked ...), with at most one of a stage for each such day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from schema.calendar import Calendar, Regime, london_day
from schema.event import Event, EventKind
from tracking.deadline import Question, due_in, is_late
from tracking.life import Life
from tracking.status import Challenge, Delivery, Status
from tracking.working_days import working_days_between

NO_WORD_AFTER = 5  # working days without any word of the authority's: the letter may not have arrived
AFTER_CHASER = 10  # working days that a chaser is given before the regulator is asked


class Stage(StrEnum):
    """The kinds of follow-up, in the order in which a request may come to them."""

    ACKNOWLEDGEMENT_CHECK = "acknowledgement_check"
    CHASER = "chaser"
    CLARIFICATION_REPLY = "clarification_reply"
    NARROWED_REQUEST = "narrowed_request"
    INTERNAL_REVIEW = "internal_review"
    COMPLAINT = "complaint"
    DISCLOSURE_NOTICE = "disclosure_notice"


EFFECTS = {
    Stage.ACKNOWLEDGEMENT_CHECK: EventKind.NOTE,
    Stage.CHASER: EventKind.CHASER_SENT,
    Stage.CLARIFICATION_REPLY: EventKind.CLARIFICATION_RECEIVED,
    Stage.NARROWED_REQUEST: EventKind.REFINED_REQUEST_RECEIVED,
    Stage.INTERNAL_REVIEW: EventKind.INTERNAL_REVIEW_REQUESTED,
    Stage.COMPLAINT: EventKind.ICO_COMPLAINT,
    Stage.DISCLOSURE_NOTICE: EventKind.DISCLOSURE_TOLD,
}
"""What it is for the request that the authority (or the regulator) received it: mail is received when it is sent."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A letter that is due. ``since``: the day that gave rise to it. ``why``: in one sentence, for the person."""

    stage: Stage
    since: date
    why: str

    def wave_of(self, wave: str) -> str:
        """The name under which its letter goes through the outbox; no wave can have it, for the sake of "/"."""
        return f"{wave}/{self.stage}/{self.since.isoformat()}"


def notice(day: date, count: int) -> FollowUp:
    """The notice on hidden data in what the authority sent on ``day``, in ``count`` files. Duty: law.md section 6.

    It waits for no clock, and stands beside what else the request calls for.
    """
    what = "a document of theirs is" if count == 1 else f"{count} documents of theirs are"
    return FollowUp(Stage.DISCLOSURE_NOTICE, day, f"{what} held: data is hidden there that may be personal")


def follow_up_due(
    events: Iterable[Event],
    life: Life,
    status: Status,
    today: date,
    calendar: Calendar,
    regime: Regime,
    waiting: Collection[date] = (),
) -> FollowUp | None:
    """The follow-up that is due on ``today``, or None. ``events``: those of the request that stand.

    ``waiting``: days on which something came that may be theirs and waits for a person. It may be the answer, so that
    nobody is told before that nothing has come.
    """
    if life.day_zero is None or not life.reached or status.delivery not in (Delivery.SENT, Delivery.DELIVERED):
        return None
    if status.challenge is not Challenge.NONE:
        return _challenge(events, life, status, today, calendar, regime)
    if life.final is not None or life.fee_lapsed:
        return None
    if life.question_open is not None:
        return FollowUp(Stage.CLARIFICATION_REPLY, life.question_open, "they asked for clarification; no clock runs")
    if waiting:
        return None
    if status.due.date is not None and status.due.date < today:
        return _overdue(events, status, today, calendar, regime)
    waited = working_days_between(life.day_zero, today, calendar, regime)
    if not life.heard and waited > NO_WORD_AFTER:
        return FollowUp(Stage.ACKNOWLEDGEMENT_CHECK, life.day_zero, f"no acknowledgement after {waited} working days")
    return None


def _overdue(
    events: Iterable[Event], status: Status, today: date, calendar: Calendar, regime: Regime
) -> FollowUp | None:
    """Late by the Act; chased only when it is late on the Code's reading of the day of receipt, too."""
    due, kindest = status.due.date, status.due.code45 or status.due.date
    assert due is not None
    assert kindest is not None
    if today <= kindest:
        return None
    chased = [london_day(e.at) for e in events if e.kind is EventKind.CHASER_SENT and london_day(e.at) > due]
    if not chased:
        return FollowUp(Stage.CHASER, due, f"{status.days_late} working days late")
    if working_days_between(min(chased), today, calendar, regime) < AFTER_CHASER:
        return None
    why = f"{status.days_late} working days late, and no answer to the chaser"
    # The Scottish Commissioner takes a case only after a review was asked for, also where no answer came (s.47 FOISA).
    stage = Stage.INTERNAL_REVIEW if regime is Regime.FOISA else Stage.COMPLAINT
    return FollowUp(stage, due, why)


def _challenge(
    events: Iterable[Event], life: Life, status: Status, today: date, calendar: Calendar, regime: Regime
) -> FollowUp | None:
    if status.challenge is Challenge.REVIEW_DUE_TO_ASK_BY and life.final is not None:
        if any(e.kind is EventKind.REFUSED_S12 and london_day(e.at) == life.final for e in events):
            return FollowUp(Stage.NARROWED_REQUEST, life.final, "refused on cost; a narrower request may be answered")
        ask_by = due_in(life, regime, calendar, Question.INTERNAL_REVIEW_ASK_BY)
        until = f"; a review may be asked for until {ask_by.date}" if ask_by.date else ""
        return FollowUp(Stage.INTERNAL_REVIEW, life.final, f"{status.correspondence.replace('_', ' ')}{until}")
    if status.challenge in (Challenge.REVIEW_ASKED, Challenge.REVIEW_LATE) and life.review_asked is not None:
        if not is_late(due_in(life, regime, calendar, Question.INTERNAL_REVIEW_OUTER_LIMIT), today):
            return None
        return FollowUp(Stage.COMPLAINT, life.review_asked, "the review has no outcome within the longest time for it")
    if status.challenge is Challenge.REVIEW_DECIDED and life.review_outcome is not None:
        last = due_in(life, regime, calendar, Question.ICO_COMPLAINT_BY)
        if last.date is not None and today <= last.date:
            return FollowUp(
                Stage.COMPLAINT, life.review_outcome, f"the review is decided; a complaint until {last.date}"
            )
    return None


def is_follow_up(wave: str) -> bool:
    """Whether a wave's name is that of a follow-up's letter."""
    return wave.count("/") == 2


def effect(event: Event) -> Event:
    """What a sent follow-up (an event of its own letter) means for the request that it belongs to."""
    wave, stage, since = event.wave.split("/")
    payload = {"follow_up": stage, "since": since}
    return replace(event, id=f"{event.id}-effect", kind=EFFECTS[Stage(stage)], wave=wave, payload=payload)


# --- the words of each law ------------------------------------------------------------------------------------------

LAW: dict[Regime, dict[str, str]] = {
    Regime.FOIA: {
        "answer": "section 10(1): the twentieth working day after receipt",
        "holidays": "bank holidays in every part of the United Kingdom",
        "refusal_notice": "section 17",
        "extension": "section 10(3)",
        "advice": "section 16",
        "next_step": "ask the Information Commissioner to look at the delay, for which no internal review is needed",
        "review_asked": "As the Code of Practice under section 45 provides",
        "review_time": "The Code expects the outcome within 20 working days, or 40 in a complex case.",
        "complaint": "Complaint under section 50 of the Freedom of Information Act 2000",
        "commissioner": "Information Commissioner",
        "duty": "Part I of the Act",
    },
    Regime.EIR: {
        "answer": "regulation 5(2): 20 working days after receipt",
        "holidays": "bank holidays in every part of the United Kingdom",
        "refusal_notice": "regulation 14",
        "extension": "regulation 7",
        "advice": "regulation 9",
        "next_step": "ask the Information Commissioner to look at the delay, for which no internal review is needed",
        "review_asked": "Under regulation 11 of the Environmental Information Regulations 2004",
        "review_time": "Regulation 11(4) gives 40 working days for the outcome.",
        "complaint": "Complaint under section 50 of the Freedom of Information Act 2000, as applied by regulation 18",
        "commissioner": "Information Commissioner",
        "duty": "the Environmental Information Regulations 2004",
    },
    Regime.FOISA: {
        "answer": "section 10(1): the twentieth working day after receipt",
        "holidays": "bank holidays in Scotland",
        "refusal_notice": "section 16",
        "extension": "",
        "advice": "section 15",
        "next_step": "require a review under section 20",
        "review_asked": "I require a review under section 20 of the Freedom of Information (Scotland) Act 2002:",
        "review_time": "Section 21(1) gives 20 working days for the outcome.",
        "complaint": "Application under section 47 of the Freedom of Information (Scotland) Act 2002",
        "commissioner": "Scottish Information Commissioner",
        "duty": "Part 1 of the Act",
    },
}
"""What a letter under each law names: FOIA 2000, EIR 2004, FOISA 2002."""
