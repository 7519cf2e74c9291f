"""The one parser of mail bytes: .eml, .msg, mbox. Survives whatever a stranger sends."""

from __future__ import annotations

import base64
import email
import email.policy
import email.utils
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from extractors.encoding import decoded
from extractors.identify import TNEF
from extractors.mail_own import split_quote
from schema.message import DeliveryStatus, MailMessage, MailPart
from schema.reading import Outcome, Reading, Source

NAME = "mail"
VERSION = "2"
MOST_PARTS = 1_000
MOST_DEPTH = 20
_AUTO = (
    "Auto-Submitted", "Precedence", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Failed-Recipients",
    "List-Unsubscribe", "X-Auto-Reply", "Return-Path", "Feedback-ID",
)  # fmt: skip
_TO = (
    "To",
    "Cc",
    "Bcc",
    "Delivered-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Original-To",
    "X-Delivered-To",
    "Resent-To",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LEAD = re.compile(rb"\A(?:\xef\xbb\xbf|[ \t\r\n])*(?:>From [^\n]*\n)?")  # what programs leave before the headers
_NAMED = re.compile(r"([^\s<>\",;:]+@[^\s<>\",;:]+)\s*<")  # an address that stands as the name of another one
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+")


def parse(data: bytes) -> MailMessage:
    """The mail in ``data`` (RFC 5322 or Outlook .msg). Never raises for what a mail may hold; see ``problems``."""
    if data.startswith(_OLE):
        from extractors.mail_msg import parse_msg

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


class Parser:
    """Builds a message from its parts; ``mail_msg`` feeds it with what Outlook stored."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.problems: list[str] = []
        self.parts: list[MailPart] = []
        self.plain: list[str] = []
        self.markup: list[str] = []
        self.status: list[DeliveryStatus] = []
        self.count = 0

    def message(self) -> MailMessage:
        try:
            root = email.message_from_bytes(_LEAD.sub(b"", self.data, count=1), policy=email.policy.compat32)
        except Exception as fault:  # noqa: BLE001  the library promises never to raise, and does
            self.problems.append(f"The mail's structure cannot be read ({type(fault).__name__}).")
            return self.built(Message())
        self._walk(root)
        return self.built(root)

    # --- body and parts ---------------------------------------------------------------------------

    def _walk(self, root: Message) -> None:
        """Every part in order, without recursion; too many or too deep is a problem, not a crash."""
        stack: list[tuple[Any, int]] = [(root, 0)]
        while stack:
            part, depth = stack.pop()
            self.count += 1
            if self.count > MOST_PARTS or depth > MOST_DEPTH:
                what = (
                    f"more than {MOST_PARTS:,} parts"
                    if self.count > MOST_PARTS
                    else f"parts more than {MOST_DEPTH} deep"
                )
                self.problems.append(f"The mail has {what}; the rest was not read.")
                return
            children = part.get_payload() if part.is_multipart() else None
            if isinstance(children, list) and part.get_content_type() == "message/delivery-status":
                self._delivery(children)
            elif isinstance(children, list) and part.get_content_maintype() != "message":
                stack.extend((child, depth + 1) for child in reversed(children) if isinstance(child, Message))
            else:
                self._leaf(part, is_root=depth == 0)

    def _leaf(self, part: Message, is_root: bool) -> None:
        media_type = part.get_content_type()
        name = self._name(part)
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if media_type in ("text/plain", "text/html") and not attached:
            text = decoded(self._bytes(part), self._charset(part)).text
            (self.plain if media_type == "text/plain" else self.markup).append(text.replace("\r\n", "\n"))
            return
        data = self._bytes(part)
        if is_root and not data.strip():
            return
        if media_type == "message/rfc822":
            kind = "message"
        else:
            kind = "inline" if part.get_content_disposition() == "inline" or part.get("Content-ID") else "attachment"
        self.parts.append(
            MailPart(name or _default_name(media_type), media_type, hashlib.sha256(data).hexdigest(), data, kind)
        )

    def _bytes(self, part: Message) -> bytes:
        if part.is_multipart():
            inner = part.get_payload()
            first: Any = inner[0] if isinstance(inner, list) and inner else None
            return _decoded(_as_bytes(first), part) if first is not None else b""
        try:
            payload = part.get_payload(decode=True)
        except Exception:  # noqa: BLE001
            payload = None
        if isinstance(payload, bytes):
            return payload
        self.problems.append("A part cannot be decoded; it is kept as it stands.")
        return str(part.get_payload()).encode("utf-8", "surrogateescape")

    def _charset(self, part: Message) -> str:
        try:
            said = str(part.get_param("charset") or "").strip()
        except Exception:  # noqa: BLE001
            said = ""
        return said if re.fullmatch(r"[\w.:-]{2,40}", said) else ""

    def _name(self, part: Message) -> str:
        try:
            return one_line(words(part.get_filename() or ""))
        except Exception:  # noqa: BLE001  a broken name is no reason to lose its part
            return ""

    def _delivery(self, groups: list[Any]) -> None:
        for group in groups:
            if isinstance(group, Message) and group.get("Status"):
                who = str(group.get("Original-Recipient") or group.get("Final-Recipient") or "").partition(";")[2]
                self.status.append(
                    DeliveryStatus(
                        one_line(who), one_line(str(group["Status"])), one_line(str(group.get("Action", "")))
                    )
                )

    # --- headers ----------------------------------------------------------------------------------

    def built(self, root: Message) -> MailMessage:
        senders = addresses(root.get_all("From", []))
        headers = len(root.get_all("From", []))
        self._judge_sender(headers, senders)
        body, marked_at = self._body()
        own, quoted = split_quote(body, marked_at)
        received, date_raw = self._times(root)
        return MailMessage(
            sha256=hashlib.sha256(self.data).hexdigest(),
            message_id=first_id(header(root, "Message-ID")),
            in_reply_to=first_id(header(root, "In-Reply-To")),
            references=tuple(re.findall(r"<[^<>\s]+>", header(root, "References"))),
            sender=senders[0][1] if senders else "",
            sender_name=senders[0][0] if senders else "",
            from_count=max(headers, len({address for _, address in senders})),
            recipients=tuple(dict.fromkeys(a for name in _TO for _, a in addresses(root.get_all(name, [])))),
            reply_to=next((a for _, a in addresses(root.get_all("Reply-To", []))), ""),
            subject=header(root, "Subject"),
            date_raw=date_raw,
            received=received,
            authentication_results=tuple(one_line(str(v)) for v in root.get_all("Authentication-Results", [])),
            auto_headers={name: header(root, name) for name in _AUTO if root.get(name) is not None},
            body_text=body,
            own_text=own,
            quoted_text=quoted,
            parts=tuple(self.parts),
            delivery_status=tuple(self._with_original(self.status)),
            problems=tuple(dict.fromkeys(self.problems)),
        )

    def _judge_sender(self, from_count: int, senders: list[tuple[str, str]]) -> None:
        if from_count != 1:
            self.problems.append(f"The mail has {from_count or 'no'} From header{'s' if from_count > 1 else ''}.")
        elif len(senders) != 1:
            self.problems.append(
                f"The From header holds {len(senders) or 'no'} address{'es' if len(senders) > 1 else ''}."
            )

    def _body(self) -> tuple[str, int | None]:
        plain = "\n".join(self.plain).strip("\n")
        if not plain.strip() and not self.markup:
            plain = self._of_winmail()
        if plain.strip() or not self.markup:
            return plain, None
        from extractors.html import page_of

        page = page_of("\n".join(self.markup))
        if page.hidden:
            self.problems.append("The HTML holds text that it does not show; it was left out.")
        return page.text, page.quote_at

    def _of_winmail(self) -> str:
        """The words of a mail that Outlook put into a TNEF part alone."""
        from extractors.mail_tnef import MAGIC, unpacked

        held = [unpacked(part.data) for part in self.parts if part.data.startswith(MAGIC)]
        self.markup += [one.markup for one in held if one.markup and not one.text]
        return "\n".join(one.text for one in held if one.text)

    def _times(self, root: Message) -> tuple[str, str]:
        """(when it was received, the Date header as it stands), by the headers."""
        date_raw = header(root, "Date")
        stamps = [one_line(str(v)).rpartition(";")[2] for v in root.get_all("Received", [])[:1]]
        for stamp in (*stamps, date_raw):
            if found := time_of(stamp):
                return found, date_raw
        if date_raw:
            self.problems.append("The Date header is no date.")
        return "", date_raw

    def _with_original(self, status: list[DeliveryStatus]) -> Iterator[DeliveryStatus]:
        """The Message-ID of the letter that came back, from the returned headers."""
        returned = next((p.data for p in self.parts if p.media_type in ("message/rfc822", "text/rfc822-headers")), b"")
        original = re.search(rb"(?im)^message-id:\s*(<[^<>\s]+>)", returned)
        for one in status:
            yield DeliveryStatus(
                one.recipient, one.status, one.action, original[1].decode("ascii", "replace") if original else ""
            )


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


def _as_bytes(part: Message) -> bytes:
    try:
        return part.as_bytes()
    except Exception:  # noqa: BLE001  the generator fails on headers that the parser let through
        return str(part).encode("utf-8", "replace")


def _decoded(content: bytes, part: Message) -> bytes:
    """A mail within, which may not be sent in base64, but is: the parser takes that for the mail itself."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except ValueError:
        return content


def _default_name(media_type: str) -> str:
    return {"message/rfc822": "message.eml", "text/html": "part.html", "text/plain": "part.txt"}.get(media_type, "part")


class Mail:
    """Mails and mailboxes. What a mail carries is read each by its own reader, in ``parts``."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 80 if media_type in ("message/rfc822", "application/mbox", "application/vnd.ms-outlook", TNEF) else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read; too_big where mails lie in mails too deep. Figures come from the sender's own text."""
        if source.media_type == "application/mbox":
            return _mailbox(data, source)
        return _winmail(data, source) if source.media_type == TNEF else _mail(data, source)


def _mail(data: bytes, source: Source) -> Reading:
    from extractors.prose import figures, tables

    message = parse(data)
    carried = [(part.name, part.data) for part in message.parts]
    return Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ,
        reason=" ".join((f"A mail with {len(carried)} part{'' if len(carried) == 1 else 's'}.", *message.problems)),
        tables=tables(message.own_text),
        figures=figures(message.own_text),
        parts=tuple(_part(name, content, source.depth) for name, content in carried),
        text=message.own_text,
        extractor=NAME,
        version=VERSION,
    )


def _winmail(data: bytes, source: Source) -> Reading:
    from extractors.mail_tnef import unpacked

    held = unpacked(data)
    count = f"A TNEF file (winmail.dat) with {len(held.files)} file{'' if len(held.files) == 1 else 's'}."
    outcome = Outcome.DAMAGED if held.problem and not (held.files or held.text) else Outcome.READ
    return Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=outcome,
        reason=held.problem or count,
        parts=tuple(_part(name, content, source.depth) for name, content in held.files),
        extractor=NAME,
        version=VERSION,
    )


def _mailbox(data: bytes, source: Source) -> Reading:
    parts = []
    for number, content in enumerate(messages_of(data), 1):
        if number > MOST_PARTS:
            break
        parts.append(_part(f"message {number}.eml", content, source.depth))
    return Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ,
        reason=f"A mailbox with {len(parts)} mails.",
        parts=tuple(parts),
        extractor=NAME,
        version=VERSION,
    )


def _part(name: str, content: bytes, depth: int) -> Reading:
    from extractors.archive import read_part

    return read_part(name, content, depth)


extractor = Mail()
