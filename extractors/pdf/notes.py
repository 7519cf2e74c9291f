"""What is laid over a page or attached to it: comments, marks for redaction, boxes, hidden form fields.

Numbers of the kinds: pdfium ``fpdf_annot.h``. Of what a note says nothing is kept but that it says something.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from ctypes import byref

from extractors.hidden import Technique
from extractors.pdf import pdfium as lib
from extractors.pdf.page import MAX_OBJECTS, Area, Matrix, Page, placed
from schema.reading import Hidden

MAX_NOTES = 2_000  # of one page that are looked at
_REDACT, _FILE, _WIDGET, _FREE_TEXT = 28, 17, 20, 3
_SPEAKS = {1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}  # comments, and marks that may carry one; no link, no field
_LAID_OVER = {3, 5, 6, 7, 9, 13, 15}  # free text, square, circle, polygon, highlight, stamp, ink
_INVISIBLE, _HIDDEN, _NO_VIEW = 1, 2, 32  # flags (PDF 32000-1, table 165)


def read_notes(handle: int, page: Page, place: Matrix) -> None:
    """Fill ``page.redactions``, ``page.laid_over`` and ``page.unseen`` from the notes of a page."""
    found: Counter[str] = Counter()
    for n in range(min(lib.annotation_count(handle), MAX_NOTES)):
        note = lib.get_annotation(handle, n)
        if note:
            technique = _take(note, n, page, place)
            found[technique] += 1
            lib.close_annotation(note)
    del found[""]
    page.unseen = tuple(Hidden(technique, _place(page, count)) for technique, count in sorted(found.items()))


def _place(page: Page, count: int) -> str:
    return f"page {page.number}" + (f" ({count} times)" if count > 1 else "")


def _take(note: int, n: int, page: Page, place: Matrix) -> str:
    """Keep where a note lies; the technique by which it hides something, "" for none."""
    kind, flags = lib.annotation_subtype(note), lib.annotation_flags(note)
    is_shown = not flags & (_HIDDEN | _NO_VIEW)
    rect = lib.Rect()
    if lib.annotation_rect(note, byref(rect)) and is_shown and (kind == _REDACT or kind in _LAID_OVER):
        box = placed(place, rect.left, rect.bottom, rect.right, rect.top)
        area = Area(*box, MAX_OBJECTS + n, 0.0, (0, 0, 0))
        (page.redactions if kind == _REDACT else page.laid_over).append(area)
    if kind == _FILE:
        return "attached file"
    if kind == _WIDGET:
        return Technique.HIDDEN_FIELD if not is_shown and _says(note, b"V") else ""
    if kind == _FREE_TEXT and is_shown:
        return ""
    return Technique.NOTE if kind in _SPEAKS and _says(note, b"Contents") else ""


def _says(note: int, key: bytes) -> bool:
    """Whether a text of the note holds more than blanks."""
    size = lib.annotation_text(note, key, None, 0)
    if size <= 2:
        return False
    size = min(size, 4096)
    buffer = ctypes.create_string_buffer(size)
    lib.annotation_text(note, key, buffer, size)
    return bool(buffer.raw.decode("utf-16-le", "ignore").strip("\x00 \r\n\t"))
