"""`roundrobin query`: one question in SQL, read-only, with a time limit."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import click

from cli.context import Context
from cli.output import plain, print_table, say
from cli.workspace import opened


@click.command()
@click.argument("sql")
@click.option("--json", "form", flag_value="json", help="Print a JSON list of objects.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV with a heading line.")
@click.option("--limit-s", type=click.FloatRange(0.001, 3600), help="Seconds it may take (default: the setting, 30).")
@click.pass_obj
def query(context: Context, sql: str, form: str | None, limit_s: float | None) -> None:
    """Ask the published tables one question in SQL, read-only.

    The tables cases, answers, authorities, requests and findings are as `publish` writes them; the stored tables have
    their own names. Nothing can be changed from here.
    """
    from flows.steps.query import ask
    from flows.steps.review import unapplied

    limit = limit_s or context.settings.number("ROUNDROBIN_QUERY_TIMEOUT_S")
    with opened(context) as workspace:
        with workspace.database.reading() as conn:
            behind = unapplied(conn)
        if behind:
            say("Decisions are recorded that nothing here counts yet; `roundrobin check` counts them.")
        with ask(workspace, sql, context.now(), limit_s=limit) as found:
            _PRINTERS[form or "table"](found.columns, found.rows)


def _print_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One JSON list, written row by row, so that a large answer is never held whole."""
    before = "["
    for row in rows:
        click.echo(
            before + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_value), nl=False
        )
        before = ",\n "
    click.echo("[]" if before == "[" else "]")


def _print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows(rows)


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    listed = list(rows)
    numbers = [name for i, name in enumerate(columns) if listed and all(_is_number(row[i]) for row in listed)]
    print_table(columns, listed, right=numbers)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _value(value: Any) -> Any:
    """The JSON form of what a database may hand out beside text and numbers."""
    if isinstance(value, bytes):
        return value.hex()
    return float(value) if isinstance(value, Decimal) else plain(value)


_PRINTERS = {"json": _print_json, "csv": _print_csv, "table": _print_table}
