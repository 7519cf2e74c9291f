"""A returned answer form: read exactly where it still is what was sent, with a finding where it was changed.

What was changed, or is the form of another request, goes the way of every other table and waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schema.answer_form import (
    ANSWER,
    CSV_HEAD,
    LISTS,
    MARKER,
    YES_OR_NO,
    FormSheet,
    Marked,
    csv_dimensions,
    form_sheets,
    marked,
)
from schema.finding import Finding
from schema.mapping.document import Document, Mapped, place_words
from schema.mapping.drafts import Draft, margin
from schema.mapping.question import TitleFacts
from schema.mapping.records import Settled, record_of
from schema.mapping.yes_no import yes_or_no
from schema.periods import read_period
from schema.reading import Outcome, Table
from schema.record import ALL, NOT_STATED, Record, RecordState, RowKind
from schema.rowkinds import is_total_label
from schema.suppression import read_value
from schema.value import Kind, Value
from schema.vocabulary import normalise

Ordinary = Callable[[Document, int, Table], Mapped]
_NO_TITLE = TitleFacts((), (), {}, {}, "", "")
_MISSING = Value("", None, None, Kind.MISSING)
_NO_NUMBER = (Kind.AMBIGUOUS, Kind.APPROXIMATE, Kind.SHARE, Kind.MISSING)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a form: its place, its labels as filled in, the answer (None: the sheet has no such column)."""

    index: int
    column: int
    labels: Mapping[str, str]
    answer: str | None
    note: str

    @property
    def filled(self) -> bool:
        return bool(self.answer or self.note or (self.answer is None and any(self.labels.values())))


class _Changed(Exception):  # noqa: N818  a finding in the making, not a fault of the program
    """What was changed in the structure of a form, in words."""


def map_sheet(document: Document, index: int, table: Table, ordinary: Ordinary) -> Mapped:
    """The records of one table: exactly where it is a sheet of our answer form, else by ``ordinary``."""
    found = marked(table.title, table.rows)
    if found is None:
        return ordinary(document, index, table)
    if found.question == LISTS:
        return Mapped()
    try:
        drafts = _drafts(document, table, found)
    except _Changed as change:
        held = replace(table, accept=False, why_not=(f"it is an answer form that was changed: {change}",))
        finding = document.finding(
            "form_changed", f"The answer form was changed: {change}.", place=place_words(document.name, table)
        )
        return Mapped.joined([ordinary(document, index, held), Mapped(findings=(finding,))])
    settled = _settled(document)
    records = tuple(
        record_of(document, index, table, _NO_TITLE, draft, found.authority, question, settled)
        for question, draft in drafts
    )
    return Mapped(records, findings=tuple(_blanks(document, table, records)))


def _settled(document: Document) -> Settled:
    state = document.state() or RecordState.ACCEPTED
    if state is not RecordState.ACCEPTED:
        return Settled(state)
    if document.release is not None:
        return Settled(state, "decision", document.release.decision_id)
    return Settled(state, "machine")


def _blanks(document: Document, table: Table, records: Sequence[Record]) -> Iterator[Finding]:
    """Cells left blank among filled ones: unknown, not zero."""
    blank = [r for r in records if r.kind == Kind.MISSING.value]
    if blank:
        many = f"{len(blank)} of {len(records)} answers of the form are blank. That is unknown, not zero."
        yield document.finding("cell_empty", many, place=place_words(document.name, table))


def _drafts(document: Document, table: Table, found: Marked) -> list[tuple[str, Draft]]:
    """(question, draft) of every answer. _Changed where the form is not what was sent, or the file is not sound."""
    _check_whose(document, table, found)
    sheets = {s.question: s for s in form_sheets(document.context.campaign, document.lexicon.vocabulary)}
    grouped = _listed(table, sheets) if not found.question else [_sheet(table, sheets, found.question)]
    drafts = []
    for sheet, rows in grouped:
        if any(row.filled for row in rows):
            drafts += [(sheet.question, draft) for row in rows for draft in _draft(document, sheet, row)]
    return drafts


def _check_whose(document: Document, table: Table, found: Marked) -> None:
    if found.authority not in document.context.authorities:
        raise _Changed(f"it is the form sent to {found.authority or 'nobody we know'} ({found.reference})")
    held_only = document.reading.outcome is Outcome.QUARANTINED
    if not table.accept and not held_only:
        raise _Changed("; ".join(reason.strip(" .") for reason in table.why_not) or "no second reader confirms it")


# its rows


def _sheet(table: Table, sheets: Mapping[str, FormSheet], said: str) -> tuple[FormSheet, list[_Row]]:
    """The rows of a sheet of a workbook."""
    sheet = sheets.get(said.removeprefix("question").strip())
    if sheet is None:
        raise _Changed(f"there is no {said}")
    head = [normalise(text) for text in table.rows[0]]
    if head[: len(sheet.headings)] != [normalise(text) for text in sheet.headings] or any(head[len(sheet.headings) :]):
        raise _Changed(f"its headings are {', '.join(filter(None, table.rows[0]))}")
    rows = []
    for r, cells in enumerate(table.rows[1:], start=1):
        if any(text.strip() for text in cells[len(sheet.headings) :]):
            raise _Changed(f"row {r + 1} has more cells than headings")
        texts = [text.strip() for text in cells]
        labels = dict(zip(sheet.dimensions or ("",), texts, strict=False))
        answer = texts[sheet.labels] if sheet.counted else None
        rows.append(_Row(r, sheet.labels if sheet.counted else 0, labels, answer, texts[len(sheet.headings) - 1]))
    return sheet, _checked(sheet, rows)


def _listed(table: Table, sheets: Mapping[str, FormSheet]) -> list[tuple[FormSheet, list[_Row]]]:
    """The rows of a list of all questions, by question."""
    dimensions = csv_dimensions(tuple(sheets.values()))
    expected = (*CSV_HEAD, *dimensions, ANSWER, "note")
    head = tuple(text.strip().lower() for text in table.rows[0])
    if head != expected:
        raise _Changed(f"its headings are {', '.join(filter(None, table.rows[0]))}")
    first, column = len(CSV_HEAD), len(CSV_HEAD) + len(dimensions)
    grouped: dict[str, list[_Row]] = {}
    for r, cells in enumerate(table.rows[1:], start=1):
        texts = [text.strip() for text in cells]
        if not any(texts[first:]):
            continue
        if texts[0] not in (MARKER, "") or texts[3] not in sheets:
            raise _Changed(f"row {r + 1} belongs to no question")
        sheet = sheets[texts[3]]
        labels = dict(zip(dimensions, texts[first:column], strict=True))
        if any(labels[d] for d in dimensions if d not in sheet.dimensions[: 1 if sheet.rows else None]):
            raise _Changed(f"row {r + 1} has a word where question {sheet.question} has none")
        own = {d: labels[d] for d in sheet.dimensions} or {"": "Total"}
        answer = texts[column] if sheet.counted else None
        grouped.setdefault(sheet.question, []).append(_Row(r, column, own, answer, texts[column + 1]))
    return [(sheets[question], _checked(sheets[question], rows)) for question, rows in grouped.items()]


def _checked(sheet: FormSheet, rows: list[_Row]) -> list[_Row]:
    """The rows that say something: those printed, and those filled in. No label may stand twice, or be missing."""
    kept = []
    for row in rows:
        named = all(row.labels.values()) if not sheet.rows and sheet.counted else any(row.labels.values())
        if row.filled and not named:
            raise _Changed(f"row {row.index + 1} has an answer and no label")
        if row.filled or (sheet.rows and named):
            kept.append(row)
    if any(row.filled for row in kept) and (missing := _missing(sheet, kept)):
        raise _Changed(f"the row {missing!r} is missing")
    labels = [normalise(" | ".join(row.labels.values())) for row in kept if row.answer is not None]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice and sheet.rows:
        raise _Changed(f"{twice!r} stands twice")
    return kept


def _missing(sheet: FormSheet, rows: list[_Row]) -> str:
    """A printed row that is no longer there: the sum of the others would be short of it. The last one may be gone."""
    there = {normalise(next(iter(row.labels.values()))) for row in rows}
    return next((label for label in sheet.rows[:-1] if normalise(label) not in there), "")


# one row


def _draft(document: Document, sheet: FormSheet, row: _Row) -> Iterator[Draft]:
    values: dict[str, str] = {}
    total = bool(sheet.rows) and (sheet.unit == YES_OR_NO or is_total_label(next(iter(row.labels.values()))))
    if total and not row.answer:
        return  # a total that is not given says nothing
    for dimension in sheet.dimensions:
        text = row.labels[dimension]
        values |= {dimension: ALL} if total else _meaning(document, dimension, text)
    value = _yes_or_no(row) if sheet.unit == YES_OR_NO else _value(row)
    kind = RowKind.TOTAL if total else RowKind.ITEM if value is None else margin(RowKind.ITEM, values, sheet.dimensions)
    yield Draft(
        row.index,
        row.column,
        kind,
        value,
        values,
        {d: text for d, text in row.labels.items() if d},
        frozenset(sheet.dimensions),
        unit=sheet.unit,
        caveat=row.note,
    )


def _value(row: _Row) -> Value | None:
    if row.answer is None:
        return None
    if not row.answer:
        return _MISSING
    # the form asks for 0 where there is none, so that a hidden number is one at least
    value = read_value(row.answer, True, single=True)
    if value.kind in _NO_NUMBER:
        raise _Changed(f"{row.answer!r} in row {row.index + 1} is no number")
    return value


def _yes_or_no(row: _Row) -> Value:
    """Yes is one, no is none; what is not held or not recorded is what it is everywhere. No number counts here."""
    if said := yes_or_no(row.answer or ""):
        return said
    value = read_value(row.answer or "", True, single=True)
    if value.low is not None or value.kind in _NO_NUMBER:
        raise _Changed(f"{row.answer!r} in row {row.index + 1} is neither yes nor no")
    return value


def _meaning(document: Document, dimension: str, text: str) -> dict[str, str]:
    if not text:
        return {dimension: NOT_STATED}
    if dimension == "period" and (period := read_period(text)).known:
        return {"period": period.iso}
    found = document.lexicon.value(dimension, text)
    if not found:
        raise _Changed(f"{text!r} is no known {dimension.replace('_', ' ')}")
    return found
