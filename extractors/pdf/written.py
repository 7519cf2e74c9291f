"""The second opinion: how the producing program wrote the table, not where it lies.

Programs write a cell as one or more pieces of text of its own, and the cells row by row or column by
column. A table found by lines or by alignment is confirmed where every figure is whole pieces and no piece lies in
two cells, and where the order in the file is an order of its rows or columns. Tables glued together, digits that
slipped into the neighbouring cell and shifted rows break one or the other.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractors.acceptance import Place, Second
from extractors.pdf.page import Run, Word
from extractors.pdf.raw import Raw, Slot
from extractors.printed import is_number, is_thousands, is_value

_GAP = 0.55  # of the height of the letters: wider than the space between two words
NAME = "order in which the file writes the text"


def second_opinion(table: Raw, runs: Mapping[int, Run]) -> Second:
    """What the written order says of a table: the cells it reads otherwise, and doubts about the whole."""
    differs = frozenset(_shared_pieces(table)) | frozenset(_broken_figures(table))
    at = _written(table, runs)
    if _in_order(at):
        return Second(NAME, differs, ())
    if stray := _stray(at):
        return Second(NAME, differs | {stray}, ())
    return Second(NAME, differs, ("The file does not write the cells row by row or column by column.",))


def _shared_pieces(table: Raw) -> list[Place]:
    """Cells with figures that share a piece of text with another cell, without a clear gap written between.

    Some programs write a whole line as one piece; then only the gap that they left in it tells the cells apart.
    """
    written: dict[int, list[tuple[Word, Slot]]] = defaultdict(list)
    for slot in table.slots:
        for word in slot.words:
            written[word.run].append((word, slot))
    shared: list[Slot] = []
    for pieces in written.values():
        pieces.sort(key=lambda piece: piece[0].seq)
        for (one, left), (two, right) in pairwise(pieces):
            gap = two.x0 - one.x1 if abs(two.y0 - one.y0) < 0.5 * one.size else None
            if gap is None or (two.space and _two_figures(one.text, two.text) and left is not right):
                continue
            if (left is right) == (gap > _GAP * one.size):
                shared += [left, right]
    return [(slot.row, slot.col) for slot in shared if any(ch.isdigit() for ch in slot.text)]


def _two_figures(one: str, two: str) -> bool:
    """Two numbers with a space between that cannot be one with a thousands space."""
    return is_number(one) and is_number(two) and not is_thousands(one, two)


def _broken_figures(table: Raw) -> list[Place]:
    """Cells whose one figure was written as pieces with digits at a distance from each other."""
    return [(slot.row, slot.col) for slot in table.slots if is_number(slot.text) and _is_broken(slot.words)]


def _is_broken(words: Sequence[Word]) -> bool:
    ordered = sorted(words, key=lambda w: w.x0)
    for one, two in itertools.pairwise(ordered):
        if one.run != two.run and one.text[-1:].isdigit() and two.text[:1].isdigit():
            return True
    return False


def written_apart(table: Raw, runs: Mapping[int, Run]) -> bool:
    """The figures left of some column were all written before the others, or after them.

    So are two tables that stand side by side. Readers that go by alignment take them for one all alike.
    """
    at = _written(table, runs)
    columns = sorted({col for _, col in at})
    for first in columns[1:]:
        left = [order for (_, col), order in at.items() if col < first]
        right = [order for (_, col), order in at.items() if col >= first]
        if max(left) < min(right) or max(right) < min(left):
            return True
    return False


def _in_order(at: Mapping[Place, tuple[int, int]]) -> bool:
    return any(_rises([at[place] for place in places]) for places in _readings(at)) or _row_by_row(at)


def _readings(at: Mapping[Place, tuple[int, int]]) -> tuple[list[Place], list[Place]]:
    """The places row by row and column by column."""
    return sorted(at), sorted(at, key=lambda place: (place[1], place[0]))


def _stray(at: Mapping[Place, tuple[int, int]]) -> Place | None:
    """The one figure that was written at another time than its neighbours, where all others are in order.

    It may have been put in later, or belong elsewhere: its place alone is in dispute.
    """
    for places in _readings(at):
        breaks = [n for n, (one, two) in enumerate(pairwise(places)) if at[one] >= at[two]]
        for n in (breaks[0], breaks[0] + 1) if len(breaks) in (1, 2) else ():
            if _rises([at[place] for place in (*places[:n], *places[n + 1 :])]):
                return places[n]
    return None


def _row_by_row(at: Mapping[Place, tuple[int, int]]) -> bool:
    """Each row was written at one go and from left to right, though the rows in another order than they stand in."""
    rows: dict[int, list[int]] = defaultdict(list)
    rank = {place: n for n, place in enumerate(sorted(at, key=at.__getitem__))}
    for place in sorted(at):
        rows[place[0]].append(rank[place])
    return all(len(row) > 1 and row == list(range(row[0], row[0] + len(row))) for row in rows.values())


def _written(table: Raw, runs: Mapping[int, Run]) -> dict[Place, tuple[int, int]]:
    """When each figure below the heading was written."""
    at: dict[Place, tuple[int, int]] = {}
    for slot in table.slots:
        if slot.words and slot.row >= table.head and is_value(slot.text):
            at[slot.row, slot.col] = min((_order(word, runs), word.seq) for word in slot.words)
    return at


def _order(word: Word, runs: Mapping[int, Run]) -> int:
    run = runs.get(word.run)
    return run.order if run is not None else 0


def _rises(orders: Sequence[tuple[int, int]]) -> bool:
    return all(one < two for one, two in itertools.pairwise(orders))
