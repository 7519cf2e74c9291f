"""The pictures of one workspace: what may be drawn is decided before it is drawn, here and nowhere else."""

from __future__ import annotations

from desk.drawing import draw_notice, draw_table, draw_text, text_layout
from desk.pictures import Picture, Pictures, drawn_page
from flows.steps.workspace import Workspace
from schema.identity import digest
from schema.reading import Reading


class Gallery:
    """Pictures by what they show, kept while there is room. Callers have made sure that it may be shown."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.pictures = Pictures()

    def page(self, sha256: str, page: int) -> Picture:
        """A page of a PDF, or an image."""
        return self.pictures.get(_page(sha256, page), lambda: drawn_page(self.workspace.documents.get(sha256), page))

    def place(self, reading: Reading, page: int) -> Picture:
        """A page for an item that shows it: without its data, which has an address of its own, where its size was read.

        So that no item waits for a drawing. What could not be drawn before is told as such.
        """
        drawn = self.pictures.known(_page(reading.sha256, page))
        if drawn is None and page <= len(reading.sizes) and all(reading.sizes[page - 1]):
            return Picture(b"", "", *reading.sizes[page - 1], len(reading.sizes))
        return drawn or self.page(reading.sha256, page)

    def table(self, reading: Reading, n: int, first: int) -> Picture:
        """The ``n``-th table of a reading, from row ``first`` on."""
        name = f"table {reading.sha256} {n} {first} {digest(*reading.tables[n].rows)}"
        return self.pictures.get(name, lambda: draw_table(reading.tables[n], first))

    def text(self, reading: Reading, start: int) -> Picture:
        """The text around its character ``start``."""
        spans = [((0, 0), start, start + 1)] if start else []
        return self.pictures.get(f"text {reading.sha256} {start}", lambda: draw_text(text_layout(reading.text, spans)))

    def notice(self, sha256: str, words: str) -> Picture:
        """Words in the place of a picture."""
        return self.pictures.get(f"notice {sha256} {words}", lambda: draw_notice("Nothing to see here", words))


def _page(sha256: str, page: int) -> str:
    return f"page {sha256} {page}"
