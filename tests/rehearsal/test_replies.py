"""The authorities' mails parse, answer the letters that were sent, and written twice change nothing."""

from __future__ import annotations

import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from config.authorities import authorities
from rehearsal.catcher import Catcher
from rehearsal.content import plans
from rehearsal.replies import mails, receive, to_bytes, write_replies

FORCES = {authority.id: authority for authority in authorities() if authority.territorial}


def letter(authority: str, last_day: str = "17 February 2014") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "A Requester <requests@example.org>"
    mail["To"] = FORCES[authority].foi_email
    mail["Message-ID"] = f"<wave.{authority}.{last_day[-4:]}@example.org>"
    mail["Subject"] = f"Request [RR-{authority.upper()}-{last_day[-4:]}]"
    mail.set_content(f"Dear {FORCES[authority].name} FOI team,\n\n1 January 2009 to {last_day}\n\n1. How many cases?\n")
    return mail.as_bytes()


LETTERS = [letter(authority) for authority in FORCES]
MAILS = mails(receive([*LETTERS, letter("metropolitan", "28 February 2013")]))
PARSED = {(m.letter.authority.id, m.kind, m.on.year): message_from_bytes(to_bytes(m), policy=default) for m in MAILS}


def test_43_letters_call_forth_39_answers_in_38_mails_and_4_refusals() -> None:
    kinds = [m.kind for m in MAILS if m.on.year == 2014]
    assert (kinds.count("answer"), kinds.count("refusal"), kinds.count("clarification")) == (38, 4, 1)
    assert kinds.count("acknowledgement") >= 10


def test_every_mail_parses_without_defect_and_comes_from_a_domain_of_its_authority() -> None:
    for (authority, _, _), message in PARSED.items():
        assert not message.defects
        assert message["From"].addresses[0].domain in FORCES[authority].domains
        assert message["Received"]
        assert message["Message-ID"]
        assert message["Date"].datetime.year in (2013, 2014)


def test_every_mail_says_reconstruction_or_is_an_acknowledgement_or_a_question() -> None:
    for (_, kind, _), message in PARSED.items():
        body = message.get_body(("plain", "html"))
        assert body is not None
        assert kind in ("acknowledgement", "clarification") or "Reconstruction for demonstration" in body.get_content()


def test_one_mail_answers_for_west_mercia_and_warwickshire() -> None:
    message = PARSED["west-mercia", "answer", 2014]
    assert ("warwickshire", "answer", 2014) not in PARSED
    assert "RR-WEST-MERCIA" in message["Subject"]
    assert "RR-WARWICKSHIRE" in message["Subject"]
    assert "wave.warwickshire." in message["References"]


def test_warwickshire_alone_is_answered_alone() -> None:
    alone = mails(receive([letter("warwickshire")]))
    assert [m.letter.authority.id for m in alone] == ["warwickshire"]


@pytest.mark.parametrize("authority", [a for a, plan in plans().items() if plan.threading in ("own_ref", "domain")])
def test_a_reply_without_our_reference_carries_nothing_of_our_letter(authority: str) -> None:
    message = PARSED[authority, "answer", 2014]
    body = message.get_body(("plain", "html"))
    assert body is not None
    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert "RR-" not in message["Subject"] + body.get_content()


def test_an_own_reference_can_be_learned_from_an_acknowledgement() -> None:
    for authority, plan in plans().items():
        if plan.threading == "own_ref":
            said = PARSED[authority, "acknowledgement", 2014].get_body(("plain",))
            assert said is not None
            assert plan.own_ref in said.get_content()
            assert plan.own_ref in PARSED[authority, "answer", 2014]["Subject"]


def test_northumbria_answers_as_170_14_on_10_march() -> None:
    message = PARSED["northumbria", "answer", 2014]
    assert message["Date"].datetime.date().isoformat() == "2014-03-10"
    assert plans()["northumbria"].own_ref == "170/14"


def test_the_request_of_2013_has_its_own_answer() -> None:
    message = PARSED["metropolitan", "answer", 2013]
    assert message["In-Reply-To"] == "<wave.metropolitan.2013@example.org>"
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"]


def test_writing_twice_touches_nothing_and_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_replies(LETTERS[:6], tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in first}
    assert write_replies(list(reversed(LETTERS[:6])), tmp_path) == first
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in first} == before


def test_a_letter_to_a_stranger_is_not_answered(tmp_path: Path) -> None:
    stray = letter("kent").replace(FORCES["kent"].foi_email.encode(), b"someone@example.net")
    assert write_replies([stray], tmp_path) == ()


def test_the_catcher_keeps_what_smtp_hands_over_and_finds_it_again(tmp_path: Path) -> None:
    with Catcher(tmp_path) as catcher, smtplib.SMTP(catcher.host, catcher.port) as client:
        client.sendmail("requests@example.org", [FORCES["kent"].foi_email], letter("kent"))
    assert [caught.recipients for caught in catcher.caught] == [(FORCES["kent"].foi_email,)]
    assert Catcher(tmp_path).letters == catcher.letters == (letter("kent"),)
