"""Taking in: every file is kept byte for byte, and filed or shown; again changes nothing; a bad one stops no other."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.steps.intake import collect_mailbox, import_paths
from flows.steps.listing import ListedDocument, listed_documents
from flows.steps.rebuild import digest
from flows.steps.review import queue
from schema.decision import DecisionKind
from schema.errors import UserError
from schema.finding import Finding
from storage import computed, documents
from storage.mailbox import Account, Position, RawMail

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

ARRIVED = "2014-03-10T10:00:00+00:00"
REPLY = "We have searched our records.\n\n1. There were 12 cases.\n"


def listed(survey: Survey) -> dict[str, ListedDocument]:
    with survey.workspace.database.reading() as conn:
        return {document.name: document for document in listed_documents(conn)}


def counts(survey: Survey) -> tuple[int, int]:
    with survey.workspace.database.reading() as conn:
        return len(documents.documents(conn)), len(documents.arrivals(conn))


def test_a_mail_is_kept_byte_for_byte_and_filed_by_its_thread(survey: Survey) -> None:
    path = survey.mail("kent", REPLY)
    (taken,) = survey.take_in(path)
    assert survey.workspace.documents.get(taken.sha256) == path.read_bytes()
    (message,) = survey.messages().values()
    assert (message.state, message.rung) == ("filed", "thread")
    assert json.loads(message.filed_to) == [
        {"wave": "w", "authority": "kent", "reference": survey.letters["kent"].reference}
    ]


def test_an_attachment_is_a_document_of_the_request_that_its_mail_is_filed_to(survey: Survey) -> None:
    survey.mail("kent", "Please see the attached.", attached=[("cases.csv", b"Year,Number\n2012,3\n2013,4\n")])
    survey.take_in()
    attached = listed(survey)["cases.csv"]
    assert (attached.request, attached.outcome) == (survey.letters["kent"].reference, "read")
    assert attached.sha256 == hashlib.sha256(b"Year,Number\n2012,3\n2013,4\n").hexdigest()


def test_the_same_folder_again_changes_nothing(survey: Survey) -> None:
    survey.mail("kent", REPLY, attached=[("a.csv", b"Year,Number\n2012,3\n")])
    survey.mail("essex", REPLY)
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        before = digest(conn)
    once = counts(survey)
    assert [taken.new for taken in survey.take_in()] == [False, False]
    with survey.workspace.database.reading() as conn:
        assert digest(conn) == before
    assert counts(survey) == once


def test_the_same_bytes_twice_are_one_document_with_two_arrivals(survey: Survey) -> None:
    survey.file("a.csv", b"Year,Number\n2012,3\n")
    survey.file("b.csv", b"Year,Number\n2012,3\n")
    before = counts(survey)
    survey.take_in()
    documents_now, arrivals_now = counts(survey)
    assert (documents_now - before[0], arrivals_now - before[1]) == (1, 2)


def test_the_same_message_id_with_other_bytes_is_another_message_and_a_finding(survey: Survey) -> None:
    survey.mail("kent", REPLY, name="first", Message_ID="<same@kent.police.uk>")
    survey.mail("kent", "We do not hold any of this.", name="second", Message_ID="<same@kent.police.uk>")
    survey.take_in()
    assert len([name for name in listed(survey) if name in ("first.eml", "second.eml")]) == 2
    with survey.workspace.database.reading() as conn:
        found = computed.rows(conn, Finding, code="message_id_reused")
    assert [finding.authority for finding in found] == ["kent"]


def test_a_further_copy_of_a_mail_is_linked_and_counted_once(survey: Survey) -> None:
    first = survey.mail("kent", REPLY, name="first", Message_ID="<one@kent.police.uk>")
    survey.file("second.eml", b"X-Route: another\n" + first.read_bytes())
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        assert computed.rows(conn, Finding, code="message_id_reused") == []
    assert len(listed(survey)) == 2


def test_a_mailbox_and_an_archive_give_their_mails(survey: Survey) -> None:
    kent, essex = survey.mail("kent", REPLY), survey.mail("essex", REPLY)
    box = b"".join(b"From foi@x Mon Mar 10 10:00:00 2014\n" + p.read_bytes() + b"\n\n" for p in (kent, essex))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("mails/surrey.eml", survey.mail("surrey", REPLY).read_bytes())
    for path in survey.folder.iterdir():
        path.unlink()
    survey.file("all.mbox", box)
    survey.file("more.zip", archive.getvalue())
    survey.take_in()
    filed = sorted(json.loads(message.filed_to)[0]["authority"] for message in survey.messages().values())
    assert filed == ["essex", "kent", "surrey"]


def test_a_returned_file_is_filed_where_the_user_says(survey: Survey) -> None:
    path = survey.file("figures.csv", b"Year,Number\n2012,3\n")
    survey.take_in(path, request=survey.letters["surrey"].reference)
    assert listed(survey)["figures.csv"].request == survey.letters["surrey"].reference


def test_a_returned_file_that_bears_our_reference_in_its_name_is_filed(survey: Survey) -> None:
    reference = survey.letters["kent"].reference
    survey.file(f"answer {reference}.csv", b"Year,Number\n2012,3\n")
    survey.take_in()
    assert listed(survey)[f"answer {reference}.csv"].request == reference


def test_an_unknown_reference_is_refused_with_the_nearest(survey: Survey) -> None:
    path = survey.file("figures.csv", b"Year,Number\n2012,3\n")
    wrong = survey.letters["kent"].reference[:-1] + "?"
    with pytest.raises(UserError, match=survey.letters["kent"].reference):
        list(import_paths(survey.workspace, [path], at="2014-04-01T09:00:00+00:00", request=wrong))


def test_a_file_without_a_request_waits_with_ranked_candidates(survey: Survey) -> None:
    survey.file("Kent Police reply.csv", b"Year,Number\n2012,3\n")
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        (item,) = [item for item in queue(conn) if item.kind is DecisionKind.MATCH]
    assert json.loads(item.choices)[0] == {"requests": [survey.letters["kent"].reference]}
    assert json.loads(item.choices)[-1] == {"requests": []}


def test_a_look_alike_sender_is_held_and_counts_for_nothing(survey: Survey) -> None:
    survey.mail("kent", REPLY, From="foi@kent-police.uk", attached=[("a.csv", b"Year,Number\n2012,3\n")])
    survey.take_in()
    (message,) = survey.messages().values()
    assert (message.state, message.filed_to) == ("held", "[]")
    assert listed(survey)["a.csv"].request == ""


def test_our_own_letter_come_back_is_known_as_ours(survey: Survey) -> None:
    survey.file("own.eml", survey.workspace.documents.get(survey.letters["kent"].sha256))
    survey.take_in()
    assert [message.state for message in survey.messages().values()] == ["own"]


def test_the_authoritys_own_reference_is_learned_from_its_acknowledgement(survey: Survey) -> None:
    survey.mail(
        "kent",
        "We acknowledge receipt of your request of 18 February 2014. Our reference: 4711/14. We will reply soon.",
        name="ack",
    )
    survey.mail(
        "kent", REPLY, name="answer", In_Reply_To="", Subject="Freedom of Information 4711/14",
        Date="Tue, 11 Mar 2014 10:00:00 +0000",
    )  # fmt: skip
    survey.take_in()
    found = survey.messages()
    assert found["<ack@kent.police.uk>"].reply_class == "acknowledgement"
    assert found["<answer@kent.police.uk>"].rung == "their_reference"


def test_a_bounce_is_filed_to_the_letter_that_came_back(survey: Survey) -> None:
    letter = survey.letters["kent"]
    report = (
        f"From: MAILER-DAEMON@kent.police.uk\nTo: survey@asker.example\nSubject: Undeliverable: {letter.subject}\n"
        "Message-ID: <bounce@kent.police.uk>\nDate: Tue, 18 Feb 2014 10:00:00 +0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nThe address does not exist.\n"
        f"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        f"Final-Recipient: rfc822; {letter.recipient}\n"
        "Action: failed\nStatus: 5.1.1\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {letter.message_id}\n\n--B--\n"
    )
    survey.file("bounce.eml", report.encode())
    survey.take_in()
    (message,) = survey.messages().values()
    assert (message.state, message.reply_class) == ("filed", "bounce")


def test_bad_files_end_in_an_outcome_and_stop_no_other(survey: Survey) -> None:
    bad = {
        "empty.pdf": b"",
        "broken.pdf": b"%PDF-1.7\nnothing more",
        "broken.xlsx": b"PK\x03\x04 no archive",
        "program.exe": b"MZ" + bytes(200),
        "locked.zip": b"PK\x03\x04\x14\x00\x01\x00" + bytes(50),
        "noise.bin": bytes(range(256)) * 40,
        "many-parts.eml": b"From: a@b.uk\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=Q\n\n"
        + b"--Q\nContent-Type: text/plain\n\nx\n" * 20_000
        + b"--Q--\n",
        "\u202egnp.exe": b"text",
    }
    for name, data in bad.items():
        survey.file(name, data)
    survey.mail("kent", REPLY)
    survey.take_in()
    found = listed(survey)
    assert set(bad) | {"kent.eml"} <= set(found)
    assert all(document.outcome and document.reason for document in found.values())
    assert found["kent.eml"].outcome == "read"
    assert [m.state for m in survey.messages().values() if m.message_id == "<kent@kent.police.uk>"] == ["filed"]


@pytest.mark.parametrize(
    ("data", "is_mail"),
    [
        (bytes(range(256)) * 8, False),
        (b"no header at all\n\nand words", False),
        (b"Subject: alone\n\nno sender, no date", True),
        (b"\xef\xbb\xbf\r\nFrom: \xff\xfe\r\nSubject: =?x?B?!!?=\r\n\r\n\x00%PDF-1.4", True),
        (b"From: a@b.uk\nTo: c\nContent-Type: multipart/mixed\nContent-Transfer-Encoding: base64\n\n!!!", True),
    ],
)
def test_a_mail_that_cannot_be_parsed_is_kept_recorded_and_shown(survey: Survey, data: bytes, is_mail: bool) -> None:
    (taken,) = survey.take_in(survey.file("0001.eml", data))
    assert survey.workspace.documents.get(taken.sha256) == data
    assert listed(survey)["0001.eml"].outcome
    with survey.workspace.database.reading() as conn:
        asked = {item.document for item in queue(conn) if item.kind is DecisionKind.MATCH}
    assert asked == {taken.sha256}
    assert {message.sha256 for message in survey.messages().values()} == ({taken.sha256} if is_mail else set())


def test_a_file_that_cannot_be_opened_is_told_and_the_next_one_follows(survey: Survey) -> None:
    (survey.folder / "dangling.eml").symlink_to("/nowhere/at/all")
    survey.mail("kent", REPLY)
    taken = {one.name: one for one in survey.take_in()}
    assert taken["dangling.eml"].fault
    assert taken["kent.eml"].new


def test_a_mail_of_twenty_thousand_parts_does_not_block(survey: Survey) -> None:
    parts = b"--Q\nContent-Type: text/plain\n\nx\n" * 20_000
    head = b"From: foi@kent.police.uk\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=Q\n\n"
    path = survey.file("many.eml", head + parts + b"--Q--\n")
    start = time.process_time()
    list(import_paths(survey.workspace, [path], at="2014-04-01T09:00:00+00:00"))
    assert time.process_time() - start < 2


def test_a_mailbox_is_collected_from_where_the_last_run_stopped(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server itself is tried in tests/storage/test_mailbox.py; here it is a list."""
    box = [RawMail("INBOX", Position(7, uid), b"From: a@b.uk\nSubject: %d\n\n" % uid, ARRIVED) for uid in (3, 4)]
    asked: list[Position | None] = []

    def collected(_: Account, last: Position | None = None) -> Iterator[RawMail]:
        asked.append(last)
        return (mail for mail in box if last is None or mail.position.uid > last.uid)

    monkeypatch.setattr("flows.steps.intake.collect", collected)
    account = Account("127.0.0.1", "us", "secret")
    for expected in (2, 0):
        assert len(list(collect_mailbox(survey.workspace, account, at="2014-04-01T09:00:00+00:00"))) == expected
    assert asked == [None, Position(7, 4)]
    with survey.workspace.database.reading() as conn:
        assert {arrival.at for arrival in documents.arrivals(conn, via="collect")} == {ARRIVED}


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_and_doubles_nothing(survey: Survey) -> None:
    for number in range(60):
        survey.mail(
            "kent", f"{REPLY}{number}", name=f"m{number:02}", attached=[("a.csv", b"Year,N\n2012,%d\n" % number)]
        )
    arguments = ["-w", str(survey.workspace.folder), "inbox", "import", str(survey.folder)]
    command = [sys.executable, "-c", f"from cli.main import run; run({arguments!r})"]
    environment = {**os.environ, "ROUNDROBIN_NOW": "2014-04-01T09:00"}
    for delay in (0.6, 0.8, 1.0, 1.2, 1.5):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, env=environment, check=False, capture_output=True)
    with survey.workspace.database.reading() as conn:
        arrivals = [a for a in documents.arrivals(conn) if a.via in ("import", "attachment")]
    assert len(arrivals) == 120
    for path in survey.folder.iterdir():
        assert survey.workspace.documents.has(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(survey.messages()) == 60
    assert all(document.outcome for document in listed(survey).values())


def test_what_lies_in_a_mail_inside_a_mail_is_kept_too(survey: Survey) -> None:
    inner = survey.mail("kent", REPLY, name="inner", attached=[("deep.csv", b"Year,Number\n2012,3\n")])
    outer = Path(survey.mail("kent", "Forwarded.", name="outer"))
    message = message_from_bytes(outer.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(message_from_bytes(inner.read_bytes(), policy=policy.default))
    inner.unlink()
    outer.write_bytes(message.as_bytes())
    survey.take_in()
    assert listed(survey)["deep.csv"].request == survey.letters["kent"].reference
    assert set(survey.messages()) == {"<outer@kent.police.uk>"}
