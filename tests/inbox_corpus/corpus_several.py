"""Mails about several requests, in the wrong thread, with a damaged reference, or more than once."""

from __future__ import annotations

import random
from collections.abc import Mapping

from corpus_kinds import answer
from corpus_mail import Draft, Sent, damaged, kind, quoted, reply, their_number


@kind()
def answer_to_both_waves(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft | None:
    if not letter.others:
        return None
    both = (letter.reference, *letter.others)
    text = f"This answers both of your requests, {' and '.join(both)}.\n\n{answer(rng)[0]}"
    return reply(letter, text, kind="both waves", rng=rng, to=both)


@kind()
def joint_unit(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    partner = partner_of(letter, ours)
    if not partner:
        return None
    sender, text = f"foi@{partner.domain}", f"In reply to {letter.reference}:\n\n{answer(rng)[0]}"
    return reply(letter, text, kind="joint named", rng=rng, sender=sender, thread=rng.random() < 0.5)


@kind()
def joint_unit_that_names_nothing(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    partner = partner_of(letter, ours)
    if not partner:
        return None
    sender, subject = f"foi@{partner.domain}", "RE: Freedom of Information request: misuse of social media by staff"
    must = "file" if letter.own_address else "wait"
    return reply(letter, answer(rng)[0], kind="joint unnamed", rng=rng, sender=sender, subject=subject, must=must)


@kind()
def joint_answer_to_all(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    partner = partner_of(letter, ours)
    if not partner:
        return None
    text = f"Joint response to {letter.reference} and {partner.reference}.\n\n{answer(rng)[0]}"
    to = (letter.reference, partner.reference)
    return reply(letter, text, kind="joint all", rng=rng, thread=False, subject="FOI response", to=to)


def partner_of(letter: Sent, ours: Mapping[str, Sent]) -> Sent | None:
    same = (one for one in ours.values() if one.wave == letter.wave and one.authority in letter.unit)
    return next((one for one in same if one.authority != letter.authority), None)


@kind()
def wrong_thread(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    if not letter.others:
        return None
    text = f"Our answer to your request {letter.others[0]}:\n\n{answer(rng)[0]}"
    return reply(letter, text, kind="wrong thread", rng=rng, subject="FOI response", to=letter.others[:1])


@kind()
def wrong_thread_with_their_number(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    if not letter.others:
        return None
    other = ours[letter.others[0]]
    subject = f"Response, our reference {their_number(other)}"
    return reply(letter, answer(rng)[0], kind="wrong number", rng=rng, subject=subject, to=(other.reference,))


@kind(2)
def damaged_reference(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    subject = f"Response [{damaged(letter.reference, rng)}]"
    must = "wait" if letter.others else "file"
    threaded = rng.random() < 0.5
    return reply(letter, answer(rng)[0], kind="damaged", rng=rng, subject=subject, thread=threaded, must=must)


@kind(2)
def a_second_wave_reference_quoted_below(letter: Sent, rng: random.Random, ours: Mapping[str, Sent]) -> Draft | None:
    if not letter.others:
        return None
    text = f"{answer(rng)[0]}\n\n{quoted(ours[letter.others[0]], rng)}"
    return reply(letter, text, kind="quoted other wave", rng=rng)


@kind(4)
def a_further_copy(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return reply(letter, "We have answered in full: 4 cases.", kind="copy", rng=random.Random(letter.reference))


@kind(4)
def the_same_copy_by_another_route(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "We have answered in full: 4 cases.", kind="copy", rng=random.Random(letter.reference))
    draft.top = [("Delivered-To", letter.reply_to)]
    return draft


@kind(5)
def a_message_id_used_again(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    return reply(letter, "Corrected: 5 cases.", kind="same id", rng=random.Random(letter.reference))
