"""Reading by the text's own alignment: where columns stand apart on every line, and where rows begin."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extractors.pdf.lines import Line, Unit, lines_of
from extractors.pdf.middle import median
from extractors.pdf.page import Word
from extractors.printed import is_number, is_sign, is_year

FLUSH = 1.2  # points between the end of a heading and of the figures that are set flush with it
_ALIGNED = 2.5  # points between edges that stand under each other


def value_line(given: Line) -> bool:
    """A line that carries figures behind its first unit, and not only years."""
    values = [unit.text for unit in given.units[1:] if unit.value]
    return any(is_number(text) for text in values) and not all(is_year(text) for text in values)


def column_cuts(lines: Sequence[Line]) -> list[float]:
    """Where no unit of (nearly) any line stands: the middles of the gaps between columns.

    Between figures a gap may be narrow; between words it must be wide or the words behind it flush left,
    since the spaces of a few lines of words may stand under each other by chance.
    """
    units = [unit for given in lines for unit in given.units]
    if not units:
        return []
    tolerated = len(lines) // 20
    cuts = []
    for left, right in _valleys(units, tolerated):
        if _separates(lines, left, right):
            cuts.append((left + right) / 2)
    return cuts


def _valleys(units: Sequence[Unit], tolerated: int) -> list[tuple[float, float]]:
    """Stretches of x covered by at most ``tolerated`` units, between the first and the last."""
    events = sorted([(unit.x0, 1) for unit in units] + [(unit.x1, -1) for unit in units])
    found: list[tuple[float, float]] = []
    depth, seen = 0, 0
    start: float | None = None
    for x, step in events:
        before = depth
        depth += step
        seen += step > 0
        if before > tolerated >= depth:
            start = x
        elif before <= tolerated < depth and start is not None:
            if x - start > 0.5:
                found.append((start, x))
            start = None
    return found


def _separates(lines: Sequence[Line], left: float, right: float) -> bool:
    width = right - left
    behind, before = [], []
    for given in lines:
        last: Unit | None = None
        for unit in given.units:
            if unit.x0 >= right - 0.01:
                behind.append(unit)
                if last is not None:
                    before.append(last)
                break
            last = unit
    if not behind:
        return False
    size = median(unit.size for unit in behind)
    if width >= 0.95 * size:
        return True
    figures = sum(unit.value for unit in behind) >= 0.6 * len(behind)
    if figures and width >= 0.12 * size:
        return True
    flush = sum(abs(unit.x0 - right) < 1.0 for unit in behind) >= 0.8 * len(behind)
    ahead = sum(unit.value for unit in before) >= 0.6 * max(1, len(before))
    return len(behind) >= 3 and width >= (0.12 if ahead else 0.35) * size and flush


@dataclass(frozen=True, slots=True)
class Columns:
    """Separators between columns, and how far the text of each column's rows reaches."""

    cuts: tuple[float, ...]
    reach: tuple[tuple[float, float], ...]

    def place(self, x0: float, x1: float) -> tuple[int, int]:
        """First and last column that something from ``x0`` to ``x1`` stands over: those it covers by half."""
        covered = [
            n
            for n, (lo, hi) in enumerate(self.reach)
            if min(x1, hi) - max(x0, lo) > 0.5 * (hi - lo) or lo <= (x0 + x1) / 2 <= hi
        ]
        if covered:
            return covered[0], covered[-1]
        middle = (x0 + x1) / 2
        column = sum(cut <= middle for cut in self.cuts)
        return column, column

    def nearest(self, unit: Unit) -> tuple[int, int]:
        """The one column of a figure: the one it covers most, else the one its middle stands in."""
        shared = [min(unit.x1, hi) - max(unit.x0, lo) for lo, hi in self.reach]
        best = max(range(len(shared)), key=shared.__getitem__)
        if shared[best] <= 0:
            best = sum(cut <= (unit.x0 + unit.x1) / 2 for cut in self.cuts)
        return best, best


def columns_of(lines: Sequence[Line], cuts: Sequence[float]) -> Columns:
    """The columns between separators, with the reach of what these lines print in them."""
    reach: list[tuple[float, float] | None] = [None] * (len(cuts) + 1)
    for given in lines:
        for unit in given.units:
            first = sum(cut <= unit.x0 + 0.5 for cut in cuts)
            if first == sum(cut < unit.x1 - 0.5 for cut in cuts):
                before = reach[first]
                reach[first] = (min(unit.x0, before[0]), max(unit.x1, before[1])) if before else (unit.x0, unit.x1)
    edges = [cuts[0] - 1, *cuts, cuts[-1] + 1] if cuts else [0, 0]
    return Columns(tuple(cuts), tuple(r or (edges[n], edges[n + 1]) for n, r in enumerate(reach)))


Piece = tuple[int, int, list[Word]]  # first column, last column, words


def recut(given: Line, columns: Columns) -> list[Piece]:
    """The pieces of a line in its columns.

    A unit over several columns is cut where another run begins or a wide space stands, if each part then has
    a column of its own: they are neighbours that stand close. Otherwise it is one thing over several columns.
    """
    pieces: list[Piece] = []
    for unit in given.units:
        first, last = columns.nearest(unit) if unit.value else columns.place(unit.x0, unit.x1)
        pieces += [(first, last, unit.words)] if len(unit.words) == 1 else _cut(unit, columns, (first, last))
    merged: list[Piece] = []
    for first, last, words in pieces:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]), merged[-1][2] + words)
        else:
            merged.append((first, last, words))
    return merged


def _cut(unit: Unit, columns: Columns, whole: tuple[int, int]) -> list[Piece]:
    if whole[1] > whole[0] and (flush := _flush_parts(unit, columns)):
        return flush
    parts: list[list[Word]] = [[unit.words[0]]]
    for word in unit.words[1:]:
        before = parts[-1][-1]
        if word.run != before.run or word.x0 - before.x1 > 0.45 * word.size:
            parts.append([word])
        else:
            parts[-1].append(word)
    places = [columns.place(part[0].x0, part[-1].x1) for part in parts]
    if len({first for first, _ in places}) < len(parts):
        return [(*whole, unit.words)]
    return [(first, last, part) for (first, last), part in zip(places, parts, strict=True)]


def _flush_parts(unit: Unit, columns: Columns) -> list[Piece]:
    """Words that each end or begin where a column of their own does: headings written as one line. [] for others."""
    parts: list[Piece] = []
    for word in unit.words:
        column = sum(cut <= (word.x0 + word.x1) / 2 for cut in columns.cuts)
        if parts and parts[-1][0] == column:
            parts[-1][2].append(word)
        else:
            parts.append((column, column, [word]))
    ends = [abs(words[-1].x1 - columns.reach[column][1]) < 1.6 for column, _, words in parts]
    starts = [abs(words[0].x0 - columns.reach[column][0]) < 1.6 for column, _, words in parts]
    return parts if len(parts) > 1 and (all(ends) or all(starts)) else []


def flush_pieces(given: Line, columns: Columns, wanted: Collection[int]) -> list[Piece] | None:
    """A line of headings of which a word ends where each of the ``wanted`` columns does; None for another line.

    What stands before such a word belongs to it, however far the columns are apart.
    """
    gaps = [behind.x0 - before.x1 for before, behind in itertools.pairwise(given.units)]
    if (gaps and min(gaps) > 0.9 * given.height) or list(wanted) != list(range(1, len(columns.reach)))[: len(wanted)]:
        return None  # it is clear what its headings are, or others stand between those of the figures
    label = given.units[0].words if given.units[0].x0 < columns.cuts[0] else []
    pieces: list[Piece] = [(0, 0, label)] if label else []
    left: list[Word] = []
    for word in (word for unit in given.units[bool(label) :] for word in unit.words):
        left.append(word)
        ends = next((n for n in wanted if abs(word.x1 - columns.reach[n][1]) < FLUSH), None)
        if ends is not None:
            pieces.append((ends, ends, left))
            left = []
    ends_at = [first for first, _, _ in pieces if first]
    return pieces if not left and len(wanted) > 1 and ends_at == sorted(wanted) else None


def grouped(lines: Sequence[Line], first_cut: float, *, anchored: bool = True) -> list[list[Line]]:
    """Lines as rows: a label or a cell that runs over several lines is one row with its figures.

    ``first_cut``: where the column of labels ends. Lines between two rows belong to the nearer one where
    they stand closer than rows do; where all stand equally close, only a small initial tells.
    """
    anchors = [n for n, given in enumerate(lines) if value_line(given)] if anchored else []
    if len(anchors) < 2:
        return _by_label(lines, first_cut)
    pitch = [lines[b].y0 - lines[a].y1 for a, b in itertools.pairwise(anchors) if b == a + 1]
    apart = median(pitch) if pitch else None
    target = list(range(len(lines)))
    is_anchor = set(anchors)
    for n in range(len(lines)):
        if n not in is_anchor:
            target[n] = n + _side(lines, n, first_cut, apart, is_anchor)
    return _collected(lines, target)


def _side(lines: Sequence[Line], n: int, first_cut: float, apart: float | None, anchors: set[int]) -> int:
    """Whether line ``n`` belongs to the one above (-1), to the one below (+1) or stands alone (0)."""
    given = lines[n]
    above = given.y0 - lines[n - 1].y1 if n else 1e9
    below = lines[n + 1].y0 - given.y1 if n + 1 < len(lines) else 1e9
    has_label = given.x0 < first_cut
    close = (apart - 0.8) if apart is not None else max(above, below) - 0.8
    if min(above, below) < min(close, 0.8 * given.height):
        if not has_label and above < close:
            return -1
        return -1 if above <= below else 1
    if not has_label:
        return -1 if n and above < 0.6 * given.height else 0
    if given.text[:1].islower() and n and above < 0.6 * given.height:
        return -1
    follows = n + 1 < len(lines) and n + 1 in anchors and lines[n + 1].text[:1].islower()
    return 1 if follows and below < 0.6 * given.height else 0


def _collected(lines: Sequence[Line], target: list[int]) -> list[list[Line]]:
    """Follow each line to the row it belongs to; neighbours that point at each other are one row."""
    row_of: list[int] = []
    for n in range(len(lines)):
        starts = n == 0 or not (target[n] == n - 1 or target[n - 1] == n)
        row_of.append((row_of[-1] + 1) if starts and n else (0 if not n else row_of[-1]))
    rows: list[list[Line]] = [[] for _ in range(row_of[-1] + 1)] if row_of else []
    for n, row in enumerate(row_of):
        rows[row].append(lines[n])
    return rows


def _by_label(lines: Sequence[Line], first_cut: float) -> list[list[Line]]:
    """A table of words: a row begins where something stands in its first column."""
    rows: list[list[Line]] = []
    for n, given in enumerate(lines):
        tight = n > 0 and given.y0 - lines[n - 1].y1 < 0.35 * given.height
        if rows and tight and given.x0 >= first_cut:
            rows[-1].append(given)
        else:
            rows.append([given])
    return rows


def rows_without_rules(cells: Sequence[Sequence[Word]]) -> list[list[Word]] | None:
    """The rows in one band between two drawn lines, as their words; None where it is one row.

    ``cells``: the words of each column. Several rows only where figures and labels stand line by line.
    """
    words = [word for cell in cells for word in cell]
    if len(words) < 4 or len({(word.y0, word.y1) for word in cells[0]}) < 2:
        return None
    lines = lines_of(words)
    labels = {id(word) for word in cells[0]}
    figures = [given for given in lines if _has_figure_outside(given, labels)]
    labelled = [given for given in figures if any(id(w) in labels for u in given.units for w in u.words)]
    if len(figures) < 2 or len(labelled) < 0.6 * len(figures):
        return None
    first_cut = max(word.x1 for word in cells[0]) + 0.5
    rows = grouped(lines, first_cut)
    return [[w for given in row for u in given.units for w in u.words] for row in rows] if len(rows) > 1 else None


def _has_figure_outside(given: Line, labels: set[int]) -> bool:
    texts = [u.text for u in given.units if u.value and id(u.words[0]) not in labels and not is_sign(u.text)]
    return any(is_number(text) for text in texts) and not all(is_year(text) for text in texts)


def under(one: Unit, other: Unit) -> bool:
    """Two units share an edge or their middle: they stand in one column."""
    return (
        abs(one.x0 - other.x0) < _ALIGNED
        or abs(one.x1 - other.x1) < _ALIGNED
        or abs(one.x0 + one.x1 - other.x0 - other.x1) < 2 * _ALIGNED
    )
