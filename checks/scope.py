"""Whether what was answered is what was asked: unit, period, definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from checks.given import CheckInput
from schema.finding import Finding
from schema.periods import cut_off, days_of
from schema.record import Grain, Record, RecordState, RowKind


def scope(given: CheckInput) -> Iterator[Finding]:
    """unit_differs, period_differs, definition_differs, part_year."""
    for request in given.requests:
        records = [r for r in given.of(request.wave, request.authority) if r.state is not RecordState.SET_ASIDE]
        where = {"wave": request.wave, "authority": request.authority}
        name = given.name(request.authority)
        yield from _units(given, name, records, where)
        yield from _periods(given, name, records, where)
        yield from _definitions(given, name, records, where)
        yield from _part_years(given, name, records, where)


def _units(given: CheckInput, name: str, records: Sequence[Record], where: dict[str, str]) -> Iterator[Finding]:
    """One finding for each other unit; it stays when a person lets that unit count."""
    asked = {q.id: q.unit for q in given.campaign.questions}
    other = {(r.unit, asked[r.question]): r for r in records if r.question in asked and r.unit != asked[r.question]}
    for (unit, wanted), record in sorted(other.items()):
        counted = f" They count as {wanted} by a decision." if record.counted_as == wanted else ""
        message = f"{name} counts {unit}, and {wanted} were asked for.{counted}"
        yield given.finding("unit_differs", message, place=record.document_name, **where)


def _periods(given: CheckInput, name: str, records: Sequence[Record], where: dict[str, str]) -> Iterator[Finding]:
    for wanted in sorted({r.period_asked for r in records}):
        asked = days_of(wanted)
        listed = _listed([r for r in records if r.period_asked == wanted]) if asked else {}
        answered = _answered_periods([r for r in records if r.period_asked == wanted], listed)
        for document, said in sorted(answered.items()):
            if asked and (said[0] > asked[0] or said[1] < asked[1]):
                message = f"{name} answers for {said[0]} to {said[1]}, and {asked[0]} to {asked[1]} was asked for."
                yield given.finding("period_differs", message, place=document, **where)
        for (document, _, question), periods in sorted(listed.items()):
            for first, last in _holes(periods):
                message = f"{name} gives nothing for {first} to {last}, between periods that it gives."
                yield given.finding("period_differs", message, place=document, question=question, **where)


_Listed = dict[tuple[str, int, str], list[tuple[date, date]]]


def _listed(records: Sequence[Record]) -> _Listed:
    """(document, table, question) -> the periods that the table, or the sentences, list; two at least.

    A list of cases has no row for a year without a case, so it tells nothing of its period.
    """
    found: _Listed = {}
    for record in records:
        placed = record.table_index >= 0 or bool(record.question)  # a number in a sentence may answer nothing
        counts = placed and record.grain is Grain.FIGURE and record.row_kind is RowKind.ITEM
        if counts and (days := days_of(record.period)):
            found.setdefault((record.document_name, record.table_index, record.question), []).append(days)
    return {place: listed for place, listed in found.items() if len(set(listed)) > 1}


def _answered_periods(records: Sequence[Record], listed: _Listed) -> dict[str, tuple[date, date]]:
    """document -> the days that it answers for: by its titles, else by the periods that one of its tables lists."""
    found: dict[str, tuple[date, date]] = {}
    for record in records:
        if record.period_answered and (days := days_of(record.period_answered)):
            found[record.document_name] = days
    for (document, _, _), periods in listed.items():
        found.setdefault(document, (min(first for first, _ in periods), max(last for _, last in periods)))
    return found


def _holes(periods: Sequence[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """The days between periods that none of them covers: a year left out may be nil, or lost."""
    until = min(periods)[0]
    for first, last in sorted(periods):
        if first > until:
            yield until, first - timedelta(days=1)
        until = max(until, last + timedelta(days=1))


def _definitions(given: CheckInput, name: str, records: Sequence[Record], where: dict[str, str]) -> Iterator[Finding]:
    said = {(r.document_name, r.definition_answered) for r in records if r.definition_answered}
    for document, note in sorted(said):
        yield given.finding("definition_differs", f"{name} says of its figures: {note}", place=document, **where)


def _days_asked(record: Record, given: CheckInput) -> tuple[str, str]:
    start, _, end = (record.period_asked or given.campaign.period_of(None)).partition("/")
    return start, end


def _part_years(given: CheckInput, name: str, records: Sequence[Record], where: dict[str, str]) -> Iterator[Finding]:
    rows = [r for r in records if r.part_period or cut_off(r.period, *_days_asked(r, given))]
    marked = sorted({r.period_as_printed or r.period for r in rows if r.part_period})
    plain = sorted({r.period_as_printed or r.period for r in rows} - set(marked))
    if marked:
        message = f"{name} prints {', '.join(marked)} as part of a year: not to be compared with whole years."
        yield given.finding("part_year", message, place=rows[0].document_name, **where)
    elif plain:
        start, end = _days_asked(rows[0], given)
        message = (
            f"{name} prints {', '.join(plain)} without a mark, though the period asked for ({start} to {end}) cuts it."
        )
        yield given.finding("part_year", message, place=rows[0].document_name, **where)
