"""The table beside a picture: its headings and the rows around a place, with what people said of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from desk.drawing import Place
from schema.identity import row_words
from schema.mapping.asked import table_words
from schema.reading import Table
from schema.review_cells import cell_words


class Source(Protocol):
    """What people said of the tables of a document, and which of equal rows each row is."""

    @property
    def corrections(self) -> Mapping[tuple[str, int], str]: ...

    @property
    def accepted(self) -> frozenset[tuple[str, ...]]: ...

    @property
    def ordinals(self) -> Mapping[Place, int]: ...


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of the table shown beside the picture. ``printed``: what was read, where a person corrected it."""

    place: str
    text: str
    printed: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The table as it was read, with corrections: its headings, and of a long one the rows around the place in focus.

    ``whole``: how many rows the table has; ``first``: the number of the first one here below the headings, from 1.
    """

    index: int
    head_rows: int
    rows: tuple[tuple[GridCell, ...], ...]
    whole: int
    first: int
    title: str = ""
    notes: str = ""


def grid_of(source: Source, n: int, table: Table, focus: Sequence[Place], most: int) -> Grid:
    """The ``n``-th table of a document: its headings, and up to ``most`` rows around the first place in focus."""
    head, here = min(table.head_rows, most), _rows_shown(table, focus, most)
    places = [[(r, c) for c in range(len(table.rows[r]))] for r in here]
    rows = tuple(tuple(row) for row in cells_of(source, n, table, places, focus))
    first = here[head] + 1 if len(here) > head else 1
    return Grid(n, head, rows, len(table.rows), first, table.title, table.notes)


def cells_of(
    source: Source, n: int, table: Table, places: Iterable[Sequence[Place]], focus: Sequence[Place]
) -> Iterator[list[GridCell]]:
    """The cells of some rows, with what holds of each."""
    lit, disputed = set(focus), {(cell.row, cell.col) for cell in table.cells if cell.disputed}
    head = table_words(table) if source.accepted else ""
    for row in places:
        taken = bool(source.accepted and row) and _key(source, n, table, head, row[0][0]) in source.accepted
        marks = ({"disputed": place in disputed, "focus": place in lit, "taken": taken} for place in row)
        yield [_grid_cell(source, n, table, place, holding) for place, holding in zip(row, marks, strict=True)]


def _rows_shown(table: Table, focus: Sequence[Place], most: int) -> list[int]:
    """The headings, and up to ``most`` rows below them, with the one in focus in the middle of a longer table."""
    head = min(table.head_rows, most)
    first = max(head, min(row_in_focus(focus) - most // 2, len(table.rows) - most))
    return [*range(head), *range(first, min(len(table.rows), first + most))]


def row_in_focus(focus: Sequence[Place]) -> int:
    """The row that is to be looked at first."""
    return focus[0][0] if focus else 0


def _key(source: Source, n: int, table: Table, head: str, row: int) -> tuple[str, ...]:
    """By what a row that was accepted among many is known."""
    return head, row_words(table.rows[row]), str(source.ordinals.get((n, row), 0))


def _grid_cell(source: Source, n: int, table: Table, place: Place, holding: Mapping[str, bool]) -> GridCell:
    r, c = place
    printed = table.rows[r][c]
    marks = " ".join(name for name, holds in holding.items() if holds)
    if source.corrections:
        told = source.corrections.get((cell_words(table.rows[r], c), source.ordinals.get((n, r), 0)))
        if told is not None:
            return GridCell(place_name(place), told, printed, f"{marks} corrected".strip())
    return GridCell(place_name(place), printed, "", marks)


def place_name(place: Place) -> str:
    """A place as the page names it: "row:column", from 0."""
    return f"{place[0]}:{place[1]}"
