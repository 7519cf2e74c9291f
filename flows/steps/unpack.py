"""What lies inside a file: the attachments of a mail, the mails of a mailbox, the files of an archive.

Each becomes a document of its own, with the file it lay in as its parent. Limits:
three layers, 1,000 entries, 256 MiB; what is beyond them stays inside, and the reading of the file says so.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.archive import MOST_BYTES, MOST_DEPTH, MOST_ENTRIES, MOST_RATIO, RATIO_FROM
from extractors.identify import MAIL, MBOX, MSG, TNEF, ZIP, identify
from extractors.mail.message import messages_of, parse
from extractors.mail.tnef import unpacked as unwrapped
from schema.message import MailMessage

PLAIN_PARTS = 300  # more parts than any ordinary mail has: such a mail is taken apart in a process of its own
PLAIN_HEADERS = 128 << 10  # bytes
PLAIN_BYTES = 64 << 20
APART_S = 20
_APART = """
import json, sys
from extractors.isolation.confinement import confine, limit
from extractors import html
from extractors.mail import tnef
from extractors.mail.message import parse
limit({cpu}, {cpu}, 1 << 30)
confine()
json.dump(parse(sys.stdin.buffer.read()).to_json(), sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Member:
    """One file that lay in another. ``via``: attachment (of a mail) or member (of an archive or a mailbox)."""

    parent: str
    name: str
    data: bytes
    media_type: str
    via: str


def unpacked(data: bytes, sha256: str, media_type: str, depth: int = 0) -> Iterator[Member]:
    """Everything inside, layer by layer; ``sha256`` is that of ``data``. Nothing for a file that is no container."""
    if depth >= MOST_DEPTH:
        return
    for name, content, via in _inside(data, media_type):
        member = Member(sha256, name, content, identify(content, name), via)
        yield member
        yield from unpacked(content, _sha256(content), member.media_type, depth + 1)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _inside(data: bytes, media_type: str) -> Iterator[tuple[str, bytes, str]]:
    if media_type in (MAIL, MSG):
        yield from ((part.name, part.data, "attachment") for part in mail_of(data).parts)
    elif media_type == MBOX:
        yield from ((f"{number}.eml", mail, "member") for number, mail in enumerate(messages_of(data), 1))
    elif media_type == TNEF:
        yield from ((name, content, "attachment") for name, content in unwrapped(data).files)
    elif media_type == ZIP:
        yield from ((name, content, "member") for name, content in _of_zip(data))


def _of_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of an archive by index, those that can be read, as long as the archive keeps the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if _keeps_limits(entries):
                yield from ((e.filename, content) for e in entries if (content := _entry(archive, e)) is not None)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        return


def _keeps_limits(entries: list[zipfile.ZipInfo]) -> bool:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        return False
    bombs = (e for e in entries if e.file_size > RATIO_FROM and e.file_size > MOST_RATIO * max(e.compress_size, 1))
    return next(bombs, None) is None


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """The bytes of one file; None when it is encrypted or broken, which the archive's own reading says."""
    if entry.flag_bits & 1:
        return None
    try:
        with archive.open(entry) as stream:
            return stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return None


def mail_of(data: bytes) -> MailMessage:
    """The mail in ``data``. One that could be a trap for the parser is taken apart in a process with limits."""
    return parse(data) if is_ordinary(data) else _parsed_apart(data)


def received_at(data: bytes) -> str:
    """``received`` of the mail in ``data``, by its headers alone where they can be had: for putting many in order."""
    if not is_ordinary(data):
        return mail_of(data).received
    head = re.split(rb"\r?\n\r?\n|\r\r", data.lstrip(b"\xef\xbb\xbf \t\r\n"), maxsplit=1)[0]
    return parse(head + b"\n\n").received


def is_ordinary(data: bytes) -> bool:
    """True for a mail of ordinary build: few parts, short headers, no Outlook container."""
    if data.startswith(b"\xd0\xcf\x11\xe0") or len(data) > PLAIN_BYTES:
        return False
    head = min((at for mark in (b"\n\n", b"\r\n\r\n") if (at := data.find(mark)) >= 0), default=len(data))
    return head <= PLAIN_HEADERS and data.count(b"\n--") <= 2 * PLAIN_PARTS


def _parsed_apart(data: bytes) -> MailMessage:
    """As ``parse``, under limits; when they are met, what the first headers say, with the problem told."""
    command = [sys.executable, "-c", _APART.format(cpu=APART_S)]
    here = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=3 * APART_S, check=True, cwd=here)
        return MailMessage.from_json(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return _headers_only(data)


def _headers_only(data: bytes) -> MailMessage:
    head = data[: PLAIN_HEADERS // 8].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    told = parse(head + b"\n\n")
    problem = "The mail is built so that taking it apart does not end; only its headers were read."
    return replace(told, sha256=_sha256(data), problems=(*told.problems, problem))
