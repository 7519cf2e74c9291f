"""Tables in grids of text: what kind of value a cell holds, where a heading ends, when a table is clean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from schema.reading import Table

Rows = Sequence[Sequence[str]]

_MARKS = r"(?:\s*(?:\[[a-z]\]|[*†‡§^]+\d?|[¹²³⁰-⁹]+|\([rpe]\)))*"
_NUMBER = re.compile(
    rf"[(+\-−–]?\s?£?\s?[-−]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?\s?%?\)?{_MARKS}"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d|\d{{4}}))?{_MARKS}|\d{{4}}-\d\d-\d\d(?:T[\d:.]+)?"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?[ -])?{_MONTH}[ ,'-]*(?:\d{{2}}|\d{{4}})?{_MARKS}|(?:q"
    rf"|quarter )[1-4](?: ?\d{{4}})?|\d{{1,2}}:\d\d(?::\d\d)?",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"[-–—*.:~]{1,3}|\[[a-z]{1,3}\]|[<>≤≥]=?\s?\d+|\d+\s?\+|\d+\s?(?:[-–]|to)\s?\d+|n/?[ak]"
    r"|nil|none|null|[cxz]|r?edacted|\[redacted\]"
    r"|(?:fewer|less) than \d+|\d+ or (?:fewer|less|more)|(?:up to|at least|over|under) \d+"
    r"|(?:(?:information|data|figures?) )?(?:is |are )?not (?:recorded|held|known|available|applicable|stated|provided"
    r"|collected|captured)|no (?:information|info|data|records?|figures?)(?: (?:is |are )?(?:held|available|recorded))?"
    r"|nil return|none (?:recorded|held)|s(?:ection|\.)? ?\d+(?:\s?\(\w+\))*|exempt"
    r"|withheld|unknown|#n/a",
    re.IGNORECASE,
)
_TWO_NUMBERS = re.compile(r"^[\d,.%£()-]+\s+[\d,.%£()-]*\d[\d,.%£()-]*$")


class Kind(StrEnum):
    """What one cell of a table holds. A marker stands in place of a number (``<5``, ``-``, Nil, [x])."""

    EMPTY = "empty"
    NUMBER = "number"
    DATE = "date"
    MARKER = "marker"
    TEXT = "text"


@lru_cache(maxsize=65_536)
def kind(text: str) -> Kind:
    """The kind of one cell. A bare year is a date; whether it counts something its column must say."""
    bare = text.strip()
    if not bare:
        return Kind.EMPTY
    if len(bare) > 40:
        return Kind.TEXT
    if _DATE.fullmatch(bare):
        return Kind.DATE
    if _NUMBER.fullmatch(bare):
        return Kind.NUMBER
    return Kind.MARKER if _MARKER.fullmatch(bare) else Kind.TEXT


def heading_rows(rows: Rows) -> int:
    """How many rows at the top are headings: those before the first row that holds numbers.

    Years and dates are headings where they stand alone. A list of words has one heading row if its
    first row is full, of distinct words that do not come again below.
    """
    for n, row in enumerate(rows):
        kinds = [kind(t) for t in row]
        if (
            Kind.NUMBER in kinds
            or (n and any(_TWO_NUMBERS.match(t.strip()) for t in row))
            or (Kind.MARKER in kinds[1:] and n and kinds[0] in (Kind.TEXT, Kind.DATE))
        ):
            return n
        if n and Kind.DATE in kinds and Kind.TEXT in kinds and _is_record(kinds, rows[n - 1]):
            return n
        if n >= 12:
            break
    return _words_heading(rows)


def _is_record(kinds: Sequence[Kind], above: Sequence[str]) -> bool:
    """A case row: full cells of words and a date, under a row of words alone."""
    filled = sum(k is not Kind.EMPTY for k in kinds)
    return filled > 1 and all(kind(t) in (Kind.TEXT, Kind.EMPTY) for t in above) and sum(map(bool, above)) >= filled


def _words_heading(rows: Rows) -> int:
    if len(rows) < 2 or not all(rows[0]) or len(set(rows[0])) < len(rows[0]):
        return 0
    body = rows[1:200]
    return int(all(kind(t) is Kind.TEXT and t not in {r[c] for r in body} for c, t in enumerate(rows[0])))


def headings(rows: Rows, head_rows: int) -> list[str]:
    """The heading of each column: its heading cells from top to bottom; a spanning one counts to its right."""
    above = ["" for _ in rows[0]] if rows else []
    for n, row in enumerate(rows[:head_rows]):
        spread, last = list(row), ""
        for c, text in enumerate(row):
            last = text or (last if n < head_rows - 1 and c else "")
            spread[c] = last
        above = [f"{a} / {b}".strip(" /") for a, b in zip(above, spread, strict=True)]
    return above


def unclean(rows: Rows, head_rows: int) -> tuple[str, ...]:
    """Why a table is not clean: one sentence for each reason, () for a clean table.

    Clean: one kind a column, no cell with two numbers, a heading of its own over each numeric
    column, and no sign of two tables in one.
    """
    body = rows[head_rows:]
    if not body:
        return ("The table has no rows under its heading.",)
    columns = [[row[c] for row in body] for c in range(len(rows[0]))]
    kinds = [Counter(kind(t) for t in column) for column in columns]
    numeric = [c for c, found in enumerate(kinds) if found[Kind.NUMBER]]
    return (
        *(() if head_rows else ("The table has no heading row.",)),
        *_mixed_columns(kinds, numeric),
        *_crowded_cells(columns),
        *_headless_columns(rows, head_rows, numeric),
        *_two_in_one(rows, head_rows, kinds, numeric),
    )


def _mixed_columns(kinds: Sequence[Counter[Kind]], numeric: Sequence[int]) -> list[str]:
    mixed = [c for c in numeric if kinds[c][Kind.TEXT]]
    return [f"Column {c + 1} holds numbers and words." for c in mixed]


def _crowded_cells(columns: Sequence[Sequence[str]]) -> list[str]:
    crowded = [c for c, column in enumerate(columns) if any(_TWO_NUMBERS.match(t.strip()) for t in column)]
    return [f"Column {c + 1} has a cell with two numbers." for c in crowded]


def _headless_columns(rows: Rows, head_rows: int, numeric: Sequence[int]) -> list[str]:
    names = headings(rows, head_rows)
    own = Counter(names)
    bare = [c for c in numeric if not names[c]]
    twice = [c for c in numeric if names[c] and own[names[c]] > 1]
    found = [f"Column {c + 1} of numbers has no heading." for c in bare]
    return found + [f"Column {c + 1} of numbers shares its heading with another." for c in twice]


def _two_in_one(rows: Rows, head_rows: int, kinds: Sequence[Counter[Kind]], numeric: Sequence[int]) -> list[str]:
    body = rows[head_rows:]
    found = []
    heads = {tuple(h) for h in rows[:head_rows] if sum(map(bool, h)) > 1}
    if any(tuple(row) in heads for row in body):
        found.append("A heading row stands again among the rows.")
    if numeric and any(_row_of_years(row) for row in body):
        found.append("A row of years stands among the rows.")
    if again := _labels_again(body, numeric) if len(numeric) * 2 >= len(kinds) else 0:
        found.append(f"{again} row labels stand more than once.")
    return found


def _labels_again(body: Rows, numeric: Sequence[int]) -> int:
    words = [c for c in range(len(body[0])) if c not in numeric]
    labels = Counter(tuple(row[c] for c in words) for row in body)
    return sum(count > 1 and any(label) for label, count in labels.items())


def _row_of_years(row: Sequence[str]) -> bool:
    filled = [t for t in row if t.strip()]
    return len(filled) > 1 and sum(bool(re.fullmatch(r"(?:19|20)\d\d\*?", t.strip())) for t in filled) > len(filled) / 2


def placed(table: Table, text: str, start: int, end: int) -> Table:
    """``table`` with the characters of each cell in ``text``; it stands between ``start`` and ``end``."""
    at, cells = start, []
    for cell in table.cells:
        words = cell.text.replace("\n", " ")
        found = text.find(words, at, end) if words else -1
        at = found + len(words) if found >= 0 else at
        cells.append(replace(cell, start=found, end=at) if found >= 0 else cell)
    return replace(table, cells=tuple(cells), span=f"characters {start}-{end}")
