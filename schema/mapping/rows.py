"""The rows of one table as drafts of records: every wording placed, every number read, or a person asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from schema.decision import Decision, DecisionKind, ReviewItem
from schema.finding import Finding, Severity
from schema.footnotes import mark_notes, means_part_period
from schema.identity import row_words
from schema.mapping.columns import Column, Use
from schema.mapping.document import Document, place_words
from schema.mapping.drafts import Draft, Labels, counted_pieces, margin, replace_labels
from schema.mapping.question import question_of_label
from schema.mapping.siblings import lacks_its_number
from schema.mapping.values import decided_value, proposed_values
from schema.mapping.words import AUTHORITY, QUESTION, without_footnote
from schema.periods import read_period
from schema.reading import Table
from schema.record import ALL, NOT_STATED, RowKind
from schema.review import verdict_of
from schema.review_cells import cell_words
from schema.rowkinds import Bounds, classify_rows, is_total_label
from schema.suppression import read_value
from schema.value import Kind, Value

_UNREAD = (Kind.AMBIGUOUS, Kind.MISSING, Kind.APPROXIMATE, Kind.SHARE)


class TableRows:
    """Reads the body of one table; gathers the items and findings on its way."""

    def __init__(self, document: Document, index: int, table: Table, head_rows: int, columns: Sequence[Column]) -> None:
        self.document, self.index, self.table, self.head_rows = document, index, table, head_rows
        self.columns = columns
        self.dimensions = [c for c in columns if c.use is Use.DIMENSION]
        self.counts = [c for c in columns if c.use is Use.COUNT]
        self.items: list[ReviewItem] = []
        self.findings: list[Finding] = []
        self.corrected: dict[tuple[int, int], Decision] = {}
        self.spanning = [cell for cell in table.cells if cell.rowspan > 1]
        self.rows = self._corrected_rows()
        self.body = self._body()
        self.conflicts = self._conflicts()

    @property
    def listed(self) -> bool:
        """True for a list with one row a case. Rows of shares are no cases, though their column is left out."""
        return not self.counts and not self._shares

    @cached_property
    def _shares(self) -> bool:
        left_out = [c.index for c in self.columns if c.use is Use.IGNORED]
        body = self.table.rows[self.head_rows :]
        return any(read_value(row[c]).kind is Kind.SHARE for row in body for c in left_out)

    def drafts(self) -> Iterator[Draft]:
        """Every number or case of the table, in the order printed."""
        kinds = self._kinds()
        section: dict[str, str] = {}
        for r in self.body:
            if heading := self._section(r):
                section = section | heading
            elif kinds.get(r) is not None:
                yield from self._row(r, kinds[r], section)

    def labelled(self, by_row: Mapping[int, Column]) -> Iterator[Draft]:
        """The numbers of a form, where each row has a label that reads as a heading does."""
        self.dimensions, self.counts = [], list(by_row.values())
        for r, column in by_row.items():
            yield from self._number(r, column, RowKind.ITEM, Labels())

    # the cells as corrected by people

    def _corrected_rows(self) -> list[list[str]]:
        """The rows as people corrected them. A heading was read as corrected before (schema.mapping.table)."""
        rows = [list(row) for row in self.table.rows]
        for index, r, c in sorted(self.document.corrections.found):
            if index == self.index:
                self._correct(rows, r, c)
        return rows

    def _correct(self, rows: list[list[str]], r: int, c: int) -> None:
        item, decision, verdict = self.document.settle(self._cell_item(r, c, "This cell was corrected."))
        self.items.append(item)
        if decision and "text" in verdict and r >= self.head_rows:
            rows[r][c] = str(verdict["text"])
            self.corrected[r, c] = decision

    def _conflicts(self) -> frozenset[int]:
        """The rows with a correction of what now reads otherwise; each is asked about, and waits."""
        moved = {(r, c): d for (i, r, c), d in self.document.corrections.moved.items() if i == self.index}
        self.items += [self._conflict_item(r, c, decision) for (r, c), decision in moved.items()]
        rows = {r for r, _ in moved}
        return frozenset(range(len(self.table.rows)) if any(r < self.head_rows for r in rows) else rows)

    def _conflict_item(self, r: int, c: int, made: Decision) -> ReviewItem:
        """Old reading, new reading and correction; the cell's own item, so that any decision on the cell settles it."""
        said = verdict_of(made)
        text, was, now = str(said.get("text", "")), str(said.get("was", "")), self.table.rows[r][c]
        told = {"was": now, "instead": made.decision_id}
        item = self._cell_item(
            r, c, f"A cell that read {was!r} was corrected to {text!r}, and now reads {now!r}. Which holds?"
        )
        detail = json.loads(item.detail) | {"conflict": {**told, "was": was, "now": now, "text": text, "by": made.by}}
        choices = [{"text": each, **told} for each in dict.fromkeys((text, now))]
        return item.model_copy(
            update={
                "risk": 20,
                "choices": json.dumps(choices, ensure_ascii=False),
                "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
            }
        )

    def ordinal(self, row: int) -> int:
        return self.document.ordinals.get((self.index, row), 0)

    def _cell_item(self, r: int, c: int, asks: str) -> ReviewItem:
        return self.document.item(
            DecisionKind.CELL,
            asks,
            place=place_words(self.document.name, self.table, r, c),
            wording=cell_words(self.table.rows[r], c),
            ordinal=self.ordinal(r),
            choices=[{"text": self.table.rows[r][c]}],
            detail={"row": list(self.table.rows[r]), "column": self.columns[c].heading, "text": self.table.rows[r][c]},
        )

    # which rows are which

    def _body(self) -> list[int]:
        """The rows that hold something and do not repeat the heading."""
        head = {row_words(row) for row in self.table.rows[: self.head_rows]}
        rows = range(self.head_rows, len(self.rows))
        return [r for r in rows if any(t.strip() for t in self.rows[r]) and row_words(self.rows[r]) not in head]

    def _kinds(self) -> dict[int, RowKind]:
        rows = [r for r in self.body if not self._is_note(r) and not self._section(r)]
        labels = [[self._label_word(c, self.rows[r][c.index]) for c in self._label_columns()] for r in rows]
        values = [[self._bounds(r, c) for c in self.counts] for r in rows]
        kinds = classify_rows(labels, values, self.document.lexicon.names)
        return dict(zip(rows, kinds, strict=True))

    def _label_columns(self) -> Sequence[Column]:
        if self.listed:
            return self.columns
        return self.dimensions or [c for c in self.columns if c.use is not Use.COUNT]

    def _label_word(self, column: Column, text: str) -> str:
        """What a label says of the kind of its row. A declared value is an item, also where its wording is that of a
        region or a total ("London", "Total loss")."""
        lexicon = self.document.lexicon
        found = lexicon.value(column.dimension, text) if column.dimension in lexicon.declared else None
        return text if not found else "total" if ALL in found.values() else "value"

    def _bounds(self, r: int, column: Column) -> Bounds:
        value = self.document.value(self.rows[r][column.index], self.table)
        return None if value.low is None or value.kind in (Kind.SHARE, Kind.WITHHELD) else (value.low, value.high)

    def _lone_text(self, r: int) -> str:
        """The text of a row with its first cell alone filled, or one cell of words elsewhere; else ""."""
        filled = [c for c, text in enumerate(self.rows[r]) if text.strip()]
        if len(filled) != 1 or len(self.rows[r]) == 1:
            return ""
        text = self.rows[r][filled[0]].strip()
        return text if filled[0] == 0 or self.document.value(text, self.table).low is None else ""

    def _is_note(self, r: int) -> bool:
        """A row with words alone, after the last row of data or too long for a label. A number is never a note."""
        lone = self._lone_text(r)
        if not lone or self.document.value(lone, self.table).low is not None:
            return False
        last = all(self._lone_text(later) for later in self.body if later > r)
        return last or len(lone.split()) > 8

    def _section(self, r: int) -> dict[str, str]:
        """What a row that is one label over the rows below says: an authority, a year, a role."""
        lone = self._lone_text(r)
        if not lone or self._is_note(r):
            return {}
        if authority := self.document.lexicon.authority(lone):
            return {AUTHORITY: authority}
        period = read_period(lone)
        said = {"period": period.iso} if period.known else self.document.lexicon.any_value(lone) or {}
        return {} if lacks_its_number(self, r, said) else said

    # one row

    def _row(self, r: int, kind: RowKind, section: Mapping[str, str]) -> Iterator[Draft]:
        labels = Labels(values=dict(section), section=frozenset(section))
        for column in self.dimensions:
            self._label(r, column, kind, labels)
        if self.listed:
            yield from self._listed(r, kind, labels)
            return
        kind = margin(kind, labels.values, {*section, *(c.dimension for c in self.dimensions)} - {AUTHORITY, QUESTION})
        for column in self.counts:
            yield from self._number(r, column, kind, labels)

    def _listed(self, r: int, kind: RowKind, labels: Labels) -> Iterator[Draft]:
        if kind is not RowKind.ITEM:
            yield from self._total_of_list(r, labels)
            return
        keys = frozenset(c.dimension for c in self.dimensions)
        pieces = self._pieces(r)
        if not pieces:
            yield self._draft(r, self.dimensions[0].index, RowKind.ITEM, None, labels, keys)
        for n, (column, number, what) in enumerate(pieces):
            said = self.document.lexicon.value(column.dimension, what) or {}
            own = replace_labels(labels, said, dict.fromkeys(said, what))
            value = self.document.value(number, self.table)
            yield replace(self._draft(r, column.index, RowKind.ITEM, value, own, keys), piece=n)

    def _pieces(self, r: int) -> list[tuple[Column, str, str]]:
        """ "1x Written warning, 2x NFA" in one cell: each number with its wording, where all of them are known."""
        for column in self.dimensions:
            found = counted_pieces(self.rows[r][column.index])
            if found and all(self.document.lexicon.value(column.dimension, what) for _, what in found):
                return [(column, number, what) for number, what in found]
        return []

    def _total_of_list(self, r: int, labels: Labels) -> Iterator[Draft]:
        """The printed total under a list of cases."""
        for column, text in enumerate(self.rows[r]):
            value = self.document.value(text, self.table)
            if value.low is not None and value.kind is not Kind.SHARE:
                whole = Labels(decided=labels.decided)
                keys = frozenset(c.dimension for c in self.dimensions)
                yield self._draft(r, column, RowKind.TOTAL, value, whole, keys)
                return

    def _number(self, r: int, column: Column, kind: RowKind, labels: Labels) -> Iterator[Draft]:
        text = self.rows[r][column.index]
        own = replace_labels(labels, column.fixed, column.printed)
        if column.decided:
            own.decided.append(column.decided)
        keys = frozenset(c.dimension for c in self.dimensions) | self._split_keys(column)
        if found := self._counted_wordings(text):
            for n, (number, what, said) in enumerate(found):
                piece = replace_labels(own, said, dict.fromkeys(said, what))
                value = self.document.value(number, self.table)
                yield replace(self._draft(r, column.index, kind, value, piece, keys | frozenset(said)), piece=n)
            return
        value = self.document.value(text, self.table)
        if value.kind in _UNREAD:
            own.waits.append(self._ask_cell(r, column, text, value))
        draft = self._draft(r, column.index, self._kind_at(kind, column), value, own, keys)
        yield replace(draft, unit=column.unit, part=draft.part or column.part, caveat=self._mark_note(value))

    def _counted_wordings(self, text: str) -> list[tuple[str, str, dict[str, str]]]:
        found = [(n, what, self.document.lexicon.any_value(what) or {}) for n, what in counted_pieces(text)]
        return found if all(said for _, _, said in found) else []

    def _split_keys(self, column: Column) -> frozenset[str]:
        """The dimensions that the headings split by, for this column: its own, or for a total those it sums over."""
        own = self._varying() & frozenset(column.fixed)
        wider = [self._varying() & frozenset(c.fixed) for c in self.counts]
        return max((keys for keys in wider if keys >= own), key=len, default=own)

    def _varying(self) -> frozenset[str]:
        """The dimensions in which the count columns differ."""
        every = {d for c in self.counts for d in c.fixed}
        return frozenset(d for d in every if len({c.fixed.get(d, ALL) for c in self.counts}) > 1)

    def _kind_at(self, kind: RowKind, column: Column) -> RowKind:
        """The kind of one cell: a total column makes a subtotal of an item, and only both together make a total."""
        margin = self._split_keys(column) > (self._varying() & frozenset(column.fixed))
        if kind is RowKind.ITEM:
            return kind if not margin else RowKind.SUBTOTAL if self.dimensions else RowKind.TOTAL
        if kind is RowKind.TOTAL and self._varying() & frozenset(column.fixed):
            return RowKind.SUBTOTAL
        return kind

    def _mark_note(self, value: Value) -> str:
        """What the document says of a mark glued to a number."""
        marks = [flag.removeprefix("mark ") for flag in value.status_flags if flag.startswith("mark ")]
        said = [text for symbol, text in mark_notes(self.document.notes_of(self.table)) if symbol in marks]
        return "; ".join(dict.fromkeys(said))

    def _ask_cell(self, r: int, column: Column, text: str, value: Value) -> str:
        what = f"reads {text!r}" if text.strip() else "is empty"
        asks = (
            f"The cell under {column.heading or 'no heading'!r} {what}, which is no number by itself. What does it say?"
        )
        item, _, _ = self.document.settle(self._cell_item(r, column.index, asks))
        self.items.append(item)
        place = place_words(self.document.name, self.table, r, column.index)
        code = "cell_empty" if value.kind is Kind.MISSING else "cell_not_read"
        self.findings.append(self.document.finding(code, f"{asks.split('. ', maxsplit=1)[0]}.", place=place))
        return "cell"

    def _draft(
        self, r: int, column: int, kind: RowKind, value: Value | None, labels: Labels, keys: frozenset[str]
    ) -> Draft:
        corrections = [d.decision_id for (row, _), d in self.corrected.items() if row == r]
        decided = tuple(dict.fromkeys((*labels.decided, *corrections)))
        return Draft(
            r, column, kind, value, dict(labels.values), dict(labels.printed),
            (keys | labels.section) - {AUTHORITY, QUESTION},
            part=labels.part, waits=(*labels.waits, *(["correction"] if r in self.conflicts else [])), decided=decided,
        )  # fmt: skip

    # one label

    def _label(self, r: int, column: Column, kind: RowKind, labels: Labels) -> None:
        text = self._label_text(r, column)
        dimension = column.dimension
        labels.printed[dimension] = text
        if column.decided:
            labels.decided.append(column.decided)
        if is_total_label(text):
            labels.values[dimension] = ALL
        elif dimension == "period":
            self._period(r, column, text, kind, labels)
        else:
            self._wording(r, column, text, kind, labels)

    def _label_text(self, r: int, column: Column) -> str:
        """The cell's text; under a cell that spans several rows, that cell's."""
        if self.rows[r][column.index].strip():
            return self.rows[r][column.index].strip()
        over = (c for c in self.spanning if c.col == column.index and c.row <= r < c.row + c.rowspan)
        spanning = next(over, None)
        return self.rows[spanning.row][spanning.col].strip() if spanning else ""

    def _period(self, r: int, column: Column, text: str, kind: RowKind, labels: Labels) -> None:
        part = means_part_period(text[-1:], self.document.notes_of(self.table))
        period = read_period(text, marks_mean_part=part)
        if period.known:
            labels.values["period"], labels.part = period.iso, period.part
        elif period.impossible:
            labels.values["period"] = NOT_STATED
            place = place_words(self.document.name, self.table, r, column.index)
            self.findings.append(self.document.finding("impossible_date", f"There is no day {text!r}.", place=place))
        else:
            self._wording(r, column, text, kind, labels)

    def _wording(self, r: int, column: Column, text: str, kind: RowKind, labels: Labels) -> None:
        found = self._meaning(column.dimension, text)
        if found:
            labels.values.update({d: v for d, v in found.items() if d == column.dimension or d not in labels.values})
        elif kind in (RowKind.TOTAL, RowKind.REGION, RowKind.SUBTOTAL):
            labels.values[column.dimension] = self._inside_total(column.dimension, text)
        elif not text and self.listed and self._others_filled(r, column):
            labels.values[column.dimension] = NOT_STATED
        elif not (self.listed and self._pieces(r)):
            self._ask_value(r, column, text, labels)

    def _others_filled(self, r: int, column: Column) -> bool:
        return any(self.rows[r][c.index].strip() for c in self.dimensions if c.index != column.index)

    def _meaning(self, dimension: str, text: str) -> dict[str, str] | None:
        lexicon = self.document.lexicon
        if dimension == AUTHORITY:
            authority = lexicon.authority(text)
            return {AUTHORITY: authority} if authority else None
        if dimension == QUESTION:
            question = question_of_label(text, self.document.context.campaign)
            return {QUESTION: question} if question else None
        return lexicon.value(dimension, text)

    def _inside_total(self, dimension: str, text: str) -> str:
        """ "Total officers" is a subtotal of officers; "Total" and what has no meaning are all of them."""
        plain = re.sub(r"\b(?:sub[- ]?)?totals?\b|\ball\b", "", without_footnote(text), flags=re.IGNORECASE).strip(
            " :-"
        )
        found = self._meaning(dimension, plain) if plain else None
        return (found or {}).get(dimension, ALL)

    def _ask_value(self, r: int, column: Column, text: str, labels: Labels) -> None:
        dimension, place = column.dimension, place_words(self.document.name, self.table, r, column.index)
        wording = f"{dimension}: {row_words([text])}" if text else f"{dimension} @ {row_words(self.table.rows[r])}"
        said = f"{text!r} is no known value of {dimension}" if text else f"The row has no {dimension}"
        item = self.document.item(
            DecisionKind.VALUE,
            f"{said}. What does it mean?",
            place=place,
            wording=wording,
            ordinal=0 if text else self.ordinal(r),
            choices=proposed_values(dimension, text),
            detail={"dimension": dimension, "as_printed": text, "row": list(self.table.rows[r])},
        )
        settled, decision, verdict = self.document.settle(item)
        self.items.append(settled)
        value = decided_value(self.document.lexicon, dimension, verdict)
        if decision and value:
            labels.values[dimension] = value
            labels.decided.append(decision.decision_id)
            if verdict.get("new"):
                told = f"{text!r} counts as {value!r}, a new value of {dimension}: no vocabulary has it."
                self.findings.append(self.document.finding("value_proposed", told, Severity.NOTE, place=place))
            return
        labels.values[dimension] = NOT_STATED
        labels.waits.append(dimension)
        self.findings.append(self.document.finding("value_not_in_vocabulary", f"{said}.", place=place))
