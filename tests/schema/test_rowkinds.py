"""What each printed row is, on real tables of the Home Office and on small ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.reading import Table
from schema.record import RowKind
from schema.rowkinds import classify_rows, classify_table
from schema.vocabulary import normalise

DATA = Path(__file__).parent / "data"
FORCES = {normalise(name) for name in ("West Midlands", "Durham", "Avon & Somerset", "Wales Force")}


def real(name: str) -> Table:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = tuple(tuple(row) for row in csv.reader(file))
    return Table(rows=rows, cells=(), extractor="", version="", head_rows=1)


def test_43_forces_sum_to_the_printed_total_and_never_to_three_times_it() -> None:
    table = real("use_of_force_2017_18_table_12.csv")
    kinds = classify_table(table, FORCES)
    numbers = {kind: [int(r[2]) for r, k in zip(table.rows, kinds, strict=True) if k is kind] for kind in RowKind}
    assert len(numbers[RowKind.ITEM]) == 43
    assert sum(numbers[RowKind.ITEM]) == 313_137 == numbers[RowKind.TOTAL][0]
    assert sum(numbers[RowKind.REGION]) == 313_137
    assert sum(int(row[2]) for row in table.rows[1:]) == 939_411


def test_a_name_that_is_region_and_force_is_told_by_row_not_by_name() -> None:
    table = real("use_of_force_2017_18_table_12.csv")
    named = {
        (k, r[2]) for r, k in zip(table.rows, classify_table(table, FORCES), strict=True) if "West Midlands" in r[1]
    }
    assert named == {(RowKind.REGION, "15024"), (RowKind.ITEM, "1607")}


def test_regions_without_the_word_total_and_a_footnote_digit_on_a_force() -> None:
    table = real("workforce_2017_table_2.csv")
    kinds = dict(zip([r[0].strip() for r in table.rows], classify_table(table, FORCES), strict=True))
    assert kinds["West Midlands"] is RowKind.REGION
    assert kinds["West Midlands2"] is RowKind.ITEM
    assert sum(kind is RowKind.REGION for kind in kinds.values()) == 10


def test_a_total_with_one_more_row_below_it_is_a_subtotal() -> None:
    table = real("workforce_2017_table_2.csv")
    kinds = dict(zip([r[0].strip() for r in table.rows], classify_table(table, FORCES), strict=True))
    assert kinds["Total 43 forces"] is RowKind.SUBTOTAL
    assert kinds["British Transport Police"] is RowKind.ITEM
    assert kinds["Total"] is RowKind.TOTAL


@pytest.mark.parametrize("label", ["Total", "TOTAL", "Grand total", "Totals", "Total cases", "All", "Overall"])
def test_a_last_row_that_says_total_is_the_total(label: str) -> None:
    kinds = classify_rows([["Facebook"], ["Twitter"], [label]], [[(3, 3)], [(4, 4)], [(7, 7)]])
    assert kinds == (RowKind.ITEM, RowKind.ITEM, RowKind.TOTAL)


def test_a_total_that_does_not_add_up_is_still_a_total() -> None:
    assert classify_rows([["A"], ["B"], ["Total"]], [[(3, 3)], [(4, 4)], [(9, 9)]])[2] is RowKind.TOTAL


def test_totals_of_blocks_are_subtotals() -> None:
    labels = [["2012"], ["2013"], ["Sub-total"], ["2014"], ["Total"]]
    values = [[(1, 1)], [(2, 2)], [(3, 3)], [(4, 4)], [(7, 7)]]
    assert classify_rows(labels, values) == (
        RowKind.ITEM, RowKind.ITEM, RowKind.SUBTOTAL, RowKind.ITEM, RowKind.TOTAL,
    )  # fmt: skip


def test_hidden_parts_support_a_total_as_an_interval() -> None:
    kinds = classify_rows([["A"], ["B"], ["Total officers"], ["C"]], [[(1, 4)], [(5, 5)], [(7, 7)], [(2, 2)]])
    assert kinds[2] is RowKind.SUBTOTAL


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_items_and_their_total_never_add_up_together(numbers: list[int]) -> None:
    labels = [[f"Place {n}"] for n in range(len(numbers))] + [["Total"]]
    kinds = classify_rows(labels, [[(n, n)] for n in (*numbers, sum(numbers))])
    counted = sum(n for n, kind in zip((*numbers, sum(numbers)), kinds, strict=True) if kind is RowKind.ITEM)
    assert counted == sum(numbers)
