"""The matching ladder: nothing filed wrongly, what is not trusted is held, the rest waits with candidates."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.matching import (  # fmt: skip
    Correspondent,
    LearnedReference,
    Ledger,
    Match,
    MatchState,
    MessageFacts,
    OpenLetter,
    Rung,
    Target,
    learn,
    match,
)
from tracking.reference import ALPHABET, mint, plus_address

FORCES = ("essex", "kent", "norfolk", "suffolk", "metropolitan")
BODY = (
    "Under the Freedom of Information Act 2000 please tell me how many officers of {force} were investigated for"
    " misuse of social media in each calendar year from 2009 to 2014 and what the outcome of each case was."
)


def ref(authority: str, wave: str = "w1") -> str:
    return mint(wave, authority)


def letter(authority: str, wave: str = "w1") -> OpenLetter:
    return OpenLetter(
        wave,
        authority,
        ref(authority, wave),
        (f"<{wave}.{authority}.x@us.example>",),
        f"foi@{authority}.pnn.police.uk",
        f"Freedom of Information request: misuse of social media by staff [{ref(authority, wave)}]",
        BODY.format(force=authority),
    )


CORRESPONDENTS = tuple(Correspondent(f, frozenset({f"{f}.police.uk", f"{f}.pnn.police.uk"})) for f in FORCES)
ONE_WAVE = Ledger(tuple(letter(f) for f in FORCES), CORRESPONDENTS, frozenset({"me@us.example"}))
TWO_WAVES = replace(ONE_WAVE, letters=(*ONE_WAVE.letters, letter("essex", "w2"), letter("norfolk", "w2")))


def mail(sender: str = "foi@essex.police.uk", **facts: Any) -> MessageFacts:
    return MessageFacts(sender=sender, **facts)


def thread(authority: str, wave: str = "w1") -> tuple[str, ...]:
    return (f"<{wave}.{authority}.x@us.example>",)


def filed(found: Match) -> set[tuple[str, str]]:
    assert found.state is MatchState.FILED, found.reason
    assert found.reason
    return {(target.wave, target.authority) for target in found.filed_to}


ESSEX = {("w1", "essex")}


@pytest.mark.parametrize(
    ("facts", "rung"),
    [
        (mail(recipients=(plus_address("me@us.example", ref("essex")),)), Rung.PLUS_ADDRESS),
        (mail(in_reply_to=thread("essex")), Rung.THREAD),
        (mail(references=("<other@x>", *thread("essex"))), Rung.THREAD),
        (mail(subject=f"Our answer [{ref('essex')}]"), Rung.REFERENCE),
        (mail(own_text=f"Your reference {ref('essex').lower()}"), Rung.REFERENCE),
        (mail(quoted_text=f"> [{ref('essex')}]"), Rung.REFERENCE),
        (mail(attachment_names=(f"{ref('essex')}.xlsx",)), Rung.REFERENCE),
        (mail(attached_texts=(f"Subject: [{ref('essex')}]",)), Rung.REFERENCE),
        (mail(quoted_text=BODY.format(force="essex")), Rung.QUOTED_LETTER),
        (mail(subject="RE: misuse of social media by staff"), Rung.SENDER),
    ],
)
def test_each_rung_files_with_its_reason(facts: MessageFacts, rung: Rung) -> None:
    found = match(facts, ONE_WAVE)
    assert filed(found) == ESSEX
    assert found.rung is rung
    assert found.score > 0.7


@pytest.mark.parametrize(
    "domain", ["essex.police.uk", "essex.pnn.police.uk", "mail.essex.police.uk", "ESSEX.police.uk"]
)
def test_genuine_domains_and_what_lies_under_them_are_the_authoritys(domain: str) -> None:
    assert filed(match(mail(f"foi@{domain}", in_reply_to=thread("essex")), ONE_WAVE)) == ESSEX


@pytest.mark.parametrize(
    "sender",
    [
        "foi@essex-police.uk",
        "essex.police@gmail.com",
        "x@essex.police.uk.evil.com",
        "no-reply@egress.com",
        "foi@kent.police.uk",
    ],
)
@pytest.mark.parametrize(
    "named", [{"subject": f"[{ref('essex')}]"}, {"in_reply_to": thread("essex")}, {"quoted_text": ref("essex")}]
)
def test_a_stranger_that_names_our_request_is_held(sender: str, named: dict[str, Any]) -> None:
    found = match(mail(sender, **named), ONE_WAVE)
    assert found.state is MatchState.HELD
    assert found.filed_to == ()
    assert found.candidates[0].target.authority == "essex"


@pytest.mark.parametrize(
    "facts",
    [
        mail(in_reply_to=thread("essex"), from_count=2),
        mail(in_reply_to=thread("essex"), dmarc="fail"),
        mail("", in_reply_to=thread("essex"), from_count=0),
        mail("me@us.example", in_reply_to=thread("essex"), dmarc="fail"),
    ],
)
def test_a_doubtful_sender_is_held(facts: MessageFacts) -> None:
    assert match(facts, ONE_WAVE).state is MatchState.HELD


@pytest.mark.parametrize("verdict", ["none", "pass", "temperror"])
def test_no_verdict_holds_nothing(verdict: str) -> None:
    assert filed(match(mail(in_reply_to=thread("essex"), dmarc=verdict), ONE_WAVE)) == ESSEX


def test_a_stranger_that_names_nothing_waits_for_a_person() -> None:
    assert (
        match(mail("press@paper.example", subject="misuse of social media by staff"), ONE_WAVE).state
        is MatchState.TRIAGE
    )


@pytest.mark.parametrize(
    ("text", "meant"), [("J Smith, Data Protection, Essex Police", {"essex"}), ("We are not Essex", set())]
)
def test_a_stranger_that_bears_the_name_of_an_authority_may_be_meant_for_it(text: str, meant: set[str]) -> None:
    named = replace(ONE_WAVE, correspondents=tuple(replace(c, names=frozenset({f"{c.authority} police", c.authority}))
                                                   for c in CORRESPONDENTS))  # fmt: skip
    found = match(mail("dpo@shared-services.example", own_text=text), named)
    assert found.state is MatchState.TRIAGE
    assert {candidate.target.authority for candidate in found.candidates} == meant


def test_our_own_letter_come_back_is_own() -> None:
    assert match(mail("me@us.example", message_id=thread("essex")[0]), ONE_WAVE).state is MatchState.OWN
    assert match(mail("me+rr@us.example", subject="note to self"), ONE_WAVE).state is MatchState.OWN
    assert match(mail("eve@evil.example", message_id=thread("essex")[0]), ONE_WAVE).state is MatchState.HELD


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@essex.police.uk", "mailer-daemon@us.example", "MAILER-DAEMON"])
def test_a_bounce_that_names_our_message_id_is_filed(sender: str) -> None:
    found = match(mail(sender, is_bounce=True, original_ids=thread("essex")), ONE_WAVE)
    assert (filed(found), found.rung) == (ESSEX, Rung.BOUNCE)


@pytest.mark.parametrize("sender", ["postmaster@vendor.example", "postmaster@kent.police.uk", ""])
def test_a_bounce_from_elsewhere_is_held(sender: str) -> None:
    assert match(mail(sender, is_bounce=True, original_ids=thread("essex")), ONE_WAVE).state is MatchState.HELD


# --- joint units and several requests -------------------------------------------------------------------------------


def test_a_force_of_a_joint_unit_may_answer_for_another_whose_reference_it_names() -> None:
    found = match(mail("foi@norfolk.police.uk", subject=f"[{ref('suffolk')}]", in_reply_to=thread("suffolk")), ONE_WAVE)
    assert filed(found) == {("w1", "suffolk")}


def test_in_the_thread_alone_it_may_not() -> None:
    found = match(mail("foi@norfolk.police.uk", in_reply_to=thread("suffolk")), ONE_WAVE)
    assert found.state is MatchState.TRIAGE


def test_a_mail_that_answers_several_requests_is_filed_to_all() -> None:
    both = f"Our answer to {ref('norfolk')} and {ref('suffolk')}"
    found = match(mail("foi@norfolk.police.uk", own_text=both, in_reply_to=thread("norfolk")), ONE_WAVE)
    assert filed(found) == {("w1", "norfolk"), ("w1", "suffolk")}


def test_saying_that_it_answers_another_too_files_it_to_both() -> None:
    facts = mail(in_reply_to=thread("essex"), own_text=f"This also answers your request {ref('essex', 'w2')}.")
    assert filed(match(facts, TWO_WAVES)) == {("w1", "essex"), ("w2", "essex")}


def test_naming_a_request_to_an_authority_that_is_not_the_sender_is_not_filed() -> None:
    facts = mail(own_text=f"{ref('essex')} and {ref('kent')}")
    assert match(facts, ONE_WAVE).state is MatchState.TRIAGE


# --- two waves open -------------------------------------------------------------------------------------------------


def test_the_wave_is_told_by_reference_or_thread() -> None:
    assert filed(match(mail(subject=f"[{ref('essex', 'w2')}]"), TWO_WAVES)) == {("w2", "essex")}
    assert filed(match(mail(in_reply_to=thread("essex", "w2")), TWO_WAVES)) == {("w2", "essex")}


def test_the_sender_alone_does_not_tell_two_waves_apart() -> None:
    found = match(mail(subject="RE: misuse of social media by staff"), TWO_WAVES)
    assert found.state is MatchState.TRIAGE
    assert {c.target.wave for c in found.candidates} == {"w1", "w2"}


def test_a_quoted_letter_that_went_out_twice_waits() -> None:
    assert match(mail(quoted_text=BODY.format(force="essex")), TWO_WAVES).state is MatchState.TRIAGE


def test_thread_and_text_that_disagree_wait() -> None:
    facts = mail(in_reply_to=thread("essex"), own_text=f"Our answer to {ref('essex', 'w2')}")
    assert match(facts, TWO_WAVES).state is MatchState.TRIAGE


def test_a_quoted_reference_counts_only_when_nothing_above_names_one() -> None:
    quoting = mail(quoted_text=f"> {ref('essex', 'w2')}")
    assert filed(match(quoting, TWO_WAVES)) == {("w2", "essex")}
    assert filed(match(replace(quoting, in_reply_to=thread("essex")), TWO_WAVES)) == ESSEX
    assert filed(match(replace(quoting, subject=ref("essex")), TWO_WAVES)) == ESSEX


@given(st.integers(0, 9), st.sampled_from(ALPHABET))
def test_a_damaged_reference_is_never_guessed(place: int, wrong: str) -> None:
    right = ref("essex", "w2")
    at = 3 + place + (place >= 5)
    if right[at] == wrong:
        return
    facts = mail(subject=f"Our answer [{right[:at]}{wrong}{right[at + 1 :]}]")
    found = match(facts, TWO_WAVES)
    assert found.state is MatchState.TRIAGE
    assert found.candidates[0].target == Target("w2", "essex", right)
    threaded = match(replace(facts, in_reply_to=thread("essex")), TWO_WAVES)
    assert threaded.state is MatchState.TRIAGE


def test_with_one_wave_open_a_damaged_reference_does_not_stop_the_thread() -> None:
    damaged = ref("essex")[:-1] + ("2" if ref("essex")[-1] != "2" else "3")
    assert filed(match(mail(subject=damaged, in_reply_to=thread("essex")), ONE_WAVE)) == ESSEX


def test_a_sound_reference_that_is_none_of_ours_waits() -> None:
    facts = mail(subject=f"misuse of social media by staff {mint('elsewhere', 'essex')}")
    assert match(facts, ONE_WAVE).state is MatchState.TRIAGE


# --- the authority's own reference ----------------------------------------------------------------------------------

LEARNED = LearnedReference("essex", "18-992", "w2", ref("essex", "w2"))


def test_what_an_acknowledgement_taught_files_the_answer() -> None:
    acknowledgement = match(mail(in_reply_to=thread("essex", "w2")), TWO_WAVES)
    assert learn(acknowledgement, ["18-992"]) == (LEARNED,)
    taught = replace(TWO_WAVES, learned=(LEARNED,))
    found = match(mail("no-reply@essex.police.uk", subject="FOI 18 - 992 our response"), taught)
    assert (filed(found), found.rung) == ({("w2", "essex")}, Rung.THEIR_REFERENCE)


@pytest.mark.parametrize("subject", ["FOI 18-9921", "FOI 118-992", "phone 18992", "18-992/2"])
def test_a_longer_number_is_another_reference(subject: str) -> None:
    assert match(mail(subject=subject), replace(TWO_WAVES, learned=(LEARNED,))).state is MatchState.TRIAGE


def test_another_authoritys_number_says_nothing() -> None:
    found = match(mail("foi@kent.police.uk", subject="FOI 18-992"), replace(TWO_WAVES, learned=(LEARNED,)))
    assert found.state is MatchState.TRIAGE


def test_a_reference_learned_for_another_wave_stops_a_wrong_thread() -> None:
    facts = mail(subject="FOI 18-992", in_reply_to=thread("essex"))
    assert match(facts, replace(TWO_WAVES, learned=(LEARNED,))).state is MatchState.TRIAGE


def test_what_stands_in_mails_about_both_requests_names_neither() -> None:
    form = [replace(LEARNED, text="DOC-0417"), LearnedReference("essex", "doc-0417", "w1", ref("essex"))]
    taught = replace(TWO_WAVES, learned=(LEARNED, *form))
    assert match(mail(subject="DOC-0417"), taught).state is MatchState.TRIAGE
    assert filed(match(mail(subject="FOI 18-992", own_text="DOC-0417"), taught)) == {("w2", "essex")}


def test_nothing_is_learned_from_what_was_guessed_or_is_ours() -> None:
    assert learn(match(mail(subject="misuse of social media by staff"), ONE_WAVE), ["18-992"]) == ()
    assert learn(match(mail(in_reply_to=thread("essex")), ONE_WAVE), [ref("essex")]) == ()
    assert learn(match(mail("x@gmail.com", subject=ref("essex")), ONE_WAVE), ["18-992"]) == ()


# --- the last rung --------------------------------------------------------------------------------------------------


def test_somebody_elses_request_quoted_is_not_ours() -> None:
    other = "Please send me the menus of every canteen for the last three years with prices and allergens. " * 5
    found = match(mail(subject="misuse of social media by staff", quoted_text=other), ONE_WAVE)
    assert found.state is MatchState.TRIAGE


@pytest.mark.parametrize("subject", ["", "FOI request", "Newsletter", "Your Freedom of Information request"])
def test_a_subject_about_something_else_is_not_filed(subject: str) -> None:
    assert match(mail(subject=subject), ONE_WAVE).state is MatchState.TRIAGE


def test_a_joint_unit_is_not_told_apart_by_its_sender() -> None:
    assert (
        match(mail("foi@norfolk.police.uk", subject="misuse of social media by staff"), ONE_WAVE).state
        is MatchState.TRIAGE
    )


@given(
    st.builds(MessageFacts, subject=st.text(), own_text=st.text(), sender=st.text(), in_reply_to=st.tuples(st.text()))
)
def test_whatever_arrives_gets_a_state_and_a_reason(facts: MessageFacts) -> None:
    found = match(facts, TWO_WAVES)
    assert found.reason
    assert bool(found.filed_to) == (found.state is MatchState.FILED) or found.state is MatchState.OWN


# --- mails whose own words name less than what they carry ------------------------------------------------------------


def test_a_letter_in_an_attachment_names_the_request() -> None:
    found = match(mail(enclosed_texts=(f"Your reference: {ref('essex', 'w2')}",)), TWO_WAVES)
    assert (filed(found), found.rung) == ({("w2", "essex")}, Rung.REFERENCE)


def test_a_file_that_names_another_request_than_the_mail_replied_to_waits() -> None:
    facts = mail(in_reply_to=thread("essex"), attachment_names=(f"{ref('essex', 'w2')}.pdf",))
    assert match(facts, TWO_WAVES).state is MatchState.TRIAGE


def test_it_does_not_where_the_text_names_the_request() -> None:
    facts = mail(own_text=ref("essex"), attachment_names=(f"{ref('essex', 'w2')}.pdf",))
    assert filed(match(facts, TWO_WAVES)) == {("w1", "essex")}


def test_our_letter_of_another_wave_enclosed_as_a_mail_is_no_other_answer() -> None:
    facts = mail(in_reply_to=thread("essex"), attached_texts=(ref("essex", "w2"),))
    assert filed(match(facts, TWO_WAVES)) == {("w1", "essex")}


def test_an_answer_to_both_requests_is_filed_to_both_when_its_file_names_them() -> None:
    names = (f"{ref('essex')} and {ref('essex', 'w2')}.pdf",)
    facts = mail(own_text="This answers both of your requests.", in_reply_to=thread("essex"), attachment_names=names)
    assert filed(match(facts, TWO_WAVES)) == {("w1", "essex"), ("w2", "essex")}


def test_it_waits_when_it_names_one_of_them_only() -> None:
    facts = mail(own_text="This answers both of your requests.", in_reply_to=thread("essex"))
    assert match(facts, TWO_WAVES).state is MatchState.TRIAGE
    assert filed(match(facts, ONE_WAVE)) == {("w1", "essex")}


def test_a_stranger_in_the_thread_is_held_even_with_a_damaged_reference() -> None:
    facts = mail("foi@essex-police.uk", subject=ref("essex")[:-1] + "2", in_reply_to=thread("essex"))
    assert match(facts, TWO_WAVES).state is MatchState.HELD


def test_a_subject_that_shares_half_its_words_is_not_ours() -> None:
    for subject in ("Staff survey: social media", "RE: use of social media in recruitment"):
        assert match(mail(subject=subject), ONE_WAVE).state is MatchState.TRIAGE
