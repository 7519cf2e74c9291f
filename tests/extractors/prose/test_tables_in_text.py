"""Small tables in running text: where they begin, and that looking for them takes no longer for each line."""

from __future__ import annotations

import time

import pytest

from extractors.prose import tables


@pytest.mark.parametrize("separator", [" | ", "\t", " / ", "   "])
def test_a_table_below_lines_of_another_width_is_found(separator: str) -> None:
    rows = [["see", "also", "over"], ["Year", "Number"], ["2012", "3"], ["2013", "4"]]
    (table,) = tables("\n".join(separator.join(row) for row in rows))
    assert table.rows[-2:] == (("2012", "3"), ("2013", "4"))


def test_a_heading_without_its_corner_stands_above_rows_of_one_width() -> None:
    (table,) = tables("a\tb\tc\td\n2012\t2013\nDismissed\t3\t4\nResigned\t1\t2")
    assert table.rows == (("", "2012", "2013"), ("Dismissed", "3", "4"), ("Resigned", "1", "2"))


@pytest.mark.parametrize("line", ["a | b", "| a | b |", "a\tb", "a / b", "a   b", "1.\t14"])
def test_many_lines_that_make_no_table_are_each_looked_at_once(line: str) -> None:
    begun = time.process_time()
    assert tables(f"{line}\n" * 20_000) == ()
    assert time.process_time() - begun < 5.0
