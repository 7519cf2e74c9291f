"""One cell of an item's table: what it really says is recorded, and that cell alone is sent back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import deciding
from desk.evidence import cell_shown, source_of
from desk.guard import Form
from desk.pages_review import blind, place_of, shown
from desk.state import Desk
from desk.views import is_part, page
from desk.waiting import waiting
from flows.steps.review import WAITING, item_named
from schema.decision import Decision, ReviewItem
from storage import computed

TOLD = "The cell is corrected."


def correct(request: Request) -> Response:
    """Record what one cell of an item's table really says, and show it so."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    place = place_of(form)
    with desk.workspace.database.writing() as conn:
        item = item_named(conn, request.path_params["item"])
        text, by = form.get("text", [""])[0], desk.by(request)
        made = deciding.correct_cell(conn, desk.workspace, item, place, text, by=by, now=desk.clock())
    desk.recompute.ask(made)
    if not is_part(request):
        return RedirectResponse(f"/review/{item.item_id}", 303)
    with desk.workspace.database.reading() as conn:
        return _answer(request, conn, item, made, place)


def _answer(
    request: Request, conn: Connection, item: ReviewItem, made: Decision, place: tuple[int, int, int]
) -> Response:
    """The cell, and beside it what a decision changes in the bar; the whole item where more is to be said."""
    desk: Desk = request.app.state.desk
    by = desk.by(request)
    now, name = waiting(conn, by), item.item_id
    source = source_of(conn, item.document, now.index)
    if source.held or now.hides(item) or blind(conn, name, by) or _settles(conn, item, made):
        response = shown(request, conn, now, name, TOLD)
        response.headers.update({"HX-Retarget": "#item", "HX-Reswap": "outerHTML"})
        return response
    bar: dict[str, Any] = {
        "queue": now.open, "following": now.after(name), "previous": now.before(name),
        "may_undo": True, "may_redo": False,  # by the decision that was just made
    }  # fmt: skip
    return page(request, "_cell.html", item=item, cell=cell_shown(source, item, place[0], place[1:]), told=TOLD, **bar)


def _settles(conn: Connection, item: ReviewItem, made: Decision) -> bool:
    """True when the correction answers a question that waited: then more has changed than the cell."""
    asked = computed.rows(conn, ReviewItem, item_id=made.item)
    return made.item == item.item_id or any(one.state in WAITING for one in asked)
