"""The review queue: what waits for a person, and what they decide. Decisions are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from flows.steps.check import check_campaign
from flows.steps.filing import filing
from flows.steps.match import match_messages
from flows.steps.meaning import check_meaning
from flows.steps.publish import asked_campaigns
from flows.steps.read import unread
from flows.steps.rebuild import refresh
from flows.steps.verdicts import check_verdict
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.errors import UserError
from schema.identity import digest
from schema.record import Record
from schema.review import DecisionIndex, in_force, says_nothing, settle, verdict_of
from storage import computed, decisions, waves
from storage.tables import TABLES

WAITING = (ReviewState.OPEN, ReviewState.REOPENED, ReviewState.SENT_BACK)
_OF_MAILS = frozenset({DecisionKind.MATCH, DecisionKind.REPLY_CLASS})
SHORTEST = 4  # characters of an id that may stand for the whole


def queue(conn: Connection, *, waiting: bool = True) -> list[ReviewItem]:
    """The items in the order in which they should be looked at; ``waiting`` False: decided ones too.

    What was decided or undone since they were computed counts already.
    """
    index = DecisionIndex.of(decisions.all(conn))
    items = [_by_now(item, index) for item in computed.rows(conn, ReviewItem)]
    kept = [item for item in items if item.state in WAITING or not waiting]
    return sorted(kept, key=lambda item: (item.risk, item.item_id))


def _by_now(item: ReviewItem, index: DecisionIndex) -> ReviewItem:
    decision = index.for_item(item)
    return item if item.decision == (decision.decision_id if decision else "") else settle(item, index)[0]


def unapplied(conn: Connection) -> bool:
    """True when a decision was recorded, or taken back, and what is stored was computed before that."""
    made = in_force(decisions.all(conn))
    standing = {d.decision_id for d in DecisionIndex.of(made).by_item.values()}
    standing |= {d.decision_id for d in made if d.kind is DecisionKind.BULK}
    applied: set[str] = set()
    for noun in (ReviewItem, Record):
        applied |= set(conn.scalars(select(TABLES[noun].c.decision).distinct()))
    return applied - {""} != standing


def item_named(conn: Connection, name: str) -> ReviewItem:
    """The item with this id, or with this beginning of one. UserError when there is none, or more than one."""
    exact = computed.rows(conn, ReviewItem, item_id=name)
    if exact:
        return exact[0]
    begun = [i for i in computed.rows(conn, ReviewItem) if len(name) >= SHORTEST and i.item_id.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    what = "Several review items begin with" if begun else "There is no review item"
    raise UserError(f"{what} {name!r}.", todo="`roundrobin review list` shows their ids.")


def best_verdict(item: ReviewItem) -> dict[str, Any]:
    """The first proposal of an item. UserError when it has none, or none but that there is nothing: a person must
    say more, so that nobody closes an unread scan as empty by a key."""
    choices = json.loads(item.choices)
    if not choices:
        todo = "Give one with --verdict."
        raise UserError("This item has no proposal that could be accepted.", where=item.item_id, todo=todo)
    verdict: dict[str, Any] = choices[0]
    if says_nothing(item, verdict):
        what, todo = _NOT_BY_A_KEY[item.kind]
        raise UserError(what, where=item.item_id, todo=f"{todo}: the verdict {json.dumps(verdict)}.")
    return verdict


_NOT_BY_A_KEY = {
    DecisionKind.TYPED: (
        "To accept this would say that the document holds no figures.",
        "Type the figures, or say that there are none",
    ),
    DecisionKind.MATCH: (
        "To accept this would say that the mail belongs to no request.",
        'Name the request ({"requests": ["REFERENCE"]}), or say that there is none',
    ),
    DecisionKind.TABLE: (
        "To accept this does not say what the table answers.",
        "Say which question, and for which authority, such as",
    ),
    DecisionKind.FIGURES: (
        "To accept this would say that no number here is an answer.",
        "Accept those that are answers, or say that none is",
    ),
}


def decision_on(item: ReviewItem, verdict: Mapping[str, Any], *, by: str, at: datetime, note: str = "") -> Decision:
    """The decision as it will be kept. UserError for a verdict of a wrong shape, or one by nobody."""
    if not by.strip():
        raise UserError("A decision needs the name of who decides.", where="--by")
    check_verdict(item.kind, verdict)
    told = json.dumps(verdict, ensure_ascii=False, sort_keys=True)
    return Decision(
        decision_id=digest("decision", item.item_id, at.isoformat(), by, told),
        at=at.isoformat(),
        by=by.strip(),
        kind=item.kind,
        item=item.item_id,
        campaign=item.campaign,
        document=item.document,
        row_text=item.row_text,
        ordinal=item.ordinal,
        fingerprint=item.fingerprint,
        verdict=told,
        note=note,
    )


def decide(
    workspace: Workspace,
    name: str,
    verdict: Mapping[str, Any] | None,
    *,
    by: str,
    now: datetime,
    note: str = "",
    later: bool = False,
) -> tuple[ReviewItem, Decision]:
    """Record a decision on one item (``verdict`` None: its first proposal), and apply it. The item as it was.

    ``later``: record it alone; `check`, `publish` or the desk apply it with whatever else was decided.
    """
    with workspace.database.writing() as conn:
        item = item_named(conn, name)
        check_meaning(workspace, item, verdict or {})
        made = record(conn, item, verdict, by=by, now=after_all(conn, now), note=note)
    if not later:
        apply_decisions(workspace, [made], now)
    return item, made


def record(
    conn: Connection, item: ReviewItem, verdict: Mapping[str, Any] | None, *, by: str, now: datetime, note: str = ""
) -> Decision:
    """Record a decision on an item, to be applied later. ``verdict`` None: its first proposal."""
    told = dict(best_verdict(item) if verdict is None else verdict)
    if item.kind is DecisionKind.CELL and "text" in (seen := json.loads(item.detail)):
        told.setdefault("was", seen["text"])  # so that a conflict after another reading can show what was corrected
    made = decision_on(item, told, by=by, at=now, note=note)
    _check_requests(conn, made)
    decisions.append(conn, [made])
    return made


def _check_requests(conn: Connection, made: Decision) -> None:
    """A mail is filed only to requests that there are."""
    if made.kind is DecisionKind.MATCH:
        known = {letter.reference for letter in waves.letters(conn)}
        for reference in json.loads(made.verdict)["requests"]:
            if reference not in known:
                raise UserError(f"No letter bears the reference {reference!r}.", where="--verdict")


def after_all(conn: Connection, now: datetime) -> datetime:
    """``now``, or just after the latest decision where the clock stands still or went back: order is by time."""
    taken = map(datetime.fromisoformat, conn.scalars(select(TABLES[Decision].c.at)))
    return max([now, *(at + timedelta(microseconds=1) for at in taken)])


def undo(workspace: Workspace, name: str, *, by: str, now: datetime) -> Decision:
    """Take back the decision in force on an item (``name`` "": the latest decision). It is kept, and so is this."""
    with workspace.database.writing() as conn:
        undone = _to_undo(conn, name)
        made = record_undo(conn, undone, by=by, now=after_all(conn, now))
    apply_decisions(workspace, [undone], now)
    return made


def record_undo(conn: Connection, undone: Decision, *, by: str, now: datetime) -> Decision:
    """Record that a decision is taken back, to be applied later. To take back an undo is to do it again."""
    if not by.strip():
        raise UserError("A decision needs the name of who decides.", where="--by")
    made = Decision(
        decision_id=digest("decision", "undo", undone.decision_id, now.isoformat(), by),
        at=now.isoformat(),
        by=by.strip(),
        kind=DecisionKind.UNDO,
        item=undone.item,
        campaign=undone.campaign,
        document=undone.document,
        undoes=undone.decision_id,
    )
    decisions.append(conn, [made])
    return made


def _to_undo(conn: Connection, name: str) -> Decision:
    standing = [d for d in in_force(decisions.all(conn)) if d.kind not in (DecisionKind.UNDO, DecisionKind.SECOND)]
    if name:
        item = item_named(conn, name).item_id
        standing = [d for d in standing if d.item == item]
    if not standing:
        raise UserError("There is no decision to undo.", where=name)
    return max(standing, key=lambda d: (d.at, d.decision_id))


def proposed_values(conn: Connection) -> list[dict[str, str]]:
    """The values in force that no vocabulary knows yet, each given by a person to one wording: proposals."""
    index = DecisionIndex.of(decisions.all(conn))
    values = [d for (kind, _), d in sorted(index.by_item.items()) if kind == DecisionKind.VALUE]
    given = [(d, str(verdict_of(d).get("new", ""))) for d in values]
    asked = {item.item_id: json.loads(item.detail) for item in computed.rows(conn, ReviewItem, kind="value")}
    return [
        {
            "dimension": d.row_text.partition(":")[0].partition(" @ ")[0],
            "as_printed": str(asked.get(d.item, {}).get("as_printed", d.row_text)),
            "value": value,
            "by": d.by,
            "at": d.at,
            "item": d.item,
            "decision": d.decision_id,
            "document": d.document,
        }
        for d, value in given
        if value
    ]


def apply_decisions(workspace: Workspace, made: Sequence[Decision], now: datetime) -> None:
    """Compute again what these decisions bear on: the mails when one is about a mail, then the campaigns concerned.

    All of it where documents wait to be read, as after an upgrade of their readers: what is unread says nothing, so
    that computing without it would ask again what was answered.
    """
    with workspace.database.reading() as conn:
        waits = unread(conn, workspace.readers)
    if waits:
        refresh(workspace, now)
        return
    if any(d.kind in _OF_MAILS for d in made):
        match_messages(workspace)
    with workspace.database.reading() as conn:
        names = _campaigns_of(conn, made)
    for name in names:
        check_campaign(workspace, name, now)


def _campaigns_of(conn: Connection, made: Iterable[Decision]) -> list[str]:
    """The campaigns of the decisions and of the documents that they judged; all of them after a filing."""
    asked = asked_campaigns(conn)
    if any(d.kind is DecisionKind.MATCH or not d.campaign for d in made):
        return asked
    where = filing(conn)
    of_wave = {letter.wave: letter.campaign for letter in where.letters.values()}
    found = {d.campaign for d in made} | {of_wave[t.wave] for d in made for t in where.of(d.document)}
    return [name for name in asked if name in found]
