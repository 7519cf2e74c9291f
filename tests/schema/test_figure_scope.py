"""A number in a sentence that counts less than was asked is never proposed as the answer."""

from __future__ import annotations

import json

import pytest
from replies import CAMPAIGN, mapped, reading

from schema.mapping.scope import kind_of_figure, narrowed, question_of_figure
from schema.reading import ProseFigure
from schema.value import Kind


def stated(label: str, sentence: str, printed: str = "12", question: str = "1") -> ProseFigure:
    return ProseFigure(question, label, "", printed, int(printed), int(printed), sentence=sentence)


def proposed(figure: ProseFigure) -> bool:
    (item,) = mapped(reading(figures=(figure,))).items
    return any(choice.get("accept") for choice in json.loads(item.choices))


@pytest.mark.parametrize(
    "figure",
    [
        stated("cases", "There were 12 cases, not including those of special constables."),
        stated("cases", "There were 12 cases, excluding complaints made anonymously."),
        stated("were recorded", "There were 40 cases, of which 12 were recorded."),
        stated("of these were investigated", "12 of these were investigated."),
        stated("were investigated", "Of the complaints, 12 were investigated."),
    ],
)
def test_a_part_of_what_was_asked_is_not_proposed_as_the_whole(figure: ProseFigure) -> None:
    assert not proposed(figure)


@pytest.mark.parametrize(
    "figure",
    [
        stated("cases", "There were 12 cases."),
        stated("cases", "There were 12 cases, of which 3 were closed."),
        stated("were police officers", "Of these 12 were police officers.", question="2"),
    ],
)
def test_the_whole_and_a_part_with_a_name_are_proposed(figure: ProseFigure) -> None:
    assert proposed(figure)


@pytest.mark.parametrize(("label", "question"), [("3 Mill Lane", ""), ("2 x warnings", ""), ("Q3", "3"), ("3.", "3")])
def test_a_number_before_words_is_no_number_of_a_question(label: str, question: str) -> None:
    assert question_of_figure(label, CAMPAIGN) == question


def test_a_star_is_of_the_kind_that_its_letter_says() -> None:
    star = ProseFigure("1", "", "2012", "*", 1, 4)
    assert kind_of_figure(star, "2012: *\n* fewer than 5\n") is Kind.SUPPRESSED
    assert kind_of_figure(star, "2012: *\n") is Kind.AMBIGUOUS


def test_what_a_value_names_is_not_narrowed() -> None:
    figure = stated("were police officers", "Of these 12 were police officers.")
    assert narrowed(figure, {})
    assert not narrowed(figure, {"role": "police_officer"})


@pytest.mark.parametrize("number", ["1&2", "d", "iii", "9"])
def test_a_figure_under_a_number_that_was_not_asked_is_not_proposed_for_another_question(number: str) -> None:
    figure = stated("were police officers", f"{number}. 12 were police officers.", question=number)
    (item,) = mapped(reading(figures=(figure,))).items
    keys = [key for choice in json.loads(item.choices) for key in (*choice["accept"], *choice["reject"])]
    assert keys == []
