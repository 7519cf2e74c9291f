"""Taking in what arrives: every file is kept byte for byte, with the way in which it came. Nothing is judged here.

One file is one transaction: after a kill, the same command again goes on and neither loses nor doubles anything.
A broken or hostile file is kept like any other; what cannot be opened is told and the next one follows.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from extractors.identify import identify
from flows.steps.unpack import Member, unpacked
from flows.steps.workspace import Workspace
from schema.errors import UserError
from schema.identity import digest
from schema.request import Arrival, Document
from storage import documents, waves
from storage.mailbox import Account, Position, collect, position_of

LARGEST = 1 << 30  # bytes of one file; a larger one is told and left where it is
JUNK = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers leave in folders


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``new``: this arrival was not known. ``fault``: why it could not be taken, or ""."""

    name: str
    sha256: str = ""
    new: bool = False
    fault: str = ""
    inside: int = 0


def import_paths(workspace: Workspace, paths: Iterable[Path], *, at: str, request: str = "") -> Iterator[Taken]:
    """Take in files and folders, one by one in the order of their names; ``at``: ISO time of the arrival.

    ``request``: the reference that the user says they answer. UserError when there is no such letter.
    """
    if request:
        check_request(workspace, request)
    for name, path in files_in(paths):
        try:
            data = _content(path)
        except OSError as error:
            yield Taken(name, fault=error.strerror or str(error))
            continue
        yield keep(workspace, data, name, at=at, via="import", request=request)


def _content(path: Path) -> bytes:
    """The bytes of a file. OSError for one that cannot be opened, is too large, or is a pipe that would never end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("the folder cannot be opened" if stat.S_ISDIR(status.st_mode) else "it is no ordinary file")
    if status.st_size > LARGEST:
        raise OSError(f"it is larger than {LARGEST >> 30} GiB")
    return path.read_bytes()


def files_in(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file; folders are walked in the order of the names in them, without following links."""
    for path in paths:
        if not path.is_dir():
            yield _readable(path.name), path
            continue
        for inner in _walk(path):
            yield _readable(str(inner.relative_to(path))), inner


def _readable(name: str) -> str:
    """A file name as text that can be stored: bytes of it that are no UTF-8 are shown as \\xNN."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder; the folder itself where it cannot be opened, so that this is told."""
    try:
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError:
        yield folder
        return
    for path in entries:
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path) if path.name != "__MACOSX" else ()
        elif path.name not in JUNK and not path.is_dir():
            yield path


def check_request(workspace: Workspace, reference: str) -> None:
    """UserError, with the nearest references, when no letter bears this one."""
    with workspace.database.reading() as conn:
        known = [letter.reference for letter in waves.letters(conn)]
    if reference not in known:
        near = difflib.get_close_matches(reference.upper(), known, n=3)
        todo = f"Did you mean {' or '.join(near)}?" if near else "See `roundrobin wave status NAME`."
        raise UserError(f"No letter bears the reference {reference!r}.", where="--request", todo=todo)


def keep(workspace: Workspace, data: bytes, name: str, *, at: str, via: str, request: str = "") -> Taken:
    """Keep one file, and what lies inside it, as documents with their arrivals."""
    sha256 = workspace.documents.put(data)
    arrival = _arrival(sha256, name, via, at, request=request)
    with workspace.database.reading() as conn:
        if documents.arrivals(conn, arrival_id=arrival.arrival_id):
            return Taken(name, sha256)
    media_type = identify(data, name)
    inside = [_kept(workspace, member, at) for member in unpacked(data, sha256, media_type)]
    found = [Document(sha256=sha256, size=len(data), media_type=media_type, stored_at=at), *(d for d, _ in inside)]
    with workspace.database.writing() as conn:
        documents.record_all(conn, found, [arrival, *(a for _, a in inside)])
    return Taken(name, sha256, new=True, inside=len(inside))


def _kept(workspace: Workspace, member: Member, at: str) -> tuple[Document, Arrival]:
    sha256 = workspace.documents.put(member.data)
    document = Document(sha256=sha256, size=len(member.data), media_type=member.media_type, stored_at=at)
    return document, _arrival(sha256, member.name, member.via, at, parent=member.parent)


def _arrival(sha256: str, name: str, via: str, at: str, *, parent: str = "", request: str = "") -> Arrival:
    return Arrival(
        arrival_id=digest("arrival", sha256, name, parent, request),
        sha256=sha256,
        name=name,
        at=at,
        via=via,
        parent=parent,
        request=request,
    )


def collect_mailbox(workspace: Workspace, account: Account, *, at: str) -> Iterator[Taken]:
    """Take in what is new in the mailbox; the time at which our own server got a mail is its arrival."""
    with workspace.database.reading() as conn:
        last = last_position(conn, account.folder)
    for mail in collect(account, last):
        yield keep(workspace, mail.data, mail.name, at=mail.arrived or at, via="collect")


def last_position(conn: Connection, folder: str) -> Position | None:
    """Up to where the folder was read: the last UID of the numbering that was met last."""
    told = [(a.at, position_of(a.name, folder)) for a in documents.arrivals(conn, via="collect")]
    known = [(at, position) for at, position in told if position is not None]
    if not known:
        return None
    newest = max(known, key=lambda pair: (pair[1].uidvalidity, pair[1].uid))
    return newest[1]
