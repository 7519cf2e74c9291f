"""Reading by drawn lines: a grid of separators, cells merged where no line stands between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from extractors.pdf.aligned import column_cuts, rows_without_rules
from extractors.pdf.lines import Unit, lines_of
from extractors.pdf.page import Rule, Word
from extractors.pdf.raw import Raw, Slot, filled
from extractors.pdf.rules import Frame, covered, cuts, rules_at
from extractors.printed import is_value

_DRAWN = 0.6  # share of a cell's side that must be drawn


def read_frame(frame: Frame, words: Sequence[Word], page: int) -> Raw | None:
    """The table in a frame of crossing lines; None where the lines make no cells."""
    x0, y0, x1, y1 = frame.box
    xs = cuts([x0, x1, *(rule.at for rule in frame.upright)], 4.0)
    ys = cuts([y0, y1, *(rule.at for rule in frame.across)], 4.0)
    if len(xs) < 3 or len(ys) < 2:
        return None
    grid = _Grid(frame, xs, ys, words)
    if grid.merged is None:
        return None
    return filled(grid.table(page))


class _Grid:
    """Cells between separators; ``merged``: leader of each elementary cell, None where a group is no rectangle."""

    def __init__(self, frame: Frame, xs: list[float], ys: list[float], words: Sequence[Word]) -> None:
        self.xs, self.ys = xs, ys
        self.frame = frame
        self.rows, self.cols = len(ys) - 1, len(xs) - 1
        self.merged = self._merge(frame.across, frame.upright)
        self.words: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            place = self._place(word)
            if place is not None:
                self.words.setdefault(place, []).append(word)

    def _place(self, word: Word) -> tuple[int, int] | None:
        if self.merged is None:
            return None
        row, col = _between(self.ys, (word.y0 + word.y1) / 2), _between(self.xs, (word.x0 + word.x1) / 2)
        return None if row is None or col is None else self.merged[row, col]

    def _merge(self, across: Sequence[Rule], upright: Sequence[Rule]) -> dict[tuple[int, int], tuple[int, int]] | None:
        leader = {(r, c): (r, c) for r in range(self.rows) for c in range(self.cols)}

        def find(cell: tuple[int, int]) -> tuple[int, int]:
            while leader[cell] != cell:
                cell = leader[cell]
            return cell

        xs, ys = self.xs, self.ys
        posts, levels = [rules_at(upright, x) for x in xs], [rules_at(across, y) for y in ys]
        for r, c in list(leader):
            if c + 1 < self.cols and covered(posts[c + 1], ys[r], ys[r + 1]) < _DRAWN:
                _unite(leader, find((r, c)), find((r, c + 1)))
            if r + 1 < self.rows and covered(levels[r + 1], xs[c], xs[c + 1]) < _DRAWN:
                _unite(leader, find((r, c)), find((r + 1, c)))
        merged = {cell: find(cell) for cell in leader}
        return merged if _rectangular(merged) else None

    def table(self, page: int) -> Raw:
        assert self.merged is not None
        slots: dict[tuple[int, int], Slot] = {}
        for (r, c), lead in self.merged.items():
            slot = slots.setdefault(lead, Slot(*lead, self.words.get(lead, [])))
            slot.rowspan, slot.colspan = max(slot.rowspan, r - lead[0] + 1), max(slot.colspan, c - lead[1] + 1)
        raw = Raw(page, self.frame.box, "ruled", list(slots.values()), self.rows, self.cols, edges=list(self.xs))
        return _split_spans(_split_columns(_split_rows(raw, self.ys), self.xs))


def _between(places: Sequence[float], at: float) -> int | None:
    n = bisect_right(places, at, 1, len(places) - 1) - 1
    return n if places[n] - 1 <= at < places[n + 1] + 1 else None


def _unite(leader: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], two: tuple[int, int]) -> None:
    leader[max(one, two)] = min(one, two)


def _rectangular(merged: dict[tuple[int, int], tuple[int, int]]) -> bool:
    extents: dict[tuple[int, int], list[int]] = {}
    for (r, c), lead in merged.items():
        found = extents.setdefault(lead, [r, c, r, c, 0])
        found[0], found[1] = min(found[0], r), min(found[1], c)
        found[2], found[3] = max(found[2], r), max(found[3], c)
        found[4] += 1
    return all((e[2] - e[0] + 1) * (e[3] - e[1] + 1) == e[4] for e in extents.values())


def _split_rows(raw: Raw, ys: Sequence[float]) -> Raw:
    """Bands in which several rows stand without a line between them, as those rows."""
    bands: list[list[Slot]] = [[] for _ in range(raw.height)]
    for slot in sorted(raw.slots, key=lambda slot: slot.col):
        bands[slot.row].append(slot)
    tall = {row for slot in raw.slots if slot.rowspan > 1 for row in range(slot.row, slot.row + slot.rowspan)}
    parts = [None if row in tall else rows_without_rules([s.words for s in band]) for row, band in enumerate(bands)]
    if not any(parts):
        return raw
    first = [0, *accumulate(max(1, len(part or [])) for part in parts)]
    height = first[-1]
    slots: list[Slot] = []
    for slot in raw.slots:
        part = parts[slot.row]
        if part is None:
            end = first[slot.row + slot.rowspan]
            slots.append(Slot(first[slot.row], slot.col, slot.words, end - first[slot.row], slot.colspan))
            continue
        for n, line_words in enumerate(part):
            mine = {id(w) for w in line_words}
            words = [w for w in slot.words if id(w) in mine]
            slots.append(Slot(first[slot.row] + n, slot.col, words, 1, slot.colspan))
    return Raw(raw.page, raw.box, raw.how, slots, height, raw.width, edges=raw.edges)


def _split_columns(raw: Raw, xs: Sequence[float]) -> Raw:
    """Columns in which most rows hold several figures side by side, as those columns."""
    inner: dict[int, list[float]] = {}
    for col in range(raw.width):
        cells = [s.words for s in raw.slots if s.col == col and s.colspan == s.rowspan == 1 and s.words]
        lines = [line for words in cells if len(words) > 1 for line in lines_of(words)]
        crowded = [line for line in lines if sum(is_value(unit.text) for unit in line.units) > 1]
        alone = sum(len(words) == 1 for words in cells)
        if len(crowded) >= 2 and len(crowded) >= 0.6 * (len(lines) + alone):
            several = [unit for line in lines if len(line.units) > 1 for unit in line.units]
            inner[col] = [_between_units(cut, several) for cut in column_cuts(crowded)]
    if not any(inner.values()):
        return raw
    edges = sorted([*xs, *(cut for found in inner.values() for cut in found)])
    start = [edges.index(x) for x in xs]
    slots: list[Slot] = []
    for slot in raw.slots:
        begin, end = start[slot.col], start[slot.col + slot.colspan]
        inside = edges[begin : end + 1]
        if slot.colspan > 1 or end - begin == 1 or _heads_all(slot.words, inside) or not _spread(slot.words, inside):
            slots.append(Slot(slot.row, begin, slot.words, slot.rowspan, end - begin))
            continue
        for n in range(begin, end):
            words = [w for w in slot.words if edges[n] <= (w.x0 + w.x1) / 2 < edges[n + 1]]
            slots.append(Slot(slot.row, n, words, slot.rowspan))
    return Raw(raw.page, raw.box, raw.how, slots, raw.height, len(edges) - 1, edges=edges)


def _heads_all(words: Sequence[Word], edges: Sequence[float]) -> bool:
    """Words that stand in one of the new columns alone: a heading over all of them."""
    places = {sum(edge <= (word.x0 + word.x1) / 2 for edge in edges) for word in words}
    return len(places) == 1 and not any(is_value(unit.text) for line in lines_of(words) for unit in line.units)


def _between_units(cut: float, units: Sequence[Unit]) -> float:
    """A separator in the middle of the space that headings leave as well, which reach further than figures."""
    left = max((unit.x1 for unit in units if unit.x0 + unit.x1 < 2 * cut), default=cut)
    right = min((unit.x0 for unit in units if unit.x0 + unit.x1 >= 2 * cut), default=cut)
    return (left + right) / 2 if left < right else cut


def _spread(words: Sequence[Word], edges: Sequence[float]) -> bool:
    """No unit of these words lies across one of the new separators."""
    units = [unit for line in lines_of(words) for unit in line.units]
    return not any(unit.x0 < edge - 1 and unit.x1 > edge + 1 for unit in units for edge in edges[1:-1])


def _split_spans(raw: Raw) -> Raw:
    """Rows without upright lines: what stands apart in its own columns is no cell over all of them."""
    slots: list[Slot] = []
    for slot in raw.slots:
        slots += _parts(slot, raw.edges) if slot.colspan > 1 and slot.words else [slot]
    raw.slots = slots
    return raw


def _parts(slot: Slot, edges: Sequence[float]) -> list[Slot]:
    lines = lines_of(slot.words)
    units = [unit for line in lines for unit in line.units]
    apart = [b.x0 - a.x1 > 0.6 * b.size for line in lines for a, b in pairwise(line.units)]
    begin, end = slot.col, slot.col + slot.colspan
    inside = edges[begin : end + 1]
    if not apart or not all(apart) or not any(u.value for u in units) or not _spread(slot.words, inside):
        return [slot]
    parts = []
    for n in range(begin, end):
        words = [w for w in slot.words if edges[n] <= (w.x0 + w.x1) / 2 < edges[n + 1]]
        parts.append(Slot(slot.row, n, words, slot.rowspan))
    return parts
