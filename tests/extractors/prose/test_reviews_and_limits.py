"""What a review finds is read; the appropriate limit is told from money that was spent."""

import pytest

from extractors.prose import figures


def said(text: str) -> list[tuple[str, str]]:
    return [(f.period, f.as_printed) for f in figures(text)]


@pytest.mark.parametrize("heading", ["Internal review", "INTERNAL REVIEW", "Internal review outcome"])
@pytest.mark.parametrize(
    "found", ["I have reviewed our response.", "Having reviewed it, I find as follows.", "We uphold your complaint."]
)
def test_the_numbers_of_a_review_are_read(heading: str, found: str) -> None:
    assert said(f"Dear Sir\n\n{heading}\n\n{found} The number of thefts in 2013 was 27.\n") == [("2013", "27")]


def test_how_to_ask_for_a_review_holds_no_answers() -> None:
    text = "Dear Sir\n\n1. 14 thefts.\n\nInternal review\nYou may ask within 40 days. In 2013 there were 30 reviews.\n"
    assert said(text) == [("", "14")]


@pytest.mark.parametrize(
    "words", ["We spent £450 in 2012 and £600 in 2013.", "2012: £450\n2013: £600", "2012 - £450\n2013 - £600"]
)
def test_so_much_as_the_limit_may_be_spent_in_a_year(words: str) -> None:
    assert said(f"Dear Sir\n\nQ4. {words}\n") == [("2012", "£450"), ("2013", "£600")]


@pytest.mark.parametrize("words", ["The cost would exceed £450.", "The appropriate limit is £600. We hold 300 files."])
def test_the_limit_itself_is_no_answer(words: str) -> None:
    assert said(f"Dear Sir\n\nQ4. {words}\n") == []


@pytest.mark.parametrize("printed", ["Q1 2021/22", "2021/22 Q1", "Quarter 1 2021-22"])
def test_a_quarter_of_a_year_over_the_new_year_is_no_quarter_of_its_first_year(printed: str) -> None:
    assert said(f"Dear Sir\n\n{printed}: 44\n") == [(printed, "44")]


def test_a_quarter_of_a_calendar_year_is_one() -> None:
    assert said("Dear Sir\n\n2021 Q3: 47\n") == [("2021-Q3", "47")]
