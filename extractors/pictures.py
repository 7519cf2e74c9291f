"""A picture sent as a file (PNG, JPEG, TIFF, GIF, BMP) as the scanned pages that it is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_PAGES = 15  # of one file, so that the time limit is kept
MOST_PIXELS = 50_000_000
LEAST_LONG, LEAST_SHORT = 500, 150  # pixels; what is smaller is a sign, and no page
_KINDS = ("PNG", "JPEG", "TIFF", "GIF", "BMP")
_A4 = 8.27, 11.69  # inches
_LEAST_DPI, _MOST_DPI = 72.0, 600.0


class TooBigError(Exception):
    """A picture with more points than any scanned page has."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One page: its points by rows, red green blue, packed by zlib, and how many of them make an inch."""

    width: int
    height: int
    packed: bytes
    dpi: float


def scans(data: bytes) -> tuple[list[Scan], bool]:
    """(the pages large enough for text, whether more follow unread). Raises TooBigError, or as Pillow does."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # asked before a page is unpacked
    with Image.open(io.BytesIO(data), formats=_KINDS) as picture:
        found = [_scan(frame) for frame in _frames(picture)]
        return [scan for scan in found if scan is not None], len(found) == MOST_PAGES and _goes_on(picture)


def page_shown(data: bytes, number: int) -> tuple[Any, int]:
    """(page ``number`` of those that ``scans`` gives, as the recogniser sees it, how many there are).

    The last one where there are fewer; the first picture of a file without a page large enough for text. Raises as
    ``scans`` does.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data), formats=_KINDS) as picture:
        pages = [n for n, frame in enumerate(_frames(picture)) if _is_page(frame)] or [0]
        picture.seek(pages[min(number, len(pages)) - 1])
        return _plain(picture), len(pages)


def as_pdf(pages: list[Scan]) -> bytes:
    """The pages as a PDF with a picture on each, so that it is read like any other scan."""
    kids = " ".join(f"{3 + 3 * n} 0 R" for n in range(len(pages)))
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for n, page in enumerate(pages):
        width, height = page.width * 72 / page.dpi, page.height * 72 / page.dpi
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.3f} {height:.3f}] /Contents {4 + 3 * n} 0 R"
            f" /Resources << /XObject << /P {5 + 3 * n} 0 R >> >> >>".encode()
        )
        objects.append(_stream("", f"{width:.3f} 0 0 {height:.3f} 0 0 cm /P Do".encode()))
        entries = f"/Type /XObject /Subtype /Image /Width {page.width} /Height {page.height}"
        entries += " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode"
        objects.append(_stream(entries, page.packed))
    return _file(objects)


def _frames(picture: Any) -> Iterator[Any]:
    for n in range(MOST_PAGES):
        try:
            picture.seek(n)
        except EOFError:
            return
        if picture.width * picture.height > MOST_PIXELS:
            raise TooBigError
        yield picture


def _goes_on(picture: Any) -> bool:
    try:
        picture.seek(MOST_PAGES)
    except EOFError:
        return False
    return True


def _is_page(picture: Any) -> bool:
    longer, shorter = max(picture.size), min(picture.size)
    return bool(longer >= LEAST_LONG and shorter >= LEAST_SHORT)


def _scan(picture: Any) -> Scan | None:
    if not _is_page(picture):
        return None
    plain = _plain(picture)
    dpi = _dpi(picture.info.get("dpi"), plain.width, plain.height)
    return Scan(plain.width, plain.height, zlib.compress(plain.tobytes(), 1), dpi)


def _plain(picture: Any) -> Any:
    """Upright as the file says, on white paper, in red, green and blue."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        upright = Image.new("RGB", seen.size, "white")
        upright.paste(seen, mask=seen.getchannel("A"))
    return upright.convert("RGB")


def _dpi(said: Any, width: int, height: int) -> float:
    """Points an inch as the file says, where that gives a sheet of paper; else as if it were A4."""
    try:
        dpi = float(said[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    if _LEAST_DPI < dpi <= _MOST_DPI and max(width, height) / dpi < 2 * _A4[1]:
        return dpi
    return min(max(min(width, height) / _A4[0], max(width, height) / _A4[1], _LEAST_DPI), _MOST_DPI)


def _stream(entries: str, content: bytes) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
