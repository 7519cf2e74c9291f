"""PDF letters: ruled, with light rules, without rules, in two columns, and as a scan."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from rehearsal.content import FACE, Reply
from rehearsal.grids import Grid

ASKEW = 0.4
"""Degrees by which the scan lies turned, against the clock."""

TEXT = ParagraphStyle("text", fontName="Times-Roman", fontSize=10.5, leading=13.5, spaceAfter=6)
TITLE = ParagraphStyle("title", parent=TEXT, fontName="Times-Bold", spaceBefore=6, spaceAfter=3)
NOTE = ParagraphStyle("note", parent=TEXT, fontSize=9, leading=11)
ASIDE = ParagraphStyle("aside", parent=TEXT, fontSize=9.5, leading=12, fontName="Times-Italic")

CELLS = [
    ("FONT", (0, 0), (-1, -1), "Helvetica", 9.5),
    ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 9.5),
    ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
]
RULES: dict[str, list[tuple[Any, ...]]] = {
    "ruled": [("GRID", (0, 0), (-1, -1), 0.6, colors.black)],
    "light": [("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black)],
    "open": [],
}


def letter(reply: Reply, rules: str = "ruled") -> bytes:
    """A letter of one column. ``rules``: ruled, light or open."""
    return _build(
        reply, [KeepTogether(_block(block, rules)) for block in (reply.opening, *reply.blocks, reply.closing)]
    )


def two_columns(reply: Reply) -> bytes:
    """A letter with the request on the left and the answer on the right, question by question."""
    rows = []
    for question, block in zip(reply.asked, reply.blocks, strict=True):
        rows.append([[Paragraph(question, ASIDE)], _block(block, "open")])
    columns = Table(rows, colWidths=[65 * mm, 105 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    return _build(reply, [Paragraph(reply.opening, TEXT), columns, Paragraph(reply.closing, TEXT)])


def scan(reply: Reply) -> bytes:
    """The ruled letter printed and scanned: pictures of its pages, a little askew, without any text."""
    import pypdfium2

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    with pypdfium2.PdfDocument(letter(reply, "ruled")) as document:
        for page in document:
            picture = page.render(scale=150 / 72, grayscale=True).to_pil()
            askew = picture.rotate(ASKEW, expand=False, fillcolor=255)
            canvas.drawImage(ImageReader(askew), 0, 0, *A4)
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def _block(block: str | Grid, rules: str) -> list[Flowable]:
    if isinstance(block, str):
        return [Paragraph(block, TEXT)]
    table = Table([block.head, *block.rows], style=_style(block, rules), hAlign="LEFT", repeatRows=1)
    notes = [Paragraph(note, NOTE) for note in block.notes]
    return [Paragraph(block.title, TITLE), table, Spacer(1, 3), *notes, Spacer(1, 6)]


def _style(grid: Grid, rules: str) -> list[tuple[Any, ...]]:
    bold_total = [("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 9.5)] if grid.total else []
    return [*CELLS, *RULES[rules], *bold_total]


def _build(reply: Reply, body: list[Flowable]) -> bytes:
    def face(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Bold", 13)
        canvas.drawString(20 * mm, 279 * mm, reply.name)
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(20 * mm, 274 * mm, f"Our reference: {reply.own_ref}")
        canvas.drawRightString(190 * mm, 279 * mm, f"{reply.dated.day} {reply.dated:%B %Y}")
        canvas.setFont("Helvetica-Oblique", 8)
        canvas.drawCentredString(105 * mm, 10 * mm, FACE)

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=28 * mm,
        bottomMargin=18 * mm,
        title=f"{reply.own_ref} ({FACE})",
        author=reply.name,
        invariant=1,
    )
    document.build(body, onFirstPage=face, onLaterPages=face)
    return out.getvalue()
