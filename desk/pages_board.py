"""The wave board: the waves, who said what to which question, what is due, and what needs a person today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.answers import SHAPES, shown
from desk.guard import Form
from desk.state import Desk
from desk.timeline import Took, timeline_svg
from desk.verdicts import one
from desk.views import page
from desk.waiting import waiting
from flows.steps.approve import approve_wave, cancel_wave
from flows.steps.courses import Course, courses
from flows.steps.plan import plan_wave
from flows.steps.preview import letters_of, overview, readable
from flows.steps.wave_status import RequestStatus, wave_status
from schema.calendar import LONDON, Regime, london_day
from schema.decision import DecisionKind
from schema.errors import UserError
from schema.finding import Finding
from schema.record import Answer
from storage import computed
from tracking.working_days import working_days_between

TODAY = {
    DecisionKind.MATCH: "mails or files that no request claims for certain",
    DecisionKind.RELEASE: "documents held because something in them is hidden",
    DecisionKind.REPLY_CLASS: "replies whose meaning moves a date or is not sure",
    DecisionKind.RESOLVE: "values that contradict each other",
}


def board(request: Request) -> Response:
    """All waves, and one of them in full: the one that is named, else the one that asked the most."""
    desk: Desk = request.app.state.desk
    every = overview(desk.workspace)
    names = [str(wave["wave"]) for wave in every]
    wanted = request.query_params.get("wave", "")
    largest = max(every, key=lambda wave: int(wave["letters"]), default=None)
    name = wanted if wanted in names else str(largest["wave"]) if largest else ""
    values: dict[str, Any] = {"waves": every, "campaigns": desk.campaigns, "wave": name, "rows": []}
    if name:
        values |= _wave(desk, name, next(str(wave["campaign"]) for wave in every if wave["wave"] == name))
    with desk.workspace.database.reading() as conn:
        values["today_needs"] = _needs(conn, values["rows"])
    return page(request, "board.html", shapes=SHAPES, **values)


def _wave(desk: Desk, name: str, campaign: str) -> dict[str, Any]:
    rows = sorted(wave_status(desk.workspace, name, desk.clock()), key=lambda row: desk.called(row.authority))
    questions = desk.workspace.campaign(campaign).questions
    with desk.workspace.database.reading() as conn:
        answers = {(a.authority, a.question): a for a in computed.rows(conn, Answer, wave=name)}
        found = Counter(f.authority for f in computed.rows(conn, Finding, campaign=campaign, wave=name))
        asked = courses(conn, desk.workspace, desk.clock().astimezone(LONDON).date(), campaign=campaign)
    cells = {(row.authority, q.id): shown(answers.get((row.authority, q.id))) for row in rows for q in questions}
    taken = [took(desk, course) for course in asked if course.letter.wave == name and course.sent]
    return {
        "rows": rows,
        "questions": questions,
        "cells": cells,
        "findings": found,
        "taken": {one.authority: one.days for one in taken},
        "timeline": timeline_svg(f"Replies of wave {name}", taken),
    }


def took(desk: Desk, course: Course) -> Took:
    """How many working days a request took, from the day of sending to the reply."""
    known = desk.workspace.authorities.get(course.letter.authority)
    regime = known.law if known else Regime.FOIA
    if not course.replied:
        return Took(course.letter.authority, None)
    sent = london_day(course.sent)
    days = working_days_between(sent, course.replied, desk.workspace.calendar, regime)
    return Took(course.letter.authority, days)


def _needs(conn: Connection, rows: Iterable[RequestStatus]) -> list[tuple[int, str, str]]:
    """(how many, of what, where to go) for everything that a person should do today."""
    open_ = Counter(item.kind for item in waiting(conn).open)
    needs = [(open_.pop(kind, 0), words, "/review") for kind, words in TODAY.items()]
    needs.append((sum(open_.values()), "tables, wordings and numbers to look at", "/review"))
    listed = list(rows)
    needs += [
        (sum(row.state == "planned" for row in listed), "letters planned and not yet approved", "#matrix"),
        (sum(row.state in ("in_doubt", "failed") for row in listed), "letters in doubt or refused", "#matrix"),
        (sum(row.days_late > 0 and not row.replied for row in listed), "requests overdue: chase them", "#matrix"),
        (sum(bool(row.alarms) for row in listed), "requests with an alarm", "#matrix"),
    ]
    return [need for need in needs if need[0]]


def letter(request: Request) -> Response:
    """One letter of a wave, as its recipient will read it."""
    desk: Desk = request.app.state.desk
    wave, authority = request.path_params["wave"], request.path_params["authority"]
    (found,), seal = letters_of(desk.workspace, wave, authority)
    return page(request, "letter.html", letter=found, seal=seal, text=readable(desk.workspace, found))


def approve(request: Request) -> Response:
    """Approve the letters of a wave exactly as they are, and queue them; sending is another's work."""
    desk: Desk = request.app.state.desk
    wave = request.path_params["wave"]
    _, seal = letters_of(desk.workspace, wave)
    form: Form = request.scope["form"]
    if one(form, "seal") != seal:
        raise UserError("The letters are not those that were shown.", where=wave, todo="Look at them again.")
    approve_wave(desk.workspace, wave, desk.by(request), desk.clock())
    return RedirectResponse(f"/?wave={wave}", 303)


def cancel(request: Request) -> Response:
    """Cancel what has not gone."""
    desk: Desk = request.app.state.desk
    cancel_wave(desk.workspace, request.path_params["wave"], desk.by(request), desk.clock())
    return RedirectResponse(f"/?wave={request.path_params['wave']}", 303)


def plan(request: Request) -> Response:
    """Plan a wave: letters are written and kept, and nothing is approved or sent."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    name = one(form, "name")
    campaign = desk.workspace.campaign(one(form, "campaign"))
    plan_wave(desk.workspace, name, campaign, desk.asker(), desk.clock(), send_on=one(form, "send_on"))
    return RedirectResponse(f"/?wave={name}", 303)


def request_page(request: Request) -> Response:
    """One request: its correspondence, its clocks with every day counted, its documents, answers and findings."""
    from desk.correspondence import request_values

    desk: Desk = request.app.state.desk
    return page(request, "request.html", **request_values(desk, request.path_params["reference"]))
