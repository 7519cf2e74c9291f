"""Stopped at any moment by Ctrl-C, SIGKILL or a full disk: the same command again ends as if nothing had been."""

from __future__ import annotations

import ctypes
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NOW = "2014-08-19T09:00"
CODE = "from cli.main import main; main()"
SENTENCE = "roundrobin: Stopped. What was finished is kept; the same command again goes on from there."


@dataclass
class Running:
    """A command at work. ``said``: the lines it has written to stderr up to now."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.extend(iter(self.process.stderr.readline, ""))

    def wait_for(self, words: str, seconds: float = 120) -> bool:
        """Until it has said ``words``; False when it ended before."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if any(words in line for line in list(self.said)):
                return True
            time.sleep(0.01)
        return any(words in line for line in self.said)

    def stop(self, number: signal.Signals) -> int:
        """Send a signal, as a terminal would to the whole group for SIGINT; the exit code."""
        if number is signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(60)


Starts = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Starts]:
    """Starts a command in a session of its own; keywords are settings."""
    begun: list[subprocess.Popen[str]] = []

    def run(*arguments: object, **settings: str) -> Running:
        ours = {key: value for key, value in os.environ.items() if not key.startswith("ROUNDROBIN_")}
        environment = ours | {f"ROUNDROBIN_{key}": value for key, value in ({"NOW": NOW} | settings).items()}
        command = [sys.executable, "-c", CODE, *map(str, arguments)]
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        process = subprocess.Popen(command, **streams, text=True, env=environment, start_new_session=True)  # type: ignore[call-overload]
        begun.append(process)
        return Running(process)

    yield run
    for process in begun:
        process.kill()
        process.wait()


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def asked(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workspace as it was when the letters had gone and nothing had come."""
    from flows.steps.approve import approve_wave
    from flows.steps.plan import Asker, plan_wave
    from flows.steps.send import send_wave
    from flows.surroundings import surroundings
    from rehearsal.play import ACTS, MARK
    from rehearsal.stage import set_stage
    from storage.transport import FileTransport

    folder = tmp_path_factory.mktemp("asked") / "w"
    set_stage(folder)
    for act in ACTS:
        with surroundings(str(folder), act.day) as given:
            campaign, asker = given.workspace.campaign(act.campaign), Asker.configured(given.settings)
            plan_wave(given.workspace, act.wave, campaign, asker, given.now(), token=lambda: MARK)
            approve_wave(given.workspace, act.wave, "demo", given.now())
            send_wave(given.workspace, act.wave, FileTransport(folder / "outbox"), given.now)
    return folder


@pytest.fixture
def workspace(asked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(asked, tmp_path / "w"))


@pytest.fixture(scope="module")
def undisturbed(asked: Path, demo: Path, roundrobin: Callable[..., Any], tmp_path_factory: Any) -> dict[str, str]:
    """What is published of the demo's mails when nothing disturbs their import."""
    folder = Path(shutil.copytree(asked, tmp_path_factory.mktemp("undisturbed") / "w"))
    return published(folder, demo, roundrobin)


def published(folder: Path, demo: Path, roundrobin: Callable[..., Any]) -> dict[str, str]:
    """The hashes of what comes out when the demo's mails are taken in and published."""
    assert roundrobin("-w", folder, "inbox", "import", demo / "mailbox").code == 3
    assert roundrobin("-w", folder, "publish", folder / "out").code == 0
    return hashes(folder / "out")


# --- Ctrl-C -------------------------------------------------------------------------------------------------------


def stopped_in_one_sentence(running: Running) -> None:
    assert running.stop(signal.SIGINT) == 130
    time.sleep(0.2)  # its last words may still be on their way
    said = "".join(running.said)
    assert said.count(SENTENCE) == said.count("roundrobin:") == 1, said
    assert "Traceback" not in said
    assert "ERROR" not in said


@pytest.mark.parametrize("words", ["taking in", "reading and matching"])
def test_ctrl_c_during_an_import(
    workspace: Path, demo: Path, undisturbed: Any, start: Starts, roundrobin: Any, words: str
) -> None:
    running = start("-w", workspace, "inbox", "import", demo / "mailbox")
    assert running.wait_for(words)
    stopped_in_one_sentence(running)
    assert published(workspace, demo, roundrobin) == undisturbed


def test_ctrl_c_during_publishing(demo: Path, tmp_path: Path, start: Starts, roundrobin: Any) -> None:
    workspace = Path(shutil.copytree(demo, tmp_path / "demo", ignore=shutil.ignore_patterns("prefect")))
    before = hashes(workspace / "published")
    running = start("-w", workspace, "publish", workspace / "published")
    assert running.wait_for("publishing")
    time.sleep(0.5)
    stopped_in_one_sentence(running)
    assert hashes(workspace / "published") == before, "half a snapshot was left"
    assert [path.name for path in workspace.glob(".published*")] == []
    assert roundrobin("-w", workspace, "publish", workspace / "published").code == 0
    assert hashes(workspace / "published") == before


def test_ctrl_c_during_sending(tmp_path: Path, start: Starts, roundrobin: Any, post: Any) -> None:
    folder, forces = tmp_path / "w", ["essex", "kent", "surrey", "sussex", "dorset"]
    server = post()
    settings = {"FROM": "survey@asker.example", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port)}
    settings |= {"SMTP_SECURITY": "none", "SEND_INTERVAL_S": "0.5"}
    environment = {f"ROUNDROBIN_{key}": value for key, value in settings.items()}
    assert roundrobin("init", folder).code == 0
    rows = [f"{force},foi@{force}.example,confirmed" for force in forces]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    plan = ("wave", "plan", "w", "--campaign", "social-media", "--only", ",".join(forces))
    assert roundrobin("-w", folder, *plan, **environment).code in (0, 3)
    assert roundrobin("-w", folder, "wave", "approve", "w", "--by", "A. Person").code == 0
    running = start("-w", folder, "wave", "send", "w", "--yes", **settings)
    while len(server.letters) < 2:
        assert running.process.poll() is None, running.said
        time.sleep(0.01)
    stopped_in_one_sentence(running)
    done = roundrobin("-w", folder, "wave", "send", "w", "--yes", **environment)
    assert done.code == 0, done.err
    assert Counter(server.message_ids).most_common(1)[0][1] == 1, "a letter went twice"
    assert len(server.letters) == 5


@pytest.mark.parametrize("words", ["starting", "writing, approving", "taking in", "matching", "publishing"])
def test_ctrl_c_during_the_demo(demo: Path, tmp_path: Path, start: Starts, words: str) -> None:
    """Each in the workspace of a demo that had got some way; the last run of the series is below, with SIGKILL."""
    workspace = Path(shutil.copytree(demo, tmp_path / "demo", ignore=shutil.ignore_patterns("published")))
    running = start("demo", workspace)
    assert running.wait_for(words)
    stopped_in_one_sentence(running)


# --- SIGKILL ------------------------------------------------------------------------------------------------------


STEPS = ("starting", "writing, approving", "the authorities answer", "taking in", "matching", "deciding", "publishing")


def test_a_demo_killed_again_and_again_ends_like_one_that_was_not(
    demo: Path, tmp_path: Path, start: Starts, roundrobin: Any
) -> None:
    """Killed once in each of its steps, at a moment drawn by chance, in one folder; then what Prefect kept is lost."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for step in STEPS:
        running = start("demo", tmp_path / "demo")
        assert running.wait_for(step), f"seed {seed}: {running.said}"
        time.sleep(chance.random() * 1.5)
        assert running.stop(signal.SIGKILL) in (-signal.SIGKILL, 0)
    shutil.rmtree(tmp_path / "demo" / "prefect")
    done = roundrobin("demo", tmp_path / "demo")
    assert done.code == 0, f"seed {seed}: {done.err}"
    for name in ("published", "caught", "mailbox"):
        assert hashes(tmp_path / "demo" / name) == hashes(demo / name), f"seed {seed}"


def test_an_import_killed_again_and_again_ends_like_one_that_was_not(
    workspace: Path, demo: Path, undisturbed: dict[str, str], start: Starts, roundrobin: Any
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for step in ("taking in", "taking in", "reading and matching", "reading and matching", "reading and matching"):
        running = start("-w", workspace, "inbox", "import", demo / "mailbox")
        assert running.wait_for(step), f"seed {seed}: {running.said}"
        time.sleep(chance.random() * 1.5)
        running.stop(signal.SIGKILL)
    assert published(workspace, demo, roundrobin) == undisturbed, f"seed {seed}"


# --- disks --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a disk of a size, or makes the one that is mounted so large."""
    place = tmp_path / "small"
    place.mkdir()

    def mount(size: str) -> Path:
        again = ["-o", f"remount,size={size}"] if place.is_mount() else ["-o", f"size={size}", "-t", "tmpfs", "tmpfs"]
        done = subprocess.run(["mount", *again, place], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
        return place

    yield mount
    if place.is_mount():
        subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("size", ["1500k", "2m", "3500k"])
def test_a_full_disk_is_one_sentence_and_with_space_it_goes_on(
    asked: Path, demo: Path, undisturbed: Any, roundrobin: Any, small_disk: Callable[[str], Path], size: str
) -> None:
    folder = small_disk(size) / "w"
    shutil.copytree(asked, folder)
    done = roundrobin("-w", folder, "inbox", "import", demo / "mailbox")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "No space left" in done.err or "disk is full" in done.err
    small_disk("100m")
    assert published(folder, demo, roundrobin) == undisturbed


def unprivileged() -> None:
    """For root: to whom no rights are denied, otherwise. Drops CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.parametrize(
    "command",
    [
        ["documents", "list"],
        ["check"],
        ["inbox", "import", "{mail}"],
        ["publish", "{folder}/out"],
        ["rebuild"],
    ],
)
def test_a_workspace_that_may_only_be_read_is_one_sentence(workspace: Path, demo: Path, command: list[str]) -> None:
    mail = next((demo / "mailbox").iterdir())
    for path in [workspace, *workspace.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    given = [part.format(mail=mail, folder=workspace) for part in command]
    done = subprocess.run(
        [sys.executable, "-c", CODE, "-w", str(workspace), *given],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=unprivileged if os.geteuid() == 0 else None,
    )
    for path in [workspace, *workspace.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    assert done.returncode == 1, done.stderr
    assert (done.stderr.count("roundrobin: "), done.stdout) == (1, "")
    assert "may not be written to" in done.stderr
    assert "Traceback" not in done.stderr
