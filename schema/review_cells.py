"""Corrections of cells after reading again: where the row reads as it did, or in conflict with another reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schema.decision import Decision, DecisionKind
from schema.identity import row_words
from schema.reading import Table
from schema.review import DecisionIndex, verdict_of

Spot = tuple[int, int, int]
"""Table, row and column."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """``found``: where a correction holds. ``moved``: a cell in the place of the corrected one, with another reading
    and no decision of its own. ``lost``: corrections whose cell cannot be told any more."""

    found: Mapping[Spot, Decision]
    moved: Mapping[Spot, Decision]
    lost: tuple[Decision, ...]


def cell_words(row: Sequence[str], column: int) -> str:
    """By what a decision on one cell finds it: its row as read, and its column."""
    return f"{row_words(row)} @ {column + 1}"


def corrections_in(
    sha256: str, tables: Sequence[tuple[int, Table]], ordinals: Mapping[tuple[int, int], int], index: DecisionIndex
) -> Corrections:
    """Where the corrections of a document's cells stand in its tables."""
    made = [d for d in index.on_document.get(sha256, ()) if d.kind is DecisionKind.CELL]
    if not made:
        return Corrections({}, {}, ())
    known = dict(tables)
    places = {(row_words(known[n].rows[r]), ordinal): (n, r) for (n, r), ordinal in ordinals.items()}
    found: dict[Spot, Decision] = {}
    astray = []
    for decision in made:
        words, column = _told(decision)
        place = places.get((words, decision.ordinal))
        if place and 0 <= column < len(known[place[0]].rows[place[1]]):
            found[*place, column] = decision
        else:
            astray.append(decision)
    settled = {str(verdict_of(d).get("instead", "")) for d in made}
    left = [d for d in astray if d.decision_id not in settled]
    moved, lost = _moved(left, tables)
    asked = {at: d for at, d in moved.items() if at not in found}
    return Corrections(found, asked, tuple(lost))


def _told(decision: Decision) -> tuple[str, int]:
    words, _, column = decision.row_text.rpartition(" @ ")
    return words, int(column) - 1 if column.isdigit() else -1


def _moved(
    astray: Iterable[Decision], tables: Sequence[tuple[int, Table]]
) -> tuple[dict[Spot, Decision], list[Decision]]:
    """The cell in the one row that is as it was but for the corrected column; of several such rows none is told."""
    moved: dict[Spot, Decision] = {}
    lost = []
    for decision in astray:
        words, column = _told(decision)
        others = _without(words.split(" | "), column)
        places = [
            (n, r, column)
            for n, table in tables
            for r, row in enumerate(table.rows)
            if 0 <= column < len(row) and any(others) and _without(row_words(row).split(" | "), column) == others
        ]
        if len(places) == 1:
            moved[places[0]] = decision
        else:
            lost.append(decision)
    return moved, lost


def _without(cells: Sequence[str], column: int) -> list[str]:
    return [cell for c, cell in enumerate(cells) if c != column]
