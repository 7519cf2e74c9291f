"""The columns that numbers are narrowed by, held in memory: counting a million rows takes a moment there.

They are read once, and after a change again for those documents whose records were written (see `storage.stamps`), so
that nothing is counted from anything but the rows as the asking connection sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Engine, Select

from storage import stamps

BATCH = 50_000
ASKED = 500  # documents in one question
MOST_TEXTS = 8  # searches whose columns are kept
DOCUMENT = "document"


@dataclass(frozen=True)
class Columns:
    """``values``: facet -> its values, each once; ``codes``: facet -> the number of its value."""

    values: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Any]
    length: int

    def among(self, chosen: Mapping[str, str]) -> Any:
        """Which rows have the chosen values; None: all have."""
        mask = None
        for name, value in chosen.items():
            known = self.values[name]
            number = known.index(value) if value in known else -1
            here = pc.equal(self.codes[name], number)
            mask = here if mask is None else pc.and_(mask, here)
        return mask

    def count(self, chosen: Mapping[str, str]) -> int:
        """How many rows have the chosen values."""
        mask = self.among(chosen)
        return self.length if mask is None else int(pc.sum(mask).as_py() or 0)

    def counts(self, name: str, chosen: Mapping[str, str]) -> list[tuple[str, int]]:
        """(value, rows) of one facet among the rows with the chosen values, most first."""
        mask = self.among(chosen)
        codes = self.codes[name] if mask is None else self.codes[name].filter(mask)
        found = [(self.values[name][one["values"]], one["counts"]) for one in pc.value_counts(codes).to_pylist()]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def crossed(self, rows: str, columns: str, chosen: Mapping[str, str]) -> dict[tuple[str, str], int]:
        """(value, value) of two facets -> rows with both, among those with the chosen values."""
        across = len(self.values[columns])
        pairs = pc.add(pc.multiply(self.codes[rows].cast(pa.int64()), across), self.codes[columns].cast(pa.int64()))
        mask = self.among(chosen)
        found = pc.value_counts(pairs if mask is None else pairs.filter(mask)).to_pylist()
        return {
            (self.values[rows][one["values"] // across], self.values[columns][one["values"] % across]): one["counts"]
            for one in found
        }

    def documents(self, chosen: Mapping[str, str], most: int) -> list[str] | None:
        """The documents of the rows with the chosen values; None where they are more than ``most``."""
        mask = self.among(chosen)
        codes = self.codes[DOCUMENT] if mask is None else self.codes[DOCUMENT].filter(mask)
        numbers = pc.unique(codes).to_pylist()
        return [self.values[DOCUMENT][number] for number in numbers] if len(numbers) <= most else None

    def without(self, documents: Collection[str]) -> Columns:
        """The rows of all other documents."""
        numbers = [n for n, name in enumerate(self.values[DOCUMENT]) if name in documents]
        others = pc.invert(pc.is_in(self.codes[DOCUMENT], value_set=pa.array(numbers, pa.int32())))
        codes = {name: column.filter(others) for name, column in self.codes.items()}
        return Columns(self.values, codes, len(codes[DOCUMENT]))

    def read(self, conn: Connection, query: Select[Any]) -> Columns:
        """With the rows that ``query`` gives, its columns in the order of these."""
        known = {name: {value: n for n, value in enumerate(values)} for name, values in self.values.items()}
        parts = {name: [column] for name, column in self.codes.items()}
        found = conn.execute(query)
        while batch := found.fetchmany(BATCH):
            for name, column in zip(known, zip(*batch, strict=True), strict=True):
                parts[name].append(_numbered(column, known[name]))
        codes = {name: pa.concat_arrays(several) for name, several in parts.items()}
        return Columns({name: tuple(values) for name, values in known.items()}, codes, len(codes[DOCUMENT]))


def no_columns(names: Sequence[str]) -> Columns:
    """Columns without rows; one of ``names`` is the document."""
    return Columns(dict.fromkeys(names, ()), {name: pa.array([], pa.int32()) for name in names}, 0)


class SharedColumns:
    """The columns of one database, for all who ask; each search with the stamps of the rows that it was read from."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of_text: dict[str, tuple[Mapping[str, str], Columns]] = {}

    def columns(self, conn: Connection, text: str, names: Sequence[str], query: Select[Any]) -> Columns:
        """The columns called ``names`` of the rows that hold ``text``, which ``query`` gives in that order."""
        now = stamps.stamps(conn)
        with self._lock:
            before, columns = self._of_text.pop(text, ({}, no_columns(names)))
            if set(columns.values) != set(names):  # another dimension was declared since
                before, columns = {}, no_columns(names)
            written = {document for document, _ in now.items() ^ before.items()}
            if len(written) > len(now) // 2:
                columns = no_columns(names).read(conn, query)
            elif written:
                columns = _again(columns, conn, query, names.index(DOCUMENT), written)
            self._of_text[text] = (now, columns)  # the last used stands last
            while len(self._of_text) > MOST_TEXTS:
                del self._of_text[next(name for name in self._of_text if name)]
        return columns


def _again(columns: Columns, conn: Connection, query: Select[Any], at: int, written: Collection[str]) -> Columns:
    """The columns with the rows of these documents as they are now."""
    document, names = query.selected_columns[at], sorted(written)
    columns = columns.without(written)
    for start in range(0, len(names), ASKED):
        columns = columns.read(conn, query.where(document.in_(names[start : start + ASKED])))
    return columns


_of_engine: WeakKeyDictionary[Engine, SharedColumns] = WeakKeyDictionary()


def shared_columns(conn: Connection) -> SharedColumns:
    """The columns of the database behind a connection."""
    return _of_engine.setdefault(conn.engine, SharedColumns())


def _numbered(column: Sequence[str], known: dict[str, int]) -> Any:
    for value in dict.fromkeys(column):
        known.setdefault(value, len(known))
    return pa.array([known[value] for value in column], pa.int32())
