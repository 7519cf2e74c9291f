"""Small PDF documents made for the tests, and the shortest way to have them read."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractors.registry import read_bytes
from schema.reading import Reading

Rows = Sequence[Sequence[str]]
Draw = Callable[[Canvas], None]

ROWS: Rows = (
    ("Outcome", "2011", "2012", "2013"),
    ("Dismissed", "12", "34", "5"),
    ("Resigned", "1,204", "7", "<5"),
    ("No further action", "3", "-", "61"),
)
TOP = A4[1]


def paper(*pages: Draw) -> bytes:
    """A PDF with these pages."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def read(*pages: Draw) -> Reading:
    return read_bytes(paper(*pages), "reply.pdf")


def table(
    rows: Rows, *, y: float = 150, x: float = 60, widths: Sequence[float] = (150, 70, 70, 70), rules: str = "none"
) -> Draw:
    """Draws rows ``y`` points below the top. ``rules``: none, all, level; figures stand at the right of a column."""
    edges = [x + sum(widths[:n]) for n in range(len(widths) + 1)]
    pitch = 18

    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(rows):
            base = TOP - y - n * pitch
            for c, text in enumerate(row):
                if c == 0:
                    canvas.drawString(edges[0] + 4, base, text)
                else:
                    canvas.drawRightString(edges[c + 1] - 4, base, text)
        top, bottom = TOP - y + 13, TOP - y - (len(rows) - 1) * pitch - 5
        levels = [top - n * pitch for n in range(len(rows) + 1)]
        if rules == "all":
            canvas.grid(edges, levels)
        elif rules == "level":
            canvas.lines([(edges[0], at, edges[-1], at) for at in (levels[0], levels[1], bottom)])

    return draw


def prose(lines: Sequence[str], *, y: float, x: float = 60) -> Draw:
    def draw(canvas: Canvas) -> None:
        for n, line in enumerate(lines):
            canvas.drawString(x, TOP - y - 13 * n, line)

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


LETTER = (
    "Thank you for your request, which we received on the third of the month and have now considered.",
    "The information that you asked for is set out below and covers the whole of the period stated.",
)
