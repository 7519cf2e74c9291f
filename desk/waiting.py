"""What waits for a person now: the computed items, and the decisions made since they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, RowMapping, select

from desk.kept import kept
from flows.steps.review import WAITING
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.review import DecisionIndex, in_force, settle_all, verdict_of
from storage import decisions
from storage.tables import TABLES

_LIGHT = tuple(c for c in TABLES[ReviewItem].c if c.name not in ("detail", "choices"))


@dataclass(frozen=True)
class Waiting:
    """The queue as it is now, and the decisions in force. ``items``: without their details; decided ones too."""

    items: tuple[ReviewItem, ...]
    index: DecisionIndex

    @cached_property
    def open(self) -> tuple[ReviewItem, ...]:
        """What waits, in the order in which it should be decided. What a held document says comes after its release."""
        return tuple(item for item in self.items if item.state in WAITING and not self.hides(item))

    @cached_property
    def held(self) -> frozenset[str]:
        """The quarantined documents that nobody has released."""
        asked = [item for item in self.items if item.kind is DecisionKind.RELEASE]
        return frozenset(item.document for item in asked if not self._released(item))

    def _released(self, item: ReviewItem) -> bool:
        decision = self.index.for_item(item) if item.state is ReviewState.DECIDED else None
        return decision is not None and verdict_of(decision).get("release") is True

    def hides(self, item: ReviewItem) -> bool:
        """True for a question that quotes a held document."""
        return item.document in self.held and item.kind not in (DecisionKind.RELEASE, DecisionKind.MATCH)

    def after(self, name: str) -> ReviewItem | None:
        """The open item that follows the one called ``name``; the first when that was the last."""
        return _next(self.items, self.open, name)

    def before(self, name: str) -> ReviewItem | None:
        """The open item that stands before the one called ``name``; the last when that was the first."""
        return _next(self.items[::-1], self.open[::-1], name)

    def state_of(self, name: str) -> ReviewItem | None:
        """The item with its present state, without its details."""
        return next((item for item in self.items if item.item_id == name), None)


def _next(items: Sequence[ReviewItem], open_: Sequence[ReviewItem], name: str) -> ReviewItem | None:
    order = {item.item_id: n for n, item in enumerate(items)}
    here = order.get(name, -1)
    others = [item for item in open_ if item.item_id != name]
    return next((item for item in others if order[item.item_id] > here), others[0] if others else None)


def waiting(conn: Connection, by: str = "") -> Waiting:
    """The queue and the decisions as they are stored at this moment, for one person."""
    return kept(conn, ("waiting", by), lambda: _waiting(conn))


def _waiting(conn: Connection) -> Waiting:
    index = DecisionIndex.of(all_decisions(conn))
    rows = conn.execute(select(*_LIGHT)).mappings()
    items = settle_all((_open(row) for row in rows), index)
    return Waiting(tuple(items), index)


def _open(row: RowMapping) -> ReviewItem:
    """An item as if nobody had decided yet, not checked again."""
    return ReviewItem.model_construct(
        **{**row, "kind": DecisionKind(row["kind"]), "state": ReviewState.OPEN, "decision": ""}
    )


def all_decisions(conn: Connection) -> list[Decision]:
    """Every decision, not checked again: they were when they were recorded, and there may be thousands."""
    rows = conn.execute(select(TABLES[Decision])).mappings()
    return [Decision.model_construct(**{**row, "kind": DecisionKind(row["kind"])}) for row in rows]


def standing_on(conn: Connection, name: str) -> list[Decision]:
    """The decisions in force on one item, the latest last."""
    made = in_force(decisions.all(conn, item=name))
    return sorted((d for d in made if not d.undoes), key=lambda d: (d.at, d.decision_id))
