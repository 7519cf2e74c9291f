"""Where on a page a table without a full grid stands: lines of figures under each other, and what belongs to them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.pdf.aligned import (
    Columns,
    Piece,
    column_cuts,
    columns_of,
    flush_pieces,
    grouped,
    recut,
    under,
    value_line,
)
from extractors.pdf.heading import first_figure, head_start, is_central, is_prose, pitch, words_stand_over_figures
from extractors.pdf.lines import Line
from extractors.pdf.middle import median
from extractors.pdf.page import Rule
from extractors.pdf.raw import Raw, Slot, filled
from extractors.pdf.spans import spread, wraps_into
from extractors.printed import is_number, is_value, is_year

_WIDE = 0.8  # of the height of the letters: more than any space between two words


@dataclass(slots=True)
class Block:
    """Lines ``start`` to ``end`` (exclusive) of a column of text; ``body``: the first line with figures."""

    start: int
    body: int
    end: int


def find_blocks(lines: Sequence[Line], across: Sequence[Rule]) -> list[Block]:
    """Tables among the lines of one column of text, from top to bottom."""
    blocks: list[Block] = []
    n = 0
    while n < len(lines):
        chain = _chain(lines, n) if _core(lines[n]) else []
        if len(chain) < 2:
            n += 1
            continue
        floor = blocks[-1].end if blocks else 0
        block = _grown(lines, chain, floor, across)
        if block is not None:
            blocks.append(block)
        n = chain[-1] + 1 if block is None else max(block.end, chain[-1] + 1)
    return blocks


def _core(given: Line) -> bool:
    """A line with a figure (or a mark in its place) at a distance behind something else."""
    units = given.units
    return any(unit.value and unit.x0 - before.x1 > _WIDE * unit.size for before, unit in itertools.pairwise(units))


def _chain(lines: Sequence[Line], first: int) -> list[int]:
    """Core lines from ``first`` on that stand under each other, with few other lines between."""
    chain = [first]
    for n in range(first + 1, len(lines)):
        if n - chain[-1] > 6 or lines[n].y0 - lines[n - 1].y1 > 3.2 * lines[n].height:
            break
        core = _core(lines[n]) and any(_aligned(lines[n], lines[c]) for c in chain[-3:])
        if (is_prose(lines[n], lines[chain[0]]) and not core) or _another_begins(lines, chain, n):
            break
        if core:
            chain.append(n)
    return chain


def _another_begins(lines: Sequence[Line], chain: Sequence[int], n: int) -> bool:
    """Line ``n`` is the heading of another table: a caption stands over it, further from the rows than they stand."""
    caption = lines[n - 1]
    if n - chain[-1] < 2 or len(caption.units) > 1 or caption.units[0].value or not _words_over(lines, chain, n):
        return False
    gaps = [lines[m + 1].y0 - lines[m].y1 for m in range(chain[-1], n - 1)]
    rows = [lines[b].y0 - lines[a].y1 for a, b in itertools.pairwise(chain) if b == a + 1]
    return max(gaps) > 1.4 * (median(rows) if rows else caption.height)


def _words_over(lines: Sequence[Line], chain: Sequence[int], n: int) -> bool:
    """Line ``n`` holds several headings, the last one over the figures; years are headings too."""
    units = lines[n].units
    figures = min(unit.x0 for c in chain for unit in lines[c].units[1:] if unit.value)
    headed = len(units) > 1 and units[-1].x1 > figures
    return headed and all(not unit.value or is_year(unit.text) for unit in units[1:])


def _aligned(one: Line, other: Line) -> bool:
    figures = [unit for unit in one.units[1:] if unit.value]
    others = [unit for unit in other.units[1:] if unit.value]
    shared = sum(any(under(unit, o) for o in others) for unit in figures)
    return shared >= 1 and shared >= 0.5 * min(len(figures), len(others))


def _grown(lines: Sequence[Line], chain: list[int], floor: int, across: Sequence[Rule]) -> Block | None:
    """The block of a chain: with its heading above and the wrapped rest of its last row below."""
    rows = [n for n in chain if value_line(lines[n])]
    body = next((n for n in rows if not words_stand_over_figures(lines[n], [lines[m] for m in rows if m > n])), None)
    if body is None:
        return None
    start = head_start(lines, chain, floor, across)
    end = _tail_end(lines, chain, across)
    return Block(start, body, end)


def _tail_end(lines: Sequence[Line], chain: Sequence[int], across: Sequence[Rule]) -> int:
    """Behind the last line with figures: what wraps from it, down to a rule below it if one is near."""
    last = chain[-1]
    left = min(lines[n].x0 for n in chain)
    right = max(lines[n].x1 for n in chain)
    end = last + 1
    apart = pitch(lines, chain)
    figures = first_figure([lines[n] for n in chain], right)
    while end < len(lines):
        given, gap = lines[end], lines[end].y0 - lines[end - 1].y1
        floor = [r.at for r in across if lines[end - 1].middle < r.at and r.lo < left + 12 and r.hi > right - 12]
        inside = bool(floor) and given.middle < min(floor) and gap < 1.2 * given.height and _narrow(given, left, right)
        tight = gap < 0.35 * given.height and (gap < apart - 0.8 or (not apart and given.x1 < figures))
        wraps = tight and given.x1 <= right + 5 and given.x0 >= left - 3
        if not (inside or (wraps and not is_prose(given, lines[last]))):
            break
        if any(lines[end - 1].middle < at < given.middle for at in floor):
            break
        end += 1
    return end


def _narrow(given: Line, left: float, right: float) -> bool:
    return given.x0 >= left - 5 and given.x1 <= right + 5


def read_block(
    lines: Sequence[Line],
    block: Block,
    page: int,
    across: Sequence[Rule],
    upright: Sequence[Rule] = (),
    boxed: Sequence[Raw] = (),
) -> Raw | None:
    """The table of a block; None where it has no two columns.

    ``across``, ``upright``: the level and the upright rules of the page. ``boxed``: headings whose cells are drawn
    though the rows have no lines.
    """
    block = _with_first_label(lines, block, across)
    cuts = _with_posts(_cuts(lines[block.body : block.end]), lines[block.body : block.end], upright)
    if not cuts:
        return None
    columns = columns_of([given for given in lines[block.body : block.end] if value_line(given)], cuts)
    drawn = _boxed_head(lines, block, boxed, len(cuts) + 1)
    if drawn is not None:
        _under_box(lines, block, drawn)
    body = lines[block.body : block.end]
    head = (
        _rows_of(drawn)
        if drawn is not None
        else _head_rows(lines[block.start : block.body], columns, _figured(body, columns))
    )
    clear = drawn is not None or spread(head, columns, across)
    rows = grouped(body, cuts[0])
    slots: list[Slot] = []
    for n, heading in enumerate(head):
        slots += [Slot(n, first, words, 1, last - first + 1) for first, last, words in heading]
    for n, row in enumerate(rows, len(head)):
        slots += _row_slots(n, row, columns)
    left = min(line.x0 for line in lines[block.start : block.end])
    right = max(line.x1 for line in lines[block.start : block.end])
    box = (left, lines[block.start].y0, right, lines[block.end - 1].y1)
    raw = Raw(page, box, "aligned", slots, len(head) + len(rows), len(cuts) + 1, len(head), edges=[left, *cuts, right])
    if not clear:
        raw.doubts.append("It is not clear over which columns the upper headings stand.")
    return _with_groups(filled(raw))


def _with_groups(raw: Raw) -> Raw:
    """Words alone in a row, in the middle of a table whose columns there hold figures, name the rows below them."""
    middle = (raw.box[0] + raw.box[2]) / 2
    alone = Counter(slot.row for slot in raw.slots if slot.text)
    figures = {slot.col for slot in raw.slots if slot.col and slot.row >= raw.head and is_number(slot.text)}
    for slot in raw.slots:
        if slot.col == 0 or slot.row < raw.head or alone[slot.row] > 1 or is_value(slot.text) or not slot.box:
            continue
        is_central = abs((slot.box[0] + slot.box[2]) / 2 - middle) < 0.1 * (raw.box[2] - raw.box[0])
        if is_central and figures.issuperset(range(slot.col, slot.col + slot.colspan)):
            slot.col, slot.colspan = 0, raw.width
    return raw


def _with_first_label(lines: Sequence[Line], block: Block, across: Sequence[Rule]) -> Block:
    """Lines of the label column alone, between the heading and the first figures, belong to the rows.

    They name a group or begin a label that wraps; only close under the heading are they its rest.
    """
    figures = min(unit.x0 for unit in lines[block.body].units[1:] if unit.value)
    body = block.body
    while body - 1 > block.start and lines[body - 1].x1 < figures and len(lines[body - 1].units) == 1:
        body -= 1
    if body < block.body:
        above = lines[body].y0 - lines[body - 1].y1
        below = lines[body + 1].y0 - lines[body].y1
        ruled = any(lines[body - 1].middle < r.at < lines[body].middle for r in across)
        if above < below - 0.8 and not ruled:
            body = block.body
    return Block(block.start, _with_first_group(lines, Block(block.start, body, block.end)), block.end)


def _with_first_group(lines: Sequence[Line], block: Block) -> int:
    """The first line of the rows: a line that names the first group stands in the middle as those of others do."""
    left = min(given.x0 for given in lines[block.start : block.end])
    right = max(given.x1 for given in lines[block.start : block.end])
    groups = [n for n in range(block.start + 1, block.end) if is_central(lines[n], left, right)]
    return block.body - 1 if len(groups) > 1 and groups[0] == block.body - 1 else block.body


def _cuts(body: Sequence[Line]) -> list[float]:
    """Separators from the lines with figures; those of words between them count where they agree."""
    figures = [given for given in body if value_line(given)]
    others = [given for given in body if not value_line(given) and len(given.units) > 1]
    return (column_cuts([*figures, *others]) if others else []) or column_cuts(figures)


def _with_posts(cuts: Sequence[float], body: Sequence[Line], upright: Sequence[Rule]) -> list[float]:
    """The separators, and the upright lines along the rows that part words with no other separator between."""
    top, bottom = body[0].y0, body[-1].y1
    units = [unit for given in body for unit in given.units]
    found = list(cuts)
    for post in upright:
        along = min(post.hi, bottom) - max(post.lo, top)
        if along < 0.8 * (bottom - top) or any(unit.x0 < post.at - 1 < post.at + 1 < unit.x1 for unit in units):
            continue
        before = max((cut for cut in found if cut <= post.at), default=body[0].x0 - 1)
        behind = min((cut for cut in found if cut > post.at), default=max(unit.x1 for unit in units) + 1)
        sides = [(unit.x0 + unit.x1) / 2 for unit in units if before < (unit.x0 + unit.x1) / 2 < behind]
        if sides and min(sides) < post.at < max(sides):
            found = sorted([*found, post.at])
    return found


def _row_slots(n: int, row: Sequence[Line], columns: Columns) -> list[Slot]:
    by_col: dict[int, Slot] = {}
    for given in row:
        for first, last, words in recut(given, columns):
            slot = by_col.setdefault(first, Slot(n, first, []))
            slot.words = [*slot.words, *words]
            slot.colspan = max(slot.colspan, last - first + 1)
    return list(by_col.values())


def _boxed_head(lines: Sequence[Line], block: Block, boxed: Sequence[Raw], width: int) -> Raw | None:
    """The drawn heading with as many columns that stands in the block or right above it; None where none does."""
    top, bottom = lines[block.start], lines[block.body]
    near = top.y0 - 1.5 * top.height
    return next((r for r in boxed if r.width == width and near < r.box[3] < bottom.middle), None)


def _under_box(lines: Sequence[Line], block: Block, drawn: Raw) -> None:
    """Let the block begin with the drawn heading, and its rows right below it."""
    while block.start > 0 and lines[block.start - 1].middle > drawn.box[1]:
        block.start -= 1
    below = [n for n in range(block.start, block.body + 1) if lines[n].middle > drawn.box[3]]
    block.body = min(below, default=block.body)


def _rows_of(drawn: Raw) -> list[list[Piece]]:
    return [
        [(slot.col, slot.col + slot.colspan - 1, slot.words) for slot in drawn.slots if slot.row == row and slot.words]
        for row in range(drawn.height)
    ]


def _figured(body: Sequence[Line], columns: Columns) -> list[int]:
    """The columns that hold figures, but for the first."""
    units = (unit for given in body if value_line(given) for unit in given.units if is_number(unit.text))
    return sorted({columns.nearest(unit)[0] for unit in units} - {0})


def _head_rows(lines: Sequence[Line], columns: Columns, figured: Sequence[int]) -> list[list[Piece]]:
    """Heading lines as rows: lines of one heading that wraps are one row; a line with spanning heads is its own."""
    rows: list[list[Piece]] = []
    spanning = True
    bottom = 0.0
    for given in lines:
        pieces = flush_pieces(given, columns, figured) or recut(given, columns)
        spans = any(last > first for first, last, _ in pieces)
        tight = given.y0 - bottom < 0.45 * given.height
        if rows and not spans and not spanning and tight and wraps_into(rows[-1], pieces):
            _merge_heading(rows[-1], pieces)
        else:
            rows.append(list(pieces))
        spanning, bottom = spans, given.y1
    return rows


def _merge_heading(row: list[Piece], pieces: Sequence[Piece]) -> None:
    for first, last, words in pieces:
        at = next((n for n, piece in enumerate(row) if piece[0] == first), None)
        if at is None:
            row.append((first, last, words))
        else:
            row[at] = (first, max(row[at][1], last), [*row[at][2], *words])
