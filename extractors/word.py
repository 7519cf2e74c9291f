"""DOCX: its words and tables as a reader sees them; deletions, vanished text and comments are hidden data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from extractors.acceptance import Second
from extractors.hidden import Technique, held
from extractors.hidden_office import package_hidden
from extractors.html import UNCONFIRMED, Confirm, Row, is_data, tables_of
from extractors.office import Package, Refused, refusal, xml
from extractors.tabular import Rows
from extractors.word_second import MOST_SPAN
from extractors.word_sight import Sight, is_on, is_unseen_shape, tag, value
from schema.reading import Hidden, Outcome, Reading, Source

NAME = "word"
VERSION = "7"
_ADVICE = {
    "application/msword": "an old Word document (.doc)",
    "application/rtf": "an RTF document",
    "application/vnd.ms-powerpoint": "an old PowerPoint presentation",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint presentation",
    "application/vnd.oasis.opendocument.text": "an OpenDocument text",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
}
_DOCX = "openxmlformats-officedocument.wordprocessingml"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHOWN = {
    "ins",
    "moveTo",
    "hyperlink",
    "smartTag",
    "sdt",
    "sdtContent",
    "fldSimple",
    "customXml",
    "bdo",
    "dir",
    "p",
    "txbxContent",
    "Choice",
}
_LEADS_TO_TEXT_BOX = {
    "AlternateContent",
    "drawing",
    "pict",
    "inline",
    "anchor",
    "graphic",
    "graphicData",
    "wsp",
    "txbx",
    "shape",
    "textbox",
    "rect",
    "wgp",
    "group",
}


@dataclass(slots=True)
class Pages:
    """A document taken apart. ``spans``: where its tables stand in the text, as characters."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    tables: list[list[Row]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    hidden: Counter[tuple[Technique, str]] = field(default_factory=Counter)

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.length += len(line) + 1

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Word:
    """Word documents; older and other office texts end as unsupported with advice."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 90 if _DOCX in media_type else 10 if media_type in _ADVICE else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, empty, quarantined; unsupported, damaged, unsafe, password or too_big for what is refused."""
        try:
            if _DOCX not in source.media_type and (kind := _ADVICE.get(source.media_type)):
                raise Refused(
                    Outcome.UNSUPPORTED, f"This is {kind}, which is not read; ask for DOCX, PDF or a spreadsheet."
                )
            return _read(data, source)
        except Refused as refused:
            return refusal(source, refused, NAME, VERSION)


def _read(data: bytes, source: Source) -> Reading:
    from extractors.prose import figures_beside

    package = Package(data)
    if "word/document.xml" not in package.names:
        raise Refused(Outcome.DAMAGED, "The file has no document part; it seems to be cut off.")
    reader = _Reader(package)
    pages = reader.read()
    tables = tables_of(pages.tables, pages.spans, pages.text, NAME, VERSION, _second(package))
    has_words = bool(pages.text.strip())
    reading = Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ if has_words else Outcome.EMPTY,
        reason=f"A Word document with {len(tables)} tables." if has_words else "The document shows no words.",
        tables=tables,
        figures=figures_beside(pages.text, pages.spans),
        text=pages.text,
        extractor=NAME,
        version=VERSION,
    )
    found = [
        Hidden(technique, f"{place} ({count} times)" if count > 1 else place)
        for (technique, place), count in pages.hidden.items()
    ]
    return held(reading, [*package_hidden(package), *_comments(package), *found])


def _second(package: Package) -> Confirm:
    """What the stream of events makes of the same tables, each found by its first filled cells."""
    from extractors.word_second import second_tables

    every = second_tables(package.read("word/document.xml"))

    def confirm(rows: Rows) -> Second:
        flat = [[" ".join(t.split()) for t in row] for row in rows]
        other = next((o for o in every if len(o) == len(flat) and o[0][:1] == flat[0][:1]), None)
        if other is None:
            return UNCONFIRMED
        every.remove(other)
        wide = [row + [""] * (len(flat[0]) - len(row)) for row in other]
        places = (
            (r, c) for r, row in enumerate(wide) for c in range(len(row)) if row[c] != "".join(flat[r][c : c + 1])
        )
        return Second("second reader", frozenset(places))

    return confirm


def _comments(package: Package) -> list[Hidden]:
    if "word/comments.xml" not in package.names:
        return []
    notes = [c for c in xml(package.read("word/comments.xml")) if "".join(c.itertext()).strip()]
    return (
        [Hidden(Technique.TEXT_COMMENT, f"{len(notes)} comment{'' if len(notes) == 1 else 's'} in the margin")]
        if notes
        else []
    )


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = xml(package.read("word/document.xml"))
        self.pages = Pages()
        self.paragraph = 0
        self.place = ""
        has_styles = "word/styles.xml" in package.names
        floats = next(self.root.iter("{*}anchor", "{*}pict", "{*}background"), None) is not None
        behind = any(b'behindDoc="1"' in package.read(n) for n in package.names if n.startswith("word/header"))
        self.sight = Sight(xml(package.read("word/styles.xml")) if has_styles else None, is_drawn=floats or behind)

    def read(self) -> Pages:
        body = self.root.find("{*}body")
        if body is not None:
            self._blocks(body)
        for part in ("word/footnotes.xml", "word/endnotes.xml"):
            if part in self.package.names:
                for note in xml(self.package.read(part)):
                    self._blocks(note)
        return self.pages

    def _blocks(self, parent: Any) -> None:
        for element in parent:
            kind = tag(element)
            if kind == "p":
                self._paragraph(element)
            elif kind == "tbl":
                self._table(element)
            elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
                self._blocks(element)
            elif kind in ("del", "moveFrom"):
                self._say(Technique.TRACKED_DELETION, element)
            elif kind == "altChunk":
                self.pages.hidden[
                    (Technique.EMBEDDED_OBJECT, "a document to be put in its place when it is opened")
                ] += 1

    def _paragraph(self, element: Any) -> None:
        self.paragraph += 1
        self.place = f"paragraph {self.paragraph}"
        self.pages.add(self._text(element))

    def _table(self, element: Any) -> None:
        self.place = f"table {len(self.pages.tables) + 1}"
        rows = self._rows(element)
        start = self.pages.length
        for row in rows:
            self.pages.add("\t".join(text.replace("\n", " ") for text, _, _ in row))
        if is_data(rows):
            self.pages.tables.insert(len(self.pages.spans), rows)
            self.pages.spans.append((start, self.pages.length))

    def _rows(self, table: Any) -> list[Row]:
        """Rows of (text, rowspan, colspan); a cell that goes on from above is left to the cell above."""
        rows: list[Row] = []
        open_at: dict[int, tuple[int, int]] = {}  # grid column -> row and index of the cell that spans down
        for r, tr in enumerate(_within(table, "tr")):
            line: Row = []
            hides = _hides_row(tr)
            if hides:
                self._say(hides, tr)
            column = min(int(value(tr.find("{*}trPr/{*}gridBefore"), "val") or 0), MOST_SPAN)
            if column:
                line.append(("", 1, column))
            for tc in _within(tr, "tc"):
                colspan = min(max(int(value(tc.find("{*}tcPr/{*}gridSpan"), "val") or 1), 1), MOST_SPAN)
                merge = tc.find("{*}tcPr/{*}vMerge")
                if merge is not None and value(merge, "val") != "restart" and column in open_at:
                    top, index = open_at[column]
                    text, rowspan, width = rows[top][index]
                    rows[top][index] = (text, rowspan + 1, width)
                else:
                    open_at.pop(column, None)
                    if merge is not None:
                        open_at[column] = (r, len(line))
                    line.append(("" if hides else self._cell(tc), 1, colspan))
                column += colspan
            rows.append(line)
        return rows

    def _cell(self, tc: Any) -> str:
        lines = [self._text(p) for p in _within(tc, "p")]
        lines += [self._inner_table(nested) for nested in _within(tc, "tbl")]
        return "\n".join(lines).strip()

    def _text(self, element: Any) -> str:
        """The words of a paragraph that are seen, tracked insertions among them."""
        out: list[str] = []
        for child in element:
            kind = tag(child)
            if kind == "r":
                out.append(self._run(child))
            elif kind in ("del", "moveFrom"):
                self._say(Technique.TRACKED_DELETION, child)
            elif kind in _SHOWN:
                out.append(self._text(child))
        return "".join(out)

    def _run(self, run: Any) -> str:
        words = "".join(self._pieces(run))
        if not words.strip():
            return words
        if hides := self.sight.concealed(run):
            self.pages.hidden[(hides, self.place)] += 1
            return ""
        raised = value(run.find("{*}rPr/{*}vertAlign"), "val") == "superscript"
        return words.translate(_SUPERSCRIPT) if raised else words

    def _pieces(self, run: Any) -> list[str]:
        out = []
        for child in run:
            kind = tag(child)
            if kind == "t":
                out.append(child.text or "")
            elif kind in ("tab", "br", "cr"):
                out.append("\t" if kind == "tab" else "\n")
            elif kind == "noBreakHyphen":
                out.append("-")
            elif kind in _LEADS_TO_TEXT_BOX:
                for box in _text_boxes(child):
                    if is_unseen_shape(box):
                        self._say(Technique.VANISHED_TEXT, box)
                    else:
                        out += ["\n" + self._in_box(part) for part in box]
        return out

    def _in_box(self, part: Any) -> str:
        """The words of a paragraph or table in a text box; the table is one of the document's."""
        return self._inner_table(part) if tag(part) == "tbl" else self._text(part)

    def _inner_table(self, table: Any) -> str:
        """The words of a table within something else, which is read as a table of its own."""
        rows = self._rows(table)
        if is_data(rows):
            self.pages.tables.append(rows)
        return "\n".join(" ".join(text for text, _, _ in row) for row in rows)

    def _say(self, technique: Technique, element: Any) -> None:
        if any(tag(e) in ("t", "delText") and (e.text or "").strip() for e in element.iter()):
            self.pages.hidden[(technique, self.place)] += 1


def _hides_row(tr: Any) -> Technique | None:
    if tr.find("{*}trPr/{*}del") is not None:
        return Technique.TRACKED_DELETION
    return Technique.VANISHED_TEXT if is_on(tr.find("{*}trPr/{*}hidden")) else None


def _text_boxes(element: Any) -> list[Any]:
    """Boxes of text in a drawing, once: the fallback of an alternative repeats its choice."""
    return [b for b in element.iter("{*}txbxContent") if not any(tag(up) == "Fallback" for up in b.iterancestors())]


def _within(element: Any, name: str) -> list[Any]:
    """Children of one kind, through content controls and tracked insertions."""
    out = []
    for child in element:
        if tag(child) == name:
            out.append(child)
        elif tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            out += _within(child, name)
    return out


extractor = Word()
