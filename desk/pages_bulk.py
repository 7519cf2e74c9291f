"""Accepting many rows at once: what the checks cover, shown before it is recorded."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import bulk
from desk.downloads import form_of
from desk.guard import Form
from desk.pages_review import stacks_of
from desk.state import Desk
from desk.twins import bulk_twin
from desk.verdicts import one
from desk.views import page
from desk.waiting import waiting
from schema.mapping.bulk import CHECKS, CONFIRMING


def show(request: Request) -> Response:
    """What would be accepted, and what would be left, table by table."""
    desk: Desk = request.app.state.desk
    only = request.query_params.get("item", "")
    by = request.query_params.get("by", "")
    checks = bulk.wanted_checks(by)
    with desk.workspace.database.reading() as conn:
        now = waiting(conn, desk.by(request))
        every = bulk.coverage(conn, now, checks, only)
        values = stacks_of(request, conn)
    twin = bulk_twin(every, urlencode({name: said for name, said in (("item", only), ("by", by)) if said}))
    if form_of(request):
        return twin.file(request)
    return page(
        request,
        "bulk.html",
        queue=now.open,
        only=only,
        every=every,
        rows=sum(len(each.rows) for each in every),
        confirmed=by,
        words=CHECKS,
        confirming=CONFIRMING,
        covers=bulk.covers(every),
        twin=twin,
        **values,
    )


def accept(request: Request) -> Response:
    """Record the one decision, and show what waits next."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    checks, by = bulk.wanted_checks(one(form, "by")), desk.by(request)
    with desk.workspace.database.writing() as conn:
        now = waiting(conn, by)
        made = bulk.accept(conn, now, checks, one(form, "item"), seen=one(form, "covers"), by=by, at=desk.clock())
    desk.recompute.ask(made)
    return RedirectResponse("/review", 303)
