"""What a question about counts is about: the places of the numbers that it would count or choose between."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from desk.evidence import MOST_SHEETS, Evidence, Sheet, evidence_of_record, source_of
from desk.gallery import Gallery
from schema.decision import DecisionKind, ReviewItem
from schema.record import Record
from schema.review import DecisionIndex
from storage import computed


def evidence_of_counts(conn: Connection, item: ReviewItem, index: DecisionIndex, gallery: Gallery) -> Evidence:
    """A picture for each table, sheet or sentence that the numbers come from; of one alone, its table too."""
    places = _places(conn, item)
    alone = len(places) == 1
    found = [evidence_of_record(source_of(conn, each.document, index), each, gallery, table=alone) for each in places]
    if alone:
        return found[0]
    return Evidence(sheets=tuple(_focus_only(sheet) for shown in found for sheet in shown.sheets[:1]))


def _places(conn: Connection, item: ReviewItem) -> list[Record]:
    """The first number of each place that the question is about."""
    firsts: dict[tuple[str, int, str], Record] = {}
    for record in _records(conn, item):
        firsts.setdefault((record.document, record.table_index, record.sheet), record)
    return list(firsts.values())[:MOST_SHEETS]


def _records(conn: Connection, item: ReviewItem) -> Iterable[Record]:
    if item.kind is DecisionKind.COUNT_AS:
        where = {"campaign": item.campaign, "wave": item.wave, "authority": item.authority}
        return computed.rows(conn, Record, unit=item.row_text, **where)
    chosen = [str(choice.get("choose", "")) for choice in json.loads(item.choices)]
    known = {record.record_id: record for record in computed.rows(conn, Record, record_id=chosen)} if chosen else {}
    return [known[name] for name in chosen if name in known]


def _focus_only(sheet: Sheet) -> Sheet:
    """Without the boxes of other cells: several tables beside each other would give one place to two of them."""
    return replace(sheet, spots=tuple(spot for spot in sheet.spots if spot.kind == "focus"))
