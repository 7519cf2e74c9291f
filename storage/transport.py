"""How a letter leaves: what a transport is told, what it answers, and the one that writes files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from storage.documents import write_whole

POINTS = ("row", "connect", "rcpt", "body", "mark", "dot", "reply", "commit")
"""The points of one letter's way, in order. Tests stop a sender at each of them."""

Checkpoint = Callable[[str], None]
"""Called with the name of each point when it is reached."""


class Result(StrEnum):
    """What became of one attempt.

    ``later``, ``refused``: surely not accepted, for now or for good. ``unknown``: the final dot was sent and no answer
    came. ``pause``: surely not accepted, and the server wants to be left alone for a while. ``stop``: no letter can be
    sent like this (no server, no login, no trust).
    """

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of one attempt, in the server's words. ``reached``: it let us in and asked for no pause."""

    result: Result
    words: str
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Mail:
    """What is handed over: envelope and bytes. ``name``: wave and authority, for a transport that names files."""

    name: tuple[str, str]
    sender: str
    recipient: str
    content: bytes


class Transport(Protocol):
    """Hands one letter over. The block runs when the answer is known, before the connection is closed.

    ``before_dot`` is called when only the end of the letter is left to be sent; if it raises, the letter is not sent.
    """

    def deliver(self, mail: Mail, before_dot: Callable[[], None], at: Checkpoint) -> AbstractContextManager[Reply]: ...


class FileTransport:
    """Writes each letter to ``folder/WAVE/AUTHORITY.eml``, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def deliver(self, mail: Mail, before_dot: Callable[[], None], at: Checkpoint) -> Iterator[Reply]:
        wave, authority = mail.name
        path = self.folder / wave / f"{authority}.eml"
        for point in ("connect", "rcpt", "body"):
            at(point)
        before_dot()
        at("mark")
        try:
            write_whole(path, mail.content)
        except OSError as error:
            yield Reply(Result.STOP, f"{path} could not be written: {error.strerror}")
            return
        at("dot")
        at("reply")
        yield Reply(Result.SENT, f"written to {path}")
