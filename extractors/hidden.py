"""What hidden data is called, where it lies, and what a document that holds some comes to.

Only the technique and the place are ever said, never a value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from schema.reading import Hidden, Outcome, Reading, Table

WAITS = "The file holds hidden data and waits until a person releases it."
_MOST_PLACES = 12  # ranges named in one place; the rest is counted


class Technique(StrEnum):
    """Ways in which a document holds what its reader does not see."""

    HIDDEN_SHEET = "hidden sheet"
    VERY_HIDDEN_SHEET = "very-hidden sheet"
    HIDDEN_ROWS = "hidden rows"
    HIDDEN_COLUMNS = "hidden columns"
    FLAT_ROWS = "rows of no height"
    NARROW_COLUMNS = "columns of no width"
    FILTERED_ROWS = "rows hidden by a filter"
    COLLAPSED_GROUP = "collapsed group"
    UNSEEN_TEXT = "text in the colour of its background"
    TINY_TEXT = "text too small to be read"
    BLANK_FORMAT = "number format that shows nothing"
    UNDER_MERGE = "cells under a merged cell"
    FAR_CELL = "cells far from the visible block"
    COMMENT = "cell comment"
    PIVOT_CACHE = "pivot cache"
    DATA_MODEL = "data model"
    EXTERNAL_VALUES = "stored values of an external link"
    DEFINED_NAME = "defined name out of view"
    EMBEDDED_OBJECT = "embedded object"
    PROPERTIES = "document properties"
    PERSON_COLUMNS = "sheet of personal data"
    VANISHED_TEXT = "text marked as hidden"
    TRACKED_DELETION = "tracked deletion"
    TEXT_COMMENT = "comment"
    HIDDEN_SLIDE = "hidden slide"
    NOTE = "comment on the page"
    HIDDEN_FIELD = "hidden form field"
    LAYER = "hidden layer"
    EARLIER_VERSION = "earlier version of the document"


class Intervals:
    """A set of row or column numbers (from 0) as sorted ranges; a million hidden rows cost one range."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self.ranges: list[tuple[int, int]] = []
        for start, end in sorted(ranges):
            if self.ranges and start <= self.ranges[-1][1] + 1:
                self.ranges[-1] = (self.ranges[-1][0], max(end, self.ranges[-1][1]))
            else:
                self.ranges.append((start, end))
        self._starts = [start for start, _ in self.ranges]

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._starts, number)
        return at > 0 and number <= self.ranges[at - 1][1]

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.ranges)

    def between(self, low: int, high: int) -> int:
        """How many of the numbers strictly between ``low`` and ``high`` are in the set."""
        return sum(max(0, min(end, high - 1) - max(start, low + 1) + 1) for start, end in self.ranges)


def column_letters(col: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, col: int) -> str:
    """A cell in A1 form, from row and column counted from 0."""
    return f"{column_letters(col)}{row + 1}"


def listed(names: Iterable[str]) -> str:
    """Names in one line; a long list is cut and counted."""
    every = list(names)
    rest = len(every) - _MOST_PLACES
    return ", ".join(every[:_MOST_PLACES]) + (f" and {rest} more" if rest > 0 else "")


def rows_place(sheet: str, ranges: Iterable[tuple[int, int]]) -> str:
    """ "Sheet1: rows 3-12, 15" for row ranges counted from 0."""
    return f"{sheet}: rows " + listed(_span(str(a + 1), str(b + 1)) for a, b in ranges)


def columns_place(sheet: str, ranges: Iterable[tuple[int, int]]) -> str:
    """ "Sheet1: columns C-E" for column ranges counted from 0."""
    return f"{sheet}: columns " + listed(_span(column_letters(a), column_letters(b)) for a, b in ranges)


def cells_place(sheet: str, cells: Iterable[tuple[int, int]]) -> str:
    """ "Sheet1: B7, C7" for (row, col) counted from 0."""
    return f"{sheet}: " + listed(address(r, c) for r, c in sorted(cells))


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"


def held(reading: Reading, hidden: Sequence[Hidden]) -> Reading:
    """``reading`` with what is hidden: quarantined, and no table of it accepted, if there is anything."""
    if not hidden:
        return reading
    kinds = Counter(h.technique for h in hidden)
    names = ", ".join(f"{name} ({count} times)" if count > 1 else name for name, count in kinds.items())
    return replace(
        reading,
        outcome=Outcome.QUARANTINED,
        reason=f"Hidden data: {names}. The file waits until a person releases it.",
        hidden=tuple(hidden),
        tables=tuple(_waiting(t) for t in reading.tables),
    )


def _waiting(table: Table) -> Table:
    return replace(table, accept=False, why_not=(*table.why_not, WAITS))
