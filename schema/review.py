"""What waits for a person, and what people decided: decisions are found again after re-reading.

The order in which decisions were recorded never matters: the latest ``at`` wins on an item (then the id), and an
undo takes back what it names. A fingerprint has two halves, what the source says and how it reads; a decision
stands while either half is as it was, and its item opens again when both have changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.identity import digest

Key = tuple[str, ...]

SILENT = (DecisionKind.COMMENT, DecisionKind.UNDO, DecisionKind.SAMPLE, DecisionKind.SECOND)
"""Kinds that change nothing of what is computed."""
LOST = "lost.lost"
"""The fingerprint of an item whose source is gone: no decision fits it."""
RISK = {
    DecisionKind.RELEASE: 10,
    DecisionKind.MATCH: 12,
    DecisionKind.RESOLVE: 15,
    DecisionKind.REPLY_CLASS: 20,
    DecisionKind.COUNT_AS: 25,
    DecisionKind.SHAPE: 28,
    DecisionKind.COLUMN: 30,
    DecisionKind.CELL: 35,
    DecisionKind.TABLE: 40,
    DecisionKind.VALUE: 45,
    DecisionKind.FIGURES: 50,
    DecisionKind.TYPED: 60,
}
"""The order of the queue: what blocks most, or could do most harm, first."""


def item_id(kind: DecisionKind, about: str, wording: str = "", ordinal: int = 0) -> str:
    """The stable id of an item. ``about``: SHA-256 of the document, or what else it is about."""
    return digest("item", kind, about, wording, ordinal)


def fingerprint(source: object, reading: object) -> str:
    """Two halves: the source's own text, and the values read from it."""
    return f"{digest(source)}.{digest(reading)}"


def verdict_of(decision: Decision) -> dict[str, Any]:
    """The verdict as a dict; {} when it is no JSON object, which decides nothing."""
    try:
        verdict = json.loads(decision.verdict or "{}")
    except ValueError:
        return {}
    return verdict if isinstance(verdict, dict) else {}


@dataclass(frozen=True, slots=True)
class DecisionIndex:
    """The decisions in force, found by item, or by document, row text, ordinal and fingerprint."""

    by_item: Mapping[Key, Decision] = field(default_factory=dict)
    by_row: Mapping[Key, Decision] = field(default_factory=dict)
    by_document: Mapping[Key, Decision] = field(default_factory=dict)
    rows: Mapping[Key, Decision] = field(default_factory=dict)
    """(document, headings, row text, ordinal) -> the decision that accepted that row among many."""
    on_document: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    """document -> the decisions on its parts, one for each item."""

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> DecisionIndex:
        """The decisions in force among all that were recorded, in whatever order. What was adjudicated wins."""
        made = [d for d in in_force(decisions) if d.kind not in SILENT]
        every = sorted((each for d in made for each in spread(d)), key=lambda each: (each[0], _when(each[1])))
        active = [d for _, d in every if d.kind is not DecisionKind.BULK]
        by_item: dict[Key, Decision] = {(d.kind, d.item): d for d in active}
        return cls(
            by_item,
            {_row_key(d): d for d in active if d.document and d.fingerprint},
            {(d.kind, d.document): d for d in active if d.document},
            {key: d for _, d in every if d.kind is DecisionKind.BULK for key in bulk_rows(d)},
            _grouped(by_item.values()),
        )

    def for_item(self, item: ReviewItem) -> Decision | None:
        """The decision on ``item``, whether or not it still fits: by its id, else by the row that it names."""
        by_id = self.by_item.get((item.kind, item.item_id))
        if by_id:
            return by_id
        by_row = self.by_row.get(_row_key(item)) if item.document else None
        return by_row if by_row and fits(by_row, item) else None

    def for_document(self, kind: DecisionKind, document: str) -> Decision | None:
        """The latest decision of this kind on a whole document."""
        return self.by_document.get((kind, document))

    def named(self, kind: DecisionKind, item: str) -> Decision | None:
        """The decision of this kind on the item with this id."""
        return self.by_item.get((kind, item))

    def by_documents(self) -> dict[str, DecisionIndex]:
        """document -> what of this is about it, which is all that mapping it may ask for."""
        parts: dict[str, list[dict[Key, Decision]]] = {}
        for n, found in enumerate((self.by_item, self.by_row, self.by_document)):
            for key, decision in found.items():
                parts.setdefault(decision.document, [{}, {}, {}, {}])[n][key] = decision
        for key, decision in self.rows.items():
            parts.setdefault(key[0], [{}, {}, {}, {}])[3][key] = decision
        return {
            name: DecisionIndex(items, rows, whole, many, self._on(name))
            for name, (items, rows, whole, many) in parts.items()
            if name
        }

    def _on(self, document: str) -> dict[str, tuple[Decision, ...]]:
        return {document: self.on_document[document]} if document in self.on_document else {}

    def joined(self, other: DecisionIndex) -> DecisionIndex:
        """What stands in this one or in the other."""
        return DecisionIndex(
            {**self.by_item, **other.by_item},
            {**self.by_row, **other.by_row},
            {**self.by_document, **other.by_document},
            {**self.rows, **other.rows},
            {**self.on_document, **other.on_document},
        )


def _grouped(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    grouped: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.document:
            grouped.setdefault(decision.document, []).append(decision)
    return {document: tuple(several) for document, several in grouped.items()}


def spread(decision: Decision) -> list[tuple[bool, Decision]]:
    """The decisions that one stands for, with whether it was adjudicated: a bulk decides each whole table, too."""
    verdict = verdict_of(decision)
    if decision.kind is DecisionKind.ADJUDICATED:
        return [(True, _standing_for(decision, DecisionKind(verdict["kind"]), verdict["verdict"]))]
    if decision.kind is not DecisionKind.BULK:
        return [(False, decision)]
    whole = [table for table in verdict.get("tables", ()) if table["whole"]]
    return [(False, decision), *((False, _of_table(decision, table)) for table in whole)]


def _standing_for(decision: Decision, kind: DecisionKind, verdict: object, **more: object) -> Decision:
    told = json.dumps(verdict, ensure_ascii=False, sort_keys=True)
    return decision.model_copy(update={"kind": kind, "verdict": told, **more})


def _of_table(decision: Decision, table: Mapping[str, Any]) -> Decision:
    about = {name: table[name] for name in ("item", "document", "fingerprint", "ordinal")}
    return _standing_for(decision, DecisionKind.TABLE, {"accept": True}, row_text=table["head"], **about)


def bulk_rows(decision: Decision) -> Iterable[Key]:
    """What a bulk decision accepts, row by row."""
    for table in verdict_of(decision).get("tables", ()):
        for words, ordinal in table["rows"]:
            yield (table["document"], table["head"], words, str(ordinal))


def _row_key(named: Decision | ReviewItem) -> Key:
    return (named.kind, named.document, named.row_text, str(named.ordinal))


def _when(decision: Decision) -> tuple[datetime, str]:
    """By moment, not by spelling: 10:00+01:00 is before 09:30+00:00. A time without an offset is taken as UTC."""
    try:
        at = datetime.fromisoformat(decision.at)
    except ValueError:
        at = datetime.min.replace(tzinfo=UTC)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)), decision.decision_id


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that no undo in force takes back; an undo may itself be undone. Each id counts once."""
    every = {d.decision_id: d for d in decisions}
    undoers: dict[str, list[str]] = {}
    for d in every.values():
        if d.kind is DecisionKind.UNDO and d.undoes:
            undoers.setdefault(d.undoes, []).append(d.decision_id)
    known: dict[str, bool] = {}

    def stands(name: str, seen: frozenset[str] = frozenset()) -> bool:
        if name not in known:
            known[name] = not any(stands(u, seen | {name}) for u in undoers.get(name, []) if u not in seen)
        return known[name]

    return [every[name] for name in sorted(every) if stands(name)]


def fits(decision: Decision, item: ReviewItem) -> bool:
    """True while the source or the reading is as the person saw it; a decision without fingerprint names its source."""
    if item.fingerprint == LOST:
        return False
    if not decision.fingerprint or not item.fingerprint:
        return True
    then, now = decision.fingerprint.split("."), item.fingerprint.split(".")
    return any(old == new for old, new in zip(then, now, strict=False))


def settle(item: ReviewItem, index: DecisionIndex) -> tuple[ReviewItem, Decision | None]:
    """The item with its state, and the decision that may be applied to it (None while it is open)."""
    decision = index.for_item(item)
    if decision is None or not verdict_of(decision):
        return _sent_back(item, index), None
    stands = fits(decision, item)
    state = ReviewState.DECIDED if stands else ReviewState.REOPENED
    settled = item.model_copy(update={"state": state, "decision": decision.decision_id})
    return settled, decision if stands else None


def _sent_back(item: ReviewItem, index: DecisionIndex) -> ReviewItem:
    """The item where somebody sent it back; once it reads otherwise it is asked again."""
    sent = index.named(DecisionKind.BACK, item.item_id)
    if sent is None or sent.fingerprint != item.fingerprint:
        return item
    return item.model_copy(update={"state": ReviewState.SENT_BACK, "decision": sent.decision_id})


def settle_all(items: Iterable[ReviewItem], index: DecisionIndex) -> list[ReviewItem]:
    """Items of any kind with their states, the queue's order: risk, then id; each id once."""
    settled = {item.item_id: settle(item, index)[0] for item in items}
    return sorted(settled.values(), key=lambda item: (item.risk, item.item_id))


def says_nothing(item: ReviewItem, verdict: Mapping[str, Any]) -> bool:
    """True for a proposal that no key may take unread, so that a person says it in so many words: that a document
    holds no figure, that no number of its sentences is an answer (but for numbers that only say how numbers are
    shown), that a mail belongs nowhere, which of all questions a table answers."""
    if item.kind is DecisionKind.TABLE:
        return bool(verdict.get("accept")) and json.loads(item.detail).get("unclear", False) is True
    if item.kind is DecisionKind.FIGURES and not verdict.get("accept"):
        return not all(figure.get("legend") for figure in json.loads(item.detail).get("figures", ()))
    named = {DecisionKind.TYPED: "figures", DecisionKind.MATCH: "requests"}.get(item.kind)
    return named is not None and not verdict.get(named)


def make_item(
    kind: DecisionKind,
    about: str,
    asks: str,
    *,
    wording: str = "",
    ordinal: int = 0,
    choices: Iterable[object] = (),
    detail: Mapping[str, object] | None = None,
    risk: int | None = None,
    **place: str,
) -> ReviewItem:
    """An open item. ``place``: the fields of ReviewItem that say where (campaign, wave, authority, document ...)."""
    return ReviewItem(
        item_id=item_id(kind, about, wording, ordinal),
        kind=kind,
        row_text=wording,
        ordinal=ordinal,
        asks=asks,
        choices=json.dumps(list(choices), ensure_ascii=False),
        detail=json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True),
        risk=RISK.get(kind, 50) if risk is None else risk,
        **place,  # type: ignore[arg-type]  # the names of text fields only
    )
