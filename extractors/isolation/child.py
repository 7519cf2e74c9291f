"""The server that was started once with the parsers loaded, and the child that it forks for each document.

The server reads no document but a specimen of its own. It is started by ``extractors.isolation.pool``, takes
requests on a socket and forks; a child limits and confines itself, reads one document and writes one JSON object.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import struct
from contextlib import suppress
from importlib import import_module
from typing import Any

from extractors import registry
from extractors.isolation import confinement
from extractors.isolation.specimen import SPECIMEN, TEXT
from extractors.isolation.wire import END, is_too_big, packed
from schema.reading import Outcome, Reading

# What a kind of document needs, by its first bytes: loaded before the first fork for it, never sooner.
_PACKET = b"<x:xmpmeta"  # properties of a PDF as XML, somewhere in it
_PARSERS: dict[bytes, tuple[str, ...]] = {
    b"%PDF": ("extractors.pdf.reader",),
    b"PK\x03\x04": ("openpyxl", "lxml.etree", "python_calamine", "defusedxml.ElementTree"),
    b"\xd0\xcf\x11\xe0": ("olefile", "xlrd", "python_calamine"),
    _PACKET: ("lxml.etree",),
}

_answer: int | None = None  # the pipe of this child; None in every other process
_limits: dict[str, Any] = {}
_pages = 0  # told so far
_warmed: set[bytes] = set()


def tell_pages(pages: int) -> None:
    """Ask for one more second of CPU for each of these pages; those of all parts of a mail or archive add up.

    Does nothing outside an isolated child.
    """
    global _pages  # noqa: PLW0603  a child reads one document
    if _answer is not None:
        _pages += pages
        cpu_s = int(_limits["cpu_s"] + _pages * _limits["cpu_per_page_s"])
        confinement.grow_cpu_limit(cpu_s)
        os.write(_answer, b"pages %d\n" % _pages)


def has_room(pages: int) -> bool:
    """Whether so many pages more can be asked for, under the ceiling of a document. True outside an isolated child."""
    if _answer is None:
        return True
    asked = _limits["cpu_s"] + (_pages + pages) * _limits["cpu_per_page_s"]
    return bool(asked <= _limits["cpu_ceiling_s"])


def serve(control_fd: int) -> None:
    """Fork a child for each request until the parent closes its end, then end every child."""
    control = socket.socket(fileno=control_fd)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    children: dict[int, socket.socket] = {}
    confinement.prepared()
    try:
        _serve(control, wake_read, selector, children)
    finally:
        for pid in children:
            _end(pid)


def _serve(
    control: socket.socket, wake: int, selector: selectors.BaseSelector, children: dict[int, socket.socket]
) -> None:
    while True:
        for key, _ in selector.select():
            if key.fileobj is control:
                job = _receive(control)
                if job is None:
                    return
                pid, line = _fork(*job)
                children[pid] = line
                selector.register(line, selectors.EVENT_READ, pid)
            elif key.fileobj == wake:
                os.read(wake, 4096)
                _reap(selector, children)
            else:  # the parent gave this child up
                selector.unregister(key.fileobj)
                _end(key.data)


def _receive(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """A request and its descriptors (document, answer, line to the parent); None when the parent is gone."""
    head, fds, _, _ = socket.recv_fds(control, 4, 3)
    if len(head) < 4:
        return None
    (length,) = struct.unpack("!I", head)
    body = b""
    while len(body) < length:
        chunk = control.recv(length - len(body))
        if not chunk:
            return None
        body += chunk
    return json.loads(body), fds


def _fork(request: dict[str, Any], fds: list[int]) -> tuple[int, socket.socket]:
    document, answer, line = fds
    _warm(document)
    pid = os.fork()
    if pid == 0:
        try:
            os.close(line)
            _child(request, document, answer)
        finally:
            os._exit(70)
    os.close(document)
    os.close(answer)
    return pid, socket.socket(fileno=line)


def _warm(document: int) -> None:
    head = os.pread(document, 1 << 18, 0)
    kinds = [head[:4] if head[:4] in _PARSERS else b""] + ([_PACKET] if _PACKET in head else [])
    for kind in kinds:
        if kind in _warmed:
            continue
        _warmed.add(kind)
        gc.disable()
        load(kind)
        gc.freeze()  # what is shared by all children is not looked at again, so that its pages stay shared
        gc.enable()


def load(kind: bytes) -> None:
    """Load what a kind of document needs. All children share what the reading of a specimen leaves behind."""
    for module in _PARSERS.get(kind, ()):
        with suppress(ImportError):
            import_module(module)
    if kind == b"%PDF":
        registry.read_bytes(SPECIMEN, "specimen.pdf", sha256="-")
    elif kind != _PACKET:
        registry.load()
        registry.read_bytes(TEXT, "specimen.txt", sha256="-")


def _reap(selector: selectors.BaseSelector, children: dict[int, socket.socket]) -> None:
    """Take the ended children, end what they left behind, and tell the parent how they ended."""
    with suppress(ChildProcessError):
        while (ended := os.wait4(-1, os.WNOHANG))[0]:
            pid, status, used = ended
            _end(pid, group_only=True)
            line = children.pop(pid, None)
            if line is not None:
                with suppress(KeyError):
                    selector.unregister(line)
                with suppress(OSError):
                    line.send(END.pack(os.waitstatus_to_exitcode(status), used.ru_maxrss))
                line.close()


def _end(pid: int, *, group_only: bool = False) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    if not group_only:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _child(request: dict[str, Any], document: int, answer: int) -> None:
    """Read one document under limits, answer, and end. Leaves by os._exit in every case."""
    global _answer, _limits
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    gc.disable()  # one document, then the process ends
    _answer, _limits = answer, request["limits"]
    _switch_ocr(on=request["ocr"])
    confinement.limit(_limits["cpu_s"], _limits["cpu_ceiling_s"], _limits["memory"])
    confinement.confine()
    with os.fdopen(document, "rb") as file:
        data = file.read(request["size"] + 1)
    for line in packed(_reading(data, request, answer)):
        _write(answer, line)
    os._exit(0)


def _switch_ocr(*, on: bool) -> None:
    if not on:  # it is on where nobody says otherwise
        from extractors import recognition

        recognition.switch(on)


def _reading(data: bytes, request: dict[str, Any], answer: int) -> Reading:
    try:
        if "ROUNDROBIN_MOCK_DOCUMENTS" in os.environ:
            from extractors import mock

            mock.perform(request["name"], answer)
        reading = registry.read_bytes(data, request["name"], sha256=request["sha256"])
        if not is_too_big(reading):
            return reading
        reason = "The file holds more tables than are read of one document; ask for it in parts."
    except MemoryError:
        reason = "Reading the file needs more memory than is allowed for one document."
    return Reading("", request["name"], "", Outcome.TOO_BIG, reason)


def _write(answer: int, payload: bytes) -> None:
    view = memoryview(payload)
    while view:
        view = view[os.write(answer, view) :]
