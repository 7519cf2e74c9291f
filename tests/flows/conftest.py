"""A small survey: a workspace in which three forces were asked, and mails as they would write them.

The tests of this folder may import the builder beside them (`posting`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar

import pytest

from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.intake import Taken, import_paths
from flows.steps.plan import Asker, plan_wave
from flows.steps.rebuild import refresh
from flows.steps.send import Pace, send_wave
from flows.steps.workspace import Workspace
from schema.request import Letter, Message
from storage import computed, waves
from storage.transport import FileTransport

sys.path.insert(0, str(Path(__file__).parent))

SENT = datetime(2014, 2, 18, 9, tzinfo=UTC)
NOW = datetime(2014, 4, 1, 9, tzinfo=UTC)
FORCES = ("essex", "kent", "surrey")

CASES = """\
Year,Role,Outcome,Number
2012,Police officer,No further action,3
2012,Police staff,Resigned,2
2013,Police officer,Written warning,4
2013,Police staff,No further action,1
Total,,,10
"""


@dataclass
class Survey:
    """The survey of one test. ``folder``: where its replies lie; ``cases``: a table that a force may return."""

    now: ClassVar[datetime] = NOW
    cases: ClassVar[bytes] = CASES.encode()

    workspace: Workspace
    folder: Path
    letters: dict[str, Letter]

    def mail(
        self, force: str, text: str, *, name: str = "", attached: Iterable[tuple[str, bytes]] = (), **headers: str
    ) -> Path:
        """A reply of ``force`` in the thread of our letter, as a file; ``headers`` replace those of its own."""
        letter = self.letters[force]
        message = EmailMessage()
        given = {
            "From": f"FOI Team <foi@{force}.police.uk>",
            "To": "survey@asker.example",
            "Subject": f"RE: {letter.subject}",
            "Date": "Mon, 10 Mar 2014 10:00:00 +0000",
            "Message-ID": f"<{name or force}@{force}.police.uk>",
            "In-Reply-To": letter.message_id,
        } | {key.replace("_", "-"): value for key, value in headers.items()}
        for key, value in given.items():
            if value:
                message[key] = value
        message.set_content(text)
        for file, data in attached:
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
        return self.file(f"{name or force}.eml", message.as_bytes())

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def take_in(self, *paths: Path, request: str = "", now: datetime = NOW) -> list[Taken]:
        """Import files (the whole folder when none is named), then read, match and check."""
        found = list(import_paths(self.workspace, paths or [self.folder], at=now.isoformat(), request=request))
        refresh(self.workspace, now)
        return found

    def messages(self) -> dict[str, Message]:
        """Message-ID -> the mail, where each has its own."""
        with self.workspace.database.reading() as conn:
            return {message.message_id: message for message in computed.rows(conn, Message)}


@pytest.fixture
def survey(tmp_path: Path) -> Iterator[Survey]:
    folder = tmp_path / "w"
    (folder / "campaigns").mkdir(parents=True)
    (folder / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    rows = [f"{force},foi@{force}.police.uk,confirmed" for force in FORCES]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    (tmp_path / "replies").mkdir()
    with workspaces.opened(folder) as workspace:
        asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
        plan_wave(workspace, "w", workspace.campaign("social-media"), asker, SENT, only=FORCES)
        approve_wave(workspace, "w", "A. Person", SENT)
        send_wave(workspace, "w", FileTransport(tmp_path / "sent"), lambda: SENT, pace=Pace())
        with workspace.database.reading() as conn:
            letters = {letter.authority: letter for letter in waves.letters(conn)}
        yield Survey(workspace, tmp_path / "replies", letters)
