"""Questions in SQL: read-only, for a limited time, with a permalink; and those that somebody saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.downloads import Twin, form_of
from desk.guard import Form
from desk.state import Desk
from desk.verdicts import one
from desk.views import page
from flows.steps.query import ask
from schema.errors import UserError
from storage import queries

SQL_ROWS = 500  # shown on the page; the CSV and JSON have all
SQL_LIMIT_S = 10.0
HELD_TABLES = ("reading", "review_item", "decision", "message")
"""What these tables say of documents that are held is not shown on a page."""


def sql(request: Request) -> Response:
    """One question in SQL, read-only and for a limited time; the address is the permalink."""
    desk: Desk = request.app.state.desk
    text = request.query_params.get("q", "").strip()
    columns: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    fault = ""
    if text:
        try:
            columns, rows = _answer(desk, text)
        except UserError as error:
            fault = error.sentence()
    twin = Twin("/query/sql", columns, rows, urlencode({"q": text}), name="answer")
    if form_of(request) and columns:
        return twin.file(request)
    values: dict[str, Any] = {"columns": columns, "rows": rows[:SQL_ROWS], "text": text, "twin": twin}
    saved = queries.every(desk.workspace.folder)[::-1]
    code = 400 if fault else 200
    return page(request, "sql.html", code=code, fault=fault, limit=_limit(desk), saved=saved, **values)


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


def save(request: Request) -> Response:
    """Keep a question under a name, with a permalink. Nothing that was saved is ever changed."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    name, text = one(form, "name")[:120], one(form, "q")
    if not name or not text:
        raise UserError("A saved question has a name and a text.", todo="Give both.")
    made = queries.save(desk.workspace.folder, name, text, by=desk.by(request), at=desk.clock().isoformat())
    return RedirectResponse(f"/query/saved/{made.id}", 303)


def saved(request: Request) -> Response:
    """The permalink of a saved question."""
    desk: Desk = request.app.state.desk
    found = queries.find(desk.workspace.folder, request.path_params["query"])
    if found is None:
        raise HTTPException(404)
    return RedirectResponse(f"/query/sql?{urlencode({'q': found.sql})}", 303)
