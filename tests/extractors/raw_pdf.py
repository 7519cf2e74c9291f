"""PDF files written object by object, for what no library writes: layers, notes, earlier versions, black boxes."""

from __future__ import annotations

from dataclasses import dataclass, field

LINES = ("Dear Sir or Madam", "Eight officers were investigated in 2014.", "Yours faithfully")
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def text(words: str, x: float, y: float, size: float = 11, colour: str = "0 g", mode: int = 0) -> str:
    """Operators that write ``words``; y counts from the bottom of the page."""
    return f"BT {colour} {mode} Tr /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n"


@dataclass
class Paper:
    """One page of 595 x 842 points. ``page``, ``catalog``, ``info``: further entries of these dictionaries."""

    content: str = "".join(text(line, 70, 760 - 20 * n) for n, line in enumerate(LINES))
    page: str = ""
    catalog: str = ""
    info: str = ""
    fonts: str = "/F1 4 0 R"
    resources: str = ""
    media: str = "0 0 595 842"
    objects: dict[int, str] = field(default_factory=dict)

    def bytes(self) -> bytes:
        objects = {
            1: f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"<< /Type /Page /Parent 2 0 R /MediaBox [{self.media}] /Contents 5 0 R {self.page}"
            f" /Resources << /Font << {self.fonts} >> {self.resources} >> >>",
            4: FONT,
            5: stream("", self.content),
            6: f"<< {self.info} >>",
            **self.objects,
        }
        return written(b"%PDF-1.7\n", objects)


def stream(entries: str, content: str) -> str:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def written(before: bytes, objects: dict[int, str], previous: int | None = None) -> bytes:
    """``before`` with these objects, their table and a trailer behind it."""
    out = bytearray(before)
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010d} 00000 n \n".encode()
    prev = f"/Prev {previous}" if previous is not None else ""
    out += f"trailer\n<< /Size 100 /Root 1 0 R /Info 6 0 R {prev} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def saved_again(document: bytes, objects: dict[int, str]) -> bytes:
    """The document with objects replaced by an incremental saving, as programs do."""
    table = int(document.rpartition(b"startxref\n")[2].split(b"\n")[0])
    return written(document, objects, table)
