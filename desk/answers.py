"""Answers told apart by word and shape: a figure, nil, not held, not recorded, refused, silence and their like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.steps.courses import Course
from schema.answers import NO_REPLY
from schema.league import NOT_SENT
from schema.record import Answer, AnswerKind

_KIND = AnswerKind


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell of the matrix. ``shape``: a sign of its own for each kind; ``look``: a class of the style sheet."""

    shape: str
    words: str
    look: str = ""
    waiting: bool = False


SHAPES: Mapping[str, tuple[str, str, str]] = {
    _KIND.NUMBER: ("■", "number", ""),
    _KIND.TABLE: ("▦", "table", ""),
    _KIND.NIL: ("○", "nil", ""),
    _KIND.NOT_HELD: ("∅", "not held", "nothing"),
    _KIND.NOT_RECORDED: ("◇", "not recorded that way", "nothing"),
    _KIND.REFUSED: ("✕", "refused", "no"),
    _KIND.COST_LIMIT: ("⊘", "cost limit", "no"),
    _KIND.NCND: ("⊗", "not confirmed nor denied", "no"),
    _KIND.REDIRECTED: ("↗", "redirected", "nothing"),
    _KIND.PARTIAL: ("◐", "partial", ""),
    _KIND.UNANSWERED: ("–", "not answered", "nothing"),
    "silent": ("…", "silent", "nothing"),
}
"""Kind -> (shape, word, class)."""


def cell_of(course: Course, answer: Answer | None) -> Shown:
    """What stands in the matrix; nobody is silent about a letter that has not gone."""
    return Shown("·", "not sent", "nothing") if course.came(answer) == NOT_SENT else shown(answer)


def shown(answer: Answer | None) -> Shown:
    """How one answer stands in the matrix; None: nothing has been heard."""
    silent = answer is None or (answer.kind is _KIND.UNANSWERED and answer.reason == NO_REPLY)
    if answer is None or silent:
        return Shown(*SHAPES["silent"])
    shape, word, look = SHAPES[answer.kind]
    sections = ", ".join(f"s.{section}" for section in answer.sections.split(";") if section)
    told = " ".join(part for part in (word, sections) if part)
    if answer.as_printed and answer.kind in (_KIND.NUMBER, _KIND.TABLE, _KIND.PARTIAL):
        told = answer.as_printed if answer.kind is _KIND.NUMBER else f"{answer.as_printed} ({told})"
    return Shown(shape, told, look, answer.waiting)
