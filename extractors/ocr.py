"""Pictures sent as files: recognised like scanned pages. Nothing recognised is accepted without a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors import recognition
from schema.reading import Box, Outcome, Reading, Source, Table

if TYPE_CHECKING:
    from extractors.pictures import Scan


class Image:
    """The extractor of pictures: a scanned page sent as PNG, JPEG, TIFF, GIF or BMP."""

    name = "image"
    version = "3"

    def score(self, media_type: str, name: str, head: bytes) -> int:
        """Any picture."""
        return 20 if media_type.startswith("image/") else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Recognised like a scanned page, and left to a person in every case; needs_ocr where nothing is recognised.

        Boxes are in pixels of the picture.
        """
        if not recognition.available():
            reason = f"The file is a picture; its text can only be recognised. {recognition.INSTALL}"
            return self._ended(source, Outcome.NEEDS_OCR, reason)
        try:
            return self._recognised(data, source)
        except MemoryError:
            raise
        except Exception as fault:  # noqa: BLE001  the library raises many kinds on broken pictures
            return self._ended(source, *_failed(fault))

    def _recognised(self, data: bytes, source: Source) -> Reading:
        from extractors.pdf.reader import read
        from extractors.pictures import MOST_PAGES, as_pdf, scans

        pages, goes_on = scans(data)
        if not pages:
            small = "The file is a small picture; look at it, or ask for a PDF or a spreadsheet."
            return self._ended(source, Outcome.NEEDS_OCR, small)
        reading = read(as_pdf(pages), source)
        if reading.outcome is not Outcome.READ:
            blank = "No text was recognised in the picture; look at it, or ask for a PDF or a spreadsheet."
            return self._ended(source, Outcome.NEEDS_OCR, blank)
        more = f" Its pages after the first {MOST_PAGES} were not read." if goes_on else ""
        return replace(
            reading,
            reason=reading.reason + more,
            tables=tuple(_in_pixels(table, pages) for table in reading.tables),
            sizes=tuple((float(page.width), float(page.height)) for page in pages),
            extractor=self.name,
            version=self.version,
        )

    def _ended(self, source: Source, outcome: Outcome, reason: str) -> Reading:
        return Reading(
            source.sha256,
            source.name,
            source.media_type,
            outcome,
            reason,
            extractor=self.name,
            version=self.version,
        )


def _failed(fault: Exception) -> tuple[Outcome, str]:
    from extractors.pictures import TooBigError

    if isinstance(fault, TooBigError):
        return Outcome.TOO_BIG, "The picture has more than 50 million points."
    return Outcome.DAMAGED, f"The picture cannot be unpacked ({type(fault).__name__}); ask for a PDF or a spreadsheet."


def _in_pixels(table: Table, pages: Sequence[Scan]) -> Table:
    """A table with its boxes, which are in PDF points, in pixels of the page they lie on."""

    def pixels(box: Box | None, page: int | None) -> Box | None:
        if box is None or page is None:
            return box
        scale = pages[page - 1].dpi / 72
        return Box(*(round(edge * scale, 1) for edge in (box.x0, box.y0, box.x1, box.y1)))

    cells = tuple(replace(cell, box=pixels(cell.box, cell.page)) for cell in table.cells)
    return replace(table, box=pixels(table.box, table.page), cells=cells)


extractor = Image()
