"""A mail server that fails in every way known to us, at random, and knows what really became of each letter."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NoReturn

SILENCE_S = 1.0
"""How long it says nothing; longer than its clients wait."""
REFUSALS = {
    "greeting": ("421 too many", "554 not you"),
    "EHLO": ("502 unknown", "421 closing"),
    "MAIL": ("451 later", "421 busy", "550 5.7.1 sender refused"),
    "RCPT": ("450 4.2.0 greylisted", "452 4.2.2 full", "421 busy", "550 5.1.1 nobody"),
    "DATA": ("451 later", "421 busy", "554 no"),
    "body": ("552 too large",),
    "dot": ("451 later", "452 full", "554 spam"),
}
"""What it says at each stage instead of yes. At the dot it has got the letter, and does not take it."""
BREAKS = ("hang up", "reset", "silence")
AFTER_DOT = ("kept, hang up", "kept, reset", "kept, silence", "kept, 421 closing", "kept, nonsense", "kept, bit by bit")
FAULTS = (
    *((stage, words) for stage, refusals in REFUSALS.items() for words in refusals),
    *((stage, fault) for stage in ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot") for fault in BREAKS),
    *(("dot", fault) for fault in AFTER_DOT),
    *(("QUIT", fault) for fault in BREAKS),
    ("any", "slow"),
)
"""(stage, what happens there)."""


@dataclass
class Attempt:
    """One letter on its way: ``body`` as far as it was read, ``dot``: its end was seen, ``kept``: it is delivered.

    ``unread``: we stopped reading, so that nobody here knows what came.
    """

    recipient: str
    body: bytes = b""
    dot: bool = False
    kept: bool = False
    unread: bool = False


class _OverError(Exception):
    """This connection has ended."""


@dataclass
class FaultyServer:
    """``share``: of how many connections in a hundred go wrong. ``attempts``: every RCPT that it took, in order."""

    chance: random.Random
    share: int = 60
    port: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    _busy: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def settle(self) -> None:
        """Wait until whatever a killed sender had sent has been read."""
        while self._busy:
            time.sleep(0.002)

    def serve(self, line: socket.socket) -> None:
        fault = self.chance.choice(FAULTS) if self.chance.randrange(100) < self.share else ("", "")
        with line, suppress(OSError, _OverError):
            _Conversation(self, line, fault).run()

    def talk(self, line: socket.socket) -> None:
        try:
            self.serve(line)
        finally:
            with self._lock:
                self._busy -= 1

    def listen(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                with self._lock:
                    self._busy += 1
                threading.Thread(target=self.talk, args=(line,), daemon=True).start()


@dataclass
class _Conversation:
    """``held``: what was read of the connection and not yet used."""

    server: FaultyServer
    line: socket.socket
    fault: tuple[str, str]
    held: bytes = b""

    def run(self) -> None:
        if not self.says("greeting", "220 here"):
            return
        attempt = Attempt("")
        while True:
            said = self.read_line()
            verb = said[:4].decode("ascii", "replace").upper()
            if verb == "RCPT":
                attempt = Attempt(said.partition(b"<")[2].partition(b">")[0].decode().lower())
                self.server.attempts.append(attempt)
            agreed = self.says(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 OK"))
            if verb == "QUIT":
                return
            if verb == "DATA" and agreed:
                self.take_letter(attempt)

    def says(self, stage: str, yes: str) -> bool:
        """Say yes, or let go wrong what is to go wrong here. False for a no."""
        if self.fault[0] == "any":
            time.sleep(self.server.chance.random() * 0.03)
        what = self.meets(stage)
        if what in BREAKS:
            self.break_off(what)
        self.line.sendall((what or yes).encode() + b"\r\n")
        if what.startswith("421"):
            raise _OverError
        return not what

    def meets(self, stage: str) -> str:
        """The fault that is to happen at this stage, or "". It happens once."""
        where, what = self.fault
        if where != stage:
            return ""
        self.server.met[self.fault] += 1
        self.fault = ("", "")
        return what

    def take_letter(self, attempt: Attempt) -> None:
        if what := self.meets("body"):
            self.stop_reading(attempt, what)
        while not (self.held == b".\r\n" or self.held.endswith(b"\r\n.\r\n")):
            attempt.body = self.held  # what a killed sender leaves behind
            self.receive()
        attempt.dot, attempt.body, self.held = True, self.held[:-3], b""
        what = self.meets("dot")
        attempt.kept = not what or what.startswith("kept, ")
        self.answer(what.removeprefix("kept, "))

    def stop_reading(self, attempt: Attempt, what: str) -> None:
        self.held += self.line.recv(self.server.chance.randrange(1, 3000))
        attempt.unread = True
        if what not in BREAKS:
            self.line.sendall(what.encode() + b"\r\n")
        self.break_off(what)

    def answer(self, what: str) -> None:
        """The reply to the final dot."""
        if what in BREAKS:
            self.break_off(what)
        pieces = {"nonsense": ["hello\r\n"], "bit by bit": list("250 kept\r\n"), "": ["250-kept\r\n250 as 1\r\n"]}
        for piece in pieces.get(what, [f"{what}\r\n"]):
            self.line.sendall(piece.encode())
        if what.startswith(("421", "nonsense")):
            raise _OverError

    def break_off(self, how: str) -> NoReturn:
        if how == "reset":
            self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if how == "silence":
            self.line.settimeout(SILENCE_S)
            while self.line.recv(4096):
                pass
        raise _OverError

    def read_line(self) -> bytes:
        while b"\r\n" not in self.held:
            self.receive()
        said, _, self.held = self.held.partition(b"\r\n")
        return said

    def receive(self) -> None:
        more = self.line.recv(1 << 16)
        if not more:
            raise _OverError
        self.held += more


@contextmanager
def running(seed: int) -> Iterator[FaultyServer]:
    """The server at work on loopback until the block ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        server = FaultyServer(random.Random(seed), port=listening.getsockname()[1])
        threading.Thread(target=server.listen, args=(listening,), daemon=True).start()
        yield server
