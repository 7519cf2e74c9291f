"""Answers as tables of text: by year, role, outcome, platform and account, crossed, or as a list of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rehearsal.survey import DECKS, AuthorityAnswer, Case
from rehearsal.wordings import heading, role, wording, year

ALWAYS_PRINTED = ("dismissed", "resigned", "retired")
"""Outcomes that every table of outcomes prints, even when nobody had them."""
THRESHOLD = 5
"""Counts below it are printed as <5 where an authority hides small numbers; zeros are not hidden."""
RULE = "Numbers from 1 to 4 are shown as <5; 0 is shown as 0."
FOOTNOTE = "¹ Not concluded on the date of this reply."


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a reply. ``rows`` are without the head; ``total``: the last row is a printed total."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    total: bool = True


def count(n: int, hand: str, hide_small: bool = False) -> str:
    """A count as printed."""
    if hide_small and 0 < n < THRESHOLD:
        return f"<{THRESHOLD}"
    return str(n) if n else heading(hand, "zero")


def values(answer: AuthorityAnswer, dimension: str, every: bool = False) -> tuple[str, ...]:
    """The values a table prints: all years and accounts; of the others those that occur, and ``ALWAYS_PRINTED``."""
    if every or dimension in ("year", "account"):
        return tuple(DECKS[dimension])
    counted = answer.by(dimension)
    shown = tuple(v for v in DECKS[dimension] if v in counted or v in ALWAYS_PRINTED)
    nobody_suspended = dimension == "outcome" and answer.authority == "greater-manchester"
    return (*shown, "restricted_or_suspended") if nobody_suspended else shown


def label(hand: str, dimension: str, value: str) -> str:
    """A value of a dimension as this hand prints it."""
    return year(hand, value) if dimension == "year" else wording(hand, dimension, value)


def one_way(
    answer: AuthorityAnswer, dimension: str, hand: str, title: str, hide_small: bool = False, unit: str = "cases"
) -> Grid:
    """Cases by one dimension, with a printed total that stays exact."""
    counted = answer.by(dimension)
    rows = [
        (label(hand, dimension, value), count(counted.get(value, 0), hand, hide_small))
        for value in values(answer, dimension, every=hide_small)
    ]
    rows.append((heading(hand, "total"), str(len(answer.cases))))
    notes = [*_notes(hand, dimension, rows), *([RULE] if hide_small else [])]
    head = (heading(hand, dimension), heading(hand, "count").replace("cases", unit))
    return Grid(title, head, tuple(rows), tuple(notes))


def _notes(hand: str, dimension: str, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What the marks of a table mean."""
    part = [heading(hand, "part_note")] if dimension == "year" else []
    marked = [FOOTNOTE] if any("¹" in row[0] for row in rows) else []
    return (*part, *marked)


def two_way(answer: AuthorityAnswer, down: str, across: str, hand: str, title: str) -> Grid:
    """Cases by two dimensions, with a total row and a total column."""
    columns = values(answer, across)

    def row(name: str, cases: Sequence[Case]) -> tuple[str, ...]:
        cells = (sum(getattr(case, across) == value for case in cases) for value in columns)
        return (name, *(count(n, hand) for n in cells), count(len(cases), hand))

    rows = [row(label(hand, down, v), [c for c in answer.cases if getattr(c, down) == v]) for v in values(answer, down)]
    head = (heading(hand, down), *(label(hand, across, v) for v in columns), heading(hand, "total"))
    notes = _notes(hand, "year" if across == "year" else down, rows)
    return Grid(title, head, (*rows, row(heading(hand, "total"), answer.cases)), notes)


def case_list(answer: AuthorityAnswer, hand: str, title: str, account: bool) -> Grid:
    """One row a case, in the order of recording, without any detail that tells who it was."""
    dimensions = ("year", "role", "platform", "outcome", *(("account",) if account else ()))

    def row(number: int, case: Case) -> tuple[str, ...]:
        said: Mapping[str, str] = {"year": case.year, "role": role(hand, case)}
        return (str(number), *(said.get(d) or label(hand, d, getattr(case, d)) for d in dimensions))

    cases = sorted(answer.cases, key=lambda case: case.year)
    head = (heading(hand, "case"), *(heading(hand, d) for d in dimensions))
    return Grid(title, head, tuple(row(n, case) for n, case in enumerate(cases, 1)), total=False)
