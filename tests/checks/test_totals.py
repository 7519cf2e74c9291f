"""Totals are checked, never corrected; what can be worked out is flagged and not printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from replies import table
from surveys import OUTCOMES, ROLES, checked, codes, messages


def test_rows_that_do_not_add_up_to_their_printed_total() -> None:
    found = checked(kent=(table(ROLES, ("Officer", "13"), ("Police staff", "6"), ("Total", "20")),))
    assert messages(found, "rows_differ_from_total") == ["2 rows add up to 19, and the printed total is 20."]
    assert next(f.place for f in found if f.code == "rows_differ_from_total") == "kent.pdf, page 1, 4:2"


def test_rows_and_columns_of_a_cross_table_are_checked_each() -> None:
    crossed = table(
        ("Role", "2012", "2013", "Total"), ("Officer", "1", "2", "3"), ("PCSO", "1", "1", "2"), ("Total", "2", "4", "5")
    )
    assert messages(checked(kent=(crossed,)), "rows_differ_from_total") == [
        "2 rows add up to 3, and the printed total is 4."
    ]


def test_hidden_numbers_may_add_up_and_then_nothing_differs() -> None:
    fits = table(ROLES, ("Officer", "<5"), ("PCSO", "<5"), ("Police staff", "0"), ("Total", "8"))
    assert "rows_differ_from_total" not in codes(checked(kent=(fits,)))
    too_many = table(ROLES, ("Officer", "<5"), ("PCSO", "<5"), ("Police staff", "0"), ("Total", "9"))
    assert "rows_differ_from_total" in codes(checked(kent=(too_many,)))


def test_one_hidden_number_beside_an_exact_total_is_flagged_and_the_number_is_not_printed() -> None:
    found = checked(kent=(table(ROLES, ("Officer", "<5"), ("PCSO", "9"), ("Police staff", "0"), ("Total", "12")),))
    (message,) = messages(found, "disclosive")
    assert "'<5'" in message
    assert " 3 " not in message
    two = table(ROLES, ("Officer", "<5"), ("PCSO", "<5"), ("Police staff", "0"), ("Total", "6"))
    assert "disclosive" not in codes(checked(kent=(two,)))


def test_two_breakdowns_of_the_same_cases_that_differ() -> None:
    found = checked(kent=(table(ROLES, ("Officer", "12")), table(OUTCOMES, ("NFA", "13"))))
    assert len(messages(found, "breakdowns_differ")) == 1
    assert "12" in messages(found, "breakdowns_differ")[0]
    assert "13" in messages(found, "breakdowns_differ")[0]


@given(st.lists(st.integers(0, 99), min_size=3, max_size=3))
def test_tables_that_add_up_raise_nothing(numbers: list[int]) -> None:
    rows = [(label, str(n)) for label, n in zip(("Officer", "PCSO", "Police staff"), numbers, strict=True)]
    found = checked(kent=(table(ROLES, *rows, ("Total", str(sum(numbers)))),), only=("totals",))
    assert found == []
