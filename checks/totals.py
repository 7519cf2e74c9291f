"""Whether printed numbers add up, agree with each other, and give away what they hide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from checks.given import CheckInput
from checks.wording import counted
from schema.answers import Candidate, answerable, answered_unit, candidates_of
from schema.finding import Finding
from schema.record import ALL, Record, RecordState, RowKind
from schema.views import View, add, agree, value_of, words

MARGINS = (RowKind.TOTAL, RowKind.SUBTOTAL)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed total or subtotal with the item rows that it sums."""

    total: Record
    parts: tuple[Record, ...]


def totals(given: CheckInput) -> Iterator[Finding]:
    """rows_differ_from_total, breakdowns_differ, disclosive."""
    for request in given.requests:
        records = given.of(request.wave, request.authority)
        accepted = [r for r in records if r.state is RecordState.ACCEPTED]
        for line in lines_of(accepted):
            yield from _line(given, line, records)
        yield from _breakdowns(given, request.authority, request.wave, records)


def lines_of(records: Iterable[Record]) -> list[Line]:
    """Every margin of every table with the items under it: rows, columns and the whole."""
    tables: dict[tuple[str, int, str], list[Record]] = {}
    for record in records:
        if record.table_index >= 0:
            tables.setdefault((record.document, record.table_index, record.counted_as), []).append(record)
    return [line for rows in tables.values() for line in _lines(rows)]


def _lines(rows: Sequence[Record]) -> Iterator[Line]:
    items = [r for r in rows if r.row_kind is RowKind.ITEM]
    for total in (r for r in rows if r.row_kind in MARGINS):
        for breakdown in sorted({r.breakdown for r in items}):
            parts = [r for r in items if r.breakdown == breakdown and _under(r, total)]
            splits = set(breakdown.split("+")) <= set(total.breakdown.split("+")) | {""}
            if parts and splits and _is_margin(total):
                yield Line(total, tuple(parts))


def _under(part: Record, total: Record) -> bool:
    """True when every value that the margin fixes is the part's own."""
    return all(total.dimension(d) in (ALL, part.dimension(d)) for d in total.dimensions if d != "rank_band")


def _is_margin(total: Record) -> bool:
    """A subtotal that fixes nothing stands for a block of rows that cannot be told here; only a total sums them all."""
    fixed = [d for d in total.dimensions if total.dimension(d) != ALL]
    return total.row_kind is RowKind.TOTAL or bool(fixed)


def _line(given: CheckInput, line: Line, records: Sequence[Record]) -> Iterator[Finding]:
    total, summed = value_of(line.total), add(line.parts)
    waiting = any(r.state is RecordState.WAITING and r.table_index == line.total.table_index for r in records)
    where = {"wave": line.total.wave, "authority": line.total.authority, "question": line.total.question}
    place = _place(line.total)
    if not waiting and not agree(total, summed):
        message = (
            f"{counted(len(line.parts), 'row')} add up to {words(summed)}, and the printed total is {words(total)}."
        )
        note = f" A note says: {line.total.caveat}." if line.total.caveat else ""
        yield given.finding("rows_differ_from_total", message + note, place=place, **where)
    hidden = [r for r in line.parts if not _exact(r)]
    if len(hidden) == 1 and _exact(line.total) and len(line.parts) > 1 and not waiting:
        message = (
            f"One number printed as {hidden[0].as_printed!r} stands beside an exact total of {words(total)} and "
            f"{counted(len(line.parts) - 1, 'exact number')}, so it could be worked out. It is published as printed."
        )
        yield given.finding("disclosive", message, place=_place(hidden[0]), **where)


def _exact(record: Record) -> bool:
    return record.low is not None and record.low == record.high


def _place(record: Record) -> str:
    where = f"sheet {record.sheet}" if record.sheet else f"page {record.page}" if record.page else ""
    return ", ".join(part for part in (record.document_name, where, record.cell) if part)


def _breakdowns(given: CheckInput, authority: str, wave: str, records: Sequence[Record]) -> Iterator[Finding]:
    question = given.campaign.headline
    records = answerable(records, question, given.campaign.questions)
    unit = answered_unit(records, question)
    candidates = candidates_of([r for r in records if r.counted_as == unit], question)
    best = _best_of_each_view(candidates)
    for one, other in combinations(best, 2):
        if not agree(one.value, other.value):
            message = f"{given.name(authority)} gives {one.in_words} and {other.in_words} for the same {unit}."
            yield given.finding("breakdowns_differ", message, wave=wave, authority=authority, question=question.id)


def _best_of_each_view(candidates: Iterable[Candidate]) -> list[Candidate]:
    found: dict[tuple[str, tuple[int, ...], tuple[str, ...]], Candidate] = {}
    for candidate in candidates:
        if candidate.records:
            view: View = candidate.view
            found.setdefault((view.document, view.tables, view.breakdown), candidate)
    return list(found.values())
