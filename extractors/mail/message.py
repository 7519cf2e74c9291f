"""The one way from mail bytes to a message: .eml, .msg, mbox. Survives whatever a stranger sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.mail.parser import Parser
from schema.message import MailMessage

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def parse(data: bytes) -> MailMessage:
    """The mail in ``data`` (RFC 5322 or Outlook .msg). Never raises for what a mail may hold; see ``problems``."""
    if data.startswith(_OLE):
        from extractors.mail.outlook import parse_msg

        return parse_msg(data)
    return Parser(data).message()


def messages_of(data: bytes) -> Iterator[bytes]:
    """The mails of an mbox, in order, without their separator lines; ``>From `` is undone."""
    if not data.startswith(b"From "):
        yield data
        return
    starts = [0] + [m.end() for m in re.finditer(rb"\r?\n\r?\n(?=From \S+ )", data)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        body = data[start:end].partition(b"\n")[2]
        yield re.sub(rb"(?m)^>(>*From )", rb"\1", body)
