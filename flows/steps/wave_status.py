"""Where each request of a wave stands: its four axes and one sentence. Derived, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from flows.steps.approve import known_wave
from flows.steps.courses import Course, courses
from flows.steps.held import Held, held_documents
from flows.steps.holidays import keep_calendar
from flows.steps.workspace import Workspace
from schema.calendar import LONDON, Regime
from schema.record import Answer
from storage import computed, outbox
from storage.outbox import Entry, State
from storage.tables import Heartbeat, table
from tracking.status import Status, status, waiting_words


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """One request. ``state``: of its letter in the outbox; then the four axes of law.md, an answer per question, the
    dates (ISO, "" for none), the sentence, and what a person should look at.

    ``waits``: a person, or a later run, has something to do.
    """

    wave: str
    authority: str
    reference: str
    recipient: str
    state: str
    delivery: str
    clock: str
    correspondence: str
    challenge: str
    answers: Mapping[str, str]
    sent: str
    due: str
    replied: str
    days_late: int
    sentence: str
    alarms: Sequence[str]
    waits: bool


def wave_status(
    workspace: Workspace, name: str, now: datetime, known: Sequence[Course] | None = None
) -> list[RequestStatus]:
    """Every request of the wave, by authority. ``known``: the courses of its campaign, where they are known already.

    UserError for an unknown wave.
    """
    keep_calendar(workspace, now)
    today = now.astimezone(LONDON).date()
    with workspace.database.reading() as conn:
        wave = known_wave(conn, name)
        entries = {entry.letter.authority: entry for entry in outbox.entries(conn, wave=name)}
        asked_all = courses(conn, workspace, today, campaign=wave.campaign) if known is None else known
        found = [course for course in asked_all if course.letter.wave == name]
        held = held_documents(conn)
        given = answers_of(computed.rows(conn, Answer, campaign=wave.campaign, wave=name))
    asked = [question.id for question in workspace.campaign(wave.campaign).questions]
    return [
        _status(
            workspace,
            entries[c.letter.authority],
            c,
            today,
            asked,
            given.get(c.letter.authority, {}),
            held.get(c.letter.reference, ()),
        )
        for c in found
    ]


def last_beat(workspace: Workspace) -> str:
    """When a schedule of this workspace last gave a sign of life, as an ISO time; "" when none ever ran."""
    heartbeat = table(Heartbeat)
    with workspace.database.reading() as conn:
        return max((str(at) for at in conn.scalars(select(heartbeat.c.at))), default="")


def answers_of(answers: Iterable[Answer]) -> dict[str, dict[str, str]]:
    """Authority -> question -> what it said to it, as consolidated."""
    found: dict[str, dict[str, str]] = {}
    for answer in answers:
        found.setdefault(answer.authority, {})[answer.question] = str(answer.kind)
    return found


def _status(
    workspace: Workspace,
    entry: Entry,
    course: Course,
    today: date,
    questions: Sequence[str],
    given: Mapping[str, str],
    held: Sequence[Held],
) -> RequestStatus:
    letter, known = course.letter, workspace.authorities.get(course.letter.authority)
    regime = known.law if known else Regime.FOIA
    stands = status(course.events, today, workspace.calendar, regime, questions)
    return RequestStatus(
        wave=letter.wave,
        authority=letter.authority,
        reference=letter.reference,
        recipient=letter.recipient,
        state=str(entry.state),
        delivery=str(stands.delivery),
        clock=str(stands.clock),
        correspondence=str(stands.correspondence),
        challenge=str(stands.challenge),
        answers={**stands.answers, **given},
        sent=course.sent,
        due=stands.due.date.isoformat() if stands.due.date else "",
        replied=course.replied.isoformat() if course.replied else "",
        days_late=stands.days_late,
        sentence=_sentence(entry, stands, waiting_words(course.waiting, today)),
        alarms=(*stands.alarms, *(f"{one.name} is held: data is hidden in it" for one in held)),
        waits=_waits(entry, stands) or bool(held),
    )


def _sentence(entry: Entry, stands: Status, waiting: str) -> str:
    """Why it stands so; for a letter that has not gone, with the words of the server or the person. ``waiting``: what
    of theirs waits."""
    unsent = entry.state in (State.QUEUED, State.IN_DOUBT, State.FAILED)
    words = f" ({entry.words})" if unsent and entry.words else ""
    return f"{stands.why[:1].upper()}{stands.why[1:]}{words}{waiting}."


def _waits(entry: Entry, stands: Status) -> bool:
    if entry.state is State.CANCELLED:
        return False
    return entry.state is not State.SENT or stands.overdue or bool(stands.alarms) or stands.clock.startswith("paused")
