"""The second coder's pages: draw a sample, code it blind, see how far two agree, adjudicate where they differ."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.downloads import form_of
from desk.evidence import Evidence, evidence_for, source_of
from desk.evidence_counts import evidence_of_counts
from desk.forms import choices_for
from desk.guard import Form
from desk.pages_review import names_of, told_of
from desk.state import Desk
from desk.twins import agreement_twin, proposals_twin
from desk.verdicts import in_words, one, verdict_of_form
from desk.verdicts import proposals as proposed
from desk.views import page
from desk.waiting import all_decisions
from flows.steps import second
from flows.steps.meaning import check_meaning
from flows.steps.review import after_all, best_verdict, proposed_values
from schema.decision import DecisionKind, ReviewItem
from schema.errors import UserError
from schema.review import DecisionIndex, verdict_of
from schema.review_agreement import compared

_SHOWN = (DecisionKind.RELEASE, DecisionKind.SHAPE)
"""What a blind coder may see of the first person's work: what may be shown at all, and where a table ends."""


def overview(request: Request) -> Response:
    """What is to be coded, how far two agree, and what is to be adjudicated."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        every = second.twice(conn)
    agreements = second.agreement_of(every)
    twin = agreement_twin(agreements)
    if form_of(request):
        return twin.file(request)
    mine = [each for each in every if each.second_by == desk.by(request) and each.second is None]
    disputed = [each for each in every if each.differ]
    return page(
        request,
        "second.html",
        told=second.told_as_json(every),
        agreements=agreements,
        twin=twin,
        mine=mine,
        disputed=disputed,
    )


def draw(request: Request) -> Response:
    """Draw a sample, which is recorded with its size and seed."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    size, seed = (int(one(form, name)) if one(form, name).isdigit() else 0 for name in ("size", "seed"))
    with desk.workspace.database.writing() as conn:
        now = after_all(conn, desk.clock())
        machine = one(form, "of") == "machine"
        second.draw(conn, one(form, "second"), size, seed, by=desk.by(request), now=now, machine=machine)
    return RedirectResponse("/review/second", 303)


def blind_item(request: Request) -> Response:
    """One item as it was asked, without what anybody decided on it."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        name = request.path_params["item"]
        every = second.twice(conn)
        if not second.is_blind(every, name, desk.by(request)):
            return RedirectResponse("/review/second", 303)
        values = _asked(request, conn, name, f"/review/second/{name}")
        if any(one.record and one.item.item_id == name for one in every):
            values["evidence"] = replace(values["evidence"], grid=None, text="")  # it would tell what the machine read
    return page(request, "blind.html", **values)


def _asked(request: Request, conn: Connection, name: str, act: str) -> dict[str, Any]:
    """What an item asks and shows, without its decisions. ``act``: where its form goes."""
    desk: Desk = request.app.state.desk
    item = second.drawn_item(conn, name)
    return {
        "item": item,
        "detail": json.loads(item.detail),
        "act": act,
        "standing": [],
        "proposals": proposed(item, names_of(conn, desk)),
        "form": choices_for(item, desk.workspace, conn),
        "evidence": _evidence(desk, conn, item),
    }


def _evidence(desk: Desk, conn: Connection, item: ReviewItem) -> Evidence:
    index = DecisionIndex.of(d for d in all_decisions(conn) if d.kind in (*_SHOWN, DecisionKind.UNDO))
    if not item.document:
        return evidence_of_counts(conn, item, index, desk.gallery)
    return evidence_for(source_of(conn, item.document, index), item, desk.gallery)


def code(request: Request) -> Response:
    """Record what the second coder says, and show the next item of the sample."""
    desk: Desk = request.app.state.desk
    form, by = request.scope["form"], desk.by(request)
    with desk.workspace.database.writing() as conn:
        item = second.drawn_item(conn, request.path_params["item"])
        verdict = verdict_of_form(item, form) or best_verdict(item)
        check_meaning(desk.workspace, item, verdict)
        second.code(conn, item.item_id, verdict, by=by, now=after_all(conn, desk.clock()))
        left = [one for one in second.twice(conn) if one.second_by == by and one.second is None]
    return RedirectResponse(f"/review/second/{left[0].item.item_id}" if left else "/review/second", 303)


def dispute(request: Request) -> Response:
    """One item on which two differ: both verdicts, field by field, and the evidence."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        both = _dispute(conn, request.path_params["item"])
        assert both.first is not None
        assert both.second is not None
        item, called = both.item, names_of(conn, desk)
        first, other = verdict_of(both.first), second.said_by(both.second)
        choices = [
            (json.dumps(verdict, ensure_ascii=False), in_words(item.kind, verdict, called), who)
            for verdict, who in ((first, both.first.by), (other, both.second.by))
        ]
        values = _asked(request, conn, item.item_id, f"/review/adjudicate/{item.item_id}")
        rows = compared(item.kind, item.row_text, first, other)
        history = [told_of(decision, called) for decision in (both.first, both.second)]
    return page(
        request, "dispute.html", choices=choices, rows=rows, history=history, pair=second.pair_of(both), **values
    )


def _dispute(conn: Connection, name: str) -> second.Twice:
    found = next((each for each in second.differing(conn) if each.item.item_id == name), None)
    if found is None:
        raise UserError("There is nothing to adjudicate here.", where=name, todo="/review/second lists what differs.")
    return found


def adjudicate(request: Request) -> Response:
    """Record what holds; it wins over both."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    with desk.workspace.database.writing() as conn:
        item = second.drawn_item(conn, request.path_params["item"])
        verdict = verdict_of_form(item, form)
        if verdict is None:
            raise UserError("The form says nothing yet.", todo="Take one of both verdicts, or give another.")
        check_meaning(desk.workspace, item, verdict)
        now = after_all(conn, desk.clock())
        made = second.adjudicate(conn, item.item_id, verdict, seen=one(form, "pair"), by=desk.by(request), now=now)
    desk.recompute.ask(made)
    return RedirectResponse("/review/second", 303)


def proposals(request: Request) -> Response:
    """The new values that people gave to wordings, each a proposal for the vocabulary."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        found = proposed_values(conn)
    twin = proposals_twin(found)
    return twin.file(request) if form_of(request) else page(request, "proposals.html", found=found, twin=twin)
