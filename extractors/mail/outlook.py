"""Outlook .msg: the few MAPI properties of a mail, by olefile (MS-OXMSG, MS-OXPROPS)."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from extractors.encoding import decoded
from extractors.mail.headers import MOST_PARTS, one_line
from extractors.mail.parser import Parser
from schema.message import MailMessage, MailPart

_SUBJECT, _BODY, _HTML, _HEADERS = "0037", "1000", "1013", "007D"
_MESSAGE_ID, _IN_REPLY_TO, _REFERENCES = "1035", "1042", "1039"
_SENDER_NAME, _SENDER_SMTP, _SENDER = "0C1A", "5D01", "0C1F"
_SMTP, _ADDRESS = "39FE", "3003"
_LONG_NAME, _SHORT_NAME, _MIME, _CONTENT = "3707", "3704", "370E", "3701"
_TIMES = (0x0E060040, 0x00390040)  # delivered, submitted
_MOST_DEPTH = 3
_OF_THE_BODY = frozenset({"content-type", "content-transfer-encoding", "mime-version"})


def parse_msg(data: bytes) -> MailMessage:
    """The mail in an Outlook file. A container that cannot be walked gives an empty message with a problem."""
    import olefile

    parser = Parser(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return Store(ole, ()).into(parser)
    except Exception as fault:  # noqa: BLE001  the library raises many kinds on broken containers
        parser.problems.append(f"The Outlook file cannot be read ({type(fault).__name__}).")
        return parser.built(Message())


class Store:
    """One message storage: the file's own, or one nested in an attachment."""

    def __init__(self, ole: Any, path: tuple[str, ...]) -> None:
        self.ole, self.path = ole, path
        self.here = {
            e[len(path)]: e
            for e in ole.listdir(streams=True, storages=True)
            if e[: len(path)] == list(path) and len(e) > len(path)
        }

    def into(self, parser: Parser) -> MailMessage:
        parser.plain = [text] if (text := self.text(_BODY)) else []
        parser.markup = [markup] if (markup := self.text(_HTML)) else []
        if not parser.plain and not parser.markup and "__substg1.0_10090102" in self.here:
            parser.problems.append("The body is stored as rich text only and was not read.")
        parser.parts += self.attachments()
        return parser.built(self.headers())

    def attachments(self) -> list[MailPart]:
        """What the message carries, in order."""
        names = sorted(n for n in self.here if n.startswith("__attach_version1.0_"))
        return [self._attachment(name) for name in names[:MOST_PARTS]]

    def text(self, tag: str) -> str:
        """A property as text, whatever its stored type; "" if it is not there."""
        if (data := self._stream(f"__substg1.0_{tag}001F")) is not None:
            return data.decode("utf-16-le", "replace").rstrip("\x00").replace("\r\n", "\n")
        for kind in ("001E", "0102"):
            if (data := self._stream(f"__substg1.0_{tag}{kind}")) is not None:
                return decoded(data).text.replace("\r\n", "\n")
        return ""

    def _stream(self, name: str) -> bytes | None:
        path = [*self.path, name]
        if not self.ole.exists(path) or self.ole.get_type(path) != 2:
            return None
        content: bytes = self.ole.openstream(path).read()
        return content

    def headers(self) -> Message:
        """The headers as received, where Outlook kept them; else those that its properties give."""
        raw = self.text(_HEADERS)
        if "\n" in raw.strip():
            return email.message_from_string(raw.lstrip(), policy=email.policy.compat32)
        made = Message()
        values = {
            "From": formataddr(
                (one_line(self.text(_SENDER_NAME)), one_line(self.text(_SENDER_SMTP) or self.text(_SENDER)))
            ),
            "To": ", ".join(self._recipients()),
            "Subject": self.text(_SUBJECT),
            "Message-ID": self.text(_MESSAGE_ID),
            "In-Reply-To": self.text(_IN_REPLY_TO),
            "References": self.text(_REFERENCES),
            "Date": self._date(),
        }
        for name, value in values.items():
            if one_line(value):
                made[name] = one_line(value)
        return made

    def _recipients(self) -> Iterator[str]:
        for name in sorted(n for n in self.here if n.startswith("__recip_version1.0_")):
            store = Store(self.ole, (*self.path, name))
            if address := one_line(store.text(_SMTP) or store.text(_ADDRESS)):
                yield address

    def _date(self) -> str:
        """The delivery time from the fixed-size properties: 16 bytes each after a header of 32 or 24 bytes."""
        stream = self._stream("__properties_version1.0") or b""
        start = 32 if not self.path else 24
        entries = {struct.unpack_from("<I", stream, at)[0]: at for at in range(start, len(stream) - 15, 16)}
        for tag in _TIMES:
            if tag in entries:
                ticks = struct.unpack_from("<Q", stream, entries[tag] + 8)[0]
                try:
                    return format_datetime(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10))
                except OverflowError:
                    return ""
        return ""

    def _attachment(self, name: str) -> MailPart:
        store = Store(self.ole, (*self.path, name))
        said = one_line(store.text(_LONG_NAME) or store.text(_SHORT_NAME))
        content = store._stream(f"__substg1.0_{_CONTENT}0102")
        if content is None and f"__substg1.0_{_CONTENT}000D" in store.here and len(self.path) < 2 * _MOST_DEPTH:
            content = _as_mail(Store(self.ole, (*self.path, name, f"__substg1.0_{_CONTENT}000D")))
            return MailPart(
                said or "message.eml", "message/rfc822", hashlib.sha256(content).hexdigest(), content, "message"
            )
        content = content or b""
        media_type = one_line(store.text(_MIME)) or "application/octet-stream"
        return MailPart(said or "part", media_type, hashlib.sha256(content).hexdigest(), content)


def _as_mail(store: Store) -> bytes:
    """A nested mail as plain bytes: its headers, its words, and everything that it carries."""
    made = EmailMessage(policy=SMTP)
    made.set_content(store.text(_BODY) or "")
    if markup := store.text(_HTML):
        made.add_alternative(markup, subtype="html")
    for part in store.attachments():
        made.add_attachment(part.data, maintype="application", subtype="octet-stream", filename=part.name)
    head = [f"{k}: {one_line(str(v))}" for k, v in store.headers().items() if k.lower() not in _OF_THE_BODY]
    return "\r\n".join([*head, ""]).encode("utf-8", "replace") + made.as_bytes()
