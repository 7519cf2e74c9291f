"""Look for letters in doubt in the folder of sent mail: what lies there was sent. Nothing is ever sent from here.

The mail servers of Google and Microsoft keep a copy of what they accept; where a server keeps none, absence says
nothing. So letters that are known to be sent are looked for, too, and only a copy found is evidence by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.steps.approve import known_wave
from flows.steps.resolve import Verdict, resolve_letter
from flows.steps.workspace import Workspace
from storage import followups, outbox, waves
from storage.mailbox import Account, Copy, copies
from storage.outbox import Entry, State

COMPARED = 10
"""How many letters known to be sent, the latest ones, are looked for besides."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the folder says of one letter in doubt. ``sent``: a copy to the right address lies there."""

    entry: Entry
    sent: bool
    evidence: str


def look_up(workspace: Workspace, account: Account, wave: str = "", authority: str = "") -> list[Found]:
    """Look for every letter in doubt, or for those of one wave or authority. UserError when it cannot be looked."""
    entries = _entries(workspace, wave)
    doubts = [e for e in entries if e.state is State.IN_DOUBT and authority in ("", e.letter.authority)]
    if not doubts:
        return []
    known = sorted((e for e in entries if e.state is State.SENT), key=lambda e: e.since)[-COMPARED:]
    there = {copy.message_id: copy for copy in copies(account, [e.letter.message_id for e in (*doubts, *known)])}
    compared = _compared(known, there)
    return [_found(entry, there.get(entry.letter.message_id), compared) for entry in doubts]


def _entries(workspace: Workspace, wave: str) -> list[Entry]:
    """The letters of every wave, or of one, with its follow-ups."""
    with workspace.database.reading() as conn:
        if wave:
            known_wave(conn, wave)
        found = outbox.entries_of(conn, [*waves.letters(conn), *followups.letters(conn)])
    return [e for e in found if wave in ("", e.letter.wave) or e.letter.wave.startswith(f"{wave}/")]


def _compared(known: Sequence[Entry], there: Mapping[str, Copy]) -> str:
    """What the absence of a letter says, by the letters that are known to be sent."""
    seen = sum(e.letter.message_id in there for e in known)
    if not known:
        return "no other letter is known to be sent, so that its absence says little"
    if not seen:
        return f"nor is any of {len(known)} letters known to be sent: the server keeps no copies, this says nothing"
    return f"while {seen} of {len(known)} letters known to be sent are there: it was probably not sent"


def _found(entry: Entry, copy: Copy | None, compared: str) -> Found:
    if copy is None:
        return Found(entry, False, f"not there, {compared}")
    place = f"{copy.folder}, number {copy.position.uid}, {copy.arrived[:16] or 'no time given'}"
    if entry.letter.recipient.casefold() not in copy.recipient.casefold():
        return Found(
            entry, False, f"a mail with its Message-ID is there, but to {copy.recipient or 'nobody'} ({place})"
        )
    return Found(entry, True, f"a copy lies in {place}")


def record(workspace: Workspace, found: Sequence[Found], by: str, now: datetime) -> list[Entry]:
    """Record as sent what was found to be, with the evidence. What was not found stays in doubt."""
    return [
        resolve_letter(workspace, f.entry.letter.wave, f.entry.letter.authority, Verdict.SENT, by, now, f.evidence)
        for f in found
        if f.sent
    ]
