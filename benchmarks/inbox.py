"""How fast mails are collected, matched and classified, and in how much memory: `python -m benchmarks.inbox`.

Made-up replies to a wave of 43 letters, each with a table of 20 kB: acknowledgements, automatic replies and answers, in
the thread, by our reference and by the authority's own. Every size runs in a process of its own, for its memory's sake.
Reading what is enclosed is another matter (`benchmarks.isolation`) and left out.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.intake import keep
from flows.steps.match import match_messages
from flows.steps.plan import Asker, plan_wave
from flows.steps.send import Pace, send_wave
from flows.steps.workspace import Workspace
from schema.request import Letter
from storage import waves
from storage.transport import FileTransport

SENT = datetime(2026, 3, 11, 9, tzinfo=UTC)
SIZES = (2_000, 10_000)
TABLE = 20_000  # bytes enclosed in every third mail
TEXTS = (
    ("RE: {s}", "Thank you for your request, which was received on 12 March 2026. Our reference: {n}/26. We will reply"
     " within 20 working days. A fee may apply, and some exemptions may be considered.", True),
    ("Automatic reply: {s}", "I am out of the office until Monday and will not read e-mail.", True),
    ("Response {r}", "The information is exempt under section 40(2) of the Act, and this is a refusal notice.", False),
    ("Response {n}/26", "Please find attached the data for 2024 and 2025.\n\n1. 14 cases\n2. 12 officers", False),
)  # fmt: skip


def prepared(root: Path) -> None:
    """A folder for a workspace, with the campaign and addresses that a person has confirmed."""
    (root / "campaigns").mkdir(parents=True)
    (root / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    with workspaces.opened(root) as plain:
        asked = plain.campaign("social-media").authorities
        rows = [f"{name},{plain.authorities[name].foi_email},confirmed" for name in asked]
    (root / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")


def sent(workspace: Workspace, folder: Path) -> list[Letter]:
    """The letters of a wave that went to all."""
    asker = Asker("a@asker.example", "A. R.", "1 High St")
    plan_wave(workspace, "w1", workspace.campaign("social-media"), asker, SENT)
    approve_wave(workspace, "w1", "A. Person", SENT)
    send_wave(workspace, "w1", FileTransport(folder), lambda: SENT, pace=Pace())
    with workspace.database.reading() as conn:
        return waves.letters(conn)


def replies(letters: list[Letter], count: int) -> Iterator[bytes]:
    """``count`` replies, by turns of each letter and each kind."""
    for number in range(count):
        rng = random.Random(number)
        letter = letters[number % len(letters)]
        subject, text, threaded = TEXTS[number // len(letters) % len(TEXTS)]
        names = {"s": letter.subject, "r": letter.reference, "n": 1000 + number % len(letters)}
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"foi@{letter.recipient.rpartition('@')[2]}"
        mail["To"], mail["Subject"] = "a@asker.example", subject.format(**names)
        mail["Date"] = format_datetime(SENT + timedelta(hours=20, minutes=number))
        mail["Message-ID"] = f"<{rng.getrandbits(64):x}@force.example>"
        if threaded:
            mail["In-Reply-To"] = letter.message_id
        mail.set_content(f"{text.format(**names)}\n\nThis is mail {number:,}.")
        if number % 3 == 0:
            mail.add_attachment(rng.randbytes(TABLE).hex(), subtype="csv", filename="answer.csv")
        yield mail.as_bytes()


def measured(count: int) -> dict[str, float]:
    """Mails a second taken in and matched, and the peak of memory in MiB, for an inbox of ``count`` mails."""
    with tempfile.TemporaryDirectory() as folder:
        prepared(Path(folder) / "w")
        with workspaces.opened(Path(folder) / "w") as workspace:
            letters = sent(workspace, Path(folder) / "sent")
            taken = timed(lambda: take_in(workspace, letters, count))
            matched = timed(lambda: match_messages(workspace))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"mails": count, "taken in /s": count / taken, "matched /s": count / matched, "peak MiB": peak}


def take_in(workspace: Workspace, letters: list[Letter], count: int) -> None:
    at = (SENT + timedelta(days=200)).isoformat()
    for number, data in enumerate(replies(letters, count)):
        keep(workspace, data, f"{number:06}.eml", at=at, via="import")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def apart(count: int) -> dict[str, float]:
    """``measured`` in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.inbox", "--only", str(count)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, default=0, help="measure one size here and print JSON")
    only = parser.parse_args().only
    if only:
        print(json.dumps(measured(only)))
        return
    rows = [apart(count) for count in SIZES]
    print("  ".join(f"{name:>12}" for name in rows[0]))
    for row in rows:
        print("  ".join(f"{value:12,.0f}" for value in row.values()))
    print(f"peak of memory: x {rows[-1]['peak MiB'] / rows[0]['peak MiB']:.2f} for x {SIZES[-1] / SIZES[0]:.0f} mails")


if __name__ == "__main__":
    main()
