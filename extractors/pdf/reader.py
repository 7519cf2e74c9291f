"""A PDF as a reading: pages one by one, hidden data first, tables judged and stitched, figures in the running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors import recognition
from extractors.acceptance import DISPUTED, Second, Verdict, judge, needs_only_confirming
from extractors.hidden import held
from extractors.isolation.child import has_room, tell_pages
from extractors.pdf import NAME, VERSION, concealed
from extractors.pdf import pdfium as lib
from extractors.pdf.enclosed import enclosed, layers_off, structure_of
from extractors.pdf.layout import text_of_blocks
from extractors.pdf.load import picture, read_page
from extractors.pdf.others import MAKES, Others
from extractors.pdf.page import Page, TooMuchError
from extractors.pdf.raw import Raw, Slot, data_row
from extractors.pdf.seen import Look
from extractors.pdf.stitch import Sheet, Whole, wholes
from extractors.pdf.written import second_opinion, written_apart
from extractors.printed import is_value
from extractors.prose import figures
from extractors.route import PageRead, read_tables
from schema.reading import Box, Cell, Hidden, Outcome, Reading, Source, Table

MAX_PAGES = 10_000
SECONDS_A_SCAN = 15  # of processor time for recognising one page
MOST_RECOGNISED = 15  # pages of one document, so that the time limit is kept
DPI = 200


def read(data: bytes, source: Source) -> Reading:
    """The reading of a PDF. Every end is a Reading, but for MemoryError and faults of the program."""
    document = lib.load_document(data, len(data), None)
    if not document:
        return _unopened(source)
    try:
        return _read(document, data, source)
    except TooMuchError as fault:
        return _ended(source, Outcome.TOO_BIG, str(fault))
    finally:
        lib.close_document(document)


def _read(document: int, data: bytes, source: Source) -> Reading:
    pages = lib.page_count(document)
    if pages > MAX_PAGES:
        return _ended(source, Outcome.TOO_BIG, f"The PDF has {pages:,} pages; more than {MAX_PAGES:,} are not read.")
    tell_pages(pages)
    structure = structure_of(data)
    found = _Found(Others(data), layers_off(structure))
    for number in range(1, pages + 1):
        found.take(document, number)
    return _concluded(found, pages, enclosed(document, data, structure), source)


@dataclass(slots=True)
class _Found:
    """What the pages hold, gathered one after the other. ``layered``: some of its layers are switched off."""

    others: Others
    layered: bool = False
    reads: list[PageRead] = field(default_factory=list)
    opinions: dict[int, Second] = field(default_factory=dict)  # by id of the raw table
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)  # pages with form fields that are not read
    sizes: list[tuple[float, float]] = field(default_factory=list)

    def take(self, document: int, number: int) -> None:
        page = read_page(document, number)
        self.sizes.append((round(page.width, 1), round(page.height, 1)) if page else (0.0, 0.0))
        if page is None:
            self.lost.append(number)
            return
        self.unread += [number] if page.unread else []
        look = Look(document, page, self.layered)
        if concealed.is_scan(page, look):
            self.hidden += concealed.on_scan(page, look)
            self._recognise(document, page)
        else:
            self._read(page, look)

    def _read(self, page: Page, look: Look) -> None:
        words, hidden = concealed.separate(page, look)
        self.hidden += hidden
        read = read_tables(page, words)
        for raw in read.tables:
            raw.doubts += _typed_doubts(page)
            self.opinions[id(raw)] = self._opinion(raw, page)
        self._keep(page, read)

    def _opinion(self, raw: Raw, page: Page) -> Second:
        """How the file writes the table; where that does not confirm a clean one, whether another reader does."""
        written = second_opinion(raw, page.runs)
        grid = raw.grid()
        if written.agrees or raw.doubts or not needs_only_confirming(grid, raw.head):
            return written
        if written.doubts and written_apart(raw, page.runs):
            return written  # perhaps two tables; other readers take them for one as well
        if written.differs and raw.how == "aligned":
            return written  # the others go by alignment as well, and would put these cells where they stand now
        other = self.others.agreeing(page.number, grid, raw.how)
        return Second(other) if other else written

    def _recognise(self, document: int, page: Page) -> None:
        """Read a scanned page with the recogniser, where it is installed and time remains."""
        self.scans.append(page.number)
        if not recognition.available() or len(self.recognised) >= MOST_RECOGNISED or not has_room(SECONDS_A_SCAN):
            return
        tell_pages(SECONDS_A_SCAN)
        words = recognition.recognise(picture(document, page.number), DPI / 72)
        if words is None:
            return
        self.recognised.append(page.number)
        page.words, page.across, page.upright = words, [], []
        read = read_tables(page, page.words)
        for raw in read.tables:
            raw.doubts.append("The page is a scan; its text was recognised by a machine.")
            self.opinions[id(raw)] = second_opinion(raw, page.runs)
        self._keep(page, read)

    def _keep(self, page: Page, read: PageRead) -> None:
        self.reads.append(read)
        lines = [line for block in read.prose for line in block]
        self.sheets.append(Sheet(page.number, page.height, read.tables, lines))

    @property
    def text(self) -> str:
        return "\f".join(text_of_blocks(read.prose) for read in self.reads)


def _typed_doubts(page: Page) -> list[str]:
    """Form fields and typed text are seen, and yet no part of what the page says: a person compares."""
    filled = ["The page has form fields or text typed over it."] if page.filled else []
    return [*filled, "Form fields on the page are not read."] if page.unread else filled


def _unopened(source: Source) -> Reading:
    if lib.last_error() in (lib.PASSWORD_ERROR, lib.SECURITY_ERROR):
        return _ended(source, Outcome.PASSWORD, "The PDF is encrypted; ask for the password or for a plain copy.")
    return _ended(source, Outcome.DAMAGED, "The PDF is damaged so that it cannot be opened.")


def _ended(source: Source, outcome: Outcome, reason: str, pages: int = 0) -> Reading:
    return Reading(
        source.sha256,
        source.name,
        source.media_type,
        outcome,
        reason,
        pages=pages,
        extractor=NAME,
        version=VERSION,
    )


# ------------------------------------------------------------------ the reading


def _concluded(found: _Found, pages: int, beside: Sequence[Hidden], source: Source) -> Reading:
    tables = _tables(found)
    text = found.text
    outcome, reason = _outcome(found, pages, tables, text)
    reading = Reading(
        source.sha256,
        source.name,
        source.media_type,
        outcome,
        reason,
        tables=tuple(tables),
        figures=figures(text),
        text=text,
        pages=pages,
        extractor=NAME,
        version=VERSION,
        sizes=tuple(found.sizes),
    )
    return held(reading, [*beside, *found.hidden])


def _outcome(found: _Found, pages: int, tables: Sequence[Table], text: str) -> tuple[Outcome, str]:
    if pages < 1 or len(found.lost) == pages:
        return Outcome.DAMAGED, "The PDF opens, but none of its pages can be read."
    blind = [number for number in found.scans if number not in found.recognised]
    scans = f"{_pages(blind)} without text that can be read" if blind else ""
    if blind and not tables and len(blind) * 2 >= pages:
        return Outcome.NEEDS_OCR, f"The PDF is a scan: {scans}. {recognition.INSTALL}"
    if not tables and not text.strip():
        return Outcome.EMPTY, f"The PDF has {pages} pages, and nothing is printed on them."
    seen = f"{_pages(found.recognised)} recognised from a scan, for a person to compare" if found.recognised else ""
    fields = f"form fields not read on {_pages(found.unread)}" if found.unread else ""
    notes = [note for note in (scans, seen, fields, f"{_pages(found.lost)} damaged" if found.lost else "") if note]
    found_here = sum(not t.pages for t in tables)
    count = f"{_counted(pages, 'page')} read, {_counted(found_here, 'table')} found"
    return Outcome.READ, "; ".join([count, *notes]) + "."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _pages(numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers[:10])) + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")
    return f"page {named}" if len(numbers) == 1 else f"pages {named}"


def _tables(found: _Found) -> list[Table]:
    """The tables page by page, then the ones that run over pages; pieces of an accepted whole are accepted."""
    joined = list(wholes(found.sheets))
    accepted: dict[int, float] = {}
    whole_tables = []
    for whole in joined:
        table = _whole_table(whole, found)
        whole_tables.append(table)
        if table.accept:
            accepted |= {id(piece): table.confidence for piece in whole.pieces}
    pieces = [_table(raw, found, accepted.get(id(raw))) for read in found.reads for raw in read.tables]
    return pieces + whole_tables


def _table(raw: Raw, found: _Found, of_whole: float | None) -> Table:
    """A table of one page. ``of_whole``: the confidence of the accepted table over pages that it is a piece of."""
    rows = raw.grid()
    verdict = judge(rows, raw.head, found.opinions[id(raw)], [*raw.doubts, *_one_row_doubt(raw, rows)])
    if of_whole is not None:
        verdict = Verdict(True, (), verdict.disputed, of_whole)
    return Table(
        rows=tuple(tuple(row) for row in rows),
        cells=tuple(_cell(slot, raw.page, verdict) for slot in raw.slots if slot.text),
        extractor=_made_by(raw, found.opinions[id(raw)]),
        version=VERSION,
        page=raw.page,
        box=_rounded(raw.box),
        head_rows=raw.head,
        title=raw.title,
        notes=raw.notes,
        accept=verdict.accept,
        why_not=verdict.why_not,
        confidence=verdict.confidence,
    )


def _one_row_doubt(raw: Raw, rows: Sequence[Sequence[str]]) -> list[str]:
    """A drawing or a formula may look like one row of figures; a table has headings over its label and each of them."""
    body = [row for row in rows[raw.head :] if data_row(row)]
    if raw.how != "aligned" or len(body) != 1:
        return []
    headed = all(rows[raw.head - 1]) if raw.head else False
    figures = sum(map(is_value, body[0][1:]))
    return [] if headed and figures > 1 else ["One row of figures without lines may be no table."]


def _made_by(raw: Raw, opinion: Second) -> str:
    """The reader, and the one of another make that confirmed it: "pdf/ruled", "pdf/aligned+camelot"."""
    return f"pdf/{raw.how}" + (f"+{opinion.name}" if opinion.name in MAKES else "")


def _whole_table(whole: Whole, found: _Found) -> Table:
    rows = whole.grid()
    opinions = [found.opinions[id(piece)] for piece in whole.pieces]
    second = Second(opinions[0].name, frozenset(), tuple(d for o in opinions for d in o.doubts))
    differing = sum(len(opinion.differs) for opinion in opinions)
    doubts = [f"On its pages {differing} cells are read differently."] if differing else []
    verdict = judge(rows, whole.head, second, [*doubts, *(d for piece in whole.pieces for d in piece.doubts)])
    first = whole.pieces[0]
    return Table(
        rows=tuple(tuple(row) for row in rows),
        cells=tuple(_cell(placed.slot, placed.page, verdict) for placed in whole.placed if placed.slot.text),
        extractor=_made_by(first, opinions[0]),
        version=VERSION,
        page=first.page,
        box=_rounded(first.box),
        pages=tuple(dict.fromkeys(piece.page for piece in whole.pieces)),
        head_rows=whole.head,
        title=first.title,
        notes=whole.pieces[-1].notes,
        accept=verdict.accept,
        why_not=verdict.why_not,
        confidence=verdict.confidence,
    )


def _rounded(box: tuple[float, float, float, float]) -> Box:
    x0, y0, x1, y1 = box
    return Box(round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))


def _cell(slot: Slot, page: int, verdict: Verdict) -> Cell:
    box = slot.box
    disputed = (slot.row, slot.col) in verdict.disputed
    return Cell(
        slot.row,
        slot.col,
        slot.text,
        rowspan=slot.rowspan,
        colspan=slot.colspan,
        page=page,
        box=_rounded(box) if box else None,
        confidence=round(verdict.confidence * (DISPUTED if disputed else 1.0), 3),
        disputed=disputed,
    )
