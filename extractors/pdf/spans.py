"""Over which columns a heading stands that is narrower than what it heads.

A rule drawn under it tells, or else its place: the headings of one row stand in the same way over their columns, in
the middle, at the left or at the right of them, and columns without a heading in that row belong to one beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.pdf.aligned import Columns, Piece
from extractors.pdf.middle import median
from extractors.pdf.page import Rule, Word

Span = tuple[int, int]  # first and last column

_BARE = 0.3  # of the distance between columns: what a column at an end costs that no heading covers
_OFF = 0.15  # of the distance by which all headings of a row stand aside of where they should
_SIZES = 0.1  # of the distance: what it costs that headings of one row have different numbers of columns
_ALONE = 0.5  # the same for the only heading of a row, which nothing shows to be placed like others
_CLEAR = 0.12  # of the distance: by how much the best way must be better than any other
_WRAPPED = 2.0  # points between the edges of two lines of one heading


def spread(rows: list[list[Piece]], columns: Columns, across: Sequence[Rule]) -> bool:
    """Widen the headings above the last row of headings to all of their columns. False where it is not clear which.

    ``rows``: heading rows from the top, changed in place; the first column holds the labels. ``across``: level rules.
    """
    extents = _extents(rows, columns)
    clear = True
    for n, row in enumerate(rows[:-1]):
        own = [piece for piece in row if piece[0] > 0]
        below = {c for lower in rows[n + 1 :] for first, last, _ in lower for c in range(first, last + 1) if c}
        covered = {c for first, last, _ in own for c in range(first, last + 1)}
        if not own or below <= covered:
            continue
        spans = _Row(own, sorted(below | covered), extents, across).spans()
        if all(_wraps(piece, rows[n + 1]) for piece in own) and not _even(spans):
            clear = clear and (spans is not None or len(own) == 1)  # several may head more than what they stand over
            continue
        clear = clear and spans is not None
        if spans is not None:
            labels = [piece for piece in row if piece[0] == 0]
            rows[n] = labels + [(*span, words) for span, (_, _, words) in zip(spans, own, strict=True)]
    return clear


def _even(spans: Sequence[Span] | None) -> bool:
    """Several headings over as many columns each, as no heading that wraps stands."""
    sizes = {last - first for first, last in spans or ()}
    return len(spans or ()) > 1 and len(sizes) == 1 and 0 not in sizes


def wraps_into(row: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether two lines of headings may be one that wraps: none of the upper stands between two of the lower."""
    upper, lower = {piece[0] for piece in row}, {piece[0] for piece in below if piece[0]}
    return lower <= upper or all(_wraps(piece, below) or piece[0] not in lower for piece in row)


def _wraps(piece: Piece, below: Sequence[Piece]) -> bool:
    """A line of a heading goes on in the line below, in the same column and at the same edge."""
    x0, x1 = _reach(piece[2])
    for first, last, words in below:
        if (first, last) == piece[:2]:
            lo, hi = _reach(words)
            return min(abs(x0 - lo), abs(x1 - hi), abs(x0 + x1 - lo - hi) / 2) < _WRAPPED
    return False


def _reach(words: Sequence[Word]) -> tuple[float, float]:
    return min(word.x0 for word in words), max(word.x1 for word in words)


def _extents(rows: Sequence[Sequence[Piece]], columns: Columns) -> list[tuple[float, float]]:
    """How far each column reaches, with the headings of this column alone in the lowest row."""
    found = list(columns.reach)
    for first, last, words in rows[-1] if rows else ():
        if first == last:
            (lo, hi), (x0, x1) = found[first], _reach(words)
            found[first] = min(lo, x0), max(hi, x1)
    return found


@dataclass(slots=True)
class _Row:
    """The headings of one row, the columns that want one of them, and how far each column reaches."""

    pieces: list[Piece]
    wanted: list[int]
    extents: list[tuple[float, float]]
    across: Sequence[Rule]

    def spans(self) -> list[Span] | None:
        """The columns of each heading; None where two ways are equally good."""
        rules = self._rules()
        each = [self._under(rule) for rule in rules if self._headings(rule) == 1]
        if len(each) == len(self.pieces) and all(each):
            return [(columns[0], columns[-1]) for columns in each]
        whole = next((self._under(rule) for rule in rules if self._headings(rule) == len(self.pieces)), [])
        ranked = sorted((self._cost(ways), ways) for ways in self._ways(whole or self.wanted, tied=bool(whole)))
        if not ranked or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _CLEAR):
            return None
        return list(ranked[0][1])

    def _rules(self) -> list[Rule]:
        """The rules right below the headings that do not reach over the labels."""
        bottom = max(word.y1 for _, _, words in self.pieces for word in words)
        size = self.pieces[0][2][0].size
        labels = sum(self.extents[0]) / 2
        near = [rule for rule in self.across if bottom - 0.3 * size < rule.at < bottom + 0.7 * size]
        return sorted((rule for rule in near if rule.lo > labels), key=lambda rule: rule.lo)

    def _headings(self, rule: Rule) -> int:
        return sum(rule.lo < sum(_reach(words)) / 2 < rule.hi for _, _, words in self.pieces)

    def _under(self, rule: Rule) -> list[int]:
        return [c for c in self.wanted if rule.lo - 2 < sum(self.extents[c]) / 2 < rule.hi + 2]

    @property
    def _pitch(self) -> float:
        """The usual distance between columns."""
        ends = [self.extents[c][1] for c in self.wanted]
        return max(1.0, median([b - a for a, b in pairwise(ends)])) if len(ends) > 1 else 1.0

    def _ways(self, wanted: Sequence[int], *, tied: bool) -> Iterator[tuple[Span, ...]]:
        """Every way to give the headings neighbouring columns, with none left between; ``tied``: with none left."""
        middles = [sum(_reach(words)) / 2 for _, _, words in self.pieces]
        pitch = self._pitch

        def follow(n: int, at: int, before: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
            if n == len(middles):
                if not tied or at == len(wanted):
                    yield before
                return
            for end in range(at, len(wanted)):
                lo, hi = self.extents[wanted[at]][0] - pitch / 2, self.extents[wanted[end]][1] + pitch / 2
                if lo < middles[n] < hi:
                    yield from follow(n + 1, end + 1, (*before, (wanted[at], wanted[end])))

        for start in range(1 if tied else min(2, len(wanted))):
            yield from follow(0, start, ())

    def _cost(self, spans: Sequence[Span]) -> float:
        """How far the headings stand from where they should over these columns, in distances between columns."""
        boxes = [_reach(words) for _, _, words in self.pieces]
        reach = [(self.extents[first][0], self.extents[last][1]) for first, last in spans]
        bare = len(self.wanted) - sum(last - first + 1 for first, last in spans)
        pairs = list(zip(boxes, reach, strict=True))
        middle = [(x0 + x1 - lo - hi) / 2 for (x0, x1), (lo, hi) in pairs]
        left, right = [x0 - lo for (x0, _), (lo, _) in pairs], [x1 - hi for (_, x1), (_, hi) in pairs]
        sizes = len({last - first for first, last in spans}) > 1
        return min(map(_uneven, (middle, left, right))) / self._pitch + _BARE * bare + _SIZES * sizes


def _uneven(offs: Sequence[float]) -> float:
    usual = median(offs)
    return sum(abs(off - usual) for off in offs) + (_OFF * len(offs) if len(offs) > 1 else _ALONE) * abs(usual)
