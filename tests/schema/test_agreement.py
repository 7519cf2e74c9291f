"""Agreement of two coders against cases worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.decision import DecisionKind
from schema.review_agreement import NOTHING, agreement, agreements, compared, differ

CATEGORIES = st.sampled_from(["a", "b", "c"])
PAIRS = st.lists(st.tuples(CATEGORIES, CATEGORIES), min_size=1, max_size=60)


def counted(**cells: int) -> list[tuple[str, str]]:
    """Pairs from the cells of a table: ``ab=3`` is three units that the first called a and the second b."""
    return [(cell[0], cell[1]) for cell, n in cells.items() for _ in range(n)]


def test_two_by_two_worked_by_hand() -> None:
    """50 units, 35 the same: observed 0.70; a: 25/50 and 30/50, b: 25/50 and 20/50, expected 0.30 + 0.20 = 0.50."""
    found = agreement("x", counted(aa=20, ab=5, ba=10, bb=15))
    assert (found.n, found.same, found.percent) == (50, 35, pytest.approx(70))
    assert found.kappa == pytest.approx((0.70 - 0.50) / (1 - 0.50))


def test_three_categories_worked_by_hand() -> None:
    """20 units, 13 the same: 0.65; margins 8, 7, 5 and 9, 6, 5: expected (72 + 42 + 25) / 400 = 0.3475."""
    found = agreement("x", counted(aa=5, ab=2, ac=1, ba=3, bb=4, ca=1, cc=4))
    assert (found.n, found.same) == (20, 13)
    assert found.kappa == pytest.approx((0.65 - 0.3475) / (1 - 0.3475))


def test_agreement_by_chance_alone_is_nought_and_less_is_below() -> None:
    assert agreement("x", counted(aa=1, ab=1, ba=1, bb=1)).kappa == pytest.approx(0)
    assert agreement("x", counted(ab=2, ba=2)).kappa == pytest.approx(-1)


def test_kappa_is_not_defined_where_both_use_one_category_throughout() -> None:
    found = agreement("x", counted(aa=9))
    assert (found.percent, found.kappa) == (100, None)
    assert "throughout" in found.why


def test_kappa_is_defined_where_each_uses_one_category_and_not_the_same() -> None:
    assert agreement("x", counted(ab=5)).kappa == 0


def test_without_anything_coded_twice_nothing_is_said() -> None:
    found = agreement("x", [])
    assert (found.n, found.percent, found.kappa, found.why) == (0, None, None, "nothing was coded by both")


@given(PAIRS)
def test_kappa_never_passes_one_and_is_one_only_for_full_agreement(pairs: list[tuple[str, str]]) -> None:
    found = agreement("x", pairs)
    if found.kappa is not None:
        assert found.kappa <= 1
        assert (found.kappa == pytest.approx(1)) == (found.same == found.n)


@given(PAIRS)
def test_it_does_not_matter_who_was_first(pairs: list[tuple[str, str]]) -> None:
    one, other = agreement("x", pairs), agreement("x", [(b, a) for a, b in pairs])
    assert one.kappa == pytest.approx(other.kappa) if one.kappa is not None else other.kappa is None


def test_each_field_of_a_verdict_is_compared_by_itself() -> None:
    first = {"outcome": "refused-cost", "sections": ["12"], "questions": {"1": "refused"}}
    second = {"outcome": "refused-cost", "sections": ["12", "40"], "questions": {"1": "refused", "2": "table"}}
    assert compared(DecisionKind.REPLY_CLASS, "", first, second) == [
        ("reply: answer to a question", "refused", "refused"),
        ("reply: answer to a question", NOTHING, "table"),
        ("reply: outcome", "refused-cost", "refused-cost"),
        ("reply: sections", "12", "12, 40"),
    ]


def test_a_value_counts_under_its_dimension_and_a_number_in_whatever_way_it_is_written() -> None:
    assert compared(DecisionKind.VALUE, "outcome: sent to coventry", {"value": "resigned"}, {"new": "resigned"}) == [
        ("value of outcome", "resigned", "resigned")
    ]
    assert not differ(DecisionKind.CELL, "", {"text": "1,200", "was": "1.200"}, {"text": " 1200 "})
    assert differ(DecisionKind.CELL, "", {"text": "12"}, {"text": ""})


def test_each_number_of_a_sentence_is_a_unit() -> None:
    found = agreements(
        [(DecisionKind.FIGURES, "", {"accept": ["x", "y"], "reject": ["z"]}, {"accept": ["x"], "reject": ["y", "z"]})]
    )
    assert [(a.field, a.n, a.same) for a in found] == [("number in a sentence", 3, 2)]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"accept": True}, {"accept": True, "question": "2"}, True),
        ({"accept": True}, {"no_table": True}, True),
        ({"accept": False}, {"accept": False}, False),
        ({"accept": True, "caveat": "x"}, {"accept": True}, False),
    ],
)
def test_tables_differ_by_use_question_and_headings(
    one: dict[str, object], other: dict[str, object], apart: bool
) -> None:
    assert differ(DecisionKind.TABLE, "", one, other) is apart
