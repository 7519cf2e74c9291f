"""A real IMAP server (Dovecot on loopback): read-only, resumable, certificates checked. Skipped where there is none."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dovecot import Server, free_port, needs_dovecot, running

from schema.errors import UserError
from storage.mailbox import Account, Copy, Position, RawMail, collect, copies, position_of


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(dovecot: Server, request: pytest.FixtureRequest) -> Server:
    """The one server, with a mailbox of this test's own."""
    user = request.node.name[-40:]
    return Server(replace(dovecot.plain, user=user), replace(dovecot.tls, user=user))


def mail(number: int) -> bytes:
    return f"From: foi@kent.police.uk\r\nSubject: {number}\r\n\r\nNumber {number}: \xa35\r\n".encode("latin-1")


@needs_dovecot
def test_the_bytes_come_as_they_are_with_the_time_our_server_got_them(
    server: Server,
) -> None:
    server.deliver(mail(1))
    (only,) = collect(server.plain)
    assert (only.data, only.arrived) == (mail(1), "2014-03-17T09:30:00+00:00")


@needs_dovecot
def test_a_run_goes_on_after_the_last_one(server: Server) -> None:
    for number in (1, 2, 3):
        server.deliver(mail(number))
    first = list(collect(server.plain))
    assert [m.data for m in first] == [mail(1), mail(2), mail(3)]
    assert list(collect(server.plain, first[-1].position)) == []
    server.deliver(mail(4))
    assert [m.data for m in collect(server.plain, first[-1].position)] == [mail(4)]
    assert [m.data for m in collect(server.plain, first[0].position)] == [
        mail(2),
        mail(3),
        mail(4),
    ]


@needs_dovecot
def test_a_folder_numbered_anew_is_read_from_its_beginning(server: Server) -> None:
    server.deliver(mail(1))
    (only,) = collect(server.plain)
    elsewhere = Position(only.position.uidvalidity + 1, only.position.uid)
    assert [m.data for m in collect(server.plain, elsewhere)] == [mail(1)]


@needs_dovecot
def test_nothing_in_the_mailbox_is_changed(server: Server) -> None:
    server.deliver(mail(1))
    list(collect(server.plain))
    with imaplib.IMAP4(server.plain.host, server.plain.port) as client:
        client.login(server.plain.user, "sesame")
        client.select("INBOX", readonly=True)
        _, answer = client.fetch("1", "(FLAGS)")
    assert b"\\Seen" not in repr(answer).encode()


@needs_dovecot
def test_a_certificate_that_is_not_trusted_is_refused(server: Server) -> None:
    server.deliver(mail(1))
    assert len(list(collect(server.tls))) == 1
    other = str(Path(server.tls.authority_file).with_name("other.pem"))
    for authority in ("", other):
        with pytest.raises(UserError, match="not to be trusted"):
            list(collect(replace(server.tls, authority_file=authority)))
    with pytest.raises(UserError, match="not to be trusted"):
        list(collect(replace(server.tls, host="127.0.0.1")))


@needs_dovecot
def test_starttls_is_checked_in_the_same_way(server: Server) -> None:
    server.deliver(mail(1))
    starttls = replace(server.tls, port=server.plain.port, security="starttls")
    assert [m.data for m in collect(starttls)] == [mail(1)]
    for wrong in (replace(starttls, authority_file=""), replace(starttls, host="127.0.0.1")):
        with pytest.raises(UserError, match="not to be trusted"):
            list(collect(wrong))


@needs_dovecot
def test_a_folder_that_was_made_anew_is_read_again_whole(server: Server) -> None:
    with imaplib.IMAP4(server.plain.host, server.plain.port) as client:
        client.login(server.plain.user, "sesame")
        client.create("Answers")
        client.append("Answers", "", "", mail(1))
        client.append("Answers", "", "", mail(2))
        account = replace(server.plain, folder="Answers")
        last = list(collect(account))[-1].position
        client.delete("Answers")
        time.sleep(1.1)  # the number of a folder comes from the second in which it was made
        client.create("Answers")
        client.append("Answers", "", "", mail(3))
    found = list(collect(account, last))
    assert [m.data for m in found] == [mail(3)]
    assert found[0].position.uidvalidity != last.uidvalidity


@needs_dovecot
def test_a_wrong_password_and_a_wrong_folder_are_told_in_one_sentence(
    server: Server,
) -> None:
    with pytest.raises(UserError, match="refused the login") as slip:
        list(collect(replace(server.plain, password="open")))
    assert "open" not in slip.value.sentence().split()
    with pytest.raises(UserError, match="no folder 'Nowhere'"):
        list(collect(replace(server.plain, folder="Nowhere")))


@needs_dovecot
def test_a_letter_is_found_in_the_sent_folder_by_its_message_id_and_nothing_there_is_changed(server: Server) -> None:
    for name in ("a", "b", "B", "ab"):
        server.deliver(f"To: foi@{name}.example\r\nMessage-ID: <{name}.kent@us.example>\r\n\r\nx\r\n".encode(), "Sent")
    sent = replace(server.plain, folder="Sent")
    wanted = ["<b.kent@us.example>", "<c.kent@us.example>"]
    (found,) = copies(sent, wanted)
    place = Position(found.position.uidvalidity, 2)
    assert found == Copy(wanted[0], "Sent", place, "2014-03-17T09:30:00+00:00", "foi@b.example")
    with imaplib.IMAP4(sent.host, sent.port) as client:
        client.login(sent.user, "sesame")
        client.select("Sent", readonly=True)
        assert b"\\Seen" not in repr(client.fetch("1:*", "(FLAGS)")).encode()


@needs_dovecot
def test_the_folder_that_the_server_marks_as_that_of_sent_mail_is_taken() -> None:
    marked = 'namespace inbox {\n inbox = yes\n mailbox "Posted" {\n auto = create\n special_use = \\Sent\n }\n}\n'
    with running(marked) as server:
        server.deliver(b"To: foi@b.example\r\nMessage-ID: <b@us.example>\r\n\r\nx\r\n", "Posted")
        (found,) = copies(replace(server.plain, folder=""), ["<b@us.example>"])
        assert found.folder == "Posted"


@needs_dovecot
def test_a_server_that_marks_no_folder_is_told_with_the_folders_there_are(server: Server) -> None:
    server.deliver(mail(1), "Gesendet")
    account = replace(server.plain, folder="", folder_setting="ROUNDROBIN_IMAP_SENT_FOLDER")
    with pytest.raises(UserError, match=r"does not say.*Set ROUNDROBIN_IMAP_SENT_FOLDER to one of: Gesendet, INBOX"):
        list(copies(account, ["<b@us.example>"]))


def test_a_server_that_is_not_there_is_told_in_one_sentence() -> None:
    with pytest.raises(UserError, match="could not be read"):
        list(collect(Account("127.0.0.1", "us", "sesame", free_port(), "none", timeout_s=2)))


def test_a_name_tells_where_to_go_on() -> None:
    found = RawMail("INBOX", Position(17, 4), b"", "")
    assert position_of(found.name, "INBOX") == Position(17, 4)
    assert position_of("reply.eml", "INBOX") is None
    assert position_of(found.name, "Sent") is None


def test_a_password_is_not_in_the_words_of_an_account() -> None:
    assert "sesame" not in repr(Account("127.0.0.1", "us", "sesame"))
