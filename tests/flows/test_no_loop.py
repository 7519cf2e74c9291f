"""Nothing is ever sent because something arrived: two workspaces whose mailboxes answer each other by themselves."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.intake import keep
from flows.steps.plan import Asker, plan_wave
from flows.steps.rebuild import refresh
from flows.steps.send import Pace, send_wave
from flows.steps.unpack import mail_of
from flows.steps.workspace import Workspace
from schema.event import EventKind
from schema.request import Message
from storage import computed, followups, ledger
from storage.transport import FileTransport

pytestmark = pytest.mark.slow
START = datetime(2026, 3, 11, 9, tzinfo=UTC)
ROUNDS, AT_ONCE = 1_000, 100


@dataclass
class Side:
    """One workspace, which asked the other's address in ``letter``."""

    workspace: Workspace
    address: str
    outbox: Path
    letter: bytes

    def answer(self, mail: bytes, at: datetime) -> bytes:
        """What the vacation notice of this mailbox says to a mail: of the mail server, not of the program."""
        got, notice = mail_of(mail), EmailMessage()
        notice["From"], notice["To"] = self.address, got.sender
        notice["Subject"] = f"Automatic reply: {got.subject}"[:200]
        notice["Message-ID"] = f"<{at.timestamp():.0f}@{self.address.rpartition('@')[2]}>"
        notice["In-Reply-To"], notice["Date"] = got.message_id, format_datetime(at)
        notice["Auto-Submitted"] = "auto-replied"
        notice.set_content("I am out of the office. What does your request mean? Please reply to this message.")
        return notice.as_bytes()

    def take_in(self, mail: bytes, at: datetime) -> None:
        keep(self.workspace, mail, f"{at.timestamp():.0f}.eml", at=at.isoformat(), via="collect")

    def sent(self) -> tuple[int, int, list[Path]]:
        """Letters sent and drafted, and what left."""
        with self.workspace.database.reading() as conn:
            went = len(ledger.events(conn, kind=EventKind.LETTER_SENT))
            return went, len(followups.letters(conn)), sorted(self.outbox.rglob("*"))


@contextmanager
def side(root: Path, address: str, asks: str) -> Iterator[Side]:
    """A workspace whose only letter went to the address ``asks``."""
    (root / "campaigns").mkdir(parents=True)
    (root / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    (root / "addresses.csv").write_text(f"authority,email,status\nessex,{asks},confirmed\n")
    with workspaces.opened(root) as workspace:
        asker = Asker(address, "A. Researcher", "1 High Street")
        plan_wave(workspace, "w", workspace.campaign("social-media"), asker, START, only=("essex",))
        approve_wave(workspace, "w", "A. Person", START)
        send_wave(workspace, "w", FileTransport(root / "sent"), lambda: START, pace=Pace())
        (letter,) = (root / "sent").rglob("*.eml")
        yield Side(workspace, address, root / "sent", letter.read_bytes())


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[tuple[Side, Side]]:
    one, other = "one@one.example", "other@other.example"
    with side(tmp_path / "one", one, other) as first, side(tmp_path / "other", other, one) as second:
        yield first, second


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that this process tries to reach over a network."""
    tried: list[object] = []
    plain = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:  # as the isolated readers are spoken to
            tried.append(address)
        plain(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def test_two_mailboxes_that_answer_each_other_a_thousand_times_cause_no_letter(
    sides: tuple[Side, Side], connections: list[object]
) -> None:
    one, other = sides
    before = one.sent(), other.sent()
    mail, at = one.letter, START
    for number in range(ROUNDS):
        here, there = (other, one) if number % 2 == 0 else (one, other)
        at += timedelta(minutes=1)
        mail = here.answer(mail, at)
        there.take_in(mail, at)
        if (number + 1) % AT_ONCE == 0:
            refresh(one.workspace, at)
            refresh(other.workspace, at)
    assert (one.sent(), other.sent()) == before
    assert connections == []
    for each in sides:
        with each.workspace.database.reading() as conn:
            messages = list(computed.rows(conn, Message))
        assert len(messages) == ROUNDS / 2
        assert {message.reply_class for message in messages} == {"auto_reply"}
