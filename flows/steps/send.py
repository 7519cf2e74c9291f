"""Send a wave: each approved letter once, one after the other, with its state on the disk before every step.

The outbox is the only retry. Nothing here is ever called because a mail arrived.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from typing import Protocol

from sqlalchemy import Connection

from config.settings import Settings
from flows.steps.approve import known_wave
from flows.steps.interrupt import held_off
from flows.steps.pacing import brake, held_back
from flows.steps.workspace import Workspace
from schema.calendar import LONDON
from schema.event import EventKind
from schema.request import Letter, Wave
from storage import lease, outbox, waves
from storage.outbox import Entry, State
from storage.transport import Checkpoint, Mail, Reply, Result, Transport
from tracking.pacing import Hours, read_hours

LEASE = "sender"
BY = "sender"
PATIENCE_S = 60.0
"""How long one run waits for letters that the server put off; what takes longer waits for the next run."""
TRIES = 3
"""How often one run tries the same letter, and how often in a row a server may turn it away before it gives up."""
LONGEST_WAIT = timedelta(hours=4)


class Progress(Protocol):
    """Called with what has just been done."""

    def __call__(self, step: str, done: int = 1) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """``interval_s``: pause between two letters. ``retry_wait_s``: least wait after a temporary failure, doubled each
    time. ``an_hour``: most letters in one hour (0: no limit). ``hours``: when letters go. ``sleep``: how to wait.
    """

    interval_s: float = 0.0
    retry_wait_s: float = 900.0
    an_hour: int = 0
    hours: Hours | None = None
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def configured(cls, settings: Settings) -> Pace:
        return cls(
            settings.number("ROUNDROBIN_SEND_INTERVAL_S"),
            settings.number("ROUNDROBIN_RETRY_WAIT_S"),
            settings.whole("ROUNDROBIN_LETTERS_AN_HOUR"),
            read_hours(settings.text("ROUNDROBIN_WORKING_HOURS")),
        )

    def put_off(self, times: int) -> timedelta:
        """How long a letter rests that has been put off so many times in a row."""
        longest = LONGEST_WAIT.total_seconds()
        return timedelta(seconds=max(self.retry_wait_s, min(self.retry_wait_s * 2 ** (times - 1), longest)))


@dataclass(frozen=True, slots=True)
class Blocked:
    """A letter that may not go, and why, in words that say what to do."""

    letter: Letter
    why: str


@dataclass(frozen=True, slots=True)
class Resting:
    """A letter that the server put off with ``words``; it is not tried again before ``until``."""

    letter: Letter
    until: datetime
    words: str


@dataclass(frozen=True, slots=True)
class SendReport:
    """What one run did. ``entries``: every letter of the wave as it stands now; ``sent``: how many went in this run.

    ``ready``: what a dry run would send, ``resting`` those of it that must wait. ``stopped``: why the run ended early,
    or "".
    """

    wave: Wave
    entries: tuple[Entry, ...] = ()
    ready: tuple[Letter, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    resting: tuple[Resting, ...] = ()
    sent: int = 0
    stopped: str = ""

    def of(self, state: State) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.state is state)

    @property
    def doubts(self) -> tuple[Entry, ...]:
        """Letters of which nobody knows whether they were sent."""
        return self.of(State.IN_DOUBT)

    @property
    def failures(self) -> tuple[Entry, ...]:
        """Letters that the server refused for good."""
        return self.of(State.FAILED)

    @property
    def waits(self) -> bool:
        """True when anything is left to be done by a person or by a later run."""
        done = (State.SENT, State.CANCELLED)
        return bool(self.blocked or self.stopped) or any(entry.state not in done for entry in self.entries)


@dataclass(slots=True)
class _Run:
    """What a run remembers between two letters."""

    tries: dict[str, int] = field(default_factory=dict)
    patience_s: float = PATIENCE_S
    turned_away: int = 0
    sent: int = 0
    stopped: str = ""


def due_waves(workspace: Workspace, now: datetime) -> list[str]:
    """The waves that have a day of sending which has come, and approved letters still to go."""
    today = _today(now)
    with workspace.database.reading() as conn:
        planned = [wave for wave in waves.waves(conn) if wave.send_on and wave.send_on <= today]
        return [w.wave for w in planned if any(e.state is State.QUEUED for e in outbox.entries(conn, wave=w.wave))]


def send_wave(
    workspace: Workspace,
    name: str,
    transport: Transport,
    now: Callable[[], datetime],
    *,
    pace: Pace | None = None,
    progress: Progress = lambda step, done=1: None,
    checkpoint: Checkpoint = lambda point: None,
) -> SendReport:
    """Send what is approved and due.

    Killed at any moment and run again it goes on where it was: nothing is lost and nothing sent twice. UserError for
    an unknown wave, or when another process is sending.
    """

    rules = pace or Pace()

    def look(moment: datetime) -> SendReport:
        return dry_run(workspace, name, moment, rules)

    return send_letters(workspace, name, look, transport, now, rules, progress, checkpoint)


def send_letters(
    workspace: Workspace,
    wave: str,
    look: Callable[[datetime], SendReport],
    transport: Transport,
    now: Callable[[], datetime],
    pace: Pace,
    progress: Progress,
    checkpoint: Checkpoint,
) -> SendReport:
    """Send what ``look`` says is ready, looking again before each round. UserError when another process is sending."""
    look(now())
    with lease.held(workspace.database, LEASE, "sending letters") as me:
        run = _Sender(workspace, wave, look, transport, now, pace, progress, checkpoint).run(me)
    return replace(look(now()), sent=run.sent, stopped=run.stopped, ready=())


def dry_run(workspace: Workspace, name: str, now: datetime, pace: Pace | None = None) -> SendReport:
    """How the wave stands and what `send_wave` would send now. Touches nothing. UserError for an unknown wave."""
    with workspace.database.reading() as conn:
        wave = known_wave(conn, name)
        entries = outbox.entries(conn, wave=name)
        blocked = [b for entry in entries if (b := why_blocked(workspace, wave, entry, now))]
        return paced(conn, workspace, report_of(wave, entries, blocked), now, pace or Pace())


def paced(conn: Connection, workspace: Workspace, report: SendReport, now: datetime, pace: Pace) -> SendReport:
    """The report with what may not go yet held back: by a pause, the working hours, or the letters an hour."""
    ready = list(report.ready)
    later, why = held_back(conn, workspace, report.wave.wave, ready, now, pace.an_hour, pace.hours)
    blocked = (*report.blocked, *(Blocked(letter, why) for letter in later))
    resting = tuple(
        Resting(e.letter, until, e.words) for e in report.of(State.QUEUED) if (until := _until(e, pace)) and until > now
    )
    return replace(report_of(report.wave, report.entries, blocked), resting=resting)


def _until(entry: Entry, pace: Pace) -> datetime | None:
    """When a letter that the server put off may be tried again; None for one that was not put off."""
    return datetime.fromisoformat(entry.since) + pace.put_off(entry.deferred) if entry.deferred else None


def report_of(wave: Wave, entries: Sequence[Entry], blocked: Sequence[Blocked]) -> SendReport:
    """What is ready: queued, and not blocked."""
    held = {b.letter.message_id for b in blocked}
    ready = [e.letter for e in entries if e.state is State.QUEUED and e.letter.message_id not in held]
    return SendReport(wave, tuple(entries), tuple(ready), tuple(blocked))


def why_blocked(workspace: Workspace, wave: Wave, entry: Entry, now: datetime) -> Blocked | None:
    """Why an unsent letter may not go now, or None."""
    letter = entry.letter
    if entry.state not in (State.PLANNED, State.QUEUED):
        return None
    authority = workspace.authorities.get(letter.authority)
    if authority is None or authority.foi_email != letter.recipient:
        address = authority.foi_email if authority else ""
        why = f"its address is now {address or 'unknown'}: cancel the wave, or plan another for this authority"
        return Blocked(letter, why)
    if not authority.may_be_written_to:
        return Blocked(
            letter, f"its address is {authority.email_status}: check it and write `confirmed` in addresses.csv"
        )
    if entry.state is State.PLANNED:
        return Blocked(letter, f"nobody has approved it: `roundrobin wave approve {wave.wave} --by NAME`")
    if wave.send_on > _today(now):
        return Blocked(letter, f"the wave is to go on {wave.send_on}")
    return None


def _today(now: datetime) -> str:
    return now.astimezone(LONDON).date().isoformat()


@dataclass(frozen=True, slots=True)
class _Sender:
    """Everything that one run needs, handed in."""

    workspace: Workspace
    wave: str
    look: Callable[[datetime], SendReport]
    transport: Transport
    now: Callable[[], datetime]
    pace: Pace
    progress: Progress
    checkpoint: Checkpoint

    def run(self, me: lease.Holder) -> _Run:
        """Rounds over what is ready, until nothing is, or the server wants to be left alone."""
        run, first = _Run(), True
        while ready := self._ready(run):
            for letter in ready:
                if not first:
                    self.pace.sleep(self.pace.interval_s)
                first = False
                if brake(self.workspace, self.wave, self.now(), self.pace.hours):
                    return run
                self._note(letter, self._send(letter, me), run)
                if run.stopped:
                    return run
        return run

    def _ready(self, run: _Run) -> list[Letter]:
        """The letters to try next; rests once, when the only ones left are short of their time."""
        report = self.look(self.now())
        allowed = {letter.message_id for letter in report.ready}
        queued = [e for e in report.of(State.QUEUED) if e.letter.message_id in allowed]
        queued = [e for e in queued if run.tries.get(e.letter.message_id, 0) < TRIES]
        waits = {e.letter.message_id: self._wait(e) for e in queued}
        shortest = min(waits.values(), default=0.0)
        if shortest > run.patience_s:
            return []
        if shortest > 0:
            self.progress(f"resting {shortest:.0f} s, as the server asked", 0)
            self.pace.sleep(shortest)
            run.patience_s -= shortest
        return [e.letter for e in queued if waits[e.letter.message_id] <= shortest]

    def _wait(self, entry: Entry) -> float:
        """Seconds until a letter that was put off may be tried again."""
        until = _until(entry, self.pace)
        if until is None:
            return 0.0
        return max(0.0, min(until - self.now(), self.pace.put_off(entry.deferred)).total_seconds())

    def _send(self, letter: Letter, me: lease.Holder) -> Reply:
        """One attempt. Its result is on the disk when this returns."""
        mail = self._mail(letter)
        marked = False

        def mark() -> None:
            nonlocal marked
            hold_off()
            with self.workspace.database.writing(durable=True) as conn:
                lease.renew(conn, LEASE, me)
                outbox.move(conn, letter, EventKind.LETTER_IN_DOUBT, at=self._at(), by=BY)
            marked = True

        self.checkpoint("row")
        with held_off() as hold_off, self.transport.deliver(mail, mark, self.checkpoint) as reply:
            self._settle(letter, reply, marked)
            self.checkpoint("commit")
        return reply

    def _settle(self, letter: Letter, reply: Reply, marked: bool) -> None:
        """Record what the reply means. A letter whose fate is unknown stays in doubt; one never begun stays queued."""
        kind = {Result.SENT: EventKind.LETTER_SENT, Result.REFUSED: EventKind.LETTER_FAILED}.get(reply.result)
        if kind is None and (reply.result is Result.UNKNOWN or (reply.result is Result.STOP and not marked)):
            return
        put_off = kind is None and reply.result is not Result.STOP
        with self.workspace.database.writing(durable=True) as conn:
            outbox.move(
                conn,
                letter,
                kind or EventKind.LETTER_QUEUED,
                at=self._at(),
                by=BY,
                words=reply.words,
                put_off=put_off,
            )

    def _note(self, letter: Letter, reply: Reply, run: _Run) -> None:
        """Remember what the reply means for the run, and say it."""
        run.tries[letter.message_id] = run.tries.get(letter.message_id, 0) + 1
        run.sent += reply.result is Result.SENT
        run.turned_away = 0 if reply.reached else run.turned_away + 1
        self.progress(f"{letter.authority}: {reply.result} ({reply.words})", int(reply.result is Result.SENT))
        if reply.result is Result.STOP:
            run.stopped = reply.words
        elif run.turned_away >= TRIES:
            run.stopped = f"the mail server turned us away {TRIES} times in a row ({reply.words})"
        elif reply.result is Result.PAUSE:
            self._pause(reply, run)

    def _pause(self, reply: Reply, run: _Run) -> None:
        """A server that says 421 is left alone for a while, or until the next run."""
        wait = self.pace.retry_wait_s
        if wait > run.patience_s:
            run.stopped = f"the mail server wants a pause ({reply.words}); run the same command again later"
            return
        run.patience_s -= wait
        self.pace.sleep(wait)

    def _mail(self, letter: Letter) -> Mail:
        """Envelope and bytes as they were approved; the store checks their hash."""
        content = self.workspace.documents.get(letter.sha256)
        sender = parseaddr(str(BytesHeaderParser().parsebytes(content)["From"]))[1]
        return Mail((letter.wave, letter.authority), sender, letter.recipient, content)

    def _at(self) -> str:
        return self.now().isoformat()
