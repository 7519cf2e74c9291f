"""A number in a sheet leads back to its cell, also where the sheet is too big to list every cell."""

from __future__ import annotations

import time

import pytest

from schema.cell_places import cell_at
from schema.reading import Cell, Table


def table(rows: list[tuple[str, ...]], cells: list[Cell]) -> Table:
    return Table(tuple(rows), tuple(cells), "xlsx", "1", sheet="Cases")


def cases(count: int) -> Table:
    """A case list from C5 on, with rows 9 to 11 of the sheet left out, which lists what big sheets list."""
    rows = [("Ref", "Days"), *((f"C{n}", str(n)) for n in range(1, count))]
    return table(
        rows, [Cell(0, 0, "Ref", address="C5"), Cell(0, 1, "Days", address="E5"), Cell(4, 0, "C4", address="C12")]
    )


@pytest.mark.parametrize(
    ("row", "column", "address"), [(0, 1, "E5"), (3, 1, "E8"), (4, 0, "C12"), (4, 1, "E12"), (9, 0, "C17")]
)
def test_a_cell_that_is_not_listed_has_its_address_all_the_same(row: int, column: int, address: str) -> None:
    big = cases(20)
    found = cell_at(big, row, column)
    assert (found.address, found.text) == (address, big.rows[row][column])


def test_where_no_column_is_known_no_address_is_made_up() -> None:
    assert cell_at(table([("", "2013"), ("Kent", "4")], [Cell(0, 1, "2013", address="B1")]), 1, 0).address is None


def test_an_empty_cell_has_no_address() -> None:
    assert cell_at(table([("a", ""), ("b", "1")], [Cell(0, 0, "a", address="A1")]), 0, 1).address is None


def test_of_two_cells_at_one_place_the_first_counts() -> None:
    assert cell_at(table([("a",)], [Cell(0, 0, "first"), Cell(0, 0, "second")]), 0, 0).text == "first"


def test_tables_with_equal_rows_are_kept_apart() -> None:
    one, other = (table([("7",)], [Cell(0, 0, "7", address=address)]) for address in ("A1", "B2"))
    assert [cell_at(t, 0, 0).address for t in (one, other, one)] == ["A1", "B2", "A1"]


def test_all_cells_of_a_case_list_are_found_in_seconds() -> None:
    big = cases(60_000)
    begun = time.process_time()
    assert cell_at(big, 59_999, 1).address == "E60007"
    for row in range(60_000):
        cell_at(big, row, 0)
    assert time.process_time() - begun < 5
