"""Two readers of other makes, asked where the fast reader's table is clean and nothing else confirms it.

pdfplumber (pdfminer; drawn lines) for ruled tables, camelot (playa; hybrid without rendering) for the others. They are
right for what they find, slow, and loaded only when asked. What they say is used for one thing: whether one of their
tables holds the same rows, cell by cell.
"""

from __future__ import annotations

import io
import resource
import signal
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from extractors.pdf.raw import data_row

Rows = Sequence[Sequence[str | None]]

MOST_SECONDS = 8.0  # of processor time for one document, importing included
_SHARE = 0.4  # of the processor time that the document may take


@dataclass(slots=True)
class Others:
    """The other readers of one document. ``spent``: their processor time so far, in seconds."""

    data: bytes
    spent: float = 0.0
    read: dict[tuple[str, int], list[Rows]] = field(default_factory=dict)

    def agreeing(self, page: int, rows: Rows, how: str) -> str:
        """The name of the reader that reads the same rows on this page; "" where none does, or time is up."""
        left = min(MOST_SECONDS, _SHARE * _allowed()) - self.spent
        if left < 0.1:
            return ""
        name, _ = _READERS[how]
        begun = time.process_time()
        try:
            with _at_most(left):
                return name if any(holds(table, rows) for table in self._tables(how, page)) else ""
        except (_TooLongError, Exception):  # noqa: BLE001  whatever it raises on a strange page: it confirms nothing
            return ""
        finally:
            self.spent += time.process_time() - begun

    def _tables(self, how: str, page: int) -> list[Rows]:
        """The tables of a page; each page is read once by a reader."""
        if (how, page) not in self.read:
            self.read[how, page] = list(_READERS[how][1](self.data, page))
        return self.read[how, page]


def holds(table: Rows, rows: Rows) -> bool:
    """Whether ``table`` has these rows one after the other, cell by cell, and no other rows of figures.

    White space is not compared: readers differ on it where a cell runs over several lines.
    """
    wanted = [_squeezed(row) for row in rows]
    given = [_squeezed(row) for row in table]
    for start in range(len(given) - len(wanted) + 1):
        if given[start : start + len(wanted)] == wanted:
            rest = [*table[:start], *table[start + len(wanted) :]]
            return not any(data_row([text or "" for text in row]) for row in rest)
    return False


def _squeezed(row: Sequence[str | None]) -> list[str]:
    return ["".join((text or "").split()) for text in row]


def _pdfplumber(data: bytes, page: int) -> Iterator[Rows]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data), pages=[page]) as document:
        yield from (table.extract() for table in document.pages[0].find_tables())


def _camelot(data: bytes, page: int) -> Iterator[Rows]:
    """Its own parts, put together here: ``read_pdf`` writes bytes to a file first, which an isolated child may not."""
    import playa
    from camelot.handlers import PARSERS, PDFHandler

    with warnings.catch_warnings(), playa.parse(data, space="page") as document:
        warnings.simplefilter("ignore")  # it warns of pages without tables
        parser = PARSERS["hybrid"](engine="vector")
        found = PDFHandler("document.pdf")._parse_page(document.pages[page - 1], parser, {})
    yield from (table.df.to_numpy().tolist() for table in found)


_READERS: dict[str, tuple[str, Callable[[bytes, int], Iterator[Rows]]]] = {
    "ruled": ("pdfplumber", _pdfplumber),
    "aligned": ("camelot", _camelot),
}


MAKES = frozenset(name for name, _ in _READERS.values())


class _TooLongError(BaseException):
    """The reader used up its time. No Exception, so that it does not take it for a fault of the page."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise _TooLongError after so much processor time. ValueError outside the main thread."""

    def ended(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, ended)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _allowed() -> float:
    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    return float("inf") if soft == resource.RLIM_INFINITY else float(soft)
