"""From a reading to records: every heading, every row and every number is placed, or a person is asked.

Strict: a heading is a dimension, a count or ignored by name; a wording is in the vocabulary or in a lookup. What is
neither becomes a review item and a finding; nothing becomes null by accident.
"""

from __future__ import annotations

from dataclasses import replace

from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.mapping.asked import HEADINGS
from schema.mapping.document import Document, DocumentContext, Mapped
from schema.mapping.figures import UNREAD, map_figures, map_typed, recognised, typed_instead
from schema.mapping.form import map_sheet
from schema.mapping.table import map_table, tables_named
from schema.reading import Outcome, Reading, Table
from schema.review import DecisionIndex, fingerprint
from schema.review_shape import lost_item, reshaped, shape_items
from schema.vocabulary import Vocabulary

__all__ = ["DocumentContext", "Mapped", "map_reading"]


def map_reading(reading: Reading, context: DocumentContext, vocabulary: Vocabulary, decisions: DecisionIndex) -> Mapped:
    """The records, review items and findings of one document and of the parts inside it.

    Equal input gives an equal result; the order in which decisions were recorded does not matter. A part that is
    also handed in by itself gives the same ids and is counted once (``schema.consolidation``).
    """
    parts = [
        map_reading(part, replace(context, document_name=part.name), vocabulary, decisions) for part in reading.parts
    ]
    return Mapped.joined([_map_one(reading, context, vocabulary, decisions), *parts])


def _map_one(reading: Reading, context: DocumentContext, vocabulary: Vocabulary, decisions: DecisionIndex) -> Mapped:
    document = Document.of(reshaped(reading, decisions), context, vocabulary, decisions)
    release: list[Mapped] = []
    if reading.outcome is Outcome.QUARANTINED:
        item, decision, verdict = document.settle(_release_item(document))
        document = replace(
            document, release=decision, released=bool(verdict["release"]) if "release" in verdict else None
        )
        release = [Mapped(items=(item,))]
    tables = _tables(document)
    images_open = any(_is_open(found) for found, table in tables if recognised(table))
    figures = Mapped() if typed_instead(document) else map_figures(document)
    typed = map_typed(document, images_open)
    told = _told(document, reading)
    return Mapped.joined([*release, *(found for found, _ in tables), figures, typed, told, _unread(document)])


def _told(document: Document, reading: Reading) -> Mapped:
    """What people said of tables and cells that is in force, and what of it this reading has no place for."""
    shapes = shape_items(reading, document.decisions, **document.where)
    made = document.decisions.on_document.get(document.sha256, ())
    words = {(d.kind, d.row_text, d.ordinal): d for d in made if d.kind in _OF_TABLES and _is_of_table(d)}
    here = tables_named(document) if words else set()
    astray = [decision for key, decision in words.items() if key not in here]
    lost = [lost_item(d, **document.where) for d in (*document.corrections.lost, *astray)]
    return Mapped(items=tuple(document.settle(item)[0] for item in (*shapes, *lost)))


_OF_TABLES = (DecisionKind.TABLE, DecisionKind.CAVEAT, DecisionKind.COLUMN, DecisionKind.SHAPE)


def _is_of_table(decision: Decision) -> bool:
    return decision.kind is not DecisionKind.SHAPE or decision.row_text.startswith(HEADINGS)


def _tables(document: Document) -> list[tuple[Mapped, Table]]:
    """Each table mapped; what was recognised in an image stands back behind what a person typed from it."""
    typed = typed_instead(document)
    kept = [(index, table) for index, table in document.tables if not (typed and recognised(table))]
    return [(map_sheet(document, index, table, map_table), table) for index, table in kept]


def _is_open(found: Mapped) -> bool:
    return any(item.state is not ReviewState.DECIDED for item in found.items)


def _release_item(document: Document) -> ReviewItem:
    """A newly found hiding place opens it again: who released one sheet has not released another."""
    hidden = [(h.technique, h.place) for h in document.reading.hidden]
    places = "; ".join(f"{technique} at {place}" for technique, place in hidden)
    item = document.item(
        DecisionKind.RELEASE,
        f"{document.name} holds hidden data ({places or document.reading.reason}). May its visible content count?",
        wording="release",
        choices=[{"release": True}, {"release": False}],
        detail={"hidden": [list(h) for h in hidden]},
    )
    return item.model_copy(update={"fingerprint": fingerprint(sorted(hidden), sorted(hidden))})


def _unread(document: Document) -> Mapped:
    """A document that gave nothing is said to have given nothing, until a person has typed what it holds."""
    reading = document.reading
    typed = document.settle(document.item(DecisionKind.TYPED, "", wording="typed"))[1]
    if typed or (reading.outcome not in UNREAD and reading.outcome is not Outcome.EMPTY):
        return Mapped()
    message = f"{document.name} gave nothing that can be counted: {reading.outcome.value}, {reading.reason}"
    return Mapped(findings=(document.finding("document_not_read", message, place=document.name),))
