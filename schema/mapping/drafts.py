"""Drafts: what one number, or one case, of a table says, before it becomes a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schema.record import ALL, RowKind
from schema.value import Value

_PIECE = re.compile(r"(?P<n>\d+)\s*[x×]\s*(?P<what>[^\d\n;,/]*[^\d\n;,/\s.])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """One number, or one case (``value`` None), with what its row and heading say. ``waits``: what is still open."""

    row: int
    column: int
    kind: RowKind
    value: Value | None
    values: Mapping[str, str]
    printed: Mapping[str, str]
    keys: frozenset[str]
    unit: str = ""
    part: bool = False
    caveat: str = ""
    piece: int = 0
    waits: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass
class Labels:
    """What the label cells of one row say, gathered cell by cell."""

    values: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    section: frozenset[str] = frozenset()
    part: bool = False
    waits: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)


def replace_labels(labels: Labels, values: Mapping[str, str], printed: Mapping[str, str]) -> Labels:
    """A copy of the labels with the values that a heading or a cell adds."""
    return Labels(
        {**labels.values, **values},
        {**labels.printed, **printed},
        labels.section,
        labels.part,
        [*labels.waits],
        [*labels.decided],
    )


def margin(kind: RowKind, values: Mapping[str, str], split: Iterable[str]) -> RowKind:
    """The kind of a row that names its values: one over all values of something is no item beside those values."""
    over = [values.get(dimension) == ALL for dimension in split]
    if kind is not RowKind.ITEM or not any(over):
        return kind
    return RowKind.TOTAL if all(over) else RowKind.SUBTOTAL


def counted_pieces(text: str) -> list[tuple[str, str]]:
    """ "1x Written warning, 2x NFA" as [("1", "Written warning"), ("2", "NFA")]; [] when anything else stands there."""
    found = [(m["n"], m["what"].strip()) for m in _PIECE.finditer(text)]
    rest = re.sub(r"[\s,;/.&]|\band\b", "", _PIECE.sub("", text))
    return found if found and not rest else []
