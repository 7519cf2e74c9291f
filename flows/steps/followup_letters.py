"""What the follow-up letters say: their templates, and the values that these may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import config
from flows.steps.courses import Course
from flows.steps.plan import Asker
from flows.steps.unpack import mail_of
from flows.steps.workspace import Workspace
from schema.authority import Authority
from schema.calendar import london_day
from schema.request import Letter
from tracking import letter as letters
from tracking.followup import LAW, Stage
from tracking.status import Correspondence

TEMPLATES = Path(config.__file__).parent / "letters"
_TEMPLATE = {
    Stage.NARROWED_REQUEST: "refine_after_s12",
    Stage.COMPLAINT: "ico_complaint",
    Stage.DISCLOSURE_NOTICE: "accidental_disclosure_notice",
}
_GROUNDS = {
    Correspondence.NOT_HELD: "Please describe the searches that were made, and where such information would be held.",
    Correspondence.NCND: "Please consider again whether neither confirming nor denying is needed for each question.",
    Correspondence.PART_ANSWERED: "Part of the request was not answered; please answer it, or say on what ground not.",
}
_GROUND = (
    "Please consider again whether each exemption applies to each question, and the public interest where it counts."
)


@dataclass(frozen=True, slots=True)
class Said:
    """What only the person can say. ``points``: (their question, our answer); ``text``: the narrower request."""

    points: tuple[tuple[str, str], ...] = ()
    text: str = ""
    grounds: tuple[str, ...] = ()


def written(
    workspace: Workspace,
    stage: Stage,
    course: Course,
    authority: Authority,
    force_reference: str,
    asker: Asker,
    said: Said,
    **more: Any,
) -> letters.Letter:
    """The letter of a stage, with our reference in its subject; ``more``: further values for its template."""
    number = course.letter.reference
    path = TEMPLATES / f"{_TEMPLATE.get(stage, str(stage))}.txt"
    values = template_values(workspace, course, authority, force_reference, asker, said) | more
    text = letters.render(path.read_text(encoding="utf-8"), values, where=path.name)
    if f"[{number}]" not in text.subject:
        text = letters.Letter(f"{text.subject} [{number}]", text.body)
    return letters.with_reference(text, number, path.name)


def template_values(
    workspace: Workspace, course: Course, authority: Authority, force_reference: str, asker: Asker, said: Said
) -> dict[str, Any]:
    """What the follow-up letters may name; dates in words, "" where there is none."""
    letter, life, status = course.letter, course.life, course.status
    sections = [str(s) for e in course.events for s in e.payload.get("sections", ()) if e.at[:10]]
    asked = in_words(life.question_open)
    return {
        "force_name": authority.name,
        "force_ref": force_reference,
        "requester_name": asker.name,
        "requester_address": asker.postal,
        "original_subject": letter.subject,
        "original_text": original_text(workspace, letter),
        "sent_on": in_words(london_day(course.sent) if course.sent else None),
        "request_date": in_words(london_day(course.sent) if course.sent else None),
        "received_on": in_words(life.day_zero),
        "due_on": in_words(status.due.date),
        "days_late": status.days_late,
        "asked_on": asked,
        "points": [{"question": question, "answer": answer} for question, answer in said.points],
        "refused_on": in_words(life.final),
        "response_date": in_words(life.final),
        "narrower_text": said.text or _narrower(workspace, letter),
        "grounds": list(said.grounds) or [_ground(course)],
        "sections": list(dict.fromkeys(sections)),
        "law": LAW[authority.law],
    }


def _ground(course: Course) -> str:
    if course.life.final is None:
        return "The request was not answered by the day on which the answer was due."
    return _GROUNDS.get(course.status.correspondence, _GROUND)


def _narrower(workspace: Workspace, letter: Letter) -> str:
    """A proposal: the headline question alone, for the last two years of the period."""
    campaign = workspace.campaign(letter.campaign)
    last = date.fromisoformat(campaign.period_end)
    first = max(date.fromisoformat(campaign.period_start), date(last.year - 1, 1, 1))
    asked = " ".join(campaign.headline.text.split())
    return f"{asked} For {in_words(first)} to {in_words(last)} only; the later year first, if both are too much."


def original_text(workspace: Workspace, letter: Letter) -> str:
    """The text of a letter as it was written."""
    return "\n".join(mail_of(workspace.documents.get(letter.sha256)).body_text.strip().splitlines())


def in_words(day: date | None) -> str:
    """ "19 March 2014", or "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""
