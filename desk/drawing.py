"""Drawing what was read: a table as a sheet with its letters and numbers, text as lines, a notice as a card.

Layout and picture are two functions of the same values, so that a box lies where the picture has its cell.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil

from PIL import Image, ImageColor, ImageDraw, ImageFont

from desk.pictures import Picture
from schema.reading import Cell, Table

# Drawn in shades of grey: a third of the bytes to pack, and no colour is needed.
SIZE, LINE, PAD = 13, 21, 7
INK, QUIET, RULE, PAPER, HEAD = "#22282b", "#6d777c", "#cfd5d6", "#ffffff", "#f0f2f1"
WIDEST, NARROWEST, GUTTER = 230, 42, 46
MOST_ROWS, MOST_COLUMNS = 60, 26
WRAP, MOST_LINES = 96, 120

_SHADE_OF = [round(grey / 17) for grey in range(256)]
_PALETTE = [17 * shade for shade in range(16) for _ in "rgb"]

Rect = tuple[float, float, float, float]
Place = tuple[int, int]


_FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf")


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of the machine with Welsh letters and currencies; Pillow's own, which has few, where there is none."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, SIZE)
        except OSError:
            continue
    return ImageFont.load_default(SIZE)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where each cell of some rows of a table lies in its picture, in pixels."""

    rows: range
    widths: tuple[int, ...]
    boxes: Mapping[Place, Rect]
    width: int
    height: int


def table_layout(table: Table, first: int = 0) -> TableLayout:
    """The layout of up to 60 rows from ``first`` on."""
    rows = range(first, min(len(table.rows), first + MOST_ROWS))
    columns = range(min(MOST_COLUMNS, max((len(row) for row in table.rows), default=0)))
    widths = tuple(_column_width(table, rows, c) for c in columns)
    boxes = {
        (r, c): (
            float(GUTTER + sum(widths[:c])),
            float(LINE * (r - first + 1)),
            float(GUTTER + sum(widths[: c + 1])),
            float(LINE * (r - first + 2)),
        )
        for r in rows
        for c in columns
    }
    return TableLayout(rows, widths, boxes, GUTTER + sum(widths) + 1, LINE * (len(rows) + 1) + 1)


def _column_width(table: Table, rows: range, column: int) -> int:
    longest = max((_length(_at(table, r, column)[:60]) for r in rows), default=0)
    return ceil(min(WIDEST, max(NARROWEST, longest + 2 * PAD)))


def _at(table: Table, row: int, column: int) -> str:
    found = table.rows[row]
    return " ".join(found[column].split()) if column < len(found) else ""


@lru_cache(maxsize=10_000)  # words stand in a table again and again
def _length(text: str) -> float:
    return _font().getlength(text)


@lru_cache(maxsize=4_000)
def _inked(text: str) -> Image.Image:
    """A text as a mask, one line high: drawing letters is most of the time that a picture takes."""
    mask = Image.new("L", (max(1, int(_length(text)) + 2), LINE))
    ImageDraw.Draw(mask).text((0, 3), text, fill=255, font=_font())
    return mask


def _write(image: Image.Image, x: float, y: float, text: str, ink: str) -> None:
    if text:
        image.paste(ImageColor.getcolor(ink, image.mode), (int(x), int(y)), _inked(text))


def draw_table(table: Table, first: int = 0) -> Picture:
    """A table as a sheet: column letters and row numbers of the file where it has them, else its own."""
    layout = table_layout(table, first)
    image = Image.new("L", (layout.width, layout.height), PAPER)
    draw = ImageDraw.Draw(image)
    names = _names(table, layout.rows)
    draw.rectangle((0, 0, layout.width, LINE), fill=HEAD)
    draw.rectangle((0, 0, GUTTER, layout.height), fill=HEAD)
    for (r, c), box in layout.boxes.items():
        draw.rectangle(box, outline=RULE, fill=HEAD if r < table.head_rows else None)
        text = _clipped(_at(table, r, c), layout.widths[c] - 2 * PAD)
        _write(image, box[0] + PAD, box[1], text, INK)
        if r == first:
            _write(image, box[0] + PAD, 0, names[0].get(c, str(c + 1)), QUIET)
        if c == 0:
            _write(image, PAD, box[1], names[1].get(r, str(r + 1)), QUIET)
    return _png(image)


def _names(table: Table, rows: range) -> tuple[dict[int, str], dict[int, str]]:
    """The letters of the columns and the numbers of these rows, where cells have addresses."""
    addressed: list[Cell] = [cell for cell in table.cells if cell.address and cell.row in rows]
    letters = {cell.col: "".join(ch for ch in cell.address or "" if ch.isalpha()) for cell in addressed}
    numbers = {cell.row: "".join(ch for ch in cell.address or "" if ch.isdigit()) for cell in addressed}
    return letters, numbers


def _clipped(text: str, width: float) -> str:
    if _length(text) <= width:
        return text
    while text and _length(text + "…") > width:
        text = text[:-1]
    return text + "…"


@dataclass(frozen=True, slots=True)
class TextLayout:
    """Lines of a text, each with the position of its first character, and where spans lie in their picture."""

    lines: tuple[tuple[int, str], ...]
    boxes: Mapping[Place, Rect]
    width: int
    height: int


def text_layout(text: str, spans: Sequence[tuple[Place, int, int]] = ()) -> TextLayout:
    """The lines around ``spans`` (place, start, end), or the beginning of the text."""
    every = list(_lines(text))
    chosen = _around(every, [start for _, start, _ in spans])
    boxes = {place: box for place, start, end in spans if (box := _span_box(chosen, start, end))}
    width = max([int(_length(line)) for _, line in chosen] or [0]) + 2 * PAD + 2
    return TextLayout(tuple(chosen), boxes, max(width, 320), LINE * max(len(chosen), 1) + 2 * PAD)


def _lines(text: str) -> list[tuple[int, str]]:
    found, position = [], 0
    for line in text.splitlines(keepends=True):
        bare, start = line.rstrip(), position
        for piece in textwrap.wrap(bare, WRAP, drop_whitespace=False, replace_whitespace=False) or [""]:
            found.append((start, piece.replace("\t", " ")))
            start += len(piece)
        position += len(line)
    return found


def _around(lines: list[tuple[int, str]], starts: Sequence[int]) -> list[tuple[int, str]]:
    if len(lines) <= MOST_LINES or not starts:
        return lines[:MOST_LINES]
    first = next((n for n, (start, text) in enumerate(lines) if start + len(text) >= min(starts)), 0)
    begin = max(0, first - 6)
    return lines[begin : begin + MOST_LINES]


def _span_box(lines: Sequence[tuple[int, str]], start: int, end: int) -> Rect | None:
    for n, (begin, line) in enumerate(lines):
        if begin <= start < begin + len(line) + 1:
            left = PAD + _length(line[: start - begin])
            right = PAD + _length(line[: max(start - begin + 1, min(end - begin, len(line)))])
            return (left - 1, PAD + LINE * n, right + 1, PAD + LINE * (n + 1) - 3)
    return None


def draw_text(layout: TextLayout) -> Picture:
    """The lines of a text."""
    image = Image.new("L", (layout.width, layout.height), PAPER)
    draw = ImageDraw.Draw(image)
    for n, (_, line) in enumerate(layout.lines):
        draw.text((PAD, PAD + LINE * n), line, fill=INK, font=_font())
    return _png(image)


def draw_notice(title: str, words: str) -> Picture:
    """A card that says why there is nothing to see."""
    lines = textwrap.wrap(words, 64)[:12]
    image = Image.new("L", (560, 70 + LINE * len(lines)), HEAD)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, image.width - 1, image.height - 1), outline=RULE)
    draw.text((18, 16), title, fill=INK, font=ImageFont.load_default(17))
    for n, line in enumerate(lines):
        draw.text((18, 48 + LINE * n), line, fill=QUIET, font=_font())
    return _png(image)


def _png(image: Image.Image) -> Picture:
    """In sixteen shades: half the bits to pack, and letters look the same."""
    shades = image.point(_SHADE_OF, "P")
    shades.putpalette(_PALETTE)
    out = io.BytesIO()
    shades.save(out, "PNG", compress_level=1, bits=4)
    return Picture(out.getvalue(), "image/png", image.width, image.height)
