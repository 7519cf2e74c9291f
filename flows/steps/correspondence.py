"""What the matching ladder is given: our letters, the authorities, and each mail as facts, from what is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from extractors.identify import MAIL, MSG, identify
from flows.steps.unpack import mail_of, received_at
from flows.steps.workspace import Workspace
from schema.errors import UserError
from schema.event import EventKind
from schema.message import MailMessage
from schema.request import Arrival, Letter
from schema.vocabulary import normalise
from storage import documents, followups, ledger, waves
from tracking.authentication import dmarc_verdict
from tracking.correspondence import Correspondent, MessageFacts, OpenLetter, bare_id

_BOUNCE_SENDER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|not delivered|delivery (?:status|fail|has failed|report)|returned mail|mail delivery|failure notice",
    re.I,
)
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s]{1,200}>")
_RETURNED_ID = re.compile(r"^[> ]*message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_HEADERS = "text/rfc822-headers"
MAILS = frozenset({MAIL, MSG})
DEEPEST = 4  # mails within mails in which a reference is looked for


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that arrived, taken apart.

    ``received``: ISO; of our own server for a collected mail, else as its headers say, never after it came to us.
    ``given``: references that the user named when importing it. ``enclosed``: the documents inside it, and ``names``
    what they are called.
    """

    sha256: str
    name: str
    parsed: MailMessage
    received: str
    given: tuple[str, ...]
    enclosed: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ours:
    """What we sent. ``sent``: reference -> ISO day on which the letter went (or was written, until it goes).

    ``follow_ups``: Message-ID of a letter that followed -> the name under which it went.
    """

    letters: tuple[OpenLetter, ...]
    sent: Mapping[str, str]
    addresses: frozenset[str]
    follow_ups: Mapping[str, str]


def ours(conn: Connection, workspace: Workspace) -> Ours:
    """Every letter, with its text and the addresses we wrote from."""
    known = waves.letters(conn)
    went = {(e.wave, e.authority): e.at[:10] for e in ledger.events(conn, kind=[EventKind.LETTER_SENT])}
    parsed = {letter.reference: _written(workspace, letter) for letter in known}
    later: dict[str, tuple[str, ...]] = {}
    followed = followups.letters(conn)
    for follow_up in followed:
        later[follow_up.reference] = (*later.get(follow_up.reference, ()), follow_up.message_id)
    return Ours(
        tuple(_open_letter(letter, parsed[letter.reference], later.get(letter.reference, ())) for letter in known),
        {letter.reference: went.get((letter.wave, letter.authority), letter.rendered_at[:10]) for letter in known},
        frozenset(_without_plus(a) for mail in parsed.values() for a in (mail.sender, mail.reply_to) if a),
        {bare_id(follow_up.message_id): follow_up.wave for follow_up in followed},
    )


def _written(workspace: Workspace, letter: Letter) -> MailMessage:
    try:
        return mail_of(workspace.documents.get(letter.sha256))
    except UserError:  # bytes not in this store: the letter is still known by its reference and Message-ID
        return MailMessage(sha256=letter.sha256)


def _open_letter(letter: Letter, written: MailMessage, later: tuple[str, ...] = ()) -> OpenLetter:
    return OpenLetter(
        wave=letter.wave,
        authority=letter.authority,
        reference=letter.reference,
        message_ids=(letter.message_id, *later),
        recipient=letter.recipient,
        subject=letter.subject or written.subject,
        body=written.body_text,
    )


def _without_plus(address: str) -> str:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def correspondents(workspace: Workspace) -> tuple[Correspondent, ...]:
    """Every authority with the domains that its mail may come from."""
    return tuple(
        Correspondent(
            a.id,
            frozenset({*a.domains, a.foi_email.rpartition("@")[2]} - {""}),
            frozenset(map(normalise, a.names)),
        )
        for a in workspace.authorities.values()
    )


def mails(conn: Connection, workspace: Workspace) -> Iterator[Mail]:
    """Every mail that came as itself (not inside another mail), in the order of arrival; read one after another."""
    arrivals = documents.arrivals(conn)
    types = {document.sha256: document.media_type for document in documents.documents(conn)}
    by_document: dict[str, list[Arrival]] = {}
    inside: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        by_document.setdefault(arrival.sha256, []).append(arrival)
        if arrival.parent:
            inside.setdefault(arrival.parent, []).append(arrival)
    alone = [s for s in by_document if types.get(s) in MAILS and _came_as_itself(s, by_document, types)]
    first = {s: min(by_document[s], key=lambda arrival: (arrival.at, arrival.name)).name for s in alone}
    times = {s: _received(by_document[s], received_at(workspace.documents.get(s))) for s in alone}
    for sha256 in sorted(alone, key=lambda s: (times[s], first[s], s)):
        came, parts = by_document[sha256], _all_inside(sha256, inside)
        given = tuple(dict.fromkeys(arrival.request for arrival in came if arrival.request))
        enclosed, names = tuple(each.sha256 for each in parts), tuple(each.name for each in parts)
        parsed = mail_of(workspace.documents.get(sha256))
        yield Mail(sha256, first[sha256], parsed, times[sha256], given, enclosed, names)


def _received(came: Sequence[Arrival], told: str) -> str:
    """When a mail came: as our own server says, else as its headers ``told``, but never after it was taken in."""
    taken_in = min(arrival.at for arrival in came)
    collected = [arrival.at for arrival in came if arrival.via == "collect"]
    return min(collected, default=told if "2000" <= told < taken_in else taken_in)


def _came_as_itself(sha256: str, came: Mapping[str, list[Arrival]], types: Mapping[str, str], depth: int = 0) -> bool:
    """Whether one of its arrivals is no part of a mail: given by hand, collected, or in an archive that is not."""
    return depth < 8 and any(
        arrival.via != "own"
        and (
            not arrival.parent
            or (types.get(arrival.parent) not in MAILS and _came_as_itself(arrival.parent, came, types, depth + 1))
        )
        for arrival in came.get(sha256, ())
    )


def _all_inside(sha256: str, inside: Mapping[str, list[Arrival]]) -> tuple[Arrival, ...]:
    found: dict[str, Arrival] = {}
    todo = list(inside.get(sha256, ()))
    while todo:
        member = todo.pop(0)
        if member.sha256 not in found:
            found[member.sha256] = member
            todo.extend(inside.get(member.sha256, ()))
    return tuple(found.values())


def facts_of(
    mail: MailMessage, authserv_id: str, names: Iterable[str] = (), enclosed_texts: Iterable[str] = ()
) -> MessageFacts:
    """A mail as the ladder sees it. ``names``, ``enclosed_texts``: of the documents found inside it."""
    bounce = is_bounce(mail)
    inner = list(_enclosed_mails(mail))
    return MessageFacts(
        subject=mail.subject,
        own_text=mail.own_text,
        quoted_text=mail.quoted_text,
        sender=mail.sender,
        from_count=mail.from_count,
        recipients=mail.recipients,
        message_id=mail.message_id,
        in_reply_to=tuple(_MESSAGE_ID.findall(mail.in_reply_to)) or ((mail.in_reply_to,) if mail.in_reply_to else ()),
        references=mail.references,
        dmarc=dmarc_verdict(mail.authentication_results, authserv_id),
        attachment_names=tuple(dict.fromkeys((*names, *(p.name for one in (mail, *inner) for p in one.parts)))),
        attached_texts=tuple(f"{one.subject}\n{one.body_text}" for one in inner),
        enclosed_texts=tuple(enclosed_texts),
        original_ids=_original_ids(mail) if bounce else (),
        is_bounce=bounce,
    )


def _enclosed_mails(mail: MailMessage, depth: int = 0) -> Iterator[MailMessage]:
    """Every mail within a mail, and those within them; whatever type it is sent as."""
    for part in mail.parts:
        if depth < DEEPEST and (part.kind == "message" or identify(part.data, part.name) in MAILS):
            inner = mail_of(part.data)
            yield inner
            yield from _enclosed_mails(inner, depth + 1)


def is_bounce(mail: MailMessage) -> bool:
    """A delivery report: by its parts (RFC 3464), by X-Failed-Recipients, or by sender and subject together."""
    if any(status.status[:1] in ("4", "5") for status in mail.delivery_status):
        return True
    if "X-Failed-Recipients" in (mail.auto_headers or {}):
        return True
    return not mail.delivery_status and bool(_BOUNCE_SENDER.match(mail.sender) and _BOUNCE_SUBJECT.search(mail.subject))


def is_soft(mail: MailMessage) -> bool:
    """A delay or a full mailbox (status 4.x.x, RFC 3463): the letter may still get there."""
    codes = [status.status[:1] for status in mail.delivery_status]
    return bool(codes) and "5" not in codes


def bounced_id(mail: MailMessage) -> str:
    """The Message-ID of the letter that a delivery report brings back; of the mail it replies to, when it has none.

    Only that one counts: a letter that followed names the first one in its own headers.
    """
    told = [status.original_message_id for status in mail.delivery_status if status.original_message_id]
    returned = [p.data.decode("latin-1") for p in mail.parts if p.kind == "message" or p.media_type == _HEADERS]
    found = [m[1] for text in (*returned, mail.body_text) for m in _RETURNED_ID.finditer(text)]
    return bare_id(next(iter((*told, *found)), mail.in_reply_to))


def _original_ids(mail: MailMessage) -> tuple[str, ...]:
    """The Message-IDs of what came back: as reported, in the returned mail or its headers, or in the text."""
    texts = [p.data.decode("latin-1") for p in mail.parts if p.media_type in ("message/rfc822", _HEADERS)]
    told = [status.original_message_id for status in mail.delivery_status]
    found = [each for text in (*texts, mail.body_text) for each in _MESSAGE_ID.findall(text)]
    return tuple(dict.fromkeys(each for each in (*told, *found) if each))
