"""Mails that must not be filed: strangers, forgeries, other forces, other matters."""

from __future__ import annotations

import random
from collections.abc import Mapping

from corpus_kinds import answer, original
from corpus_mail import OURS, Draft, Sent, Truth, kind, reply
from corpus_texts import OTHER_REQUEST


@kind()
def look_alike(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    domain = letter.domain
    sender = rng.choice(
        (
            f"foi@{domain.replace('.police.uk', '-police.uk')}",
            f"foi@{domain}.example.com",
            f'"foi@{domain}" <{letter.authority}.foi@gmail.com>',
            f"{letter.name} <foi.{letter.authority}@outlook.com>",
            f"foi@{domain.replace('o', '0', 1) if 'o' in domain else 'x' + domain}",
        )
    )
    threaded = rng.random() < 0.5
    return reply(letter, answer(rng)[0], kind="look-alike", rng=rng, sender=sender, thread=threaded, must="hold")


@kind(2)
def two_from_headers(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, answer(rng)[0], kind="two From", rng=rng, must="hold")
    draft.second_from = "someone@else.example"
    return draft


@kind(2)
def dmarc_failure(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, answer(rng)[0], kind="dmarc", rng=rng, must="hold")
    draft.top = [("Authentication-Results", f"{OURS}; dkim=none; dmarc=fail (p=none) header.from={letter.domain}")]
    return draft


@kind(4)
def no_from(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, answer(rng)[0], kind="no From", rng=rng, must="wait")
    del draft.message["From"]
    return draft


@kind(3)
def a_vendor(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    sender = rng.choice(("noreply@egress.com", "postmaster@mimecast.com", "no-reply@sharepointonline.com"))
    return reply(letter, "You have a secure message.", kind="vendor", rng=rng, sender=sender, must="wait")


@kind(2)
def another_force_in_the_thread(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft:
    strangers = [one for one in ours.values() if one.authority not in letter.unit]
    sender = f"foi@{rng.choice(strangers).domain}"
    return reply(letter, answer(rng)[0], kind="another force", rng=rng, sender=sender, must="wait")


@kind(3)
def their_mail_about_something_else(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    subject = rng.choice(("Open day", "Your request about parking at headquarters", "FOI 1/26 - canteen menus"))
    return reply(letter, OTHER_REQUEST, kind="foreign", rng=rng, thread=False, subject=subject, must="wait", to=())


@kind(6)
def a_newspaper(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text = f"Hello, I read about misuse of social media at {letter.name}. Any comment?"
    return reply(
        letter, text, kind="press", rng=rng, thread=False, sender="news@paper.example",
        subject="misuse of social media by staff", must="wait", to=(),
    )  # fmt: skip


@kind(6)
def our_own_letter_come_back(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return Draft(Truth("own", must="wait"), original(letter))


@kind(4)
def two_addresses_in_one_from(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    sender = f"foi@{letter.domain}, someone@else.example"
    return reply(letter, answer(rng)[0], kind="two in one From", rng=rng, sender=sender, must="hold")


@kind(3)
def look_alike_that_names_it_below(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    """The reference only in what is quoted, or in the name of a file."""
    below = rng.random() < 0.5
    draft = reply(
        letter, answer(rng)[0], kind="look-alike below", rng=rng, thread=False, subject="FOI", quote=below,
        sender=f"foi@{letter.authority}.police-uk.org", must="hold",
    )  # fmt: skip
    if not below:
        draft.message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename=f"{letter.reference}.csv")
    return draft


@kind(3)
def wrong_thread_by_its_file(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    if not letter.others:
        return None
    draft = reply(letter, "Please see attached.", kind="wrong file", rng=rng, subject="Response", to=letter.others[:1])
    draft.message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename=f"{letter.others[0]}.csv")
    return draft


@kind(4)
def their_survey(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    subject = rng.choice(
        ("Staff survey: social media", "RE: Freedom of Information request: use of social media by staff")
    )
    return reply(letter, OTHER_REQUEST, kind="near theme", rng=rng, thread=False, subject=subject, must="wait", to=())
