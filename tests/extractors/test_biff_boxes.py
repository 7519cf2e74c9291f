"""Text boxes of the old binary workbook, in records made after MS-XLS: read with their sheet, or told as hidden."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from workbooks import ROWS, read
from workbooks import xls as made

from extractors.sheets import xls
from extractors.sheets.biff_boxes import BoxReader
from schema.reading import Outcome

SAID = "Seven further cases are open."


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def box(text: str, *, kind: int = 6, row: int = 8, switches: int = 0, wide: bool = False, parts: int = 1) -> bytes:
    """The records of one text box over C9: its drawing, its object, its text in ``parts`` pieces."""
    anchor = struct.pack("<HHI9H", 0, 0xF010, 18, 2, 2, 0, row, 0, 5, 0, row + 3, 0)
    drawing = struct.pack("<HI", 0x03BF, switches) + anchor
    whole = struct.pack("<HHHHHI", 0, 0, 0, 0, 0, len(text)) + bytes(4)
    step = -(-len(text) // parts)
    pieces = [text[n : n + step] for n in range(0, len(text), step)]
    told = [bytes([wide]) + piece.encode("utf-16-le" if wide else "latin-1") for piece in pieces]
    shape = struct.pack("<HHHHH", 0x15, 18, kind, 1, 0) + bytes(12)
    return (
        record(0xEC, drawing) + record(0x5D, shape) + record(0x1B6, whole) + b"".join(record(0x3C, t) for t in told)
        + record(0x3C, bytes(16))
    )  # fmt: skip


def workbook(boxes: bytes, hidden_row: int = -1) -> bytes:
    def change(book: Any, sheet: Any) -> None:
        end = sheet._Worksheet__eof_rec
        sheet._Worksheet__eof_rec = lambda: boxes + end()
        if hidden_row >= 0:
            sheet.row(hidden_row).hidden = True

    return made(change)


@pytest.mark.parametrize(
    "boxes", [box(SAID), box(SAID, wide=True), box(SAID, parts=3), box(SAID, kind=0x1E), box(SAID, switches=0x20000)]
)
def test_the_words_of_a_text_box_are_a_note_of_the_table(boxes: bytes) -> None:
    reading = read(xls, workbook(boxes))
    assert (reading.outcome, [t.notes for t in reading.tables]) == (Outcome.READ, [SAID])
    assert len(reading.tables[0].rows) == len(ROWS)


def test_two_boxes_are_two_notes_and_a_comment_or_button_is_none() -> None:
    reading = read(xls, workbook(box("First") + box("no", kind=0x19) + box("Button 1", kind=7) + box("Second", row=12)))
    assert reading.tables[0].notes == "First\nSecond"


@pytest.mark.parametrize(("boxes", "hidden_row"), [(box(SAID, switches=0x20002), -1), (box(SAID), 8)])
def test_a_text_box_that_nobody_sees_is_hidden_data(boxes: bytes, hidden_row: int) -> None:
    reading = read(xls, workbook(boxes, hidden_row))
    assert (reading.outcome, [h.place for h in reading.hidden]) == (Outcome.QUARANTINED, ["Data: text box at C9"])
    assert SAID not in str(reading.to_json())


@pytest.mark.parametrize("length", range(24))
def test_records_that_are_too_short_give_no_words_and_no_fault(length: int) -> None:
    reader, stream, at = BoxReader(), box(SAID), 0
    while at < len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        reader.take(kind, stream[at + 4 : at + 4 + size][:length], 0)
        at += 4 + size
    assert not any(SAID in each.text for boxes in reader.found.values() for each in boxes)
