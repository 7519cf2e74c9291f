"""The course of every request: its letter, its events, and when an answer was due and came. Derived, never stored."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from flows.steps.workspace import Workspace
from schema.answers import NO_REPLY
from schema.calendar import Calendar, Regime, london_day
from schema.event import Event, EventKind, standing
from schema.league import NOT_SENT, SILENT
from schema.record import Answer, AnswerKind
from schema.request import Letter, Message
from storage import computed, ledger, waves
from tracking.deadline import Due
from tracking.followup import effect, is_follow_up
from tracking.life import Life, live
from tracking.status import Status, status

_WAIT = ("filed", "triage", "held")
_SENT = (EventKind.LETTER_SENT, EventKind.LETTER_DELIVERED)


@dataclass(frozen=True, slots=True)
class Course:
    """One request as at one day. ``sent``: ISO time at which the letter went, or "". ``received``: days on which mail
    came. ``days_late``: working days, up to the reply or that day; None while no date runs. ``waiting``: days on which
    something came that may be theirs and waits for a person, to file it or to say what it is.
    """

    letter: Letter
    events: tuple[Event, ...]
    sent: str
    life: Life
    status: Status
    received: tuple[date, ...]
    waiting: tuple[date, ...] = ()

    @property
    def was_asked(self) -> bool:
        """Its letter has gone, or an answer to it has come: only then does silence say anything."""
        return bool(self.sent or self.received)

    def came(self, answer: Answer | None) -> str:
        """What came to a question: the kind of its answer. Silence is told apart from a reply without this answer, and
        from a letter that nobody has got."""
        if answer is not None and (answer.kind is not AnswerKind.UNANSWERED or answer.reason != NO_REPLY):
            return str(answer.kind)
        return SILENT if self.was_asked else NOT_SENT

    @property
    def due(self) -> Due:
        return self.status.due

    @property
    def days_late(self) -> int | None:
        return self.status.days_late if self.due.date else None

    @property
    def replied(self) -> date | None:
        """The day of the first reply that ends it, by which lateness is judged; more may come after it."""
        return self.life.first_final


def courses(conn: Connection, workspace: Workspace, today: date, *, campaign: str = "") -> list[Course]:
    """The course of every letter (of one campaign), by wave and authority."""
    asked = sorted(waves.letters(conn), key=lambda letter: (letter.wave, letter.authority))
    asked = [letter for letter in asked if campaign in ("", letter.campaign)]
    messages = computed.rows(conn, Message)
    filed = [message for message in messages if message.state == "filed"]
    brought, waits = brought_by(filed), waiting_by(messages)
    recorded = _by_request(ledger.events(conn), _came_back(filed))
    return [
        _with_waiting(
            course(
                letter,
                (*recorded.get((letter.wave, letter.authority), ()), *brought.get(letter.reference, ())),
                workspace.calendar,
                _regime(workspace, letter.authority),
                today,
            ),
            waits.get(letter.reference, ()),
            today,
        )
        for letter in asked
    ]


def course(letter: Letter, events: Sequence[Event], calendar: Calendar, regime: Regime, today: date) -> Course:
    """The course of one request from all its events up to today, in whatever order they were recorded."""
    so_far = tuple(event for event in standing(events) if london_day(event.at) <= today)
    sent = min((event.at for event in so_far if event.kind in _SENT), default="")
    received = tuple(sorted({london_day(event.at) for event in so_far if "message" in event.payload}))
    return Course(
        letter, so_far, sent, live(sent or None, so_far, today), status(so_far, today, calendar, regime), received
    )


def _with_waiting(found: Course, days: Iterable[date], today: date) -> Course:
    """The course with what waits of it: what came since the letter went, while nothing has ended the request."""
    if not found.sent or found.life.final is not None:
        return found
    since = london_day(found.sent)
    return replace(found, waiting=tuple(sorted({day for day in days if since <= day <= today})))


def waiting_by(messages: Iterable[Message]) -> dict[str, list[date]]:
    """Reference -> the days of the mails that wait for a person: to be filed, perhaps to it, or to be understood."""
    found: dict[str, list[date]] = {}
    for message in messages:
        told = json.loads(message.classification)
        understood = told.get("sure") or "copy_of" in told or "letter" in told
        if not message.received or message.state not in _WAIT or (message.state == "filed" and understood):
            continue
        for target in json.loads(message.filed_to if message.state == "filed" else message.candidates):
            found.setdefault(target["reference"], []).append(london_day(message.received))
    return found


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
    counts = told.get("sure") and "copy_of" not in told and "letter" not in told
    kind = EventKind(told["event"]) if counts else EventKind.NOTE
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


def _came_back(messages: Iterable[Message]) -> set[tuple[str, str]]:
    """(name, authority) of the letters after the request that never arrived: they have said nothing to anybody."""
    found = set()
    for message in messages:
        told = json.loads(message.classification)
        if "letter" in told and told["event"] == EventKind.LETTER_BOUNCED_HARD:
            found |= {(told["letter"], target["authority"]) for target in json.loads(message.filed_to)}
    return found


def _by_request(events: Iterable[Event], came_back: Container[tuple[str, str]]) -> dict[tuple[str, str], list[Event]]:
    """The events of each request; a letter that followed counts as what it did there, unless it came back."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if not is_follow_up(event.wave):
            found.setdefault((event.wave, event.authority), []).append(event)
        elif event.kind is EventKind.LETTER_SENT and (event.wave, event.authority) not in came_back:
            meant = effect(event)
            found.setdefault((meant.wave, meant.authority), []).append(meant)
    return found


def _regime(workspace: Workspace, authority: str) -> Regime:
    known = workspace.authorities.get(authority)
    return known.law if known else Regime.FOIA
