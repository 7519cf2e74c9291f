"""A mail as parsed, once, from its bytes. Values only; what it means is decided elsewhere."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class MailPart:
    """One thing a mail carries. ``kind``: attachment, inline, or message (a mail within).

    ``name`` is data, never a path.
    """

    name: str
    media_type: str
    sha256: str
    data: bytes
    kind: str = "attachment"


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What a delivery report says of one recipient (RFC 3464): ``status`` is x.y.z."""

    recipient: str
    status: str
    action: str = ""
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class MailMessage:
    """A mail. Header values are decoded and on one line; a missing one is "".

    ``received``: ISO time of the topmost Received header, else of Date, else "". ``recipients``: addresses from To,
    Cc, Delivered-To, Envelope-To and their like. ``authentication_results``: raw, topmost first.
    ``from_count``: how many From headers there are, or addresses in them.
    ``own_text`` is what the sender wrote, ``quoted_text`` the earlier mails below it; both lie in ``body_text``.
    ``problems``: what is wrong with the mail, one short sentence each.
    """

    sha256: str
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender: str = ""
    sender_name: str = ""
    from_count: int = 0
    recipients: tuple[str, ...] = ()
    reply_to: str = ""
    subject: str = ""
    date_raw: str = ""
    received: str = ""
    authentication_results: tuple[str, ...] = ()
    auto_headers: dict[str, str] = field(default_factory=dict)
    body_text: str = ""
    own_text: str = ""
    quoted_text: str = ""
    parts: tuple[MailPart, ...] = ()
    delivery_status: tuple[DeliveryStatus, ...] = ()
    problems: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON object, part bytes in base64; ``from_json`` gives an equal message."""
        raw = asdict(self)
        raw["parts"] = [{**part, "data": base64.b64encode(part["data"]).decode("ascii")} for part in raw["parts"]]
        return raw

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> MailMessage:
        """The message that ``to_json`` wrote. Raises KeyError or TypeError on another shape."""
        tuples = ("references", "recipients", "authentication_results", "problems")
        return cls(
            **{
                **raw,
                **{name: tuple(raw[name]) for name in tuples},
                "parts": tuple(MailPart(**{**p, "data": base64.b64decode(p["data"])}) for p in raw["parts"]),
                "delivery_status": tuple(DeliveryStatus(**d) for d in raw["delivery_status"]),
            }
        )
