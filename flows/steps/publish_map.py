"""The figures of an edition on the map of hexagons: which there are, and what each authority has under one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.hexmap import Cell, hexagons
from flows.steps.courses import Course, latest_of_each
from flows.steps.edition import Edition
from schema.errors import UserError
from schema.league import LeagueRow
from schema.record import Answer
from storage.snapshot.map import Tile, hex_map_svg

CASES, RATE, LATE, QUESTION = "cases", "rate", "late", "question-"
NOT_ASKED, WAITS = "not asked", "waits"
SHORT: Mapping[str, str] = {
    "not_recorded_that_way": "not recorded",
    "ncnd": "NCND",
    "answered_table": "no count",
    "answered_number": "no count",
}
"""Answer kind -> words that fit into a hexagon; the others are their own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an authority has under a figure. ``low`` None: no value, and ``words`` say why. ``high`` None: at least."""

    authority: str
    name: str
    low: float | None
    high: float | None
    words: str
    waiting: bool = False


def figures(edition: Edition) -> dict[str, str]:
    """What the map can show of an edition: id -> title."""
    headline = edition.campaign.headline
    rate = {RATE: f"{headline.unit.capitalize()} per 1,000 workforce"} if edition.campaign.rate_as_at else {}
    others = {f"{QUESTION}{q.id}": f"Question {q.id}: {q.unit}" for q in edition.campaign.questions if not q.headline}
    return {
        CASES: f"{headline.unit.capitalize()} (question {headline.id})",
        **rate,
        LATE: "Working days late",
        **others,
    }


def standings(edition: Edition, figure: str) -> list[Standing]:
    """Every authority on the map or asked, by name, with its value. UserError for a figure that there is not."""
    if figure not in figures(edition):
        raise UserError(f"There is no figure {figure!r}.", todo=f"Known: {', '.join(figures(edition))}.")
    name_of = edition.rows.workspace.name_of
    every = {*hexagons(), *edition.league.by_authority}
    latest = latest_of_each(edition.rows.courses)
    return sorted((_standing(edition, figure, a, name_of(a), latest) for a in every), key=lambda one: one.name)


def _standing(edition: Edition, figure: str, authority: str, name: str, latest: Mapping[str, Course]) -> Standing:
    row = edition.league.by_authority.get(authority)
    if row is None:
        return Standing(authority, name, None, None, NOT_ASKED)
    if figure == LATE:
        days = latest[authority].days_late
        return Standing(authority, name, days, days, "" if days is not None else "no date")
    if figure in (CASES, RATE):
        return _counted(row, name, figure, edition.campaign.headline.unit)
    question = next(q for q in edition.campaign.questions if f"{QUESTION}{q.id}" == figure)
    wanted = (authority, latest[authority].letter.wave, question.id)
    found = [a for a in edition.rows.answers if (a.authority, a.wave, a.question) == wanted]
    return _answered(found[0] if found else None, latest[authority], name, question.unit)


def _counted(row: LeagueRow, name: str, figure: str, unit: str) -> Standing:
    if row.cases is None:
        return Standing(row.authority, name, None, None, WAITS if row.waiting else in_words(row.answer), row.waiting)
    if row.unit != unit:
        return Standing(row.authority, name, None, None, row.unit, row.waiting)
    value = row.cases if figure == CASES else row.rate
    if value is None:
        return Standing(row.authority, name, None, None, "no base", row.waiting)
    return Standing(row.authority, name, value[0], value[1], "", row.waiting)


def _answered(answer: Answer | None, course: Course, name: str, unit: str) -> Standing:
    authority = course.letter.authority
    if answer is None:
        return Standing(authority, name, None, None, in_words(course.came(answer)))
    if answer.low is None or answer.unit != unit:
        words = WAITS if answer.waiting else in_words(course.came(answer)) if answer.low is None else answer.unit
        return Standing(authority, name, None, None, words, answer.waiting)
    return Standing(authority, name, answer.low, answer.high, "", answer.waiting)


def in_words(answer: str) -> str:
    """Why there is no value, in words that fit into a hexagon."""
    return SHORT.get(answer, answer.replace("_", " "))


def map_picture(edition: Edition, figure: str) -> str:
    """The map of one figure as an SVG."""
    known = {one.authority: one for one in standings(edition, figure)}
    north = max(cell.r for cell in hexagons().values())
    west = min(cell.x for cell in hexagons().values())
    tiles = [_tile(cell, known[cell.authority], north, west) for cell in hexagons().values()]
    subtitle = f"{figures(edition)[figure]}, as at {edition.as_at}. One hexagon a force, all of one size."
    return hex_map_svg(edition.campaign.title, subtitle, tiles)


def _tile(cell: Cell, one: Standing, north: int, west: float) -> Tile:
    return Tile(one.name, cell.short, cell.x - west, north - cell.r, one.low, one.high, one.words)
