"""Reading the words of a page from pdfium.

A word is a run of characters without a space; one made of digits is also cut where the producing program
began a new piece of text at a distance, so that figures of neighbouring columns never grow together. A
raised small digit behind a word is a note mark and becomes a superscript letter.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Mapping, Sequence
from ctypes import byref, c_double, c_float
from itertools import pairwise
from struct import Struct

from extractors.pdf import pdfium as lib
from extractors.pdf.middle import median
from extractors.pdf.page import Matrix, Page, Run, TooMuchError, Word, placed

MAX_CHARS = 200_000  # of one page; a printed page has some thousand
MAX_SIZE = 200.0  # points; larger letters keep the box that pdfium gives

_ASCENT, _DESCENT = 0.78, 0.22  # shares of a letter's size above and below the line it stands on

_JUMP = 0.3  # of the height of the letters: no two digits of one figure stand so far apart
_SPACED_OUT = 0.9  # the same for words whose letters all stand apart
_LETTER_BY_LETTER = 2.5  # pieces of text for each word: the program wrote every letter as a piece of its own
_NO_SPACE = 0.17  # of the height of the letters: less than any space between two words
_NO_SPACE_OF_FIGURES = 0.09
_SPACE = 0.42  # the space between two words at the most

_MARK_GAP = 0.25  # of the height of the letters, between a word and its note mark
_LONGEST_MARK = 3
_LINE = re.compile(r"[^\r\n]+")
_TOKEN = re.compile(r"[^\s\ufeff\x00]+")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEADERS = "._…-="
_LEADER = re.compile(r"(?:\.{3,}|…+|_{3,}|-{4,}|={4,})$")
_bounds = Struct("4f").unpack
Bounds = tuple[float, float, float, float]  # left, top, right, bottom
_Style = tuple[int, float, float]  # turn, size of the letters, height at which they stand


def read_words(text: int, page: Page, place: Matrix) -> None:
    """Fill ``page.words`` from pdfium's text of the page. Raises TooMuchError."""
    count = lib.count_chars(text)
    if count > MAX_CHARS:
        raise TooMuchError(f"Page {page.number} holds {count:,} characters; a printed page has some thousand.")
    page.chars = count
    string = _characters(text, count)
    reader = _WordReader(text, place, page.runs)
    for line in _LINE.finditer(string):
        reader.read_line(list(_TOKEN.finditer(string, *line.span())), string)
    lettered = len(page.runs) > _LETTER_BY_LETTER * len(string.split(" "))
    words = _joined_letters(reader.words, page.runs) if lettered else reader.words
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
    """Makes words out of tokens; asks pdfium for as few boxes as the token needs, since that is most of the work."""

    def __init__(self, text: int, place: Matrix, runs: Mapping[int, Run]) -> None:
        self.text, self.place, self.runs = lib.Handle(text), place, runs
        self.upright = place[0] > 0 and place[1] == place[2] == 0
        self.words: list[Word] = []
        self.box = (c_float * 4)()
        self.box_ref = byref(self.box)
        self.point = (c_double * 2)()
        self.point_refs = byref(self.point), byref(self.point, 8)
        self.matrix = (c_float * 6)()
        self.matrix_ref = byref(self.matrix)
        self.styles: dict[int, _Style] = {}

    def read_line(self, tokens: Sequence[re.Match[str]], string: str) -> None:
        """Add the words in the tokens of one line.

        pdfium gives the characters of a piece of text one after the other: where first and last are of one, all are.
        """
        if not tokens:
            return
        run = self._run(tokens[0].start())
        is_one = self._run(tokens[-1].end() - 1) == run
        end = -2
        for token in tokens:
            begin = token.start()
            spaced = begin == end + 1 and string[end] == " "
            end = token.end()
            if not is_one:
                run = self._run(begin)
            if is_one or begin == end - 1 or self._run(end - 1) == run:
                first = self._char(begin)
                last = first if begin == end - 1 else self._char(end - 1)
                if _may_jump(token[0], first, last) and self._jumps(token[0], begin):
                    self._add_pieces(token[0], begin, run, spaced)
                else:
                    self._add(token[0], begin, run, first, last, spaced)
            else:
                self._add_pieces(token[0], begin, run, spaced)

    def _jumps(self, token: str, begin: int) -> bool:
        """Somewhere in a token its letters stand far apart; where they do everywhere, further than a word is spaced."""
        boxes = [self._char(begin + n) for n in range(len(token))]
        wide = [_far(one, two) for one, two in pairwise(boxes)]
        return any(wide) and (not all(wide) or any(_far(one, two, _SPACED_OUT) for one, two in pairwise(boxes)))

    def _run(self, index: int) -> int:
        return lib.char_object(self.text, index) or 0

    def _add_pieces(self, token: str, begin: int, run: int, spaced: bool) -> None:
        """Cut where another run begins at a distance, at another height or with another size, or the pen jumps."""
        start, first = 0, self._char(begin)
        previous = first
        for n in range(1, len(token)):
            box = self._char(begin + n)
            other = self._run(begin + n)
            if (other == run and _far(previous, box) and any(map(str.isdigit, token[n - 1 : n + 1]))) or (
                other != run and (_apart(previous, box, token[n - 1], token[n]) or self._differ(run, other))
            ):
                self._add(token[start:n], begin + start, run, first, previous, spaced and start == 0)
                start, first = n, box
            run, previous = other, box
        self._add(token[start:], begin + start, run, first, previous, spaced and start == 0)

    def _differ(self, run: int, other: int) -> bool:
        """One of two pieces of text is shown and the other is not, or is white: they are no one word."""
        one, two = self.runs.get(run), self.runs.get(other)
        return one is not None and two is not None and one.is_faint != two.is_faint

    def _char(self, index: int) -> Bounds:
        """left, top, right, bottom of a character, in page units."""
        lib.char_box(self.text, index, self.box_ref)
        return _bounds(self.box)

    def _add(
        self,
        text: str,
        index: int,
        run: int,
        first: Bounds,
        last: Bounds,
        spaced: bool,
    ) -> None:
        left, top, right, bottom = first
        other_left, other_top, other_right, other_bottom = last
        left = left if left < other_left else other_left
        right = right if right > other_right else other_right
        style = self.styles.get(run)
        if style is None:
            style = self.styles[run] = self._style(index)
        turn, size, base = style
        if turn == 0 and size and self.upright and left < right:  # nearly all
            x0, x1 = self.place[0] * left + self.place[4], self.place[0] * right + self.place[4]
        else:
            bottom = bottom if bottom < other_bottom else other_bottom
            top = top if top > other_top else other_top
            x0, y0, x1, y1 = placed(self.place, left, bottom, right, top)
        if turn == 0 and size:
            y0, y1 = base - _ASCENT * size, base + _DESCENT * size
        self.words.append(Word(text, x0, y0, x1, y1, run, len(self.words) + 1, turn, spaced))

    def _base(self, index: int) -> float:
        """The height at which the character stands."""
        lib.char_origin(self.text, index, *self.point_refs)
        x, y = self.point
        return self.place[1] * x + self.place[3] * y + self.place[5]

    def _style(self, index: int) -> _Style:
        """How the run of this character is turned as shown, the size of its letters (0: unknown), where it stands."""
        base = self._base(index)
        size = abs(lib.char_size(self.text, index))
        if not lib.char_matrix(self.text, index, self.matrix_ref):
            return self._turn(lib.char_angle(self.text, index)), 0.0, base
        across, _, c, d, _, _ = self.matrix[:]
        size *= math.hypot(c, d)
        # pdfium works the angle out from these two
        angle = 0.0 if c == 0 and across > 0 else lib.char_angle(self.text, index)
        return self._turn(angle), size if size < MAX_SIZE else 0.0, base

    def _turn(self, angle: float) -> int:
        """The turn of letters as shown from pdfium's angle; below 0 it knows none."""
        if angle < 0:
            return 0
        a, b, c, d, _, _ = self.place
        if angle == 0 and a > 0 and b == 0:
            return 0
        dx, dy = math.cos(angle), -math.sin(angle)  # pdfium counts clockwise
        degrees = math.degrees(math.atan2(-(b * dx + d * dy), a * dx + c * dy)) % 360
        nearest = round(degrees / 90) * 90
        return nearest % 360 if abs(degrees - nearest) < 4 else -1


def _may_jump(token: str, first: Bounds, last: Bounds) -> bool:
    """A token with a digit in it is wider than its letters would make it.

    A program may step from one column to the next without a space: "15.1" and "0.023" are no "15.10.023".
    """
    width = last[2] - first[0]
    if width <= 0.5 * len(token) * (first[1] - first[3]):
        return False  # nearly all
    widest = max(first[2] - first[0], last[2] - last[0])
    return width > len(token) * widest and len(token) > 1 and any(map(str.isdigit, token))


def _far(before: Bounds, after: Bounds, least: float = _JUMP) -> bool:
    return after[0] - before[2] > least * max(before[1] - before[3], after[1] - after[3])


def _apart(before: Bounds, after: Bounds, one: str, two: str) -> bool:
    """Two neighbouring characters of different runs that do not belong to one word."""
    height, other = before[1] - before[3], after[1] - after[3]
    if other < 0.85 * height and two.isdigit():
        return True  # a note mark
    if abs(before[3] - after[3]) > 0.6 * max(height, other):
        return True  # a word that was broken at the end of a line
    gap = after[0] - before[2]
    return one.isalnum() and two.isalnum() and (gap > 0.12 * max(height, other) or gap < -max(height, other))


def _joined_letters(words: list[Word], runs: Mapping[int, Run]) -> list[Word]:
    """Letters that were placed one by one (rounded to a pixel), as words; words with a space between, as one piece."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        room = _room(before, word) if before is not None and _alike(word, before, runs) else None
        if before is None or room is None or room <= -0.3:
            joined.append(word)
        elif room < (_NO_SPACE_OF_FIGURES if before.text[-1].isdigit() and word.text[0].isdigit() else _NO_SPACE):
            before.text += word.text
            before.x0, before.x1 = min(before.x0, word.x0), max(before.x1, word.x1)
            before.y0, before.y1 = min(before.y0, word.y0), max(before.y1, word.y1)
        else:
            word.run = before.run if room < _SPACE else word.run
            joined.append(word)
    return joined


def _room(before: Word, word: Word) -> float | None:
    """The space between two pieces of one line, in heights of the letters; None for those of different lines."""
    if word.turn == 0:
        same = word.y0 == before.y0 and word.y1 == before.y1
        gap, size = word.x0 - before.x1, word.y1 - word.y0
    else:
        same = abs(word.x0 - before.x0) < 0.1 and abs(word.x1 - before.x1) < 0.1
        gap, size = before.y0 - word.y1 if word.turn == 90 else word.y0 - before.y1, word.x1 - word.x0
    return gap / size if same and size > 0 else None


def _alike(word: Word, before: Word, runs: Mapping[int, Run]) -> bool:
    """Two pieces that are turned and shown in the same way."""
    if word.turn != before.turn or word.turn not in (0, 90, 270):
        return False
    one, two = runs.get(word.run), runs.get(before.run)
    return one is not None and two is not None and (one.rgb, one.mode, one.alpha) == (two.rgb, two.mode, two.alpha)


def _joined_marks(words: list[Word]) -> list[Word]:
    """Raised small marks become part of the word before them, as superscript letters."""
    joined: list[Word] = []
    small: list[Word] = []
    usual = median(word.y1 - word.y0 for word in words) if words else 0.0
    for word in words:
        if len(word.text) > _LONGEST_MARK:
            joined.append(word)
        elif joined and _is_mark_of(word, joined[-1]):
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
        len(mark.text) <= _LONGEST_MARK
        and mark.run != word.run
        and mark.turn == word.turn == 0
        and not mark.text.isalpha()
        and mark.y1 - mark.y0 < 0.9 * height
        and mark.y1 < word.y1 - 0.12 * height
        and mark.y1 > word.y0
        and -0.2 * height < mark.x0 - word.x1 < _MARK_GAP * height
    )


def _dots_apart(words: list[Word]) -> set[int]:
    """The dots of rows of dots with spaces between, by id; the one at the end of the word before is cut off."""
    found: set[int] = set()
    for n in range(2, len(words)):
        if words[n].text == words[n - 1].text == "." and words[n].y0 == words[n - 2].y0:
            first = words[n - 2]
            if first.text == "." or first.text[-1] == ".":
                found |= {id(words[n]), id(words[n - 1])}
                if first.text == ".":
                    found.add(id(first))
                elif id(words[n - 1]) in found:
                    first.text = first.text.rstrip(".") or first.text
    return found


def _leads(before: Word, dots: Word) -> bool:
    """Two dots close behind a word, all that was left of a row of dots; alone in a cell they stand for a figure."""
    near = dots.x0 - before.x1 < 0.6 * before.size
    return before.y0 == dots.y0 and before.turn == dots.turn == 0 and near and before.text[-1].isalpha()


def _without_leaders(words: list[Word]) -> list[Word]:
    """Dot leaders are no text; what stands before them keeps its own width."""
    ends = [word.text for word in words if word.text[-1] in _LEADERS]
    if not any(text in (".", "..") or _LEADER.search(text) for text in ends):
        return words
    kept: list[Word] = []
    dots = _dots_apart(words)
    for word in words:
        if word.text == ".." and kept and _leads(kept[-1], word):
            continue
        if id(word) in dots:
            if kept:
                kept[-1].leads = True
            continue
        leader = _LEADER.search(word.text) if word.text[-1] in _LEADERS else None
        if leader is None:
            kept.append(word)
        elif not leader.start():
            if kept:
                kept[-1].leads = True
        else:
            word.leads = True
            word.x1 = word.x0 + (word.x1 - word.x0) * leader.start() / len(word.text)
            word.text = word.text[: leader.start()]
            kept.append(word)
    return kept
