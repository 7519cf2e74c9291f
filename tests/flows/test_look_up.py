"""Letters in doubt are looked for among replies and the sent mail of a real mailbox; what is found is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from dovecot import Server, needs_dovecot, running
from posting import NOW, approved, letters, send, states, via, write_addresses

from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.intake import import_paths
from flows.steps.look_up import look_up, record
from flows.steps.rebuild import refresh
from flows.steps.workspace import Workspace
from schema.errors import UserError
from storage import ledger, outbox
from storage.mailbox import Account


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Server, request: pytest.FixtureRequest) -> Server:
    return Server(replace(dovecot.plain, user=request.node.name[-40:]), dovecot.tls)


@pytest.fixture
def sent(mailbox: Server) -> Account:
    mailbox.deliver(b"Subject: another\r\n\r\nx\r\n", "Sent")
    return replace(mailbox.plain, folder="Sent")


@pytest.fixture
def workspace(tmp_path: Path, post: Callable[..., Any]) -> Iterator[Workspace]:
    """Sent to Essex and Surrey; in doubt for Kent, whose answer was lost."""
    write_addresses(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    server = post()
    server.answers["DOT"] = lambda address: "drop" if "kent" in address else None
    with workspaces.opened(tmp_path) as opened:
        approved(opened)
        send(opened, via(server.port))
        yield opened


@needs_dovecot
def test_a_copy_among_the_sent_mail_is_proposed_and_recorded_on_a_persons_word(
    workspace: Workspace, mailbox: Server, sent: Account
) -> None:
    mailbox.deliver(letters(workspace)["kent"], "Sent")
    (found,) = look_up(workspace, sent)
    assert found.sent
    assert found.evidence == "a copy lies in Sent, number 2, 2014-03-17T09:30"
    assert states(workspace)["kent"] == "in_doubt", "looking alone settles nothing"
    record(workspace, [found], "A. Person", NOW)
    with workspace.database.reading() as conn:
        entry = next(e for e in outbox.entries(conn) if e.letter.authority == "kent")
        last = ledger.events(conn)[-1]
    assert (str(entry.state), entry.words) == ("sent", f"found to have been sent: {found.evidence}")
    assert last.by == "A. Person"
    assert look_up(workspace, sent) == []


@needs_dovecot
def test_a_letter_that_is_not_there_stays_in_doubt_whatever_that_suggests(
    workspace: Workspace, mailbox: Server, sent: Account
) -> None:
    (found,) = look_up(workspace, sent)
    assert "nor is any of 2 letters known to be sent: the server keeps no copies" in found.evidence
    for force in ("essex", "surrey"):
        mailbox.deliver(letters(workspace)[force], "Sent")
    (found,) = look_up(workspace, sent, "w", "kent")
    assert "while 2 of 2 letters known to be sent are there: it was probably not sent" in found.evidence
    assert record(workspace, [found], "A. Person", NOW) == []
    assert states(workspace)["kent"] == "in_doubt"


@needs_dovecot
def test_a_mail_to_somebody_else_is_no_copy_of_the_letter(workspace: Workspace, mailbox: Server, sent: Account) -> None:
    mailbox.deliver(letters(workspace)["kent"].replace(b"foi@kent.example", b"foi@other.example"), "Sent")
    (found,) = look_up(workspace, sent)
    assert not found.sent
    assert "but to foi@other.example" in found.evidence


@needs_dovecot
def test_a_letter_settled_meanwhile_is_not_settled_again(workspace: Workspace, mailbox: Server, sent: Account) -> None:
    mailbox.deliver(letters(workspace)["kent"], "Sent")
    found = look_up(workspace, sent)
    record(workspace, found, "A. Person", NOW)
    with pytest.raises(UserError, match="nothing to settle"):
        record(workspace, found, "Another", NOW)


@needs_dovecot
def test_only_the_wave_or_authority_asked_for_is_looked_for(workspace: Workspace, sent: Account) -> None:
    assert look_up(workspace, sent, "w", "essex") == []
    with pytest.raises(UserError, match="no wave 'x'"):
        look_up(workspace, sent, "x")


def reply(workspace: Workspace, folder: Path, received: str, number: int = 0) -> None:
    """A mail of Kent's in the thread of our letter."""
    letter = message_from_bytes(letters(workspace)["kent"])
    mail = EmailMessage()
    headers = {"From": "foi@kent.example", "To": "survey@asker.example", "Subject": "RE: your request"}
    headers |= {"Message-ID": f"<{number}@kent.example>", "In-Reply-To": str(letter["Message-ID"])}
    for name, value in headers.items():
        mail[name] = value
    mail.set_content("Thank you for your request, which we received today.")
    (folder / f"{number}.eml").write_bytes(mail.as_bytes())
    list(import_paths(workspace, [folder / f"{number}.eml"], at=received))
    refresh(workspace, NOW + timedelta(days=9))


def test_a_letter_that_was_replied_to_was_sent(workspace: Workspace, tmp_path: Path) -> None:
    (without,) = look_up(workspace, None)
    assert (without.sent, "no reply has come" in without.evidence) == (False, True)
    reply(workspace, tmp_path, (NOW + timedelta(days=1)).isoformat())
    (found,) = look_up(workspace, None)
    assert found.sent
    assert "a mail of 2026-11-03T10:00 was filed to it (acknowledgement: " in found.evidence
    record(workspace, [found], "A. Person", NOW)
    assert states(workspace)["kent"] == "sent"


def test_a_mail_from_before_the_letter_is_no_reply_to_it(workspace: Workspace, tmp_path: Path) -> None:
    reply(workspace, tmp_path, (NOW - timedelta(days=1)).isoformat())
    (found,) = look_up(workspace, None)
    assert not found.sent
