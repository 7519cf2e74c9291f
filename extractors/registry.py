"""Which extractor reads which document, and the one way to call it: every end is a Reading with a reason.

Extractors register by entry point (group ``roundrobin.extractors``), builtin ones too. Third-party
parsers are imported inside ``read``, not at the top of an extractor's module: choosing must stay
cheap, and a PDF must not pay for the spreadsheet libraries.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from extractors.identify import identify, in_words, refusal
from schema.reading import Outcome, Reading, Source

if TYPE_CHECKING:
    import logging
    from importlib.metadata import EntryPoint

GROUP = "roundrobin.extractors"
HEAD_BYTES = 8192  # what score() sees of a document

# Types that one of our own extractors alone reads, and its module: it is chosen without loading the others, since a
# command that reads one letter would wait for them longer than for the letter. A test asks all of them.
ALONE = {"application/pdf": "extractors.pdf", "text/plain": "extractors.prose"}


class Extractor(Protocol):
    """One way of reading. ``version`` goes into every table read, so that a change can be told."""

    name: str
    version: str

    def score(self, media_type: str, name: str, head: bytes) -> int:
        """How well this extractor suits, 1 to 100; 0 declines. ``head``: the first 8 KiB."""
        ...

    def read(self, data: bytes, source: Source) -> Reading:
        """The reading of a whole document. May raise anything: the caller records it."""
        ...


def read_bytes(data: bytes, name: str, depth: int = 0, sha256: str = "") -> Reading:
    """Read a document in this process, by content and not by name. Never raises an Exception.

    ``depth`` counts the archives and mails around it. ``sha256``: of ``data``, where the caller has it already.
    MemoryError is passed on, since only the isolated process knows what it means. For bytes from strangers use
    ``extractors.isolation``.
    """
    media_type = identify(data, name)
    source = Source(
        name=name,
        sha256=sha256 or _sha256(data),
        media_type=media_type,
        depth=depth,
    )
    declined = refusal(media_type)
    if declined:
        return _end(source, *declined)
    extractor = choose(media_type, name, data[:HEAD_BYTES])
    if extractor is None:
        return _end(
            source,
            Outcome.UNSUPPORTED,
            f"This is {in_words(media_type)}, which is not read; ask for a PDF or a spreadsheet.",
        )
    return _read(extractor, data, source)


def _sha256(data: bytes) -> str:
    import hashlib  # not in the process of a single letter, whose digest is known

    return hashlib.sha256(data).hexdigest()


def choose(media_type: str, name: str, head: bytes) -> Extractor | None:
    """The extractor with the best score; of equal ones the first by name. None when all decline."""
    scored = [(_score(extractor, media_type, name, head), extractor) for extractor in _candidates(media_type)]
    best = max((score for score, _ in scored), default=0)
    return next((extractor for score, extractor in scored if score == best), None) if best > 0 else None


def _candidates(media_type: str) -> Iterable[Extractor]:
    """All extractors that may read this type, by name."""
    module = ALONE.get(media_type)
    if module is None or _others_installed():
        return load()
    extractor: Extractor = import_module(module).extractor
    return (extractor,)


@cache
def load() -> tuple[Extractor, ...]:
    """All extractors that could be loaded, by name; one that fails to load is logged and left out."""
    points = sorted(registered(), key=lambda point: point.name)
    return tuple(extractor for point in points if (extractor := _loaded(point)) is not None)


def registered() -> Iterable[EntryPoint]:
    """The entry points of all extractors, ours and those of other packages."""
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


@cache
def _others_installed() -> bool:
    """Whether another package brings extractors. Looks for the name of the group only, which is quick."""
    return any(_brings_extractors(package) for folder in dict.fromkeys(sys.path) for package in _packages(folder))


def _packages(folder: str) -> Iterable[str]:
    """The folders in which packages installed in ``folder`` say what they are, but for our own."""
    with suppress(OSError), os.scandir(folder or ".") as found:
        for entry in found:
            if entry.name.endswith(".dist-info") and not entry.name.startswith("roundrobin-"):
                yield entry.path


def _brings_extractors(package: str) -> bool:
    with suppress(OSError):
        file = os.open(f"{package}/entry_points.txt", os.O_RDONLY | os.O_CLOEXEC)
        with os.fdopen(file, "rb", 0) as told:
            return GROUP.encode() in told.read()
    return False


def _loaded(point: EntryPoint) -> Extractor | None:
    try:
        extractor: Extractor = point.load()
        return extractor
    except Exception as fault:  # noqa: BLE001  a broken plugin must not take the others with it
        _log().warning("extractor %s could not be loaded: %s", point.name, fault)
        return None


def _score(extractor: Extractor, media_type: str, name: str, head: bytes) -> int:
    try:
        return extractor.score(media_type, name, head)
    except Exception as fault:  # noqa: BLE001
        _log().warning("extractor %s could not judge %r: %s", extractor.name, name, fault)
        return 0


def _read(extractor: Extractor, data: bytes, source: Source) -> Reading:
    try:
        return extractor.read(data, source)
    except MemoryError:
        raise
    except RecursionError:
        return _end(source, Outcome.DAMAGED, "The file nests its parts too deeply to be read.")
    except Exception as fault:  # noqa: BLE001
        # Only the kind of fault: a parser's message may quote what is hidden in the document.
        reason = f"The file could not be read as {source.media_type}; it seems to be damaged ({type(fault).__name__})."
        _log().debug("extractor %s on %r", extractor.name, source.name, exc_info=True)
        return _end(source, Outcome.DAMAGED, reason)


def _log() -> logging.Logger:
    import logging  # only a fault needs it

    return logging.getLogger("roundrobin.extractors")


def _end(source: Source, outcome: Outcome, reason: str) -> Reading:
    return Reading(source.sha256, source.name, source.media_type, outcome, reason)
