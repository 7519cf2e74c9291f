"""What a form says becomes the verdict that its kind of item wants."""

from desk.verdicts import verdict_of_form
from schema.decision import DecisionKind, ReviewItem

FIGURES = ReviewItem(item_id="f", kind=DecisionKind.FIGURES, row_text="figures", asks="Which?")


def test_numbers_count_as_ticked_and_one_not_understood_answers_what_is_chosen_beside_it() -> None:
    form = {"own": ["1"], "key": ["a", "b", "c"], "accept": ["a", "b"], "answers.b": ["4"], "answers.c": ["2"]}
    assert verdict_of_form(FIGURES, form) == {"accept": ["a", "b"], "reject": ["c"], "assign": {"b": {"question": "4"}}}


def test_without_a_question_chosen_nothing_is_assigned() -> None:
    form = {"own": ["1"], "key": ["a"], "accept": ["a"], "answers.a": [""]}
    assert verdict_of_form(FIGURES, form) == {"accept": ["a"], "reject": []}
