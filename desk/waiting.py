"""What waits for a person now: the computed items, and the decisions made since they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from desk.kept import kept
from flows.steps.review import WAITING
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.review import SILENT, DecisionIndex, in_force, settle_all, spread, verdict_of
from storage.tables import TABLES

_DECISION = TABLES[Decision]
_LIGHT = tuple(c for c in TABLES[ReviewItem].c if c.name not in ("detail", "choices"))


@dataclass(frozen=True)
class Waiting:
    """The queue as it is now, and the decisions in force. ``items``: without their details; decided ones too."""

    items: tuple[ReviewItem, ...]
    index: DecisionIndex
    by: str = ""
    """For whom: what was sent to a colleague waits for that colleague alone."""

    @cached_property
    def open(self) -> tuple[ReviewItem, ...]:
        """What waits, in the order in which it should be decided. What a held document says comes after its release."""
        waits = (item for item in self.items if item.state in WAITING and not self.hides(item))
        return tuple(item for item in waits if item.state is not ReviewState.SENT_BACK or self.sent_to(item) == self.by)

    @cached_property
    def sent(self) -> tuple[ReviewItem, ...]:
        """What was sent back and does not wait for this person."""
        back = (item for item in self.items if item.state is ReviewState.SENT_BACK and not self.hides(item))
        return tuple(item for item in back if self.sent_to(item) != self.by)

    def sent_to(self, item: ReviewItem) -> str:
        """The colleague that an item was sent to; "" for none, or to be read again."""
        decision = self.index.named(DecisionKind.BACK, item.item_id)
        return str(verdict_of(decision).get("who", "")) if decision else ""

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
    return kept(conn, ("waiting", by), lambda: _waiting(conn, by))


def _waiting(conn: Connection, by: str) -> Waiting:
    index = DecisionIndex.of(all_decisions(conn))
    items = settle_all((_open(*row) for row in conn.execute(select(*_LIGHT))), index)
    return Waiting(tuple(items), index, by)


@lru_cache(maxsize=1 << 14)  # a decision changes few rows
def _open(*row: Any) -> ReviewItem:
    """An item as if nobody had decided yet, not checked again."""
    told: dict[str, Any] = dict(zip((column.name for column in _LIGHT), row, strict=True))
    return ReviewItem.model_construct(
        **{**told, "kind": DecisionKind(told["kind"]), "state": ReviewState.OPEN, "decision": ""}
    )


def all_decisions(conn: Connection, *narrowed: ColumnElement[bool]) -> list[Decision]:
    """Every decision, not checked again: they were when they were recorded, and there may be thousands."""
    rows = conn.execute(select(_DECISION).where(*narrowed)).mappings()
    return [Decision.model_construct(**{**row, "kind": DecisionKind(row["kind"])}) for row in rows]


def made_by(conn: Connection, by: str) -> list[Decision]:
    """Every decision of one person."""
    return all_decisions(conn, _DECISION.c.by == by)


def standing_on(conn: Connection, name: str) -> list[Decision]:
    """The decisions in force on one item, the latest last: its own, and those that decided it with others."""
    many = all_decisions(conn, _DECISION.c.kind == DecisionKind.BULK, _DECISION.c.verdict.contains(f'"{name}"'))
    about = [name, *(d.item for d in many if any(each.item == name for _, each in spread(d)))]
    made = in_force(all_decisions(conn, _DECISION.c.item.in_(about)))
    kept = (d for d in made if not d.undoes and d.kind not in SILENT)
    return sorted(kept, key=lambda d: (d.kind is DecisionKind.ADJUDICATED, d.at, d.decision_id))
