"""What machines write: case systems, mail servers that give a letter back, and notices of absence in many wordings."""

from __future__ import annotations

import random
from collections.abc import Mapping

from corpus_kinds import delivery_report, original
from corpus_mail import OURS, Draft, Sent, kind, reply
from corpus_texts import ANSWERS

NUMBERS = (
    "2026/FOI/{n}", "DSD/2026/{n}", "INC000{n}", "[Ticket#20260312{n}]", "CRM:0{n}77", "F-2026-0{n}", "F01/2026/{n}",
    "RFI {n}/26", "GMP/FOI/26/{n}/X", "ATI-26-{n}", "1.26.{n}", "26/{n}/FOI", "FOI Ref {n}", "C{n}X26", "{n}",
)  # fmt: skip
GIVEN = (
    "Thank you for your request under the Freedom of Information Act. Our reference for all future correspondence: {r}."
    " We will reply within 20 working days.",
    "We acknowledge your request for information, which was received on 12 March 2026 and given the number {r}.",
    "Your request has been logged as {r}. You will hear from us within 20 working days. It may cost more than £450 to"
    " answer; should it do so we shall tell you.",
    "Request reference: {r}\nDate received: 12 March 2026\nTarget date: 13 April 2026\n\nThank you for your request. We"
    " will send you a response by the target date.",
)
AWAY = (
    ("Automatic reply: {s}", "I have left the organisation. Please write to the Information Rights team."),
    ("Auto: {s}", "Thank you for your message. This account is checked Monday to Friday between 8am and 4pm."),
    ("Ymateb awtomatig / Automatic reply: {s}", "Nid wyf yn y swyddfa. I am not in the office until Tuesday."),
    ("Out of Office: {s}", "I'm on leave from 10th to 24th March. Your e-mail will not be forwarded."),
    ("Autoresponse: {s}", "We have moved! Our new address is below. You need do nothing."),
)


def own_number(letter: Sent) -> str:
    n = 1000 + sum(b * i for i, b in enumerate(letter.reference.encode(), 3)) % 8999
    return NUMBERS[sum(letter.authority.encode()) % len(NUMBERS)].format(n=n)


@kind()
def acknowledgement_with_a_number_of_another_pattern(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text = rng.choice(GIVEN).format(r=own_number(letter))
    return reply(letter, text, kind="ack pattern", rng=rng, subject="Your request", reply_class="acknowledgement")


@kind()
def answer_with_that_number_alone(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    name, text = rng.choice(ANSWERS)
    number = own_number(letter)
    subject, text = rng.choice(
        ((f"RE: [{number}] Information request", text), ("Response", f"Our reference: {number}\n\n{text}"))
    )
    sender = f"foi.cases@{letter.domain}"
    return reply(
        letter, text, kind="number alone", rng=rng, thread=False, sender=sender, subject=subject, reply_class=name
    )


@kind(3)
def decision_by_a_case_system(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    name, text = rng.choice(ANSWERS[2:])
    headers = [("Auto-Submitted", "auto-generated"), ("Precedence", "bulk"), ("X-Auto-Response-Suppress", "All")]
    subject = f"{letter.reference} - our decision"
    return reply(
        letter, text, kind="case system", rng=rng, thread=False, subject=subject, reply_class=name, headers=headers
    )


@kind(2)
def notice_of_absence(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    subject, text = rng.choice(AWAY)
    headers = rng.choice(([("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")], []))
    return reply(
        letter, text, kind="away", rng=rng, thread=rng.random() < 0.7, subject=subject.format(s=letter.subject),
        reply_class="auto_reply", headers=headers, sender=f"Sam <sam.officer@{letter.domains[0]}>",
    )  # fmt: skip


@kind(6)
def bounce_of_our_server_by_its_own_name(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return delivery_report(letter, rng, f"MAILER-DAEMON@{OURS}", "5.1.1")


@kind(6)
def bounce_of_a_stranger(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = delivery_report(letter, rng, "MAILER-DAEMON@relay.attacker.example", "5.1.1")
    draft.truth = type(draft.truth)("bounce of a stranger", draft.truth.to, "wait")
    return draft


@kind(5)
def bounce_in_plain_words(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    returned = original(letter).as_string()
    text = (
        f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be"
        f" delivered. This is a permanent error.\n\n  {letter.recipient}\n    mailbox is full\n\n------ This is a copy"
        f" of the message, including all the headers. ------\n\n{returned}"
    )
    sender, headers = rng.choice(
        (
            ("Mailer-Daemon@asker.example", [("X-Failed-Recipients", letter.recipient)]),
            (f"MAILER-DAEMON@mail.{letter.domain}", []),
        )
    )
    return reply(
        letter, text, kind="bounce plain", rng=rng, thread=False, sender=sender, headers=headers,
        subject="Mail delivery failed: returning message to sender", reply_class="bounce",
    )  # fmt: skip
