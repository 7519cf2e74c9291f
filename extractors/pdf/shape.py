"""From what was found to a table: headings, titles, tables side by side told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.pdf.raw import Raw, Slot, compacted, data_row, taken
from extractors.printed import is_number, is_value, is_year, number

_ASIDE = 1.7  # times the next widest space between columns: the space between two tables
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d\d(?:[/-]\d\d)?")
_SECTION = re.compile(r"\d+\.\d+(?:\.\d+)*\.?\s+[^\W\d]")
_ROMAN = re.compile(r"[ivxlc]+")
_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_CONTENTS = re.compile(r"(?:table of |list of )?(?:contents|tables|figures)", re.IGNORECASE)


def shaped(raw: Raw) -> list[Raw]:
    """The tables in a ruled or aligned raw table, each without empty columns, title rows cut off, heading counted."""
    parts = _apart(raw) if raw.how == "ruled" else _beside(raw)
    tables = []
    for part in parts:
        table = _without_title(compacted(part))
        if table.height and table.width:
            if table.how == "ruled":
                table.head = head_rows(table.grid())
            tables.append(table)
    return [table for table in tables if table.height > 0 and table.width > 1 and not _is_chart(table.grid())]


def is_contents(table: Raw, above: str) -> bool:
    """A list of contents: page numbers rise behind dots or numbered sections, or under such a title (``above``)."""
    entries = [[text for text in row if text] for row in table.grid()]
    entries = [entry for entry in entries if len(entry) > 1]
    pages = [page for entry in entries if (page := _page_number(entry[-1]))]
    if (
        len(entries) < 3
        or len(pages) < len(entries)
        or any(is_value(text) for entry in entries for text in entry[1:-1])
    ):
        return False
    rises = all(one <= two for one, two in pairwise(pages))
    titled = _CONTENTS.fullmatch(above.strip()) is not None
    leading = sum(any(word.leads for word in slot.words) for slot in table.slots if slot.col == 0)
    sections = sum(_SECTION.match(" ".join(entry)) is not None for entry in entries)
    return rises and (titled or max(leading, sections) > len(entries) / 2)


def _page_number(text: str) -> tuple[int, int] | None:
    """Where a page stands in its book: those with Roman numbers come first. None for what is no page number."""
    if text.isdecimal() and len(text) < 5:
        return 1, int(text)
    if not _ROMAN.fullmatch(text.lower()):
        return None
    digits = [_LETTERS[letter] for letter in text.lower()]
    return 0, sum(-one if one < two else one for one, two in pairwise([*digits, 0]))


def _is_chart(grid: Sequence[Sequence[str]]) -> bool:
    """A scale stands in some column: four or more figures that fall in equal steps, as no count does."""
    for column in zip(*grid, strict=True):
        values = [number(text.split()[0 if _two_figures(text) else -1]) for text in column if text.strip()]
        scale = [value for value in values if value is not None]
        steps = {one - two for one, two in pairwise(scale)}
        if len(scale) >= 4 and len(steps) == 1 and min(steps) >= 2:
            return True
    return False


def _two_figures(text: str) -> bool:
    """A figure of the scale and close behind it the one of the first bar."""
    parts = text.split()
    return len(parts) == 2 and all(number(part) is not None for part in parts)


def _apart(raw: Raw) -> list[Raw]:
    """Tables of one sheet that empty columns or empty rows keep apart."""
    rows, cols = _occupied(raw)
    bands = _runs(rows, raw.height)
    if len(bands) > 1:
        pieces = [taken(raw, band, range(raw.width)) for band in bands]
        if all(_stands_alone(piece) for piece in pieces[1:]):
            return [table for piece in pieces for table in _apart(piece)]
    strips = _runs(cols, raw.width)
    if len(strips) > 1:
        pieces = [taken(raw, range(raw.height), strip) for strip in strips]
        if all(_stands_alone(piece) for piece in pieces):
            return [table for piece in pieces for table in _apart(piece)]
    return [raw]


def _beside(raw: Raw) -> list[Raw]:
    """Two tables side by side: the widest space by far, and right of it labels under a heading of their own."""
    gaps = _gaps(raw)
    if raw.width < 4 or not raw.head or len(gaps) < 3:
        return [raw]
    at = max(gaps, key=gaps.__getitem__)
    size = raw.slots[0].words[0].size if raw.slots[0].words else 1e9
    if gaps[at] < _ASIDE * max(size, *(gap for c, gap in gaps.items() if c != at)):
        return [raw]
    left, right = _part(raw, range(at)), _part(raw, range(at, raw.width))
    return [left, right] if _is_whole(left) and _is_whole(right) else [raw]


def _gaps(raw: Raw) -> dict[int, float]:
    """The space left of each column but the first, between all that is printed beside it."""
    reach: dict[int, tuple[float, float]] = {}
    for slot in raw.slots:
        box = slot.box
        if box and slot.colspan == 1:
            lo, hi = reach.get(slot.col, (box[0], box[2]))
            reach[slot.col] = min(lo, box[0]), max(hi, box[2])
    return {c: reach[c][0] - reach[c - 1][1] for c in range(1, raw.width) if c in reach and c - 1 in reach}


def _part(raw: Raw, cols: Sequence[int]) -> Raw:
    """These columns, with the rows in which they hold something."""
    return taken(raw, sorted({slot.row for slot in raw.slots if slot.text and slot.col in cols}), cols)


def _is_whole(part: Raw) -> bool:
    """Words or dates in the first column, with a heading over them, and figures behind."""
    grid = part.grid()
    rows = grid[part.head :]
    labels = [row[0] for row in rows if row[0]]
    worded = sum(not is_value(text) or bool(_DATE.fullmatch(text)) for text in labels) >= 0.8 * len(labels)
    headed = part.width > 1 and any(row[0] for row in grid[: part.head])
    return headed and worded and bool(labels) and any(data_row(row) for row in rows)


def _occupied(raw: Raw) -> tuple[set[int], set[int]]:
    """Rows and columns in which something stands. A title over the whole width occupies no column."""
    texts = [slot for slot in raw.slots if slot.text]
    rows = {r for slot in texts for r in range(slot.row, slot.row + slot.rowspan)}
    alone = {row for row in rows if sum(slot.row == row for slot in texts) == 1}
    cols = {c for slot in texts if slot.row not in alone for c in range(slot.col, slot.col + slot.colspan)}
    return rows, cols


def _runs(present: set[int], size: int) -> list[list[int]]:
    runs: list[list[int]] = []
    for n in range(size):
        if n in present:
            if n - 1 in present and runs:
                runs[-1].append(n)
            else:
                runs.append([n])
    return runs


def _stands_alone(raw: Raw) -> bool:
    """A table by itself: a heading without figures, labels, and figures under it."""
    grid = [row for row in raw.grid() if any(row)]
    if len(grid) < 2 or raw.width < 2:
        return False
    labels = [row[0] for row in grid[1:] if row[0]]
    worded = sum(not is_value(text) for text in labels) >= 0.6 * max(1, len(labels))
    first = next((row for row in grid if sum(map(bool, row)) > 1), grid[0])
    heads = not any(is_number(text) and not is_year(text) for text in first)
    return worded and bool(labels) and heads and any(data_row(row) for row in grid)


def _without_title(raw: Raw) -> Raw:
    """Without rows at the top in which one cell over the table says what it is about."""
    grid = raw.grid()
    titles = []
    for n in range(min(3, raw.height - 2)):
        slots = [slot for slot in raw.slots if slot.row == n and slot.text]
        if len(slots) != 1 or not _is_title(slots[0], raw, grid[n + 1]):
            break
        titles.append(slots[0].text)
    if not titles:
        return raw
    cut = taken(raw, range(len(titles), raw.height), range(raw.width))
    cut.title = " ".join([*titles, raw.title]).strip()
    return compacted(cut)


def _is_title(slot: Slot, raw: Raw, below: Sequence[str]) -> bool:
    whole = slot.colspan >= raw.width or (slot.col == 0 and raw.width > 1)
    return whole and slot.rowspan == 1 and not is_value(slot.text) and sum(map(bool, below)) != 1


def head_rows(grid: Sequence[Sequence[str]]) -> int:
    """Rows at the top before the first row of figures; a table of words has one heading row."""
    for n, row in enumerate(grid):
        if data_row(row) or (n and row[0] and _marks_only(row)):
            return _without_groups(grid, n)
    return 1 if len(grid) > 1 else 0


def _without_groups(grid: Sequence[Sequence[str]], n: int) -> int:
    """A row with nothing but a label under a fuller heading names the first group of rows."""
    while n > 1 and grid[n - 1][0] and not any(grid[n - 1][1:]) and sum(map(bool, grid[n - 2])) > 1:
        n -= 1
    return n


def _marks_only(row: Sequence[str]) -> bool:
    filled = [text for text in row[1:] if text]
    return bool(filled) and all(is_value(text) and not is_year(text) for text in filled)
