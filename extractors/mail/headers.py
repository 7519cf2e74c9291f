"""The headers of a mail as text: decoded, on one line, and never more than a mail may have."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

MOST_PARTS = 1_000  # of one mail, mailbox or Outlook file
_NAMED = re.compile(r"([^\s<>\",;:]+@[^\s<>\",;:]+)\s*<")  # an address that stands as the name of another one
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+")


def header(message: Message, name: str) -> str:
    """One header, decoded, on one line; "" if it is not there or cannot be decoded."""
    value = message.get(name)
    return "" if value is None else one_line(words(str(value)))


def words(raw: str) -> str:
    """RFC 2047 words decoded; what cannot be decoded stays as printed."""
    try:
        return str(make_header(decode_header(raw)))
    except Exception:  # noqa: BLE001  unknown charsets, broken base64, lone surrogates
        return raw.encode("utf-8", "replace").decode("utf-8", "replace")


def one_line(text: str) -> str:
    """Text without line breaks, control characters or lone surrogates: a header cannot smuggle another one in."""
    flat = text.encode("utf-8", "replace").decode("utf-8", "replace")
    return " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", flat).split())


def addresses(values: list[Any]) -> list[tuple[str, str]]:
    """(display name, address in lower case) of address headers; a display name is never taken for an address."""
    raw = [one_line(str(v)) for v in values][:200]
    for shown in (raw, [words(v) for v in raw]):  # some programs encode the whole header
        pairs = email.utils.getaddresses([_NAMED.sub(r'"\1" <', v) for v in shown])
        if found := [(one_line(words(name)), a.lower()) for name, a in pairs if _ADDRESS.fullmatch(a)]:
            return found
    return [("", m[0].lower()) for v in raw for m in _ADDRESS.finditer(v)]


def first_id(value: str) -> str:
    """The first message id in angle brackets; the bare value where there are none."""
    found = re.search(r"<[^<>\s]+>", value)
    return found[0] if found else value


def time_of(stamp: str) -> str:
    """ISO time in UTC of an RFC 5322 date, "" for what is none or lies beyond the calendar."""
    try:
        moment = email.utils.parsedate_to_datetime(stamp.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return ""
