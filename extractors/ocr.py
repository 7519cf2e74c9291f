"""Recognising scans, where ``roundrobin[ocr]`` is installed. Nothing recognised is accepted without a person."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any

from extractors.pdf.page import Word
from schema.reading import Outcome, Reading, Source

INSTALL = "With roundrobin[ocr] installed and ROUNDROBIN_OCR=yes it is recognised."
DPI = 200


_switched_on = True


def switch(on: bool) -> None:
    """Recognise scans in this process, or leave them to a person though the recogniser is installed."""
    global _switched_on  # noqa: PLW0603  an isolated child reads one document, under the settings of its workspace
    _switched_on = on


def installed() -> bool:
    """Whether the recogniser is there. Imports nothing."""
    return find_spec("rapidocr_onnxruntime") is not None


def available() -> bool:
    """Whether scans are recognised here: installed, and not switched off."""
    return _switched_on and installed()


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)


def recognise(picture: Any, scale: float) -> list[Word]:
    """The words in a picture (an RGB array), their boxes divided by ``scale``; each recognised piece is one run.

    A page that was scanned askew is turned straight by the median slope of its pieces.
    """
    found, _ = _engine()(picture)
    pieces = [([(x / scale, y / scale) for x, y in corners], text.strip()) for corners, text, _ in found or ()]
    slope = _slope([corners for corners, _ in pieces])
    words: list[Word] = []
    for run, (corners, text) in enumerate(pieces, 1):
        straight = [(x + slope * y, y - slope * x) for x, y in corners]
        xs, ys = [x for x, _ in straight], [y for _, y in straight]
        words += _words(text, min(xs), min(ys), max(xs), max(ys), run, len(words))
    return words


def _slope(pieces: list[list[tuple[float, float]]]) -> float:
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b, *_ in pieces if b[0] - a[0] > 60]
    return median(slopes) if slopes else 0.0


def _words(text: str, x0: float, y0: float, x1: float, y1: float, run: int, seq: int) -> list[Word]:
    """A recognised piece cut at its spaces, its width shared out by letters."""
    words: list[Word] = []
    letter = (x1 - x0) / max(1, len(text))
    for part in re.finditer(r"\S+", text):
        left, right = x0 + part.start() * letter, x0 + part.end() * letter
        words.append(Word(part.group(), left, y0, right, y1, run, seq + len(words) + 1, 0, part.start() > 0))
    return words


class Image:
    """The extractor of pictures: a scanned page sent as PNG, JPEG or TIFF."""

    name = "image"
    version = "1"

    def score(self, media_type: str, name: str, head: bytes) -> int:
        """Any picture."""
        return 20 if media_type.startswith("image/") else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Pictures wait for a person: what stands in them is not read here."""
        reason = "The file is a picture; its text can only be recognised. Ask for a PDF or a spreadsheet."
        return Reading(
            source.sha256,
            source.name,
            source.media_type,
            Outcome.NEEDS_OCR,
            reason,
            extractor=self.name,
            version=self.version,
        )


extractor = Image()
