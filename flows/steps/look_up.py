"""Look for letters in doubt: what was replied to, or lies among the sent mail, was sent. Nothing is ever sent here.

The mail servers of Google and Microsoft keep a copy of what they accept; where a server keeps none, absence says
nothing. So letters that are known to be sent are looked for, too, and only a copy found is evidence by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.steps.approve import known_wave
from flows.steps.resolve import Verdict, resolve_letter
from flows.steps.workspace import Workspace
from schema.request import Message
from storage import computed, followups, outbox, waves
from storage.mailbox import Account, Copy, copies
from storage.outbox import Entry, State

COMPARED = 10
"""How many letters known to be sent, the latest ones, are looked for besides."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one letter in doubt. ``sent``: a reply came, or a copy to the right address lies there."""

    entry: Entry
    sent: bool
    evidence: str


def look_up(workspace: Workspace, account: Account | None, wave: str = "", authority: str = "") -> list[Found]:
    """Look for every letter in doubt, or for those of one wave or authority. UserError when it cannot be looked.

    A letter that was replied to is not looked for. ``account`` None: there is no mailbox to look in.
    """
    entries = _entries(workspace, wave)
    doubts = [e for e in entries if e.state is State.IN_DOUBT and authority in ("", e.letter.authority)]
    replied = _replied(workspace, doubts)
    missing = [e for e in doubts if e.letter.message_id not in replied]
    known = sorted((e for e in entries if e.state is State.SENT), key=lambda e: e.since)[-COMPARED:]
    found = replied | (_searched(account, missing, known) if missing else {})
    return [found[entry.letter.message_id] for entry in doubts]


def _replied(workspace: Workspace, doubts: Sequence[Entry]) -> dict[str, Found]:
    """Message-ID -> the first mail that was filed to the letter since; an acknowledgement or a bounce will do."""
    with workspace.database.reading() as conn:
        filed = sorted((m for m in computed.rows(conn, Message) if m.state == "filed"), key=lambda m: m.received)
    found: dict[str, Found] = {}
    for entry in doubts:
        for mail in filed:
            if _answers(mail, entry):
                kind = mail.reply_class.replace("_", " ")
                evidence = f"a mail of {mail.received[:16]} was filed to it ({kind}: {mail.reason})"
                found.setdefault(entry.letter.message_id, Found(entry, True, evidence))
    return found


def _answers(mail: Message, entry: Entry) -> bool:
    targets = [(target["wave"], target["authority"]) for target in json.loads(mail.filed_to)]
    if (entry.letter.wave, entry.letter.authority) not in targets:
        return False
    return datetime.fromisoformat(mail.received) >= datetime.fromisoformat(entry.since).replace(microsecond=0)


def _searched(account: Account | None, missing: Sequence[Entry], known: Sequence[Entry]) -> dict[str, Found]:
    """Message-ID -> what the folder of sent mail says."""
    if account is None:
        why = "no reply has come, and no mailbox is set in which to look (ROUNDROBIN_IMAP_HOST)"
        return {entry.letter.message_id: Found(entry, False, why) for entry in missing}
    there = {copy.message_id: copy for copy in copies(account, [e.letter.message_id for e in (*missing, *known)])}
    compared = _compared(known, there)
    return {e.letter.message_id: _found(e, there.get(e.letter.message_id), compared) for e in missing}


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
