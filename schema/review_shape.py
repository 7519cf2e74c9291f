"""Tables as people cut and join them: one row starts a table, another goes on with the table above it.

A decision names the row by its words and its ordinal among equal rows of the document, and holds while a neighbour of
that row is as it was. Cutting and joining keep the order of all rows, so every other decision is found as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from schema.decision import Decision, DecisionKind, ReviewItem
from schema.identity import row_words
from schema.mapping.document import row_ordinals, whole_tables
from schema.reading import Reading, Table
from schema.review import LOST, DecisionIndex, fingerprint, fits, make_item, verdict_of

CUT = "A person said where it begins and ends."
_ROW = "row: "


def reshaped(reading: Reading, index: DecisionIndex) -> Reading:
    """The reading with its tables cut and joined as decided; as it is when nobody decided so."""
    starts = _starts(reading, index)
    if not starts:
        return reading
    pieces = (piece for _, table in whole_tables(reading.tables) for piece in _cut(table, starts.get(id(table), {})))
    joined: list[Table] = []
    for piece, goes_on in pieces:
        if goes_on and joined:
            joined[-1] = _join(joined[-1], piece)
        else:
            joined.append(piece)
    # a page alone: neither a whole that swallows pieces, nor a piece
    return replace(reading, tables=tuple(replace(t, pages=(t.page,) if t.page else ()) for t in joined))


def shape_item(sha256: str, tables: Sequence[tuple[int, Table]], at: tuple[int, int], **where: str) -> ReviewItem:
    """What a decision on the row ``at`` a place (table, row) answers."""
    n, row = at
    words = row_words(dict(tables)[n].rows[row])
    ordinal = row_ordinals(tables)[n, row]
    item = make_item(
        DecisionKind.SHAPE, sha256, "Does a table begin at this row?", wording=_ROW + words, ordinal=ordinal,
        choices=[{"starts": True}, {"starts": False}], **{"document": sha256, **where},  # type: ignore[arg-type]
    )  # fmt: skip
    return item.model_copy(update={"fingerprint": _neighbours(tables, at)})


def shape_items(reading: Reading, index: DecisionIndex, **where: str) -> list[ReviewItem]:
    """The decided cuts and joins of a document as it was read; one whose row or neighbours are gone is asked again."""
    tables = whole_tables(reading.tables)
    places = _places(tables)
    found = []
    for decision in _decisions(reading.sha256, index):
        place = places.get((decision.row_text.removeprefix(_ROW), decision.ordinal))
        item = shape_item(reading.sha256, tables, place, **where) if place else lost_item(decision, **where)
        found.append(item)
    return found


def lost_item(decision: Decision, **where: str) -> ReviewItem:
    """A decision that this reading has no place for any more; it stays open until a person lays it aside."""
    return ReviewItem(
        item_id=decision.item, kind=decision.kind, row_text=decision.row_text, ordinal=decision.ordinal,
        document=decision.document, fingerprint=LOST, risk=20,
        asks="What this decision was about is no longer in the document as it is read now. Should it be laid aside?",
        campaign=where.get("campaign", ""),
        wave=where.get("wave", ""),
        authority=where.get("authority", ""),
        document_name=where.get("document_name", ""),
        place=where.get("place", ""),
    )  # fmt: skip


def _decisions(sha256: str, index: DecisionIndex) -> Iterator[Decision]:
    every = index.on_document.get(sha256, ())
    return (d for d in every if d.kind is DecisionKind.SHAPE and d.row_text.startswith(_ROW))


def _starts(reading: Reading, index: DecisionIndex) -> dict[int, dict[int, bool]]:
    """id of a table -> row -> whether a table begins there."""
    decisions = list(_decisions(reading.sha256, index))
    if not decisions:
        return {}
    tables = whole_tables(reading.tables)
    places, known = _places(tables), dict(tables)
    found: dict[int, dict[int, bool]] = {}
    for decision in decisions:
        place = places.get((decision.row_text.removeprefix(_ROW), decision.ordinal))
        if place and fits(decision, shape_item(reading.sha256, tables, place)):
            found.setdefault(id(known[place[0]]), {})[place[1]] = bool(verdict_of(decision).get("starts"))
    return found


def _places(tables: Sequence[tuple[int, Table]]) -> dict[tuple[str, int], tuple[int, int]]:
    known = dict(tables)
    ordinals = row_ordinals(tables)
    return {(row_words(known[n].rows[r]), ordinal): (n, r) for (n, r), ordinal in ordinals.items()}


def _neighbours(tables: Sequence[tuple[int, Table]], place: tuple[int, int]) -> str:
    """The row before and the row after, over the borders of tables."""
    order = [(n, r) for n, table in tables for r in range(len(table.rows))]
    known, at = dict(tables), order.index(place)
    around = [order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None]
    return fingerprint(*(row_words(known[n].rows[r]) if (n, r) != (-1, -1) else "" for n, r in map(_or_edge, around)))


def _or_edge(place: tuple[int, int] | None) -> tuple[int, int]:
    return place or (-1, -1)


def _cut(table: Table, starts: Mapping[int, bool]) -> Iterator[tuple[Table, bool]]:
    """The pieces of a table, with whether each goes on with the table before it."""
    rows = [r for r, begins in starts.items() if begins and r]
    edges = [0, *sorted(rows), len(table.rows)]
    goes_on = starts.get(0) is False
    for first, last in pairwise(edges):
        yield (table if not rows else _piece(table, first, last)), goes_on and not first


def _piece(table: Table, first: int, last: int) -> Table:
    cells = tuple(replace(c, row=c.row - first) for c in table.cells if first <= c.row < last)
    pages = sorted({c.page for c in cells if c.page})
    return replace(
        table,
        rows=table.rows[first:last],
        cells=cells,
        page=pages[0] if pages else table.page,
        box=None,
        span=None,
        head_rows=0 if first else min(table.head_rows, last),
        title="" if first else table.title,
        accept=False,
        why_not=(CUT,),
    )


def _join(above: Table, below: Table) -> Table:
    width = max(map(len, (*above.rows, *below.rows)), default=0)
    shifted = (replace(c, row=c.row + len(above.rows)) for c in below.cells)
    return replace(
        above,
        rows=tuple(_padded((*above.rows, *below.rows), width)),
        cells=(*above.cells, *shifted),
        box=None,
        span=None,
        notes="\n".join(note for note in dict.fromkeys((above.notes, below.notes)) if note),
        accept=False,
        why_not=(CUT,),
        confidence=min(above.confidence, below.confidence),
    )


def _padded(rows: Iterable[tuple[str, ...]], width: int) -> Iterator[tuple[str, ...]]:
    return ((*row, *("",) * (width - len(row))) for row in rows)
