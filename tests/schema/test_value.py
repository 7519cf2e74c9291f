"""Sums, shares and ranks of intervals never say more than was disclosed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.suppression import read_value
from schema.value import Kind, Value, add, in_words, is_above, share


@st.composite
def values(draw: st.DrawFn) -> tuple[Value, int]:
    """A value together with one number that it allows."""
    low = draw(st.integers(0, 50))
    truth = draw(st.integers(low, 60))
    high = draw(st.one_of(st.none(), st.integers(truth, 100)))
    kept_low = draw(st.sampled_from([low, None]))
    return Value("", kept_low, high, Kind.RANGE), truth


@given(st.lists(values()))
def test_the_true_sum_lies_within_the_sum(parts: list[tuple[Value, int]]) -> None:
    low, high = add(value for value, _ in parts)
    truth = sum(number for _, number in parts)
    assert low <= truth
    assert high is None or truth <= high


@given(st.lists(values()), st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(parts: list[tuple[Value, int]], random: object) -> None:
    shuffled = [value for value, _ in parts]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert add(shuffled) == add(value for value, _ in parts)


def test_a_sum_with_an_unknown_part_prints_as_at_least() -> None:
    assert in_words(*add([read_value("12"), read_value("s.40(2)")])) == "at least 12"
    assert in_words(*add([read_value("12"), read_value("<5")])) == "13 to 16"


def test_what_is_not_applicable_leaves_the_sum() -> None:
    assert add([read_value("12"), read_value("[z]")]) == (12, 12)


def test_a_share_is_never_summed() -> None:
    with pytest.raises(ValueError, match="12%"):
        add([read_value("12%"), read_value("3")])


@given(values(), values())
def test_the_true_share_lies_within_the_share(part: tuple[Value, int], rest: tuple[Value, int]) -> None:
    low, high = share(part[0], rest[0])
    if part[1] + rest[1]:
        truth = part[1] / (part[1] + rest[1])
        assert low <= truth
        assert high is None or truth <= high


@given(values(), values())
def test_one_ranks_above_the_other_only_when_it_must_be_greater(
    one: tuple[Value, int], other: tuple[Value, int]
) -> None:
    if is_above(one[0], other[0]):
        assert one[1] > other[1]


def test_suppressed_values_are_tied_with_what_they_overlap() -> None:
    assert not is_above(read_value("3"), read_value("<5"))
    assert not is_above(read_value("<5"), read_value("3"))
    assert is_above(read_value("5"), read_value("<5"))
