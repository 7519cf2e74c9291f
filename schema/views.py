"""Views: the same cases as one table adds them up. Margins of different views are compared, never added.

A view is one breakdown of one table (or of the sentences of one document). Only its item rows are summed; its printed
total stands beside. Tables of one document that differ in a value which each of them fixes (one sheet a year) are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schema.campaign import Question
from schema.record import ALL, Grain, Record, RecordState, RowKind
from schema.value import Kind, Number, in_words

Interval = tuple[Number, Number | None]
"""Least and greatest value; None: no upper bound is known, read "at least"."""


@dataclass(frozen=True, slots=True)
class View:
    """``items``: accepted item rows; ``totals``: accepted printed totals of the whole; ``waiting``: rows that a person
    must decide first, whose numbers are not in the sum. ``partial``: it need not name every value (sentences)."""

    document: str
    tables: tuple[int, ...]
    breakdown: tuple[str, ...]
    question: str
    unit: str
    items: tuple[Record, ...]
    totals: tuple[Record, ...]
    waiting: bool = False
    partial: bool = False
    period_asked: str = ""

    @property
    def listed(self) -> bool:
        """True for a list of cases."""
        return any(r.grain is Grain.CASE for r in self.items)

    @property
    def sum(self) -> Interval:
        """The sum of the item rows; open above while a part is unknown, waits, or may not be named at all."""
        low, high = add(self.items)
        return low, None if self.waiting or self.partial else high

    def left_out_of(self, cases: Interval) -> Interval:
        """The cases that the item rows do not speak of; none where they may add up to all of them."""
        low, high = add(self.items)
        if agree(cases, (low, high)) and not self.waiting:
            return 0, 0
        least = 0 if high is None or self.waiting else max(0, cases[0] - high)
        return least, None if cases[1] is None else max(0, cases[1] - low)

    @property
    def place(self) -> str:
        """Where to look, in words."""
        first = (self.items or self.totals)[0]
        where = f"sheet {first.sheet}" if first.sheet else f"page {first.page}" if first.page else ""
        by = f"by {' and '.join(self.breakdown)}" if self.breakdown else ""
        return ", ".join(part for part in (first.document_name, where, by) if part)


def add(records: Iterable[Record]) -> Interval:
    """The sum of values as an interval: a part without an upper bound leaves the sum without one."""
    low: Number = 0
    high: Number | None = 0
    for record in records:
        if record.kind == Kind.NOT_APPLICABLE:
            continue
        low += _whole(record.low or 0)
        high = None if high is None or record.high is None else high + _whole(record.high)
    return low, high


def _whole(number: float) -> Number:
    return int(number) if number == int(number) else number


def value_of(record: Record) -> Interval:
    """The interval of one record; nothing known is "at least nothing"."""
    return add([record])


def total_of(intervals: Iterable[Interval | None]) -> Interval:
    """The sum of intervals; one that is not known at all leaves the sum open above."""
    low: Number = 0
    high: Number | None = 0
    for interval in intervals:
        low += interval[0] if interval else 0
        high = None if high is None or interval is None or interval[1] is None else high + interval[1]
    return low, high


def agree(one: Interval, other: Interval) -> bool:
    """True when some number lies in both."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def span(intervals: Sequence[Interval]) -> Interval:
    """The least interval that holds all of these."""
    highs = [high for _, high in intervals]
    open_above = any(high is None for high in highs)
    return min(low for low, _ in intervals), None if open_above else max(high for high in highs if high is not None)


def words(interval: Interval) -> str:
    """An interval for a reader: "12", "1 to 4", "at least 12"."""
    return "at least 0" if interval == (0, None) else in_words(*interval)


def matches(record: Record, wanted: Mapping[str, str]) -> bool:
    """True when the record has these values; a role or an outcome may be named by its group or more finely."""
    return all(value in _names(record, dimension) for dimension, value in wanted.items())


def _names(record: Record, dimension: str) -> tuple[str, ...]:
    if dimension == "role":
        return record.role, record.role_detail
    if dimension in ("outcome", "outcome_group"):
        return record.outcome, record.outcome_group
    return (record.dimension(dimension),)


def is_whole(record: Record, question: Question) -> bool:
    """True for a count that is narrowed by nothing but what the question itself fixes."""
    free = [d for d in record.dimensions if d not in question.fixed]
    return all(record.dimension(d) == ALL for d in free) and matches(record, question.fixed)


def views_of(records: Iterable[Record], question: Question) -> list[View]:
    """The views of one authority's records that count what ``question`` counts. One unit at a time.

    A record that fixes more than the question does, outside its table's split, counts something narrower. Numbers that
    are split by nothing belong to the question they stand beside: a form has a row for each.
    """
    fitting = [
        r for r in records if r.kind != Kind.SHARE and r.state is not RecordState.SET_ASIDE and _counts(r, question)
    ]
    groups: dict[tuple[str, int, str, str, str], list[Record]] = {}
    for record in sorted(fitting, key=lambda r: (r.document, r.table_index, r.breakdown, r.record_id)):
        asked = "" if record.breakdown else record.question
        groups.setdefault((record.document, record.table_index, record.breakdown, record.unit, asked), []).append(
            record
        )
    views = [_view(group, fitting, question) for group in groups.values()]
    return _confirmed(_merged([view for view in views if view.items or view.totals or view.waiting]))


def _confirmed(views: list[View]) -> list[View]:
    """Figures outside a table name every value when two breakdowns of one document, each of several rows, come to
    one and the same number."""
    loose = [view for view in views if view.partial and len(view.items) > 1 and not view.waiting]

    def is_confirmed(view: View) -> bool:
        low, high = add(view.items)
        others = [
            o for o in loose if (o.document, o.unit) == (view.document, view.unit) and o.breakdown != view.breakdown
        ]
        return view in loose and low == high and any(add(o.items) == (low, high) for o in others)

    return [replace(view, partial=False) if is_confirmed(view) else view for view in views]


def _counts(record: Record, question: Question) -> bool:
    """A row of a case list is a case whatever it says of it; a figure counts when nothing printed narrows it.

    A rank that only follows from the printed role ("PC") narrows nothing: it has no wording of its own.
    """
    known = {*record.breakdown.split("+"), *question.fixed}
    narrow = record.grain is Grain.FIGURE and any(
        d not in known and record.dimension(d) != ALL and record.printed(d) for d in record.dimensions
    )
    return not narrow and matches(record, question.fixed)


def _view(group: Sequence[Record], every: Sequence[Record], question: Question) -> View:
    first = group[0]
    accepted = [r for r in group if r.state is RecordState.ACCEPTED]
    rows = [r for r in accepted if r.row_kind is RowKind.ITEM]
    items = _once(rows) if first.table_index < 0 else rows
    # a table that splits by several things at once has one total for all of them
    same_table = [r for r in every if (r.document, r.table_index) == (first.document, first.table_index)]
    totals = _for_question([r for r in same_table if _is_total(r, question)], first, question)
    return View(
        document=first.document,
        tables=(first.table_index,),
        breakdown=tuple(d for d in first.breakdown.split("+") if d),
        question=first.question,
        unit=first.counted_as,
        items=tuple(items),
        totals=tuple(r for r in totals if r.state is RecordState.ACCEPTED and _same_total(r, first, items)),
        waiting=any(r.state is RecordState.WAITING and r.row_kind is RowKind.ITEM for r in group),
        partial=first.table_index < 0,
        period_asked=first.period_asked,
    )


def _for_question(totals: list[Record], first: Record, question: Question) -> list[Record]:
    """Of the bare numbers of a form those beside another question are no totals of this one."""
    bare = {r.question for r in totals if not r.breakdown}
    own = {first.question} if not first.breakdown else {first.question, question.id}
    return totals if len(bare) < 2 else [r for r in totals if r.breakdown or r.question in own]


def _is_total(record: Record, question: Question) -> bool:
    """A total of the whole; or the subtotal of the one value that the question asks about ("Police officers: 38")."""
    about = set(question.fixed) & set(record.breakdown.split("+"))
    margin = record.row_kind is RowKind.TOTAL or (record.row_kind is RowKind.SUBTOTAL and bool(about))
    return margin and is_whole(record, question)


def _same_total(total: Record, first: Record, items: Sequence[Record]) -> bool:
    """In a table every total; among sentences only the one for the same question, and none for a part."""
    if total.table_index >= 0:
        return set(first.breakdown.split("+")) <= set(total.breakdown.split("+")) | {""}
    return total.question == first.question and (not items or total.breakdown == "")


def _once(rows: Sequence[Record]) -> list[Record]:
    """The figures of sentences without those said twice with the same value."""
    said = {(tuple(r.dimension(d) for d in r.dimensions), r.low, r.high): r for r in reversed(rows)}
    return list(reversed(said.values()))


def _merged(views: list[View]) -> list[View]:
    """Tables that share a split and each fix another value of one dimension of it become one view."""
    merged: dict[tuple[str, tuple[str, ...], str, str], list[View]] = {}
    for view in views:
        merged.setdefault((view.document, view.breakdown, view.question, view.unit), []).append(view)
    return [whole for group in merged.values() for whole in (_one(group) if _are_parts(group) else group)]


def _are_parts(group: Sequence[View]) -> bool:
    if len(group) < 2 or not all(view.items for view in group):
        return False
    for dimension in group[0].breakdown:
        fixed = [{r.dimension(dimension) for r in view.items} for view in group]
        if all(len(values) == 1 for values in fixed) and len(set.union(*fixed)) == len(group):
            return True
    return _continues(group)


def _continues(group: Sequence[View]) -> bool:
    """A list of cases that goes on over the next pages."""
    pages = [{r.page for r in view.items} for view in group]
    single = all(len(p) == 1 and None not in p for p in pages)
    return single and all(view.listed and not view.totals for view in group) and len(set.union(*pages)) == len(group)


def _one(group: Sequence[View]) -> list[View]:
    first = group[0]
    return [
        View(
            first.document,
            tuple(t for view in group for t in view.tables),
            first.breakdown,
            first.question,
            first.unit,
            tuple(r for view in group for r in view.items),
            (),
            any(view.waiting for view in group),
            period_asked=first.period_asked,
        )
    ]


def sums_by(view: View, dimension: str) -> dict[str, Interval]:
    """The item rows of a view added up by one dimension of its split."""
    groups: dict[str, list[Record]] = {}
    for record in view.items:
        groups.setdefault(record.dimension(dimension), []).append(record)
    return {value: add(records) for value, records in sorted(groups.items())}
