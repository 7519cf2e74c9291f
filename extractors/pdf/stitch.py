"""Tables that run over pages: which pieces belong together, and the whole made of them.

Downwards: the next page begins with the same columns, its heading repeated or missing. Sideways (a print-out
cut by the program): the next page shows the same rows at the same heights under other headings. Every
cell of the whole keeps its own page and box.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.pdf.lines import Line
from extractors.pdf.raw import Raw, Slot
from extractors.printed import is_value

_AGAIN = re.compile(r"\((?:continued|cont\.?|cont'd|contd)\)|\bcontinued\b", re.IGNORECASE)
_MARGIN = 0.075  # share of the page's height at its top and bottom where running headings stand


@dataclass(slots=True)
class Placed:
    """A slot of a whole table with the page it stands on."""

    slot: Slot
    page: int


@dataclass(slots=True)
class Whole:
    """A table put together from pieces: its rows and columns, and where each cell stands."""

    pieces: list[Raw]
    placed: list[Placed]
    height: int
    width: int
    head: int

    def grid(self) -> list[list[str]]:
        rows = [[""] * self.width for _ in range(self.height)]
        for placed in self.placed:
            rows[placed.slot.row][placed.slot.col] = placed.slot.text
        return rows


@dataclass(slots=True)
class Sheet:
    """One page for stitching: its size, its tables from top to bottom, its other lines."""

    number: int
    height: float
    tables: list[Raw]
    lines: list[Line] = field(default_factory=list)


def wholes(sheets: Sequence[Sheet]) -> Iterator[Whole]:
    """The tables that run over two or more pages."""
    margins = _running_heads(sheets)
    chain: list[Raw] = []
    sideways = False
    for above, below in itertools.pairwise(sheets):
        one = _last(above, margins) if not chain or chain[-1].page == above.number else None
        if chain and (one is None or one is not chain[-1]):
            yield from _finished(chain, sideways)
            chain = []
        other = _first(below, margins)
        down = one is not None and other is not None and continues_down(chain[0] if chain else one, other)
        side = one is not None and other is not None and not down and continues_beside(one, other)
        if chain and not (side if sideways else down):
            yield from _finished(chain, sideways)
            chain = []
        if one is not None and other is not None and (down or side):
            chain = [*chain, other] if chain else [one, other]
            sideways = side
    yield from _finished(chain, sideways)


def _finished(chain: list[Raw], sideways: bool) -> Iterator[Whole]:
    if len(chain) > 1:
        yield _beside(chain) if sideways else _downwards(chain)


# ------------------------------------------------------------------ what stands at the edge of a page


def _running_heads(sheets: Sequence[Sheet]) -> Counter[str]:
    """How many pages show each line, figures aside."""
    return Counter(text for sheet in sheets for text in {_masked(line) for line in sheet.lines})


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _matters(line: Line, sheet: Sheet, margins: Counter[str]) -> bool:
    at_edge = line.y1 < _MARGIN * sheet.height or line.y0 > (1 - _MARGIN) * sheet.height
    return not at_edge and not (margins[_masked(line)] > 1 and not 0.15 < line.y0 / sheet.height < 0.85)


def _last(sheet: Sheet, margins: Counter[str]) -> Raw | None:
    """The table below which nothing else stands on the page."""
    if not sheet.tables:
        return None
    table = max(sheet.tables, key=lambda t: t.box[3])
    below = [line for line in sheet.lines if line.y0 > table.box[3] and _matters(line, sheet, margins)]
    return None if below else table


def _first(sheet: Sheet, margins: Counter[str]) -> Raw | None:
    """The table above which nothing else stands on the page."""
    if not sheet.tables:
        return None
    table = min(sheet.tables, key=lambda t: t.box[1])
    above = [line for line in sheet.lines if line.y1 < table.box[1] and _matters(line, sheet, margins)]
    return None if above else table


# ------------------------------------------------------------------ downwards


def continues_down(one: Raw, other: Raw) -> bool:
    """Whether ``other`` goes on where ``one`` ends: the same columns, and no heading of its own."""
    columns = _columns(one, other)
    if columns is None:
        return False
    head = other.grid()[: other.head]
    return not head or _same_heading(one.grid()[: one.head], _moved(head, columns, one.width)) or _only_text(head)


def _only_text(head: Sequence[Sequence[str]]) -> bool:
    """A "heading" of a single cell is the rest of a row that the page break cut."""
    return len(head) == 1 and sum(map(bool, head[0])) == 1


def _columns(one: Raw, other: Raw) -> list[int] | None:
    """For each column of ``other`` the column of ``one`` over it; None where they do not stand under each other."""
    if other.width > one.width or not one.edges or not other.edges:
        return None
    if other.width == one.width and _near(one.edges, other.edges, 14):
        return list(range(one.width))
    found = []
    for col in range(other.width):
        slots = [s for s in other.slots if s.col == col and s.colspan == 1 and s.words]
        middles = {_column_at(one.edges, (box[0] + box[2]) / 2) for s in slots if (box := s.box)}
        if len(middles) != 1:
            return None
        found.append(middles.pop())
    return found if found == sorted(set(found)) and -1 not in found and found[0] == 0 else None


def _column_at(edges: Sequence[float], x: float) -> int:
    return next((n for n in range(len(edges) - 1) if edges[n] - 2 <= x <= edges[n + 1] + 2), -1)


def _near(one: Sequence[float], other: Sequence[float], points: float) -> bool:
    return len(one) == len(other) and all(abs(a - b) < points for a, b in zip(one[1:-1], other[1:-1], strict=True))


def _moved(rows: Sequence[Sequence[str]], columns: Sequence[int], width: int) -> list[list[str]]:
    moved = []
    for row in rows:
        full = [""] * width
        for col, text in zip(columns, row, strict=True):
            full[col] = text
        moved.append(full)
    return moved


def _same_heading(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> bool:
    return _squeezed(one) == _squeezed(other)


def _squeezed(rows: Sequence[Sequence[str]]) -> str:
    return re.sub(r"\W+|continued", "", "".join(text for row in rows for text in row).lower())


def _downwards(chain: Sequence[Raw]) -> Whole:
    first = chain[0]
    placed = [Placed(slot, first.page) for slot in first.slots]
    height = first.height
    for piece in chain[1:]:
        columns = _columns(first, piece) or list(range(piece.width))
        skipped = piece.head if piece.head and not _only_text(piece.grid()[: piece.head]) else 0
        for row in range(skipped, piece.height):
            slots = [slot for slot in piece.slots if slot.row == row and slot.text]
            if not slots or _is_again(slots):
                continue
            if row == skipped and _is_rest(slots, columns):
                _append(placed, slots, columns, height - 1)
                continue
            placed += [
                Placed(replace(slot, row=height, col=columns[slot.col], rowspan=1), piece.page) for slot in slots
            ]
            height += 1
    return Whole(list(chain), placed, height, first.width, first.head)


def _is_again(slots: Sequence[Slot]) -> bool:
    """A row that only says which group goes on."""
    return len(slots) == 1 and _AGAIN.search(slots[0].text) is not None


def _is_rest(slots: Sequence[Slot], columns: Sequence[int]) -> bool:
    """What a page break cut off a row: words without a label and without figures."""
    return all(columns[slot.col] > 0 and not is_value(slot.text) for slot in slots)


def _append(placed: list[Placed], slots: Sequence[Slot], columns: Sequence[int], row: int) -> None:
    for slot in slots:
        col = columns[slot.col]
        for n, other in enumerate(placed):
            if other.slot.row == row and other.slot.col == col:
                placed[n] = Placed(replace(other.slot, text=f"{other.slot.text} {slot.text}"), other.page)
                break


# ------------------------------------------------------------------ sideways


def continues_beside(one: Raw, other: Raw) -> bool:
    """Whether ``other`` shows the same rows as ``one`` with further columns."""
    if one.height != other.height or one.height < 3 or one.head != other.head or not one.head:
        return False
    tops, others = _row_tops(one), _row_tops(other)
    return all(abs(a - b) < 3 for a, b in zip(tops, others, strict=True)) and _is_bare(one, other)


def _row_tops(raw: Raw) -> list[float]:
    tops = [float("inf")] * raw.height
    for slot in raw.slots:
        box = slot.box
        if box and slot.rowspan == 1:
            tops[slot.row] = min(tops[slot.row], box[1])
    return [top if top != float("inf") else -1.0 for top in tops]


def _is_bare(one: Raw, other: Raw) -> bool:
    """The further columns have no labels, or the same ones."""
    labels = [row[0] for row in other.grid()[other.head :]]
    figures = [text for text in labels if text]
    return all(is_value(text) for text in figures) or labels == [row[0] for row in one.grid()[one.head :]]


def _beside(chain: Sequence[Raw]) -> Whole:
    first = chain[0]
    placed = [Placed(slot, first.page) for slot in first.slots]
    width = first.width
    for piece in chain[1:]:
        repeated = int(not all(is_value(row[0]) for row in piece.grid()[piece.head :] if row[0]))
        kept = [slot for slot in piece.slots if slot.col >= repeated]
        placed += [Placed(replace(slot, col=width + slot.col - repeated), piece.page) for slot in kept]
        width += piece.width - repeated
    return Whole(list(chain), placed, first.height, width, first.head)
