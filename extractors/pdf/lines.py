"""Words -> lines -> units. A unit is what was written as one thing: a phrase, a figure, a label.

Two words are one unit where a space of ordinary width stands between them. Two figures are never one unit,
except for a thousands space (``77 686``) inside one run of the producing program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.pdf.page import Word
from extractors.printed import is_thousands, is_value


@dataclass(slots=True)
class Unit:
    """Words of one line that belong together."""

    words: list[Word]
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    value: bool

    @property
    def size(self) -> float:
        return self.words[0].size


@dataclass(slots=True)
class Line:
    """Units side by side, from left to right."""

    units: list[Unit]
    y0: float
    y1: float

    @property
    def x0(self) -> float:
        return self.units[0].x0

    @property
    def x1(self) -> float:
        return self.units[-1].x1

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def text(self) -> str:
        return " ".join(unit.text for unit in self.units)


def upright_words(words: Sequence[Word]) -> list[Word]:
    """Turned words as whole headings in their box; words at a slant (watermarks) and upside down left out."""
    upright = [word for word in words if word.turn == 0]
    turned = [word for word in words if word.turn in (90, 270)]
    return upright + _turned_headings(turned) if turned else upright


def _turned_headings(words: list[Word]) -> list[Word]:
    """Words of one turned line joined in the direction in which they are read, then wrapped lines joined."""
    strips: list[Word] = []
    for word in sorted(words, key=lambda w: w.seq):
        last = strips[-1] if strips else None
        if last is not None and _goes_on(last, word):
            last.text += " " + word.text
            last.y0, last.y1 = min(last.y0, word.y0), max(last.y1, word.y1)
            last.x0, last.x1 = min(last.x0, word.x0), max(last.x1, word.x1)
        else:
            strips.append(Word(word.text, word.x0, word.y0, word.x1, word.y1, word.run, word.seq, word.turn))
    return strips


def _goes_on(strip: Word, word: Word) -> bool:
    if strip.turn != word.turn:
        return False
    size = word.x1 - word.x0
    gap = strip.y0 - word.y1 if word.turn == 90 else word.y0 - strip.y1
    same_line = abs(strip.x0 - word.x0) < 0.3 * size and -0.2 * size < gap < 0.8 * size
    beside = (word.x0 - strip.x1) if word.turn == 90 else (strip.x0 - word.x1)
    start = abs(strip.y1 - word.y1) if word.turn == 90 else abs(strip.y0 - word.y0)
    return same_line or (-0.3 * size < beside < 0.35 * size and start < 1.5)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Lines from top to bottom: words whose middles lie within half a height of each other."""
    rows: list[list[Word]] = []
    band = (0.0, 0.0)  # y0, y1 of the first word of the current row
    for word in sorted(words, key=_middle):
        if word.y0 == band[0] and word.y1 == band[1] > word.y0:  # written in one line, as most words are
            rows[-1].append(word)
            continue
        middle = (word.y0 + word.y1) / 2
        if rows and _same_row(band, word, middle):
            rows[-1].append(word)
            if word.y1 - word.y0 <= band[1] - band[0]:
                continue
        else:
            rows.append([word])
        band = (word.y0, word.y1)
    return [line(sorted(row, key=_left)) for row in rows]


def _left(word: Word) -> float:
    return word.x0


def _middle(word: Word) -> float:
    return word.y0 + word.y1


def _same_row(band: tuple[float, float], word: Word, middle: float) -> bool:
    height = min(band[1] - band[0], word.y1 - word.y0)
    overlap = min(band[1], word.y1) - max(band[0], word.y0)
    return overlap > 0.55 * height and abs((band[0] + band[1]) / 2 - middle) < 0.75 * height


def line(words: Sequence[Word]) -> Line:
    """One line of words in order of x."""
    groups: list[list[Word]] = []
    for word in words:
        if groups and _joins(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    units = [unit(group) for group in groups]
    if len(units) == 1:
        return Line(units, units[0].y0, units[0].y1)
    return Line(units, min([u.y0 for u in units]), max([u.y1 for u in units]))


def unit(words: list[Word]) -> Unit:
    if len(words) == 1:
        (word,) = words
        return Unit(words, word.text, word.x0, word.y0, word.x1, word.y1, is_value(word.text))
    text = " ".join([w.text for w in words])
    top, right, bottom = min([w.y0 for w in words]), max([w.x1 for w in words]), max([w.y1 for w in words])
    return Unit(words, text, words[0].x0, top, right, bottom, is_value(text))


def _joins(group: list[Word], word: Word) -> bool:
    last = group[-1]
    size, other = last.y1 - last.y0, word.y1 - word.y0
    size = size if size < other else other
    gap = word.x0 - last.x1
    if gap > 0.5 * size or last.turn or word.turn:
        return False
    same_run = last.run == word.run
    left, right = is_value(last.text), is_value(word.text)
    if left and right:
        return same_run and gap < 0.4 * size and is_thousands(last.text, word.text)
    if left or right:  # a figure beside words: "Q1 2014", "1 April"; with a tab's width between, a column
        return gap < (0.42 if same_run else 0.34) * size
    return same_run or gap < 0.36 * size
