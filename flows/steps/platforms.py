"""Coming from elsewhere: a wave that was sent through WhatDoTheyKnow or MuckRock, taken into the ledger and the inbox.

Each message of an export becomes a mail with its text and files byte for byte, filed to the request of the wave that
its authority was asked. That a letter went by another way is recorded, so that it is never sent again from here.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from extractors.archive import MOST_BYTES, MOST_ENTRIES
from flows.steps.approve import known_wave
from flows.steps.intake import Taken, keep
from flows.steps.workspace import Workspace
from schema.calendar import LONDON
from schema.errors import UserError
from schema.event import Event, EventKind
from schema.identity import digest
from schema.request import Letter
from schema.vocabulary import normalise
from storage import ledger, outbox, waves
from storage.outbox import State
from tracking import platforms
from tracking.platforms import Sent, Thread
from tracking.reference import find

WDTK, MUCKROCK = "WhatDoTheyKnow", "MuckRock"
SITE = "https://www.whatdotheyknow.com"
REST_S = 1.0
"""Between two requests to a site that others use, too."""
_ELSEWHERE = (State.PLANNED, State.QUEUED)
Fetch = Callable[[str], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Link:
    """``complete``: the letter is in the link; otherwise it must be pasted. ``letter``: its text."""

    authority: str
    reference: str
    url: str
    complete: bool
    title: str
    letter: str


def links(workspace: Workspace, wave: str, site: str = SITE) -> list[Link]:
    """A link for each letter of a wave whose authority is on WhatDoTheyKnow. UserError for an unknown wave."""
    from flows.steps.followup_letters import original_text

    with workspace.database.reading() as conn:
        known_wave(conn, wave)
        letters = waves.letters(conn, wave=wave)
    found = []
    for letter in letters:
        authority = workspace.authorities.get(letter.authority)
        if authority is not None and authority.wdtk_url_name:
            text = original_text(workspace, letter)
            url, whole = platforms.new_link(site, authority.wdtk_url_name, letter.subject, text, f"wave:{wave}")
            found.append(Link(letter.authority, letter.reference, url, whole, letter.subject, text))
    return found


def import_export(
    workspace: Workspace, wave: str, path: Path, now: datetime, fetch: Fetch | None = None
) -> Iterator[Taken]:
    """Take an export of a platform into ``wave``: a batch ZIP or CSV of WhatDoTheyKnow, or MuckRock's CSV.

    ``fetch``: gets a request's JSON (None: not visible); without it the export alone counts. The same again changes
    nothing. UserError for a file of another kind.
    """
    with workspace.database.reading() as conn:
        known_wave(conn, wave)
        letters = {letter.authority: letter for letter in waves.letters(conn, wave=wave)}
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            yield from _import_batch(workspace, letters, *_opened(pack, path.name), now, fetch)
        return
    text = data.decode("utf-8-sig", "replace")
    kind = platforms.kind_of_csv(text)
    if kind == "batch":
        yield from _import_batch(workspace, letters, platforms.batch_rows(text, path.name), {}, now, fetch)
    elif kind == "muckrock":
        yield from _import_muckrock(workspace, letters, text, path.name, now)
    else:
        todo = "It is a batch ZIP or CSV of WhatDoTheyKnow, or MuckRock's CSV of requests."
        raise UserError("This is no export that is known here.", where=str(path), todo=todo)


def _opened(pack: zipfile.ZipFile, name: str) -> tuple[dict[str, Thread], dict[str, bytes]]:
    """The requests of a batch ZIP, and its files by their paths."""
    entries = [entry for entry in pack.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES * 50 or sum(entry.file_size for entry in entries) > MOST_BYTES * 4:
        raise UserError("This archive is too large to be taken in at once.", where=name)
    try:
        files = {entry.filename: pack.read(entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        raise UserError(f"This archive cannot be read ({error}).", where=name) from error
    listed = [n for n, d in files.items() if n.endswith(".csv") and platforms.kind_of_csv(_text(d[:1000])) == "batch"]
    threads = platforms.batch_rows(_text(files[listed[0]]), listed[0]) if listed else {}
    texts = platforms.add_paths(threads, files)
    if not texts and not listed:
        raise UserError("This archive is no batch of WhatDoTheyKnow.", where=name)
    for path, key in texts.items():
        threads[platforms.title_of(path)].messages[key].text = _text(files[path])
    return threads, files


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


def _import_batch(
    workspace: Workspace,
    letters: Mapping[str, Letter],
    threads: Mapping[str, Thread],
    files: Mapping[str, bytes],
    now: datetime,
    fetch: Fetch | None,
) -> Iterator[Taken]:
    for thread in threads.values():
        letter = _letter_of(workspace, letters, thread)
        if letter is None:
            yield Taken(thread.authority_name, fault="the wave has no letter to this authority")
            continue
        told = fetch(thread.url) if fetch and thread.url else None
        for key, moment in platforms.moments(told or {}).items():
            if key in thread.messages:
                thread.messages[key].at = moment
        _record_thread(workspace, letter, thread, told, now, asked=fetch is not None)
        for message in thread.in_order:
            if message.incoming:
                content = _as_mail(thread, message, files)
                name = f"{thread.url_title}-incoming-{message.number}.eml"
                yield keep(workspace, content, name, at=now.isoformat(), via="import", request=letter.reference)
        if thread.not_visible:
            yield Taken(thread.url_title, fault=f"{thread.not_visible} replies are not visible in this export")


def _letter_of(workspace: Workspace, letters: Mapping[str, Letter], thread: Thread) -> Letter | None:
    """By our reference where we wrote it, else by the authority's name."""
    ours = " ".join(m.text for m in thread.messages.values() if not m.incoming)
    named = {found.reference for found in find(ours) if found.valid}
    by_reference = [letter for letter in letters.values() if letter.reference in named]
    if len(by_reference) == 1:
        return by_reference[0]
    return letters.get(workspace.names.get(normalise(thread.authority_name), ""))


def _as_mail(thread: Thread, message: Sent, files: Mapping[str, bytes]) -> bytes:
    """A reply as a mail: it came through the platform, so no address of the authority's is claimed."""
    mail = EmailMessage(policy=SMTP)
    mark = f"incoming-{message.number}.{digest(thread.url_title)}"
    mail["From"] = f'"{_line(thread.authority_name)} (through {WDTK})" <{mark}@export.invalid>'
    mail["Subject"] = _line(thread.url_title.replace("_", " "))
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{mark}@export.invalid>"
    mail.set_content(message.text or "\n")
    for name, path in sorted(message.files.items()):
        mail.add_attachment(files[path], maintype="application", subtype="octet-stream", filename=_line(name))
    if mail.is_multipart():
        mail.set_boundary(f"=_{digest('boundary', mark)}")
    return mail.as_bytes()


def _line(text: str) -> str:
    return "".join(sign if sign.isprintable() and sign not in '"\\<>' else " " for sign in text).strip()


def _record_thread(
    workspace: Workspace, letter: Letter, thread: Thread, told: Mapping[str, Any] | None, now: datetime, *, asked: bool
) -> None:
    ours = [message for message in thread.in_order if not message.incoming]
    state = str((told or {}).get("described_state") or thread.status)
    payload = {"platform": WDTK, "url": thread.url, "state": state, "means": str(platforms.meaning(state))}
    if asked and told is None:
        payload["visible"] = "no"
    with workspace.database.writing(durable=True) as conn:
        if ours:
            _record_sent(conn, letter, ours[0].at, WDTK, thread.url or thread.url_title)
        notes = [_note(letter, now.isoformat(), payload)]
        notes += [_note(letter, m.at.isoformat(), {"platform": WDTK, "outgoing": m.number}) for m in ours[1:]]
        ledger.append(conn, notes)


def _note(letter: Letter, at: str, payload: Mapping[str, str]) -> Event:
    name = f"note-{digest(letter.reference, *sorted(payload.items()))}"
    return Event(name, at, EventKind.NOTE, letter.campaign, letter.wave, letter.authority, dict(payload), "import")


def _record_sent(conn: Connection, letter: Letter, at: datetime, platform: str, where: str) -> None:
    """The letter went another way: it stands as sent, and nothing sends it again. Nothing when it went from here."""
    entry = outbox.entries_of(conn, [letter])[0]
    if entry.state not in _ELSEWHERE:
        return
    words, moment = f"sent through {platform}: {where}", at.isoformat()
    if entry.state is State.PLANNED:
        outbox.approve(conn, [letter], at=moment, by=f"{platform} export", seal=outbox.seal([letter]))
    for kind in (EventKind.LETTER_IN_DOUBT, EventKind.LETTER_SENT):
        outbox.move(conn, letter, kind, at=moment, by="import", words=words)


def _import_muckrock(
    workspace: Workspace, letters: Mapping[str, Letter], text: str, where: str, now: datetime
) -> Iterator[Taken]:
    """MuckRock's CSV holds no letters: when each request was sent, and how it stands there."""
    for row in platforms.muckrock_rows(text, where):
        letter = letters.get(workspace.names.get(normalise(row.agency), ""))
        if letter is None:
            yield Taken(row.agency, fault="the wave has no letter to this authority")
            continue
        with workspace.database.writing(durable=True) as conn:
            if row.submitted:
                sent = datetime.fromisoformat(row.submitted).replace(hour=12, tzinfo=LONDON)
                _record_sent(conn, letter, sent, MUCKROCK, row.url)
            payload = {"platform": MUCKROCK, "url": row.url, "state": row.status, "their_reference": row.tracking}
            new = ledger.append(conn, [_note(letter, now.isoformat(), payload)])
        yield Taken(row.agency, new=bool(new))


def fetcher(sleep: Callable[[float], None] = time.sleep) -> Fetch:
    """Gets the JSON of a request, one at a time with a rest between; None for what is not visible to us.

    UserError (exit 1) when the site cannot be reached or does not answer as it should.
    """
    import requests

    session = requests.Session()
    session.headers["User-Agent"] = "roundrobin (import of one's own batch)"
    asked: list[str] = []

    def get(url: str) -> Mapping[str, Any] | None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise UserError(f"{url!r} is no address of a request.", todo="Use the CSV as the site made it.")
        if asked:
            sleep(REST_S)
        asked.append(url)
        try:
            answer = session.get(f"{url.rstrip('/')}.json", timeout=30, allow_redirects=False)
            if answer.status_code in (401, 403, 404, 410) or answer.is_redirect:
                return None
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            what = f"The request could not be fetched ({type(error).__name__})."
            todo = "What was taken in is kept; run the same command again, or leave out --fetch."
            raise UserError(what, where=url, todo=todo, code=1) from error
        return found if isinstance(found, dict) else None

    return get
