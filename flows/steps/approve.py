"""Approve or cancel a wave: a person's word on the letters exactly as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from flows.steps.workspace import Workspace
from schema.errors import UserError
from schema.event import EventKind
from schema.request import Wave
from storage import outbox, waves
from storage.outbox import Entry, State


@dataclass(frozen=True, slots=True)
class Approval:
    """``approved``: how many letters this approval was the first for; ``seal``: SHA-256 over all of the wave."""

    wave: Wave
    letters: int
    approved: int
    seal: str


def known_wave(conn: Connection, name: str) -> Wave:
    """The wave of that name. UserError when there is none."""
    wave = waves.wave(conn, name)
    if wave is None:
        known = ", ".join(wave.wave for wave in waves.waves(conn)) or "none"
        raise UserError(f"There is no wave {name!r}.", todo=f"Known: {known}. Make one with `roundrobin wave plan`.")
    return wave


def approve_wave(workspace: Workspace, name: str, by: str, now: datetime) -> Approval:
    """Record that ``by`` approved every letter of the wave, and queue them. The same again adds nothing.

    UserError when nobody is named, the wave is unknown or empty, or stored letters are no longer what was planned.
    """
    if not by.strip():
        raise UserError(
            "Nobody is named as approving.", where="--by", todo="Give the name of the person who read them."
        )
    with workspace.database.writing(durable=True) as conn:
        wave = known_wave(conn, name)
        letters = waves.letters(conn, wave=name)
        if not letters:
            raise UserError(
                f"The wave {name} has no letters.", todo="Add addresses to addresses.csv and plan it again."
            )
        for letter in letters:
            workspace.documents.get(letter.sha256)
        seal = outbox.seal(letters)
        count = outbox.approve(conn, letters, at=now.isoformat(), by=by.strip(), seal=seal)
    return Approval(wave, len(letters), count, seal)


def cancel_wave(workspace: Workspace, name: str, by: str, now: datetime) -> tuple[list[Entry], list[Entry]]:
    """Cancel what has not gone. Returns the letters cancelled, and those that went or may have gone."""
    with workspace.database.writing(durable=True) as conn:
        known_wave(conn, name)
        found = outbox.entries(conn, wave=name)
        gone = [entry for entry in found if entry.state in (State.SENT, State.IN_DOUBT)]
        stopped = [entry for entry in found if entry not in gone and entry.state is not State.CANCELLED]
        for entry in stopped:
            outbox.move(conn, entry.letter, EventKind.LETTER_CANCELLED, at=now.isoformat(), by=by)
    return stopped, gone
