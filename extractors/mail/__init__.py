"""Reading mails, mailboxes and what Outlook makes of them. What a mail carries is read each by its own reader."""

from __future__ import annotations

from extractors.identify import TNEF
from schema.message import MailMessage
from schema.reading import Outcome, ProseFigure, Reading, Source, Table

NAME = "mail"
VERSION = "7"


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
    from extractors.mail.message import parse

    message = parse(data)
    words, found, beside = _said(message)
    carried = [(part.name, part.data) for part in message.parts]
    return Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ,
        reason=" ".join((f"A mail with {len(carried)} part{'' if len(carried) == 1 else 's'}.", *message.problems)),
        tables=found,
        figures=beside,
        parts=tuple(_part(name, content, source.depth) for name, content in carried),
        text=words,
        extractor=NAME,
        version=VERSION,
    )


def _said(message: MailMessage) -> tuple[str, tuple[Table, ...], tuple[ProseFigure, ...]]:
    """The sender's own text with what it says; with what it quotes, where it answers there and not above."""
    from extractors.mail.own import answered_below, answered_between
    from extractors.prose import figures, tables

    own = message.own_text
    said = own, tables(own), figures(own)
    silent = not said[1] and not said[2]
    if not answered_between(message.body_text) and not (silent and answered_below(own)):
        return said
    return message.body_text, tables(message.body_text), figures(message.body_text)


def _winmail(data: bytes, source: Source) -> Reading:
    from extractors.mail.tnef import unpacked

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
    from extractors.mail.headers import MOST_PARTS
    from extractors.mail.message import messages_of

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
