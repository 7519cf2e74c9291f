"""Which cells of a sheet are tables, and what stands above and below them.

A sheet is cut at empty rows and columns and at new headings. Empty rows inside a table (between
regions, between a heading and its body) do not cut it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.sheets.grid import SheetGrid
from extractors.tabular import Kind, heading_rows, kind
from schema.answer_form import CSV_HEAD, MARKER

_NOTE = re.compile(
    r"(?:notes?|sources?|n\.?b|caveat|please note|key)\b|[*†‡\[(¹²³]|\d{1,2}[.)]\s|[a-z][.)]\s", re.IGNORECASE
)
_LONG = 120
_MOST_GAP = 2  # empty rows that may lie inside one table
_FORM_WITHIN = 10  # rows: how far down somebody may have pushed the marker of an answer form
_COVERS = 0.8  # share of the numeric columns over which a heading of its own stands
_LEAST_KEY = 3  # rows
_LONGEST_GROUP = 60  # characters of a line that names the rows under it
_TITLE = re.compile(
    r"(?:table|question|q|part|section|figure|chart|sheet|annex)\b\.? ?\d|\W*\d+[.)]|.*[?:]$", re.IGNORECASE
)


@dataclass(slots=True)
class Region:
    """Rows and columns of one table in the sheet, with the text above and below it.

    ``is_text``: the sheet holds words only and no table. ``is_form``: it is one of our answer forms, come back.
    """

    rows: list[int]
    cols: list[int]
    title: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_text: bool = False
    is_form: bool = False


@dataclass(slots=True)
class _Band:
    """Rows without an empty one between them: lines of text above, rows of a table, lines of text below.

    ``captions``: the rows of the lines above.
    """

    above: list[str]
    body: list[int]
    below: list[str]
    captions: list[int] = field(default_factory=list)


def regions(sheet: SheetGrid) -> list[Region]:
    """The tables of a sheet from top to bottom; text beside them is title or notes of its neighbour.

    A sheet of text alone gives one region, so that nothing of it is lost. What text boxes say is among the last notes.
    """
    everything = sorted(sheet.rows)
    if not everything:
        return []
    form = _form(sheet, everything)
    found = [form] if form else _Layout(sheet).read(everything, None)
    if not found:
        found = [Region(everything, sorted({c for r in everything for c in sheet.rows[r]}), is_text=True)]
    found[-1].notes += [text for _, _, text in sorted(sheet.boxes)]
    return found


def _form(sheet: SheetGrid, rows: Sequence[int]) -> Region | None:
    """A sheet of our own answer form as one table: above its headings the marker; a list is known by its heading."""
    first = sheet.rows[rows[0]]
    if tuple(first[c].text.strip().lower() for c in sorted(first))[: len(CSV_HEAD)] == CSV_HEAD:
        return Region(list(rows), sorted({c for r in rows for c in sheet.rows[r]}), is_form=True)
    top = next((r for r in rows[:_FORM_WITHIN] if any(c.text.strip() == MARKER for c in sheet.rows[r].values())), None)
    if top is None:
        return None
    title = [text for _, c in sorted(sheet.rows[top].items()) if (text := c.text.strip())]
    head = next((r for r in rows if r > top and len(sheet.rows[r]) > 1), None)
    body = [r for r in rows if head is not None and r >= head]
    return Region(body or list(rows), sorted({c for r in body or rows for c in sheet.rows[r]}), title, is_form=True)


class _Layout:
    def __init__(self, sheet: SheetGrid) -> None:
        self.sheet = sheet
        self.lines: dict[tuple[int, bool], dict[int, str]] = {}

    def read(self, rows: Sequence[int], cols: set[int] | None, depth: int = 0) -> list[Region]:
        """Regions in these rows, within ``cols`` (None: all). Cuts by rows, then by columns, then again."""
        bands = [b for band in self._bands(rows, cols) for b in self._cut_at_headings(band, cols)]
        items = self._merged([self._peeled(b, cols) for b in bands], cols)
        out: list[Region] = []
        pending: list[str] = []
        for band in items:
            pending += band.above
            if band.body:
                parts = self._side_by_side(band.body, cols, depth)
                self._share(out, parts, pending)
                out += parts
                pending = list(band.below)
            else:
                pending += band.below
        if out:
            out[-1].notes += pending
        return out

    # --- rows -------------------------------------------------------------------------------------

    def line(self, row: int, cols: set[int] | None) -> dict[int, str]:
        if (row, cols is None) in self.lines:
            return self.lines[row, True]
        cells = self.sheet.rows.get(row, {})
        found = {c: v.text for c, v in cells.items() if (cols is None or c in cols) and (v.text.strip() or v.flags)}
        if cols is None:
            self.lines[row, True] = found
        return found

    def _bands(self, rows: Sequence[int], cols: set[int] | None) -> list[list[int]]:
        """Runs of filled rows without an empty visible row between them."""
        bands: list[list[int]] = []
        for row in rows:
            if not self.line(row, cols):
                continue
            if bands and self._gap(bands[-1][-1], row) == 0:
                bands[-1].append(row)
            else:
                bands.append([row])
        return bands

    def _gap(self, before: int, after: int) -> int:
        return after - before - 1 - self.sheet.hidden_rows.between(before, after)

    def _cut_at_headings(self, band: list[int], cols: set[int] | None) -> list[list[int]]:
        """A heading in the middle of a band (words over the numeric columns, numbers under it) begins another table."""
        lines = [self.line(r, cols) for r in band]
        numeric = [{c for c, t in line.items() if kind(t) is Kind.NUMBER} for line in lines]
        cuts = [0]
        for n in range(2, len(band) - 1):
            if numeric[n] or not numeric[n + 1] or len(lines[n]) < 2 or not any(numeric[cuts[-1] : n]):
                continue
            over = numeric[n + 1] & set(lines[n])
            if len(over) < max(_COVERS * len(numeric[n + 1]), 1) or not _heads(lines[n], lines[cuts[-1]], over):
                continue
            top = n - 1 if len(lines[n - 1]) == 1 else n
            cuts.append(top)
        return [band[a:b] for a, b in zip(cuts, [*cuts[1:], len(band)], strict=True) if a < b]

    def _peeled(self, band: list[int], cols: set[int] | None) -> _Band:
        """Text above, table rows, text below: rows with one cell at the left edge are no rows of the table."""
        lines = [self.line(r, cols) for r in band]
        if all(len(line) == 1 for line in lines) and not self._is_list(lines):
            return _Band([next(iter(line.values())) for line in lines], [], [])
        left = min(min(line) for line in lines)
        top = next(n for n, line in enumerate(lines) if not _is_caption(line, left) or self._is_list(lines))
        end = len(lines)
        while end > top + 1 and len(lines[end - 1]) == 1 and _noteworthy(next(iter(lines[end - 1].values()))):
            end -= 1
        below = [next(iter(line.values())) for line in lines[end:]]
        return _Band([line[left] for line in lines[:top]], band[top:end], below, band[:top])

    def _is_list(self, lines: list[dict[int, str]]) -> bool:
        """One column that holds numbers is a table; one column of words is text."""
        texts = [t for line in lines for t in line.values()]
        kinds = [kind(t) for t in texts]
        values = sum(k in (Kind.NUMBER, Kind.MARKER) for k in kinds)
        return all(len(line) == 1 for line in lines) and Kind.NUMBER in kinds and values * 2 >= len(texts)

    # --- what belongs together --------------------------------------------------------------------

    def _merged(self, items: list[_Band], cols: set[int] | None) -> list[_Band]:
        out: list[_Band] = []
        for band in items:
            last = out[-1] if out else None
            if last and last.body and band.body and not last.below and self._belongs(last.body, band, cols):
                out[-1] = _Band(last.above, last.body + band.captions + band.body, band.below, last.captions)
            else:
                out.append(band)
        return out

    def _belongs(self, before: list[int], band: _Band, cols: set[int] | None) -> bool:
        if not band.captions:
            return self._goes_on(before, band.body, cols)
        return len(band.captions) == 1 and _names_group(band.above[0]) and self._is_group(before, band, cols)

    def _is_group(self, before: list[int], band: _Band, cols: set[int] | None) -> bool:
        """True for rows under a line of their own (a region) that need the heading of the rows before them."""
        if self._gap(before[-1], band.captions[0]) > _MOST_GAP:
            return False
        upper, lower = self._numeric(before, cols), self._numeric(band.body, cols)
        if not lower or self._own_heading(band.body, lower, cols):
            return False
        if upper:
            return lower <= upper and self._begins_with_group(before, cols) and self._own_heading(before, lower, cols)
        return lower <= {c for r in before for c in self.line(r, cols)}

    def _begins_with_group(self, rows: list[int], cols: set[int] | None) -> bool:
        """A line of its own between the heading and the first figures."""
        lines = [self.line(r, cols) for r in rows[:12]]
        first = next((n for n, line in enumerate(lines) if any(kind(t) is Kind.NUMBER for t in line.values())), 0)
        return first > 1 and len(lines[first - 1]) == 1

    def _goes_on(self, before: list[int], after: list[int], cols: set[int] | None) -> bool:
        """True where an empty row lies inside one table: under a bare heading, or before rows without one."""
        if self._gap(before[-1], after[0]) > _MOST_GAP:
            return False
        upper, lower = self._numeric(before, cols), self._numeric(after, cols)
        if not lower:
            return False
        if not upper:
            over = {c for r in before for c in self.line(r, cols)} & lower
            return len(over) * 2 >= len(lower) or not self._own_heading(after, lower, cols)
        return not self._own_heading(after, lower, cols) and len(upper & lower) * 2 >= len(lower)

    def _numeric(self, rows: list[int], cols: set[int] | None) -> set[int]:
        return {c for r in rows for c, t in self.line(r, cols).items() if kind(t) is Kind.NUMBER}

    def _own_heading(self, rows: list[int], numeric: set[int], cols: set[int] | None) -> bool:
        lines = [self.line(r, cols) for r in rows[:12]]
        used = sorted({c for line in lines for c in line})
        head = heading_rows([[line.get(c, "") for c in used] for line in lines])
        over = {c for line in lines[:head] for c in line} & numeric
        return len(over) >= _COVERS * len(numeric)

    def _share(self, out: list[Region], parts: list[Region], texts: list[str]) -> None:
        """Text between two tables: short lines right above are the title of the lower, the rest notes of the upper."""
        cut = len(texts)
        while cut and not _noteworthy(texts[cut - 1]) and len(texts) - cut < 4:
            cut -= 1
        if not out or not parts:
            cut = 0
        if out:
            out[-1].notes += texts[:cut]
        if parts:
            parts[0].title = texts[cut:] + parts[0].title

    # --- columns ----------------------------------------------------------------------------------

    def _side_by_side(self, rows: list[int], cols: set[int] | None, depth: int) -> list[Region]:
        used = sorted({c for r in rows for c in self.line(r, cols)})
        for before, after in pairwise(used):
            if after - before - 1 - self.sheet.hidden_cols.between(before, after) < 1 or depth > 6:
                continue
            left, right = {c for c in used if c <= before}, {c for c in used if c >= after}
            if self._stands_alone(rows, left) and (self._stands_alone(rows, right) or self._is_key(rows, left, right)):
                return self.read(rows, left, depth + 1) + self.read(rows, right, depth + 1)
        return [Region(rows, used)]

    def _stands_alone(self, rows: list[int], cols: set[int]) -> bool:
        """Two columns or more, most rows begin with a label, numbers in another column than the first."""
        lines = [line for r in rows if (line := self.line(r, cols))]
        labels = sum(kind(line[min(line)]) in (Kind.TEXT, Kind.DATE) for line in lines)
        return len(cols) > 1 and labels * 2 > len(lines) and bool(self._numeric(rows, cols - {min(cols)}))

    def _is_key(self, rows: list[int], left: set[int], right: set[int]) -> bool:
        """A small list of words beside a table: rows of it follow each other, none stands beside the heading."""
        beside = [n for n, r in enumerate(rows) if self.line(r, right)]
        in_a_row = beside[0] > 0 and beside[-1] - beside[0] + 1 == len(beside)
        if not in_a_row or not _LEAST_KEY <= len(beside) <= len(rows) * 3 / 4:
            return False
        is_full = all(len(self.line(rows[n], right)) == len(right) > 1 for n in beside)
        return is_full and not self._numeric(rows, right) and self._own_heading(rows, self._numeric(rows, left), left)


def _is_caption(line: dict[int, str], left: int) -> bool:
    """One cell at the left edge, and no number: that is no title of anything."""
    return len(line) == 1 and left in line and kind(line[left]) is not Kind.NUMBER


def _heads(line: dict[int, str], top: dict[int, str], over: set[int]) -> bool:
    """True where a row in the middle of a table heads the next: the words of its top again, or other words.

    Where most columns hold words, a row is a case, and what stands over its number ("Ongoing") is no heading.
    """
    first = min(line)
    if len(line) > 1 and all(text == top.get(c) for c, text in line.items() if c != first):
        return True
    if len(over) * 2 < len(line):
        return False
    is_one_word = len(over) > 1 and len({line[c] for c in over}) == 1  # "No information" over and over is an answer
    return not is_one_word and _could_head([line[c] for c in sorted(line)])


def _names_group(text: str) -> bool:
    """A line that may name the rows under it, and is no title, question or note."""
    return len(text) <= _LONGEST_GROUP and not _noteworthy(text) and not _TITLE.match(text.strip())


def _could_head(texts: list[str]) -> bool:
    """Words, or years that rise; a lone 1920 between words may be a count."""
    kinds = [kind(t) for t in texts]
    years = [t for t, k in zip(texts, kinds, strict=True) if k is Kind.DATE]
    return Kind.MARKER not in kinds and len(years) != 1 and all(a < b for a, b in pairwise(years))


def _noteworthy(text: str) -> bool:
    return len(text) > _LONG or bool(_NOTE.match(text.strip()))
