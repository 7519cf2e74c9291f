"""A printed cell says what it says and no more."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.suppression import read_number, read_value, rounded
from schema.value import Kind

FORMS = Path(__file__).parents[2] / "config" / "data" / "suppression.csv"
SAME_KIND = {
    "suppressed_small": Kind.SUPPRESSED,
    "range": Kind.RANGE,
    "lower_bound_only": Kind.AT_LEAST,
    "upper_bound_only": Kind.AT_MOST,
    "approximate": Kind.APPROXIMATE,
    "symbol": Kind.AMBIGUOUS,
    "ambiguous": Kind.AMBIGUOUS,
    "confidential": Kind.WITHHELD,
    "exempt": Kind.WITHHELD,
    "not_available": Kind.NOT_AVAILABLE,
    "not_applicable": Kind.NOT_APPLICABLE,
    "rounds_to_zero": Kind.ROUNDED,
    "rounded": Kind.ROUNDED,
    "none_recorded": Kind.NIL,
    "zero": Kind.NIL,
    "missing": Kind.MISSING,
    "ncnd": Kind.NCND,
    "exact": Kind.EXACT,
    "exact_revised": Kind.EXACT,
    "exact_provisional": Kind.EXACT,
    "share": Kind.SHARE,
}


def listed_forms() -> list[dict[str, str]]:
    with FORMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", listed_forms(), ids=lambda form: form["printed"])
def test_every_listed_form_is_read_as_listed(form: dict[str, str]) -> None:
    hidden = "(zeros also hidden)" in form["printed"]
    printed = form["printed"].replace(" (zeros also hidden)", "").replace("(empty cell)", "")
    value = read_value(printed, zeros_printed=not hidden)
    assert value.kind is SAME_KIND[form["kind"]]
    if value.kind is not Kind.SHARE:
        assert (value.low, value.high) == tuple(int(form[end]) if form[end] else None for end in ("min", "max"))


@pytest.mark.parametrize("printed", ["<5", "< 5", "fewer than 5", "Fewer than five", "less than 5 cases", "under 5"])
def test_fewer_than_five_is_one_to_four_where_zeros_are_printed(printed: str) -> None:
    assert (read_value(printed).low, read_value(printed).high) == (1, 4)


@pytest.mark.parametrize("printed", ["<5", "5 or fewer", "≤5", "<=5"])
def test_small_numbers_begin_at_zero_where_zeros_are_hidden_too(printed: str) -> None:
    assert read_value(printed, zeros_printed=False).low == 0


@pytest.mark.parametrize("printed", ["≤5", "<=5", "5 or fewer", "5 or less"])
def test_five_or_fewer_includes_five(printed: str) -> None:
    assert read_value(printed).high == 5


@pytest.mark.parametrize(
    "symbol", ["*", "**", "-", "–", "—", "--", "c", "#", "~", ".", ":", "N/A", "n/a", "X", "no", "?"]
)
def test_a_symbol_without_the_documents_own_note_is_never_guessed(symbol: str) -> None:
    value = read_value(symbol)
    assert (value.low, value.high, value.kind) == (None, None, Kind.AMBIGUOUS)


def test_a_symbol_means_what_the_documents_own_note_says() -> None:
    value = read_value("*", notes={"*": "<5"})
    assert (value.as_printed, value.low, value.high, value.kind) == ("*", 1, 4, Kind.SUPPRESSED)


@pytest.mark.parametrize("printed", ["77, 686", "77 686", "41, 207", "2. 5.", "3 and 4", "2", "12 (3)", "1.2.3"])
def test_what_may_be_two_numbers_is_not_read_as_one(printed: str) -> None:
    assert read_value(printed).kind is (Kind.EXACT if printed == "2" else Kind.AMBIGUOUS)


@pytest.mark.parametrize("printed", ["77, 686", "77 686", "77,686", "77\u00a0686"])
def test_gapped_figures_are_one_number_when_the_cell_is_known_to_hold_one(printed: str) -> None:
    assert read_value(printed, single=True).low == 77686


@pytest.mark.parametrize("printed", ["12, 045", "1 000"])
def test_a_group_that_begins_with_zero_can_only_belong_to_the_number_before_it(printed: str) -> None:
    assert read_value(printed).kind is Kind.EXACT


@pytest.mark.parametrize("printed", ["12 45", "1234 567", "0 123", "77, 68", "12,34", "007"])
def test_figures_that_are_no_thousands_are_never_joined(printed: str) -> None:
    assert read_value(printed, single=True).kind is Kind.AMBIGUOUS


@pytest.mark.parametrize(
    ("printed", "flags"),
    [
        ("12 [r]", ("revised",)),
        ("12 [p] [r]", ("provisional", "revised")),
        ("12 (p)", ("provisional",)),
        ("12*", ("mark *",)),
        ("12 **", ("mark **",)),
        ("12²", ("mark ²",)),
        ("12 [note 3]", ("note 3",)),
    ],
)
def test_status_flags_and_marks_are_kept_beside_the_number(printed: str, flags: tuple[str, ...]) -> None:
    value = read_value(printed)
    assert (value.low, value.high, value.status_flags) == (12, 12, flags)


@pytest.mark.parametrize("printed", ["s.40", "s40(2)", "Section 40(2)", "exempt under s.40(2)", "S.40 (2)", "[c]"])
def test_a_section_in_place_of_a_number_withholds_it(printed: str) -> None:
    assert (read_value(printed).low, read_value(printed).high) == (0, None)
    assert read_value(printed).kind is Kind.WITHHELD


def test_five_kinds_of_nothing_do_not_merge() -> None:
    kinds = {read_value(printed).kind for printed in ("nil", "not held", "not recorded", "s.40(2)", "NCND", "")}
    assert len(kinds) == 6


@pytest.mark.parametrize("printed", ["Nil", "none", "0", "Zero", "Nil.", "nil return"])
def test_nil_is_a_true_zero(printed: str) -> None:
    assert (read_value(printed).low, read_value(printed).high, read_value(printed).kind) == (0, 0, Kind.NIL)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("twelve", 12),
        ("Twenty-one", 21),
        ("one hundred and four", 104),
        ("two thousand and six", 2006),
        ("12 officers", 12),
    ],
)
def test_numbers_in_words_are_numbers(printed: str, number: int) -> None:
    assert read_value(printed).low == number


@pytest.mark.parametrize("printed", ["three and four", "twenty twelve", "hundred", "one-eleven point", "five approx"])
def test_other_words_are_no_number(printed: str) -> None:
    assert read_number(printed) is None


def test_years_side_by_side_are_no_range_of_counts() -> None:
    assert read_value("2012-2013").kind is Kind.AMBIGUOUS


def test_a_printed_share_is_everything_that_rounds_to_it() -> None:
    assert (read_value("9%").low, read_value("9%").high) == (8.5, 9.5)
    assert (read_value("66.2 per cent").low, read_value("66.2 per cent").high) == (66.15, 66.25)


def test_rounding_to_five_and_ten() -> None:
    assert rounded(15, 5)[:2] == (13, 17)
    assert rounded(20, 10)[:2] == (15, 25)


@given(st.integers(0, 999_999))
def test_a_number_in_figures_is_read_with_and_without_commas(number: int) -> None:
    assert read_value(str(number)).low == read_value(f"{number:,}").high == number


@given(st.integers(2, 500), st.booleans())
def test_fewer_than_n_always_ends_below_n(number: int, zeros_printed: bool) -> None:
    value = read_value(f"<{number}", zeros_printed)
    assert value.high == number - 1
    assert value.low == int(zeros_printed)


@given(st.text(max_size=30), st.booleans(), st.booleans())
def test_any_text_becomes_a_value_that_keeps_it_and_has_its_ends_in_order(text: str, zeros: bool, single: bool) -> None:
    value = read_value(text, zeros, single=single)
    assert value.as_printed == text
    assert value.low is None or value.high is None or 0 <= value.low <= value.high
