"""TNEF (winmail.dat), in which Outlook sends what other mail programs cannot read: its files and words (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

from extractors.encoding import decoded
from extractors.mail.headers import MOST_PARTS, one_line

MAGIC = b"\x78\x9f\x3e\x22"
_SUBJECT, _BODY, _MESSAGE = 0x00018004, 0x0002800C, 0x00069003  # attributes of the message
_NEW, _TITLE, _DATA, _FILE = 0x00069002, 0x00018010, 0x0006800F, 0x00069005  # attributes of an attachment
_P_SUBJECT, _P_BODY, _P_HTML, _P_MESSAGE_ID, _P_CONTENT, _P_NAME = 0x0037, 0x1000, 0x1013, 0x1035, 0x3701, 0x3707
_P_SENDER = 0x0C1F
_OBJECT, _STRING, _UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MOST_DEPTH = 3
_GUID = 16


@dataclass
class Tnef:
    """What a TNEF stream holds. ``problem``: why it could not be read to its end, or ""."""

    subject: str = ""
    text: str = ""
    markup: str = ""
    message_id: str = ""
    sender: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)
    problem: str = ""


def unpacked(data: bytes, depth: int = 0) -> Tnef:
    """What is in a TNEF stream. Never raises: what stands before a fault is kept, and the fault told."""
    found = Tnef()
    try:
        _fill(found, data, depth)
    except (struct.error, ValueError, IndexError, OverflowError):
        found.problem = "The TNEF file (winmail.dat) breaks off; what stands before was read."
    return found


def _fill(found: Tnef, data: bytes, depth: int) -> None:
    for attribute, content in _attributes(data):
        if attribute == _NEW:
            found.files.append(("part", b""))
            if len(found.files) > MOST_PARTS:
                raise ValueError
        elif attribute == _SUBJECT:
            found.subject = found.subject or _text(content)
        elif attribute == _BODY:
            found.text = found.text or _text(content)
        elif attribute == _MESSAGE:
            _of_message(found, dict(_properties(content)))
        elif attribute in (_TITLE, _DATA, _FILE) and found.files:
            found.files[-1] = _of_file(found.files[-1], attribute, content, depth)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(attribute, content) in order: a byte for the level, the number, the length, the content, a checksum."""
    at = 6
    if not data.startswith(MAGIC) or len(data) < at:
        raise ValueError
    while at < len(data):
        _level, attribute, length = struct.unpack_from("<BII", data, at)
        at += 9
        if at + length > len(data):
            raise ValueError
        yield attribute, data[at : at + length]
        at += length + 2


def _of_message(found: Tnef, properties: dict[int, bytes]) -> None:
    found.subject = _text(properties.get(_P_SUBJECT, b"")) or found.subject
    found.text = _text(properties.get(_P_BODY, b"")) or found.text
    found.markup = _text(properties.get(_P_HTML, b""))
    found.message_id = _text(properties.get(_P_MESSAGE_ID, b""))
    found.sender = _text(properties.get(_P_SENDER, b""))


def _of_file(known: tuple[str, bytes], attribute: int, content: bytes, depth: int) -> tuple[str, bytes]:
    name, data = known
    if attribute == _TITLE:
        return _text(content) or name, data
    if attribute == _DATA:
        return name, content
    properties = dict(_properties(content))
    name = one_line(_text(properties.get(_P_NAME, b""))) or name
    inner = properties.get(_P_CONTENT, b"")[_GUID:]  # an object begins with what kind of object it is
    if not inner.startswith(MAGIC):
        return name, data
    if depth >= _MOST_DEPTH:
        return name, inner
    return (name if name.lower().endswith(".eml") else f"{name}.eml"), as_mail(unpacked(inner, depth + 1))


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(property, value) of a list of MAPI properties; strings in UTF-8, of many values the first."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, 10 * MOST_PARTS)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:
            at = _after_name(data, at)
        values, at = _values(data, at, kind)
        yield number, values[0] if values else b""


def _after_name(data: bytes, at: int) -> int:
    (by_string,) = struct.unpack_from("<I", data, at + _GUID)
    at += _GUID + 4
    if not by_string:
        return at + 4
    (length,) = struct.unpack_from("<I", data, at)
    return at + 4 + _padded(length)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    many, kind = bool(kind & 0x1000), kind & 0xEFFF
    count = 1
    if many or kind not in _FIXED:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    found = []
    for _ in range(min(count, len(data))):
        length = _FIXED.get(kind, 0)
        if kind not in _FIXED:
            (length,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + length > len(data):
            raise ValueError
        found.append(_as_utf8(data[at : at + length], kind))
        at += _padded(length)
    return found, at


def _padded(length: int) -> int:
    return length + -length % 4


def _as_utf8(value: bytes, kind: int) -> bytes:
    return value.decode("utf-16-le", "replace").rstrip("\x00").encode() if kind == _UNICODE else value


def _text(value: bytes) -> str:
    return decoded(value.rstrip(b"\x00")).text.replace("\r\n", "\n") if value else ""


def as_mail(held: Tnef) -> bytes:
    """A message that lay in a TNEF stream as an ordinary mail, with its files."""
    message = EmailMessage(policy=SMTP)
    for name, value in (("Subject", held.subject), ("From", held.sender), ("Message-ID", held.message_id)):
        if one_line(value):
            message[f"{name}"] = one_line(value)
    message.set_content(held.text or "")
    if held.markup:
        message.add_alternative(held.markup, subtype="html")
    for name, content in held.files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=one_line(name))
    return message.as_bytes()
