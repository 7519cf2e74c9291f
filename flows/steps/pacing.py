"""Pausing a wave, and holding letters back until they may go: pace, working hours, a pause that a person made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from flows.steps.approve import known_wave
from flows.steps.workspace import Workspace
from schema.errors import UserError
from schema.event import Event, EventKind
from schema.request import Letter
from storage import ledger
from tracking.pacing import Hours, left_this_hour, outside

_KINDS = (EventKind.WAVE_PAUSED, EventKind.WAVE_RESUMED)


def pause(workspace: Workspace, wave: str, by: str, now: datetime) -> bool:
    """Record that nothing of the wave is to go until it is resumed. False when it was paused before."""
    return _record(workspace, wave, EventKind.WAVE_PAUSED, by, now)


def resume(workspace: Workspace, wave: str, by: str, now: datetime) -> bool:
    """Record that the wave may go on. False when it was not paused."""
    return _record(workspace, wave, EventKind.WAVE_RESUMED, by, now)


def _record(workspace: Workspace, wave: str, kind: EventKind, by: str, now: datetime) -> bool:
    if not by.strip():
        raise UserError("Nobody is named.", where="--by", todo="Give a name.")
    with workspace.database.writing(durable=True) as conn:
        campaign = known_wave(conn, wave).campaign
        if bool(why_paused(conn, wave)) == (kind is EventKind.WAVE_PAUSED):
            return False
        ledger.append(conn, [Event(ledger.new_id(), now.isoformat(), kind, campaign, wave, by=by.strip())])
    return True


def why_paused(conn: Connection, wave: str) -> str:
    """Who paused the wave and what to do, or ""."""
    told = ledger.events(conn, wave=wave, kind=list(_KINDS))
    if not told or told[-1].kind is EventKind.WAVE_RESUMED:
        return ""
    return f"the wave was paused by {told[-1].by} on {told[-1].at[:10]}: `roundrobin wave resume {wave} --by NAME`"


def brake(workspace: Workspace, wave: str, now: datetime, hours: Hours | None) -> str:
    """Why nothing of the wave goes now, or "". Asked before every letter, since a person may pause at any time."""
    with workspace.database.reading() as conn:
        return why_paused(conn, wave) or outside(now, hours, workspace.calendar)


def held_back(
    conn: Connection,
    workspace: Workspace,
    wave: str,
    ready: list[Letter],
    now: datetime,
    an_hour: int,
    hours: Hours | None,
) -> tuple[list[Letter], str]:
    """Which of the letters that are ready must wait, and why."""
    if why := why_paused(conn, wave) or outside(now, hours, workspace.calendar):
        return ready, why
    left = left_this_hour(now, _went(conn), an_hour) if an_hour else None
    return ([], "") if left is None else (ready[left:], f"{an_hour} letters an hour; the rest may go later")


def _went(conn: Connection) -> list[datetime]:
    """When each letter of any wave went, or may have gone."""
    kinds = [EventKind.LETTER_IN_DOUBT, EventKind.LETTER_SENT]
    last = {(e.wave, e.authority): e.at for e in ledger.events(conn, kind=kinds)}
    return [datetime.fromisoformat(at) for at in last.values()]
