"""HTML: its words and its tables, nothing fetched, nothing run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from extractors.acceptance import Second, totals_add_up
from extractors.encoding import decoded
from extractors.hidden import Technique, held
from extractors.office import Refused, refusal
from extractors.tabular import Rows, heading_rows, placed, unclean
from schema.reading import Cell, Hidden, Outcome, Reading, Source, Table

NAME = "html"
VERSION = "6"
MOST_SPAN = 1_000
MOST_CELLS = 200_000
_MOST_NESTED = 20  # tables around a table
_MOST_PARTS = 5_000  # elements in a cell, twice
_FRAME = " " * 2_000
_BLOCKS = {
    "p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6",
    "table", "ul", "ol", "section", "article", "blockquote", "pre", "hr",
    "header", "footer", "dt", "dd", "address", "form", "fieldset", "tbody", "thead",
}  # fmt: skip
_PARAGRAPHS = {"p", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SILENT = {"script", "style", "head", "template", "noscript", "svg", "object", "iframe", "textarea", "select", "title"}
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|mso-hide\s*:\s*all",
    re.I,
)
_QUOTE, _OPEN, _CLOSE = "\x01", "\x02", "\x03"  # marks in the text while it is put together
_QUOTE_WORDS = re.compile(r"gmail_quote|moz-cite|yahoo_quoted|divRplyFwdMsg|OutlookMessageHeader|appendonsend", re.I)


Row = list[tuple[str, int, int]]  # text, rowspan, colspan


UNCONFIRMED = Second("second reader", doubts=("No second reader confirms this table.",))
Confirm = Callable[[Rows], Second]  # what another reader makes of these rows


@dataclass(slots=True)
class Page:
    """What a page shows. ``quote_at``: where in ``text`` the quoted earlier mail begins, if it is marked.

    ``spans``: where tables stand in ``text``. ``is_whole``: False where elements are nested too deeply to be read.
    """

    text: str = ""
    tables: list[list[Row]] = field(default_factory=list)  # rows of (text, rowspan, colspan)
    hidden: list[str] = field(default_factory=list)
    quote_at: int | None = None
    is_whole: bool = True
    spans: list[tuple[int, int]] = field(default_factory=list)


class Html:
    """Web pages and HTML saved under other names."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 70 if media_type in ("text/html", "application/xhtml+xml") else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, empty, or quarantined where the page holds text it does not show."""
        from extractors.prose.figures import prose_figures

        text = decoded(data, _said(data))
        page = page_of(text.text)
        if not page.is_whole:
            too_deep = Refused(Outcome.DAMAGED, "The page nests its elements too deeply to be read.")
            return refusal(source, too_deep, NAME, VERSION)
        tables = tables_of(page.tables, page.spans, page.text, NAME, VERSION)
        reading = Reading(
            sha256=source.sha256,
            name=source.name,
            media_type=source.media_type,
            outcome=Outcome.READ if page.text.strip() else Outcome.EMPTY,
            reason=f"A page with {len(tables)} tables; {text.encoding}."
            if page.text.strip()
            else "The page shows no words.",
            tables=tables,
            figures=prose_figures(page.text, page.spans),
            text=page.text,
            extractor=NAME,
            version=VERSION,
            flags=text.flags,
        )
        return held(reading, [Hidden(Technique.VANISHED_TEXT, place) for place in page.hidden])


def page_of(markup: str) -> Page:
    """The words and tables of a page, in reading order, without what its styles hide."""
    from lxml import html as lxml_html
    from lxml.etree import ParserError

    page = Page()
    try:
        parser = lxml_html.HTMLParser(no_network=True, huge_tree=True)
        root = lxml_html.document_fromstring(_without_declaration(markup) or " ", parser=parser)
    except (ParserError, ValueError):
        return page
    page.is_whole = not any("Excessive depth" in entry.message for entry in parser.error_log)
    if not page.is_whole:
        return page
    pieces: list[str] = []
    _walk(root, pieces, page)
    _unmark(_tidy("".join(pieces)), page)
    return page


def _unmark(marked: str, page: Page) -> None:
    """Take the marks of the walk (quote, table begins, table ends) out of the text and keep their places."""
    out: list[str] = []
    length, opened = 0, 0
    for piece in re.split(f"([{_QUOTE}{_OPEN}{_CLOSE}])", marked):
        if piece == _QUOTE:
            page.quote_at = length if page.quote_at is None else page.quote_at
        elif piece == _OPEN:
            opened = length
        elif piece == _CLOSE:
            page.spans.append((opened, length))
        else:
            out.append(piece)
            length += len(piece)
    page.text = "".join(out)


def tables_of(
    tables: list[list[Row]],
    spans: list[tuple[int, int]],
    text: str,
    extractor: str,
    version: str,
    second: Confirm | None = None,
) -> tuple[Table, ...]:
    """Tables from their rows, each cell with its characters in ``text``; one without a span of its own has none."""
    confirm = second or (lambda rows: UNCONFIRMED)
    made = [table_of(rows, extractor, version, confirm) for rows in tables]
    return tuple(placed(t, text, *span) if span else t for t, span in zip_longest(made, spans[: len(made)]))


def table_of(rows: list[Row], extractor: str, version: str, confirm: Confirm) -> Table:
    """A table from rows of (text, rowspan, colspan); a spanning cell stands at its top left."""
    grid, cells = _spread(rows)
    head = heading_rows(grid)
    second = confirm(grid)
    reasons = (*unclean(grid, head), *_unconfirmed(grid, head, second))
    return Table(
        rows=tuple(tuple(row) for row in grid),
        cells=tuple(replace(c, disputed=(c.row, c.col) in second.differs) for c in cells),
        extractor=extractor,
        version=version,
        head_rows=head,
        accept=not reasons,
        why_not=reasons,
        confidence=0.5 if reasons else 1.0,
    )


_NO_MARKS = str.maketrans("", "", _QUOTE + _OPEN + _CLOSE)


def _unconfirmed(rows: Rows, head_rows: int, second: Second) -> tuple[str, ...]:
    """Why neither the second reading nor the printed totals confirm a table; () if one of them does."""
    if second.agrees or (rows and totals_add_up(rows, head_rows)):
        return ()
    differs = (f"The {second.name} differs on {len(second.differs)} cells.",) if second.differs else ()
    return (*second.doubts, *differs)


def _said(data: bytes) -> str:
    found = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096], re.I)
    return found[1].decode("ascii") if found else ""


def _without_declaration(markup: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)


def _walk(root: Any, out: list[str], page: Page) -> None:
    """Depth first without recursion: pages may nest tens of thousands deep."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    open_tables: list[bool] = []  # of the tables around, outermost first: whether each holds data
    while stack:
        element, done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if done:
            _leave(element, tag, out, is_data_table=tag == "table" and open_tables.pop())
        elif not tag or tag in _SILENT or _is_hidden(element):
            if tag and tag not in _SILENT and "".join(element.itertext()).strip():
                page.hidden.append(f"<{tag}> element {len(page.hidden) + 1}")
            _words(element.tail, out)
        else:
            rows = _rows(element) if tag == "table" and len(open_tables) < _MOST_NESTED else []
            if tag == "table":
                open_tables.append(is_data(rows))
            _enter(element, tag, out)
            if tag == "table" and open_tables[-1]:
                page.tables.append(rows)
                out.append(_OPEN)
            _words_of(element, tag, out)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))


def _enter(element: Any, tag: str, out: list[str]) -> None:
    if tag == "blockquote" or _QUOTE_WORDS.search(f"{element.get('class', '')} {element.get('id', '')}"):
        out.append(_QUOTE)
    if tag in _BLOCKS:
        _break(out, tag)


def _words_of(element: Any, tag: str, out: list[str]) -> None:
    if tag == "pre":
        out.append((element.text or "").translate(_NO_MARKS))
    elif tag == "sup":
        out.append(_flat(element.text).translate(_SUPERSCRIPT))
    else:
        _words(element.text, out)


def _leave(element: Any, tag: str, out: list[str], *, is_data_table: bool) -> None:
    if is_data_table:
        out.append(_CLOSE)
    if tag in _BLOCKS and tag != "br":
        _break(out, tag)
    elif tag in ("td", "th"):
        out.append("\t")
    _words(element.tail, out)


def _break(out: list[str], tag: str) -> None:
    """A new line, and an empty one around paragraphs; never more than that."""
    if tag == "br":
        out.append("\n")
    elif out and not out[-1].endswith("\n"):
        out.append("\n\n" if tag in _PARAGRAPHS else "\n")


def _words(text: str | None, out: list[str]) -> None:
    flat = _flat(text)
    if flat.strip() or (flat and out and not out[-1].endswith(("\n", "\t"))):
        out.append(flat.lstrip() if out and out[-1].endswith("\n") else flat)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDES.search(element.get("style") or ""))


def _rows(table: Any) -> list[Row]:
    """Rows of one table, without those of tables within it."""
    shown = [row for row in table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr") if not _is_hidden(row)]
    return [[_cell(c) for c in row if c.tag in ("td", "th") and not _is_hidden(c)] for row in shown]


def _cell(cell: Any) -> tuple[str, int, int]:
    return _shown(cell), _span(cell.get("rowspan")), _span(cell.get("colspan"))


def _shown(cell: Any) -> str:
    """The words of a cell that are seen; _FRAME where more stands in it than in any cell of a table."""
    pieces: list[str] = []
    stack: list[tuple[Any, bool]] = [(cell, False)]
    for _ in range(_MOST_PARTS):
        if not stack:
            return "".join(pieces).strip()
        part, done = stack.pop()
        if done:
            pieces.append(_flat(part.tail) if part is not cell else "")
            continue
        stack.append((part, True))
        if part.tag == "sup" and (part.text or "").strip().isdigit():
            pieces.append((part.text or "").strip().translate(_SUPERSCRIPT))
        elif isinstance(part.tag, str) and part.tag not in _SILENT and (part is cell or not _is_hidden(part)):
            pieces.append(("\n" if part.tag in ("br", "p", "div") else "") + _flat(part.text))
            stack.extend((child, False) for child in reversed(part))
    return _FRAME


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MOST_SPAN) if value and value.strip().isdigit() else 1


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "").translate(_NO_MARKS)


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \xa0]+", " ", line).strip(" ").removesuffix("\t") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def is_data(rows: list[Row]) -> bool:
    """A table of two columns and rows at least, not a frame for the page's layout."""
    filled = [row for row in rows if sum(bool(t) for t, _, _ in row) > 1]
    is_frame = any(t is _FRAME for row in rows for t, _, _ in row)
    return len(filled) > 1 and not is_frame and all(len(t) < 2_000 for row in filled for t, _, _ in row)


def _spread(rows: list[Row]) -> tuple[list[list[str]], list[Cell]]:
    grid: list[list[str]] = []
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        line: dict[int, str] = {}
        c = 0
        for text, rowspan, colspan in row:
            while (r, c) in taken:
                c += 1
            down = min(rowspan, len(rows) - r)
            if len(taken) < MOST_CELLS:
                taken.update((y, x) for y in range(r, r + down) for x in range(c, c + colspan))
            line[c] = text
            if text:
                cells.append(Cell(r, c, text, down, colspan))
            c += colspan
        grid.append([line.get(x, "") for x in range(max(line, default=-1) + 1)])
    width = max([len(line) for line in grid] + [x + 1 for _, x in taken], default=0)
    return [line + [""] * (width - len(line)) for line in grid], cells


extractor = Html()
