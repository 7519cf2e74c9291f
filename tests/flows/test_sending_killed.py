"""A sender may be killed at any moment: no letter goes twice, none is lost, none is falsely sent.

A letter is in doubt only from the mark before the final dot on, so only then must a person look.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.authorities import authorities
from config.campaign import CAMPAIGNS, load_campaign
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.plan import Asker, plan_wave
from storage import outbox
from storage.transport import POINTS

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
MARK = POINTS.index("mark")
COMMAND = """
import os
os.environ.update({environment!r})
from cli.main import run
raise SystemExit(run(["-w", {folder!r}, "wave", "send", "w", "--yes"]))
"""


def prepare(folder: Path, count: int) -> Path:
    """A workspace with an approved wave of ``count`` letters."""
    forces = [a.id for a in authorities() if a.territorial][:count]
    (folder / "campaigns").mkdir()
    (folder / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    rows = [f"{force},foi@{force}.example,confirmed" for force in forces]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    with workspaces.opened(folder) as workspace:
        asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
        plan_wave(workspace, "w", load_campaign(CAMPAIGNS / "social-media"), asker, NOW, only=forces)
        approve_wave(workspace, "w", "A. Person", NOW)
    return folder


def run(folder: Path, port: int, kill_at: str = "") -> int:
    """`roundrobin wave send w --yes` in a process of its own; its exit code (a negative one is a signal)."""
    settings = {"FROM": "survey@asker.example", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}
    settings |= {"SMTP_SECURITY": "none", "SEND_INTERVAL_S": "0", "RETRY_WAIT_S": "0"}
    settings |= {"TEST_SWITCHES": "yes", "TEST_KILL_AT": kill_at}
    environment = {f"ROUNDROBIN_{name}": value for name, value in settings.items()}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.steps.send", "cli.wave"])
    code = COMMAND.format(environment=environment, folder=str(folder))
    process = context.Process(target=exec, args=(code, {}))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def states(folder: Path) -> dict[str, str]:
    """Message-ID -> state."""
    with workspaces.opened(folder) as workspace, workspace.database.reading() as conn:
        return {entry.letter.message_id: str(entry.state) for entry in outbox.entries(conn)}


def check(folder: Path, server: Any) -> Counter[str]:
    """The promises that hold at every moment. Returns how many letters are in which state."""
    time.sleep(0.05)  # what a killed sender had already sent may still be on its way to the server
    found, copies = states(folder), Counter(server.message_ids)
    assert max(copies.values(), default=0) <= 1, "a letter went twice"
    for message_id, state in found.items():
        assert copies[message_id] == 1 if state == "sent" else True, "a letter counts as sent that never went"
        assert copies[message_id] == 0 if state == "queued" else True, "a letter would go a second time"
    return Counter(found.values())


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_sender_loses_nothing_and_repeats_nothing(
    tmp_path: Path, post: Callable[..., Any], point: str
) -> None:
    server, folder = post(), prepare(tmp_path, 3)
    assert run(folder, server.port, f"{point}:2") == -signal.SIGKILL
    doubt = MARK <= POINTS.index(point) < POINTS.index("commit")
    sent = 2 if point == "commit" else 1
    assert check(folder, server) == Counter(sent=sent, in_doubt=int(doubt), queued=3 - sent - doubt)
    assert run(folder, server.port) == (3 if doubt else 0)
    assert check(folder, server) == Counter(sent=3 - doubt, in_doubt=int(doubt))
    assert len(server.letters) == (2 if point == "mark" else 3)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_sender_killed_at_every_letter_still_sends_each_once(
    tmp_path: Path, post: Callable[..., Any], point: str
) -> None:
    """43 letters, killed at the same point of every one of them: 344 kills over the eight points."""
    server, folder = post(), prepare(tmp_path, 43)
    doubt = MARK <= POINTS.index(point) < POINTS.index("commit")
    # A letter not yet marked is taken up again by the next run, which is then killed at the letter after it.
    for number in range(43):
        again = POINTS.index(point) < MARK and number > 0
        assert run(folder, server.port, f"{point}:{2 if again else 1}") == -signal.SIGKILL
        check(folder, server)
    assert run(folder, server.port) == (3 if doubt else 0)
    assert check(folder, server) == (Counter(in_doubt=43) if doubt else Counter(sent=43))
    assert len(server.letters) == (0 if point == "mark" else 43)


def test_the_switch_of_the_tests_does_nothing_without_its_second_key() -> None:
    from cli.wave import kill_switch

    kill_switch({"ROUNDROBIN_TEST_KILL_AT": "row:1"})("row")
    kill_switch({"ROUNDROBIN_TEST_SWITCHES": "yes"})("row")
