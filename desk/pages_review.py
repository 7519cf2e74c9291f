"""The review queue: one item with its evidence, its proposals and its form; what is decided, and what comes next."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from desk import deciding
from desk.bulk import wanted_checks
from desk.downloads import Twin
from desk.evidence import Evidence, evidence_for, source_of
from desk.evidence_counts import evidence_of_counts
from desk.forms import choices_for, column_uses
from desk.guard import Form
from desk.kept import stamp
from desk.shaping import act, spot_in
from desk.state import COOKIE, Desk, cookie_value
from desk.twins import queue_twin
from desk.verdicts import in_words, one, proposals, verdict_of_form
from desk.views import is_part, page
from desk.waiting import Waiting, made_by, standing_on, waiting
from flows.steps.meaning import check_meaning
from flows.steps.review import after_all, item_named
from flows.steps.second import is_blind, twice
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.errors import UserError
from schema.identity import digest
from schema.mapping.bulk import passes
from schema.review import LOST, DecisionIndex, verdict_of
from storage import decisions, waves
from storage.tables import TABLES


def first(request: Request) -> Response:
    """The item that should be decided first, or that nothing waits."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        now = waiting(conn, desk.by(request))
        return shown(request, conn, now, now.open[0].item_id if now.open else "")


def open_item(request: Request) -> Response:
    """One item, open or decided."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        name, tag = item_named(conn, request.path_params["item"]).item_id, _tag(request, conn)
        if is_part(request) and request.headers.get("if-none-match") == tag:
            _mark_seen(request, name)
            return Response(status_code=304, headers={"ETag": tag})
        response = shown(request, conn, waiting(conn, desk.by(request)), name)
        response.headers["ETag"] = tag
        return response


def _tag(request: Request, conn: Connection) -> str:
    """Of a part of the page: equal only when it would say the same again."""
    desk: Desk = request.app.state.desk
    around = (desk.token, desk.by(request), desk.recompute.pending, desk.recompute.trouble, request.url.path)
    return f'"{digest(stamp(conn), *around)}"'


def _mark_seen(request: Request, name: str) -> None:
    """Somebody looks at it, unless the page asks ahead of the person before it."""
    if "x-ahead" not in request.headers:
        request.app.state.desk.seen.add(name)


def queue(request: Request) -> Response:
    """The queue as CSV or JSON."""
    return _queue(request).file(request)


def queue_hash(request: Request) -> Response:
    """How many rows the queue has as a file, and the SHA-256 of the CSV: told when asked for, not with every item."""
    twin = _queue(request)
    return PlainTextResponse(f"{twin.seal}  review.csv  {len(twin.rows)} rows\n")


def _queue(request: Request) -> Twin:
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        return queue_twin(desk, waiting(conn, desk.by(request)))


def shown(request: Request, conn: Connection, now: Waiting, name: str, told: str = "") -> Response:
    """The page of an item, or only the part that changes; the address in the browser follows."""
    desk: Desk = request.app.state.desk
    if name and blind(conn, name, desk.by(request)):
        return _elsewhere(request, f"/review/second/{name}")
    values = {"queue": now.open, "sent": now.sent, "told": told, **_values(request, conn, now, name)}
    if name:
        _mark_seen(request, name)
    response = page(request, "_item.html" if is_part(request) else "review.html", seen=desk.seen, **values)
    if is_part(request):
        response.headers["HX-Push-Url"] = f"/review/{name}" if name else "/review"
    return response


def blind(conn: Connection, name: str, by: str) -> bool:
    """True while this person is to code the item without seeing what was decided on it."""
    samples = conn.scalar(select(func.count()).where(TABLES[Decision].c.kind == DecisionKind.SAMPLE))
    return bool(samples) and is_blind(twice(conn), name, by)


def _elsewhere(request: Request, address: str) -> Response:
    return Response(headers={"HX-Redirect": address}) if is_part(request) else RedirectResponse(address, 303)


def _values(request: Request, conn: Connection, now: Waiting, name: str) -> dict[str, Any]:
    if not name:
        return {"item": None, **stacks_of(request, conn)}
    desk: Desk = request.app.state.desk
    stored, state = item_named(conn, name), now.state_of(name)
    item = stored.model_copy(update={"state": state.state, "decision": state.decision}) if state else stored
    if now.hides(item):
        words = "This waits until somebody has released the document, so what it says is not shown."
        item = item.model_copy(update={"asks": words, "choices": "[]", "detail": "{}", "kind": DecisionKind.COMMENT})
    following, previous = now.after(name), now.before(name)
    called = names_of(conn, desk)
    detail = json.loads(item.detail)
    standing = standing_on(conn, name)
    return {
        "item": item,
        "detail": detail,
        "act": f"/review/{name}/decide",
        "back": now.index.named(DecisionKind.BACK, name) if item.state is ReviewState.SENT_BACK else None,
        "lost": item.fingerprint == LOST and bool(standing),
        "passing": sum(passes(each[3], wanted_checks("")) for each in detail.get("checks", ())),
        "uses": column_uses(item, desk.workspace),
        "proposals": proposals(item, called),
        "form": choices_for(item, desk.workspace, conn),
        "evidence": _evidence(desk, conn, now.index, item),
        "history": [told_of(decision, called) for decision in history_of(conn, name)],
        "standing": standing[-1:],
        "following": following,
        "previous": previous,
        **stacks_of(request, conn),
    }


def _evidence(desk: Desk, conn: Connection, index: DecisionIndex, item: ReviewItem) -> Evidence:
    """What an item is about."""
    if not item.document:
        return evidence_of_counts(conn, item, index, desk.gallery)
    return evidence_for(source_of(conn, item.document, index), item, desk.gallery)


def names_of(conn: Connection, desk: Desk) -> Callable[[str], str]:
    """A reference or an authority's id -> how it is called."""
    of_reference = {letter.reference: letter.authority for letter in waves.letters(conn)}

    def called(name: str) -> str:
        known = of_reference.get(name)
        return f"{desk.called(known)} ({name})" if known else desk.called(name)

    return called


def history_of(conn: Connection, name: str) -> list[Decision]:
    """Every decision on an item as it was made, but for what a second person coded blind."""
    many = [d.item for d in standing_on(conn, name)]
    return [d for d in decisions.all(conn, item=[name, *many]) if d.kind is not DecisionKind.SECOND]


def told_of(decision: Decision, called: Callable[[str], str]) -> dict[str, str]:
    """One decision as the history shows it."""
    undo = decision.kind is DecisionKind.UNDO
    words = "Undone" if undo else in_words(decision.kind, verdict_of(decision), called)
    return {"at": decision.at, "by": decision.by, "words": words, "note": decision.note}


def stacks_of(request: Request, conn: Connection) -> dict[str, Any]:
    """Whether this person has something to undo, and to do again."""
    found = deciding.stacks(made_by(conn, request.app.state.desk.by(request)))
    return {"may_undo": bool(found.done), "may_redo": bool(found.undone)}


def decide(request: Request) -> Response:
    """Record a decision, and show what comes next."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    name, by = request.path_params["item"], desk.by(request)
    with desk.workspace.database.writing() as conn:
        item = item_named(conn, name)
        verdict = verdict_of_form(item, form)
        check_meaning(desk.workspace, item, verdict or {})
        told = {"note": one(form, "note"), "seen": one(form, "seen"), "reads": one(form, "reads")}
        made = deciding.decide(conn, name, verdict, by=by, now=desk.clock(), **told)
    desk.recompute.ask(made)
    return _next(request, item.item_id)


def _next(request: Request, name: str) -> Response:
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        now = waiting(conn, desk.by(request))
        following = now.after(name)
        target = following.item_id if following else ""
        if is_part(request):
            return shown(request, conn, now, target)
    return RedirectResponse(f"/review/{target}" if target else "/review", 303)


def undo(request: Request) -> Response:
    """Take back this person's latest decision, and show what it was about."""
    return _back(request, deciding.undo, "There is nothing to undo.", "Undone.")


def redo(request: Request) -> Response:
    """Do again what was undone last."""
    return _back(request, deciding.redo, "There is nothing to do again.", "Done again.")


def _back(request: Request, act: Any, nothing: str, told: str) -> Response:
    desk: Desk = request.app.state.desk
    with desk.workspace.database.writing() as conn:
        taken = act(conn, by=desk.by(request), now=desk.clock())
    if taken is None:
        raise UserError(nothing)
    desk.recompute.ask(taken)
    with desk.workspace.database.reading() as conn:
        now = waiting(conn, desk.by(request))
        known = now.state_of(taken.item)
        target = taken.item if known else one(request.scope["form"], "item")
        target = target if now.state_of(target) else (now.open[0].item_id if now.open else "")
        if is_part(request):
            return shown(request, conn, now, target, told)
    return RedirectResponse(f"/review/{target}" if target else "/review", 303)


def place_of(form: Form, first: int = 0) -> tuple[int, int, int]:
    """Table, row and column of a form; rows and columns count from ``first``."""
    n, row, column = (int(one(form, name)) if one(form, name).isdigit() else -1 for name in ("table", "row", "column"))
    return n, row - first, column - first


def change_table(request: Request) -> Response:
    """Cut or join a table, say what its headings or a column are, or what must be said beside it."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    with desk.workspace.database.writing() as conn:
        item = item_named(conn, request.path_params["item"])
        spot = spot_in(conn, desk.workspace, item, place_of(form, first=1))
        by, now = desk.by(request), after_all(conn, desk.clock())
        made, said = act(conn, one(form, "act"), spot, one(form, "use"), one(form, "words"), by=by, now=now)
    desk.recompute.ask(made)
    return _again(request, item.item_id, said)


def send_back(request: Request) -> Response:
    """Send an item to be read again or to a colleague, and show what comes next."""
    desk: Desk = request.app.state.desk
    name, form = request.path_params["item"], request.scope["form"]
    with desk.workspace.database.writing() as conn:
        to, who, reason = (one(form, field) for field in ("to", "who", "reason"))
        made = deciding.send_back(conn, name, to, who, reason, by=desk.by(request), now=desk.clock())
    desk.recompute.ask(made)
    return _next(request, made.item)


def lay_aside(request: Request) -> Response:
    """Take back a decision whose place is gone, and show what comes next."""
    desk: Desk = request.app.state.desk
    name, form = request.path_params["item"], request.scope["form"]
    with desk.workspace.database.writing() as conn:
        taken = deciding.lay_aside(conn, name, one(form, "seen"), by=desk.by(request), now=desk.clock())
    desk.recompute.ask(taken)
    return _next(request, taken.item)


def comment(request: Request) -> Response:
    """Record a remark on an item."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    with desk.workspace.database.writing() as conn:
        name = request.path_params["item"]
        deciding.comment(conn, name, one(form, "text"), by=desk.by(request), now=desk.clock())
    return _again(request, name, "The remark is recorded.")


def _again(request: Request, name: str, told: str) -> Response:
    desk: Desk = request.app.state.desk
    if not is_part(request):
        return RedirectResponse(f"/review/{name}", 303)
    with desk.workspace.database.reading() as conn:
        return shown(request, conn, waiting(conn, desk.by(request)), name, told)


def status(request: Request) -> Response:
    """How many items wait, and whether the computing is still behind."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        return page(request, "_status.html", queue=waiting(conn, desk.by(request)).open)


def who(request: Request) -> Response:
    """Remember in this browser who decides."""
    form: Form = request.scope["form"]
    name = one(form, "name")
    if not name:
        raise UserError("A decision needs the name of who decides.")
    back = one(form, "back")
    response = RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/review", 303)
    response.set_cookie(COOKIE, cookie_value(name), max_age=365 * 86400, httponly=True, samesite="strict")
    return response
