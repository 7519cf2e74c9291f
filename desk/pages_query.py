"""The query page: facets and pages over the numbers, their CSV and JSON, one number with its place, and SQL."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.evidence import Evidence, evidence_of_record, source_of
from desk.facets import FACETS, SORTS, Asked, every_row, facet_counts, page_of, total
from desk.state import Desk
from desk.views import page
from desk.waiting import waiting
from flows.steps.publish import by_size, edition, picture
from flows.steps.publish_tables import CASE_FIELDS
from flows.steps.query import ask
from schema.decision import Decision
from schema.errors import UserError
from schema.record import Record
from storage import computed, decisions

COLUMNS = tuple(field.name for field in CASE_FIELDS if field.name in Record.model_fields)
SQL_ROWS = 500  # shown on the page; the CSV and JSON have all
SQL_LIMIT_S = 10.0
HELD_TABLES = ("reading", "review_item", "decision", "message")
"""What these tables say of documents that are held is not shown on a page."""


def query(request: Request) -> Response:
    """The numbers, narrowed and fifty at a time."""
    desk: Desk = request.app.state.desk
    asked = Asked.of(request.query_params)
    with desk.workspace.database.reading() as conn:
        rows, following = page_of(conn, asked)
        values: dict[str, Any] = {"count": total(conn, asked), "facets": facet_counts(conn, asked)}
    return page(request, "query.html", asked=asked, rows=rows, following=following, names=FACETS, sorts=SORTS, **values)


def query_csv(request: Request) -> Response:
    """Every row that the same address shows, as CSV."""
    return _download(request, as_csv, "text/csv; charset=utf-8", "query.csv")


def query_json(request: Request) -> Response:
    """Every row that the same address shows, as JSON."""
    return _download(request, as_json, "application/json", "query.json")


Writer = Callable[[Sequence[str], Iterable[Sequence[Any]]], bytes]


def _download(request: Request, write: Writer, media_type: str, name: str) -> Response:
    """The whole answer, with its row count and hash; either all of it comes, or the browser says it failed."""
    desk: Desk = request.app.state.desk
    asked = Asked.of(request.query_params)
    with desk.workspace.database.reading() as conn:
        rows = [tuple(getattr(row, name) for name in COLUMNS) for row in every_row(conn, asked)]
    return _file(write(COLUMNS, rows), len(rows), media_type, name)


def _file(body: bytes, rows: int, media_type: str, name: str) -> Response:
    headers = {
        "X-Row-Count": str(rows),
        "X-Content-SHA256": hashlib.sha256(body).hexdigest(),
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(body, media_type=media_type, headers=headers)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """RFC 4180, UTF-8, values as they are: a spreadsheet program may take a text for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def as_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A list of objects."""
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(told, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return float(value) if isinstance(value, Decimal) else str(value)


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
    fields = [] if shown.held else _told(found)
    return page(request, "record.html", record=found, evidence=shown, fields=fields, decided=decided)


def _decisions(conn: Any, found: Record) -> list[Decision]:
    return decisions.all(conn, decision_id=found.decision) if found.decision else []


def _told(found: Record) -> list[tuple[str, str, str]]:
    """(field, value, what it means) for everything that is known of a number."""
    told = {field.name: field.description for field in CASE_FIELDS}
    values = found.model_dump(mode="json")
    return [(name, str(values[name]), told.get(name, "")) for name in COLUMNS if values[name] not in (None, "", "{}")]


def sql(request: Request) -> Response:
    """One question in SQL, read-only and for a limited time; the address is the permalink."""
    text = request.query_params.get("q", "").strip()
    columns: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    fault = ""
    if text:
        try:
            columns, rows = _answer(request.app.state.desk, text)
        except UserError as error:
            fault = error.sentence()
    form = request.query_params.get("form", "")
    if form in ("csv", "json") and not fault:
        write, kind = (as_csv, "text/csv; charset=utf-8") if form == "csv" else (as_json, "application/json")
        return _file(write(columns, rows), len(rows), kind, f"answer.{form}")
    values = {"columns": columns, "rows": rows[:SQL_ROWS], "count": len(rows), "text": text, "fault": fault}
    return page(request, "sql.html", code=400 if fault else 200, limit=_limit(request.app.state.desk), **values)


def _answer(desk: Desk, text: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The whole answer. UserError when it may not be asked, or takes too long, or two others are being asked."""
    if named := [name for name in HELD_TABLES if name in text.lower()]:
        todo = "Ask cases, authorities, requests or findings; `roundrobin query` asks every table."
        raise UserError(f"The table {named[0]} is not asked from a page: it may hold what is not released.", todo=todo)
    if not desk.questions.acquire(timeout=1):
        raise UserError("Two other questions are being answered.", todo="Ask again when they are done.")
    try:
        with ask(desk.workspace, text, desk.clock(), limit_s=_limit(desk)) as found:
            return found.columns, [tuple(row) for row in found.rows]
    finally:
        desk.questions.release()


def _limit(desk: Desk) -> float:
    return min(desk.query_limit_s, SQL_LIMIT_S)


def league(request: Request) -> Response:
    """The league of one campaign: the picture, and the table that says the same."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        names = by_size(conn)
        wanted = request.query_params.get("campaign", "")
        name = wanted if wanted in names else names[0] if names else ""
        shown = edition(conn, desk.workspace, name, desk.clock().date()) if name else None
    values: dict[str, Any] = {
        "edition": shown,
        "chart": picture(shown) if shown else "",
        "campaigns": names,
        "campaign": name,
    }
    return page(request, "league.html", evidence=Evidence(), **values)
