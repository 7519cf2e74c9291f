"""One document while it is mapped: what it is filed to, its notes, its equal rows, and the decisions on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from schema.campaign import Campaign
from schema.cell_places import cell_at
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.finding import Finding, Severity
from schema.footnotes import prints_zero, rounding_unit, symbol_meanings, zeros_are_hidden
from schema.identity import digest, row_words
from schema.mapping.words import Lexicon
from schema.reading import Cell, Outcome, Reading, Table
from schema.record import Record, RecordState
from schema.review import DecisionIndex, make_item, settle, verdict_of
from schema.review_cells import Corrections, corrections_in
from schema.suppression import read_value, rounded
from schema.value import Kind, Value
from schema.vocabulary import Vocabulary

SEALED = "What is printed here is told when the document is released: it holds hidden data."


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What is known of a document before it is mapped.

    ``authorities``: the ids it is filed to, several for a joint reply. ``names``: normalised name or alias
    (schema.vocabulary.normalise) -> authority id, over all authorities. ``refused``: ids of the questions that the
    letter refuses, whose numbers are workload. ``apart``: it answers a request of another campaign, too, so that what
    counts here is asked here, and nothing passes by machine.
    """

    campaign: Campaign
    wave: str
    authorities: tuple[str, ...]
    document_name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """Everything that one document says. Values only; equal input gives an equal result."""

    records: tuple[Record, ...] = ()
    items: tuple[ReviewItem, ...] = ()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Mapped]) -> Mapped:
        """Several as one; records and findings with the same id stand once, an item in its most settled state."""
        every = list(parts)
        return cls(
            tuple({r.record_id: r for part in every for r in part.records}.values()),
            tuple({i.item_id: i for part in every for i in part.items}.values()),
            tuple({f.finding_id: f for part in every for f in part.findings}.values()),
        )


@lru_cache(maxsize=128)
def _number_notes(notes: str) -> tuple[Mapping[str, str], int | None]:
    """What symbols mean and how figures are rounded; asked for every cell, and the same for all of a table."""
    return symbol_meanings(notes), rounding_unit(notes)


@dataclass(frozen=True)
class Document:
    """A reading with all that it takes to map it."""

    reading: Reading
    context: DocumentContext
    lexicon: Lexicon
    decisions: DecisionIndex
    tables: tuple[tuple[int, Table], ...]
    ordinals: Mapping[tuple[int, int], int]
    cells: Mapping[tuple[int, int, int], Cell]
    zeros_printed: bool
    release: Decision | None = None
    released: bool | None = None
    """None: not quarantined, or not yet decided (see ``state``)."""

    @classmethod
    def of(
        cls, reading: Reading, context: DocumentContext, vocabulary: Vocabulary, decisions: DecisionIndex
    ) -> Document:
        tables = whole_tables(reading.tables)
        texts = [text for _, table in tables for row in table.rows for text in row[1:]]
        everything = "\n".join([reading.text, *(table.notes for _, table in tables)])
        return cls(
            reading,
            context,
            Lexicon(context.campaign, vocabulary, context.names, context.authorities),
            decisions,
            tables,
            row_ordinals(tables),
            {(index, c.row, c.col): c for index, table in tables for c in table.cells},
            prints_zero(texts) and not zeros_are_hidden(everything),
        )

    @property
    def sha256(self) -> str:
        return self.reading.sha256

    @property
    def name(self) -> str:
        return self.context.document_name or self.reading.name

    @cached_property
    def corrections(self) -> Corrections:
        """Where people's corrections of cells stand."""
        return corrections_in(self.sha256, self.tables, self.ordinals, self.decisions)

    def notes_of(self, table: Table) -> str:
        """The notes that bear on a table: its own first, then the text of the whole document."""
        return f"{table.notes}\n{self.reading.text}"

    def value(self, text: str, table: Table) -> Value:
        """One count cell as a value, by this document's own notes."""
        symbols, unit = _number_notes(self.notes_of(table))
        single = table.sheet is not None or table.accept
        value = read_value(text, self.zeros_printed, single=single, notes=symbols)
        if unit and value.kind is Kind.EXACT and isinstance(value.low, int):
            low, high, kind = rounded(value.low, unit)
            return Value(text, low, high, kind, value.status_flags)
        return value

    def cell(self, index: int, row: int, column: int) -> Cell:
        """The cell of a table at a place, or an empty one where the table has none of its own."""
        return self.cells.get((index, row, column)) or Cell(row, column, "")

    @property
    def where(self) -> dict[str, str]:
        """The fields of an item that say where it is about."""
        return {
            "campaign": self.context.campaign.id,
            "wave": self.context.wave,
            "authority": "+".join(self.context.authorities),
            "document": self.sha256,
            "document_name": self.name,
        }

    def item(self, kind: DecisionKind, asks: str, *, place: str = "", **more: Any) -> ReviewItem:
        """An open item about this document."""
        if kind in (DecisionKind.FIGURES, DecisionKind.TABLE):
            more["wording"] = self.worded(more["wording"])
        return make_item(kind, self.sha256, asks, **{**self.where, "place": place, **more})

    def worded(self, wording: str) -> str:
        """By what a decision on its numbers is found: for each campaign by itself where it answers several."""
        return f"{wording} in {self.context.campaign.id}" if self.context.apart else wording

    def settle(self, item: ReviewItem) -> tuple[ReviewItem, Decision | None, dict[str, Any]]:
        """The item with its state, the decision in force and its verdict ({} while it is open)."""
        settled, decision = settle(item, self.decisions)
        return settled, decision, verdict_of(decision) if decision else {}

    @property
    def sealed(self) -> bool:
        """In quarantine and not released: nothing that is printed in it may be told, also in no finding."""
        return self.reading.outcome is Outcome.QUARANTINED and not self.released

    def finding(self, code: str, message: str, severity: Severity = Severity.WARNING, **more: str) -> Finding:
        """A finding about this document; while it is sealed it says where to look, and not what is printed there."""
        message = SEALED if self.sealed else message
        authority = more.pop("authority", "+".join(self.context.authorities))
        return make_finding(
            code, severity, self.context.campaign.id, message, wave=self.context.wave, authority=authority, **more
        )

    def state(self) -> RecordState | None:
        """Set aside or waiting because of what the whole document is; None: its rows decide for themselves."""
        if self.reading.outcome is not Outcome.QUARANTINED:
            return None
        if self.released is None:
            return RecordState.WAITING
        return None if self.released else RecordState.SET_ASIDE


def make_finding(
    code: str,
    severity: Severity,
    campaign: str,
    message: str,
    *,
    wave: str = "",
    authority: str = "",
    question: str = "",
    place: str = "",
) -> Finding:
    """A finding with its stable id."""
    return Finding(
        finding_id=digest("finding", code, campaign, wave, authority, question, place, message),
        code=code,
        severity=severity,
        campaign=campaign,
        wave=wave,
        authority=authority,
        question=question,
        place=place,
        message=message,
    )


def whole_tables(tables: Iterable[Table]) -> tuple[tuple[int, Table], ...]:
    """The tables with their index, without the pieces of one that is given whole as well."""
    every = list(enumerate(tables))
    wholes = [table for _, table in every if len(table.pages) > 1]
    return tuple((i, t) for i, t in every if t.pages or not any(_is_piece(t, whole) for whole in wholes))


def _is_piece(table: Table, whole: Table) -> bool:
    rows = Counter(whole.rows)
    body = Counter(row for row in table.rows[table.head_rows :] if any(row))
    return table.page in whole.pages and bool(body) and all(rows[row] >= n for row, n in body.items())


def row_ordinals(tables: Iterable[tuple[int, Table]]) -> dict[tuple[int, int], int]:
    """(table, row) -> which of equal rows in the document it is, from 0."""
    seen: Counter[str] = Counter()
    ordinals: dict[tuple[int, int], int] = {}
    for index, table in tables:
        for r, row in enumerate(table.rows):
            words = row_words(row)
            ordinals[index, r] = seen[words]
            seen[words] += 1
    return ordinals


def place_words(name: str, table: Table, row: int | None = None, column: int | None = None) -> str:
    """Where to look, in words: "reply.pdf, page 2, row 3, column 2" or "data.xlsx, sheet Cases, B7"."""
    where = f"sheet {table.sheet}" if table.sheet else f"page {table.page}" if table.page else ""
    cell = cell_at(table, row, column) if row is not None and column is not None else None
    at = cell.address if cell and cell.address else ""
    if not at and row is not None:
        at = f"row {row + 1}" + (f", column {column + 1}" if column is not None else "")
    return ", ".join(part for part in (name, where, at) if part)
