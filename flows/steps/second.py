"""The second coder: a blind sample of what was decided, or of what the machine accepted; how far two agree, and what
holds where they differ."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows.steps.review import decision_on
from flows.steps.second_machine import accepted_cells, cells_of, item_of, said_by_machine
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.identity import digest
from schema.review import DecisionIndex, in_force, settle, verdict_of
from schema.review_agreement import CODED, Agreement, agreements, differ
from storage import computed, decisions

MOST = 500


@dataclass(frozen=True, slots=True)
class Twice:
    """One item of a sample: what the first person decided on it, and what the second said, if they have."""

    item: ReviewItem
    second_by: str
    first: Decision | None
    second: Decision | None
    adjudicated: Decision | None
    record: str = ""
    """The number that stands in the cell, where the first to code it was the machine."""

    @property
    def differ(self) -> bool:
        """True where both have spoken and say different things."""
        if self.first is None or self.second is None:
            return False
        return differ(self.item.kind, self.item.row_text, verdict_of(self.first), said_by(self.second))


def said_by(second: Decision) -> Mapping[str, Any]:
    """What a second coder said, as a verdict of the item's kind."""
    inside = verdict_of(second).get("verdict", {})
    return inside if isinstance(inside, dict) else {}


def draw(
    conn: Connection, second: str, size: int, seed: int, *, by: str, now: datetime, machine: bool = False
) -> Decision:
    """Draw what ``second`` is to code: ``size`` of the items that others decided, or with ``machine`` of the cells
    whose numbers it accepted by itself. The same seed draws the same.

    UserError when nothing is left to draw from, or nobody is named.
    """
    second = " ".join(second.split())
    if not second:
        raise UserError("A sample needs the name of who codes second.", where="second")
    made = decisions.all(conn)
    taken = {item for sample in samples(made) if _second(sample) == second for item in verdict_of(sample)["items"]}
    cells = accepted_cells(conn, taken) if machine else {}
    known = [item.item_id for item, first in _decided(conn, made) if first.by != second and item.item_id not in taken]
    names = sorted(cells if machine else known)
    if not names or not 0 < size <= MOST:
        of, whom = ("accepted cells", "the machine accepted") if machine else ("decided items", "somebody else decided")
        what = f"No sample of {size} can be drawn: {len(names)} {of} are left for {second}."
        raise UserError(what, where="size", todo=f"A sample has 1 to {MOST} items that {whom}.")
    chosen = random.Random(seed).sample(names, min(size, len(names)))
    about = ReviewItem(item_id=digest("sample", second, seed, now.isoformat()), kind=DecisionKind.SAMPLE, asks="")
    verdict: dict[str, Any] = {"second": second, "seed": seed, "items": chosen}
    if machine:
        verdict["machine"] = {name: cells[name] for name in chosen}
    drawn = decision_on(about, verdict, by=by, at=now)
    decisions.append(conn, [drawn])
    return drawn


def samples(made: Iterable[Decision]) -> list[Decision]:
    """The samples in force."""
    return [d for d in in_force(made) if d.kind is DecisionKind.SAMPLE]


def _second(sample: Decision) -> str:
    return str(verdict_of(sample).get("second", ""))


def _decided(conn: Connection, made: Iterable[Decision]) -> list[tuple[ReviewItem, Decision]]:
    """What a person decided alone, and can be coded again."""
    index = first_index(made)
    found = ((item, settle(item, index)[1]) for item in computed.rows(conn, ReviewItem, kind=sorted(CODED)))
    return [(item, decision) for item, decision in found if decision is not None]


def first_index(made: Iterable[Decision]) -> DecisionIndex:
    """The decisions as they were before anything was adjudicated."""
    return DecisionIndex.of(d for d in made if d.kind is not DecisionKind.ADJUDICATED)


def twice(conn: Connection) -> list[Twice]:
    """Every item of every sample in force, in the order drawn."""
    made = decisions.all(conn)
    standing = in_force(made)
    index = first_index(made)
    codes = {(d.item, d.by): d for d in sorted(standing, key=_when) if d.kind is DecisionKind.SECOND}
    held = {d.item: d for d in sorted(standing, key=_when) if d.kind is DecisionKind.ADJUDICATED}
    drawn = [(sample, name) for sample in samples(made) for name in verdict_of(sample)["items"]]
    items = {i.item_id: i for i in computed.rows(conn, ReviewItem, item_id=sorted({name for _, name in drawn}))}
    found = []
    for sample, name in drawn:
        second, cell = _second(sample), cells_of(sample).get(name)
        coded = (codes.get((name, second)), held.get(name))
        if cell is not None:
            item = item_of(cell)
            found.append(Twice(item, second, said_by_machine(sample, item, cell), *coded, str(cell["record"])))
        elif name in items:
            found.append(Twice(items[name], second, settle(items[name], index)[1], *coded))
    return found


def drawn_item(conn: Connection, name: str) -> ReviewItem:
    """The item of a sample with this id. UserError when there is none."""
    for one in twice(conn):
        if one.item.item_id == name:
            return one.item
    raise UserError("This item is in no sample.", where=name, todo="/review/second lists what is to be coded.")


def _when(decision: Decision) -> tuple[datetime, str]:
    return datetime.fromisoformat(decision.at), decision.decision_id


def is_blind(every: Iterable[Twice], name: str, by: str) -> bool:
    """True while ``by`` has yet to code this item, and so must not see what was decided on it."""
    return any(one.item.item_id == name and one.second_by == by and one.second is None for one in every)


def code(conn: Connection, name: str, verdict: Mapping[str, Any], *, by: str, now: datetime) -> Decision:
    """Record what the second coder says. UserError when it is not theirs to code, or was coded by them."""
    mine = next((one for one in twice(conn) if one.item.item_id == name and one.second_by == by), None)
    if mine is None:
        raise UserError(f"This item is in no sample for {by}.", where=name)
    if mine.second is not None:
        raise UserError("You have coded this already; undo it to code it again.", where=name)
    about = mine.item.model_copy(update={"kind": DecisionKind.SECOND})
    made = decision_on(about, {"kind": str(mine.item.kind), "verdict": dict(verdict)}, by=by, at=now)
    decisions.append(conn, [made])
    return made


def adjudicate(
    conn: Connection, name: str, verdict: Mapping[str, Any], *, seen: str, by: str, now: datetime
) -> Decision:
    """Record what holds where two differ; it wins over both, and all three are kept.

    ``seen``: the ids of both decisions as the page showed them. UserError when they are others now, or nothing differs.
    """
    one = next((one for one in differing(conn) if one.item.item_id == name), None)
    if one is None or one.first is None or one.second is None or seen != pair_of(one):
        raise UserError("There is nothing to adjudicate here any more.", where=name, todo="Look at it again.")
    about = one.item.model_copy(update={"kind": DecisionKind.ADJUDICATED})
    told = {"first": one.first.decision_id, "second": one.second.decision_id}
    made = decision_on(about, {"kind": str(one.item.kind), "verdict": dict(verdict), **told}, by=by, at=now)
    decisions.append(conn, [made])
    return made


def pair_of(one: Twice) -> str:
    """The two decisions of an item, as a page names them."""
    return f"{one.first.decision_id if one.first else ''} {one.second.decision_id if one.second else ''}"


def differing(conn: Connection) -> list[Twice]:
    """Where two people differ and nobody has adjudicated yet."""
    return [one for one in twice(conn) if one.differ and one.adjudicated is None]


def agreement_of(every: Iterable[Twice]) -> list[Agreement]:
    """The agreement of first and second coder, field by field; with the machine in fields of its own. What was
    adjudicated later plays no part."""
    both = list(every)
    people = _agreement(one for one in both if not one.record)
    return [*people, *(replace(a, field=f"machine: {a.field}") for a in _agreement(one for one in both if one.record))]


def _agreement(every: Iterable[Twice]) -> list[Agreement]:
    return agreements(
        (one.item.kind, one.item.row_text, verdict_of(one.first), said_by(one.second))
        for one in every
        if one.first is not None and one.second is not None
    )


def told_as_json(every: list[Twice]) -> dict[str, Any]:
    """What the command prints: how much was drawn and coded, the agreement per field, and what waits."""
    return {
        "drawn": len(every),
        "of_the_machine": sum(bool(one.record) for one in every),
        "coded": sum(one.second is not None for one in every),
        "differ": sum(one.differ for one in every),
        "adjudicated": sum(one.adjudicated is not None for one in every),
        "fields": [
            {
                "field": a.field,
                "n": a.n,
                "same": a.same,
                "percent": a.percent,
                "kappa": a.kappa,
                "kappa_undefined": a.why,
            }
            for a in agreement_of(every)
        ],
        "seconds": sorted({one.second_by for one in every}),
    }
