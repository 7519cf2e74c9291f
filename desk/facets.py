"""Narrowing the numbers: facets, free text, and pages that go on from a key. Everything said in the address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Row, Select, case, literal, or_, select, tuple_

from desk.columns import DOCUMENT, Columns, shared_columns
from desk.kept import kept
from schema.dimension import AS_PRINTED, Dimension
from schema.errors import UserError
from schema.record import Record, RecordState
from storage.declared import Declared
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
_BEHIND = FACETS.index("question") + 1
PAGE = 50
MOST_VALUES = 60  # of one facet
MOST_DOCUMENTS = 40  # to look into one by one


@dataclass(frozen=True)
class Asked:
    """What the address asks for. ``after``: the key of the last row of the page before, one text a sort column.

    ``declared``: the dimensions of the workspace's campaigns, which are facets like the others.
    """

    chosen: Mapping[str, str]
    text: str = ""
    sort: str = "authority"
    after: tuple[str, ...] = ()
    declared: tuple[Dimension, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str], declared: tuple[Dimension, ...] = ()) -> Asked:
        """From the parameters of an address. UserError for a sort or a page that does not exist."""
        whole = cls({}, query.get("q", "").strip()[:200], query.get("sort") or "authority", declared=declared)
        chosen = {name: query[name] for name in whole.names if query.get(name)}
        after = tuple(query["after"].split("\x1f")) if query.get("after") else ()
        if whole.sort not in whole.sorts or (after and len(after) != len(whole.sorts[whole.sort])):
            raise UserError("There is no such page.", todo="Begin at /query.")
        return replace(whole, chosen=chosen, after=after)

    @property
    def own(self) -> Mapping[str, Dimension]:
        """The declared dimensions by name."""
        return {dimension.name: dimension for dimension in self.declared}

    @property
    def names(self) -> tuple[str, ...]:
        """The facets, those declared behind the question."""
        return (*FACETS[:_BEHIND], *self.own, *FACETS[_BEHIND:])

    @property
    def sorts(self) -> Mapping[str, tuple[str, ...]]:
        """By what the rows may be sorted: name -> fields."""
        return {**SORTS, **{name: (name, "authority", "record_id") for name in self.own}}

    def title(self, name: str) -> str:
        """What a facet is called."""
        return self.own[name].title if name in self.own else name.replace("_", " ")

    def in_order(self, name: str, values: Iterable[str]) -> list[str]:
        """The values of a facet as they stand in a list: those of an ordered dimension in their own order."""
        own = self.own.get(name)
        return sorted(values, key=lambda value: (own.rank(value) if own and own.ordered else 0, value))

    def address(self, path: str = "/query", **changed: str) -> str:
        """The address that asks the same with some parts changed; "" takes one away. Without a page: from the top."""
        parts = {**self.chosen, "q": self.text, "sort": self.sort if self.sort != "authority" else ""} | changed
        told = {name: value for name, value in parts.items() if value}
        return f"{path}?{urlencode(told)}" if told else path

    def where(self, without: str = "") -> list[ColumnElement[bool]]:
        """What the rows are narrowed by, without one facet. Only accepted rows: the others are in review."""
        kept = [RECORD.c.state == RecordState.ACCEPTED]
        kept += [field(name) == value for name, value in self.chosen.items() if name != without]
        if self.text:
            wanted = "%" + self.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            searched = (*SEARCHED, *(f"{name}{AS_PRINTED}" for name in self.own))
            kept.append(or_(*(field(name).ilike(wanted, escape="\\") for name in searched)))
        return kept


def field(name: str) -> ColumnElement[str]:
    """A field of a record, or a declared dimension of it."""
    return RECORD.c[name] if name in RECORD.c else Declared(name)


def columns(conn: Connection, asked: Asked) -> Columns:
    """The facets of the accepted rows in which the text that is asked for stands, whatever else is chosen."""
    names = (DOCUMENT, *asked.names)
    query = select(*(field(name) for name in names)).where(*replace(asked, chosen={}).where())
    shared = shared_columns(conn)
    return kept(conn, ("columns", asked.text, names), lambda: shared.columns(conn, asked.text, names, query))


def total(conn: Connection, asked: Asked) -> int:
    """How many rows there are in all."""
    return columns(conn, asked).count(asked.chosen)


def facet_counts(conn: Connection, asked: Asked) -> dict[str, list[tuple[str, int]]]:
    """Facet -> (value, rows), most first or in their own order, each counted under all other facets."""
    whole = columns(conn, asked)
    others = {name: {n: v for n, v in asked.chosen.items() if n != name} for name in asked.names}
    found = {name: whole.counts(name, others[name])[:MOST_VALUES] for name in asked.names}
    for name in (d.name for d in asked.declared if d.ordered):
        counts = dict(found[name])
        found[name] = [(value, counts[value]) for value in asked.in_order(name, counts)]
    return found


def page_of(conn: Connection, asked: Asked) -> tuple[list[Row[Any]], str]:
    """The next fifty rows, and the key after which the following page begins ("" at the end)."""
    keys = asked.sorts[asked.sort]
    query = _ordered(asked).limit(PAGE + 1)
    documents = columns(conn, asked).documents(asked.chosen, MOST_DOCUMENTS) if asked.chosen or asked.text else None
    if documents is not None:  # what is rare is looked for where it stands, and not among all rows
        query = query.where(RECORD.c.document.in_(documents))
    rows = list(conn.execute(query))
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], "\x1f".join(_key_of(asked, key, str(getattr(last, key))) for key in keys)


def _ordered(asked: Asked) -> Select[Any]:
    keys = [_key(asked, name) for name in asked.sorts[asked.sort]]
    own = (f"{name}{end}" for name in asked.own for end in ("", AS_PRINTED))
    query = select(RECORD, *(Declared(name).label(name) for name in own)).where(*asked.where())
    if asked.after:
        # The first key by itself as well, since an index that begins with it then leads straight to the place.
        query = query.where(keys[0] >= asked.after[0], tuple_(*keys) > tuple_(*map(literal, asked.after)))
    return query.order_by(*keys)


def _key(asked: Asked, name: str) -> ColumnElement[str]:
    """What the rows are sorted by."""
    own = asked.own.get(name)
    if own is None or not own.ordered:
        return field(name)
    ranks = ((Declared(name) == value, _key_of(asked, name, value)) for value in own.own_values)
    return case(*ranks, else_=_key_of(asked, name, ""))


def _key_of(asked: Asked, name: str, value: str) -> str:
    """The key of a value: its place among the values of an ordered dimension, else itself."""
    own = asked.own.get(name)
    return f"{own.rank(value):04d}" if own and own.ordered else value


def every_row(conn: Connection, asked: Asked) -> Iterator[Row[Any]]:
    """All rows, however many, as they are walked."""
    whole = replace(asked, after=())
    yield from conn.execution_options(yield_per=2_000).execute(_ordered(whole))
