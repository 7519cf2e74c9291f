"""A mail taken apart: its body and parts, its headers, and what is wrong with it."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from extractors.encoding import decoded
from extractors.mail.headers import MOST_PARTS, addresses, first_id, header, one_line, time_of, words
from extractors.mail.own import split_quote
from schema.message import DeliveryStatus, MailMessage, MailPart

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
_LEAD = re.compile(rb"\A(?:\xef\xbb\xbf|[ \t\r\n])*(?:>From [^\n]*\n)?")  # what programs leave before the headers


class Parser:
    """Builds a message from its parts; ``outlook`` feeds it with what Outlook stored."""

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
        from extractors.mail.tnef import MAGIC, unpacked

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
