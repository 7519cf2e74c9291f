"""Views that go on or correct each other: the years of one question in several documents, and one figure given anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from schema.periods import days_of
from schema.record import Record
from schema.views import View, agree, value_of

Key = tuple[str, ...]


def put_together(views: Iterable[View]) -> list[View]:
    """The views with those of different years as one, and what only corrects another put in the place of its rows."""
    every = _years_joined(list(views))
    return [_corrected(view, every) or view for view in every]


def clash(one: View, other: View) -> bool:
    """True where both count the same cell of one breakdown, and not alike."""
    return bool(unlike_cells(one, other))


def unlike_cells(one: View, other: View) -> list[Record]:
    """The rows of either view that count one cell of the same breakdown unlike."""
    if one is other or not _alike(one, other):
        return []
    mine, theirs = _cells(one), _cells(other)
    pairs = [(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()]
    return [record for a, b in pairs if not agree(value_of(a), value_of(b)) for record in (a, b)]


def _alike(one: View, other: View) -> bool:
    return (one.question, one.unit, one.breakdown) == (other.question, other.unit, other.breakdown) and not (
        one.listed or other.listed
    )


def _cells(view: View) -> dict[Key, Record]:
    """What a view counts, by the values of its rows; a value that stands twice tells nothing of one cell."""
    keys = [tuple(record.dimension(d) for d in record.dimensions) for record in view.items]
    often = Counter(keys)
    return {key: record for key, record in zip(keys, view.items, strict=True) if often[key] == 1}


def _corrected(view: View, every: Sequence[View]) -> View | None:
    """The table, or the sentences, that ``view`` gives some figures of anew, with these in place of the old ones."""
    new = _cells(view)
    wider = [v for v in every if v.document != view.document and clash(view, v) and new.keys() < _cells(v).keys()]
    if not wider or len(new) < len(view.items):
        return None
    whole = max(wider, key=lambda v: (len(v.items), v.document))
    kept = tuple(record for key, record in _cells(whole).items() if key not in new)
    return replace(whole, document=view.document, tables=view.tables, items=(*view.items, *kept), totals=())


def _years_joined(views: list[View]) -> list[View]:
    """Views by period whose days do not meet are one: a workbook for two years, and another for the two after."""
    joined: list[View] = []
    for view in views:
        fitting = (n for n, other in enumerate(joined) if _goes_on(other, view))
        if (n := next(fitting, None)) is None:
            joined.append(view)
        else:
            joined[n] = _both(joined[n], view)
    return joined


def _goes_on(one: View, other: View) -> bool:
    if one.breakdown != ("period",) or not _alike(one, other) or one.period_asked != other.period_asked:
        return False
    periods = [[days_of(record.period) for record in view.items] for view in (one, other)]
    if not all(periods) or None in (*periods[0], *periods[1]):
        return False
    return not any(a[0] <= b[1] and b[0] <= a[1] for a in periods[0] for b in periods[1] if a and b)


def _both(one: View, other: View) -> View:
    return replace(
        one,
        tables=(*one.tables, *other.tables),
        items=(*one.items, *other.items),
        totals=(),
        waiting=one.waiting or other.waiting,
        partial=one.partial or other.partial,
    )


def clashing(views: Iterable[View]) -> Iterator[tuple[View, View]]:
    """Each pair of views that count one cell unlike."""
    every = list(views)
    yield from ((a, b) for n, a in enumerate(every) for b in every[n + 1 :] if clash(a, b))
