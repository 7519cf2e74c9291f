"""A PDF of plain text pages and drawn pages, written here: letters, a chronology and enclosures need no library.

Fixed-width letters of the font that every reader has, in the Western European encoding (Windows-1252). A letter with
an accent outside of it, such as the Welsh "ŵ", is the letter and the accent printed over each other, marked with what
they mean, so that it is found and copied as itself; another sign becomes a question mark. Equal pages, equal bytes.
"""

from __future__ import annotations

import struct
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

PAGE = (595, 842)  # A4 in points
MARGIN, SIZE, LEADING = 56, 10, 13
WIDTH = 600  # of every letter of Courier, in thousandths of its size
COLUMNS = int((PAGE[0] - 2 * MARGIN) / (SIZE * WIDTH / 1000))
LINES = (PAGE[1] - 2 * MARGIN) // LEADING - 1
RAISED = 1.4  # points by which the accent of a capital stands higher
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
# combining accent -> the accent that stands by itself in Windows-1252
_ACCENTS = {"\u0300": "`", "\u0301": "\u00b4", "\u0302": "\u02c6", "\u0303": "\u02dc", "\u0304": "\u00af"} | {
    "\u0308": "\u00a8",
    "\u0327": "\u00b8",
}


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a picture (JPEG), with the line printed below it. ValueError, when printed, for what is no JPEG."""

    jpeg: bytes
    caption: str


def plain_pdf(sections: Iterable[str | DrawnPage]) -> bytes:
    """A PDF in which each section begins on a page of its own; long lines are wrapped, pages are numbered."""
    pages = [page for section in sections for page in _pages(section)]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT]
    kids = []
    for n, page in enumerate(pages, start=1):
        number = f"{n} / {len(pages)}"
        drawn = isinstance(page, DrawnPage)
        if isinstance(page, DrawnPage):
            objects.append(_stream(_picture_head(page.jpeg), page.jpeg))
        named = b"/XObject << /P %d 0 R >> " % len(objects) if drawn else b""
        objects.append(_stream(b"", _shown(page, number)))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << %s/Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (*PAGE, named, len(objects))
        )
        kids.append(len(objects))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    return _file(objects)


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


def _pages(section: str | DrawnPage) -> Iterator[Sequence[str] | DrawnPage]:
    if isinstance(section, DrawnPage):
        yield section
        return
    composed = unicodedata.normalize("NFC", section)
    lines = [wrapped for line in composed.expandtabs(4).splitlines() for wrapped in _wrapped(line)] or [""]
    for start in range(0, len(lines), LINES):
        yield lines[start : start + LINES]


def _wrapped(line: str) -> list[str]:
    first, *rest = textwrap.wrap(line, COLUMNS, drop_whitespace=False, replace_whitespace=False) or [""]
    return [first, *(more.removeprefix(" ") for more in rest)]


def _shown(page: Sequence[str] | DrawnPage, number: str) -> bytes:
    if not isinstance(page, DrawnPage):
        return _text([*page, *[""] * (LINES - len(page)), number.rjust(COLUMNS)])
    caption = page.caption[: COLUMNS - len(number) - 1].ljust(COLUMNS - len(number)) + number
    return _placed(page.jpeg) + _text([*[""] * LINES, caption])


# text


def _text(lines: Iterable[str]) -> bytes:
    shown = b"\n".join(b"T* " + b" ".join(_operators(line)) for line in lines)
    top = PAGE[1] - MARGIN
    return b"BT /F1 %d Tf %d TL %d %d Td\n%s\nET" % (SIZE, LEADING, MARGIN, top, shown)


def _operators(line: str) -> Iterator[bytes]:
    """What prints one line: the plain letters in a piece, each letter with a foreign accent by itself."""
    plain = ""
    for sign in line:
        pair = _overstruck(sign)
        if pair is None:
            plain += sign
            continue
        if plain:
            yield b"(%s) Tj" % _escaped(plain)
        plain = ""
        yield _over(sign, *pair)
    if plain:
        yield b"(%s) Tj" % _escaped(plain)


def _over(sign: str, letter: str, accent: str) -> bytes:
    meant = (b"\xfe\xff" + sign.encode("utf-16-be")).hex().upper().encode()
    raised = b"%.1f Ts " % (RAISED if letter.isupper() else 0)
    parts = (meant, _escaped(letter), raised, WIDTH, _escaped(accent))
    return b"/Span << /ActualText <%s> >> BDC (%s) Tj %s[%d (%s)] TJ 0 Ts EMC" % parts


def _overstruck(sign: str) -> tuple[str, str] | None:
    """(letter, accent) of a letter that the encoding has not; None for every other."""
    if sign.isascii() or _western(sign) == sign:
        return None
    apart = unicodedata.normalize("NFD", sign)
    if len(apart) != 2 or apart[1] not in _ACCENTS or not apart[0].isascii():
        return None
    return apart[0], _ACCENTS[apart[1]]


def _escaped(text: str) -> bytes:
    data = "".join(_western(sign) for sign in text).encode("cp1252", "replace")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _western(sign: str) -> str:
    if unicodedata.category(sign) in ("Cc", "Cf"):
        return ""
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return unicodedata.normalize("NFKD", sign)[0]
    return sign


# pictures


def _picture_head(jpeg: bytes) -> bytes:
    width, height, parts = jpeg_size(jpeg)
    space = b"/DeviceGray" if parts == 1 else b"/DeviceRGB"
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 "
    return head % (width, height, space) + b"/Filter /DCTDecode "


def _placed(jpeg: bytes) -> bytes:
    """As large as the space above the caption allows, in the middle."""
    width, height, _ = jpeg_size(jpeg)
    room = (PAGE[0] - MARGIN, PAGE[1] - 2 * MARGIN)
    scale = min(room[0] / width, room[1] / height)
    wide, high = width * scale, height * scale
    left, low = (PAGE[0] - wide) / 2, MARGIN + LEADING + (room[1] - high) / 2
    return b"q %.2f 0 0 %.2f %.2f %.2f cm /P Do Q\n" % (wide, high, left, low)


def jpeg_size(data: bytes) -> tuple[int, int, int]:
    """(width, height, colour parts) of a JPEG, from its frame header. ValueError when there is none."""
    place = 2
    while data[:2] == b"\xff\xd8" and place + 10 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width, parts = struct.unpack(">HHB", data[place + 5 : place + 10])
            if width and height and parts in (1, 3):
                return width, height, parts
            break
        place += 2 + length
    raise ValueError("not a picture that can be printed")


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)
