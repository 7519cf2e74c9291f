"""A wave of three letters, planned, approved and sent over loopback, by a clock that waiting moves on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config.campaign import CAMPAIGNS, load_campaign
from flows.steps.approve import approve_wave
from flows.steps.plan import Asker, plan_wave
from flows.steps.send import Pace, SendReport, send_wave
from flows.steps.workspace import Workspace
from storage import outbox
from storage.smtp import Server, SmtpTransport
from storage.transport import Transport

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
FORCES = ("essex", "kent", "surrey")
BASE = {force: f"foi@{force}.example" for force in FORCES}


def write_addresses(folder: Path, status: str = "confirmed", **others: str) -> None:
    rows = [f"{force},{address},{others.get(force, status)}" for force, address in BASE.items()]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")


def planned(workspace: Workspace, only: Sequence[str] = FORCES, send_on: str = "", name: str = "w") -> None:
    campaign = load_campaign(CAMPAIGNS / "social-media")
    plan_wave(workspace, name, campaign, ASKER, NOW, only=only, send_on=send_on)


def approved(workspace: Workspace, only: Sequence[str] = FORCES, send_on: str = "", name: str = "w") -> None:
    planned(workspace, only, send_on, name)
    approve_wave(workspace, name, "A. Person", NOW)


class Clock:
    """A clock that waiting moves on; ``slept`` tells each wait."""

    def __init__(self) -> None:
        self.time, self.slept = NOW, list[float]()

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


def via(port: int, **more: Any) -> Transport:
    return SmtpTransport(Server("127.0.0.1", port, **{"security": "none", "timeout_s": 2.0} | more))


def send(workspace: Workspace, transport: Transport, clock: Clock | None = None, **pace: float) -> SendReport:
    clock = clock or Clock()
    return send_wave(workspace, "w", transport, clock.now, pace=Pace(**{"retry_wait_s": 1.0} | pace, sleep=clock.sleep))


def states(workspace: Workspace) -> dict[str, str]:
    with workspace.database.reading() as conn:
        return {entry.letter.authority: str(entry.state) for entry in outbox.entries(conn, wave="w")}


def letters(workspace: Workspace) -> dict[str, bytes]:
    with workspace.database.reading() as conn:
        found = outbox.entries(conn, wave="w")
    return {entry.letter.authority: workspace.documents.get(entry.letter.sha256) for entry in found}
