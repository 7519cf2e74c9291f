"""Narrowing the numbers: facets, free text, and pages that go on from a key. Everything said in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, or_, select, tuple_

from desk.columns import DOCUMENT, Columns, shared_columns
from desk.kept import kept
from schema.errors import UserError
from schema.record import Record, RecordState
from storage.tables import TABLES

RECORD = TABLES[Record]
FACETS = ("campaign", "authority", "question", "role", "outcome", "platform", "period", "grain", "row_kind", "unit")
SORTS: Mapping[str, tuple[str, ...]] = {
    "authority": ("authority", "question", "period", "record_id"),
    "period": ("period", "authority", "record_id"),
    "outcome": ("outcome", "authority", "record_id"),
    "document": ("document_name", "record_id"),
}
SEARCHED = ("as_printed", "row_text", "document_name", "role_as_printed", "outcome_as_printed", "caveat")
PAGE = 50
MOST_VALUES = 60  # of one facet


@dataclass(frozen=True)
class Asked:
    """What the address asks for. ``after``: the key of the last row of the page before, one text a sort column."""

    chosen: Mapping[str, str]
    text: str = ""
    sort: str = "authority"
    after: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """From the parameters of an address. UserError for a sort or a page that does not exist."""
        chosen = {name: query[name] for name in FACETS if query.get(name)}
        sort = query.get("sort") or "authority"
        after = tuple(query["after"].split("\x1f")) if query.get("after") else ()
        if sort not in SORTS or (after and len(after) != len(SORTS[sort])):
            raise UserError("There is no such page.", todo="Begin at /query.")
        return cls(chosen, query.get("q", "").strip()[:200], sort, after)

    def address(self, path: str = "/query", **changed: str) -> str:
        """The address that asks the same with some parts changed; "" takes one away. Without a page: from the top."""
        parts = {**self.chosen, "q": self.text, "sort": self.sort if self.sort != "authority" else ""} | changed
        told = {name: value for name, value in parts.items() if value}
        return f"{path}?{urlencode(told)}" if told else path

    def where(self, without: str = "") -> list[ColumnElement[bool]]:
        """What the rows are narrowed by, without one facet. Only accepted rows: the others are in review."""
        kept = [RECORD.c.state == RecordState.ACCEPTED]
        kept += [RECORD.c[name] == value for name, value in self.chosen.items() if name != without]
        if self.text:
            wanted = "%" + self.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            kept.append(or_(*(RECORD.c[name].ilike(wanted, escape="\\") for name in SEARCHED)))
        return kept


def columns(conn: Connection, asked: Asked) -> Columns:
    """The facets of the accepted rows in which the text that is asked for stands, whatever else is chosen."""
    names = (DOCUMENT, *FACETS)
    query = select(*(RECORD.c[name] for name in names)).where(*Asked({}, asked.text).where())
    return kept(conn, ("columns", asked.text), lambda: shared_columns(conn).columns(conn, asked.text, names, query))


def total(conn: Connection, asked: Asked) -> int:
    """How many rows there are in all."""
    return columns(conn, asked).count(asked.chosen)


def facet_counts(conn: Connection, asked: Asked) -> dict[str, list[tuple[str, int]]]:
    """Facet -> (value, rows), most first, each counted under all other facets."""
    whole = columns(conn, asked)
    others = {name: {n: v for n, v in asked.chosen.items() if n != name} for name in FACETS}
    return {name: whole.counts(name, others[name])[:MOST_VALUES] for name in FACETS}


def page_of(conn: Connection, asked: Asked) -> tuple[list[Row[Any]], str]:
    """The next fifty rows, and the key after which the following page begins ("" at the end)."""
    keys = SORTS[asked.sort]
    rows = list(conn.execute(_ordered(asked).limit(PAGE + 1)))
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], "\x1f".join(str(getattr(last, key)) for key in keys)


def _ordered(asked: Asked) -> Select[Any]:
    keys = [RECORD.c[name] for name in SORTS[asked.sort]]
    query = select(RECORD).where(*asked.where())
    if asked.after:
        # The first key by itself as well, since an index that begins with it then leads straight to the place.
        query = query.where(keys[0] >= asked.after[0], tuple_(*keys) > tuple_(*map(literal, asked.after)))
    return query.order_by(*keys)


def every_row(conn: Connection, asked: Asked) -> Iterator[Row[Any]]:
    """All rows, however many, as they are walked."""
    whole = Asked(asked.chosen, asked.text, asked.sort)
    yield from conn.execution_options(yield_per=2_000).execute(_ordered(whole))
