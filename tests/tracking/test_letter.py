"""Letters: rendered strictly, valid under section 8, and made into bytes that carry no forged header."""

import email
from dataclasses import replace
from email.policy import default

import pytest

from schema.errors import UserError
from tracking.letter import Attachment, Letter, Outgoing, checked_address, compose, render
from tracking.reference import mint

REFERENCE = mint("w1", "essex")
TEMPLATE = """{# vars: force_name, wave_ref #}
Subject: Request: social media [{{ wave_ref }}]

Dear {{ force_name }},

Please tell me. {{ detail }}

{{ requester_name }}
{{ requester_address }}
"""
VALUES = {
    "force_name": "Essex Police",
    "wave_ref": REFERENCE,
    "detail": "One.\nTwo.",
    "requester_name": "A. Réader",
    "requester_address": "a@example.org",
}
MAIL = Outgoing(
    Letter(f"Request [{REFERENCE}]", "Dear all,\n\nÄ long line.\n"),
    "A. Réader <a@example.org>",
    "foi@essex.police.uk",
    "<w1.essex.a1@example.org>",
    "Tue, 18 Feb 2014 09:00:00 +0000",
)


def test_the_first_line_is_the_subject_and_the_rest_the_body() -> None:
    letter = render(TEMPLATE, VALUES)
    assert letter.subject == f"Request: social media [{REFERENCE}]"
    assert letter.body.startswith("Dear Essex Police,")


def test_the_reference_stands_in_the_subject_and_in_the_first_lines() -> None:
    letter = render(TEMPLATE, VALUES, reference=REFERENCE)
    assert f"[{REFERENCE}]" in letter.body.splitlines()[0]
    assert render(TEMPLATE.replace("Please", "{{ wave_ref }}"), VALUES, reference=REFERENCE).body.count(REFERENCE) == 1


def test_a_subject_without_the_reference_is_refused() -> None:
    with pytest.raises(UserError, match="does not carry the reference"):
        render(TEMPLATE.replace(" [{{ wave_ref }}]", ""), VALUES, reference=REFERENCE)


@pytest.mark.parametrize("key", ["requester_name", "requester_address"])
@pytest.mark.parametrize("value", ["", "  ", None])
def test_a_letter_without_name_or_address_is_no_request(key: str, value: str | None) -> None:
    with pytest.raises(UserError, match=r"s\.8 FOIA"):
        render(TEMPLATE, {**VALUES, key: value})


@pytest.mark.parametrize(
    "bad", ["Essex\r\nBcc: x@y.z", "Essex\nX", "a\x00b", "a\x0bb", "a\u2028b", "a\u202eb", "a\x7fb"]
)
@pytest.mark.parametrize("key", ["force_name", "requester_name", "wave_ref"])
def test_a_value_that_could_forge_a_header_is_refused(key: str, bad: str) -> None:
    with pytest.raises(UserError, match="control character"):
        render(TEMPLATE, {**VALUES, key: bad})


def test_a_line_break_inside_a_list_is_refused_too() -> None:
    with pytest.raises(UserError, match="control character"):
        render(TEMPLATE, {**VALUES, "events": [{"date": "1 May", "what": "a\nb"}]})


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (TEMPLATE.replace("force_name }}", "forse_name }}"), "no value"),
        (TEMPLATE.replace("{{ force_name", "{{ force_name.__class__.__mro__"), "not right"),
        ("Subject: x\n\n{% for %}", "not right"),
        ("Subject: x\n\n{{ 1 / 0 }}", "cannot be filled in"),
        ("Dear all", "not its subject"),
        ("Subject: x\nBcc: y\n\nbody", "not blank"),
        ("Subject:\n\nbody", "no subject"),
        ("Subject: x\n\n  ", "no body"),
    ],
)
def test_a_template_that_is_not_right_says_so(template: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as raised:
        render(template, VALUES, where="letter.txt")
    assert raised.value.sentence().startswith("letter.txt")


def test_a_template_gets_values_and_no_logic_from_them() -> None:
    letter = render(TEMPLATE, {**VALUES, "force_name": "{{ 7 * 7 }}"})
    assert "{{ 7 * 7 }}" in letter.body


def test_the_same_values_give_the_same_bytes() -> None:
    enclosed = replace(MAIL, attachments=(Attachment("form.csv", "text/csv", b"a,b\r\n"),))
    assert compose(MAIL) == compose(MAIL)
    assert compose(enclosed) == compose(enclosed)


def test_the_mail_says_what_it_was_given() -> None:
    out = replace(MAIL, reply_to="a+rr@example.org", attachments=(Attachment("förm.csv", "text/csv", b"a,b"),))
    read = email.message_from_bytes(compose(out), policy=default)
    assert [(a.display_name, a.addr_spec) for a in read["From"].addresses] == [("A. Réader", "a@example.org")]
    assert (read["To"], read["Reply-To"]) == ("foi@essex.police.uk", "a+rr@example.org")
    assert (read["Message-ID"], read["Date"]) == (MAIL.message_id, MAIL.date)
    assert read["Subject"] == MAIL.letter.subject
    body = read.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.letter.body
    assert [part.get_filename() for part in read.iter_attachments()] == ["förm.csv"]
    assert read["Auto-Submitted"] is None


def test_lines_end_as_smtp_wants_and_none_is_too_long() -> None:
    raw = compose(replace(MAIL, letter=Letter("x" * 300, "y" * 2000 + "\n")))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) < 998


def test_only_a_chaser_made_without_a_person_says_so() -> None:
    assert b"Auto-Submitted: auto-generated" in compose(replace(MAIL, automatic=True))


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "foi@a.uk, x@y.z"},
        {"recipient": "foi@a.uk\r\nBcc: x@y.z"},
        {"recipient": ""},
        {"recipient": "nobody"},
        {"sender": "Eve\r\nBcc: x@y.z <a@example.org>"},
        {"reply_to": "a@b, c@d"},
        {"message_id": "<x>\r\nBcc: y@z.uk"},
        {"date": "Tue\nX: y"},
        {"letter": Letter("a\r\nBcc: x@y.z", "b\n")},
        {"attachments": (Attachment("a\r\nb.csv", "text/csv", b""),)},
    ],
)
def test_no_header_can_be_forged_and_there_is_one_recipient(change: dict[str, object]) -> None:
    with pytest.raises(UserError):
        compose(replace(MAIL, **change))  # type: ignore[arg-type]


def test_an_address_is_one_address() -> None:
    assert checked_address("Foi Team <foi@a.uk>", "x") == "Foi Team <foi@a.uk>"
    with pytest.raises(UserError, match="not one mail address"):
        checked_address("foi@a.uk <x@y.z>", "x")
