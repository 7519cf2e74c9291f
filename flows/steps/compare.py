"""The same campaign again: one wave beside another, in answers, refusals and lateness. Derived from what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from flows.steps.approve import known_wave
from flows.steps.courses import Course, courses
from flows.steps.holidays import keep_calendar
from flows.steps.workspace import Workspace
from schema.calendar import LONDON
from schema.errors import UserError
from schema.record import Answer, AnswerKind
from schema.request import Wave
from storage import computed

_REFUSALS = (AnswerKind.REFUSED, AnswerKind.COST_LIMIT, AnswerKind.NCND)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. ``low``, ``high``: None where unknown; ``sections``: what a refusal relied on."""

    kind: str
    as_printed: str = ""
    low: float | None = None
    high: float | None = None
    sections: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One question at one authority in both waves; None where it was not asked.

    ``change``: up, down, same (both known exactly), or unknown: only what every possible value bears out.
    """

    authority: str
    question: str
    first: Given | None
    second: Given | None
    change: str


@dataclass(frozen=True, slots=True)
class Courses:
    """How one authority dealt with the requests. ``days_late``: working days, None where no date ran."""

    authority: str
    first_days_late: int | None
    second_days_late: int | None
    first_replied: str
    second_replied: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Over the authorities of one wave. ``answers``: how many questions got each kind of answer."""

    wave: str
    question_set: str
    asked: int
    replied: int
    late: int
    refused_something: int
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``same_questions``: both waves asked the very same; where not, a question may mean another under its number."""

    same_questions: bool
    totals: tuple[Totals, Totals]
    answers: tuple[Pair, ...]
    courses: tuple[Courses, ...]


def compare(workspace: Workspace, first: str, second: str, now: datetime) -> Comparison:
    """Two waves of one campaign side by side, every authority of either. UserError for waves of two campaigns."""
    keep_calendar(workspace, now)
    today = now.astimezone(LONDON).date()
    with workspace.database.reading() as conn:
        waves = known_wave(conn, first), known_wave(conn, second)
        if waves[0].campaign != waves[1].campaign:
            what = f"The waves belong to two campaigns: {waves[0].campaign} and {waves[1].campaign}."
            raise UserError(what, todo="Compare waves of one campaign; `roundrobin wave repeat` makes them.")
        both = courses(conn, workspace, today, campaign=waves[0].campaign)
        answers = _answers(conn, first), _answers(conn, second)
    of = tuple({c.letter.authority: c for c in both if c.letter.wave == wave.wave} for wave in waves)
    return Comparison(
        waves[0].question_set == waves[1].question_set,
        (_totals(waves[0], of[0], answers[0]), _totals(waves[1], of[1], answers[1])),
        tuple(_pair(key, answers[0].get(key), answers[1].get(key)) for key in sorted({*answers[0], *answers[1]})),
        tuple(_course(name, of[0].get(name), of[1].get(name)) for name in sorted({*of[0], *of[1]})),
    )


def _answers(conn: Connection, wave: str) -> dict[tuple[str, str], Answer]:
    return {(answer.authority, answer.question): answer for answer in computed.rows(conn, Answer, wave=wave)}


def _totals(wave: Wave, of: Mapping[str, Course], answers: Mapping[tuple[str, str], Answer]) -> Totals:
    kinds = Counter(str(answer.kind) for answer in answers.values())
    return Totals(
        wave.wave,
        wave.question_set[:12],
        asked=len(of),
        replied=sum(course.replied is not None for course in of.values()),
        late=sum((course.days_late or 0) > 0 for course in of.values()),
        refused_something=len({a.authority for a in answers.values() if a.kind in _REFUSALS}),
        answers=dict(sorted(kinds.items())),
    )


def _pair(key: tuple[str, str], first: Answer | None, second: Answer | None) -> Pair:
    return Pair(*key, _given(first), _given(second), change(_given(first), _given(second)))


def _given(answer: Answer | None) -> Given | None:
    if answer is None:
        return None
    return Given(str(answer.kind), answer.as_printed, answer.low, answer.high, answer.sections)


def change(first: Given | None, second: Given | None) -> str:
    """up, down or same where every value that both allow says so; else unknown."""
    if first is None or second is None or first.low is None or second.low is None:
        return "unknown"
    if first.high is not None and second.low > first.high:
        return "up"
    if second.high is not None and second.high < first.low:
        return "down"
    exact = first.low == first.high == second.low == second.high
    return "same" if exact else "unknown"


def _course(authority: str, first: Course | None, second: Course | None) -> Courses:
    return Courses(authority, _late(first), _late(second), _replied(first), _replied(second))


def _late(course: Course | None) -> int | None:
    return course.days_late if course else None


def _replied(course: Course | None) -> str:
    return course.replied.isoformat() if course and course.replied else ""
