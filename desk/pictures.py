"""Pictures of places: a page of a PDF drawn in a process of its own, or a table or text drawn from what was read."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from extractors.isolation.start import python

WALL_S = 20
AT_ONCE = 2  # processes that draw
MOST_BYTES = 16 << 20
KEPT = 96 << 20  # bytes of pictures held in memory
_CODE = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from desk.render_child import main; main()"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. ``width`` and ``height`` in the units of the boxes on it; ``fault``: why it shows nothing."""

    data: bytes
    media_type: str
    width: float
    height: float
    pages: int = 1
    fault: str = ""


class Pictures:
    """The pictures made so far, those used longest ago dropped first. Safe for several threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept, self._size = kept, 0
        self._known: OrderedDict[str, Picture] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def get(self, key: str, make: Callable[[], Picture]) -> Picture:
        """The picture called ``key``, made when it is not there; by one thread only, however many ask."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            mine = self._making.setdefault(key, threading.Lock())
        with mine:
            with self._lock:
                if key in self._known:
                    return self._known[key]
            made = make()
            self._keep(key, made)
        return made

    def known(self, key: str) -> Picture | None:
        """The picture called ``key`` when it is there."""
        with self._lock:
            return self._known.get(key)

    def _keep(self, key: str, made: Picture) -> None:
        with self._lock:
            self._making.pop(key, None)
            self._known[key] = made
            self._size += len(made.data)
            while self._size > self.kept and len(self._known) > 1:
                _, dropped = self._known.popitem(last=False)
                self._size -= len(dropped.data)


class Drawers:
    """Processes that draw, forked by one with the libraries loaded: to start one takes longer than to draw a page.

    That one is started by the first page, or by ``begin``; again if it was ended; and ends with this process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None

    def begin(self) -> None:
        """Have it started before it is wanted. Does not wait."""
        with self._lock:
            self._control = self._control or _started()

    def line(self) -> tuple[socket.socket, int]:
        """A line to a fresh process, and its number. OSError when there is none to be had."""
        mine, theirs = socket.socketpair()
        with theirs:
            try:
                return mine, self._asked(theirs)
            except OSError:
                mine.close()
                raise

    def _asked(self, theirs: socket.socket) -> int:
        with self._lock:
            for attempt in (1, 2):
                self._control = self._control or _started()
                try:
                    socket.send_fds(self._control, [b"1"], [theirs.fileno()])
                    if len(told := self._control.recv(4)) == 4:
                        return int.from_bytes(told, "big")
                    raise BrokenPipeError
                except OSError:  # it was ended from outside: start it once more
                    self._control.close()
                    self._control = None
                    if attempt == 2:
                        raise
        raise AssertionError


def _started() -> socket.socket:
    """The process that forks; it ends by itself where its line is closed, as when the desk ends."""
    mine, theirs = socket.socketpair()
    mine.settimeout(WALL_S)
    away = subprocess.DEVNULL
    with theirs:
        started = subprocess.Popen(
            [*python(_CODE), str(theirs.fileno())],
            stdin=away,
            stdout=away,
            stderr=away,
            env={"LANG": "C.UTF-8"},
            pass_fds=[theirs.fileno()],
        )
    weakref.finalize(mine, started.poll)  # held until then, since Python complains of one that it forgets
    return mine


drawers = Drawers()
_slots = threading.BoundedSemaphore(AT_ONCE)


def drawn_page(data: bytes, page: int) -> Picture:
    """Page ``page`` (from 1) of a PDF or an image, drawn in a process of its own. A fault is told in the picture."""
    with _slots:
        try:
            line, pid = drawers.line()
            with line, _no_longer_than(WALL_S, pid):
                line.sendall(page.to_bytes(4, "big") + data)
                line.shutdown(socket.SHUT_WR)
                return _picture(_answer(line))
        except OSError:  # it ended before it had the whole document
            return failed("the process that draws it ended without an answer")


@contextmanager
def _no_longer_than(seconds: float, pid: int) -> Iterator[None]:
    """End the process ``pid`` if this takes longer."""
    timer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _answer(line: socket.socket) -> bytes:
    """What comes on a line up to its end; a little more than is allowed of what never ends."""
    said = bytearray()
    while len(said) <= MOST_BYTES and (chunk := line.recv(1 << 20)):
        said += chunk
    return bytes(said)


def _picture(answer: bytes) -> Picture:
    head, _, picture = answer.partition(b"\n")
    try:
        told = json.loads(head)
        fault = told.get("fault", "")
        size = (float(told["width"]), float(told["height"]), int(told["pages"])) if not fault else (0.0, 0.0, 0)
        whole = not fault and len(picture) == told["bytes"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return failed("the process that draws it ended without an answer")
    if not whole or not picture.startswith(b"\xff\xd8") or len(picture) > MOST_BYTES:
        return failed("it cannot be drawn as a page")
    return Picture(picture, "image/jpeg", *size)


def failed(why: str) -> Picture:
    """No picture, and why."""
    return Picture(b"", "", 0, 0, 0, why)
