"""Which lines above the figures of a table without a full grid are its heading."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extractors.pdf.aligned import FLUSH, under, value_line
from extractors.pdf.lines import Line
from extractors.pdf.middle import median
from extractors.pdf.page import Rule
from extractors.printed import is_number


def head_start(lines: Sequence[Line], chain: Sequence[int], floor: int, across: Sequence[Rule]) -> int:
    """The first line of the heading: lines close above that stand over the columns, or below a rule over the table."""
    first, core = chain[0], [lines[n] for n in chain]
    left, right = min(c.x0 for c in core), max(c.x1 for c in core)
    lid = _lid(lines, first, floor, across, left, right)
    start = first
    figures = first_figure(core, right)
    apart = pitch(lines, chain)
    for n in range(first - 1, floor - 1, -1):
        given = lines[n]
        if lid is not None and given.middle > lid:
            start = n
            continue
        if lid is not None or lines[n + 1].y0 - given.y1 > max(1.6 * given.height, 1.3 * apart):
            break
        heads = _is_flush(given, core) or _heads(given, lines[n + 1], left, right, figures)
        if heads and not _is_row(given, core):
            start = n
        elif start < first or first - n > 2 or not (_is_group(given, left, figures) or is_central(given, left, right)):
            break
    return start


def _is_flush(given: Line, core: Sequence[Line]) -> bool:
    """A line of words of which one ends where each figure of the first row does."""
    ends = [unit.x1 for unit in core[0].units[1:] if is_number(unit.text)]
    words = [word for unit in given.units for word in unit.words]
    flush = all(any(abs(word.x1 - end) < FLUSH for word in words) for end in ends)
    return len(ends) > 1 and flush and given.x1 < core[0].x1 + FLUSH


def _is_row(given: Line, core: Sequence[Line]) -> bool:
    """A line of figures that begins with one, as a row does whose label is a number or a year."""
    return given.units[0].value and value_line(given) and not words_stand_over_figures(given, core)


def first_figure(core: Sequence[Line], right: float) -> float:
    """Where the columns of figures begin."""
    return min((unit.x0 for given in core for unit in given.units[1:] if unit.value), default=right)


def _is_group(given: Line, left: float, figures: float) -> bool:
    """A line that may name the first group of rows: words in the column of labels alone."""
    (unit, *others) = given.units
    return not others and not unit.value and abs(unit.x0 - left) < 15 and unit.x1 < figures


def is_central(given: Line, left: float, right: float) -> bool:
    """Words alone in a line, in the middle of the table and clear of its labels."""
    middle = abs(given.x0 + given.x1 - left - right) / 2
    return len(given.units) == 1 and not given.units[0].value and middle < 0.1 * (right - left) < given.x0 - left


def pitch(lines: Sequence[Line], chain: Sequence[int]) -> float:
    """The usual space between two rows that follow each other; 0 where none do."""
    spaces = [lines[b].y0 - lines[a].y1 for a, b in itertools.pairwise(chain) if b == a + 1]
    return median(spaces) if spaces else 0.0


def _lid(
    lines: Sequence[Line], first: int, floor: int, across: Sequence[Rule], left: float, right: float
) -> float | None:
    """The topmost rule over the whole table within reach above its figures, if one is there."""
    top = lines[max(floor, first - 8)].y0 - 4
    figures = min((unit.x0 for unit in lines[first].units[1:] if unit.value), default=right)
    reach = [r.at for r in across if top < r.at < lines[first].middle and r.lo < left + 12 and r.hi > right - 12]
    for at in sorted(reach):
        between = [n for n in range(floor, first) if lines[n].middle > at]
        if len(between) < 3 and all(_is_group(lines[n], left, figures) for n in between):
            return None  # it parts the rows from their heading, or from each other
        gaps = [lines[n + 1].y0 - lines[n].y1 for n in between]
        if all(gap < 2.5 * lines[first].height for gap in gaps) and not any(
            is_prose(lines[n], lines[first]) and not _several(lines[n]) for n in between
        ):
            return at
    return None


def _several(given: Line) -> bool:
    return len(given.units) > 1


def _heads(given: Line, below: Line, left: float, right: float, figures: float) -> bool:
    """Whether a line can be a heading: units over the figures, none of them reaching out of the table.

    They stand apart, or each over one of the line below, as headings do that wrap.
    """
    beyond = given.x1 > right + 25 and (len(given.units) < 3 or given.units[-1].x0 > right - 2)
    if given.x0 < left - 12 or beyond:
        return False
    over = [unit for unit in given.units if unit.x1 > figures]
    if not over:
        return False
    if len(given.units) == 1:
        unit = given.units[0]
        return unit.x0 > left + 0.25 * (right - left) and unit.x1 - unit.x0 < 0.75 * (right - left)
    gaps = [b.x0 - a.x1 for a, b in zip(given.units, given.units[1:], strict=False)]
    wraps = all(any(under(unit, other) for other in below.units) for unit in given.units)
    return max(gaps) > 0.9 * given.units[0].size or wraps


def is_prose(given: Line, table: Line) -> bool:
    """One long unit of words that reaches from the labels far over the figures."""
    long = max(given.units, key=lambda u: u.x1 - u.x0)
    words = [w for w in long.words if w.text[:1].isalpha()]
    width = table.x1 - table.x0
    return len(words) >= 6 and long.x1 - long.x0 > 0.72 * width and long.x1 > table.x0 + 0.72 * width


def words_stand_over_figures(given: Line, rows: Sequence[Line]) -> bool:
    """A heading that holds a figure ("per 1,000"): over the figures of the next rows no fewer words than figures."""
    over = [unit for row in rows[:2] for unit in row.units[1:] if is_number(unit.text)]
    heads = [unit for unit in given.units[1:] if any(unit.x0 < below.x1 and below.x0 < unit.x1 for below in over)]
    words = sum(not unit.value for unit in heads)
    return len(rows) > 1 and 0 < words >= len(heads) - words
