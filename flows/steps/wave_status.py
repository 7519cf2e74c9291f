"""Where each request of a wave stands: letter, clock and reply, in one sentence each. Derived, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flows.steps.approve import known_wave
from flows.steps.courses import Course, courses
from flows.steps.workspace import Workspace
from schema.calendar import LONDON
from storage import outbox
from storage.outbox import Entry, State
from tracking.working_days import spoken

UNSENT = {
    State.PLANNED: "Written, not approved.",
    State.QUEUED: "Approved, not sent.",
    State.IN_DOUBT: "Unknown whether sent: look in the Sent folder, then `roundrobin outbox resolve`.",
    State.FAILED: "Refused by the mail server.",
    State.CANCELLED: "Cancelled.",
}


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """One request. ``state``: of its letter; ``clock``: the clock axis of law.md; dates are ISO, "" for none.

    ``waits``: a person, or a later run, has something to do.
    """

    wave: str
    authority: str
    reference: str
    recipient: str
    state: str
    clock: str
    sent: str
    due: str
    replied: str
    days_late: int | None
    sentence: str
    waits: bool


def wave_status(workspace: Workspace, name: str, now: datetime) -> list[RequestStatus]:
    """Every request of the wave, by authority. UserError for an unknown wave."""
    today = now.astimezone(LONDON).date()
    with workspace.database.reading() as conn:
        wave = known_wave(conn, name)
        entries = {entry.letter.authority: entry for entry in outbox.entries(conn, wave=name)}
        found = courses(conn, workspace, today, campaign=wave.campaign)
    return [_status(entries[c.letter.authority], c, today) for c in found if c.letter.wave == name]


def _status(entry: Entry, course: Course, today: date) -> RequestStatus:
    letter, due = course.letter, course.due.date
    overdue = entry.state is State.SENT and not course.replied and due is not None and today > due
    return RequestStatus(
        wave=letter.wave,
        authority=letter.authority,
        reference=letter.reference,
        recipient=letter.recipient,
        state=str(entry.state),
        clock=str(course.life.clock),
        sent=course.sent,
        due=due.isoformat() if due else "",
        replied=course.replied.isoformat() if course.replied else "",
        days_late=course.days_late,
        sentence=_sentence(entry, course, today),
        waits=overdue or entry.state not in (State.SENT, State.CANCELLED) or course.life.question_open is not None,
    )


def _sentence(entry: Entry, course: Course, today: date) -> str:
    if entry.state is not State.SENT:
        said = f" The server said: {entry.words}" if entry.words and entry.state is not State.CANCELLED else ""
        return UNSENT[entry.state] + said
    late = f", {course.days_late} working days late" if course.days_late else ""
    if course.replied:
        return f"Replied {spoken(course.replied)}{late}."
    if course.due.date is None:
        return f"{course.due.result}."
    return (
        f"Overdue since {spoken(course.due.date)}{late}."
        if today > course.due.date
        else f"Due {spoken(course.due.date)}."
    )
