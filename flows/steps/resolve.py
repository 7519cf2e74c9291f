"""Settle a letter that is in doubt or was refused: a person says what became of it, or that it is to go again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from flows.steps.approve import known_wave
from flows.steps.workspace import Workspace
from schema.errors import UserError
from schema.event import EventKind
from schema.request import Letter
from storage import followups, outbox, waves
from storage.outbox import Entry, State
from tracking.followup import is_follow_up


class Verdict(StrEnum):
    """``sent``: it was found sent. ``not_sent``: it surely was not. ``resend``: nobody knows, and it goes again.

    A letter that goes again keeps its bytes and its Message-ID.
    """

    SENT = "sent"
    NOT_SENT = "not_sent"
    RESEND = "resend"


KINDS = {
    Verdict.SENT: EventKind.LETTER_SENT,
    Verdict.NOT_SENT: EventKind.LETTER_QUEUED,
    Verdict.RESEND: EventKind.LETTER_QUEUED,
}
WORDS = {
    Verdict.SENT: "found to have been sent",
    Verdict.NOT_SENT: "found not to have been sent; queued again",
    Verdict.RESEND: "unknown whether sent; to be sent again all the same",
}


def resolve_letter(
    workspace: Workspace, wave: str, authority: str, verdict: Verdict, by: str, now: datetime, note: str = ""
) -> Entry:
    """Record what a person says about a letter and return how it stands then.

    A letter found sent counts from when it went into doubt. UserError when nobody is named or nothing is to settle.
    """
    if not by.strip():
        raise UserError("Nobody is named as deciding.", where="--by", todo="Give a name.")
    with workspace.database.writing(durable=True) as conn:
        entry = next(iter(outbox.entries_of(conn, _letters(conn, wave, authority))), None)
        if entry is None:
            raise UserError(f"The wave {wave} has no letter to {authority!r}.", todo="See `roundrobin outbox list`.")
        if (entry.state, verdict) == (State.FAILED, Verdict.SENT):
            what = f"The mail server refused the letter to {authority} ({entry.words}), so it was not sent."
            raise UserError(what, todo="--resend queues it again.")
        if entry.state not in (State.IN_DOUBT, State.FAILED):
            raise UserError(
                f"The letter to {authority} is {entry.state.replace('_', ' ')}: there is nothing to settle."
            )
        at = entry.since if verdict is Verdict.SENT else now.isoformat()
        words = WORDS[verdict] + (f": {note.strip()}" if note.strip() else "")
        outbox.move(conn, entry.letter, KINDS[verdict], at=at, by=by.strip(), words=words)
        return outbox.entries_of(conn, [entry.letter])[0]


def _letters(conn: Connection, wave: str, authority: str) -> list[Letter]:
    """The letter of a wave, or of the follow-up that goes under this name."""
    if is_follow_up(wave):
        return [letter for letter in followups.letters(conn, authority=authority) if letter.wave == wave]
    known_wave(conn, wave)
    return waves.letters(conn, wave=wave, authority=authority)
