"""The workspace in which the demo plays: two campaigns, and addresses that lead nowhere outside this machine."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from config.authorities import authorities
from config.campaign import CAMPAIGNS
from storage import database

NOWHERE = ".invalid"
"""RFC 2606: a domain that exists nowhere, so that a letter of the demo cannot go astray."""

PLAYED = ("pa-2014", "met-2013")
ENV = """\
# Settings of the demonstration. Nothing here leads outside this machine.
ROUNDROBIN_FROM=survey@roundrobin.invalid
ROUNDROBIN_REQUESTER_NAME="A. Researcher (demonstration)"
ROUNDROBIN_REQUESTER_ADDRESS=survey@roundrobin.invalid
ROUNDROBIN_SMTP_HOST=127.0.0.1
ROUNDROBIN_SMTP_SECURITY=none
ROUNDROBIN_SEND_INTERVAL_S=0
ROUNDROBIN_RETRY_WAIT_S=1
# The scan is typed from its picture, so that the demonstration is the same with and without roundrobin[ocr].
ROUNDROBIN_OCR=no
"""


def set_stage(folder: Path) -> None:
    """Make what is missing of the demo's workspace in ``folder``; what is there stays."""
    (folder / "campaigns").mkdir(parents=True, exist_ok=True)
    for name in PLAYED:
        if not (folder / "campaigns" / name).exists():
            shutil.copytree(CAMPAIGNS / name, folder / "campaigns" / name)
    if not (folder / ".env").exists():
        (folder / ".env").write_text(ENV, encoding="utf-8")
    if not (folder / "addresses.csv").exists():
        _write_addresses(folder / "addresses.csv")
    database.create(folder).close()


def _write_addresses(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("authority", "email", "status"))
        writer.writerows((a.id, a.foi_email + NOWHERE, "confirmed") for a in authorities() if a.foi_email)
