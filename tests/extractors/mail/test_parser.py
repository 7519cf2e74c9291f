"""One parser of mail bytes: ordinary mails give everything, hostile ones give what they can and never raise."""

from __future__ import annotations

import io
import time
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import read, xlsx, zipped

from extractors.mail import extractor
from extractors.mail.message import messages_of, parse
from schema.message import MailMessage
from schema.reading import Outcome


def reply(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "FOI Team <foi@northshire.police.uk>"
    mail["To"] = "Researcher <us+W1-0017@example.org>"
    mail["Subject"] = "Re: Freedom of Information request [FOI-2014-NSH-017-K]"
    mail["Message-ID"] = "<reply.1@northshire.police.uk>"
    mail["Date"] = "Mon, 10 Mar 2014 09:30:00 +0000"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(
        "Dear Sir\n\n1. 8 cases\n2. Nil\n\nOn 18 Feb 2014 Researcher wrote:\n> 1. How many of the 99 cases?\n"
    )
    return mail


def test_an_ordinary_reply_gives_every_field() -> None:
    mail = reply(In_Reply_To="<w1.nsh.17@example.org>", References="<a@x> <w1.nsh.17@example.org>", Reply_To="x@y.uk")
    mail["Received"] = "from mx (mx [10.0.0.1]) by us; Mon, 10 Mar 2014 09:31:05 +0100"
    mail["Authentication-Results"] = "mx.example.org; dkim=pass; dmarc=pass"
    mail["Auto-Submitted"] = "auto-replied"
    mail["Delivered-To"] = "us@example.org"
    message = parse(mail.as_bytes())
    assert (message.sender, message.sender_name, message.from_count) == ("foi@northshire.police.uk", "FOI Team", 1)
    assert message.recipients == ("us+w1-0017@example.org", "us@example.org")
    assert (message.message_id, message.in_reply_to) == ("<reply.1@northshire.police.uk>", "<w1.nsh.17@example.org>")
    assert message.references == ("<a@x>", "<w1.nsh.17@example.org>")
    assert message.received == "2014-03-10T08:31:05+00:00"
    assert message.date_raw == "Mon, 10 Mar 2014 09:30:00 +0000"
    assert message.authentication_results == ("mx.example.org; dkim=pass; dmarc=pass",)
    assert message.auto_headers["Auto-Submitted"] == "auto-replied"
    assert message.reply_to == "x@y.uk"
    assert message.own_text == "Dear Sir\n\n1. 8 cases\n2. Nil"
    assert message.quoted_text.startswith("On 18 Feb 2014 Researcher wrote:")
    assert message.problems == ()


def test_a_message_survives_json() -> None:
    mail = reply()
    mail.add_attachment(b"\x00\xff", maintype="application", subtype="octet-stream", filename="a.bin")
    message = parse(mail.as_bytes())
    assert MailMessage.from_json(message.to_json()) == message


def test_attachments_are_parts_with_names_and_bytes_as_sent() -> None:
    book = xlsx()
    mail = reply()
    mail.add_attachment(book, maintype="application", subtype="octet-stream", filename="réponse ../x.xlsx")
    (part,) = parse(mail.as_bytes()).parts
    assert (part.name, part.data, part.kind) == ("réponse ../x.xlsx", book, "attachment")


def test_a_mail_within_a_mail_is_a_part() -> None:
    outer = reply()
    outer.add_attachment(reply(Subject="inner"))
    (part,) = parse(outer.as_bytes()).parts
    assert (part.kind, part.media_type) == ("message", "message/rfc822")
    assert parse(part.data).subject == "inner"


def test_html_alone_is_read_as_text_and_its_quote_is_told_apart() -> None:
    mail = reply()
    mail.set_content(
        "<p>1. 8 cases<br>2. Nil</p><div class='gmail_quote'><blockquote>1. How many of the 99?</blockquote></div>"
        "<img src='http://example.org/pixel'>",
        subtype="html",
    )
    message = parse(mail.as_bytes())
    assert (message.own_text.strip(), message.quoted_text.strip()) == ("1. 8 cases\n2. Nil", "1. How many of the 99?")


@pytest.mark.parametrize(
    "opening",
    [
        "-----Original Message-----\nFrom: us",
        "From: Researcher\nSent: 18 February 2014\nTo: FOI\nSubject: request\n",
        "On Tue, 18 Feb 2014 at 09:00, Researcher\n<us@example.org> wrote:\n> text",
        "________________________________\nFrom: Researcher",
        "Begin forwarded message:\n",
    ],
)
def test_the_quoted_mail_begins_where_programs_say_so(opening: str) -> None:
    mail = reply()
    mail.set_content(f"There were 8 cases.\n\n{opening}\n\n1. How many of the 99 cases?\n")
    message = parse(mail.as_bytes())
    assert message.own_text == "There were 8 cases."
    assert "99" in message.quoted_text


def test_a_delivery_report_names_recipient_status_and_letter() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx\nTo: us@example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; foi@kent.police.uk\nAction: failed\nStatus: 5.1.1\n\n"
        b"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <w1.ken.3@example.org>\nSubject: request\n\n--b--\n"
    )
    (status,) = parse(raw).delivery_status
    assert (status.recipient, status.status, status.action) == ("foi@kent.police.uk", "5.1.1", "failed")
    assert status.original_message_id == "<w1.ken.3@example.org>"


MAIL_WORDS = [
    b"From: ", b"To: ", b"Date: ", b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n", b"\xff",
    b"=?utf-8?b?",
    b"\n\n", b"message/rfc822", b"; charset=", b"<a@b>", b"Mon, 1 Jan", b"Content-Transfer-Encoding: base64\n",
]  # fmt: skip


# --- hostile ------------------------------------------------------------------------------------------------------


def test_twenty_thousand_parts_are_cut_and_said() -> None:
    part = b"--b\nContent-Type: text/plain\n\nx\n"
    raw = (
        b'From: a@b.uk\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n' + part * 20_000 + b"--b--\n"
    )
    began = time.process_time()
    message = parse(raw)
    assert time.process_time() - began < 15
    assert "The mail has more than 1,000 parts; the rest was not read." in message.problems


@pytest.mark.parametrize(
    ("header", "check"),
    [
        (b"Subject: x", lambda m: m.from_count == 0 and "no From" in m.problems[0]),
        (b"From: a@b.uk\nFrom: c@d.uk", lambda m: m.from_count == 2 and m.sender == "a@b.uk" and m.problems),
        (b"From: a@b.uk, c@d.uk", lambda m: "2 addresses" in m.problems[0]),
        (b'From: "foi@kent.police.uk" <a@evil.test>', lambda m: m.sender == "a@evil.test"),
        (b"From: a@b.uk\nDate: Mon, 99 Foo 9999 99:99:99", lambda m: m.received == "" and "no date" in m.problems[0]),
        (b"From: a@b.uk\nDate: Fri, 31 Dec 9999 23:59:59 -0500", lambda m: m.received == ""),
        (b"From: a@b.uk\nSubject: =?utf-8?b?!!!?= =?nonsense?q?x?=", lambda m: isinstance(m.subject, str)),
        (
            b"From: a@b.uk\nSubject: =?utf-8?q?a=0D=0ABcc=3A_x=40y?=",
            lambda m: "\n" not in m.subject and "\r" not in m.subject,
        ),
        (b"From: a@b.uk\nSubject: \xff\xfe\x80", lambda m: m.to_json()),
        (b'From: a@b.uk\nContent-Type: text/plain; charset=""', lambda m: m.body_text.startswith("body")),
        (b"From: a@b.uk\nContent-Type: text/plain; charset=no-such-thing", lambda m: m.body_text.startswith("body")),
        (b"From: a@b.uk\nContent-Transfer-Encoding: base64", lambda m: isinstance(m.body_text, str)),
        (b"From: a@b.uk\nContent-Type: multipart/mixed", lambda m: m),
    ],
)
def test_odd_headers_are_survived_and_named(header: bytes, check: Any) -> None:
    assert check(parse(header + b"\n\nbody \xe9\n"))


def test_mails_nested_forty_deep_are_cut() -> None:
    raw = b"From: a@b.uk\n\ninnermost"
    for _ in range(40):
        raw = b"From: a@b.uk\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + raw
    reading = read(extractor, raw, "a.eml")
    assert reading.outcome is Outcome.READ
    assert "Outcome.TOO_BIG" in repr(reading)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000))
def test_no_bytes_whatever_make_the_parser_raise(data: bytes) -> None:
    message = parse(data)
    assert MailMessage.from_json(message.to_json()) == message


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(MAIL_WORDS), max_size=40))
def test_no_heap_of_mail_words_makes_the_parser_raise(words: list[bytes]) -> None:
    parse(b"".join(words))


def test_a_broken_outlook_file_gives_an_empty_message_with_a_problem() -> None:
    message = parse(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000)
    assert message.problems[0].startswith("The Outlook file cannot be read")


class Outlook:
    """The container of an Outlook file as olefile shows it, from a dictionary of streams."""

    def __init__(self, streams: dict[str, bytes]) -> None:
        self.streams = {tuple(name.split("/")): content for name, content in streams.items()}

    def listdir(self, streams: bool = True, storages: bool = False) -> list[list[str]]:
        every = set(self.streams) | {path[:n] for path in self.streams for n in range(1, len(path))}
        return [list(path) for path in sorted(every)]

    def exists(self, path: list[str]) -> bool:
        return tuple(path) in self.streams

    def get_type(self, path: list[str]) -> int:
        return 2

    def openstream(self, path: list[str]) -> io.BytesIO:
        return io.BytesIO(self.streams[tuple(path)])


def test_an_outlook_mail_gives_sender_recipients_body_and_attachments() -> None:
    from extractors.mail.outlook import Store
    from extractors.mail.parser import Parser

    delivered = (130_000_000_000_000_000).to_bytes(8, "little")  # 100 ns since 1601
    outlook = Outlook(
        {
            "__properties_version1.0": bytes(32) + (0x0E060040).to_bytes(4, "little") + bytes(4) + delivered,
            "__substg1.0_0037001F": "Your request".encode("utf-16-le"),
            "__substg1.0_1000001F": "1. 8 cases\r\n2. Nil".encode("utf-16-le"),
            "__substg1.0_0C1A001F": "FOI Team".encode("utf-16-le"),
            "__substg1.0_5D01001F": "foi@kent.police.uk".encode("utf-16-le"),
            "__substg1.0_1035001E": b"<r1@kent.police.uk>",
            "__recip_version1.0_#00000000/__substg1.0_39FE001F": "us@example.org".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "answer.csv".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": b"Year,Cases\n2012,5\n",
            "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F": "inner".encode("utf-16-le"),
            "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F": "words".encode("utf-16-le"),
        }
    )
    message = Store(outlook, ()).into(Parser(b""))
    assert (message.sender, message.sender_name, message.recipients) == (
        "foi@kent.police.uk",
        "FOI Team",
        ("us@example.org",),
    )
    assert (message.subject, message.message_id) == ("Your request", "<r1@kent.police.uk>")
    assert message.received == "2012-12-14T23:06:40+00:00"
    assert message.own_text == "1. 8 cases\n2. Nil"
    assert [(p.name, p.kind) for p in message.parts] == [("answer.csv", "attachment"), ("message.eml", "message")]
    assert parse(message.parts[1].data).subject == "inner"


# --- mbox and reading ---------------------------------------------------------------------------------------------


def test_an_mbox_is_split_at_its_separator_lines_and_escapes_are_undone() -> None:
    box = b"From a@b Mon Mar 10 09:30:00 2014\nSubject: 1\n\n>From the start\n\n"
    box += b"From c@d Mon Mar 10 09:31:00 2014\nSubject: 2\n\nx\n"
    assert [parse(m).subject for m in messages_of(box)] == ["1", "2"]
    assert b"\nFrom the start" in next(messages_of(box))


def test_the_reading_of_a_mail_has_own_figures_and_a_reading_for_each_attachment() -> None:
    mail = reply()
    mail.add_attachment(xlsx(), maintype="application", subtype="octet-stream", filename="answer.xlsx")
    mail.add_attachment(
        zipped({"a/b.csv": "Year,Cases\n2012,5\n2013,7\n"}), maintype="application", subtype="zip", filename="x.zip"
    )
    mail.add_attachment(b"\x78\x9f\x3e\x22\x00", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    reading = read(extractor, mail.as_bytes(), "reply.eml")
    assert [(f.question, f.as_printed) for f in reading.figures] == [("1", "8"), ("2", "Nil")]
    book, opened, tnef = reading.parts
    assert (book.outcome, len(book.tables)) == (Outcome.READ, 1)
    assert opened.parts[0].tables[0].rows[1] == ("2012", "5")
    assert (tnef.outcome, "breaks off" in tnef.reason) == (Outcome.DAMAGED, True)


@pytest.mark.parametrize(
    ("written", "sender", "count"),
    [
        ("foi@kent.police.uk <x@gmail.com>", "x@gmail.com", 1),
        ("foi@kent.police.uk <no-reply@kent.police.uk>", "no-reply@kent.police.uk", 1),
        ("=?utf-8?Q?foi=40kent.police.uk=2C_FOI?= <x@gmail.com>", "x@gmail.com", 1),
        ("=?utf-8?Q?FOI_=3Cfoi=40kent.police.uk=3E?=", "foi@kent.police.uk", 1),
        ("Police, Kent <foi@kent.police.uk>", "foi@kent.police.uk", 1),
        ("foi@kent.police.uk, x@gmail.com", "foi@kent.police.uk", 2),
        ("foi@kent.police.uk <foi@kent.police.uk>, foi@kent.police.uk", "foi@kent.police.uk", 1),
    ],
)
def test_the_sender_is_the_address_and_never_the_name_shown(written: str, sender: str, count: int) -> None:
    found = parse(f"From: {written}\nSubject: x\n\nwords".encode())
    assert (found.sender, found.from_count) == (sender, count)
