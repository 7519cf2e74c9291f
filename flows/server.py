"""A Prefect server of our own: started on loopback, stopped when we stop, its files in the workspace.

Imports nothing of Prefect: what it sets must stand in the environment before Prefect is first imported.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from schema.errors import UserError

START_SECONDS = 120.0
"""Prefect's own limit of 20 s fails on a busy machine (PrefectHQ/prefect 16397), so ours is longer."""

STOP_SECONDS = 20.0


def prefect_environment(workspace: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The variables Prefect needs: its home inside the workspace, no analytics unless the user turned them on."""
    wanted = {
        "PREFECT_HOME": str(workspace.resolve() / "prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(int(START_SECONDS)),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_CLIENT_METRICS_ENABLED": "false",
    }
    kept_by_user = {key for key in wanted if key in given and key != "PREFECT_HOME"}
    return {key: value for key, value in wanted.items() if key not in kept_by_user}


@contextmanager
def prefect_server(workspace: Path, port: int | None = None) -> Iterator[str]:
    """A running server's API address. Stops it at the end, and it stops by itself when this process dies."""
    os.environ.update(prefect_environment(workspace, os.environ))
    chosen = port or _free_port()
    address = f"http://127.0.0.1:{chosen}/api"
    log = workspace / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.server_process", str(chosen)],
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=sink,
            start_new_session=True,  # Ctrl-C is for us: a server that stops first makes a running flow fail loudly
        )
    try:
        _wait_until_healthy(address, process, log)
        os.environ["PREFECT_API_URL"] = address
        yield address
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise UserError(
                f"The Prefect server stopped while starting (exit code {process.returncode}).",
                where=str(log),
                todo="Its last lines say why; `roundrobin doctor` checks the versions.",
                code=1,
            )
        if _answers(address):
            return
        time.sleep(0.1)
    raise UserError(
        f"The Prefect server did not answer within {START_SECONDS:.0f} s.",
        where=str(log),
        todo="Try again when the machine is less busy.",
        code=1,
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
