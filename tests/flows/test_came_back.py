"""Which letter a delivery report brings back, and which copy of a mail counts."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.steps.courses import Course, courses
from flows.steps.followup import Limits, approve, draft, send
from flows.steps.plan import Asker
from flows.steps.send import Pace
from schema.event import EventKind
from storage.transport import FileTransport
from tracking.status import Delivery

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

LATE = datetime(2014, 3, 25, 9, tzinfo=UTC)  # sent on 18 February, due on 19 March


def report(returned: str, references: str = "", status: str = "5.1.1") -> bytes:
    """A delivery report that brings back the headers of the letter ``returned``."""
    return (
        "From: MAILER-DAEMON@kent.police.uk\nTo: survey@asker.example\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <bounce@kent.police.uk>\nDate: Tue, 25 Mar 2014 10:00:00 +0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nThe address does not exist.\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        f"Final-Recipient: rfc822; foi@kent.police.uk\nAction: failed\nStatus: {status}\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nReferences: {references}\nMessage-ID: {returned}\n\n--B--\n"
    ).encode()


def kent(survey: Survey) -> Course:
    with survey.workspace.database.reading() as conn:
        return next(c for c in courses(conn, survey.workspace, LATE.date()) if c.letter.authority == "kent")


@pytest.fixture
def chaser(survey: Survey, tmp_path: Path) -> str:
    """The Message-ID of a chaser that went to Kent."""
    asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
    draft(survey.workspace, "w", asker, LATE)
    approve(survey.workspace, "w", "A. Person", LATE)
    send(survey.workspace, "w", FileTransport(tmp_path / "chasers"), lambda: LATE, Limits(50, Pace()))
    (path,) = (tmp_path / "chasers").rglob("kent*.eml")
    return str(BytesParser(policy=policy.default).parsebytes(path.read_bytes())["Message-ID"])


def test_a_report_on_the_request_says_that_it_was_never_received(survey: Survey) -> None:
    survey.file("bounce.eml", report(survey.letters["kent"].message_id))
    survey.take_in()
    assert kent(survey).status.delivery is Delivery.BOUNCED_HARD


def test_a_report_on_a_chaser_says_nothing_of_the_request(survey: Survey, chaser: str) -> None:
    assert EventKind.CHASER_SENT in {event.kind for event in kent(survey).events}
    survey.file("bounce.eml", report(chaser, references=survey.letters["kent"].message_id))
    survey.take_in()
    (message,) = survey.messages().values()
    assert (message.state, message.reply_class) == ("filed", "bounce")
    assert kent(survey).status.delivery is Delivery.SENT


def test_a_chaser_that_came_back_has_chased_nobody(survey: Survey, chaser: str) -> None:
    survey.file("bounce.eml", report(chaser))
    survey.take_in()
    assert EventKind.CHASER_SENT not in {event.kind for event in kent(survey).events}


def test_a_chaser_that_is_only_delayed_still_counts(survey: Survey, chaser: str) -> None:
    survey.file("bounce.eml", report(chaser, status="4.4.1"))
    survey.take_in()
    assert EventKind.CHASER_SENT in {event.kind for event in kent(survey).events}


def test_a_copy_that_a_stranger_sent_first_does_not_bury_the_genuine_mail(survey: Survey) -> None:
    text = "We have searched our records.\n\n1. There were 12 cases.\n"
    survey.mail("kent", text, name="a-forged", From="foi@kent-police.uk", Message_ID="<one@kent.police.uk>")
    survey.mail("kent", text, name="b-genuine", Message_ID="<one@kent.police.uk>")
    survey.take_in()
    assert kent(survey).replied is not None


def test_a_copy_by_another_route_counts_once(survey: Survey) -> None:
    text = "We have searched our records.\n\n1. There were 12 cases.\n"
    for name in ("a", "b"):
        survey.mail("kent", text, name=name, Message_ID="<one@kent.police.uk>", Delivered_To=f"{name}@asker.example")
    survey.take_in()
    answered = [event for event in kent(survey).events if event.kind is EventKind.ANSWERED]
    assert len(answered) == 1
