"""Answers in the mail itself, as plain text or HTML."""

from __future__ import annotations

from html import escape

from rehearsal.content import FACE, Reply
from rehearsal.grids import Grid


def text(reply: Reply) -> str:
    """The answer as numbered paragraphs."""
    return "\n\n".join(part for part in (reply.opening, *reply.notes, reply.closing, FACE) if part)


def html(reply: Reply) -> str:
    """The answer as an HTML page with tables."""
    said = "\n".join(
        _table(block) if isinstance(block, Grid) else f"<p>{escape(block)}</p>"
        for block in (reply.opening, *reply.blocks, reply.closing)
    )
    return (
        f"<html><head><title>{escape(reply.own_ref)}</title></head><body>\n{said}\n<p><i>{FACE}</i></p></body></html>"
    )


def _table(grid: Grid) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in grid.head)
    rows = "\n".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in grid.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in grid.notes)
    return f"<p><b>{escape(grid.title)}</b></p>\n<table border='1'><tr>{head}</tr>\n{rows}</table>{notes}"
