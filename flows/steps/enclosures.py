"""What was enclosed with a mail, as pages to print: drawn in a process of their own, since a PDF may be hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Connection

from extractors.identify import identify
from schema.message import MailMessage
from schema.reading import Outcome
from schema.request import StoredReading
from storage import computed
from storage.plain_pdf import DrawnPage, jpeg_size

MOST_PAGES = 40  # of one file; a longer one is in its mail
PDF = "application/pdf"
_SEALED = (Outcome.QUARANTINED, Outcome.UNSAFE)


class Drawn(Protocol):
    """One drawn page. ``data``: JPEG; ``pages``: how many the file has; ``fault``: why there is no picture."""

    @property
    def data(self) -> bytes: ...
    @property
    def pages(self) -> int: ...
    @property
    def fault(self) -> str: ...


Draw = Callable[[bytes, int], Drawn]
"""(a file, a page from 1) -> the page, drawn apart from this process."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One enclosed file. ``pages``: as they will be printed; ``words``: what of it is not printed, and why."""

    name: str
    pages: tuple[DrawnPage, ...] = ()
    words: str = ""

    def __str__(self) -> str:
        printed = f"printed on the {len(self.pages)} pages that follow" if len(self.pages) > 1 else "printed below"
        said = [printed] if self.pages else []
        return f"[enclosed: {self.name}; {'; '.join([*said, *filter(None, [self.words])])}]"


def enclosures(conn: Connection, mail: MailMessage, draw: Draw | None) -> tuple[Enclosure, ...]:
    """Every file in a mail, those that are pages drawn by ``draw``. None that was not read, or is sealed, is opened."""
    return tuple(_enclosure(conn, part.name, part.data, draw) for part in mail.parts)


def _enclosure(conn: Connection, name: str, data: bytes, draw: Draw | None) -> Enclosure:
    media_type = identify(data, name)
    if draw is None or not (media_type == PDF or media_type.startswith("image/")):
        return Enclosure(name, words="in the mail beside this file")
    rows = computed.rows(conn, StoredReading, sha256=sha256(data).hexdigest())
    if not rows or any(row.outcome in _SEALED for row in rows):
        return Enclosure(name, words="not printed: it was not read, or is sealed")
    pages: list[DrawnPage] = []
    fault = ""
    for page, left in _drawn(data, draw):
        if isinstance(page, str):
            fault = page
            break
        pages.append(DrawnPage(page.data, f"{name}, page {len(pages) + 1} of {len(pages) + 1 + left}"))
    return Enclosure(name, tuple(pages), fault)


def _drawn(data: bytes, draw: Draw) -> Iterator[tuple[Drawn | str, int]]:
    """Each page with how many come after it, or at last why no more are drawn."""
    number, pages = 1, 1
    while number <= pages:
        if number > MOST_PAGES:
            yield f"its pages {number} to {pages} are in the mail only", 0
            return
        page = draw(data, number)
        pages = page.pages or pages
        if page.fault or not _printable(page.data):
            yield f"page {number} cannot be drawn; it is in the mail", 0
            return
        yield page, max(0, pages - number)
        number += 1


def _printable(jpeg: bytes) -> bool:
    try:
        return bool(jpeg_size(jpeg))
    except ValueError:
        return False
