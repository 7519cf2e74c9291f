"""What needs a person today: mails to file, documents to release, letters in doubt, follow-ups, alarms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from desk.kept import kept
from desk.waiting import Waiting, waiting
from flows.steps.courses import Course, courses
from flows.steps.pacing import why_paused
from flows.steps.workspace import Workspace
from schema.decision import DecisionKind, ReviewItem
from schema.request import Letter
from storage import computed, followups, lease, outbox, waves
from storage.outbox import Entry, State

SCHEDULES = (
    ("send-due", "send what is due", "every hour"),
    ("collect-inbox", "collect the mailbox", "every 30 minutes"),
    ("check-deadlines", "check the deadlines", "every day at 07:00, London"),
)
"""Name of the heartbeat, what it does, when: as `flows.schedule` has them (flows import Prefect, pages do not)."""

ALIVE_S = {"send-due": 2 * 3600, "collect-inbox": 3600, "check-deadlines": 25 * 3600}
"""How old the last sign of life may be, in seconds, before the schedule has stopped."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A request that a mail or file may belong to, and why."""

    reference: str
    authority: str
    wave: str
    reason: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ToFile:
    """A mail or a file that no request claims for certain."""

    item: ReviewItem
    sender: str
    subject: str
    received: str
    candidates: tuple[Candidate, ...]
    nowhere: str


def to_file(items: Iterable[ReviewItem], letters: Sequence[Letter]) -> list[ToFile]:
    """The triage, with the candidates best first. ``items``: with their details."""
    by_reference = {letter.reference: letter for letter in letters}
    return [_to_file(item, by_reference) for item in items]


def _to_file(item: ReviewItem, letters: dict[str, Letter]) -> ToFile:
    told = json.loads(item.detail)
    reasons = {one["reference"]: str(one.get("reason", "")) for one in told.get("candidates", ())}
    references = [r[0] for choice in json.loads(item.choices) if (r := choice.get("requests")) and r[0] in letters]
    return ToFile(
        item,
        str(told.get("sender", "")),
        str(told.get("subject", "")) or item.document_name,
        str(told.get("received", "")),
        tuple(
            Candidate(r, letters[r].authority, letters[r].wave, reasons.get(r, ""), json.dumps({"requests": [r]}))
            for r in references
        ),
        json.dumps({"requests": []}),
    )


def waiting_items(conn: Connection, now: Waiting, kind: DecisionKind) -> list[ReviewItem]:
    """The open items of one kind, with their details, in the order of the queue."""
    names = [item.item_id for item in now.open if item.kind is kind]
    found = {item.item_id: item for item in computed.rows(conn, ReviewItem, item_id=names)} if names else {}
    return [found[name] for name in names if name in found]


def unsettled(conn: Connection) -> list[Entry]:
    """The letters, follow-ups too, that are in doubt or were refused: a person says what became of them."""
    every = [*outbox.entries(conn), *outbox.entries_of(conn, followups.letters(conn))]
    return [entry for entry in every if entry.state in (State.IN_DOUBT, State.FAILED)]


@dataclass(frozen=True, slots=True)
class Sign:
    """A schedule: what it does, when, its last sign of life ("" for none), and whether that is recent."""

    does: str
    when: str
    last: str
    alive: bool


def signs(conn: Connection, now: datetime) -> list[Sign]:
    """The schedules of `roundrobin up` and their last signs of life."""
    beats = {name: lease.last_beat(conn, name) or "" for name, _, _ in SCHEDULES}
    return [
        Sign(does, when, beats[name][:16].replace("T", " "), _alive(name, beats[name], now))
        for name, does, when in SCHEDULES
    ]


def _alive(name: str, last: str, now: datetime) -> bool:
    if not last:
        return False
    at = datetime.fromisoformat(last)
    return abs((now - (at if at.tzinfo else at.replace(tzinfo=now.tzinfo))).total_seconds()) <= ALIVE_S[name]


def paused(conn: Connection, names: Iterable[str]) -> dict[str, str]:
    """Wave -> who paused it and when, for those that are paused."""
    return {name: words.partition(": `")[0] for name in names if (words := why_paused(conn, name))}


def known_courses(conn: Connection, workspace: Workspace, today: date, campaign: str) -> list[Course]:
    """The courses of a campaign, computed once for each state and day."""
    return kept(conn, ("courses", campaign, today), lambda: courses(conn, workspace, today, campaign=campaign))


def counts(conn: Connection, by: str, listed: Callable[[], int]) -> list[tuple[int, str, str]]:
    """(how many, of what, where to go) for everything that waits for ``by``, over all waves."""
    open_ = waiting(conn, by).open
    of_kind = {kind: sum(item.kind is kind for item in open_) for kind in _ELSEWHERE}
    others = len(open_) - sum(of_kind.values())
    planned = sum(entry.state is State.PLANNED for entry in outbox.entries(conn))
    needs = [
        *((of_kind[kind], *words) for kind, words in _ELSEWHERE.items()),
        (others, "tables, wordings and numbers to look at", "table, wording or number to look at", "/review"),
        (len(unsettled(conn)), "letters in doubt or refused", "letter in doubt or refused", "/today#doubt"),
        (
            listed(),
            "follow-ups due or written, and not approved",
            "follow-up due or written, and not approved",
            "/today#followups",
        ),
        (planned, "letters planned and not yet approved", "letter planned and not yet approved", "/#waves"),
    ]
    return [(count, one if count == 1 else several, where) for count, several, one, where in needs if count]


_ELSEWHERE = {
    DecisionKind.MATCH: (
        "mails or files that no request claims for certain",
        "mail or file that no request claims for certain",
        "/today#triage",
    ),
    DecisionKind.RELEASE: (
        "documents held: something is hidden in them",
        "document held: something is hidden in it",
        "/today#held",
    ),
    DecisionKind.REPLY_CLASS: (
        "replies whose meaning is not sure, or moves a date",
        "reply whose meaning is not sure, or moves a date",
        "/review",
    ),
    DecisionKind.RESOLVE: ("contradictions between values", "contradiction between values", "/review"),
}


def letters_of_all(conn: Connection) -> list[Letter]:
    """Every letter of every wave."""
    return waves.letters(conn)
