"""The demonstration's reviewer: decisions made beforehand, found for each review item by what stands in it.

A shipped decision names campaign, authority, kind and words of the item, never an id of a workspace. What no shipped
decision fits stays open for a person.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.steps.review import decision_on
from rehearsal.survey import DATA
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.errors import UserError

SHIPPED = DATA / "decisions.csv"
COLUMNS = ("campaign", "authority", "question", "kind", "words", "verdict", "note")
PROPOSED = "proposed"
"""In the place of a verdict: the first of the verdicts that the item itself proposes."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One row of ``decisions.csv``. "" in ``authority`` or ``question`` fits any. ``words``: texts that must all
    stand in the item (capitals and spacing do not count). ``verdict``: JSON as in DecisionKind, or "proposed"."""

    campaign: str
    authority: str
    question: str
    kind: DecisionKind
    words: tuple[str, ...]
    verdict: str
    note: str

    def fits(self, item: ReviewItem) -> bool:
        """Whether this decision was made for such an item."""
        seen = _seen(item)
        return (
            (self.campaign, self.kind) == (item.campaign, item.kind)
            and self.authority in ("", item.authority)
            and self.question in ("", item.question)
            and all(_plain(word) in seen for word in self.words)
        )


def load_shipped(path: Path = SHIPPED) -> tuple[Shipped, ...]:
    """The shipped decisions, in the order of the file. UserError naming the line of a row that is not right."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UserError(
                "The columns are not those of shipped decisions.", where=f"{path}:1", todo=",".join(COLUMNS)
            )
        return tuple(_shipped(row, f"{path}:{rows.line_num}") for row in rows)


def _shipped(row: dict[str, str], where: str) -> Shipped:
    try:
        kind = DecisionKind(row["kind"])
        if row["verdict"] != PROPOSED:
            json.loads(row["verdict"])
    except ValueError as error:
        raise UserError(f"This decision cannot be read: {error}.", where=where) from error
    words = tuple(word.strip() for word in row["words"].split(";") if word.strip())
    return Shipped(row["campaign"], row["authority"], row["question"], kind, words, row["verdict"], row["note"])


def decide(
    items: Sequence[ReviewItem], shipped: Iterable[Shipped], *, at: datetime, by: str
) -> tuple[list[Decision], list[ReviewItem]]:
    """A decision for each open item that a shipped one fits (the first that does), and the items left undecided."""
    known = tuple(shipped)
    decisions: list[Decision] = []
    left: list[ReviewItem] = []
    for item in items:
        if item.state is ReviewState.DECIDED:
            continue
        verdicts = ((one, _verdict(item, one)) for one in known if one.fits(item))
        one, verdict = next(((one, verdict) for one, verdict in verdicts if verdict), (None, {}))
        if one:
            decisions.append(decision_on(item, verdict, by=by, at=at, note=one.note))
        else:
            left.append(item)
    return decisions, left


def _verdict(item: ReviewItem, one: Shipped) -> dict[str, Any]:
    """The verdict; {} when the item proposes nothing that could be agreed to."""
    choices = json.loads(item.choices) if one.verdict == PROPOSED else [json.loads(one.verdict)]
    return dict(choices[0]) if choices else {}


def _seen(item: ReviewItem) -> str:
    return _plain(" ".join((item.asks, item.document_name, item.place, item.row_text, item.detail)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
