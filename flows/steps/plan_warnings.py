"""What a person should see before approving a wave, gathered from its campaign, its letters and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from flows.steps.approve import known_wave
from flows.steps.workspace import Workspace
from schema.authority import Authority
from schema.calendar import LONDON, london_day
from schema.campaign import Campaign
from schema.event import EventKind
from schema.request import Wave
from storage import ledger, waves
from tracking.warnings import (
    LetterWarning,
    address_warning,
    aggregation_warning,
    day_warning,
    question_warnings,
    repeat_warning,
    requester_warnings,
)

_WENT = (EventKind.LETTER_SENT, EventKind.LETTER_IN_DOUBT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Authority -> the days on which other waves went to it: on the same theme, and with the very same questions."""

    theme: dict[str, list[date]]
    questions: dict[str, list[date]]


def wave_warnings(
    conn: Connection,
    workspace: Workspace,
    wave: Wave,
    campaign: Campaign,
    asked: Iterable[Authority],
    requester: tuple[str, str],
    now: datetime,
) -> tuple[LetterWarning, ...]:
    """Every warning on a wave. ``requester``: name and address for correspondence. None of them stops it."""
    chosen = day_warning(date.fromisoformat(wave.send_on), workspace.calendar) if wave.send_on else None
    texts = {question.id: question.text for question in campaign.questions}
    return (
        *requester_warnings(*requester, campaign.letter),
        *question_warnings(texts, campaign.letter, campaign.unit),
        *filter(None, [chosen]),
        *_of_authorities(conn, workspace, wave, campaign, asked, now),
    )


def _of_authorities(
    conn: Connection,
    workspace: Workspace,
    wave: Wave,
    campaign: Campaign,
    asked: Iterable[Authority],
    now: datetime,
) -> Iterator[LetterWarning]:
    planned = date.fromisoformat(wave.send_on) if wave.send_on else now.astimezone(LONDON).date()
    before = _asked_before(conn, wave, campaign.theme)
    for one in asked:
        found = (
            _address(one, planned),
            aggregation_warning(one.id, planned, before.theme.get(one.id, ()), workspace.calendar, one.law),
            repeat_warning(one.id, planned, before.questions.get(one.id, ())),
        )
        yield from (warning for warning in found if warning is not None)


def _address(authority: Authority, planned: date) -> LetterWarning | None:
    """Only of one that will be written to: the others wait for a person anyway."""
    if not authority.may_be_written_to:
        return None
    since = date.fromisoformat(authority.email_as_of) if authority.email_as_of else None
    return address_warning(authority.id, authority.foi_email, since, planned)


def _asked_before(conn: Connection, wave: Wave, theme: str) -> _Asked:
    """What other waves sent, or may have sent, and when."""
    themes = {
        (event.wave, event.authority): str(event.payload.get("theme", ""))
        for event in ledger.events(conn, kind=EventKind.LETTER_PLANNED)
        if event.wave != wave.wave
    }
    same = {each.wave for each in waves.waves(conn) if each.question_set == wave.question_set}
    found = _Asked({}, {})
    for event in ledger.events(conn, kind=list(_WENT)) if themes else ():
        key, day = (event.wave, event.authority), london_day(event.at)
        if theme and themes.get(key) == theme:
            found.theme.setdefault(event.authority, []).append(day)
        if key in themes and event.wave in same:
            found.questions.setdefault(event.authority, []).append(day)
    return found


def warnings_today(
    workspace: Workspace, name: str, requester: tuple[str, str], now: datetime
) -> tuple[LetterWarning, ...]:
    """The warnings on a planned wave as things stand now: what was sent since it was planned counts."""
    with workspace.database.reading() as conn:
        wave = known_wave(conn, name)
        asked = [workspace.authorities[x.authority] for x in waves.letters(conn, wave=name)]
        return wave_warnings(conn, workspace, wave, workspace.campaign(wave.campaign), asked, requester, now)
