"""The authorities' mails in answer to the letters that were caught: acknowledgements, a question, answers, refusals."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import default as modern
from email.utils import format_datetime, parseaddr
from pathlib import Path

from config.authorities import authorities
from rehearsal import met
from rehearsal.content import FACE, JOINT, Plan, Reply, plans, reply
from rehearsal.documents import Enclosed, body, enclosed
from rehearsal.stage import NOWHERE
from rehearsal.survey import draw
from schema.authority import Authority

CLARIFIED = "derbyshire"
"""It asks a question first, gets no answer, and then answers all the same."""
ASKED_BACK_ON = date(2014, 2, 24)
PA_PERIOD = "17 February 2014"
"""Stands in every letter of the survey of 2014, and in none of the request of 2013."""


@dataclass(frozen=True, slots=True)
class Received:
    """One of our letters as its authority received it."""

    authority: Authority
    reference: str
    message_id: str
    subject: str
    requester: str
    body: str

    @property
    def of_2014(self) -> bool:
        return PA_PERIOD in self.body


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of an authority before it is bytes. ``kind``: its name in the file name."""

    letter: Received
    kind: str
    on: date
    subject: str
    text: str
    threaded: bool = True
    html: bool = False
    file: Enclosed | None = None
    also: tuple[Received, ...] = ()


def write_replies(letters: Sequence[bytes], folder: Path) -> tuple[Path, ...]:
    """One .eml in ``folder`` for each mail that the authorities send in answer to these letters (raw mails).

    The same letters give the same files; one that is there already with the same bytes is not touched. A letter to
    an address that belongs to no authority is left unanswered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for mail in mails(receive(letters)):
        path = folder / f"{mail.on:%Y-%m-%d}-{mail.letter.authority.id}-{mail.kind}.eml"
        data = to_bytes(mail)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
        paths.append(path)
    return tuple(sorted(paths))


def receive(letters: Iterable[bytes]) -> tuple[Received, ...]:
    """The letters, each at the authority whose FOI address or domain it was sent to."""
    found = (_received(raw) for raw in letters)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.authority.id, one.reference)))


def _received(raw: bytes) -> Received | None:
    message = message_from_bytes(raw, policy=modern)
    to = parseaddr(str(message["To"]))[1].casefold().removesuffix(NOWHERE)
    authority = next((a for a in authorities() if a.foi_email.casefold() == to), None) or next(
        (a for a in authorities() if to.rpartition("@")[2] in a.domains), None
    )
    reference = re.search(r"\[([^\]]+)\]", str(message["Subject"]))
    if authority is None or reference is None:
        return None
    part = message.get_body(("plain",))
    text = part.get_content() if isinstance(part, EmailMessage) else ""
    sender = str(message["Reply-To"] or message["From"])
    return Received(authority, reference[1], str(message["Message-ID"]), str(message["Subject"]), sender, text)


def mails(letters: Iterable[Received]) -> tuple[Mail, ...]:
    """Every mail that these letters call forth."""
    received = tuple(letters)
    survey = {one.authority.id: one for one in received if one.of_2014}
    single = [_met_mail(one) for one in received if not one.of_2014 and one.authority.id == "metropolitan"]
    return (*single, *(mail for a, letter in survey.items() for mail in _survey_mails(letter, plans()[a], survey)))


def _survey_mails(letter: Received, plan: Plan, survey: Mapping[str, Received]) -> list[Mail]:
    if plan.authority == JOINT[1] and JOINT[0] in survey:
        return []  # the other of the two answers for both
    sent = [_acknowledgement(letter, plan)] if plan.acknowledged else []
    sent += [_question(letter, plan)] if plan.authority == CLARIFIED else []
    return [*sent, _answer(letter, plan, tuple(survey[a] for a in JOINT if plan.authority in JOINT and a in survey))]


def _met_mail(letter: Received) -> Mail:
    said = met.reply(letter.authority.name)
    text = f"Your request has now been considered; the reply is attached.\n\n{FACE}"
    return Mail(letter, "answer", met.ANSWERED, f"RE: {letter.subject}", text, file=enclosed(said, "ruled_pdf"))


def _acknowledgement(letter: Received, plan: Plan) -> Mail:
    text = (
        f"Thank you for your request for information, which was received on 18 February 2014. It has been given the "
        f"reference {plan.own_ref}. Please quote this reference if you write to us.\n\nYour request will be "
        f"considered under the Freedom of Information Act 2000 and you will hear from us within twenty working days. "
        f"We will let you know if a fee applies or if more time is needed."
    )
    on = plan.acknowledged or plan.answered
    return Mail(letter, "acknowledgement", on, f"RE: {letter.subject} - our ref {plan.own_ref}", text)


def _question(letter: Received, plan: Plan) -> Mail:
    text = (
        f"Our reference: {plan.own_ref}\n\nBefore we can deal with your request we need you to clarify it: by social "
        f"media, do you mean internet sites only, or also messages on mobile telephones? We will be able to continue "
        f"once we have heard from you."
    )
    return Mail(letter, "clarification", ASKED_BACK_ON, f"RE: {letter.subject} - clarification needed", text)


def _answer(letter: Received, plan: Plan, both: tuple[Received, ...]) -> Mail:
    said = reply(plan, {a.id: a.name for a in authorities()})
    file = enclosed(said, plan.form)
    html = plan.form == "html"
    text = body.html(said) if html else body.text(said) if file is None else _covering(said, plan)
    also = tuple(one for one in both if one is not letter)
    kind = "refusal" if plan.shape == "refusal" else "answer"
    return Mail(
        letter, kind, plan.answered, _subject(letter, plan, also), text, plan.threading == "reply", html, file, also
    )


def _subject(letter: Received, plan: Plan, also: tuple[Received, ...]) -> str:
    if plan.threading == "own_ref":
        return f"Freedom of Information request reference {plan.own_ref}"
    if plan.threading == "domain":
        return "Freedom of Information request: investigations over social media"
    if plan.threading == "reference":
        return f"FOI response {plan.own_ref} [{letter.reference}]"
    return f"RE: {letter.subject}" + "".join(f" [{one.reference}]" for one in also)


def _covering(said: Reply, plan: Plan) -> str:
    """The mail around an enclosed file; a spreadsheet cannot say in a cell what is not recorded, so the mail does."""
    sheet = plan.form.startswith(("xls", "ods", "csv"))
    asked_back = (
        "We have not heard from you about our question of 24 February and have taken social media to mean sites on the "
        "internet."
    )
    own_ref = "" if plan.threading == "domain" else f"Our reference: {plan.own_ref}"
    parts = [
        own_ref,
        "Please find attached our reply to your request under the Freedom of Information Act 2000.",
        asked_back if plan.authority == CLARIFIED else "",
        *(said.notes if sheet else ()),
        FACE,
    ]
    return "\n\n".join(part for part in parts if part)


def to_bytes(mail: Mail) -> bytes:
    """The raw mail as our mailbox would hold it, with the line of our own server on top."""
    letter = mail.letter
    at = _moment(mail)
    message = EmailMessage(policy=SMTP)
    domain = letter.authority.foi_email.rpartition("@")[2]
    to = parseaddr(letter.requester)[1]
    name = hashlib.sha256(f"{letter.message_id} {mail.kind}".encode()).hexdigest()[:20]
    message["Received"] = (
        f"from mail.{domain} (mail.{domain} [192.0.2.25]) by mx.{to.rpartition('@')[2]} with ESMTPS id {name[:10]} "
        f"for <{to}>; {format_datetime(at)}"
    )
    message["From"] = f"{letter.authority.name} Freedom of Information <{letter.authority.foi_email}>"
    message["To"] = letter.requester
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{name}@{domain}>"
    message["Subject"] = mail.subject
    if mail.threaded:
        message["In-Reply-To"] = letter.message_id
        message["References"] = " ".join([letter.message_id, *(one.message_id for one in mail.also)])
    _fill(message, mail)
    return message.as_bytes()


def _moment(mail: Mail) -> datetime:
    """Between 9 and 16 hours UTC, by the hash of who writes what: the same day in London, summer time or not."""
    minutes = int(draw(f"moment {mail.letter.authority.id} {mail.kind}") * 7 * 60)
    return datetime.combine(mail.on, time(9 + minutes // 60, minutes % 60), UTC)


def _fill(message: EmailMessage, mail: Mail) -> None:
    text = mail.text if mail.html else f"{_salutation(mail)}\n\n{mail.text}\n{_quoted(mail)}"
    message.set_content(text, subtype="html" if mail.html else "plain", charset="utf-8", cte="quoted-printable")
    if mail.file:
        main, _, sub = mail.file.media_type.partition("/")
        message.add_attachment(mail.file.content, maintype=main, subtype=sub, filename=mail.file.name)
        # the library would draw a boundary by chance, and the same reply would be another document each time
        message.set_boundary("=_" + hashlib.sha256(f"{mail.letter.message_id}{mail.kind}".encode()).hexdigest()[:40])


def _salutation(mail: Mail) -> str:
    return f"Dear {parseaddr(mail.letter.requester)[0] or 'requester'},"


def _quoted(mail: Mail) -> str:
    """Our letter below the answer, as mail programs put it there; a mail without thread does not have it."""
    if not mail.threaded:
        return ""
    lines = "\n".join(f"> {line}".rstrip() for line in mail.letter.body.splitlines())
    return f"\nOn Tue, 18 Feb 2014 {mail.letter.requester} wrote:\n{lines}\n" if mail.letter.of_2014 else f"\n{lines}\n"
