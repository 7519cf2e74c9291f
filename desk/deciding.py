"""Recording what a person decides on a page: at once and never twice; undone and done again by one more event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from desk.evidence import cell_words
from desk.waiting import standing_on
from flows.steps import review
from flows.steps.read import readings
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.mapping_document import place_words, row_ordinals, whole_tables
from schema.review import make_item
from storage import decisions
from storage.tables import TABLES


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
    return Stacks(tuple(by_id[i] for i in done if i in by_id), tuple(by_id[i] for i in undone))


def decide(
    conn: Connection, name: str, verdict: Mapping[str, Any] | None, *, seen: str, by: str, now: datetime, note: str = ""
) -> Decision:
    """Record a decision on an item. ``seen``: the decision that stood on it when the page was made, or "".

    ConflictError when another stands now: two tabs or two people; the same form sent twice is the same.
    """
    item = review.item_named(conn, name)
    standing = [d for d in standing_on(conn, item.item_id) if d.kind is not DecisionKind.COMMENT]
    latest = standing[-1].decision_id if standing else ""
    if latest != seen:
        who = f"{standing[-1].by} decided this meanwhile" if standing else "The decision on this was undone meanwhile"
        raise ConflictError(f"{who}; yours was not recorded.", todo="Look at it again.")
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
    n, row, column = place
    reading = readings(conn, [item.document]).get(item.document)
    tables = dict(whole_tables(reading.tables)) if reading else {}
    if n not in tables or not 0 <= row < len(tables[n].rows) or not 0 <= column < len(tables[n].rows[row]):
        raise UserError("There is no such cell in this document any more.", todo="Load the page again.")
    table = tables[n]
    about = make_item(
        DecisionKind.CELL,
        item.document,
        "This cell was corrected.",
        wording=cell_words(table, row, column),
        ordinal=row_ordinals(tables.items())[n, row],
        campaign=item.campaign,
        wave=item.wave,
        authority=item.authority,
        document=item.document,
        document_name=item.document_name,
        place=place_words(item.document_name, table, row, column),
    )
    return review.record(conn, about, {"text": text}, by=by, now=after_all(conn, now))


def comment(conn: Connection, name: str, words: str, *, by: str, now: datetime) -> Decision:
    """Record a remark on an item; it decides nothing."""
    item = review.item_named(conn, name).model_copy(update={"kind": DecisionKind.COMMENT})
    return review.record(conn, item, {"text": words}, by=by, now=after_all(conn, now))


def undo(conn: Connection, *, by: str, now: datetime) -> Decision | None:
    """Take back this person's latest decision; the decision that was taken back, or None."""
    done = stacks(decisions.all(conn, by=by)).done
    if not done:
        return None
    review.record_undo(conn, done[-1], by=by, now=after_all(conn, now))
    return done[-1]


def redo(conn: Connection, *, by: str, now: datetime) -> Decision | None:
    """Take back this person's latest undo; that undo, or None."""
    undone = stacks(decisions.all(conn, by=by)).undone
    if not undone:
        return None
    review.record_undo(conn, undone[-1], by=by, now=after_all(conn, now))
    return undone[-1]


def after_all(conn: Connection, now: datetime) -> datetime:
    """``now``, or just after the latest decision where the clock stands still or went back: order is by time."""
    taken = map(datetime.fromisoformat, conn.scalars(select(TABLES[Decision].c.at)))
    return max([now, *(at + timedelta(microseconds=1) for at in taken)])
