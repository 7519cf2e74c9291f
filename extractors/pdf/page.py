"""One page as values: words, rules, filled areas, all in points from the top left of the page as shown.

A word is a run of characters without a space; one made of digits is also cut where the producing program
began a new piece of text at a distance, so that figures of neighbouring columns never grow together. A
raised small digit behind a word is a note mark and becomes a superscript letter.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections.abc import Callable, Iterator
from ctypes import byref, c_double, c_float, c_int, c_uint
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from extractors.pdf import pdfium as lib

MAX_CHARS = 200_000  # of one page; a printed page has some thousand
MAX_OBJECTS = 60_000
MAX_PIXELS = 60_000_000
MAX_SIZE = 200.0  # points; larger letters keep the box that pdfium gives

_ASCENT, _DESCENT = 0.78, 0.22  # shares of a letter's size above and below the line it stands on

_TOKEN = re.compile(r"[^\s\ufeff\x00]+")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEADER = re.compile(r"(?:\.{3,}|…+|_{3,}|-{4,}|={4,})$")


class TooMuchError(Exception):
    """A page with more on it than any printed page has."""


@dataclass(slots=True)
class Word:
    """Text with its box. ``run``: the piece of text of the producing program; ``seq``: its order in the file.

    ``turn``: 0 upright, 90 or 270 degrees counter-clockwise; -1 at a slant (a watermark).
    ``space``: a space stands before it in the same run.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    run: int
    seq: int
    turn: int = 0
    space: bool = False

    @property
    def size(self) -> float:
        return (self.x1 - self.x0) if self.turn in (90, 270) else (self.y1 - self.y0)


@dataclass(slots=True)
class Rule:
    """A drawn line: ``at`` its place across, ``lo`` to ``hi`` its extent. ``weak``: only the edge of a shade."""

    at: float
    lo: float
    hi: float
    weak: bool = False


@dataclass(slots=True)
class Area:
    """A filled rectangle or a picture. ``ink``: brightness 0 to 255, None where unknown (picture, pattern)."""

    x0: float
    y0: float
    x1: float
    y1: float
    order: int
    ink: float | None
    rgb: tuple[int, int, int] | None = None
    picture: bool = False


@dataclass(slots=True)
class Run:
    """What is known of a piece of text: its order among the drawn things, its colour and how it is shown."""

    order: int
    rgb: tuple[int, int, int] | None
    mode: int
    alpha: int = 255
    box: tuple[float, float, float, float] | None = None


@dataclass(slots=True)
class Page:
    """All that is read of one page. ``number`` counts from 1."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    runs: dict[int, Run] = field(default_factory=dict)
    chars: int = 0
    redactions: list[Area] = field(default_factory=list)  # marks for redaction that were never carried out


def read_page(document: int, number: int) -> Page | None:
    """Page ``number`` (from 1); None where pdfium cannot load it. Raises TooMuchError."""
    handle = lib.load_page(document, number - 1)
    if not handle:
        return None
    try:
        page = Page(number, lib.page_width(handle), lib.page_height(handle))
        place = _placing(handle, page)
        _read_objects(handle, page, place)
        text = lib.load_text(handle)
        if text:
            try:
                _read_words(text, page, place)
            finally:
                lib.close_text(text)
        _read_annotations(handle, page, place)
        return page
    finally:
        lib.close_page(handle)


def picture(document: int, number: int, dpi: int = 200) -> Any:
    """The page as it looks, an array of rows of RGB. Raises TooMuchError for a page of more than 60 megapixels."""
    import numpy

    handle = lib.load_page(document, number - 1)
    try:
        width, height = (round(lib.page_width(handle) * dpi / 72), round(lib.page_height(handle) * dpi / 72))
        if width * height > MAX_PIXELS or width * height <= 0:
            raise TooMuchError(f"Page {number} would have {width:,} x {height:,} points as a picture.")
        shades = numpy.full((height, width, 4), 255, dtype=numpy.uint8)
        bitmap = lib.create_bitmap(width, height, lib.BGRX, shades.ctypes.data, width * 4)
        lib.render_page(bitmap, handle, 0, 0, width, height, 0, 0)
        lib.destroy_bitmap(bitmap)
        return shades[:, :, 2::-1].copy()
    finally:
        lib.close_page(handle)


Matrix = tuple[float, float, float, float, float, float]


def _placing(handle: int, page: Page) -> Matrix:
    """The affine map from page units to points from the top left of the page as it is shown."""
    scale = 16
    w, h = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    x, y = c_double(), c_double()
    corners = []
    for dx, dy in ((0, 0), (w, 0), (0, h)):
        lib.device_to_page(handle, 0, 0, w, h, 0, dx, dy, byref(x), byref(y))
        corners.append((x.value, y.value))
    (ox, oy), (ux, uy), (vx, vy) = corners
    a, b, c, d = (ux - ox) / page.width, (uy - oy) / page.width, (vx - ox) / page.height, (vy - oy) / page.height
    det = a * d - b * c or 1.0
    ia, ib, ic, id_ = d / det, -b / det, -c / det, a / det
    return ia, ib, ic, id_, -(ox * ia + oy * ic), -(ox * ib + oy * id_)


def _box(place: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = place
    x0, x1 = a * left + c * bottom + e, a * right + c * top + e
    y0, y1 = b * left + d * bottom + f, b * right + d * top + f
    return (x0 if x0 < x1 else x1), (y0 if y0 < y1 else y1), (x1 if x0 < x1 else x0), (y1 if y0 < y1 else y0)


# ------------------------------------------------------------------ words


def _read_words(text: int, page: Page, place: Matrix) -> None:
    count = lib.count_chars(text)
    if count > MAX_CHARS:
        raise TooMuchError(f"Page {page.number} holds {count:,} characters; a printed page has some thousand.")
    page.chars = count
    string = _characters(text, count)
    reader = _WordReader(text, page, place)
    words: list[Word] = []
    end = -2
    for token in _TOKEN.finditer(string):
        begin = token.start()
        words += reader.read(token.group(), begin, spaced=begin == end + 1 and string[end] == " ")
        end = token.end()
    page.words = _without_leaders(_joined_marks(words))


def _characters(text: int, count: int) -> str:
    """One letter for each of pdfium's characters, so that a position in the string is its number."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = lib.get_text(text, 0, count, buffer) - 1
    string = bytes(buffer)[: 2 * got].decode("utf-16-le", "replace")
    if len(string) != count:
        string = "".join(_letter(lib.char_unicode(text, n)) for n in range(count))
    return string.replace("\x02", "-").replace("\ufffe", "-").replace("\xad", "-")


def _letter(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


class _WordReader:
    """Makes words out of tokens; asks pdfium for as few boxes as the token needs."""

    def __init__(self, text: int, page: Page, place: Matrix) -> None:
        self.text, self.page, self.place = text, page, place
        self.rect = lib.Rect()
        self.ref = byref(self.rect)
        self.point = (c_double(), c_double())
        self.point_refs = (byref(self.point[0]), byref(self.point[1]))
        self.matrix = (c_float * 6)()
        self.styles: dict[int, tuple[int, float, float]] = {}
        self.seq = 0

    def read(self, token: str, begin: int, *, spaced: bool) -> Iterator[Word]:
        """The words in one token: usually one."""
        last = len(token) - 1
        run = lib.char_object(self.text, begin) or 0
        if last == 0 or (token.isalpha() and self._run_of(begin + last) == run):
            yield self._word(token, begin, run, self._char(begin), self._char(begin + last) if last else None, spaced)
            return
        yield from self._pieces(token, begin, run, spaced)

    def _run_of(self, index: int) -> int:
        return lib.char_object(self.text, index) or 0

    def _pieces(self, token: str, begin: int, run: int, spaced: bool) -> Iterator[Word]:
        """Cut where another run begins at a distance, at another height or with another size."""
        start, first = 0, self._char(begin)
        previous = first
        for n in range(1, len(token)):
            box = self._char(begin + n)
            other = self._run_of(begin + n)
            if other != run and _apart(previous, box, token[n - 1], token[n]):
                yield self._word(token[start:n], begin + start, run, first, previous, spaced and start == 0)
                start, first = n, box
            run, previous = other, box
        yield self._word(token[start:], begin + start, run, first, previous, spaced and start == 0)

    def _char(self, index: int) -> tuple[float, float, float, float]:
        lib.char_box(self.text, index, self.ref)
        rect = self.rect
        return rect.left, rect.bottom, rect.right, rect.top

    def _word(
        self,
        text: str,
        index: int,
        run: int,
        first: tuple[float, float, float, float],
        last: tuple[float, float, float, float] | None,
        spaced: bool,
    ) -> Word:
        left, bottom, right, top = first
        if last is not None:
            left, bottom = min(left, last[0]), min(bottom, last[1])
            right, top = max(right, last[2]), max(top, last[3])
        self.seq += 1
        style = self.styles.get(run)
        if style is None:
            style = self.styles[run] = self._style(index)
        turn, size, base = style
        x0, y0, x1, y1 = _box(self.place, left, bottom, right, top)
        if turn == 0 and size:
            y0, y1 = base - _ASCENT * size, base + _DESCENT * size
        return Word(text, x0, y0, x1, y1, run, self.seq, turn, spaced)

    def _base(self, index: int) -> float:
        """The height at which the character stands."""
        lib.char_origin(self.text, index, *self.point_refs)
        x, y = self.point
        return self.place[1] * x.value + self.place[3] * y.value + self.place[5]

    def _style(self, index: int) -> tuple[int, float, float]:
        """How the run of this character is turned as shown, the size of its letters (0: unknown), where it stands."""
        base = self._base(index)
        size = lib.char_size(self.text, index)
        m = self.matrix
        size = abs(size) * math.hypot(m[2], m[3]) if lib.char_matrix(self.text, index, m) else 0.0
        angle = lib.char_angle(self.text, index)
        if angle < 0:
            return 0, size if size < MAX_SIZE else 0.0, base
        a, b, c, d, _, _ = self.place
        dx, dy = math.cos(angle), -math.sin(angle)  # pdfium counts clockwise
        degrees = math.degrees(math.atan2(-(b * dx + d * dy), a * dx + c * dy)) % 360
        nearest = round(degrees / 90) * 90
        turn = nearest % 360 if abs(degrees - nearest) < 4 else -1
        return turn, size if size < MAX_SIZE else 0.0, base


def _apart(before: tuple[float, ...], after: tuple[float, ...], one: str, two: str) -> bool:
    """Two neighbouring characters of different runs that do not belong to one word."""
    height, other = before[3] - before[1], after[3] - after[1]
    if other < 0.85 * height and two.isdigit():
        return True  # a note mark
    if abs(before[1] - after[1]) > 0.6 * max(height, other):
        return True  # a word that was broken at the end of a line
    gap = after[0] - before[2]
    return one.isalnum() and two.isalnum() and (gap > 0.12 * max(height, other) or gap < -max(height, other))


def _joined_marks(words: list[Word]) -> list[Word]:
    """Raised small marks become part of the word before them, as superscript letters."""
    joined: list[Word] = []
    small: list[Word] = []
    usual = median(word.y1 - word.y0 for word in words) if words else 0.0
    for word in words:
        if joined and _is_mark_of(word, joined[-1]):
            _join_mark(joined[-1], word)
        elif word.y1 - word.y0 < 0.85 * usual and len(word.text) <= 2:
            small.append(word)  # perhaps a mark that was written later than its word
        else:
            joined.append(word)
    for mark in small:
        word = next((word for word in joined if _is_mark_of(mark, word)), mark)
        if word is mark:
            joined.append(mark)
        else:
            _join_mark(word, mark)
    return joined


def _join_mark(word: Word, mark: Word) -> None:
    word.text += mark.text.translate(_SUPERSCRIPT)
    word.x1 = mark.x1


def _is_mark_of(mark: Word, word: Word) -> bool:
    """A small raised digit or sign close behind a word."""
    height = word.y1 - word.y0
    return (
        len(mark.text) <= 3
        and mark.run != word.run
        and mark.turn == word.turn == 0
        and not mark.text.isalpha()
        and mark.y1 - mark.y0 < 0.9 * height
        and mark.y1 < word.y1 - 0.12 * height
        and mark.y1 > word.y0
        and -0.2 * height < mark.x0 - word.x1 < 0.25 * height
    )


def _without_leaders(words: list[Word]) -> list[Word]:
    """Dot leaders are no text; what stands before them keeps its own width."""
    kept = []
    for word in words:
        leader = _LEADER.search(word.text)
        if leader is None:
            kept.append(word)
        elif leader.start():
            word.x1 = word.x0 + (word.x1 - word.x0) * leader.start() / len(word.text)
            word.text = word.text[: leader.start()]
            kept.append(word)
    return kept


# ------------------------------------------------------------------ drawn things


class _Drawing:
    """Buffers for pdfium's answers, and the page that the drawn things go to."""

    def __init__(self, page: Page, place: Matrix) -> None:
        self.page, self.place = page, place
        self.order = 0
        self.four = [c_float() for _ in range(4)]
        self.bounds_refs = [byref(v) for v in self.four]
        self.channels = [c_uint() for _ in range(4)]
        self.color_refs = [byref(v) for v in self.channels]
        self.matrix = (c_float * 6)()

    def bounds(self, thing: int, inside: Matrix | None) -> tuple[float, float, float, float] | None:
        """The box on the page as shown; None where pdfium knows none."""
        if not lib.object_bounds(thing, *self.bounds_refs):
            return None
        left, bottom, right, top = (v.value for v in self.four)
        return _box(inside or self.place, left, bottom, right, top)

    def color(self, ask: Callable[..., int], thing: int) -> tuple[tuple[int, int, int], int] | None:
        if not ask(thing, *self.color_refs):
            return None
        r, g, b, alpha = (v.value for v in self.channels)
        return (r, g, b), alpha


def _read_objects(handle: int, page: Page, place: Matrix) -> None:
    drawing = _Drawing(page, place)
    things = [lib.get_object(handle, n) for n in range(min(lib.count_objects(handle), MAX_OBJECTS + 1))]
    _read_things(things, drawing, None, 0)


def _read_things(things: list[int], drawing: _Drawing, inside: Matrix | None, depth: int) -> None:
    for thing in things:
        drawing.order += 1
        if drawing.order > MAX_OBJECTS:
            raise TooMuchError(f"Page {drawing.page.number} holds more than {MAX_OBJECTS:,} drawn things.")
        kind = lib.object_type(thing)
        if kind == lib.TEXT:
            color = drawing.color(lib.fill_color, thing)
            rgb, alpha = color or (None, 255)
            box = drawing.bounds(thing, inside)
            drawing.page.runs[thing] = Run(drawing.order, rgb, lib.render_mode(thing), alpha, box)
        elif kind == lib.PATH:
            _read_path(thing, drawing, inside)
        elif kind in (lib.IMAGE, lib.SHADING):
            box = drawing.bounds(thing, inside)
            if box:
                drawing.page.areas.append(Area(*box, drawing.order, None, picture=kind == lib.IMAGE))
        elif kind == lib.FORM and depth < 8:
            parts = [lib.get_form_object(thing, n) for n in range(min(lib.count_form_objects(thing), MAX_OBJECTS))]
            _read_things(parts, drawing, _inner(thing, drawing, inside), depth + 1)


def _inner(form: int, drawing: _Drawing, inside: Matrix | None) -> Matrix:
    """The placing of what lies inside a form: its own matrix first, then the one around it."""
    outer = inside or drawing.place
    if not lib.object_matrix(form, drawing.matrix):
        return outer
    a, b, c, d, e, f = drawing.matrix
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


THIN = 3.0  # points: a filled shape as thin as this is a line


def _read_path(thing: int, drawing: _Drawing, inside: Matrix | None) -> None:
    fill, stroke = c_int(), c_int()
    lib.draw_mode(thing, byref(fill), byref(stroke))
    if not fill.value and not stroke.value:
        return
    count = lib.count_segments(thing)
    filled = drawing.color(lib.fill_color, thing) if fill.value else None
    if count <= 5 or count > 4000:
        box = drawing.bounds(thing, inside)
        if box and count <= 5:
            _take_shape(box, count, drawing, filled, bool(stroke.value), bool(fill.value))
        return
    for box, segments in _sub_shapes(thing, count, drawing, inside, stroked=bool(stroke.value)):
        _take_shape(box, segments, drawing, filled, bool(stroke.value), bool(fill.value))


def _take_shape(
    box: tuple[float, float, float, float],
    segments: int,
    drawing: _Drawing,
    filled: tuple[tuple[int, int, int], int] | None,
    stroked: bool,
    is_filled: bool,
) -> None:
    """A thin shape is a rule, a stroked rectangle four, a filled one an area with weak edges."""
    x0, y0, x1, y1 = box
    page = drawing.page
    if y1 - y0 <= THIN or x1 - x0 <= THIN:
        faint = is_filled and not stroked and filled is not None and min(filled[0]) >= 250
        if not faint:
            _add_rule(page, box)
        return
    if segments < 4:
        return
    if stroked:
        _add_edges(page, box, weak=False)
    if is_filled and (filled is None or filled[1] >= 200):
        rgb = filled[0] if filled else None
        ink = None if rgb is None else 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]
        page.areas.append(Area(*box, drawing.order, ink, rgb))
        if not stroked:
            _add_edges(page, box, weak=True)


def _add_rule(page: Page, box: tuple[float, float, float, float], *, weak: bool = False) -> None:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        page.across.append(Rule((y0 + y1) / 2, x0, x1, weak))
    else:
        page.upright.append(Rule((x0 + x1) / 2, y0, y1, weak))


def _add_edges(page: Page, box: tuple[float, float, float, float], *, weak: bool) -> None:
    x0, y0, x1, y1 = box
    page.across += [Rule(y0, x0, x1, weak), Rule(y1, x0, x1, weak)]
    page.upright += [Rule(x0, y0, y1, weak), Rule(x1, y0, y1, weak)]


def _sub_shapes(
    thing: int, count: int, drawing: _Drawing, inside: Matrix | None, *, stroked: bool
) -> Iterator[tuple[tuple[float, float, float, float], int]]:
    """The straight shapes that one path draws: (box, number of its points). Curves are left out."""
    m = drawing.matrix
    a, b, c, d, e, f = m if lib.object_matrix(thing, m) else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    x, y = c_float(), c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for n in range(count):
        segment = lib.get_segment(thing, n)
        kind = lib.segment_type(segment)
        lib.segment_point(segment, byref(x), byref(y))
        if kind == lib.MOVE_TO:
            if len(points) > 1 and not curved:
                yield from _straight(points, inside or drawing.place, stroked=stroked)
            points, curved = [], False
        curved = curved or kind == lib.BEZIER_TO
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
    if len(points) > 1 and not curved:
        yield from _straight(points, inside or drawing.place, stroked=stroked)


def _straight(
    points: list[tuple[float, float]], place: Matrix, *, stroked: bool
) -> Iterator[tuple[tuple[float, float, float, float], int]]:
    """A rectangle as one shape; of any other drawn line each of its level or upright stretches.

    Filled shapes that are no rectangles (letters of a watermark) have no stretches.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if len({round(v, 1) for v in xs}) <= 2 and len({round(v, 1) for v in ys}) <= 2:
        yield _box(place, min(xs), min(ys), max(xs), max(ys)), len(points)
        return
    if not stroked:
        return
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5:
            yield _box(place, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), 2


# ------------------------------------------------------------------ annotations

_REDACT, _SQUARE = 28, 5


def _read_annotations(handle: int, page: Page, place: Matrix) -> None:
    rect = lib.Rect()
    for n in range(min(lib.annotation_count(handle), 2000)):
        note = lib.get_annotation(handle, n)
        if not note:
            continue
        if lib.annotation_subtype(note) == _REDACT and lib.annotation_rect(note, byref(rect)):
            box = _box(place, rect.left, rect.bottom, rect.right, rect.top)
            page.redactions.append(Area(*box, MAX_OBJECTS + n, 0.0, (0, 0, 0)))
        lib.close_annotation(note)
