"""A small survey to look at: five forces were asked, and answer with a PDF, a CSV, a workbook and mails."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from httpx import Response
from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from starlette.testclient import TestClient

from config.campaign import CAMPAIGNS
from desk.app import application
from desk.state import Desk, hosts
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.intake import import_paths
from flows.steps.plan import Asker, plan_wave
from flows.steps.rebuild import refresh
from flows.steps.review import queue
from flows.steps.send import Pace, send_wave
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.request import Letter
from storage import decisions, waves
from storage.transport import FileTransport

SENT = datetime(2014, 2, 18, 9, tzinfo=UTC)
NOW = datetime(2014, 4, 1, 9, tzinfo=UTC)
PORT = 4220
FORCES = ("dorset", "essex", "kent", "surrey", "sussex")
ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
SCRIPT = "<script>alert(1)</script>"
IN_THE_OPEN, HIDDEN = "Seen On Sheet", "Never To Be Seen"
"""Texts of the workbook that is quarantined: on its open sheet, and on its hidden one."""

CASES = (
    ("Year", "Role", "Outcome", "Number"),
    ("2012", "Police officer", "No further action", "3"),
    ("2012", "Police staff", "Sent to Coventry", "2"),
    ("2013", "Police officer", "Written warning", "4"),
    ("Total", "", "", "9"),
)


def a_pdf() -> bytes:
    """A ruled table on one page, with one outcome that no vocabulary knows."""
    out = io.BytesIO()
    table = Table([list(row) for row in CASES], style=[("GRID", (0, 0), (-1, -1), 0.7, colors.black)])
    title = Paragraph("Investigations over social media, 2012 to 2013", getSampleStyleSheet()["Normal"])
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([title, table])
    return out.getvalue()


def a_workbook() -> bytes:
    """A workbook with a hidden sheet."""
    book, out = Workbook(), io.BytesIO()
    open_, hidden = book.active, book.create_sheet("Working")
    for row in (("Year", "Role", "Outcome", "Number"), (2012, "Police officer", IN_THE_OPEN, 3)):
        open_.append(row)
    hidden.append((HIDDEN,))
    hidden.sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


def a_csv() -> bytes:
    """A list with a wording that is markup, and a line of words that keeps the table waiting."""
    rows = ("Year,Role,Outcome,Number", f"2012,Police officer,{SCRIPT},3", "2013,Police staff,Resigned,1", "Total,,,4")
    return "\n".join((*rows, "Counted to 17 February 2014", "")).encode()


@dataclass
class Opened:
    """One desk of one test. ``client`` asks it as a browser on this machine would."""

    desk: Desk
    client: TestClient
    folder: Path

    @property
    def workspace(self) -> Workspace:
        return self.desk.workspace

    def items(self, kind: DecisionKind | None = None) -> list[ReviewItem]:
        with self.workspace.database.reading() as conn:
            return [item for item in queue(conn) if kind in (None, item.kind)]

    def item(self, kind: DecisionKind) -> ReviewItem:
        return self.items(kind)[0]

    def decided(self) -> list[Decision]:
        with self.workspace.database.reading() as conn:
            return decisions.all(conn)

    def post(self, path: str, **fields: str | list[str]) -> Response:
        """A form sent with the right token."""
        return self.client.post(path, data={"token": self.desk.token, **fields}, follow_redirects=False)

    def settle(self) -> None:
        """Wait until what was decided has been applied."""
        assert self.desk.recompute.settled(60)
        assert self.desk.recompute.trouble == ""


def play(folder: Path) -> None:
    """Make the workspace: ask five forces, and take in what they answer."""
    (folder / "campaigns").mkdir(parents=True)
    shutil.copytree(CAMPAIGNS / "social-media", folder / "campaigns" / "social-media")
    survey(folder, "social-media", FORCES, _answer)


def survey(
    folder: Path, campaign: str, forces: Sequence[str], answer: Callable[[dict[str, Letter], Path], None]
) -> None:
    """Ask the forces in one wave, and take in the mails that ``answer`` writes into a folder."""
    rows = [f"{force},foi@{force}.police.uk,confirmed" for force in forces]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    with workspaces.opened(folder) as workspace:
        plan_wave(workspace, "w", workspace.campaign(campaign), ASKER, SENT, only=forces)
        approve_wave(workspace, "w", "A. Person", SENT)
        send_wave(workspace, "w", FileTransport(folder / "sent"), lambda: SENT, pace=Pace())
        with workspace.database.reading() as conn:
            letters = {letter.authority: letter for letter in waves.letters(conn)}
        replies = folder.parent / "replies"
        replies.mkdir()
        answer(letters, replies)
        list(import_paths(workspace, [replies], at=NOW.isoformat()))
        refresh(workspace, NOW)


def _answer(letters: dict[str, Letter], folder: Path) -> None:
    mail(folder, letters["kent"], "See attached.", [("Response 1.pdf", a_pdf())])
    mail(folder, letters["essex"], "See attached.", [("<img src=x onerror=alert(1)>.csv", a_csv())])
    mail(folder, letters["surrey"], "See attached.", [("Response 3.xlsx", a_workbook())])
    asks_back = f"Please could you clarify what you mean by social media {SCRIPT}? We cannot continue without this."
    mail(folder, letters["sussex"], asks_back)
    stranger = {"From": "someone@webmail.example", "Subject": f"Your request {SCRIPT}"}
    mail(folder, letters["dorset"], "See attached.", [("list.csv", b"Year,Number\n2012,3\n2013,4\n")], **stranger)


def mail(folder: Path, letter: Letter, text: str, attached: Iterable[tuple[str, bytes]] = (), **headers: str) -> None:
    message = EmailMessage()
    given = {
        "From": f"FOI Team <foi@{letter.authority}.police.uk>",
        "To": ASKER.address,
        "Subject": f"RE: {letter.subject}",
        "Date": "Mon, 10 Mar 2014 10:00:00 +0000",
        "Message-ID": f"<{letter.authority}@{letter.authority}.police.uk>",
        "In-Reply-To": letter.message_id,
    }
    for key, value in (given | headers).items():
        message[key] = value
    message.set_content(text)
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (folder / f"{letter.authority}.eml").write_bytes(message.as_bytes())


@contextmanager
def copied(played: Path, folder: Path) -> Iterator[Desk]:
    """A desk on a copy of the workspace."""
    shutil.copytree(played, folder)
    with workspaces.opened(folder) as workspace:
        yield Desk(workspace, lambda: NOW, "A. Person", lambda _: ASKER, 2)


@contextmanager
def looked_at(desk: Desk) -> Iterator[TestClient]:
    """A running desk, as a browser on this machine asks it."""
    base = f"http://127.0.0.1:{PORT}"
    with TestClient(application(desk, hosts(PORT)), base_url=base, raise_server_exceptions=False) as client:
        yield client
