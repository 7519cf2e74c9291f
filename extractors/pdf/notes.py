"""What is laid over a page or attached to it: comments, marks for redaction, boxes, form fields and typed text.

Numbers of the kinds: pdfium ``fpdf_annot.h``. Of what a note says nothing is kept but that it says something. Fields
that are filled in and text typed over the page are seen by its reader: they are made part of the page.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from ctypes import byref
from dataclasses import dataclass, field

from extractors.hidden import Technique
from extractors.pdf import pdfium as lib
from extractors.pdf.page import MAX_OBJECTS, Area, Box, Matrix, Page, Run, Word, placed
from schema.reading import Hidden

MAX_NOTES = 2_000  # of one page that are looked at
_REDACT, _FILE, _WIDGET, _FREE_TEXT = 28, 17, 20, 3
_SPEAKS = {1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}  # comments, and marks that may carry one; no link, no field
_LAID_OVER = {3, 5, 6, 7, 9, 13, 15}  # free text, square, circle, polygon, highlight, stamp, ink
_BOXES = {5, 6, 7, 13, 15}  # of these: square, circle, polygon, stamp, ink
_LONGEST = 65_536  # bytes of the text of one note
_INVISIBLE, _HIDDEN, _NO_VIEW = 1, 2, 32  # flags (PDF 32000-1, table 165)


@dataclass(slots=True)
class Typed:
    """What is typed over a page. ``drawn``: the file says how it looks; ``bare``: values in the boxes of fields."""

    drawn: bool = False
    bare: list[tuple[str, Box]] = field(default_factory=list)
    undrawn: list[Area] = field(default_factory=list)  # boxes over the page that only a program for reading draws


def read_notes(handle: int, page: Page, place: Matrix) -> Typed:
    """Fill the redactions, the laid over and the unseen of a page from its notes; what is typed on it."""
    found: Counter[str] = Counter()
    typed = Typed()
    for n in range(min(lib.annotation_count(handle), MAX_NOTES)):
        note = lib.get_annotation(handle, n)
        if note:
            technique = _take(note, n, page, place, typed)
            found[technique] += 1
            lib.close_annotation(note)
    del found[""]
    page.unseen = tuple(Hidden(technique, _place(page, count)) for technique, count in sorted(found.items()))
    return typed


def drawn_in(page: Page, typed: Typed) -> None:
    """The notes were made part of the page: their boxes are drawn on it now, and no program for reading draws more."""
    page.laid_over.clear()
    page.redactions += typed.undrawn


def typed_in(page: Page, typed: Typed) -> None:
    """Values of fields without a look of their own, as words in their boxes."""
    page.filled = True
    for number, (value, (x0, y0, x1, y1)) in enumerate(typed.bare):
        run, lines = -1 - number, value.split("\n")
        page.runs[run] = Run(2 * MAX_OBJECTS + number, (0, 0, 0), 0, box=(x0, y0, x1, y1))
        depth = (y1 - y0) / len(lines)
        for row, line in enumerate(lines):
            letter = min((x1 - x0) / max(len(line), 1), 0.6 * depth)
            for word in re.finditer(r"\S+", line):
                left, right = x0 + word.start() * letter, x0 + word.end() * letter
                top = y0 + row * depth
                seq = len(page.words) + 1
                page.words.append(Word(word.group(), left, top, right, top + depth, run, seq, 0, word.start() > 0))


def _place(page: Page, count: int) -> str:
    return f"page {page.number}" + (f" ({count} times)" if count > 1 else "")


def _take(note: int, n: int, page: Page, place: Matrix, typed: Typed) -> str:
    """Keep where a note lies and what it types; the technique by which it hides something, "" for none."""
    kind, flags = lib.annotation_subtype(note), lib.annotation_flags(note)
    is_shown = not flags & (_HIDDEN | _NO_VIEW)
    if is_shown and (kind == _REDACT or kind in _LAID_OVER):
        area = Area(*_box(note, place), MAX_OBJECTS + n, 0.0, (0, 0, 0))
        is_drawn = lib.annotation_has(note, b"AP")
        if kind != _FREE_TEXT or is_drawn:  # other typed text has no ground
            (page.redactions if kind == _REDACT else page.laid_over).append(area)
        if kind in _BOXES and not is_drawn:
            typed.undrawn.append(area)
    if kind == _FILE:
        return "attached file"
    if kind in (_WIDGET, _FREE_TEXT) and is_shown:
        _take_typed(note, kind, page, place, typed)
        return ""
    if kind == _WIDGET:
        return Technique.HIDDEN_FIELD if _text(note, b"V") else ""
    return Technique.NOTE if kind in _SPEAKS and _text(note, b"Contents") else ""


def _take_typed(note: int, kind: int, page: Page, place: Matrix, typed: Typed) -> None:
    if lib.annotation_has(note, b"AP"):
        typed.drawn = True
        return
    if kind == _WIDGET and _text(note, b"FT") in ("Btn", "Sig"):
        return
    if value := _text(note, b"V" if kind == _WIDGET else b"Contents"):
        typed.bare.append((value.replace("\r\n", "\n").replace("\r", "\n"), _box(note, place)))
    elif kind == _WIDGET and (lib.annotation_has(note, b"V") or lib.annotation_has(note, b"Parent")):
        page.unread += 1


def _box(note: int, place: Matrix) -> Box:
    rect = lib.Rect()
    lib.annotation_rect(note, byref(rect))
    return placed(place, rect.left, rect.bottom, rect.right, rect.top)


def _text(note: int, key: bytes) -> str:
    """A text of the note, "" where it holds nothing but blanks."""
    size = min(lib.annotation_text(note, key, None, 0), _LONGEST)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    lib.annotation_text(note, key, buffer, size)
    return buffer.raw.decode("utf-16-le", "ignore").strip("\x00 \r\n\t")
