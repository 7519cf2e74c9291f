"""A sender killed at random, again and again, against a server that fails in four dozen ways at random.

No authority gets two different letters or one twice, none is lost, nothing in doubt goes again by itself, and nothing
counts as sent, refused or unsent that is not. ROUNDROBIN_TEST_KILLS says how many kills (default 240: three minutes),
ROUNDROBIN_TEST_SEED with which seed; it is printed when a test fails.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faulty
import pytest
from faulty import Attempt, FaultyServer
from killing import Started, forces, forked, new_workspace

from flows.steps import workspace as workspaces
from storage import outbox
from storage.outbox import Entry
from storage.smtp import stuffed

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("ROUNDROBIN_TEST_KILLS", "240"))
SEED = int(os.environ.get("ROUNDROBIN_TEST_SEED", "0")) or random.randrange(1, 10**6)
FROM_THE_START = 0.15
"""The share of the kills that fall on waves played from `wave plan` on, rather than from an approved one."""
PLAN = ("wave", "plan", "w1", "--campaign", "social-media")
APPROVE = ("wave", "approve", "w1", "--by", "A. Person")
SEND = ("wave", "send", "w1", "--yes")
LONGEST_S = {PLAN: (2.0, 0.8), APPROVE: (1.0, 0.25), SEND: (2.5, 0.8)}
"""How long a command may live, at most, before it is killed: started anew, and forked."""
ATTEMPTS = 25
"""How often a command is disturbed; the last attempt has a minute."""
RUNS_OUT = 30
"""After so many undisturbed runs a wave must have come to its end."""


@dataclass
class Wave:
    """One wave under way. ``doubtful``: address -> how many attempts there had been when the letter fell into doubt."""

    folder: Path
    server: FaultyServer
    letters: dict[str, bytes] = field(default_factory=dict)
    message_ids: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)

    def entries(self) -> dict[str, Entry]:
        """Address -> how far its letter has got. What was planned once must stay as it is."""
        with workspaces.opened(self.folder) as workspace:
            with workspace.database.reading() as conn:
                found = outbox.entries(conn)
            letters = {e.letter.recipient: workspace.documents.get(e.letter.sha256) for e in found}
        assert len(letters) == len(found), "an authority has two letters"
        assert not self.letters or letters == self.letters, "a planned letter has become another"
        self.letters = letters
        return {e.letter.recipient: e for e in found}

    def check(self) -> Counter[str]:
        """The promises that hold at every moment; how many letters are in which state."""
        self.server.settle()
        entries, attempts = self.entries(), defaultdict[str, list[Attempt]](list)
        for attempt in self.server.attempts:
            attempts[attempt.recipient].append(attempt)
        assert attempts.keys() <= entries.keys(), "somebody was written to who has no letter"
        for address, entry in entries.items():
            self._check(address, entry, attempts[address])
        return Counter(str(entry.state) for entry in entries.values())

    def _check(self, address: str, entry: Entry, tried: list[Attempt]) -> None:
        whole = stuffed(self.letters[address])
        kept, state = sum(a.kept for a in tried), str(entry.state)
        told = f"seed {SEED}: {address} is {state} ({entry.words}) after {tried[-3:]}"
        assert kept <= 1, f"it got a letter twice; {told}"
        assert all(a.body == whole for a in tried if a.dot), f"it got another letter; {told}"
        if state in ("planned", "queued", "failed"):
            assert not kept, f"it has the letter; {told}"
        if state == "sent":
            assert kept, f"it never got the letter; {told}"
        if state == "in_doubt":
            may_have_it = bool(tried) and (tried[-1].dot or tried[-1].unread or tried[-1].body == whole)
            assert may_have_it, f"it surely has no letter; {told}"
            assert self.doubtful.setdefault(address, len(tried)) == len(tried), f"it was tried again; {told}"

    def why_doubtful(self) -> Counter[str]:
        """What the server knows of the letters in doubt."""
        last = {attempt.recipient: attempt for attempt in self.server.attempts}
        tried = [last[address] for address in self.doubtful]
        return Counter("kept" if a.kept else "dot" if a.dot else "not read" if a.unread else "no dot" for a in tried)

    def ends(self) -> Counter[str]:
        """Send on without any fault or kill until nothing is left to be done by itself; nothing may be lost."""
        self.server.share = 0
        for _ in range(RUNS_OUT):
            process = forked(self.folder, *SEND, SMTP_PORT=str(self.server.port))
            process.join(60)
            states = self.check()
            if not states["queued"]:
                break
        assert process.exitcode == (3 if states["in_doubt"] or states["failed"] else 0)
        assert set(states) <= {"sent", "in_doubt", "failed"}, states
        assert states.total() == len(forces())
        self.server.share = faulty.FaultyServer.share
        return states


@dataclass
class Figures:
    kills: int = 0
    waves: int = 0
    states: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty.running(SEED) as running:
        yield running


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an approved wave of 43 letters, to be copied."""
    folder = new_workspace(tmp_path_factory.mktemp("approved") / "w")
    for command in (PLAN, APPROVE):
        process = forked(folder, *command)
        process.join(60)
        assert process.exitcode == 0
    return folder


Start = Callable[..., Any]


def killed(start: Start, folder: Path, command: tuple[str, ...], port: int, after_s: float) -> int | None:
    """Let a command run for so long, then kill it; its exit code when it ended before, else None."""
    process = start(folder, *command, SMTP_PORT=str(port), SMTP_TIMEOUT_S="0.3")
    until = time.monotonic() + after_s
    while time.monotonic() < until and process.is_alive():
        time.sleep(0.002)
    process.kill()
    process.join()
    code = int(process.exitcode)
    return None if code == -signal.SIGKILL else code


def over(states: Counter[str]) -> bool:
    return states.total() > 0 and not states["planned"] and not states["queued"]


def test_a_wave_killed_at_random_against_a_failing_server(approved: Path, tmp_path: Path, server: FaultyServer) -> None:
    chance, figures = random.Random(SEED), Figures()
    while figures.kills < KILLS * (1 - FROM_THE_START):
        figures.waves += 1
        server.attempts.clear()
        wave = Wave(Path(shutil.copytree(approved, tmp_path / str(figures.waves), symlinks=True)), server)
        for _ in range(200):
            code = killed(forked, wave.folder, SEND, server.port, chance.uniform(0.03, 0.7))
            figures.kills += code is None
            assert code in (None, 0, 1, 3), f"seed {SEED}: exit code {code}"
            if over(wave.check()) or figures.kills >= KILLS * (1 - FROM_THE_START):
                break
        figures.states.update(wave.ends())
        figures.doubts.update(wave.why_doubtful())
        shutil.rmtree(wave.folder)
    print(f"\nseed {SEED}: {figures}, {len(server.met)} of {len(faulty.FAULTS)} kinds of fault met")
    assert len(server.met) > 24


def test_plan_approve_and_send_killed_at_random_as_a_person_types_them(tmp_path: Path, server: FaultyServer) -> None:
    """Every third command is a new interpreter; the others are forked from a warm one."""
    chance, figures = random.Random(SEED), Figures()
    while figures.kills < KILLS * FROM_THE_START:
        figures.waves += 1
        server.attempts.clear()
        wave = Wave(new_workspace(tmp_path / str(figures.waves)), server)
        for command in (PLAN, APPROVE, SEND):
            for attempt in range(ATTEMPTS):
                anew = chance.randrange(3) == 0
                longest = LONGEST_S[command][0 if anew else 1] if attempt < ATTEMPTS - 1 else 60.0
                start, after_s = Started if anew else forked, chance.uniform(0.1, 1.0) * longest
                code = killed(start, wave.folder, command, server.port, after_s)
                figures.kills += code is None
                figures.phases[command[1]] += code is None
                assert code in (None, 0, 1, 3), f"seed {SEED}: exit code {code} of {command}"
                if code is not None and (command is not SEND or over(wave.check())):
                    break
                wave.check()
        figures.states.update(wave.ends())
        figures.doubts.update(wave.why_doubtful())
    print(f"\nseed {SEED}: {figures}")
