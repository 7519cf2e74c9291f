"""A draft becomes a record: dimensions, scope, provenance and state in the common case schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from schema.campaign import Question
from schema.dimension import ALL, AS_PRINTED, DIMENSIONS
from schema.footnotes import definition_notes
from schema.identity import digest, row_words
from schema.mapping.document import Document
from schema.mapping.drafts import Draft
from schema.mapping.question import TitleFacts
from schema.mapping.words import AUTHORITY, QUESTION, Lexicon, unit_in_notes
from schema.reading import Box, Cell, Table
from schema.record import Grain, Record, RecordState, RowKind
from schema.value import Kind


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether a record counts, by whom, and the decision that says so."""

    state: RecordState
    accepted_by: str = ""
    decision: str = ""


def record_of(
    document: Document,
    index: int,
    table: Table,
    title: TitleFacts,
    draft: Draft,
    authority: str,
    question: str,
    settled: Settled,
) -> Record:
    """The record of one number or case, with its place down to the cell."""
    asked = question_named(document, question)
    values, printed, keys = _with_title(draft, title, asked)
    words, ordinal = row_words(table.rows[draft.row]), document.ordinals.get((index, draft.row), 0)
    unit = (
        draft.unit
        or title.unit
        or _noted_unit(document.notes_of(table), document.lexicon.units)
        or (asked.unit if asked else "")
    )
    return Record(
        record_id=digest(
            "record", document.context.campaign.id, document.context.wave, authority, question, document.sha256,
            words, ordinal, draft.column, draft.piece,
        ),
        campaign=document.context.campaign.id,
        wave=document.context.wave,
        authority=authority,
        question=question,
        unit=unit,
        counted_as=unit,
        breakdown="+".join(sorted(keys)),
        # a number that nothing splits is a count of the whole
        row_kind=draft.kind if keys or draft.value is None or draft.kind is not RowKind.ITEM else RowKind.TOTAL,
        period_asked=document.context.campaign.period_of(asked),
        period_answered=title.period,
        definition_answered=_definition(document.notes_of(table)),
        part_period=draft.part,
        caveat=draft.caveat,
        document=document.sha256,
        document_name=document.name,
        table_index=index,
        row_text=words,
        ordinal=ordinal,
        extractor=table.extractor,
        extractor_version=table.version,
        state=settled.state,
        accepted_by=settled.accepted_by,
        decision=settled.decision,
        **_counted(draft),
        **dimension_fields(values, printed, document.lexicon),
        **_place(table, document.cell(index, draft.row, draft.column)),
    )  # fmt: skip


_noted_unit = lru_cache(maxsize=128)(unit_in_notes)
_definition = lru_cache(maxsize=128)(definition_notes)
"""Asked for every row, and the same for all of a table."""


def question_named(document: Document, name: str) -> Question | None:
    """The campaign's question with this id."""
    return next((q for q in document.context.campaign.questions if q.id == name), None)


def _with_title(
    draft: Draft, title: TitleFacts, question: Question | None
) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Row and heading say most; the title fixes what they leave open; the question fixes what it asks for alone."""
    values, printed, keys = dict(draft.values), dict(draft.printed), draft.keys
    for dimension, value in title.fixed.items():
        if dimension not in values and dimension not in keys:
            values[dimension], printed[dimension] = value, title.printed.get(dimension, "")
            keys |= {dimension}
    for dimension, value in (question.fixed if question else {}).items():
        if dimension not in keys:
            values.setdefault(dimension, value)
        elif values.get(dimension) == value and dimension not in draft.keys:
            keys -= {dimension}
    return values, printed, keys


def dimension_fields(values: Mapping[str, str], printed: Mapping[str, str], lexicon: Lexicon) -> dict[str, Any]:
    """The columns of a record for its dimensions; further dimensions go into ``other``."""
    fields: dict[str, str] = {}
    for dimension in DIMENSIONS:
        fields[dimension] = values.get(dimension, ALL)
        fields[f"{dimension}{AS_PRINTED}"] = printed.get(dimension, "")
    role = fields["role"]
    fields["role"] = lexicon.role_group(role)
    fields["role_detail"] = role if fields["role"] != role or role in ("pcso",) else ""
    fields["outcome_group"] = lexicon.outcome_group(fields["outcome"])
    fields["other"] = _other(values, printed, lexicon)
    return fields


def _other(values: Mapping[str, str], printed: Mapping[str, str], lexicon: Lexicon) -> str:
    """The dimensions that have no columns: those declared, each said outright, and what a decision named besides."""
    named = (d for d in values if d not in (*DIMENSIONS, AUTHORITY, QUESTION))
    names = dict.fromkeys((*sorted(lexicon.declared), *named))
    more = {d: values.get(d, ALL) for d in names} | {f"{d}{AS_PRINTED}": printed.get(d, "") for d in names}
    return json.dumps(more, ensure_ascii=False, sort_keys=True)


def _counted(draft: Draft) -> dict[str, Any]:
    """A row of a case list is one case; a number is what it lets us know."""
    if draft.value is None:
        return {"grain": Grain.CASE, "as_printed": "1 row", "low": 1.0, "high": 1.0, "kind": Kind.EXACT.value}
    value = draft.value
    return {
        "grain": Grain.FIGURE,
        "as_printed": value.as_printed,
        "low": value.low,
        "high": value.high,
        "kind": value.kind.value,
    }


def _place(table: Table, cell: Cell) -> dict[str, Any]:
    spanned = cell.start is not None and cell.end is not None
    return {
        "page": cell.page or table.page,
        "box": box_words(cell.box),
        "sheet": table.sheet or "",
        "cell": cell.address or f"{cell.row + 1}:{cell.col + 1}",
        "span": f"{cell.start}-{cell.end}" if spanned else table.span or "",
        "confidence": min(cell.confidence, table.confidence),
    }


def box_words(box: Box | None) -> str:
    """A box as "x0,y0,x1,y1" with one decimal."""
    return f"{box.x0:.1f},{box.y0:.1f},{box.x1:.1f},{box.y1:.1f}" if box else ""
