"""A PDF of plain text pages, written here: letters and a chronology need no more, and it needs no library.

Fixed-width letters of the font that every reader has, in the Western European encoding (Windows-1252); a letter
outside of it loses its accent, or becomes a question mark. Equal texts give equal bytes.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

PAGE = (595, 842)  # A4 in points
MARGIN, SIZE, LEADING = 56, 10, 13
COLUMNS = int((PAGE[0] - 2 * MARGIN) / (SIZE * 0.6))  # Courier is 0.6 of its size wide
LINES = (PAGE[1] - 2 * MARGIN) // LEADING - 1
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"


def plain_pdf(sections: Iterable[str]) -> bytes:
    """A PDF in which each section begins on a page of its own; long lines are wrapped, pages are numbered."""
    pages = [page for section in sections for page in _pages(section)]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        _FONT,
    ]
    for n, lines in enumerate(pages):
        content = _content([*lines, *[""] * (LINES - len(lines)), f"{n + 1} / {len(pages)}".rjust(COLUMNS)])
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (*PAGE, 5 + 2 * n)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _pages(section: str) -> Iterator[Sequence[str]]:
    lines = [wrapped for line in section.expandtabs(4).splitlines() for wrapped in _wrapped(line)] or [""]
    for start in range(0, len(lines), LINES):
        yield lines[start : start + LINES]


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, COLUMNS, drop_whitespace=False, replace_whitespace=False) or [""]


def _content(lines: Iterable[str]) -> bytes:
    shown = b"\n".join(b"(%s) '" % _escaped(line) for line in lines)
    top = PAGE[1] - MARGIN
    return b"BT /F1 %d Tf %d TL %d %d Td\n%s\nET" % (SIZE, LEADING, MARGIN, top, shown)


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
