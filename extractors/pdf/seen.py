"""Whether words can be seen: the page is drawn with its text and once more without.

Where nothing changes no letter is seen, however it was hidden: covered, switched off, in the colour of its ground.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from extractors.pdf import pdfium as lib
from extractors.pdf.page import MAX_OBJECTS, Page, Word

_DPI = 100
_MOST_PIXELS = 6_000_000
_DEEPEST = 8
_ALL = 0  # in the place of the order of one piece of text
_MOST_DRAWN = 24  # pictures of one page, each without one piece of text
_ROW = 20.0  # points
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
    _drawn: dict[int, tuple[bytes, bytes, int, float] | None] = field(default_factory=dict, init=False)
    _rows: dict[int, list[Word]] = field(default_factory=dict, init=False)

    def sees(self, word: Word, least: int = PLAIN) -> bool | None:
        """Whether the letters of a word are to be seen; None where that cannot be told."""
        run = self.page.runs.get(word.run)
        left_out = run.order if run is not None and self._is_crossed(word) else _ALL
        if left_out not in self._drawn and len(self._drawn) > _MOST_DRAWN:
            return False
        cut = self._cut(word, left_out)
        if cut is None:
            return None
        across, down = _changes(cut, least)
        along = down if word.turn in (90, 270) else across
        if word.turn == -1 or len(along) < 6 or len(word.text) < 2:
            return any(along)
        third = max(1, len(along) // 3)
        ends = any(along[:third]) and any(along[-third:])
        return ends and sum(along) >= _LEAST * len(along)

    def things(self) -> int:
        """How many things are drawn on the page."""
        handle = lib.load_page(self.document, self.page.number - 1)
        found = lib.count_objects(handle) if handle else 0
        if handle:
            lib.close_page(handle)
        return int(found)

    def ground(self, word: Word) -> tuple[int, int] | None:
        """The darkest and the lightest shade at a word's place, without the words; None where nothing was drawn."""
        cut = self._cut(word, _ALL)
        if cut is None:
            return None
        shades = [row[channel::4] for _, row in cut for channel in range(3)]
        return min(map(min, shades)), max(map(max, shades))

    def _is_crossed(self, word: Word) -> bool:
        """Letters of another piece of text stand at the same place: what is seen there need not be this word."""
        if not self._rows:
            for one in self.page.words:
                for row in range(int(one.y0 // _ROW), int(one.y1 // _ROW) + 1):
                    self._rows.setdefault(row, []).append(one)
        near = self._rows.get(int((word.y0 + word.y1) / 2 // _ROW), ())
        return any(one.run != word.run and _cross(one, word) for one in near)

    def _cut(self, word: Word, left_out: int) -> list[tuple[bytes, bytes]] | None:
        """The rows of picture points at a word's place, as shown and without the text; None for no place."""
        if left_out not in self._drawn:
            self._drawn[left_out] = _both(self.document, self.page, left_out)
        drawn = self._drawn[left_out]
        if drawn is None:
            return None
        with_text, without, width, scale = drawn
        low, high = _BAND if word.turn == 0 else (0.0, 1.0)
        height = word.y1 - word.y0
        x0, x1 = max(int(word.x0 * scale), 0), min(int(word.x1 * scale) + 1, width)
        y0, y1 = int((word.y0 + low * height) * scale), int((word.y0 + high * height) * scale) + 1
        y0, y1 = max(y0, 0), min(y1, len(without) // (4 * width))
        if x0 >= x1 or y0 >= y1:
            return None
        rows = [slice(4 * (y * width + x0), 4 * (y * width + x1)) for y in range(y0, y1)]
        return [(with_text[row], without[row]) for row in rows]


def _cross(one: Word, other: Word) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 0.1 * (other.x1 - other.x0) and down > 0.3 * min(one.y1 - one.y0, other.y1 - other.y0)


def _changes(cut: Sequence[tuple[bytes, bytes]], least: int) -> tuple[list[bool], list[bool]]:
    """(whether anything changes in each column of picture points, whether in each row) by more than ``least``."""
    columns = [False] * (len(cut[0][0]) // 4)
    down = []
    for one, other in cut:
        changed = False
        if one != other:
            for channel in range(3):
                for n, (a, b) in enumerate(zip(one[channel::4], other[channel::4], strict=True)):
                    if not -least <= a - b <= least:
                        columns[n] = changed = True
        down.append(changed)
    return columns, down


def _both(document: int, page: Page, left_out: int) -> tuple[bytes, bytes, int, float] | None:
    """(the page as shown, the same without its text, its width in picture points, picture points a point).

    ``left_out``: the order of the one piece of text to be left out, or _ALL.
    """
    scale = _DPI / 72
    if page.width * page.height * scale * scale > _MOST_PIXELS:
        scale = (_MOST_PIXELS / (page.width * page.height)) ** 0.5
    width, height = round(page.width * scale), round(page.height * scale)
    handle = lib.load_page(document, page.number - 1)
    if not handle or width < 1 or height < 1:
        return None
    try:
        shown = _picture(handle, width, height)
        things = [lib.get_object(handle, n) for n in range(min(lib.count_objects(handle), MAX_OBJECTS + 1))]
        _silence(things, left_out, count(1), 0)
        return shown, _picture(handle, width, height), width, scale
    finally:
        lib.close_page(handle)


def _picture(handle: int, width: int, height: int) -> bytes:
    """Four bytes a picture point: blue, green, red, nothing. (An array of numbers would take longer to import.)"""
    shades = ctypes.create_string_buffer(b"\xff" * (4 * width * height), 4 * width * height)
    bitmap = lib.create_bitmap(width, height, lib.BGRX, ctypes.addressof(shades), width * 4)
    lib.render_page(bitmap, handle, 0, 0, width, height, 0, _WITH_NOTES)
    lib.destroy_bitmap(bitmap)
    return shades.raw


def _silence(things: list[lib.Handle], left_out: int, numbers: Iterator[int], depth: int) -> None:
    """Have the text among these things not be drawn, also inside forms; ``drawn`` numbers them the same way."""
    for thing in things:
        number = next(numbers)
        kind = lib.object_type(thing)
        if kind == lib.TEXT and left_out in (_ALL, number):
            lib.set_active(thing, 0)
        elif kind == lib.FORM and depth < _DEEPEST:
            parts = range(min(lib.count_form_objects(thing), MAX_OBJECTS))
            _silence([lib.get_form_object(thing, n) for n in parts], left_out, numbers, depth + 1)
