"""How four made-up hands (a to d) print the same value: the words that real replies use, from the vocabulary."""

from __future__ import annotations

from functools import cache

from rehearsal.survey import Case, rows_of


@cache
def _printed() -> dict[tuple[str, str, str], str]:
    rows = rows_of("wordings.csv")
    return {(row["dimension"], row["value"], hand): row[hand] for row in rows for hand in "abcd"}


def wording(hand: str, dimension: str, value: str) -> str:
    """The words of one hand for one value of one dimension (or for a ``heading``)."""
    return _printed()[dimension, value, hand]


def heading(hand: str, name: str) -> str:
    """The heading, total label or mark of one hand."""
    return wording(hand, "heading", name)


def year(hand: str, value: str) -> str:
    """A calendar year; the last one, not whole, carries its mark."""
    return heading(hand, "part_year") if value == "2014" else value


def role(hand: str, case: Case) -> str:
    """The role of one case as a list of cases prints it: hand b gives an officer's rank."""
    return wording(hand, "rank", case.rank) if hand == "b" and case.rank else wording(hand, "role", case.role)
