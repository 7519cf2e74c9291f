"""The columns of a page: blocks that are read one after the other, so that letters in two columns do not interleave."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.pdf.lines import Line, Unit, line, lines_of, unit
from extractors.pdf.page import Word

_GUTTER = 1.0  # of the height of the letters: wider than spaces between words are stretched


@dataclass(slots=True)
class Gutter:
    """White space between two columns of prose, from line ``first`` to ``last``."""

    left: float
    right: float
    first: int
    last: int


def blocks_of(words: Sequence[Word]) -> list[list[Line]]:
    """The lines of each block in reading order: above, left, right, below, and so on down the page."""
    return _split(lines_of(words), 0)


def _split(lines: list[Line], depth: int) -> list[list[Line]]:
    gutter = _gutter(lines) if depth < 4 and len(lines) > 3 else None
    if gutter is None:
        return [lines] if lines else []
    middle = (gutter.left + gutter.right) / 2
    inside = lines[gutter.first : gutter.last + 1]
    left = [word for row in inside for unit in row.units for word in unit.words if word.x1 <= middle + 2]
    right = [word for row in inside for unit in row.units for word in unit.words if word.x1 > middle + 2]
    above, below = lines[: gutter.first], lines[gutter.last + 1 :]
    return [
        *([above] if above else []),
        *_split(lines_of(left), depth + 1),
        *_split(lines_of(right), depth + 1),
        *_split(below, depth + 1),
    ]


def _gutter(lines: Sequence[Line]) -> Gutter | None:
    """The first gutter from the top: at least three lines of prose on both sides, and nothing across it."""
    n = 0
    while n < len(lines):
        gap = _prose_gap(lines[n])
        if gap is None:
            n += 1
            continue
        left, right = gap
        hits, last = 1, n
        for m in range(n + 1, len(lines)):
            other = _prose_gap(lines[m])
            if other is not None and min(right, other[1]) - max(left, other[0]) > 4:
                left, right, hits, last = max(left, other[0]), min(right, other[1]), hits + 1, m
            elif _crosses(lines[m], left, right) or m - last > 25:
                break
        if hits >= 3:
            return _extended(lines, Gutter(left, right, n, last))
        n = last + 1
    return None


def _prose_gap(given: Line) -> tuple[float, float] | None:
    """The space between two units of prose that stand side by side."""
    for before, behind in itertools.pairwise(given.units):
        if _is_prose(before) and _is_prose(behind) and behind.x0 - before.x1 > 6:
            return before.x1, behind.x0
    return _widest_gap(given) if len(given.units) > 3 else None


def _widest_gap(given: Line) -> tuple[float, float] | None:
    """The widest space of a line of justified text, where prose stands on both sides of it."""
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(given.units)]
    widest = max(gaps)
    at = gaps.index(widest) + 1
    left, right = given.units[:at], given.units[at:]
    sides = [unit([word for part in side for word in part.words]) for side in (left, right)]
    if widest > _GUTTER * given.height and sorted(gaps)[-2] < 0.8 * widest and all(map(_is_prose, sides)):
        return left[-1].x1, right[0].x0
    return None


def _is_prose(given: Unit) -> bool:
    words = sum(word.text[:1].isalpha() for word in given.words)
    return words >= 4 and words >= 0.75 * len(given.words) and given.x1 - given.x0 > 80


def _crosses(given: Line, left: float, right: float) -> bool:
    middle = (left + right) / 2
    return any(unit.x0 < middle - 2 and unit.x1 > middle + 2 for unit in given.units)


def _extended(lines: Sequence[Line], gutter: Gutter) -> Gutter:
    """Up and down to the next line that stands across the gutter or at a great distance."""
    while (
        gutter.first > 0
        and _near(lines, gutter.first - 1)
        and not _crosses(lines[gutter.first - 1], gutter.left, gutter.right)
    ):
        if _one_sided_title(lines, gutter):
            break
        gutter.first -= 1
    while (
        gutter.last + 1 < len(lines)
        and _near(lines, gutter.last)
        and not _crosses(lines[gutter.last + 1], gutter.left, gutter.right)
    ):
        gutter.last += 1
    return gutter


def _near(lines: Sequence[Line], n: int) -> bool:
    return lines[n + 1].y0 - lines[n].y1 < 4 * lines[n].height


def _one_sided_title(lines: Sequence[Line], gutter: Gutter) -> bool:
    """A short line above, left of the gutter with nothing right of it, stands above both columns.

    Unless they begin further up: then a paragraph ends there.
    """
    at = gutter.first - 1
    given = lines[at]
    if len(given.units) > 1 or given.x1 >= gutter.left - 40:
        return False
    return not any(_stands_beside(lines[n], gutter) for n in range(max(0, at - 3), at))


def _stands_beside(given: Line, gutter: Gutter) -> bool:
    """Prose left of the gutter and something right of it."""
    left = [unit for unit in given.units if unit.x1 <= gutter.left + 2]
    right = [unit for unit in given.units if unit.x0 >= gutter.right - 2]
    sides = len(left) + len(right) == len(given.units) and left and right
    return bool(sides) and _is_prose(unit([word for part in left for word in part.words]))


def text_of_blocks(blocks: Sequence[Sequence[Line]]) -> str:
    """Running text: paragraphs by distance, blocks apart by an empty line."""
    return "\n\n".join(_paragraphs(block) for block in blocks if block)


def _paragraphs(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for above, below in itertools.pairwise(lines):
        gap = below.y0 - above.y1
        text += ("\n\n" if gap > 0.5 * below.height else "\n") + below.text
    return text


def one_line(words: Sequence[Word]) -> Line:
    """Words of one line, in any order."""
    return line(sorted(words, key=lambda w: w.x0))
