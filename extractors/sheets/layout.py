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


def regions(sheet: SheetGrid) -> list[Region]:
    """The tables of a sheet from top to bottom; text beside them is title or notes of its neighbour.

    A sheet of text alone gives one region, so that nothing of it is lost.
    """
    everything = sorted(sheet.rows)
    if not everything:
        return []
    if form := _form(sheet, everything):
        return [form]
    found = _Layout(sheet).read(everything, None)
    if found:
        return found
    return [Region(everything, sorted({c for r in everything for c in sheet.rows[r]}), is_text=True)]


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
        for above, body, below in items:
            pending += above
            if body:
                parts = self._side_by_side(body, cols, depth)
                self._share(out, parts, pending)
                out += parts
                pending = list(below)
            else:
                pending += below
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
            if len(over) < max(_COVERS * len(numeric[n + 1]), 1) or not _could_head(
                [lines[n][c] for c in sorted(lines[n])]
            ):
                continue
            top = n - 1 if len(lines[n - 1]) == 1 else n
            cuts.append(top)
        return [band[a:b] for a, b in zip(cuts, [*cuts[1:], len(band)], strict=True) if a < b]

    def _peeled(self, band: list[int], cols: set[int] | None) -> tuple[list[str], list[int], list[str]]:
        """Text above, table rows, text below: rows with one cell at the left edge are no rows of the table."""
        lines = [self.line(r, cols) for r in band]
        if all(len(line) == 1 for line in lines) and not self._is_list(lines):
            return [next(iter(line.values())) for line in lines], [], []
        left = min(min(line) for line in lines)
        top = next(n for n, line in enumerate(lines) if not _is_caption(line, left) or self._is_list(lines))
        end = len(lines)
        while end > top + 1 and len(lines[end - 1]) == 1 and _noteworthy(next(iter(lines[end - 1].values()))):
            end -= 1
        return [line[left] for line in lines[:top]], band[top:end], [next(iter(line.values())) for line in lines[end:]]

    def _is_list(self, lines: list[dict[int, str]]) -> bool:
        """One column that holds numbers is a table; one column of words is text."""
        texts = [t for line in lines for t in line.values()]
        kinds = [kind(t) for t in texts]
        values = sum(k in (Kind.NUMBER, Kind.MARKER) for k in kinds)
        return all(len(line) == 1 for line in lines) and Kind.NUMBER in kinds and values * 2 >= len(texts)

    # --- what belongs together --------------------------------------------------------------------

    def _merged(
        self, items: list[tuple[list[str], list[int], list[str]]], cols: set[int] | None
    ) -> list[tuple[list[str], list[int], list[str]]]:
        out: list[tuple[list[str], list[int], list[str]]] = []
        for above, body, below in items:
            last = out[-1] if out else None
            if last and last[1] and body and not above and not last[2] and self._goes_on(last[1], body, cols):
                out[-1] = (last[0], last[1] + body, below)
            else:
                out.append((above, body, below))
        return out

    def _goes_on(self, before: list[int], after: list[int], cols: set[int] | None) -> bool:
        """True where an empty row lies inside one table: under a bare heading, or before rows without one."""
        if self._gap(before[-1], after[0]) > _MOST_GAP:
            return False
        upper, lower = self._numeric(before, cols), self._numeric(after, cols)
        if not upper:
            return bool(lower)
        if not lower:
            return False
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
            if self._stands_alone(rows, left) and self._stands_alone(rows, right):
                return self.read(rows, left, depth + 1) + self.read(rows, right, depth + 1)
        return [Region(rows, used)]

    def _stands_alone(self, rows: list[int], cols: set[int]) -> bool:
        """Two columns or more, labels in the first, numbers in another."""
        lines = [line for r in rows if (line := self.line(r, cols))]
        first = min(cols)
        labels = sum(kind(line.get(first, "")) in (Kind.TEXT, Kind.DATE) for line in lines)
        return len(cols) > 1 and labels * 2 > len(lines) and bool(self._numeric(rows, cols - {first}))


def _is_caption(line: dict[int, str], left: int) -> bool:
    """One cell at the left edge, and no number: that is no title of anything."""
    return len(line) == 1 and left in line and kind(line[left]) is not Kind.NUMBER


def _could_head(texts: list[str]) -> bool:
    """Words, or years that rise; a lone 1920 between words may be a count."""
    kinds = [kind(t) for t in texts]
    years = [t for t, k in zip(texts, kinds, strict=True) if k is Kind.DATE]
    return Kind.MARKER not in kinds and len(years) != 1 and all(a < b for a, b in pairwise(years))


def _noteworthy(text: str) -> bool:
    return len(text) > _LONG or bool(_NOTE.match(text.strip()))
