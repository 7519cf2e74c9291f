"""`roundrobin up`: the schedules and the pages together, and both end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO

import pytest
import requests

from cli.main import run

RUN = [sys.executable, "-c", "from cli.main import main; main()"]
START_S, STOP_S = 240, 120  # a Prefect server on a busy machine


@pytest.mark.slow
def test_up_serves_the_pages_beside_the_schedules_until_it_is_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    assert run(["init", str(folder)]) == 0
    command = [*RUN, "-w", str(folder), "up", "--port", "0", "--desk-port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        try:
            assert running.stderr
            address = _said(running.stderr, r"The desk answers at (http://127\.0\.0\.1:\d+/)")
            answer = requests.get(address, timeout=30)
            assert answer.status_code == 200
            assert "No wave has been planned yet." in answer.text
            os.kill(running.pid, signal.SIGINT)
            running.wait(STOP_S)
            with pytest.raises(requests.ConnectionError):
                requests.get(address, timeout=5)
        finally:
            running.kill()


def _said(lines: IO[str], pattern: str) -> str:
    """What the first line that fits says; it fails when none comes in time."""
    found: Queue[str] = Queue()

    def read() -> None:
        for line in lines:
            if match := re.search(pattern, line):
                found.put(match[1])

    Thread(target=read, daemon=True).start()
    try:
        return found.get(timeout=START_S)
    except Empty:
        pytest.fail("the pages never answered")
