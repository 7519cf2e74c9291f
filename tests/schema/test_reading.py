"""A reading as JSON and back: equal, whatever it holds, and short about what most cells have in common."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schema.reading import Box, Cell, Hidden, Outcome, ProseFigure, Reading, Table

_sides = st.floats(0, 2000, allow_nan=False)
_cells = st.builds(
    Cell,
    st.integers(0, 99),
    st.integers(0, 9),
    st.text(max_size=9),
    rowspan=st.integers(1, 3),
    page=st.none() | st.integers(1, 9),
    box=st.none() | st.builds(Box, _sides, _sides, _sides, _sides),
    address=st.none() | st.just("B7"),
    confidence=st.sampled_from([0.0, 0.5, 1.0]),
    disputed=st.booleans(),
    flags=st.sampled_from([(), ("formula_without_value",)]),
)
_tables = st.builds(
    Table,
    st.just((("a", "b"), ("1", "2"))),
    st.lists(_cells, max_size=3).map(tuple),
    st.just("pdf/ruled"),
    st.just("1"),
    box=st.none() | st.just(Box(1, 2, 3, 4)),
    pages=st.sampled_from([(), (1, 2)]),
    why_not=st.sampled_from([(), ("It is not clean.",)]),
)
READING = Reading(
    "0" * 64,
    "a.pdf",
    "application/pdf",
    Outcome.READ,
    "1 page read.",
    figures=(ProseFigure("1", "cases", "2013", "<5", 1, 4),),
    hidden=(Hidden("white_text", "page 1"),),
    sizes=((595.3, 841.9), (0.0, 0.0)),
)


@given(st.lists(_tables, max_size=2))
def test_a_reading_comes_back_as_it_was(tables: list[Table]) -> None:
    part = replace(READING, tables=tuple(tables))
    whole = replace(part, parts=(part,))
    assert Reading.from_json(json.loads(json.dumps(whole.to_json()))) == whole


def test_what_a_cell_shares_with_most_others_is_not_written() -> None:
    table = Table((("a",),), (Cell(0, 0, "a", address="A1"),), "csv", "1")
    (told,) = replace(READING, tables=(table,)).to_json()["tables"]
    assert told["cells"] == [{"row": 0, "col": 0, "text": "a", "address": "A1"}]


def test_a_reading_stored_before_sizes_were_told_has_none() -> None:
    raw = READING.to_json()
    del raw["sizes"]
    assert Reading.from_json(raw).sizes == ()
