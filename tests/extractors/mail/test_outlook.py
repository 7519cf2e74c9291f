"""What Outlook sends is read: .msg with files and messages inside, and winmail.dat."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from email.message import EmailMessage

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlook import compound, message, msg, tnef

from extractors.identify import MSG, TNEF, identify
from extractors.mail.message import parse
from extractors.mail.tnef import unpacked
from extractors.registry import read_bytes
from flows.steps.unpack import unpacked as members
from schema.reading import Outcome

TABLE = b"Year,Cases\n2024,3\n2025,4\n"
AT = datetime(2026, 3, 20, 9, tzinfo=UTC)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,12}", fullmatch=True), st.binary(max_size=9_000), max_size=12))
def test_the_writer_makes_compound_files_that_another_reader_reads_back(tree: dict[str, bytes]) -> None:
    with olefile.OleFileIO(io.BytesIO(compound(tree))) as ole:
        found = {path[0]: ole.openstream(path).read() for path in ole.listdir()}
    assert found == tree


def test_an_outlook_message_is_read_as_a_mail() -> None:
    data = msg(
        subject="Response [RR-1]", body="We hold 4 cases.", sender="foi@kent.police.uk", to="a@asker.example",
        message_id="<1@kent>", in_reply_to="<w1.kent@asker.example>", files=[("answer.csv", TABLE)],
    )  # fmt: skip
    found = parse(data)
    assert identify(data, "0001.eml") == MSG
    assert (found.subject, found.sender, found.in_reply_to) == (
        "Response [RR-1]",
        "foi@kent.police.uk",
        "<w1.kent@asker.example>",
    )
    assert (found.own_text, found.received, found.recipients) == (
        "We hold 4 cases.",
        "2026-03-20T09:00:00+00:00",
        ("a@asker.example",),
    )
    assert [(part.name, part.data) for part in found.parts] == [("answer.csv", TABLE)]
    assert not found.problems


def test_a_message_inside_an_outlook_message_is_kept_with_its_files() -> None:
    inner = message(
        subject="The answer", body="See the file.", sender="foi@kent.police.uk", to="x@y.example",
        message_id="<2@kent>", files=[("answer.csv", TABLE)], at=AT, inner=True,
    )  # fmt: skip
    data = msg(subject="FW", body="Forwarded.", sender="foi@kent.police.uk", messages=[inner])
    (part,) = parse(data).parts
    assert (part.kind, parse(part.data).subject) == ("message", "The answer")
    assert [(m.name, m.data) for m in members(data, "0", MSG)][1:] == [("answer.csv", TABLE)]


def test_the_files_and_the_words_of_a_winmail_are_read() -> None:
    wrapped = tnef(
        subject="Response", body="We hold 4 cases: it’s attached.", files=[("A long name of an answer.csv", TABLE)]
    )
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "foi@kent.police.uk", "Response"
    mail.add_attachment(wrapped, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = parse(mail.as_bytes())
    assert identify(wrapped) == TNEF
    assert found.own_text == "We hold 4 cases: it’s attached."
    inside = list(members(mail.as_bytes(), "0", "message/rfc822"))
    assert [(m.name, m.data) for m in inside] == [("winmail.dat", wrapped), ("A long name of an answer.csv", TABLE)]
    (winmail,) = read_bytes(mail.as_bytes(), "reply.eml").parts
    assert winmail.parts[0].tables[0].rows[1] == ("2024", "3")


def test_a_message_inside_a_winmail_becomes_a_mail() -> None:
    inner = tnef(subject="The answer", body="Four cases.", files=[("answer.csv", TABLE)])
    ((name, content),) = unpacked(tnef(messages=[inner])).files
    found = parse(content)
    assert (name, found.subject, found.own_text.strip()) == ("part.eml", "The answer", "Four cases.")
    assert found.parts[0].data.replace(b"\r\n", b"\n") == TABLE


@pytest.mark.parametrize("kept", [5, 20, 60])
def test_a_broken_winmail_is_told_and_what_stands_before_the_fault_is_kept(kept: int) -> None:
    whole = tnef(subject="Response", body="Words.", files=[("answer.csv", TABLE), ("second.csv", TABLE * 20)])
    found = unpacked(whole[: -kept - len(TABLE) * 20])
    assert "breaks off" in found.problem
    assert found.files[:1] == [("answer.csv", TABLE)]
    assert read_bytes(whole[:kept], "winmail.dat").outcome in (Outcome.DAMAGED, Outcome.READ)


@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_winmail_raises(noise: bytes, at: int) -> None:
    whole = tnef(subject="Response", body="Words.", files=[("answer.csv", TABLE)])
    unpacked(whole[:at] + noise + whole[at + len(noise) :])
    unpacked(whole[:6] + noise)
