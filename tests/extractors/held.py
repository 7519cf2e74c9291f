"""What holds of every reading of a file that hides data, and of its clean twin."""

from __future__ import annotations

from workbooks import CANARY, ROWS, everything

from extractors.hidden import Technique
from schema.reading import Outcome, Reading


def assert_held(reading: Reading, technique: Technique, *words: str) -> None:
    assert reading.outcome is Outcome.QUARANTINED
    places = [h.place for h in reading.hidden if h.technique == technique]
    assert places, [h.technique for h in reading.hidden]
    assert all(any(word in place for place in places) for word in words), places
    assert not any(t.accept for t in reading.tables)
    assert CANARY not in everything(reading)


def assert_clean(reading: Reading) -> None:
    assert (reading.outcome, reading.hidden) == (Outcome.READ, ())
    assert [list(row) for row in reading.tables[0].rows] == [[str(v) for v in row] for row in ROWS]
