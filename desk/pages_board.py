"""The wave board: the waves, who said what to which question, what is due, and what needs a person today."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from desk.answers import SHAPES, cell_of
from desk.downloads import Twin, form_of
from desk.kept import kept
from desk.state import Desk
from desk.timeline import Took, timeline_svg
from desk.today import counts, known_courses, paused, signs
from desk.twins import request_twin, waves_twin
from desk.views import page
from flows.steps import followup
from flows.steps.courses import Course
from flows.steps.preview import overview
from flows.steps.wave_status import RequestStatus, wave_status
from schema.calendar import LONDON, Regime, london_day
from schema.errors import UserError
from schema.finding import Finding
from schema.record import Answer
from storage import computed, waves
from tracking.working_days import working_days_between

STATES = ("planned", "queued", "in_doubt", "sent", "failed", "cancelled")
COLUMNS = ("authority_id", "authority", "reference", "question", "answer", "sections", "as_printed", "low", "high")
MORE_COLUMNS = ("basis", "waiting", "due", "replied", "working_days", "days_late", "correspondence", "letter")


def board(request: Request) -> Response:
    """All waves, and one of them in full: the one that is named, else the one that asked the most."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        every = kept(conn, "overview", lambda: overview(desk.workspace))
        name = _named(request, every)
        values: dict[str, Any] = {"waves": every, "campaigns": desk.campaigns, "wave": name, "rows": []}
        if name:
            campaign = next(str(wave["campaign"]) for wave in every if wave["wave"] == name)
            values |= kept(conn, ("wave", name, desk.today), lambda: _wave(desk, conn, name, campaign))
        by = desk.by(request)
        values["today_needs"] = kept(
            conn, ("needs", by, desk.today), lambda: counts(conn, by, lambda: _follow_ups(desk))
        )
        values["signs"] = signs(conn, desk.clock())
        values["paused"] = paused(conn, [str(wave["wave"]) for wave in every])
    values["list"] = waves_twin(every, values["paused"], STATES)
    return page(request, "board.html", shapes=SHAPES, states=STATES, authorities=_askable(desk), **values)


def listed(request: Request) -> Response:
    """The list of waves as CSV or JSON."""
    desk: Desk = request.app.state.desk
    every = overview(desk.workspace)
    with desk.workspace.database.reading() as conn:
        stopped = paused(conn, [str(wave["wave"]) for wave in every])
    return waves_twin(every, stopped, STATES).file(request)


def _named(request: Request, every: list[dict[str, str | int]]) -> str:
    wanted = request.query_params.get("wave", "")
    largest = max(every, key=lambda wave: int(wave["letters"]), default=None)
    return wanted if wanted in [wave["wave"] for wave in every] else str(largest["wave"]) if largest else ""


def _follow_ups(desk: Desk) -> int:
    """How many follow-ups are due, or written and not approved."""
    return sum(row.state in ("due", "drafted") for row in followup.listed(desk.workspace, desk.clock()))


def _askable(desk: Desk) -> list[tuple[str, str]]:
    """(id, name) of those that a wave may ask, by name."""
    return sorted(((a.id, a.name) for a in desk.workspace.authorities.values()), key=lambda pair: pair[1])


def _wave(desk: Desk, conn: Connection, name: str, campaign: str) -> dict[str, Any]:
    today = desk.clock().astimezone(LONDON).date()
    asked = known_courses(conn, desk.workspace, today, campaign)
    rows = sorted(_statuses(desk, name, asked), key=lambda row: desk.called(row.authority))
    questions = desk.workspace.campaign(campaign).questions
    answers = {(a.authority, a.question): a for a in computed.rows(conn, Answer, wave=name)}
    found = Counter(f.authority for f in computed.rows(conn, Finding, campaign=campaign, wave=name))
    here = {course.letter.authority: course for course in asked if course.letter.wave == name}
    taken = [took(desk, course) for course in here.values() if course.sent]
    values = {
        "rows": rows,
        "questions": questions,
        "answers": answers,
        "courses": here,
        "cells": {(a, q.id): cell_of(course, answers.get((a, q.id))) for a, course in here.items() for q in questions},
        "findings": found,
        "taken": {one.authority: one.days for one in taken},
        "timeline": timeline_svg(f"Replies of wave {name}", taken),
    }
    return values | {"matrix": _twin(desk, name, values)}


def _statuses(desk: Desk, name: str, asked: list[Course]) -> list[RequestStatus]:
    return wave_status(desk.workspace, name, desk.clock(), asked)


def took(desk: Desk, course: Course) -> Took:
    """How many working days a request took, from the day of sending to the reply."""
    known = desk.workspace.authorities.get(course.letter.authority)
    regime = known.law if known else Regime.FOIA
    if not course.replied:
        return Took(course.letter.authority, None)
    sent = london_day(course.sent)
    days = working_days_between(sent, course.replied, desk.workspace.calendar, regime)
    return Took(course.letter.authority, days)


def matrix(request: Request) -> Response:
    """The matrix of one wave as CSV or JSON: every authority and question, silence too."""
    desk: Desk = request.app.state.desk
    name = request.query_params.get("wave", "")
    with desk.workspace.database.reading() as conn:
        known = waves.wave(conn, name)
        if known is None or not form_of(request):
            raise UserError(f"There is no wave {name!r}." if known is None else "The matrix stands on the board: /.")
        values = kept(conn, ("wave", name, desk.today), lambda: _wave(desk, conn, name, known.campaign))
    twin: Twin = values["matrix"]
    return twin.file(request)


def _twin(desk: Desk, name: str, values: dict[str, Any]) -> Twin:
    rows = [_line(desk, values, row, q.id) for row in values["rows"] for q in values["questions"]]
    query, told = urlencode({"wave": name}), {"name": f"answers-{name}", "what": "The matrix"}
    return Twin("/answers", (*COLUMNS, *MORE_COLUMNS), rows, query, f"/?{query}", **told)


def _line(desk: Desk, values: dict[str, Any], row: RequestStatus, question: str) -> tuple[Any, ...]:
    answer: Answer | None = values["answers"].get((row.authority, question))
    course: Course = values["courses"][row.authority]
    told = (
        (course.came(answer), answer.sections, answer.as_printed, answer.low, answer.high, answer.basis, answer.waiting)
        if answer
        else (course.came(answer), "", "", None, None, "", False)
    )
    days = values["taken"].get(row.authority)
    late = (row.due, row.replied, days, row.days_late, row.correspondence, row.state)
    return (row.authority, desk.called(row.authority), row.reference, question, *told, *late)


def request_page(request: Request) -> Response:
    """One request: its correspondence, its clocks with every day counted, its documents, answers and findings."""
    from desk.correspondence import request_values

    desk: Desk = request.app.state.desk
    values = request_values(desk, request.path_params["reference"])
    twin = request_twin(values)
    return twin.file(request) if form_of(request) else page(request, "request.html", twin=twin, **values)
