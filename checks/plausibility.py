"""Counts beside the size of the workforce, and cases whose role nobody states."""

from __future__ import annotations

from collections.abc import Iterator

from checks.given import CheckInput
from schema.campaign import Campaign
from schema.finding import Finding
from schema.league import League
from schema.views import Interval, total_of, words

MOST_PER_1000 = 50.0
"""Three times the highest known rate: North Yorkshire 2014, 46 cases at a workforce of 2,710, is 17.0 in 1,000."""

_STATED = {"officer": "officers", "staff": "staff", "pcso": "PCSOs", "other": "others"}


def plausibility(given: CheckInput) -> Iterator[Finding]:
    """implausible, role_gap."""
    for wave, table in given.leagues.items():
        for row in table.rows:
            if row.rate and row.rate[0] > MOST_PER_1000 and row.cases and row.workforce:
                message = (
                    f"{given.name(row.authority)} has {words(row.cases)} {row.unit} at a workforce of "
                    f"{row.workforce:,.0f}: {row.rate[0]:.1f} in 1,000."
                )
                yield given.finding("implausible", message, wave=wave, authority=row.authority)
        yield from _role_gap(given, wave, table)


def _role_gap(given: CheckInput, wave: str, table: League) -> Iterator[Finding]:
    """The message names all cases and those with a role, so that nobody takes one for the other."""
    roles = table.totals.roles
    missing, gaps = roles["not_stated"], _where(given, table)
    if missing == (0, 0) or not gaps or not _asks_for_roles(given.campaign):
        return
    cases = table.totals.cases[given.campaign.headline.unit]
    stated = {role: roles[role] for role in _STATED if roles[role][0]}
    parts = ", ".join(f"{words(value)} {_STATED[role]}" for role, value in stated.items())
    message = (
        f"{words(total_of(stated.values()))} of {words(cases)} {given.campaign.headline.unit} have a stated role"
        f"{f' ({parts})' if parts else ''}; {words(missing)} have none: {gaps}."
    )
    yield given.finding("role_gap", message, wave=wave)


def _asks_for_roles(campaign: Campaign) -> bool:
    """True where a question about the cases that the headline counts asks for roles."""
    headline = campaign.headline
    same = [q for q in campaign.questions if (q.unit, q.period) == (headline.unit, headline.period)]
    return any("role" in (*q.dimensions, *q.fixed) for q in same)


def _where(given: CheckInput, table: League) -> str:
    gaps: list[tuple[str, Interval]] = [
        (row.authority, row.roles["not_stated"])
        for row in table.rows
        if row.roles and row.roles["not_stated"] != (0, 0)
    ]
    return ", ".join(f"{given.name(authority)} {words(value)}" for authority, value in gaps)
