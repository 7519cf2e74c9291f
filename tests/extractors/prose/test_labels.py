"""What a figure is of: its label in words, without the period that is told beside it."""

from __future__ import annotations

import pytest

from extractors.prose import answers, figures_beside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two officers were dismissed in 2013.", "officers were dismissed"),
        ("1. How many? 388 or 20%.", ""),
        ("In 2013 the number of complaints was 12.", "number of complaints"),
    ],
)
def test_a_label_is_words_without_the_period(text: str, expected: str) -> None:
    assert answers(text)[0].label == expected


def test_a_small_table_in_words_gives_figures_outside_the_tables_of_a_document() -> None:
    text = "Year\tCases\n2012\t5\n2013\t7\n\nYear\tStaff\n2012\t1\n2013\t2\n"
    taken = [(0, text.index("\n\n"))]
    assert [(f.label, f.period, f.low) for f in figures_beside(text, taken)] == [
        ("Staff", "2012", 1),
        ("Staff", "2013", 2),
    ]
