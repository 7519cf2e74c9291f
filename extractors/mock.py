"""Mock documents: names that make the isolated child misbehave, so that survival is tested in seconds.

Only under ``ROUNDROBIN_MOCK_DOCUMENTS=1``, and only in a child. (The idea is Apache Tika's MockParser.)
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable
from pathlib import PurePath

SWITCH = "ROUNDROBIN_MOCK_DOCUMENTS"


def perform(name: str, answer: int) -> None:
    """Do what the name of a mock document says (``mock-hang.pdf`` hangs); nothing for any other name."""
    act = _ACTS.get(PurePath(name).stem)
    if act is not None and os.environ.get(SWITCH) == "1":
        act(answer)


def _hang(_: int) -> None:
    while True:
        pass


def _oom(_: int) -> None:
    kept = []  # zero pages are not touched, so that memory runs out before processor time does
    while True:
        kept.append(bytes(64 << 20))


def _segv(_: int) -> None:
    ctypes.string_at(0)


def _exit(_: int) -> None:
    os._exit(3)


def _flood(answer: int) -> None:
    while True:
        os.write(answer, b" " * 65536)


def _fork(_: int) -> None:
    """Leave a process behind that would outlive the child."""
    if os.fork() == 0:
        time.sleep(3600)
    os._exit(0)


def _sleep(_: int) -> None:
    time.sleep(3600)


_ACTS: dict[str, Callable[[int], None]] = {
    "mock-hang": _hang,
    "mock-oom": _oom,
    "mock-segv": _segv,
    "mock-exit": _exit,
    "mock-flood": _flood,
    "mock-fork": _fork,
    "mock-sleep": _sleep,
}
