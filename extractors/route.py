"""Page by page: which reader suits. Complete rules -> the ruled reader; figures under each other -> the aligned
reader inside that region; prose -> none. What a ruled region holds is not read again by the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from extractors.pdf.blocks import find_blocks, read_block
from extractors.pdf.layout import blocks_of, one_line
from extractors.pdf.lines import Line, upright_words
from extractors.pdf.page import Page, Word
from extractors.pdf.raw import Raw, data_row, has_labels, with_heading
from extractors.pdf.ruled import read_frame
from extractors.pdf.rules import Frame, frames, joined
from extractors.pdf.shape import is_contents, shaped
from extractors.printed import is_number, is_value

_CLOSE = 6.0  # points
_NOTE = re.compile(r"[*†‡§#^]|[¹²³⁰-⁹]|\(?\d{1,2}[ )]|notes?\b|sources?\b|key\b", re.IGNORECASE)


@dataclass(slots=True)
class PageRead:
    """What one page holds: its tables from top to bottom, and the lines of its running text in reading order."""

    number: int
    tables: list[Raw] = field(default_factory=list)
    prose: list[list[Line]] = field(default_factory=list)
    boxed: list[Raw] = field(default_factory=list)  # drawn headings of tables whose rows have no lines


def read_tables(page: Page, words: Sequence[Word]) -> PageRead:
    """The tables and the running text of a page. ``words``: those that a reader of the page sees."""
    rest = upright_words(words)
    result = PageRead(page.number)
    across, upright = joined(page.across), joined(page.upright)
    drawn = [rule for rule in page.across if not rule.weak], [rule for rule in page.upright if not rule.weak]
    shaded = any(rule.weak for rule in page.upright)
    for levels, posts in [(joined(drawn[0]), joined(drawn[1])), *([(across, upright)] if shaded else [])]:
        rest = _read_frames(frames(levels, posts), rest, page, result)
    for lines in blocks_of(rest):
        blocks = find_blocks(lines, across)
        start = 0
        for block in blocks:
            raw = read_block(lines, block, page.number, across, upright, result.boxed)
            tables = shaped(raw) if raw is not None else []
            above = lines[block.start - 1].text if block.start else ""
            if tables and not (len(tables) == 1 and is_contents(tables[0], above)):
                result.prose.append(list(lines[start : block.start]))
                start = block.end
                result.tables += tables
        result.prose.append(list(lines[start:]))
    result.tables.sort(key=lambda table: (table.box[1], table.box[0]))
    for table in result.tables:
        if table.how == "ruled" and not table.head:
            _head_above(table, result)
    _doubt_neighbours(result.tables)
    lines = [line for block in result.prose for line in block]
    for table in result.tables:
        _caption(table, lines)
    return result


def _head_above(table: Raw, result: PageRead) -> None:
    """Give rows that are drawn without a heading the line right above them, where it stands over all of their columns.

    Whether it is their heading a person decides, but for a line that heads each column by itself.
    """
    for block in result.prose:
        for n, given in enumerate(block):
            over = [unit for unit in given.units if table.box[0] - 5 < unit.x0 and unit.x1 < table.box[2] + 5]
            if not over or not -2 < table.box[1] - given.y1 < 1.2 * given.height:
                continue
            if with_heading(table, over):
                rest = [word for unit in given.units if unit not in over for word in unit.words]
                block[n : n + 1] = [one_line(rest)] if rest else []
            return


def _caption(table: Raw, lines: Sequence[Line]) -> None:
    """The short paragraph above a table is its title, what stands close below and begins like a note its notes."""
    x0, y0, x1, y1 = table.box
    column = sorted((line for line in lines if line.x0 < x1 and line.x1 > x0), key=_top)
    above = _paragraph([line for line in reversed(column) if line.y1 <= y0], y0, 30)
    if not table.title and above:
        table.title = " ".join(line.text for line in reversed(above[: 3 if len(above) <= 3 else 1]))
    below = _paragraph([line for line in column if line.y0 >= y1 - 2], y1, 20)
    if below and _NOTE.match(below[0].text):
        table.notes = "\n".join(line.text for line in below)


def _paragraph(lines: Sequence[Line], start: float, near: float) -> list[Line]:
    """Lines that stand close to each other, the first one within ``near`` points of ``start``."""
    found: list[Line] = []
    edge = start
    for line in lines:
        gap = line.y0 - edge if line.y0 >= edge - 2 else edge - line.y1
        if gap > (0.6 * line.height if found else near):
            break
        found.append(line)
        edge = line.y1 if line.y0 >= start - 2 else line.y0
    return found


def _top(line: Line) -> float:
    return line.y0


def _doubt_neighbours(tables: Sequence[Raw]) -> None:
    """Two tables that touch, or of which one lacks its labels, may be one: neither can pass."""
    for one, other in combinations(tables, 2):
        across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
        down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
        over, under = sorted((one, other), key=lambda table: table.box[1])
        stacked = across > 0.5 * min(_width(one), _width(other)) and down > -_CLOSE
        beside = down > 0.5 * min(_depth(one), _depth(other)) and across > -3 * _CLOSE
        whole = all(has_labels(table) for table in (one, other))
        headed = under.head > 0 and under.box[1] >= over.box[3]
        if (stacked and not headed) or (beside and not whole):
            for table in (one, other):
                table.doubts[:] = ["Another table stands so close that both may be one."]


def _width(table: Raw) -> float:
    return table.box[2] - table.box[0]


def _depth(table: Raw) -> float:
    return table.box[3] - table.box[1]


def _read_frames(found: Sequence[Frame], words: list[Word], page: Page, result: PageRead) -> list[Word]:
    """Take the tables in these frames; the words that stand in none of them."""
    rest = words
    for frame in found:
        inside = _within(rest, frame.box)
        tables = _ruled_tables(frame, inside, page)
        if tables and _is_part(frame, tables, rest):
            result.boxed += [table for table in tables if not any(data_row(row) for row in table.grid())]
            continue
        tables = [table for table in tables if _is_table(table)]
        if tables:
            taken = {id(word) for word in inside}
            rest = [word for word in rest if id(word) not in taken]
            result.tables += tables
    return rest


def _within(words: Sequence[Word], box: tuple[float, float, float, float]) -> list[Word]:
    left, top, right, bottom = box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1
    high = [word for word in words if top < (word.y0 + word.y1) / 2 < bottom]
    return [word for word in high if left < (word.x0 + word.x1) / 2 < right]


def _ruled_tables(frame: Frame, words: Sequence[Word], page: Page) -> list[Raw]:
    if len(words) < 2 or not any(any(c.isalnum() for c in word.text) for word in words):
        return []
    raw = read_frame(frame, words, page.number)
    if raw is None:
        return []
    return shaped(raw)


def _is_part(frame: Frame, tables: Sequence[Raw], words: Sequence[Word]) -> bool:
    """A shaded stripe or a boxed heading: figures stand close above or below it, under the same columns."""
    shades = all(rule.weak for rule in [*frame.across, *frame.upright])
    figures = any(data_row(row) for table in tables for row in table.grid())
    one_band = sum(table.height for table in tables) == 1
    if figures and not shades and not one_band:
        return False
    x0, y0, x1, y1 = frame.box
    stripe = y1 - y0 if shades and one_band else 0.0  # the rows between two stripes are as high
    beside = [
        word
        for word in words
        if x0 < word.x0
        and word.x1 < x1
        and (is_number(word.text) or (one_band and not figures))
        and (0 < word.y1 - y1 < max(2 * word.size, stripe) or 0 < y0 - word.y0 < max(2 * word.size, stripe))
    ]
    return bool(beside) or (shades and _heading_above(tables, frame, words))


def _heading_above(tables: Sequence[Raw], frame: Frame, words: Sequence[Word]) -> bool:
    """Shaded rows without a heading among them, and words close above over several of their columns."""
    if any(table.head for table in tables):
        return False
    x0, y0, x1, _ = frame.box
    above = [word for word in words if x0 < word.x0 and word.x1 < x1 and 0 < y0 - word.y0 < 2 * word.size]
    columns = {sum(rule.at <= (word.x0 + word.x1) / 2 for rule in frame.upright) for word in above}
    return len(columns) > 2


def _is_table(table: Raw) -> bool:
    """At least two rows and columns with something in most of the cells of some row."""
    grid = table.grid()
    if table.head == 0 and not any(data_row(row) for row in grid) and table.height < 2:
        return False
    full = [row for row in grid if sum(map(bool, row)) > 1]
    return len(full) > 1 or (len(full) == 1 and any(is_value(text) for text in full[0]))
