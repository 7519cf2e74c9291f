"""A small writer of XLSB files, made for these tests: no free program writes them. Record numbers: MS-XLSB 2.3."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbooks import zipped

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PLAIN, DATE, SHARE, WHITE, BLANK = range(5)  # the styles that the writer knows


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, length = bytearray(), len(body)
    while True:
        size.append(length & 0x7F | (0x80 if length > 0x7F else 0))
        length >>= 7
        if not length:
            return head + bytes(size) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def colour(kind: int = 0, rgb: tuple[int, int, int] = (0, 0, 0)) -> bytes:
    return struct.pack("<BBhBBBB", kind << 1 | 1, 0, 0, *rgb, 255)


@dataclass
class Sheet:
    """``rows``: row number to values; a value may be (value, style). ``hidden_rows``, ``hidden_cols``: numbers."""

    name: str
    rows: dict[int, list[object]]
    state: int = 0
    hidden_rows: tuple[int, ...] = ()
    flat_rows: tuple[int, ...] = ()
    hidden_cols: tuple[int, ...] = ()
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first and last row, first and last column
    comments: list[tuple[int, int]] = field(default_factory=list)
    raw: bytes = b""


def xlsb(
    sheets: Iterable[Sheet], names: Iterable[tuple[str, bool]] = (), more: dict[str, bytes] | None = None,
    epoch_1904: bool = False,
) -> bytes:  # fmt: skip
    """The file; texts go to the list of shared texts."""
    given = list(sheets)
    texts: dict[str, int] = {}
    parts: dict[str, str | bytes] = {"_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.bin")])}
    links = [("rIdT", "sharedStrings", "sharedStrings.bin"), ("rIdS", "styles", "styles.bin")]
    bundle = b""
    for n, sheet in enumerate(given, 1):
        parts[f"xl/worksheets/sheet{n}.bin"] = _sheet(sheet, texts)
        links.append((f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin"))
        bundle += record(156, struct.pack("<II", sheet.state, n) + wide(f"rId{n}") + wide(sheet.name))
        if sheet.comments:
            parts[f"xl/worksheets/_rels/sheet{n}.bin.rels"] = _relations([("rId1", "comments", f"../comments{n}.bin")])
            notes = (record(635, struct.pack("<5I", 0, r, r, c, c) + bytes(16)) for r, c in sheet.comments)
            parts[f"xl/comments{n}.bin"] = b"".join(notes)
    defined = b"".join(record(39, struct.pack("<IBI", int(h), 0, 0xFFFFFFFF) + wide(name)) for name, h in names)
    book = record(131) + record(153, struct.pack("<I", int(epoch_1904)) + bytes(8)) + record(143) + bundle + record(144)
    parts["xl/workbook.bin"] = book + defined + record(132)
    items = b"".join(record(19, b"\x00" + wide(text)) for text in texts)
    parts["xl/sharedStrings.bin"] = record(159, struct.pack("<II", len(texts), len(texts))) + items + record(160)
    parts["xl/styles.bin"] = _styles()
    parts["xl/_rels/workbook.bin.rels"] = _relations(links)
    parts["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin"'
        ' ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    return zipped({**parts, **(more or {})})


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in links)
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def _styles() -> bytes:
    def font(tint: bytes) -> bytes:
        return record(43, struct.pack("<4H4B", 220, 0, 400, 0, 0, 2, 0, 0) + tint + b"\x02" + wide("Calibri"))

    def style(number: int, face: int) -> bytes:
        return record(47, struct.pack("<5H", 0, number, face, 0, 0) + bytes(6))

    fill = record(45, struct.pack("<I", 0) + colour() + colour() + bytes(48))
    made = [style(0, 0), style(14, 0), style(9, 0), style(0, 1), style(164, 0)]
    code = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide(";;;")) + record(616)
    faces = record(611, struct.pack("<I", 2)) + font(colour()) + font(colour(2, (255, 255, 255))) + record(612)
    return (
        record(278) + code + faces + record(603, struct.pack("<I", 1)) + fill + record(604)
        + record(617, struct.pack("<I", len(made))) + b"".join(made) + record(618) + record(279)
    )  # fmt: skip


def _sheet(sheet: Sheet, texts: dict[str, int]) -> bytes:
    rows = sorted({*sheet.rows, *sheet.hidden_rows, *sheet.flat_rows})
    width = max((len(row) for row in sheet.rows.values()), default=1)
    area = struct.pack("<4I", rows[0] if rows else 0, rows[-1] if rows else 0, 0, width - 1)
    out = record(129) + record(148, area)
    if sheet.hidden_cols:
        columns = (struct.pack("<4IH", c, c, 2304, 0, 1) for c in sheet.hidden_cols)
        out += record(390) + b"".join(record(60, column) for column in columns) + record(391)
    out += record(145)
    for row in rows:
        state = 0x10 if row in sheet.hidden_rows else 0x20 if row in sheet.flat_rows else 0
        height = 10 if row in sheet.flat_rows else 300
        out += record(0, struct.pack("<IIHBBBI", row, 0, height, 0, state, 0, 0))
        for col, value in enumerate(sheet.rows.get(row, [])):
            out += _cell(col, value, texts)
    out += sheet.raw + record(146)
    if sheet.merges:
        out += record(177, struct.pack("<I", len(sheet.merges)))
        out += b"".join(record(176, struct.pack("<4I", *merge)) for merge in sheet.merges) + record(178)
    return out + record(130)


def _cell(col: int, given: object, texts: dict[str, int]) -> bytes:
    value, style = given if isinstance(given, tuple) else (given, PLAIN)
    head = struct.pack("<II", col, style)
    if value is None:
        return b""
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, int) and abs(value) < 1 << 29:
        return record(2, head + struct.pack("<i", value << 2 | 2))
    if isinstance(value, (int, float)):
        return record(5, head + struct.pack("<d", value))
    return record(7, head + struct.pack("<I", texts.setdefault(str(value), len(texts))))
