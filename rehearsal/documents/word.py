"""Word letters: tables, prose, refusals."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Letter

from rehearsal.content import FACE, Reply
from rehearsal.documents.fixed import fixed_zip
from rehearsal.grids import Grid


def docx(reply: Reply) -> bytes:
    """A Word letter; the face stands in the page header and again as the first paragraph."""
    letter = Document()
    letter.core_properties.created = letter.core_properties.modified = datetime(2014, 3, 3, tzinfo=UTC)
    letter.core_properties.comments = FACE
    letter.sections[0].header.paragraphs[0].text = FACE
    letter.add_paragraph(FACE)
    letter.add_heading(reply.name, level=1)
    letter.add_paragraph(f"Our reference: {reply.own_ref}")
    letter.add_paragraph(f"{reply.dated.day} {reply.dated:%B %Y}")
    for block in (reply.opening, *reply.blocks, reply.closing):
        if isinstance(block, Grid):
            _table(letter, block)
        else:
            letter.add_paragraph(block)
    out = io.BytesIO()
    letter.save(out)
    return fixed_zip(out.getvalue())


def _table(letter: Letter, grid: Grid) -> None:
    letter.add_paragraph(grid.title).runs[0].bold = True
    table = letter.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    for row in (grid.head, *grid.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for note in grid.notes:
        letter.add_paragraph(note)
