"""Pictures of places: a page of a PDF drawn in a process of its own, or a table or text drawn from what was read."""

from __future__ import annotations

import json
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
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

    def _keep(self, key: str, made: Picture) -> None:
        with self._lock:
            self._making.pop(key, None)
            self._known[key] = made
            self._size += len(made.data)
            while self._size > self.kept and len(self._known) > 1:
                _, dropped = self._known.popitem(last=False)
                self._size -= len(dropped.data)


_slots = threading.BoundedSemaphore(AT_ONCE)
_ahead: list[subprocess.Popen[bytes]] = []  # started before they are wanted: to start takes longer than to draw


def drawn_page(data: bytes, page: int) -> Picture:
    """Page ``page`` (from 1) of a PDF or an image, drawn in a process of its own. A fault is told in the picture."""
    with _slots:
        drawing = _taken()
        try:
            answer, _ = drawing.communicate(page.to_bytes(4, "big") + data, timeout=WALL_S)
        except subprocess.TimeoutExpired:
            drawing.kill()
            drawing.communicate()
            return failed("drawing it took too long")
        if len(_ahead) < AT_ONCE:
            _ahead.append(_started())
    return _picture(answer)


def _taken() -> subprocess.Popen[bytes]:
    """A process that draws one page, and has drawn none."""
    while _ahead:
        with suppress(IndexError):  # another thread was quicker
            if (waiting := _ahead.pop()).poll() is None:
                return waiting
    return _started()


def _started() -> subprocess.Popen[bytes]:
    """It ends by itself where its line is closed, as when the desk ends."""
    pipe, away = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(python(_CODE), stdin=pipe, stdout=pipe, stderr=away, env={"LANG": "C.UTF-8"})


def _picture(answer: bytes) -> Picture:
    head, _, picture = answer.partition(b"\n")
    try:
        told = json.loads(head)
        fault = told.get("fault", "")
        size = (float(told["width"]), float(told["height"]), int(told["pages"])) if not fault else (0.0, 0.0, 0)
    except (ValueError, KeyError, TypeError, AttributeError):
        return failed("the process that draws it ended without an answer")
    if fault or not picture.startswith(b"\xff\xd8") or len(picture) > MOST_BYTES:
        return failed("it cannot be drawn as a page")
    return Picture(picture, "image/jpeg", *size)


def failed(why: str) -> Picture:
    """No picture, and why."""
    return Picture(b"", "", 0, 0, 0, why)
