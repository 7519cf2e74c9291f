"""One HTML page that shows what was read: each page of a document as it looks, and beside it the tables found on it.

The page stands alone: pictures lie in it, nothing is loaded, nothing runs. Everything printed in a document is text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from desk.pictures import Picture, drawn_page, failed
from schema.reading import Cell, Reading, Table

MOST_PAGES = 200  # pictures in one file: browsers show some thousand megabytes badly
_DRAWN = ("application/pdf", "image/")

_NO_PICTURE = ("the file lies in another one", "the file holds hidden data, which a picture might show")

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #22282b; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.key span { padding: 0 .5em; margin-right: 1em; }
.page { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; margin: 1rem 0 2rem; }
.page figure { margin: 0; position: relative; align-self: start; border: 1px solid #cfd5d6; }
.page img, .page svg { display: block; width: 100%; } .page svg { position: absolute; inset: 0; height: 100%; }
rect { fill-opacity: .12; stroke-width: .8; }
rect.accepted { fill: #1a7f37; stroke: #1a7f37; } rect.waiting { fill: #b26b00; stroke: #b26b00; }
rect.disputed { fill: #c4161c; fill-opacity: .25; stroke: #c4161c; stroke-width: 1.6; }
table { border-collapse: collapse; font-size: .85rem; display: block; overflow-x: auto; }
td, th { border: 1px solid #cfd5d6; padding: .1rem .4rem; text-align: left; white-space: pre-line; }
th { background: #f0f2f1; } .accepted td, span.accepted { background: #eaf5ec; }
.waiting td, span.waiting { background: #fdf3e1; } td.disputed, th.disputed, span.disputed
{ background: #fbdcdd; outline: 2px solid #c4161c; } .quiet { color: #6d777c; }
@media (max-width: 60rem) { .page { grid-template-columns: 1fr; } }
"""
_KEY = (
    '<p class="key"><span class="accepted">accepted</span><span class="waiting">waits for a person</span>'
    '<span class="disputed">disputed cell</span></p>'
)


def write_page(out: Path, readings: Iterable[tuple[str, Reading]]) -> None:
    """Write the page for these files and their readings. OSError where ``out`` cannot be written."""
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    with out.open("w", encoding="utf-8", errors="replace") as file:
        file.write(
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>What was read</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{_STYLE}</style></head>\n'
            f"<body><h1>What was read</h1>{_KEY}\n"
        )
        for name, reading in readings:
            file.writelines(_document(name, reading, Path(name)))
        file.write("</body></html>\n")


def _document(name: str, reading: Reading, path: Path | None) -> Iterator[str]:
    """One file; ``path``: where its bytes lie, None for what lies in another file."""
    yield f"<h2>{escape(name)}</h2><p><b>{reading.outcome}</b>: {escape(reading.reason)}</p>\n"
    yield from (f"<p>Hidden: {escape(h.technique)}, {escape(h.place)}</p>\n" for h in reading.hidden)
    drawable = path is not None and reading.media_type.startswith(_DRAWN) and not reading.hidden
    data = path.read_bytes() if path is not None and drawable else b""
    pages = sorted({table.page for table in reading.tables if table.page is not None and not table.pages})
    for page in pages[:MOST_PAGES]:
        here = [t for t in reading.tables if t.page == page and not t.pages]
        picture = drawn_page(data, page) if data else failed(_NO_PICTURE[bool(reading.hidden)])
        yield f'<h3>Page {page}</h3><div class="page">{_picture(picture, here, page)}<div>'
        yield from map(_table, here)
        yield "</div></div>\n"
    if len(pages) > MOST_PAGES:
        yield f"<p>{len(pages) - MOST_PAGES} further pages with tables are not shown.</p>\n"
    yield from (_table(table) for table in reading.tables if table.pages or table.page is None)
    if reading.figures:
        yield "<h3>Figures in the text</h3><ul>"
        yield from (f"<li><b>{escape(f.as_printed)}</b> {escape(f.label)}: {escape(f.sentence)}</li>"
                    for f in reading.figures)  # fmt: skip
        yield "</ul>\n"
    for part in reading.parts:
        yield from _document(f"{name} / {part.name}", part, None)


def _picture(picture: Picture, tables: Iterable[Table], page: int) -> str:
    if not picture.data:
        return f'<p class="quiet">No picture: {escape(picture.fault)}.</p>'
    shown = base64.b64encode(picture.data).decode("ascii")
    boxes = "".join(_box(cell, table) for table in tables for cell in table.cells if cell.page == page)
    return (
        f'<figure><img alt="Page {page}" src="data:{picture.media_type};base64,{shown}">'
        f'<svg viewBox="0 0 {picture.width} {picture.height}" preserveAspectRatio="none">{boxes}</svg></figure>'
    )


def _box(cell: Cell, table: Table) -> str:
    if cell.box is None:
        return ""
    x0, y0, x1, y1 = cell.box.x0, cell.box.y0, cell.box.x1, cell.box.y1
    size = f'x="{x0}" y="{y0}" width="{max(0.0, x1 - x0):.1f}" height="{max(0.0, y1 - y0):.1f}"'
    title = escape(f"row {cell.row + 1}, column {cell.col + 1}: {cell.text}")
    return f'<rect class="{_standing(table, cell)}" {size}><title>{title}</title></rect>'


def _standing(table: Table, cell: Cell | None = None) -> str:
    if cell is not None and cell.disputed:
        return "disputed"
    return "accepted" if table.accept else "waiting"


def _table(table: Table) -> str:
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    where = f"sheet {table.sheet}, {table.span}" if table.sheet else ""
    over = f"over pages {', '.join(map(str, table.pages))}" if table.pages else ""
    title = escape(" · ".join(part for part in (table.title, where, over) if part))
    rows = "".join(
        "<tr>"
        + "".join(_cell(text, cells.get((r, c)), head=r < table.head_rows) for c, text in enumerate(row))
        + "</tr>"
        for r, row in enumerate(table.rows)
    )
    why = "".join(f"<li>{escape(reason)}</li>" for reason in table.why_not)
    said = f"accepted, read by {escape(table.extractor)}" if table.accept else f"waits for a person:<ul>{why}</ul>"
    notes = f'<p class="quiet">{escape(table.notes)}</p>' if table.notes else ""
    return f'<h3>{title}</h3><table class="{_standing(table)}">{rows}</table>{notes}<div class="quiet">{said}</div>\n'


def _cells(row: Sequence[str], cells: Sequence[Cell | None], *, head: bool) -> str:
    return "".join(_cell(text, cell, head=head) for text, cell in zip(row, cells, strict=True))


def _cell(text: str, cell: Cell | None, *, head: bool) -> str:
    tag = "th" if head else "td"
    disputed = ' class="disputed"' if cell is not None and cell.disputed else ""
    address = f' title="{escape(cell.address)}"' if cell is not None and cell.address else ""
    return f"<{tag}{disputed}{address}>{escape(text)}</{tag}>"
