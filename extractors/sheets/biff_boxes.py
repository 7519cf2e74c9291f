"""Text boxes in the records of XLS (MS-XLS 2.4.181, 2.4.329; MS-ODRAW 2.3.4.44): words that lie over the cells."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_DRAWING, _OBJECT, _TEXT, _CONTINUE = 0xEC, 0x5D, 0x1B6, 0x3C
_WITH_WORDS = (0x02, 0x03, 0x06, 0x1E)  # rectangle, oval, text box, shape; a comment is a note and no text box
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"
_SWITCHES = b"\xbf\x03"  # the property of a shape that holds "hidden"
_HIDDEN = 0x20002  # it is told, and it is so
RECORDS = (_DRAWING, _OBJECT, _TEXT, _CONTINUE)


@dataclass(frozen=True, slots=True)
class TextBox:
    """``row`` and ``col``, from 0, of its first corner."""

    row: int
    col: int
    text: str
    hidden: bool


@dataclass(slots=True)
class BoxReader:
    """Fed with the records of a workbook one after another; ``found`` has the text boxes by offset of their sheet."""

    found: dict[int, list[TextBox]] = field(default_factory=dict)
    _corner: tuple[int, int] = (0, 0)
    _hidden: bool = False
    _kind: int = 0
    _missing: int = 0
    _words: list[str] = field(default_factory=list)

    def take(self, kind: int, record: bytes, sheet: int) -> None:
        """One record of the sheet that begins at ``sheet``."""
        if kind == _DRAWING:
            self._shape(record)
        elif kind == _OBJECT and len(record) >= 6:
            self._kind = struct.unpack_from("<H", record, 4)[0]
        elif kind == _TEXT and len(record) >= 12:
            self._missing = struct.unpack_from("<H", record, 10)[0] if self._kind in _WITH_WORDS else 0
            self._words = []
        elif kind == _CONTINUE and self._missing and record:
            self._text(record, sheet)

    def _shape(self, record: bytes) -> None:
        at = record.rfind(_ANCHOR)
        if 0 <= at <= len(record) - 14:
            col, row = struct.unpack_from("<H", record, at + 8)[0], struct.unpack_from("<H", record, at + 12)[0]
            self._corner = row, col
        switch = record.rfind(_SWITCHES)
        is_told = 0 <= switch <= len(record) - 6
        self._hidden = is_told and struct.unpack_from("<I", record, switch + 2)[0] & _HIDDEN == _HIDDEN

    def _text(self, record: bytes, sheet: int) -> None:
        words = record[1:].decode("utf-16-le" if record[0] & 1 else "latin-1", "replace")[: self._missing]
        self._words.append(words)
        self._missing -= len(words)
        text = "".join(self._words).replace("\r", "\n").replace("\0", "").strip("\n ")
        if not self._missing and text:
            row, col = self._corner
            self.found.setdefault(sheet, []).append(TextBox(row, col, text, self._hidden))
