"""A printed value as what it lets us know: an interval with a kind. And the sums of such values.

``low`` and ``high`` are counts (or, for a share, per cent), both ends included; None means unknown.
A count is never below zero, so an unknown part still adds "at least nothing" to a sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Number = int | float


class Kind(StrEnum):
    """What a printed cell says. Only the first nine kinds have bounds; no two of them ever merge."""

    EXACT = "exact"
    NIL = "nil"
    SUPPRESSED = "suppressed"
    RANGE = "range"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ROUNDED = "rounded"
    SHARE = "share"
    WITHHELD = "withheld"
    APPROXIMATE = "approximate"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    NOT_RECORDED = "not_recorded"
    NOT_HELD = "not_held"
    NCND = "ncnd"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Value:
    """One printed value. ``as_printed`` is kept unchanged; ``status_flags``: provisional, revised, a mark ..."""

    as_printed: str
    low: Number | None
    high: Number | None
    kind: Kind
    status_flags: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """True when the value is one known number."""
        return self.low is not None and self.low == self.high

    def __str__(self) -> str:
        return in_words(self.low, self.high)


def add(values: Iterable[Value]) -> tuple[Number, Number | None]:
    """The sum as an interval: [sum of lows, sum of highs]; high None reads "at least low".

    A value that is not applicable leaves the sum. A share has no sum (ValueError): it needs its own base.
    """
    low: Number = 0
    high: Number | None = 0
    for value in values:
        if value.kind is Kind.SHARE:
            raise ValueError(f"a share has no sum: {value.as_printed!r}")
        if value.kind is Kind.NOT_APPLICABLE:
            continue
        low += value.low or 0
        high = None if high is None or value.high is None else high + value.high
    return low, high


def share(part: Value, rest: Value) -> tuple[float, float | None]:
    """Least and greatest share (0 to 1) of ``part`` in the whole of ``part`` and ``rest``; None: unknown.

    The least share has the part at its least and the rest at its greatest, and the other way round.
    """
    low = 0.0 if part.low is None or rest.high is None else _ratio(part.low, part.low + rest.high)
    high = None if part.high is None else _ratio(part.high, part.high + (rest.low or 0))
    return low, high


def _ratio(part: Number, whole: Number) -> float:
    return part / whole if whole else 0.0


def is_above(one: Value, other: Value) -> bool:
    """True only when every value that ``one`` allows is greater than every value that ``other`` allows."""
    return one.low is not None and other.high is not None and one.low > other.high


def in_words(low: Number | None, high: Number | None) -> str:
    """An interval for a reader: "12", "1 to 4", "at least 12", "at most 5", "unknown"."""
    if low is not None and low == high:
        return f"{low:,}"
    if low is not None and high is not None:
        return f"{low:,} to {high:,}"
    if high is not None:
        return f"at most {high:,}"
    return f"at least {low:,}" if low else "unknown"
