"""Following up: what is due is listed and drafted, a person approves, and it goes through the outbox as all letters do.

At most one letter of a stage for what gave rise to it, a ceiling a day, and none that the course of the request has
overtaken. Nothing here is ever called because a mail arrived.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import format_datetime
from itertools import groupby

from sqlalchemy import Connection

from flows.steps.approve import known_wave
from flows.steps.courses import Course, courses
from flows.steps.followup_letters import Said, in_words, written
from flows.steps.held import Held, held_documents
from flows.steps.holidays import keep_calendar
from flows.steps.plan import Asker
from flows.steps.send import Blocked, Pace, Progress, SendReport, paced, report_of, send_letters, why_blocked
from flows.steps.workspace import Workspace
from schema.authority import Authority
from schema.calendar import LONDON, Regime, london_day
from schema.errors import UserError
from schema.event import Event, EventKind
from schema.request import Letter, Message, Wave
from storage import computed, followups, ledger, outbox
from storage.outbox import Entry, State
from storage.transport import Checkpoint, Transport
from tracking import letter as letters
from tracking import reference
from tracking.followup import FollowUp, Stage, follow_up_due, notice


@dataclass(frozen=True, slots=True)
class Waiting:
    """One follow-up. ``state``: due (nothing is written yet), or how far its letter has got; drafted: not approved."""

    wave: str
    authority: str
    stage: str
    since: str
    state: str
    why: str
    name: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """``made``: letters written now. ``wants``: (authority, what the person must say first)."""

    made: tuple[Letter, ...] = ()
    wants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Due:
    course: Course
    found: FollowUp
    authority: Authority
    force_reference: str = ""
    held: tuple[Held, ...] = ()

    @property
    def name(self) -> str:
        return self.found.wave_of(self.course.letter.wave)


def listed(workspace: Workspace, now: datetime, wave: str = "") -> list[Waiting]:
    """What is due and what has been written, of one wave or of all; UserError for an unknown wave."""
    keep_calendar(workspace, now)
    with workspace.database.reading() as conn:
        due = _due(conn, workspace, now, wave)
        entries = outbox.entries_of(conn, followups.letters(conn, wave))
    known = {(e.letter.wave, e.letter.authority) for e in entries}
    new = [_row(d.course.letter.authority, d.name, "due", d.found.why) for d in due if _key(d) not in known]
    return new + [_written(entry) for entry in entries]


def _key(due: _Due) -> tuple[str, str]:
    return due.name, due.course.letter.authority


def _written(entry: Entry) -> Waiting:
    state = "drafted" if entry.state is State.PLANNED else str(entry.state)
    return _row(entry.letter.authority, entry.letter.wave, state, entry.words, entry.letter.subject)


def _row(authority: str, name: str, state: str, why: str, subject: str = "") -> Waiting:
    wave, stage, since = name.split("/")
    return Waiting(wave, authority, stage, since, state, why, name, subject)


def _due(conn: Connection, workspace: Workspace, now: datetime, wave: str) -> list[_Due]:
    """The follow-ups that the courses of the requests call for today."""
    today = now.astimezone(LONDON).date()
    campaign = known_wave(conn, wave).campaign if wave else ""
    references, held = _force_references(conn), held_documents(conn)
    found = []
    for course in courses(conn, workspace, today, campaign=campaign):
        authority = workspace.authorities.get(course.letter.authority)
        if authority is None or wave not in ("", course.letter.wave):
            continue
        theirs = references.get(course.letter.reference, "")
        if due := _follow_up(workspace, course, authority.law, today):
            found.append(_Due(course, due, authority, theirs))
        for day, sealed in groupby(held.get(course.letter.reference, ()), key=lambda one: one.day):
            of_day = tuple(sealed)
            found.append(_Due(course, notice(day, len(of_day)), authority, theirs, of_day))
    return found


def _follow_up(workspace: Workspace, course: Course, law: Regime, today: date) -> FollowUp | None:
    life, waiting = course.life, course.waiting
    return follow_up_due(course.events, life, course.status, today, workspace.calendar, law, waiting)


def _force_references(conn: Connection) -> dict[str, str]:
    """Our reference -> the authority's own, as its latest letter gives it."""
    found: dict[str, str] = {}
    for message in sorted(computed.rows(conn, Message, state="filed"), key=lambda m: m.received):
        theirs = str(json.loads(message.classification).get("force_reference", ""))
        found |= {target["reference"]: theirs for target in json.loads(message.filed_to) if theirs}
    return found


# drafting


def draft(
    workspace: Workspace,
    wave: str,
    asker: Asker,
    now: datetime,
    *,
    stage: str = "",
    only: Sequence[str] = (),
    said: Said | None = None,
    again: bool = False,
    token: Callable[[], str] = lambda: secrets.token_hex(6),
) -> Drafted:
    """Write the letters that are due in a wave (of one ``stage``, to ``only`` these), for a person to read.

    One that is written is left as it is; ``again`` writes it anew while nobody has approved it. What only a person
    can say is asked for and not made up. UserError for an unknown wave.
    """
    words = said or Said()
    keep_calendar(workspace, now)
    made, wants = [], []
    with workspace.database.writing(durable=True) as conn:
        known = {(e.letter.wave, e.letter.authority): e for e in outbox.entries_of(conn, followups.letters(conn, wave))}
        for due in _due(conn, workspace, now, wave):
            if not _chosen(due, stage, only, known.get(_key(due)), again):
                continue
            if missing := _missing(due, words, stage):
                wants.append((due.authority.id, missing))
                continue
            letter = _letter(workspace, due, asker, now, words, token())
            followups.add(conn, letter, at=now.isoformat(), by=asker.name)
            made.append(letter)
    return Drafted(tuple(made), tuple(wants))


def _chosen(due: _Due, stage: str, only: Sequence[str], known: Entry | None, again: bool) -> bool:
    fits = due.found.stage in (stage or due.found.stage,) and (not only or due.authority.id in only)
    new = known is None or (again and known.state is State.PLANNED)
    return fits and new


def _missing(due: _Due, said: Said, asked: str) -> str:
    """What the person has to say before this letter can be written; "" for nothing. ``asked``: the stage named."""
    stage = due.found.stage
    if stage is Stage.DISCLOSURE_NOTICE and not asked and not all(one.kept_out for one in due.held):
        return "whether the held document stays held (`roundrobin review`), or --stage disclosure_notice"
    if stage is Stage.CLARIFICATION_REPLY and not said.points:
        return 'what you answer: --answer "THEIR QUESTION :: YOUR ANSWER"'
    if stage is Stage.COMPLAINT:
        return "a complaint goes to the Commissioner: `roundrobin followup complaint` makes its papers"
    return ""


def _letter(workspace: Workspace, due: _Due, asker: Asker, now: datetime, said: Said, token: str) -> Letter:
    first, stage = due.course.letter, due.found.stage
    more = {"files": [_sealed(one) for one in due.held]} if stage is Stage.DISCLOSURE_NOTICE else {}
    text = written(workspace, stage, due.course, due.authority, due.force_reference, asker, said, **more)
    host = asker.address.rpartition("@")[2]
    mark = reference.mint_message_id(f"{first.wave}-{stage}", first.authority, token, host)
    content = letters.compose(
        letters.Outgoing(
            letter=text,
            sender=asker.address,
            recipient=due.authority.foi_email,
            message_id=mark,
            date=format_datetime(now),
            reply_to=reference.plus_address(asker.address, first.reference) if asker.plus_address else "",
            in_reply_to=first.message_id,
        )
    )
    return first.model_copy(
        update={
            "wave": due.name,
            "message_id": mark,
            "recipient": due.authority.foi_email,
            "recipient_status": str(due.authority.email_status),
            "subject": text.subject,
            "sha256": workspace.documents.put(content),
            "rendered_at": now.isoformat(timespec="seconds"),
        }
    )


def _sealed(one: Held) -> dict[str, str]:
    """A held document as the notice names it: never with anything that is hidden in it."""
    sealed = datetime.fromisoformat(one.sealed).astimezone(LONDON)
    return {
        "name": one.name,
        "received_on": in_words(one.day),
        "where": one.where,
        "sealed_at": f"{sealed:%H:%M} on {in_words(sealed.date())}",
    }


# approving and sending


def drafted_letters(workspace: Workspace, wave: str, only: Sequence[str] = ()) -> list[Letter]:
    """The drafted letters of a wave, to be read before they are approved."""
    with workspace.database.reading() as conn:
        known_wave(conn, wave)
        return [x for x in followups.letters(conn, wave) if not only or x.authority in only]


def approve(
    workspace: Workspace, wave: str, by: str, now: datetime, *, stage: str = "", only: Sequence[str] = ()
) -> tuple[int, str]:
    """Record that ``by`` approved the drafts exactly as they are, and queue them: (how many, SHA-256 over all)."""
    if not by.strip():
        raise UserError("Nobody is named as approving.", where="--by", todo="Give the name of who read them.")
    with workspace.database.writing(durable=True) as conn:
        known_wave(conn, wave)
        drafted = [x for x in followups.letters(conn, wave) if _of(x, stage) and (not only or x.authority in only)]
        open_drafts = [e.letter for e in outbox.entries_of(conn, drafted) if e.state is State.PLANNED]
        if not open_drafts:
            raise UserError("There is no draft to approve.", todo=f"Write them: roundrobin followup draft {wave}")
        for letter in open_drafts:
            workspace.documents.get(letter.sha256)
        seal = outbox.seal(open_drafts)
        return outbox.approve(conn, open_drafts, at=now.isoformat(), by=by.strip(), seal=seal), seal


def _of(letter: Letter, stage: str) -> bool:
    return stage in ("", letter.wave.split("/")[1])


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds back the sending of follow-ups. ``a_day``: how many may go on one day, over all waves."""

    a_day: int = 50
    pace: Pace = field(default_factory=Pace)


def dry_run(workspace: Workspace, wave: str, now: datetime, limits: Limits) -> SendReport:
    """How the follow-ups of a wave stand, and which would go now. Touches nothing."""
    with workspace.database.reading() as conn:
        known = known_wave(conn, wave)
        entries = outbox.entries_of(conn, followups.letters(conn, wave))
        gone = _gone_today(conn, now)
        due = {_key(d) for d in _due(conn, workspace, now, wave)}
    blocked = [b for entry in entries if (b := _why_blocked(workspace, known, entry, now, due))]
    held = {b.letter.message_id for b in blocked}
    free = [e.letter for e in entries if e.state is State.QUEUED and e.letter.message_id not in held]
    why = f"{limits.a_day} follow-ups have gone or are to go today; the rest may go tomorrow"
    blocked += [Blocked(letter, why) for letter in free[max(0, limits.a_day - gone) :]]
    with workspace.database.reading() as conn:
        return paced(conn, workspace, report_of(known, entries, blocked), now, limits.pace)


def _why_blocked(
    workspace: Workspace, wave: Wave, entry: Entry, now: datetime, due: Iterable[tuple[str, str]]
) -> Blocked | None:
    if entry.state is State.PLANNED:
        return Blocked(entry.letter, f"nobody has approved it: `roundrobin followup approve {wave.wave} --by NAME`")
    if entry.state is State.QUEUED and (entry.letter.wave, entry.letter.authority) not in due:
        moved = "the request has moved on since it was written, or what came since waits for a person"
        return Blocked(entry.letter, f"it is no longer called for: {moved}")
    return why_blocked(workspace, wave.model_copy(update={"send_on": ""}), entry, now)


def _gone_today(conn: Connection, now: datetime) -> int:
    """Follow-ups that went, or may have gone, today, of all waves."""
    today = now.astimezone(LONDON).date()
    states = Counter(
        entry.state
        for entry in outbox.entries_of(conn, followups.letters(conn))
        if entry.since and london_day(entry.since) == today
    )
    return states[State.SENT] + states[State.IN_DOUBT]


def send(
    workspace: Workspace,
    wave: str,
    transport: Transport,
    now: Callable[[], datetime],
    limits: Limits,
    *,
    progress: Progress = lambda step, done=1: None,
    checkpoint: Checkpoint = lambda point: None,
) -> SendReport:
    """Send the approved follow-ups of a wave that are still called for, each once, up to the day's ceiling."""

    def look(moment: datetime) -> SendReport:
        return dry_run(workspace, wave, moment, limits)

    return send_letters(workspace, wave, look, transport, now, limits.pace, progress, checkpoint)


def record_complaint(workspace: Workspace, wave: str, authority: str, by: str, now: datetime) -> None:
    """Record that a person put the complaint to the Commissioner. UserError when nobody is named."""
    if not by.strip():
        raise UserError("Nobody is named as complaining.", where="--by", todo="Give a name.")
    with workspace.database.writing(durable=True) as conn:
        campaign = known_wave(conn, wave).campaign
        kind = EventKind.ICO_COMPLAINT
        ledger.append(conn, [Event(ledger.new_id(), now.isoformat(), kind, campaign, wave, authority, {}, by.strip())])
