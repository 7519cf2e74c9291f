"""The papers of a published folder that follow from its tables: the codebook and the Frictionless data package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from storage.snapshot.content import Field, Snapshot, SnapshotTable
from storage.snapshot.manifest import file_hash

_WARNING = """\
## Before you open a CSV in a spreadsheet

The CSV files hold the text exactly as authorities printed it. A spreadsheet program may take a cell that begins
with `=`, `+`, `-` or `@` for a formula, and may change dates and long numbers. Open `roundrobin.xlsx` instead: there
every text is stored as text."""

_CONVENTIONS = """\
## Conventions

- An empty count means that no count was given. It is never zero: a nil answer prints its zero.
- `low` and `high` bound a value that was printed as an interval: `<5` is 1 to 4. An empty `high` means "at least".
- `not_stated` (the authority did not say), `withheld` (it would not say) and `all` (not split by this) are different.
- Only rows with `row_kind` `item` may be added up, and only within one unit and one breakdown.
- Dates and periods are ISO 8601."""


def codebook(snapshot: Snapshot) -> str:
    """Every table and column in words, for people."""
    head = [f"# Codebook: {snapshot.title}", "", _CONVENTIONS, "", _WARNING, ""]
    return "\n".join(head + [line for table in snapshot.tables for line in _described(table)])


def _described(table: SnapshotTable) -> Iterator[str]:
    yield from (
        f"## {table.name}",
        "",
        table.title,
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    )
    for field in table.fields:
        yield f"| `{field.name}` | {field.type} | {field.description.replace('|', chr(92) + '|')} |"
    yield ""


def datapackage(snapshot: Snapshot, folder: Path, counts: Mapping[str, int]) -> dict[str, Any]:
    """The Frictionless description (a tabular data package) of the CSV files in ``folder``."""
    return {
        "profile": "tabular-data-package",
        "name": snapshot.name,
        "title": snapshot.title,
        "resources": [_resource(table, folder, counts[table.name]) for table in snapshot.tables],
    }


def _resource(table: SnapshotTable, folder: Path, rows: int) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    schema: dict[str, Any] = {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
    }
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_hash(path)}",
        "rows": rows,
        "schema": {**schema, "primaryKey": list(table.key)} if table.key else schema,
    }


def _field(field: Field) -> dict[str, str]:
    return {"name": field.name, "type": field.type, "description": field.description}
