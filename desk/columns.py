"""The columns that numbers are narrowed by, held in memory: counting a million rows takes a moment there.

They are read once for each state of the database (see `desk.kept`); nothing is counted from anything but the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Select

BATCH = 50_000


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


def read_columns(conn: Connection, names: Sequence[str], query: Select[Any]) -> Columns:
    """The columns called ``names`` as ``query`` gives them, in that order."""
    found = conn.execute(query)
    known: list[dict[str, int]] = [{} for _ in names]
    parts: list[list[Any]] = [[] for _ in names]
    length = 0
    while batch := found.fetchmany(BATCH):
        length += len(batch)
        for n, column in enumerate(zip(*batch, strict=True)):
            parts[n].append(_numbered(column, known[n]))
    return Columns(
        values={name: tuple(known[n]) for n, name in enumerate(names)},
        codes={name: pa.chunked_array(parts[n], pa.int32()).combine_chunks() for n, name in enumerate(names)},
        length=length,
    )


def _numbered(column: Sequence[str], known: dict[str, int]) -> Any:
    for value in dict.fromkeys(column):
        known.setdefault(value, len(known))
    return pa.array([known[value] for value in column], pa.int32())
