"""What is shown beside a picture: of a long table the headings and the rows around the place, never all of them."""

from __future__ import annotations

from typing import Any, cast

import pytest

from desk.drawing import draw_table, table_layout
from desk.evidence import NEAR, Evidence, Source, evidence_of_record
from desk.gallery import Gallery
from desk.grid import GridCell
from schema.reading import Outcome, Reading, Table
from schema.record import Record
from schema.review import DecisionIndex

HEAD = ("Year", "Cases")


def table_of(rows: int) -> Table:
    body = tuple((str(n), f"{n} cases") for n in range(1, rows))
    return Table((HEAD, *body), (), "test", "1", head_rows=1)


def shown(table: Table, row: int) -> Evidence:
    """The evidence of a number in the ``row``-th row of a table, from 0. No page of it can be drawn."""
    reading = Reading("0" * 64, "list.csv", "text/csv", Outcome.READ, "read", tables=(table,))
    record = Record.model_construct(table_index=0, cell=f"{row + 1}:2", span="", page=None)
    return evidence_of_record(Source("0" * 64, "list.csv", reading, "", DecisionIndex()), record, cast("Any", Gallery))


def places(cells: tuple[tuple[GridCell, ...], ...]) -> list[int]:
    return [int(row[0].place.partition(":")[0]) for row in cells]


def test_a_number_far_down_a_long_table_is_shown_with_its_heading_and_its_neighbours() -> None:
    grid = shown(table_of(1_200), 900).grid
    assert grid is not None
    assert places(grid.rows) == [0, *range(870, 930)]
    assert (grid.whole, grid.first, grid.head_rows) == (1_200, 871, 1)


@pytest.mark.parametrize("row", [1, 31, 1_170, 1_199])
def test_near_an_end_there_are_as_many_rows_as_elsewhere(row: int) -> None:
    grid = shown(table_of(1_200), row).grid
    assert grid is not None
    here = places(grid.rows)
    assert len(here) == NEAR + 1
    assert row in here


def test_of_a_short_table_every_row_is_shown_once() -> None:
    grid = shown(table_of(40), 35).grid
    assert grid is not None
    assert places(grid.rows) == list(range(40))


@pytest.mark.parametrize("row", [1, 39, 40, 61, 1_199])
def test_the_picture_of_the_place_has_a_box_for_the_number(row: int) -> None:
    evidence = shown(table_of(1_200), row)
    (sheet,) = evidence.sheets
    assert [spot.place for spot in sheet.spots if spot.kind == "focus"] == [f"{row}:1"]


def test_numbers_near_each_other_share_one_picture() -> None:
    urls = {shown(table_of(1_200), row).sheets[0].url for row in range(900, 920)}
    assert len(urls) == 1


def test_a_picture_has_the_size_that_its_boxes_are_told_for() -> None:
    table = table_of(80)
    picture, layout = draw_table(table, 20), table_layout(table, 20)
    assert (picture.width, picture.height) == (layout.width, layout.height)
    assert picture.data.startswith(b"\x89PNG")
