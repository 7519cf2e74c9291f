"""Computing again after a decision, behind the pages: one at a time, and once for decisions that came meanwhile.

A decision is recorded at once and is what counts; what is computed from it may be a second late. It is computed in a
process of its own (`desk.computing`), which reads one state and writes in a moment, so that nobody waits for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from desk.computing import opening
from flows.steps.read import unread
from flows.steps.review import unapplied
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind

_OF_MAILS = frozenset({DecisionKind.MATCH, DecisionKind.REPLY_CLASS, DecisionKind.UNDO})
COMMAND = (sys.executable, "-P", "-m", "desk.computing")
"""-P, and the path handed on: it imports what this process would, and nothing that lies in the current folder."""
MOST_CRASHES = 3  # one after another; then it waits for the next decision
STOP_S = 30


class CrashedError(Exception):
    """The process that computes has ended by itself."""


class Process:
    """The process that computes for a workspace: started when it is first asked, and again after it has ended."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._running: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._running.pid if self._running else None

    def ask(self, asked: dict[str, Any], reading: Callable[[int], bool] = lambda left: True) -> dict[str, Any]:
        """What it answers, after as long as it takes. CrashedError when it ended instead.

        ``reading``: told how many documents are left to be read first; False ends it.
        """
        try:
            if self._running is None:
                self._running = _started()
                self._tell(self._running, opening(self._workspace))
            self._tell(self._running, asked)
            assert self._running.stdout
            for answer in iter(self._running.stdout.readline, ""):
                told: dict[str, Any] = json.loads(answer)
                if "reading" not in told:
                    return told
                if not reading(told["reading"]):
                    break
        except OSError:
            pass
        raise CrashedError(self.stop())

    @staticmethod
    def _tell(running: subprocess.Popen[str], told: dict[str, Any]) -> None:
        assert running.stdin
        running.stdin.write(json.dumps(told) + "\n")
        running.stdin.flush()

    def stop(self) -> int | None:
        """Ends it after the pass that is running; its exit code."""
        running, self._running = self._running, None
        if running is None:
            return None
        for pipe in (running.stdin, running.stdout):
            with suppress(OSError):  # what could not be sent any more is lost with it
                pipe.close() if pipe else None
        try:
            return running.wait(STOP_S)
        except subprocess.TimeoutExpired:
            running.kill()
            return running.wait()


def _started() -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    return subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ, start_new_session=True
    )


class Recompute:
    """Has it computed again, one pass at a time. ``pause_s``: how long decisions are gathered before it begins."""

    def __init__(self, workspace: Workspace, clock: Callable[[], datetime], pause_s: float = 0.3) -> None:
        self.workspace, self.clock, self.pause_s = workspace, clock, pause_s
        self.trouble = ""
        self.reading = 0
        """Documents that are read before it computes: until then, what is shown is from before."""
        self.process = Process(workspace)
        self._crashes = 0
        self._wake = threading.Condition()
        self._mails = self._wanted = self._busy = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="recompute", daemon=True)

    def start(self) -> None:
        """Begins with what an earlier desk had recorded and not applied when it was killed, or newer readers left."""
        with self.workspace.database.reading() as conn:
            self._mails = self._wanted = unapplied(conn) or bool(unread(conn, self.workspace.readers))
        self._thread.start()

    def stop(self) -> None:
        """Ends after the pass that is running; what was decided is recorded whatever happens here."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def ask(self, decision: Decision) -> None:
        """A decision was made: compute again, soon."""
        with self._wake:
            self._wanted = True
            self._mails |= decision.kind in _OF_MAILS
            self._wake.notify_all()

    @property
    def pending(self) -> bool:
        """True while what is shown may be older than the decisions."""
        return self._wanted or self._busy

    def settled(self, timeout_s: float) -> bool:
        """Wait until nothing is pending; False when it takes longer."""
        with self._wake:
            return self._wake.wait_for(lambda: not self.pending, timeout_s)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._wanted or self._stopped)
                self._wake.wait_for(lambda: self._stopped, self.pause_s)
                if self._stopped:
                    break
                mails, self._mails, self._wanted, self._busy = self._mails, False, False, True
            again = self._pass(mails)
            with self._wake:
                self._wanted |= again
                self._mails |= again and mails
                self._busy = False
                self._wake.notify_all()
        self.process.stop()

    def _pass(self, mails: bool) -> bool:
        """True when it must be done once more."""
        try:
            told = self.process.ask({"mails": mails, "now": self.clock().isoformat()}, self._told_of)
        except CrashedError as crash:
            if self._stopped:
                return False
            self._crashes += 1
            again = self._crashes < MOST_CRASHES
            next_ = "it is started again" if again else "the next decision starts it again"
            self.trouble = f"Computing again ended unexpectedly (exit code {crash}); nothing recorded is lost, {next_}."
            return again
        finally:
            self.reading = 0
        self._crashes, self.trouble = 0, told["trouble"]
        return not told["complete"]

    def _told_of(self, left: int) -> bool:
        """Documents are read first. False once the desk ends: they are read when it starts again."""
        self.reading = left
        return not self._stopped
