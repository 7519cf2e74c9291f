"""Stable names for computed things: hashes of what they are about, never of when or in which order they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from schema.vocabulary import normalise


def digest(*parts: object) -> str:
    """16 hex digits over the parts in their order; equal parts give the equal name on every machine."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def row_words(cells: Iterable[str]) -> str:
    """The normalised text of a row, by which a decision finds it again: case, marks and spacing do not count."""
    return " | ".join(_cell_words(cell) for cell in cells)


@lru_cache(maxsize=1 << 16)
def _cell_words(cell: str) -> str:
    # "<5", "-" and "*" have no letter or digit to keep apart, so a cell that would lose a sign keeps its own text
    plain = normalise(cell)
    return plain if plain and not set(cell) & set("<>≤≥%+~") else " ".join(cell.casefold().split())
