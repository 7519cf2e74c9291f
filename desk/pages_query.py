"""The query page: facets and pages over the numbers, their CSV and JSON, cross-tabs, and one number with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from desk.downloads import Twin, as_csv, as_file, as_json, form_of
from desk.evidence import evidence_of_record, source_of
from desk.facets import Asked, columns, every_row, facet_counts, page_of, total
from desk.state import Desk
from desk.twins import fields_of, record_twin, values_of
from desk.views import number, page
from desk.waiting import waiting
from schema.decision import Decision
from schema.dimension import Dimension
from schema.errors import UserError
from schema.record import Record
from storage import computed, decisions


def query(request: Request) -> Response:
    """The numbers, narrowed and fifty at a time."""
    desk: Desk = request.app.state.desk
    asked = Asked.of(request.query_params, desk.workspace.declared)
    with desk.workspace.database.reading() as conn:
        rows, following = page_of(conn, asked)
        facets = facet_counts(conn, asked)
        values: dict[str, Any] = {"count": total(conn, asked), "facets": facets}
    values["shown"] = [name for name in asked.own if len(facets[name]) > 1 or name in asked.chosen]
    return page(request, "query.html", asked=asked, rows=rows, following=following, **values)


def query_csv(request: Request) -> Response:
    """Every row that the same address shows, as CSV."""
    return as_file(*_every(request), "csv", "query")


def query_json(request: Request) -> Response:
    """Every row that the same address shows, as JSON."""
    return as_file(*_every(request), "json", "query")


def query_hashes(request: Request) -> Response:
    """How many rows the two downloads have, and their SHA-256, to be kept beside them."""
    names, rows = _every(request)
    made = {"query.csv": as_csv(names, rows), "query.json": as_json(names, rows)}
    lines = [f"{sha256(body).hexdigest()}  {name}  {len(rows)} rows, {len(body)} bytes" for name, body in made.items()]
    return PlainTextResponse("\n".join(lines) + "\n")


def _every(request: Request) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns, and every row."""
    desk: Desk = request.app.state.desk
    asked = Asked.of(request.query_params, desk.workspace.declared)
    names = [field.name for field in fields_of(asked.declared)]
    with desk.workspace.database.reading() as conn:
        return names, [tuple(getattr(row, name) for name in names) for row in every_row(conn, asked)]


def crosstab(request: Request) -> Response:
    """How many rows have each pair of values of two fields; CSV and JSON with one line for each pair."""
    desk: Desk = request.app.state.desk
    given = request.query_params
    asked = Asked.of(given, desk.workspace.declared)
    down, across = given.get("rows") or "authority", given.get("columns") or "outcome"
    if not {down, across} <= set(asked.names) or down == across:
        raise UserError("A cross-tab has two different fields.", todo=f"Choose of: {', '.join(asked.names)}.")
    with desk.workspace.database.reading() as conn:
        found = columns(conn, asked)
        cells, count = found.crossed(down, across, asked.chosen), found.count(asked.chosen)
    lines = [(*pair, n) for pair, n in sorted(cells.items())]
    query = asked.address("", rows=down, columns=across).removeprefix("?")
    twin = Twin("/crosstab", (down, across, "accepted_rows"), lines, query, name=f"crosstab-{down}-{across}")
    if form_of(request):
        return twin.file(request)
    sides = {"down": _side(asked, down, cells, 0), "across": _side(asked, across, cells, 1)}
    values: dict[str, Any] = {"rows": down, "columns": across, "cells": cells, "count": count, "twin": twin, **sides}
    return page(request, "crosstab.html", asked=asked, **values)


def _side(asked: Asked, name: str, cells: Mapping[tuple[str, str], int], n: int) -> dict[str, int]:
    """The values of one side with their sums, in order."""
    sums: dict[str, int] = {}
    for pair, count in cells.items():
        sums[pair[n]] = sums.get(pair[n], 0) + count
    return {value: sums[value] for value in asked.in_order(name, sums)}


def record(request: Request) -> Response:
    """One number with its place, and what was decided about it."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        found = next(iter(computed.rows(conn, Record, record_id=request.path_params["record"])), None)
        if found is None:
            raise HTTPException(404)
        source = source_of(conn, found.document, waiting(conn).index)
        shown = evidence_of_record(source, found, desk.gallery)
        decided = _decisions(conn, found)
    fields = [] if shown.held else _told(found, [d for d in desk.workspace.declared if d.name in found.dimensions])
    twin = record_twin(found, fields)
    if form_of(request):
        return twin.file(request)
    return page(request, "record.html", record=found, evidence=shown, fields=fields, decided=decided, twin=twin)


def _decisions(conn: Connection, found: Record) -> list[Decision]:
    return decisions.all(conn, decision_id=found.decision) if found.decision else []


def _told(found: Record, declared: Sequence[Dimension]) -> list[tuple[str, str, str]]:
    """(field, value, what it means) for everything that is known of a number."""
    values = {**values_of(found, declared), **({"other": ""} if declared else {})}  # what it holds is told by name
    told = ((field.name, values[field.name], field.description) for field in fields_of(declared))
    return [(name, _plain(value), means) for name, value, means in told if value not in (None, "", "{}")]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, float) else str(value)
