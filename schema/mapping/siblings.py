"""Whether a label is one of its column: a year without a number among years is no heading over the rows below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from schema.mapping.columns import Column
from schema.mapping.document import Document
from schema.mapping.words import Lexicon
from schema.periods import read_period

_MONTH = 30


class _Rows(Protocol):
    """The rows of a table, as ``schema.mapping.rows`` reads them."""

    document: Document
    dimensions: list[Column]
    counts: list[Column]
    rows: list[list[str]]
    body: list[int]


def lacks_its_number(table: _Rows, r: int, said: Mapping[str, str]) -> bool:
    """True where a row with a label alone is one of the rows that have numbers; ``said``: what its label means."""
    column = next((c for c in table.dimensions if table.rows[r][c.index].strip()), None)
    if not table.counts or column is None or column.dimension not in said:
        return False
    filled = [row for row in map(table.rows.__getitem__, table.body) if sum(bool(text.strip()) for text in row) > 1]
    others = [row[column.index] for row in filled]
    return is_one_of(table.rows[r][column.index], others, column.dimension, table.document.lexicon)


def is_one_of(label: str, others: Iterable[str], dimension: str, lexicon: Lexicon) -> bool:
    """True where another label of the column means a value of the same kind: a period as long, a role beside roles.

    A year over its months, or officers over their ranks, is none: that heads a section.
    """
    if dimension == "period":
        return any(_length(label) == length for length in map(_length, others) if length is not None)
    own = lexicon.value(dimension, label) or {}
    return any((lexicon.value(dimension, other) or {}).keys() == own.keys() for other in others)


def _length(label: str) -> int | None:
    """How long a printed period is, in months; None for what is no period, or never ends."""
    period = read_period(label)
    return round((period.last - period.first).days / _MONTH) if period.first and period.last else None
