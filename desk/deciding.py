"""Recording what a person decides on a page: at once and never twice; undone and done again by one more event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from desk.shaping import correction, spot_in
from desk.waiting import made_by, standing_on
from flows.steps import review
from flows.steps.review import after_all
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.review import LOST


class ConflictError(UserError):
    """Somebody decided meanwhile. Nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Stacks:
    """What one person may undo and do again, the latest last: decisions, and the undos that may be taken back."""

    done: tuple[Decision, ...]
    undone: tuple[Decision, ...]


def stacks(made: Iterable[Decision]) -> Stacks:
    """The stacks of undo and redo, from all decisions of one person. A new decision ends what could be done again."""
    by_id: dict[str, Decision] = {}
    done: list[str] = []
    undone: list[str] = []
    for decision in sorted(made, key=lambda d: (datetime.fromisoformat(d.at), d.decision_id)):
        by_id[decision.decision_id] = decision
        if decision.kind is not DecisionKind.UNDO:
            done.append(decision.decision_id)
            undone.clear()
        elif decision.undoes in done:
            done.remove(decision.undoes)
            undone.append(decision.decision_id)
        elif decision.undoes in undone:
            undone.remove(decision.undoes)
            done.append(by_id[decision.undoes].undoes)
        elif decision.undoes not in by_id:  # somebody else's decision was taken back, which can be taken back itself
            done.append(decision.decision_id)
            undone.clear()
    return Stacks(tuple(by_id[i] for i in done if i in by_id), tuple(by_id[i] for i in undone))


def decide(
    conn: Connection,
    name: str,
    verdict: Mapping[str, Any] | None,
    *,
    seen: str,
    by: str,
    now: datetime,
    note: str = "",
    reads: str = "",
) -> Decision:
    """Record a decision on an item.

    ``seen``: the decision that stood on it when the page was made, or "". ``reads``: its fingerprint then; "": not
    known. ConflictError when another stands now (two tabs or two people; the same form sent twice is the same), or
    when what it asks about reads otherwise: nobody accepts what was not shown.
    """
    item = review.item_named(conn, name)
    if reads and reads != item.fingerprint:
        raise ConflictError(
            "What this asks about has changed meanwhile; nothing is recorded.", todo="Look at it again."
        )
    standing = standing_on(conn, item.item_id)
    latest = standing[-1].decision_id if standing else ""
    if latest != seen:
        who = f"{standing[-1].by} decided this meanwhile" if standing else "The decision on this was undone meanwhile"
        raise ConflictError(f"{who}; yours was not recorded.", todo="Look at it again.")
    if standing and standing[-1].kind is DecisionKind.ADJUDICATED:
        raise UserError("This was adjudicated between two people, which holds.", todo="Undo that first.")
    return review.record(conn, item, verdict, by=by, now=after_all(conn, now), note=note)


def correct_cell(
    conn: Connection,
    workspace: Workspace,
    item: ReviewItem,
    place: tuple[int, int, int],
    text: str,
    *,
    by: str,
    now: datetime,
) -> Decision:
    """Record what one cell really says. ``place``: table, row, column in the reading of the item's document."""
    about, verdict = correction(spot_in(conn, workspace, item, place), text)
    return review.record(conn, about, verdict, by=by, now=after_all(conn, now))


def send_back(conn: Connection, name: str, to: str, who: str, reason: str, *, by: str, now: datetime) -> Decision:
    """Record that an undecided item goes back: to be read again, or to a colleague, with the reason."""
    item = review.item_named(conn, name)
    if any(d.kind is not DecisionKind.BACK for d in standing_on(conn, item.item_id)):
        raise UserError("This is decided, so that it cannot be sent back.", todo="Undo the decision first.")
    about = item.model_copy(update={"kind": DecisionKind.BACK})
    told = {"to": to, "who": " ".join(who.split()), "reason": reason}
    verdict = {key: words for key, words in told.items() if words}
    return review.record(conn, about, verdict, by=by, now=after_all(conn, now))


def lay_aside(conn: Connection, name: str, seen: str, *, by: str, now: datetime) -> Decision:
    """Take back a decision, anybody's, whose place is no longer in the document; that decision."""
    item = review.item_named(conn, name)
    standing = {d.decision_id: d for d in standing_on(conn, item.item_id)}
    if item.fingerprint != LOST or seen not in standing:
        raise ConflictError("There is nothing to lay aside here any more.", todo="Look at it again.")
    review.record_undo(conn, standing[seen], by=by, now=after_all(conn, now))
    return standing[seen]


def comment(conn: Connection, name: str, words: str, *, by: str, now: datetime) -> Decision:
    """Record a remark on an item; it decides nothing."""
    item = review.item_named(conn, name).model_copy(update={"kind": DecisionKind.COMMENT})
    return review.record(conn, item, {"text": words}, by=by, now=after_all(conn, now))


def undo(conn: Connection, *, by: str, now: datetime) -> Decision | None:
    """Take back this person's latest decision; the decision that was taken back, or None."""
    done = stacks(made_by(conn, by)).done
    if not done:
        return None
    review.record_undo(conn, done[-1], by=by, now=after_all(conn, now))
    return done[-1]


def redo(conn: Connection, *, by: str, now: datetime) -> Decision | None:
    """Take back this person's latest undo; that undo, or None."""
    undone = stacks(made_by(conn, by)).undone
    if not undone:
        return None
    review.record_undo(conn, undone[-1], by=by, now=after_all(conn, now))
    return undone[-1]
