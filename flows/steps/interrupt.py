"""Ctrl-C in the few moments in which it would leave a letter in doubt: it waits until the answer is on the disk."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held_off() -> Iterator[Callable[[], None]]:
    """Gives a function: from its call to the end of the block, the first Ctrl-C is held off, a second one is obeyed.

    Other threads than the main one never get a Ctrl-C, so there nothing is done.
    """
    before, came = signal.getsignal(signal.SIGINT), list[int]()

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.signal(signal.SIGINT, before)

    def begin() -> None:
        if callable(before) and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, note)

    try:
        yield begin
    finally:
        if signal.getsignal(signal.SIGINT) is note:
            signal.signal(signal.SIGINT, before)
        if came and callable(before):
            before(came[0], None)
