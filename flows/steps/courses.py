"""The course of every request: its letter, its events, and when an answer was due and came. Derived, never stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from flows.steps.replies import MOVES_DATES
from flows.steps.workspace import Workspace
from schema.calendar import Calendar, Regime, london_day
from schema.event import Event, EventKind, standing
from schema.request import Letter, Message
from storage import computed, ledger, waves
from tracking.deadline import Due, due_in
from tracking.life import Life, live
from tracking.working_days import working_days_between

# What a filed mail means for its request. Clarification, fees, extension and transfer move dates: a person accepts
# them first, and they then stand in the classification as decided.
KINDS: Mapping[str, EventKind] = {
    "acknowledgement": EventKind.ACKNOWLEDGEMENT,
    "auto_reply": EventKind.AUTO_REPLY,
    "bounce": EventKind.LETTER_BOUNCED_HARD,
    "full": EventKind.ANSWERED,
    "partial": EventKind.ANSWERED,
    "refused-cost": EventKind.REFUSED_S12,
    "refused-other": EventKind.REFUSED,
    "not-held": EventKind.NOT_HELD,
    "ncnd": EventKind.NCND,
    "redirected-s21": EventKind.REDIRECTED_S21,
    "clarification": EventKind.CLARIFICATION_REQUESTED,
    "extension": EventKind.PIT_EXTENSION,
    "fees-notice": EventKind.FEES_NOTICE,
    "transfer": EventKind.TRANSFER,
    "internal-review": EventKind.INTERNAL_REVIEW_OUTCOME,
}
_SENT = (EventKind.LETTER_SENT, EventKind.LETTER_DELIVERED)


@dataclass(frozen=True, slots=True)
class Course:
    """One request. ``sent``: ISO time at which the letter went, or "". ``received``: days on which mail came."""

    letter: Letter
    events: tuple[Event, ...]
    sent: str
    life: Life
    due: Due
    received: tuple[date, ...]
    days_late: int | None

    @property
    def replied(self) -> date | None:
        """The day of the reply that ends it."""
        return self.life.final


def courses(conn: Connection, workspace: Workspace, today: date, *, campaign: str = "") -> list[Course]:
    """The course of every letter (of one campaign), by wave and authority."""
    asked = sorted(waves.letters(conn), key=lambda letter: (letter.wave, letter.authority))
    asked = [letter for letter in asked if campaign in ("", letter.campaign)]
    brought = brought_by(computed.rows(conn, Message, state="filed"))
    recorded = _by_request(ledger.events(conn))
    return [
        course(
            letter,
            (*recorded.get((letter.wave, letter.authority), ()), *brought.get(letter.reference, ())),
            workspace.calendar,
            _regime(workspace, letter.authority),
            today,
        )
        for letter in asked
    ]


def course(letter: Letter, events: Sequence[Event], calendar: Calendar, regime: Regime, today: date) -> Course:
    """The course of one request from all its events. ``days_late``: working days, up to the reply or today."""
    standing_now = standing(events)
    sent = min((event.at for event in standing_now if event.kind in _SENT), default="")
    life = live(sent or None, events)
    due = due_in(life, regime, calendar)
    late = working_days_between(due.date, life.final or today, calendar, regime) if due.date else None
    received = tuple(sorted({london_day(e.at) for e in standing_now if "message" in e.payload}))
    return Course(letter, tuple(standing_now), sent, life, due, received, late)


def latest_of_each(asked: Iterable[Course]) -> dict[str, Course]:
    """Authority -> its request of the latest wave; a letter that has not gone yet is older than any that has."""
    in_order = sorted(asked, key=lambda c: (c.sent, c.letter.rendered_at, c.letter.wave))
    return {course.letter.authority: course for course in in_order}


def brought_by(messages: Iterable[Message]) -> dict[str, list[Event]]:
    """Reference -> the events that filed mails brought. Computed like the mails' class, so never in the ledger."""
    found: dict[str, list[Event]] = {}
    for message in messages:
        for target in json.loads(message.filed_to):
            found.setdefault(target["reference"], []).append(event_of(message, target))
    return found


def event_of(message: Message, target: Mapping[str, str]) -> Event:
    """What one mail means for one request: a note until a person has confirmed what moves dates or is not sure."""
    told = json.loads(message.classification)
    decided, sure = told.get("decided"), told.get("sure", True)
    believed = decided or (sure and message.reply_class not in MOVES_DATES)
    kind = KINDS.get(message.reply_class, EventKind.NOTE) if believed else EventKind.NOTE
    if kind is EventKind.LETTER_BOUNCED_HARD and told.get("soft"):
        kind = EventKind.LETTER_BOUNCED_SOFT
    payload = {"message": message.sha256, "class": message.reply_class, "sections": told.get("sections", [])}
    return Event(
        id=f"mail-{message.sha256[:24]}-{target['reference']}",
        at=message.received,
        kind=kind,
        wave=target["wave"],
        authority=target["authority"],
        payload=payload,
        by="classify",
    )


def _by_request(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    found: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        found.setdefault((event.wave, event.authority), []).append(event)
    return found


def _regime(workspace: Workspace, authority: str) -> Regime:
    known = workspace.authorities.get(authority)
    return known.law if known else Regime.FOIA
