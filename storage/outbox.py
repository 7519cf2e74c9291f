"""The outbox: how far each letter has got, derived from the ledger, and the only way to move it on.

queued -> in_doubt -> sent | failed | queued. ``in_doubt`` is on the disk before the final dot is sent: everything
earlier may be tried again by itself, nothing later ever is. A person, or a record of the server, settles a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from schema.errors import UserError
from schema.event import Event, EventKind
from schema.request import Letter
from storage import ledger, waves


class State(StrEnum):
    """``planned``: nobody has approved it yet. The outbox proper holds what was approved and not cancelled."""

    PLANNED = "planned"
    QUEUED = "queued"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATES = {
    EventKind.LETTER_QUEUED: State.QUEUED,
    EventKind.LETTER_IN_DOUBT: State.IN_DOUBT,
    EventKind.LETTER_SENT: State.SENT,
    EventKind.LETTER_RESENT: State.SENT,
    EventKind.LETTER_FAILED: State.FAILED,
    EventKind.LETTER_CANCELLED: State.CANCELLED,
}
MOVES = {
    State.PLANNED: {State.QUEUED, State.CANCELLED},
    State.QUEUED: {State.QUEUED, State.IN_DOUBT, State.FAILED, State.CANCELLED},
    State.IN_DOUBT: {State.QUEUED, State.SENT, State.FAILED},
    State.FAILED: {State.QUEUED, State.CANCELLED},
    State.SENT: set(),
    State.CANCELLED: set(),
}
"""What may become of a letter in each state. Nothing leads out of ``sent``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One letter and how far it has got.

    ``since``: ISO time of the last step; ``words``: what was said then (by the server, or by a person).
    ``deferred``: how often in a row the server has put it off.
    """

    letter: Letter
    state: State = State.PLANNED
    since: str = ""
    words: str = ""
    deferred: int = 0
    approved_by: str = ""


def entries(conn: Connection, **filters: object) -> list[Entry]:
    """Every letter of a wave with its state, by wave and authority, narrowed by any field of a letter."""
    return entries_of(conn, waves.letters(conn, **filters))


def entries_of(conn: Connection, letters: Iterable[Letter]) -> list[Entry]:
    """These letters with their states. They need not be those of a wave: follow-ups go the same way."""
    chosen = list(letters)
    found = ledger.events(conn, kind=[EventKind.LETTER_APPROVED, *STATES], **_by_wave(chosen))
    events: dict[tuple[str, str], list[Event]] = {}
    for event in found:
        events.setdefault((event.wave, event.authority), []).append(event)
    return [fold(letter, events.get((letter.wave, letter.authority), ())) for letter in chosen]


def fold(letter: Letter, events: Iterable[Event]) -> Entry:
    """How far a letter has got, from its events in the order in which they were recorded.

    A retraction plays no part here: what a server was told cannot be taken back, and only `move` moves a letter.
    """
    entry = Entry(letter)
    for event in events:
        if event.kind is EventKind.LETTER_APPROVED:
            entry = Entry(letter, entry.state, entry.since, entry.words, entry.deferred, event.by)
        elif state := STATES.get(event.kind):
            put_off = event.payload.get("put_off", False)
            deferred = entry.deferred + 1 if put_off else entry.deferred if state is State.IN_DOUBT else 0
            words = str(event.payload.get("words", ""))
            entry = Entry(letter, state, event.at, words, deferred, entry.approved_by)
    return entry


def approve(conn: Connection, letters: Iterable[Letter], *, at: str, by: str, seal: str) -> int:
    """Record that ``by`` approved these letters as they are, and queue them. ``seal``: hash over all of them."""
    count = 0
    for letter in letters:
        if _entry(conn, letter).state is State.PLANNED:
            approval = {"sha256": letter.sha256, "seal": seal}
            ledger.append(conn, [_event(letter, EventKind.LETTER_APPROVED, at, by, **approval)])
            move(conn, letter, EventKind.LETTER_QUEUED, at=at, by=by)
            count += 1
    return count


def move(
    conn: Connection, letter: Letter, kind: EventKind, *, at: str, by: str, words: str = "", put_off: bool = False
) -> None:
    """Record the next step of a letter, later than its last one. UserError when its present state does not allow it.

    Within a writing transaction, so that of two processes only one takes a letter out of the queue.
    """
    entry, to = _entry(conn, letter), STATES[kind]
    if to not in MOVES[entry.state]:
        raise UserError(
            f"The letter to {letter.authority} is {entry.state.replace('_', ' ')} and cannot become "
            f"{to.replace('_', ' ')}.",
            where=f"wave {letter.wave}",
            todo="See `roundrobin outbox list`.",
        )
    said = {"words": words} if words else {}
    later = _after(entry.since, at)
    ledger.append(conn, [_event(letter, kind, later, by, **said, **({"put_off": True} if put_off else {}))])


def _after(last: str, at: str) -> str:
    """``at``, or a microsecond past the last step when the clock stood still or went back: states follow from order."""
    if not last:
        return at
    earliest = datetime.fromisoformat(last) + timedelta(microseconds=1)
    return max(datetime.fromisoformat(at), earliest).isoformat()


def seal(letters: Iterable[Letter]) -> str:
    """One SHA-256 over the letters of a wave, whatever their order: what a person approves."""
    from hashlib import sha256

    lines = sorted(f"{letter.authority} {letter.recipient} {letter.sha256}\n" for letter in letters)
    return sha256("".join(lines).encode()).hexdigest()


def _entry(conn: Connection, letter: Letter) -> Entry:
    return entries_of(conn, [letter])[0]


def _event(letter: Letter, kind: EventKind, at: str, by: str, **payload: object) -> Event:
    return Event(ledger.new_id(), at, kind, letter.campaign, letter.wave, letter.authority, payload, by)


def _by_wave(letters: Iterable[Letter]) -> dict[str, list[str]]:
    return {"wave": sorted({letter.wave for letter in letters})}
