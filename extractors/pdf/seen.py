"""Whether words can be seen: the page is drawn with its text and once more without.

Where nothing changes no letter is seen, however it was hidden: covered, switched off, in the colour of its ground.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from extractors.pdf import pdfium as lib
from extractors.pdf.page import MAX_OBJECTS, Page, Word

_DPI = 100
_MOST_PIXELS = 6_000_000
_DEEPEST = 8
_WITH_NOTES = 1  # FPDF_ANNOT: what is laid over the page is drawn as well
PLAIN = 8  # steps of a colour channel by which letters that nobody hid differ from their ground
_BAND = (0.15, 0.9)  # of a word's height: above and below stand the letters of other lines
_LEAST = 0.25  # of a word's width that changes where its letters are seen


@dataclass(slots=True)
class Look:
    """A look at one page of a document as it is shown. ``layered``: some of its layers are switched off.

    The page is drawn only when asked for. What cannot be drawn proves nothing.
    """

    document: int
    page: Page
    layered: bool = False
    _drawn: tuple[Any, Any, float] | None = field(default=None, init=False)
    _asked: bool = field(default=False, init=False)

    def sees(self, word: Word, least: int = PLAIN) -> bool | None:
        """Whether the letters of a word are to be seen; None where that cannot be told."""
        cut = self._cut(word)
        if cut is None:
            return None
        with_text, without = cut
        change = abs(with_text.astype("int16") - without).max(axis=2) > least
        along = change.any(axis=1 if word.turn in (90, 270) else 0)
        if word.turn == -1 or len(along) < 6 or len(word.text) < 2:
            return bool(along.any())
        third = max(1, len(along) // 3)
        ends = along[:third].any() and along[-third:].any()
        return bool(ends and along.mean() >= _LEAST)

    def ground(self, word: Word) -> tuple[int, int] | None:
        """The darkest and the lightest shade at a word's place, without the words; None where nothing was drawn."""
        cut = self._cut(word)
        return None if cut is None else (int(cut[1].min()), int(cut[1].max()))

    def _cut(self, word: Word) -> tuple[Any, Any] | None:
        if not self._asked:
            self._asked = True
            self._drawn = _both(self.document, self.page)
        if self._drawn is None:
            return None
        with_text, without, scale = self._drawn
        low, high = _BAND if word.turn == 0 else (0.0, 1.0)
        height = word.y1 - word.y0
        x0, x1 = int(word.x0 * scale), int(word.x1 * scale) + 1
        y0, y1 = int((word.y0 + low * height) * scale), int((word.y0 + high * height) * scale) + 1
        place = slice(max(y0, 0), max(y1, 0)), slice(max(x0, 0), max(x1, 0))
        one, two = with_text[place], without[place]
        return (one, two) if one.size else None


def _both(document: int, page: Page) -> tuple[Any, Any, float] | None:
    """(the page as shown, the same without its text, picture points a point)."""
    scale = _DPI / 72
    if page.width * page.height * scale * scale > _MOST_PIXELS:
        scale = (_MOST_PIXELS / (page.width * page.height)) ** 0.5
    width, height = round(page.width * scale), round(page.height * scale)
    handle = lib.load_page(document, page.number - 1)
    if not handle or width < 1 or height < 1:
        return None
    try:
        shown = _picture(handle, width, height)
        _silence([lib.get_object(handle, n) for n in range(min(lib.count_objects(handle), MAX_OBJECTS))], 0)
        return shown, _picture(handle, width, height), scale
    finally:
        lib.close_page(handle)


def _picture(handle: int, width: int, height: int) -> Any:
    import numpy

    shades = numpy.full((height, width, 4), 255, dtype=numpy.uint8)
    bitmap = lib.create_bitmap(width, height, lib.BGRX, shades.ctypes.data, width * 4)
    lib.render_page(bitmap, handle, 0, 0, width, height, 0, _WITH_NOTES)
    lib.destroy_bitmap(bitmap)
    return shades[:, :, :3]


def _silence(things: list[int], depth: int) -> None:
    """Have the text among these things not be drawn, also inside forms."""
    for thing in things:
        kind = lib.object_type(thing)
        if kind == lib.TEXT:
            lib.set_active(thing, 0)
        elif kind == lib.FORM and depth < _DEEPEST:
            parts = range(min(lib.count_form_objects(thing), MAX_OBJECTS))
            _silence([lib.get_form_object(thing, n) for n in parts], depth + 1)
