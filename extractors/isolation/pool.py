"""Reading documents from strangers: one short-lived process for each, and every end is a Reading.

A server process with the parsers loaded is started once, on the first document. It forks a child for
each document (``child``); the child is limited and confined (``confinement``) and answers
JSON over a pipe. Several run at once; a stuck one delays no other; a child that outlives its parent's
interest is ended by the server, also when the parent itself is killed. Linux and macOS.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import selectors
import socket
import stat
import struct
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from io import BufferedRandom, BufferedReader
from pathlib import Path
from typing import Any

from extractors.isolation.ended import Ended, Waiting, meaning
from extractors.isolation.start import environment, ways_to_start
from extractors.isolation.wire import END
from schema.reading import Outcome, Reading

__all__ = ["Document", "Limits", "Pool", "read_isolated"]

Document = str | Path | tuple[str, bytes]  # a path, or a name and the bytes

_CHUNK = 1 << 20
_LONG = 8  # a document has taken long after this part of the time allowed


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. CPU and wall time in seconds, sizes in bytes.

    CPU grows with the pages up to the ceiling; wall time is a multiple of it, since a sleeping child uses no CPU.
    """

    cpu_s: int = 20
    cpu_per_page_s: float = 1.0
    cpu_ceiling_s: int = 300
    wall_factor: float = 3.0
    memory: int = 1 << 30
    document_bytes: int = 256 << 20
    answer_bytes: int = 64 << 20

    def wall_s(self, pages: int = 0) -> float:
        cpu_s = min(self.cpu_s + pages * self.cpu_per_page_s, max(self.cpu_s, self.cpu_ceiling_s))
        return 2.0 + self.wall_factor * cpu_s


def read_isolated(documents: Iterable[Document], limits: Limits | None = None) -> Iterator[Reading]:
    """The reading of each document, in the order given, as many at once as there are processors."""
    return Pool(limits=limits).read(documents)


@dataclass(slots=True)
class _Job:
    """One document that is being read in a child."""

    index: int
    name: str
    sha256: str
    answer: int
    line: socket.socket
    holds_until: float
    deadline: float
    buffer: bytearray = field(default_factory=bytearray)
    pages: int = 0
    given_up: tuple[Outcome, str] | None = None

    def grant(self, seconds: float) -> None:
        """More time for what it has to do."""
        self.holds_until += seconds / _LONG
        self.deadline += seconds

    def give_up(self, outcome: Outcome, reason: str) -> None:
        """Have the server end the child; its end arrives on the line like any other."""
        if self.given_up is None:
            self.given_up = (outcome, reason)
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_WR)


class Pool:
    """Reads documents in isolated processes, ``children`` at once (default: one per processor).

    One that takes long holds no place, so that bad ones do not delay the others; at most twice as many run.
    ``ocr``: whether scans are recognised, where that is installed.

    A pool holds no process between calls; the server behind it is shared by all pools of this process
    and ends with it. Safe to use from several threads, each with its own call.
    """

    def __init__(self, children: int | None = None, limits: Limits | None = None, *, ocr: bool = True) -> None:
        self.children = children or _processors()
        self.limits = limits or Limits()
        self.ocr = ocr

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """The readings in the order of the documents; later ones are kept until their turn."""
        waiting = Waiting()
        turn = 0
        for index, ended in self._ended(documents):
            waiting.put(index, ended)
            while turn in waiting:
                yield waiting.take(turn).reading()
                turn += 1

    def as_finished(self, documents: Iterable[Document]) -> Iterator[tuple[int, Reading]]:
        """(position, reading) of each document as soon as it is there."""
        return ((index, ended.reading()) for index, ended in self._ended(documents))

    def _ended(self, documents: Iterable[Document]) -> Iterator[tuple[int, Ended]]:
        running: dict[int, _Job] = {}
        todo = enumerate(documents)
        with selectors.DefaultSelector() as selector:
            try:
                yield from self._run(todo, running, selector)
            finally:
                for job in running.values():
                    _close(job)

    def _run(
        self, todo: Iterator[tuple[int, Document]], running: dict[int, _Job], selector: selectors.BaseSelector
    ) -> Iterator[tuple[int, Ended]]:
        more = True
        while more or running:
            while more and self._has_place(running):
                index, document = next(todo, (-1, ""))
                more = index >= 0
                if more:
                    started = self._start(index, document)
                    if isinstance(started, Ended):
                        yield from _unhurried(running, index, started)
                        continue
                    running[index] = started
                    selector.register(started.answer, selectors.EVENT_READ, started)
                    selector.register(started.line, selectors.EVENT_READ, started)
            for job in self._wait(running, selector):
                del running[job.index]
                yield from _unhurried(running, job.index, _conclude(job, self.limits))

    def _has_place(self, running: dict[int, _Job]) -> bool:
        now = time.monotonic()
        held = sum(now < job.holds_until for job in running.values())
        return held < self.children and len(running) < 2 * self.children

    def _start(self, index: int, document: Document) -> _Job | Ended:
        name = document[0] if isinstance(document, tuple) else Path(document).name
        try:
            file = _open(document)
        except OSError as fault:
            return Ended(name, failure=(Outcome.DAMAGED, f"The file could not be opened: {fault.strerror or fault}."))
        except ValueError as fault:  # a NUL in the path
            return Ended(name, failure=(Outcome.DAMAGED, f"The file could not be opened: {fault}."))
        with file:
            size = os.fstat(file.fileno()).st_size
            if size > self.limits.document_bytes:
                words = f"The file has {size:,} bytes; more than {self.limits.document_bytes:,} are not read."
                return Ended(name, failure=(Outcome.TOO_BIG, words))
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            request = {"name": name[-1000:], "size": size, "sha256": sha256}
            answer, line = _ask({**request, "limits": asdict(self.limits), "ocr": self.ocr}, file)
        now, wall_s = time.monotonic(), self.limits.wall_s()
        return _Job(index, name, sha256, answer, line, now + wall_s / _LONG, now + wall_s)

    def _wait(self, running: dict[int, _Job], selector: selectors.BaseSelector) -> list[_Job]:
        """Take what the children say until something happens; the jobs whose child has ended."""
        if not running:
            return []
        now = time.monotonic()
        soonest = min(job.holds_until if now < job.holds_until else job.deadline for job in running.values())
        ended = []
        for key, _ in selector.select(min(60.0, max(0.0, soonest - now))):
            job: _Job = key.data
            if key.fileobj is job.line:
                ended.append(job)
            elif not self._take(job):
                selector.unregister(job.answer)
        for job in running.values():
            if time.monotonic() > job.deadline and job not in ended:
                job.give_up(Outcome.TIMED_OUT, f"Reading took longer than {self.limits.wall_s(job.pages):.0f} seconds.")
                job.deadline = float("inf")
        for job in ended:
            self._drain(job)
            for end in (job.answer, job.line):
                with suppress(KeyError):
                    selector.unregister(end)
        return ended

    def _take(self, job: _Job) -> bool:
        """Read once from the child's pipe; False at its end."""
        try:
            chunk = os.read(job.answer, _CHUNK)
        except BlockingIOError:
            return True
        job.buffer += chunk
        while job.buffer.startswith(b"pages ") and b"\n" in job.buffer[:40]:
            head, _, rest = bytes(job.buffer).partition(b"\n")
            before = self.limits.wall_s(job.pages)
            job.pages = int(head[6:]) if head[6:].isdigit() else job.pages
            job.grant(self.limits.wall_s(job.pages) - before)
            job.buffer[:] = rest
        if len(job.buffer) > self.limits.answer_bytes:
            job.give_up(Outcome.TOO_BIG, "What was read from the file is larger than 64 MiB.")
            job.buffer.clear()
        return bool(chunk)

    def _drain(self, job: _Job) -> None:
        """What still stands in the pipe of a child that has ended. Never waits."""
        while job.given_up is None:
            before = len(job.buffer)
            if not self._take(job) or len(job.buffer) == before:
                return


def _unhurried(running: dict[int, _Job], index: int, ended: Ended) -> Iterator[tuple[int, Ended]]:
    """Hand out an end; the time that the caller takes with it is not the children's."""
    begun = time.monotonic()
    yield index, ended
    for job in running.values():
        job.grant(time.monotonic() - begun)


def _conclude(job: _Job, limits: Limits) -> Ended:
    """What a child that has ended leaves, however it ended."""
    try:
        said = job.line.recv(END.size)
    except OSError:
        said = b""
    _close(job)
    if job.given_up is not None:
        return Ended(job.name, job.sha256, failure=job.given_up)
    if len(said) < END.size:
        words = "The process that reads documents was ended from outside."
        return Ended(job.name, job.sha256, failure=(Outcome.CRASHED, words))
    code, memory = END.unpack(said)
    if code != 0:
        swollen = memory << 10 > limits.memory // 2
        return Ended(job.name, job.sha256, failure=meaning(code, swollen=swollen))
    return Ended(job.name, job.sha256, job.buffer)


def _close(job: _Job) -> None:
    """Closing the line makes the server end a child that still runs."""
    job.line.close()
    with suppress(OSError):
        os.close(job.answer)


def _open(document: Document) -> BufferedReader | BufferedRandom:
    if isinstance(document, tuple):
        import tempfile

        file = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
        file.write(document[1])
        file.flush()
        file.seek(0)
        return file
    fd = os.open(document, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(0, "it is not an ordinary file")
    return os.fdopen(fd, "rb")


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _ask(request: dict[str, Any], file: BufferedReader | BufferedRandom) -> tuple[int, socket.socket]:
    """Have the server read an open file: the pipe with the answer and the line with the child's end."""
    answer, theirs = os.pipe()
    os.set_blocking(answer, False)
    line, far = socket.socketpair()
    body = json.dumps(request).encode()
    try:
        _server.ask(struct.pack("!I", len(body)), body, [file.fileno(), theirs, far.fileno()])
    finally:
        os.close(theirs)
        far.close()
    return answer, line


_COMES_UP_S = 30.0


class _Server:
    """The process that forks the children; started by the first request, again if it was ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, head: bytes, body: bytes, fds: list[int]) -> None:
        with self._lock:
            for attempt in (1, 2):
                if self._control is None:
                    self._start()
                try:
                    if self._control is None:
                        raise OSError("the process that reads documents does not come up")
                    socket.send_fds(self._control, [head], fds)
                    self._control.sendall(body)
                    return
                except OSError:  # it was ended from outside: start it once more
                    self._forget()
                    if attempt == 2:
                        raise

    def _start(self) -> None:
        for command in ways_to_start():
            if self._is_started(command):
                return

    def _is_started(self, command: list[str]) -> bool:
        """Start the server; False where it did not come up, as in a bubblewrap that the system forbids."""
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [*command, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the parent; it ends the server by closing the socket
        )
        theirs.close()
        self._control = ours
        ours.settimeout(_COMES_UP_S)
        with suppress(OSError):
            if ours.recv(1):
                ours.settimeout(None)
                return True
        self._forget()
        return False

    def _forget(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    def close(self) -> None:
        """Close the socket: the server ends its children and itself."""
        with self._lock:
            if self._control is not None and self._process is not None:
                self._control.close()
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)
                self._control = None
            self._forget()


_server = _Server()
atexit.register(_server.close)


def _after_fork() -> None:
    """A forked copy of this process must not talk to the server of the original."""
    global _server  # noqa: PLW0603
    _server = _Server()


os.register_at_fork(after_in_child=_after_fork)
