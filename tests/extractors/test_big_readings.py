"""However much a document holds, and however many wait for a slow one: who asked for them holds little."""

from __future__ import annotations

import pytest

from extractors.isolation import ended, wire
from extractors.isolation.ended import Ended, Waiting
from extractors.isolation.wire import is_too_big, packed, unpacked
from schema.reading import Box, Cell, Outcome, Reading, Table


def _reading(rows: int, width: int, *parts: Reading) -> Reading:
    texts = tuple(tuple(f"{r}" if c < 2 else "" for c in range(width)) for r in range(rows))
    cells = tuple(Cell(r, 0, f"{r}", box=Box(1, 2, 3, r)) for r in range(rows))
    table = Table(texts, cells, "pdf/ruled", "1", page=1)
    return Reading("ab", "n", "t", Outcome.READ, "r", tables=(table, table), parts=parts)


def test_a_reading_of_many_lines_comes_back_equal_with_its_parts() -> None:
    whole = _reading(20_000, 3, _reading(0, 0), _reading(5, 300))
    lines = list(packed(whole))
    assert len(lines) > 9
    data = bytearray(b"".join(lines))
    assert (unpacked(data), len(data)) == (whole, 0)


def test_rows_of_another_length_and_cells_beside_them_come_back_as_they_were() -> None:
    odd = Table((("a", "", ""), (), ("b",)), (Cell(0, 0, "other"), Cell(7, 9, "out"), Cell(1, 0, "")), "x", "1")
    whole = Reading("", "n", "", Outcome.READ, "r", tables=(odd,))
    assert unpacked(bytearray(b"".join(packed(whole)))) == whole


def test_what_is_said_again_and_again_is_kept_once() -> None:
    (one, two) = unpacked(bytearray(b"".join(packed(_reading(1_200, 2))))).tables
    assert one.rows[1_100][0] is two.rows[1_100][0] is one.cells[1_100].text


@pytest.mark.parametrize("most", ["MOST_PLACES", "MOST_CELLS"])
def test_more_than_one_reading_may_hold_is_neither_sent_nor_taken(monkeypatch: pytest.MonkeyPatch, most: str) -> None:
    inside = _reading(1, 1, _reading(200, 2))
    sent = bytearray(b"".join(packed(inside)))
    monkeypatch.setattr(wire, most, 300)
    assert is_too_big(inside)
    assert not is_too_big(_reading(10, 2))
    with pytest.raises(ValueError, match="more than one reading"):
        unpacked(sent)


def test_a_line_that_promises_a_row_without_end_is_no_answer() -> None:
    head, table, rows, *rest = packed(_reading(1, 2))
    sent = bytearray(b"".join([head, table, rows.replace(b"[[2,", b"[[99999999999,"), *rest]))
    reading = Ended("n", "ab", sent).reading()
    assert (reading.outcome, reading.tables) == (Outcome.CRASHED, ())


def test_answers_that_wait_for_their_turn_go_to_a_file_beyond_some_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ended, "_KEPT", 5_000)
    waiting = Waiting()
    readings = [_reading(n, 2) for n in range(40)]
    for n, reading in enumerate(readings):
        waiting.put(n, Ended(f"{n}.pdf", "ab", bytearray(b"".join(packed(reading)))))
    waiting.put(40, Ended("bad.pdf", failure=(Outcome.DAMAGED, "It is damaged.")))
    assert sum(len(one.answer) for one, _, _ in waiting._ends.values()) <= 5_000
    taken = [waiting.take(n).reading() for n in range(41)]
    assert [one.tables for one in taken[:40]] == [one.tables for one in readings]
    assert (taken[40].reason, 0 in waiting) == ("It is damaged.", False)
