"""Everything about one request, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desk.answers import cell_of
from desk.evidence import is_held
from desk.state import Desk
from desk.waiting import waiting
from flows.steps.courses import courses
from flows.steps.listing import listed_documents
from flows.steps.preview import readable
from flows.steps.read import readings
from flows.steps.wave_status import wave_status
from schema.calendar import LONDON
from schema.errors import UserError
from schema.event import Event
from schema.finding import Finding
from schema.record import Answer, Record
from schema.request import Letter, Message
from storage import computed, waves

MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: a letter of ours, a mail of theirs, or an event. ``side``: ours, theirs or ""."""

    at: str
    side: str
    title: str
    text: str = ""
    document: str = ""
    by: str = ""


def request_values(desk: Desk, reference: str) -> dict[str, Any]:
    """What the page of one request shows. UserError for an unknown reference."""
    with desk.workspace.database.reading() as conn:
        letter = next(iter(waves.letters(conn, reference=reference)), None)
        if letter is None:
            raise UserError(f"No letter bears the reference {reference!r}.")
        today = desk.clock().astimezone(LONDON).date()
        asked = courses(conn, desk.workspace, today, campaign=letter.campaign)
        course = next(c for c in asked if c.letter.reference == reference)
        campaign = desk.workspace.campaign(letter.campaign)
        of_it = {"wave": letter.wave, "authority": letter.authority}
        answers = {a.question: a for a in computed.rows(conn, Answer, **of_it)}
        values: dict[str, Any] = {
            "letter": letter,
            "course": course,
            "questions": campaign.questions,
            "answers": answers,
            "records": computed.rows(conn, Record, campaign=letter.campaign, **of_it),
            "documents": [d for d in listed_documents(conn) if reference in d.request.split()],
            "steps": _steps(desk, conn, letter, course.events),
        }
        values["findings"] = _unheld(
            computed.rows(conn, Finding, campaign=letter.campaign, **of_it),
            [d.name for d in values["documents"] if d.sha256 in waiting(conn).held],
        )
    known = wave_status(desk.workspace, letter.wave, desk.clock())
    status = next(row for row in known if row.reference == reference)
    cells = {q.id: cell_of(course, answers.get(q.id)) for q in campaign.questions}
    return values | {"status": status, "cells": cells}


def _unheld(findings: list[Finding], held: list[str]) -> list[Finding]:
    """The findings, those about a held document without their words: they may quote it."""
    words = {"message": "It is told when the document has been released."}
    return [f.model_copy(update=words) if any(name in f.place for name in held) else f for f in findings]


def _steps(desk: Desk, conn: Connection, letter: Letter, events: tuple[Event, ...]) -> list[Step]:
    mails = {message.sha256: message for message in computed.rows(conn, Message)}
    named = [str(event.payload["message"]) for event in events if "message" in event.payload]
    read = readings(conn, named)
    index = waiting(conn).index
    steps = [Step(letter.rendered_at, "ours", f"Our letter to {letter.recipient}", readable(desk.workspace, letter))]
    for event in events:
        sha256 = str(event.payload.get("message", ""))
        if sha256 in mails:
            reading = read.get(sha256)
            held = reading is not None and is_held(conn, reading, index)
            text = "Held: it contains hidden data." if held else reading.text[:MOST_TEXT] if reading else ""
            mail = mails[sha256]
            title = f"{mail.sender}: {mail.subject} ({event.kind.replace('_', ' ')})"
            steps.append(Step(event.at, "theirs", title, text, sha256, event.by))
        else:
            words = str(event.payload.get("words", ""))
            steps.append(Step(event.at, "", event.kind.replace("_", " "), words, by=event.by))
    return sorted(steps, key=lambda step: step.at)
