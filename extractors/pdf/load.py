"""A page of a document as values, and as a picture."""

from __future__ import annotations

from ctypes import byref, c_double
from typing import Any

from extractors.pdf import pdfium as lib
from extractors.pdf.clipped import read_clips
from extractors.pdf.drawn import read_drawn
from extractors.pdf.notes import drawn_in, read_notes, typed_in
from extractors.pdf.page import Matrix, Page, TooMuchError
from extractors.pdf.words import read_words

MAX_PIXELS = 60_000_000
_AS_SEEN, _MADE = 0, 1  # FLAT_NORMALDISPLAY, FLATTEN_SUCCESS (fpdf_flatten.h)


def read_page(document: int, number: int) -> Page | None:
    """Page ``number`` (from 1); None where pdfium cannot load it, or it has no size. Raises TooMuchError."""
    handle = lib.load_page(document, number - 1)
    if not handle:
        return None
    try:
        page = Page(number, lib.page_width(handle), lib.page_height(handle))
        if page.width <= 0 or page.height <= 0:
            return None
        place = _placing(handle, page)
        typed = read_notes(handle, page, place)
        if typed.drawn and lib.make_part(handle, _AS_SEEN) == _MADE:
            lib.close_page(handle)
            handle = lib.load_page(document, number - 1)
            drawn_in(page, typed)
        elif typed.drawn:
            page.unread += 1
        drawing = read_drawn(handle, page, place)
        text = lib.load_text(handle)
        if text:
            try:
                read_words(text, page, place)
            finally:
                lib.close_text(text)
        drawing.box_unwritten()
        read_clips(page, place, drawing.inside)
        if typed.drawn or typed.bare:
            typed_in(page, typed)
        return page
    finally:
        lib.close_page(handle)


def picture(document: int, number: int, dpi: int = 200) -> Any:
    """The page as it looks, an array of rows of RGB. Raises TooMuchError for a page of more than 60 megapixels."""
    import numpy

    handle = lib.load_page(document, number - 1)
    try:
        width, height = (round(lib.page_width(handle) * dpi / 72), round(lib.page_height(handle) * dpi / 72))
        if width * height > MAX_PIXELS or width * height <= 0:
            raise TooMuchError(f"Page {number} would have {width:,} x {height:,} points as a picture.")
        shades = numpy.full((height, width, 4), 255, dtype=numpy.uint8)
        bitmap = lib.create_bitmap(width, height, lib.BGRX, shades.ctypes.data, width * 4)
        lib.render_page(bitmap, handle, 0, 0, width, height, 0, 0)
        lib.destroy_bitmap(bitmap)
        return shades[:, :, 2::-1].copy()
    finally:
        lib.close_page(handle)


def _placing(handle: int, page: Page) -> Matrix:
    """The affine map from page units to points from the top left of the page as it is shown."""
    scale = 16
    w, h = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    x, y = c_double(), c_double()
    corners = []
    for dx, dy in ((0, 0), (w, 0), (0, h)):
        lib.device_to_page(handle, 0, 0, w, h, 0, dx, dy, byref(x), byref(y))
        corners.append((x.value, y.value))
    (ox, oy), (ux, uy), (vx, vy) = corners
    a, b, c, d = (ux - ox) / page.width, (uy - oy) / page.width, (vx - ox) / page.height, (vy - oy) / page.height
    det = a * d - b * c or 1.0
    ia, ib, ic, id_ = d / det, -b / det, -c / det, a / det
    return ia, ib, ic, id_, -(ox * ia + oy * ic), -(ox * ib + oy * id_)
