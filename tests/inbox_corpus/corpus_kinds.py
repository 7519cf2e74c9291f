"""Mails that come back after a round robin, as functions from our letter to a mail and its truth: genuine ones."""

from __future__ import annotations

import random
from collections.abc import Mapping
from email.message import EmailMessage

from corpus_mail import OURS, Draft, Sent, kind, quoted, reply, their_number
from corpus_texts import ACKNOWLEDGEMENTS, ANSWERS, AUTOMATIC, OTHER_REQUEST, SAYS


def unnamed(letter: Sent) -> str:
    """What must become of a mail that names no request: with two waves open only an address of its own tells them."""
    return "wait" if letter.others and not letter.own_address else "file"


def answer(rng: random.Random) -> tuple[str, str]:
    """A decision in words, and its class."""
    name, text = rng.choice(ANSWERS)
    return text, name


def acknowledged(letter: Sent, rng: random.Random) -> str:
    return rng.choice(ACKNOWLEDGEMENTS).format(ref=their_number(letter), name=letter.name)


# --- acknowledgements and machines -----------------------------------------------------------------------------------


@kind()
def acknowledgement_in_the_thread(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return reply(
        letter, acknowledged(letter, rng), kind="ack thread", rng=rng, quote=rng.random() < 0.5,
        reply_class="acknowledgement",
    )  # fmt: skip


@kind(2)
def acknowledgement_of_a_ticket_system(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return reply(
        letter, acknowledged(letter, rng), kind="ack ticket", rng=rng, thread=False,
        sender=f"no-reply@{letter.domain}", subject=f"{their_number(letter)} {letter.subject}",
        reply_class="acknowledgement", headers=[("Auto-Submitted", "auto-generated")],
    )  # fmt: skip


@kind()
def out_of_office(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    headers = rng.choice(([("Auto-Submitted", "auto-replied")], [("X-Autoreply", "yes")], []))
    text, subject = rng.choice(AUTOMATIC), f"Automatic reply: {letter.subject}"
    return reply(letter, text, kind="auto", rng=rng, subject=subject, reply_class="auto_reply", headers=headers)


@kind(4)
def bounce_of_their_server(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return delivery_report(letter, rng, f"MAILER-DAEMON@{letter.domain}", "5.1.1")


@kind(6)
def bounce_of_our_server(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return delivery_report(letter, rng, "MAILER-DAEMON@asker.example", "4.2.2")


def delivery_report(letter: Sent, rng: random.Random, sender: str, status: str) -> Draft:
    draft = reply(
        letter, "Your message could not be delivered.", kind="bounce", rng=rng, thread=False, sender=sender,
        subject="Undelivered Mail Returned to Sender", reply_class="bounce",
    )  # fmt: skip
    report, of_one = EmailMessage(), EmailMessage()
    of_one["Final-Recipient"], of_one["Status"] = f"rfc822; {letter.recipient}", status
    report["Content-Type"] = "message/delivery-status"
    report.set_payload([of_one])
    draft.message.make_mixed()
    draft.message.attach(report)
    draft.message.add_attachment(original(letter))
    return draft


def original(letter: Sent) -> EmailMessage:
    """Our letter as it would come back."""
    message = EmailMessage()
    for name, value in (("From", letter.sender), ("To", letter.recipient), ("Subject", letter.subject)):
        message[name] = value
    message["Message-ID"] = letter.message_id
    message.set_content(letter.body)
    return message


# --- answers on every rung -------------------------------------------------------------------------------------------


@kind()
def answer_in_the_thread(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, name = answer(rng)
    return reply(letter, text, kind="thread", rng=rng, quote=True, reply_class=name)


@kind()
def answer_with_the_reference_in_the_subject(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, name = answer(rng)
    subject = rng.choice(("Response [{r}]", "FOI response - {r} - final", "{r}")).format(r=letter.reference)
    return reply(letter, text, kind="subject", rng=rng, thread=False, subject=subject, reply_class=name)


@kind()
def answer_with_the_reference_in_the_text(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, name = answer(rng)
    named = rng.choice((letter.reference, letter.reference.lower(), letter.reference.replace("-", "\u2011")))
    told = f"Your reference: {named}\n\n{text}"
    return reply(letter, told, kind="text", rng=rng, thread=False, subject="FOI response", reply_class=name)


@kind()
def answer_with_their_own_number_alone(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, name = answer(rng)
    return reply(
        letter, text, kind="their number", rng=rng, thread=False, sender=f"donotreply@{letter.domain}",
        subject=f"Response to your request, our reference {their_number(letter)}", reply_class=name,
    )  # fmt: skip


@kind(2)
def answer_with_references_alone_in_the_header(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, _name = answer(rng)
    draft = reply(letter, text, kind="references", rng=rng, thread=False, subject="Response")
    draft.message["References"] = f"<other@{letter.domain}> {letter.message_id}"
    return draft


@kind(2)
def answer_that_names_a_file_after_the_reference(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "Please see attached.", kind="file name", rng=rng, thread=False, subject="FOI")
    name = f"{letter.reference.replace('-', rng.choice('-_'))} response.csv"
    draft.message.add_attachment("Year,Number\n2024,3\n2025,4\n", subtype="csv", filename=name)
    return draft


@kind(2)
def our_letter_enclosed_as_a_mail(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, _name = answer(rng)
    draft = reply(letter, text, kind="nested", rng=rng, thread=False, subject="FOI response")
    inner = original(letter)
    if rng.random() < 0.5:
        outer = EmailMessage()
        outer["Subject"], outer["From"] = "Fwd", f"foi@{letter.domain}"
        outer.set_content("see below")
        outer.add_attachment(inner)
        inner = outer
    draft.message.add_attachment(inner)
    return draft


@kind(2)
def forwarded_by_a_colleague(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, _name = answer(rng)
    return reply(
        letter, text, kind="forward", rng=rng, thread=False, quote=True, sender=f"Pat <pat.1234@{letter.domain}>",
        subject="FW: request for information",
    )  # fmt: skip


@kind(2)
def quoting_the_letter_without_its_reference(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text = f"{answer(rng)[0]}\n\n{quoted(letter, rng, with_reference=False)}"
    must = unnamed(letter)
    return reply(letter, text, kind="quote", rng=rng, thread=False, subject="Response", must=must)


@kind(3)
def sender_and_subject_alone(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, subject = answer(rng)[0], "RE: Freedom of Information request: misuse of social media by staff"
    must = unnamed(letter)
    return reply(letter, text, kind="sender", rng=rng, thread=False, subject=subject, must=must)


@kind(3)
def html_alone(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, name = answer(rng)
    draft = reply(letter, "", kind="html", rng=rng, reply_class=name)
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    body = letter.body.replace("\n", "<br>")
    draft.message.set_content(f"<div>{paragraphs}</div><blockquote>{body}</blockquote>", subtype="html")
    return draft


@kind()
def what_moves_a_date(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    name, text = rng.choice(SAYS)
    return reply(letter, text.format(ref=their_number(letter)), kind="moves", rng=rng, reply_class=name)


@kind(3)
def link_only(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text = f"You have a secure message. Read it at https://switch.egress.example/{rng.getrandbits(40):x}"
    return reply(letter, text, kind="link", rng=rng)


@kind(5)
def locked_archive(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "Our response is attached; the password follows.", kind="locked", rng=rng)
    kind_, data = rng.choice((("response.zip", b"PK\x03\x04\x14\x00\x01\x00"), ("winmail.dat", b'x\x9f>"\x01\x00')))
    draft.message.add_attachment(data, maintype="application", subtype="octet-stream", filename=kind_)
    return draft


@kind(3)
def verdicts_of_other_servers(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, answer(rng)[0], kind="other verdicts", rng=rng)
    draft.top = rng.choice(
        (
            [("Authentication-Results", f"relay.example; dmarc=fail header.from={letter.domain}")],
            [("Authentication-Results", f"{OURS}; dmarc=pass"), ("Authentication-Results", f"{OURS}; dmarc=fail")],
            [("Authentication-Results", f"{OURS}; spf=none; dmarc=none")],
        )
    )
    return draft


@kind(3)
def quoting_another_request(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text = f"{answer(rng)[0]}\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\n{OTHER_REQUEST}"
    return reply(letter, text, kind="quotes other", rng=rng)
