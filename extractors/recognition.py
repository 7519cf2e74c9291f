"""Recognising scans, where ``roundrobin[ocr]`` is installed. Nothing recognised is accepted without a person."""

from __future__ import annotations

import ctypes
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from extractors.pdf.middle import median
from extractors.pdf.page import Word

INSTALL = "With roundrobin[ocr] installed and ROUNDROBIN_OCR=yes it is recognised."
DPI = 200
_SEARCHED = 1600  # pixels of the longer side in which text is looked for
_LONGEST = 12  # pieces that say which way up a page lies
_NOTHING = 0.5
UNSURE = 0.75  # of the recogniser's own score, from 0 to 1
ILLEGIBLE = "[illegible]"
_M_ARENA_MAX = -8  # of mallopt(3): every thread's own arena counts against the limit on memory, used or not

# Every thread of the linear algebra would take 32 MiB of the memory allowed; it must be said before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

Piece = tuple[list[tuple[float, float]], str, float]  # four corners, text, how sure the recogniser is

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
def _engine() -> Callable[[Any], list[Piece]]:
    """The recogniser, on one thread and in little memory.

    Pieces are looked for in a smaller picture and read in the whole one: that halves the time and the memory and reads
    small figures better. Single pieces are not turned: upside down, "64" is a good "9"; the longest say whether the
    page lies upside down, and then it has no pieces. One piece at a time is a third quicker than six, which are padded
    to the widest.
    """
    import cv2
    from numpy import array, float32
    from rapidocr_onnxruntime import RapidOCR

    cv2.setNumThreads(1)
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1, rec_batch_num=1)

    def pieces(picture: Any) -> list[Piece]:
        scale = min(1.0, _SEARCHED / max(picture.shape[:2]))
        corners, _ = engine.auto_text_det(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        if corners is None:
            return []
        corners = array(corners, dtype=float32) / scale
        cut = engine.get_crop_img_list(picture, corners)
        _, turned, _ = engine.text_cls(sorted(cut, key=lambda one: one.shape[1])[-_LONGEST:])
        if sum(label == "180" for label, _ in turned) * 2 > len(turned):
            return []
        said, _ = engine.text_rec(cut)
        return [(corner.tolist(), text, float(sure)) for corner, (text, sure, *_) in zip(corners, said, strict=True)]

    return pieces


def recognise(picture: Any, scale: float) -> list[Word] | None:
    """The words in a picture (an RGB array), their boxes divided by ``scale``; each recognised piece is one run.

    A page that was scanned askew is turned straight by the median slope of its pieces. None where nothing is
    recognised: it lies upside down, it holds no text, or the recogniser ran out of memory.
    """
    try:
        found = [piece for piece in _engine()(picture) if piece[2] > _NOTHING and piece[1].strip()]
    except Exception:  # noqa: BLE001  it tells a lack of memory by errors of its own
        return None
    if not found:
        return None
    often = Counter(text.strip() for _, text, _ in found)
    pieces = [([(x / scale, y / scale) for x, y in at], legible(text.strip(), sure, often)) for at, text, sure in found]
    slope = _slope([corners for corners, _ in pieces])
    words: list[Word] = []
    for run, (corners, text) in enumerate(pieces, 1):
        straight = [(x + slope * y, y - slope * x) for x, y in corners]
        xs, ys = [x for x, _ in straight], [y for _, y in straight]
        words += _words(text, min(xs), min(ys), max(xs), max(ys), run, len(words))
    return words


def legible(text: str, sure: float, often: Mapping[str, int]) -> str:
    """The text without a speck taken for a stop, where the page has it clean as well.

    A figure of which the recogniser is not sure is shown as such instead of given out.
    """
    if sure < UNSURE and any(ch.isdigit() for ch in text):
        return ILLEGIBLE
    clean = text.rstrip(".,:;'`-")
    return clean if often.get(clean, 0) > often[text] else text


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
