"""How the reading of a document ended: its answer as it crossed the pipe, or why there is none.

An answer takes several times the memory once it is unpacked, so that waits until somebody wants it.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import IO

from extractors.isolation.wire import unpacked
from schema.reading import Outcome, Reading

_KEPT = 16 << 20  # bytes of answers that wait for their turn in memory; more wait in a file


@dataclass(slots=True)
class Ended:
    """The end of one document. ``answer``: what its process wrote, where it ended well."""

    name: str
    sha256: str = ""
    answer: bytearray = field(default_factory=bytearray)
    failure: tuple[Outcome, str] | None = None

    def reading(self) -> Reading:
        """The reading, once: its answer is used up."""
        if self.failure is not None:
            return Reading(self.sha256, self.name, "", *self.failure)
        try:
            reading = unpacked(self.answer)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return Reading(self.sha256, self.name, "", Outcome.CRASHED, "The reader ended without an answer.")
        return replace(reading, sha256=self.sha256, name=self.name, reason=reading.reason or "No reason was given.")


def meaning(code: int, *, swollen: bool) -> tuple[Outcome, str]:
    """What the end of a child means: a negative code is a signal. ``swollen``: it held half of the memory allowed."""
    if code in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL) and swollen:  # a parser whose memory ran out
        return Outcome.TOO_BIG, "Reading the file needs more memory than is allowed for one document."
    if code == -signal.SIGXCPU:
        return Outcome.TIMED_OUT, "Reading took more processor time than is allowed for one document."
    if code < 0:
        with suppress(ValueError):
            return Outcome.CRASHED, f"The reader was ended by {signal.Signals(-code).name}."
    return Outcome.CRASHED, f"The reader ended by itself with code {code}."


class Waiting:
    """Ends by their place in the order, until their turn comes. One slow document may hold up thousands."""

    def __init__(self) -> None:
        self._ends: dict[int, tuple[Ended, int, int]] = {}  # with place and length of an answer that is in the file
        self._kept = 0
        self._file: IO[bytes] | None = None

    def put(self, index: int, ended: Ended) -> None:
        size = len(ended.answer)
        if self._kept + size <= _KEPT or not size:
            self._kept += size
            self._ends[index] = ended, -1, size
            return
        if self._file is None:
            import tempfile  # takes longer than a letter

            self._file = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as this does
        place = self._file.seek(0, 2)
        self._file.write(ended.answer)
        ended.answer = bytearray()
        self._ends[index] = ended, place, size

    def __contains__(self, index: int) -> bool:
        return index in self._ends

    def take(self, index: int) -> Ended:
        ended, place, size = self._ends.pop(index)
        if place < 0 or self._file is None:
            self._kept -= size
            return ended
        self._file.seek(place)
        ended.answer = bytearray(self._file.read(size))
        return ended
