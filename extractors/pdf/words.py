"""Reading the words of a page from pdfium.

A word is a run of characters without a space; one made of digits is also cut where the producing program
began a new piece of text at a distance, so that figures of neighbouring columns never grow together. A
raised small digit behind a word is a note mark and becomes a superscript letter.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from ctypes import byref, c_double, c_float

from extractors.pdf import pdfium as lib
from extractors.pdf.middle import median
from extractors.pdf.page import Box, Matrix, Page, TooMuchError, Word, placed

MAX_CHARS = 200_000  # of one page; a printed page has some thousand
MAX_SIZE = 200.0  # points; larger letters keep the box that pdfium gives

_ASCENT, _DESCENT = 0.78, 0.22  # shares of a letter's size above and below the line it stands on

_MARK_GAP = 0.25  # of the height of the letters, between a word and its note mark
_TOKEN = re.compile(r"[^\s\ufeff\x00]+")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEADER = re.compile(r"(?:\.{3,}|…+|_{3,}|-{4,}|={4,})$")


def read_words(text: int, page: Page, place: Matrix) -> None:
    """Fill ``page.words`` from pdfium's text of the page. Raises TooMuchError."""
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

    def _char(self, index: int) -> Box:
        lib.char_box(self.text, index, self.ref)
        rect = self.rect
        return rect.left, rect.bottom, rect.right, rect.top

    def _word(
        self,
        text: str,
        index: int,
        run: int,
        first: Box,
        last: Box | None,
        spaced: bool,
    ) -> Word:
        left, bottom, right, top = first
        if last is not None:
            other_left, other_bottom, other_right, other_top = last
            left = left if left < other_left else other_left
            bottom = bottom if bottom < other_bottom else other_bottom
            right = right if right > other_right else other_right
            top = top if top > other_top else other_top
        self.seq += 1
        style = self.styles.get(run)
        if style is None:
            style = self.styles[run] = self._style(index)
        turn, size, base = style
        x0, y0, x1, y1 = placed(self.place, left, bottom, right, top)
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
    reach = _MARK_GAP * max((word.y1 - word.y0 for word in joined), default=0.0)
    for mark in small:
        near = (word for word in joined if -reach < mark.x0 - word.x1 < reach)
        word = next((word for word in near if _is_mark_of(mark, word)), mark)
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
        and -0.2 * height < mark.x0 - word.x1 < _MARK_GAP * height
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
