"""One table of a document: which question, which authority, which columns; its rows as records, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.finding import Finding
from schema.footnotes import prints_zero
from schema.identity import row_words
from schema.mapping.asked import (
    APART,
    CAVEATS,
    HEADINGS,
    WHICH_AUTHORITY,
    WHICH_QUESTION,
    beside,
    held_only,
    table_item,
    table_ordinal,
    table_words,
    undecided,
    why_not,
    with_reasons,
)
from schema.mapping.bulk import accepted_row, all_accepted, row_checks
from schema.mapping.columns import (
    Column,
    Use,
    decided_column,
    inferred_columns,
    read_columns,
    read_heading,
)
from schema.mapping.document import Document, Mapped, place_words
from schema.mapping.drafts import Draft
from schema.mapping.question import TitleFacts, choose_question, question_of_label, read_title
from schema.mapping.records import Settled, record_of
from schema.mapping.rows import TableRows
from schema.mapping.words import AUTHORITY, QUESTION
from schema.periods import read_period
from schema.reading import Table
from schema.record import ALL, Record, RecordState
from schema.review import verdict_of
from schema.suppression import read_number, read_value
from schema.value import Kind


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with its heading told from its body."""

    table: Table
    head_rows: int
    columns: tuple[Column, ...]
    title: TitleFacts


@dataclass(frozen=True, slots=True)
class Opened:
    """A table with what people decided on it as a whole. ``items``: what was decided beside the table's own item."""

    item: ReviewItem
    decision: Decision | None
    verdict: Mapping[str, Any]
    layout: Layout
    caveats: tuple[str, ...]
    items: tuple[ReviewItem, ...]


def open_table(document: Document, index: int, table: Table) -> Opened:
    """The table with its headings as corrected, and the decisions on it."""
    item, decision, verdict = document.settle(table_item(document, index, table))
    heads, _, told = document.settle(beside(document, item, DecisionKind.SHAPE))
    beside_it, _, said = document.settle(beside(document, item, DecisionKind.CAVEAT))
    rows = {"head_rows": told["head_rows"]} if "head_rows" in told else {}
    layout = read_layout(document, _with_corrections(document, index, table), {**rows, **verdict})
    caveats = tuple(text for each in (verdict.get("caveat"), said.get("text")) if (text := str(each or "").strip()))
    decided = tuple(each for each in (heads, beside_it) if each.state is not ReviewState.OPEN)
    return Opened(item, decision, verdict, replace(layout, table=table), caveats, decided)


def map_table(document: Document, index: int, table: Table) -> Mapped:
    """The records of one table. What a person must decide first holds the rows back, never drops them."""
    opened = open_table(document, index, table)
    item, decision, verdict, layout = opened.item, opened.decision, opened.verdict, opened.layout
    if verdict.get("no_table"):
        return Mapped(items=(item, *opened.items))
    columns, asked, findings = _asked_columns(document, table, layout)
    layout = replace(layout, columns=columns)
    if not _means_something(layout):
        # a letterhead or a layout grid: one question about the whole, not one about every cell
        return Mapped(items=(with_reasons(item, ["nothing in it is known to this campaign"]), *opened.items))
    rows = TableRows(document, index, table, layout.head_rows, columns)
    drafts = _drafts(rows, layout)
    records, reasons = _records(document, index, layout, drafts, verdict, decision, bool(findings))
    unclear = bool(reasons)
    done = all_accepted(document, index, table, item.row_text, drafts)
    reasons += [] if table.accept or decision or done or held_only(document, table) else why_not(table)
    reasons += [APART] if document.context.apart and not (decision or done) else []
    asks = []
    if decision or reasons or item.decision:
        unmapped = bool(findings)
        passed = row_checks(document, index, table, item.row_text, drafts, unclear=unclear, open_columns=unmapped)
        asks = [undecided(document, with_reasons(item, reasons, passed), reasons, taken=_is_taken(verdict, decision))]
    items = [*rows.items, *asked, *opened.items, *asks]
    return Mapped(tuple(_with_caveats(records, opened.caveats)), tuple(items), (*rows.findings, *findings))


def _with_corrections(document: Document, index: int, table: Table) -> Table:
    """The table as people corrected it, to read its headings by. Its rows are told by what was printed."""
    told = {(r, c): d for (i, r, c), d in document.corrections.found.items() if i == index}
    if not told:
        return table
    text = {place: str(verdict_of(decision).get("text", "")) for place, decision in told.items()}
    rows = tuple(tuple(text.get((r, c), printed) for c, printed in enumerate(row)) for r, row in enumerate(table.rows))
    cells = tuple(replace(c, text=text.get((c.row, c.col), c.text)) for c in table.cells)
    return replace(table, rows=rows, cells=cells)


def _with_caveats(records: Iterable[Record], caveats: Sequence[str]) -> Iterable[Record]:
    if not caveats:
        return records
    return [
        r.model_copy(update={"caveat": "; ".join(dict.fromkeys((*filter(None, [r.caveat]), *caveats)))})
        for r in records
    ]


def tables_named(document: Document) -> set[tuple[DecisionKind, str, int]]:
    """By what decisions on the tables of a document are found: kind, wording and ordinal."""
    named = set()
    for index, table in document.tables:
        words = table_words(table)
        ordinal = table_ordinal(document, index, words)
        named |= {
            (DecisionKind.TABLE, document.worded(words), ordinal),
            (DecisionKind.SHAPE, HEADINGS + words, ordinal),
        }
        named.add((DecisionKind.CAVEAT, CAVEATS + words, ordinal))
    if any(d.kind is DecisionKind.COLUMN for d in document.decisions.on_document.get(document.sha256, ())):
        for index, table in document.tables:
            layout = open_table(document, index, table).layout
            items = (column_item(document, table, layout, column) for column in layout.columns)
            named |= {(item.kind, item.row_text, item.ordinal) for item in items}
    return named


def read_layout(document: Document, table: Table, verdict: Mapping[str, Any]) -> Layout:
    """Heading rows, columns and title of a table; a row of one lone cell above the headings belongs to the title."""
    head_rows = int(verdict.get("head_rows", table.head_rows))
    if "head_rows" not in verdict:
        head_rows = _head_rows(document, table)
    lone = [r for r in range(head_rows) if sum(bool(text.strip()) for text in table.rows[r]) == 1 and head_rows > 1]
    words = [text for r in lone for text in table.rows[r] if text.strip()]
    title = read_title("\n".join([table.title, *words]), table.sheet or "", document.lexicon)
    headed = _without_rows(table, lone)
    notes = document.notes_of(table)
    columns = read_columns(headed, head_rows - len(lone), document.lexicon, notes)
    columns = inferred_columns(headed, head_rows - len(lone), columns, document.lexicon)
    return Layout(table, head_rows, columns, title)


def _head_rows(document: Document, table: Table) -> int:
    """The number of heading rows: as read, but a first row of known headings is one, and a row with a count is none."""
    if table.head_rows == 0 and len(table.rows) > 1:
        first = read_columns(table, 1, document.lexicon, document.notes_of(table))
        return int(all(c.heading and c.use is not Use.UNKNOWN for c in first))
    counts = (r for r in range(table.head_rows) if _has_count(document, table.rows[:r], table.rows[r]))
    return next(counts, table.head_rows)


def _has_count(document: Document, above: Sequence[Sequence[str]], row: Sequence[str]) -> bool:
    """A number stands in the row; or what may hide one, beside a year under the word "Year", a role under "Role" ..."""
    if any(_is_count(document, text) for text in row[1:]):
        return True
    dimensions = {read_heading(head[0], document.lexicon).dimension for head in above} - {""}
    hidden = any(read_value(text).kind in _HIDING for text in row[1:])
    return hidden and any(_is_label_of(document, dimension, row[0]) for dimension in dimensions)


def _is_label_of(document: Document, dimension: str, text: str) -> bool:
    return read_period(text).known if dimension == "period" else document.lexicon.value(dimension, text) is not None


_HIDING = (Kind.SUPPRESSED, Kind.RANGE, Kind.AT_MOST, Kind.AT_LEAST, Kind.WITHHELD)


def _is_count(document: Document, text: str) -> bool:
    """A number, or Nil, that no heading is: a year is one."""
    heading = read_heading(text, document.lexicon)
    return heading.use is Use.UNKNOWN and (read_number(text) is not None or prints_zero([text]))


def _without_rows(table: Table, dropped: Sequence[int]) -> Table:
    if not dropped:
        return table
    above = {r: sum(d < r for d in dropped) for r in range(len(table.rows))}
    cells = [replace(c, row=c.row - above.get(c.row, 0)) for c in table.cells if c.row not in dropped]
    rows = tuple(row for r, row in enumerate(table.rows) if r not in dropped)
    return replace(table, rows=rows, cells=tuple(cells))


def _means_something(layout: Layout) -> bool:
    labelled = any(c.index == 0 and (not c.heading or c.dimension == QUESTION) for c in layout.columns)
    known = [c for c in layout.columns if c.use in (Use.DIMENSION, Use.COUNT)]
    return bool(known) or (labelled and len(layout.columns) == 2)


# headings


def _asked_columns(
    document: Document, table: Table, layout: Layout
) -> tuple[tuple[Column, ...], list[ReviewItem], list[Finding]]:
    """The columns with people's decisions; an item for each decided one, and with a finding for each that is open."""
    known = any(c.use in (Use.DIMENSION, Use.COUNT) for c in layout.columns)
    columns, items, findings = list(layout.columns), [], []
    for n, column in enumerate(columns):
        item, decision, verdict = document.settle(column_item(document, table, layout, column))
        if decision:
            columns[n] = decided_column(column, verdict, decision.decision_id)
        if decision or (column.use is Use.UNKNOWN and known and not _is_label(column, columns)):
            items.append(item)
        if columns[n].use is Use.UNKNOWN and item in items:
            place = place_words(document.name, table, max(layout.head_rows - 1, 0), column.index)
            findings.append(document.finding("heading_not_mapped", f"{_said(column)}.", place=place))
    open_items = [item for item in items if not item.decision]
    return tuple(columns), open_items + [item for item in items if item.decision], findings


def _is_label(column: Column, columns: Sequence[Column]) -> bool:
    """The unnamed first column of a form: its labels are headings themselves (``_drafts``)."""
    return column.index == 0 and not column.heading and len(columns) == 2


def _said(column: Column) -> str:
    named = f"The heading {column.heading!r}" if column.heading else f"Column {column.index + 1}, which has no heading,"
    return f"{named} is neither mapped nor ignored"


def column_item(document: Document, table: Table, layout: Layout, column: Column) -> ReviewItem:
    cells = [row[column.index] for row in table.rows[layout.head_rows :]]
    bare = replace(layout.table, rows=((("",) * len(table.rows[0])), *table.rows[layout.head_rows :]), cells=())
    guess = inferred_columns(bare, 1, [replace(column, heading="")], document.lexicon)[0]
    choices: list[object] = [{"dimension": guess.dimension}] if guess.dimension else []
    choices += [{"count": True}, {"ignore": "not asked for"}]
    wording = row_words([column.heading]) if column.heading else f"column {column.index + 1} of {table_words(table)}"
    return document.item(
        DecisionKind.COLUMN,
        f"{_said(column)}. What does it hold?",
        place=place_words(document.name, table, max(layout.head_rows - 1, 0), column.index),
        wording=wording,
        choices=choices,
        detail={"heading": column.heading, "cells": cells[:12]},
    )


# rows


def _drafts(rows: TableRows, layout: Layout) -> list[Draft]:
    """The drafts of a table with headings, or of a form whose labels are its headings."""
    by_row = _label_columns(rows, layout)
    if by_row:
        return list(rows.labelled(by_row))
    return list(rows.drafts()) if rows.dimensions or rows.counts else []


def _label_columns(rows: TableRows, layout: Layout) -> dict[int, Column]:
    """row -> what its label says, when every label of a two-column form is a heading or names a question."""
    first = layout.columns[0]
    unnamed = first.use is Use.UNKNOWN and not first.heading
    if len(layout.columns) != 2 or not (unnamed or first.dimension == QUESTION):
        return {}
    found = {r: _label_column(rows, r) for r in rows.body if any(text.strip() for text in rows.rows[r][1:])}
    return {} if any(c.use is not Use.COUNT for c in found.values()) else found


def _label_column(rows: TableRows, r: int) -> Column:
    label = rows.rows[r][0]
    lexicon, notes = rows.document.lexicon, rows.document.notes_of(rows.table)
    column = replace(read_heading(label, lexicon, notes), index=1)
    if column.use is Use.COUNT:
        return column
    question = question_of_label(label, rows.document.context.campaign)
    fixed = {QUESTION: question} if question else {}
    return replace(column, use=Use.COUNT if question else Use.UNKNOWN, fixed=fixed, printed=dict.fromkeys(fixed, label))


def _records(
    document: Document,
    index: int,
    layout: Layout,
    drafts: Iterable[Draft],
    verdict: Mapping[str, Any],
    decision: Decision | None,
    open_columns: bool,
) -> tuple[list[Record], list[str]]:
    """The records, and why a person must look at the table first."""
    reasons: dict[str, None] = {}
    records: list[Record] = []
    first_question = ""
    for draft in drafts:
        authority = _authority(document, layout, draft, verdict)
        question = _question(document, layout, draft, verdict) or first_question
        first_question = first_question or question
        open_points = _open_points(document, authority, question, taken=_is_taken(verdict, decision))
        reasons |= dict.fromkeys(open_points)
        waits = [*draft.waits, *open_points, *(["heading"] if open_columns else [])]
        settled = _settled(document, layout, index, draft, verdict, decision, waits)
        records.append(record_of(document, index, layout.table, layout.title, draft, authority, question, settled))
    return records, list(reasons)


def _authority(document: Document, layout: Layout, draft: Draft, verdict: Mapping[str, Any]) -> str:
    """The authority that the row, its heading, a person or the title names; of a reply for one authority, that one."""
    filed = document.context.authorities
    named = draft.values.get(AUTHORITY, "")
    if named == ALL:
        return "+".join(filed)
    if named or verdict.get("authority") in filed:
        return named or str(verdict["authority"])
    if len(filed) > 1:
        return layout.title.authorities[0] if len(layout.title.authorities) == 1 else ""
    return filed[0] if filed else ""


def _question(document: Document, layout: Layout, draft: Draft, verdict: Mapping[str, Any]) -> str:
    said = {**layout.title.fixed, **draft.values}
    return (
        draft.values.get(QUESTION, "")
        or str(verdict.get("question", ""))
        or choose_question(
            document.context.campaign,
            layout.title.questions,
            draft.keys,
            said,
            draft.value is None,
            draft.unit or layout.title.unit,
        )
    )


def _is_taken(verdict: Mapping[str, Any], decision: Decision | None) -> bool:
    return bool(decision) and verdict.get("accept", True) is not False


def _open_points(document: Document, authority: str, question: str, *, taken: bool) -> list[str]:
    """What nobody can tell. Who accepts a table that speaks of another authority asked lets it speak for that one."""
    filed = document.context.authorities
    if taken and authority in document.context.campaign.authorities:
        filed = (*filed, authority)
    points = []
    if not question:
        points.append(WHICH_QUESTION)
    if not authority:
        points.append(WHICH_AUTHORITY)
    elif filed and authority not in (*filed, "+".join(filed)):
        points.append(f"it speaks of {authority}, to which the document is not filed")
    return points


def _settled(
    document: Document,
    layout: Layout,
    index: int,
    draft: Draft,
    verdict: Mapping[str, Any],
    decision: Decision | None,
    waits: Sequence[str],
) -> Settled:
    """Whether a row counts, and who said so: the machine alone, or the decisions that it needed."""
    table = layout.table
    release = document.release if document.released else None
    freed = release is not None and held_only(document, table)
    taken = _is_taken(verdict, decision)
    many = document.decisions.rows
    bulk = accepted_row(document, index, table, table_words(table), draft.row) if many else None
    columns = [column.decided for column in layout.columns if column.decided]
    by = [
        *draft.decided,
        *columns,
        *([decision.decision_id] if decision else []),
        *([bulk.decision_id] if bulk and not decision else []),
        *([release.decision_id] if release else []),
    ]
    state = document.state()
    if decision and not taken:
        state = RecordState.SET_ASIDE
    elif state is None:
        alone = (table.accept or freed) and not document.context.apart
        accepted = (alone or taken or bulk is not None) and not waits
        state = RecordState.ACCEPTED if accepted else RecordState.WAITING
    accepted_by = "" if state is not RecordState.ACCEPTED else "decision" if by else "machine"
    return Settled(state, accepted_by, by[0] if by else "")
