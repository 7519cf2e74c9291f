"""A made workspace for measuring the desk: 43 forces answer with long lists of cases, and with a page to look at.

Every row is made up. They come in as mails with attachments and go through reading, mapping and checking like any
reply, so that what is measured is the product and not a table filled behind its back.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate, Table

from config.authorities import authorities
from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.intake import import_paths
from flows.steps.plan import Asker, plan_wave
from flows.steps.rebuild import refresh
from flows.steps.send import Pace, send_wave
from schema.request import Letter
from storage import waves
from storage.transport import FileTransport

SENT = datetime(2014, 2, 18, 9, tzinfo=UTC)
NOW = datetime(2014, 4, 1, 9, tzinfo=UTC)
ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
YEARS = ("2009", "2010", "2011", "2012", "2013")
ROLES = ("Police officer", "Police staff", "PCSO", "Special constable")
PLATFORMS = ("Facebook", "Twitter", "WhatsApp", "Instagram", "YouTube", "LinkedIn")
OUTCOMES = (
    "No further action",
    "Written warning",
    "Resigned",
    "Dismissed",
    "Management advice",
    "Final written warning",
)


def make(folder: Path, rows: int) -> float:
    """Play a survey whose answers hold about ``rows`` cases, in ``folder``. Returns the seconds that it took."""
    begun = time.perf_counter()
    shutil.copytree(CAMPAIGNS / "social-media", folder / "campaigns" / "social-media")
    forces = [authority.id for authority in authorities() if authority.territorial]
    lines = [f"{force},foi@{force}.police.uk,confirmed" for force in forces]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *lines]) + "\n")
    with workspaces.opened(folder) as workspace:
        plan_wave(workspace, "w", workspace.campaign("social-media"), ASKER, SENT)
        approve_wave(workspace, "w", "A. Person", SENT)
        send_wave(workspace, "w", FileTransport(folder / "sent"), lambda: SENT, pace=Pace())
        with workspace.database.reading() as conn:
            letters = waves.letters(conn)
        replies = folder / "replies"
        replies.mkdir()
        for n, letter in enumerate(letters):
            _reply(replies, letter, n, rows // len(letters) + 1)
        list(import_paths(workspace, [replies], at=NOW.isoformat()))
        refresh(workspace, NOW)
    return time.perf_counter() - begun


def _reply(folder: Path, letter: Letter, n: int, rows: int) -> None:
    message = EmailMessage()
    message["From"] = f"FOI Team <foi@{letter.authority}.police.uk>"
    message["To"] = ASKER.address
    message["Subject"] = f"RE: {letter.subject}"
    message["Date"] = f"Mon, 10 Mar 2014 10:{n:02d}:00 +0000"
    message["Message-ID"] = f"<{letter.authority}@{letter.authority}.police.uk>"
    message["In-Reply-To"] = letter.message_id
    message.set_content("See attached.")
    chance = random.Random(n)  # the same workspace each time
    files = [("cases.csv", _list(chance, rows)), ("outcomes.pdf", _page(chance, n))]
    if n == 0:
        files.append(("counts.csv", _counts(chance)))
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (folder / f"{letter.authority}.eml").write_bytes(message.as_bytes())


def _list(chance: random.Random, rows: int) -> bytes:
    """A list of cases, one a row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Year", "Role", "Platform", "Outcome"))
    writer.writerows(_case(chance) for _ in range(rows))
    return out.getvalue().encode()


def _counts(chance: random.Random) -> bytes:
    """A table of 130 counts with its total, and a line of words below that keeps it waiting for a person."""
    counts = [(*_case(chance), chance.randint(1, 9)) for _ in range(130)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Year", "Role", "Platform", "Outcome", "Number"))
    writer.writerows((*counts, ("Total", "", "", "", sum(row[4] for row in counts))))
    writer.writerow(("Counted to 17 February 2014",))
    return out.getvalue().encode()


def _case(chance: random.Random) -> tuple[str, ...]:
    return tuple(chance.choice(values) for values in (YEARS, ROLES, PLATFORMS, OUTCOMES))


def _page(chance: random.Random, n: int) -> bytes:
    """A ruled table on a page, with wordings that no vocabulary knows: each asks for a person."""
    out = io.BytesIO()
    counts = [(year, role, words, str(chance.randint(1, 9))) for year, role, words in _odd(chance, n)]
    total = str(sum(int(row[3]) for row in counts))
    rows = [("Year", "Role", "Outcome", "Number"), *counts, ("Total", "", "", total)]
    table = Table([list(row) for row in rows], style=[("GRID", (0, 0), (-1, -1), 0.7, colors.black)])
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([table])
    return out.getvalue()


def _odd(chance: random.Random, n: int) -> Iterator[tuple[str, str, str]]:
    for k in range(12):
        words = f"Local resolution {n}-{k}" if k < 8 else chance.choice(OUTCOMES)
        yield chance.choice(YEARS), chance.choice(ROLES), words
