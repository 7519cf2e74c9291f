"""One table as CSV, Parquet and SQLite. The text is exact in all of them: what was printed is what is written."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from storage.snapshot.content import SnapshotTable, Value

BATCH = 50_000  # rows held at a time
_SQLITE_TYPES = {
    "string": "TEXT",
    "date": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "number": "REAL",
    "any": "",
}


def write_csv(table: SnapshotTable, path: Path) -> int:
    """RFC 4180 in UTF-8 with one heading line; returns the number of rows. An unknown value is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in table.fields])
        count = 0
        for row in table.rows:
            writer.writerow([as_text(value) for value in row])
            count += 1
    return count


def as_text(value: Value) -> str:
    """A value as CSV text: whole numbers without a decimal point, true and false, "" for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def write_parquet(table: SnapshotTable, path: Path) -> None:
    """Typed columns, written batch by batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "string": pa.string(),
        "date": pa.string(),
        "any": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
    }
    schema = pa.schema([pa.field(f.name, types.get(f.type, pa.float64())) for f in table.fields])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(table.rows):
            columns = [
                _typed(column, field.type) for column, field in zip(zip(*batch, strict=True), table.fields, strict=True)
            ]
            writer.write_table(
                pa.Table.from_arrays(
                    [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)],
                    schema=schema,
                )
            )


def write_sqlite(tables: Sequence[SnapshotTable], path: Path) -> None:
    """All tables in one database file, each with its key."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=OFF")  # a new file that is thrown away if it is not finished
        database.execute("BEGIN")
        for table in tables:
            _insert(database, table)
        database.execute("COMMIT")


def _insert(database: sqlite3.Connection, table: SnapshotTable) -> None:
    columns = [f'"{f.name}" {_SQLITE_TYPES[f.type]}' for f in table.fields]
    key = [f"PRIMARY KEY ({', '.join(table.key)})"] if table.key else []
    database.execute(f'CREATE TABLE "{table.name}" ({", ".join(columns + key)})')
    marks = ", ".join("?" * len(table.fields))
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', table.rows)


def _batches(rows: Iterable[Sequence[Value]]) -> Iterator[list[Sequence[Value]]]:
    walk = iter(rows)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _typed(column: Iterable[Value], kind: str) -> list[Any]:
    if kind == "number":
        return [None if value is None else float(value) for value in column]
    if kind == "integer":
        return [None if value is None else int(value) for value in column]
    if kind == "any":
        return [None if value is None else as_text(value) for value in column]
    return list(column)
