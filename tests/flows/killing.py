"""A wave of real commands, each in a process of its own that can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from config.authorities import authorities
from config.campaign import CAMPAIGNS

SETTINGS = {
    "FROM": "survey@asker.example",
    "REQUESTER_NAME": "A. Researcher",
    "NOW": "2026-11-02T10:00",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_SECURITY": "none",
    "SEND_INTERVAL_S": "0",
    "RETRY_WAIT_S": "0",
}
FORKED = """
import os
os.environ.update({environment!r})
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
from cli.main import run
raise SystemExit(run({words!r}))
"""
PROGRAM = "from cli.main import main; main()"
PRELOADED = ["cli.wave", "config.campaign", "flows.steps.plan", "flows.steps.send", "flows.steps.servers"]


def forces(count: int = 43) -> list[str]:
    return [a.id for a in authorities() if a.territorial][:count]


def new_workspace(folder: Path, count: int = 43) -> Path:
    """A workspace with confirmed addresses, and nothing planned."""
    (folder / "campaigns").mkdir(parents=True)
    (folder / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    rows = [f"{force},foi@{force}.example,confirmed" for force in forces(count)]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    return folder


def environment(**settings: str) -> dict[str, str]:
    return {f"ROUNDROBIN_{name}": value for name, value in (SETTINGS | settings).items()}


def forked(folder: Path, *arguments: str, **settings: str) -> BaseProcess:
    """A command in a process that is forked from one in which the program is loaded already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    code = FORKED.format(environment=environment(**settings), words=["-w", str(folder), *arguments])
    process = context.Process(target=exec, args=(code, {}))
    process.start()
    return process


class Started:
    """A command as a person starts it: a new interpreter. Its methods are those of a forked process."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        ours = {key: value for key, value in os.environ.items() if not key.startswith("ROUNDROBIN_")}
        command = [sys.executable, "-c", PROGRAM, "-w", str(folder), *arguments]
        given = ours | environment(**settings)
        self._process = subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def join(self) -> None:
        self._process.wait()

    @property
    def exitcode(self) -> int | None:
        return self._process.returncode
