"""Recognising scans, where ``roundrobin[ocr]`` is installed. Nothing recognised is accepted without a person."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from extractors.pdf.page import Word
from schema.reading import Outcome, Reading, Source

INSTALL = "Install roundrobin[ocr] to have it recognised."
DPI = 200


def available() -> bool:
    """Whether the recogniser is installed. Imports nothing."""
    return find_spec("rapidocr_onnxruntime") is not None


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)


def recognise(picture: Any, scale: float) -> list[Word]:
    """The words in a picture (an RGB array), their boxes divided by ``scale``; each recognised piece is one run."""
    found, _ = _engine()(picture)
    words: list[Word] = []
    for n, (corners, text, _) in enumerate(found or (), 1):
        xs, ys = [x / scale for x, _ in corners], [y / scale for _, y in corners]
        words += _pieces(text.strip(), min(xs), min(ys), max(xs), max(ys), n, len(words))
    return words


def _pieces(text: str, x0: float, y0: float, x1: float, y1: float, run: int, seq: int) -> list[Word]:
    """A recognised line cut at its spaces, its width shared out by letters."""
    if not text:
        return []
    letter = (x1 - x0) / len(text)
    words: list[Word] = []
    at = 0
    for part in text.split(" "):
        if part:
            left = x0 + at * letter
            words.append(Word(part, left, y0, left + len(part) * letter, y1, run, seq + len(words) + 1, 0, at > 0))
        at += len(part) + 1
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
