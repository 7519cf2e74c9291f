"""The answer form: what is on it follows from the questions, and it is known again by its marker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.campaign import CAMPAIGNS, load_campaign
from config.vocabulary import vocabulary
from schema.answer_form import MARKER, Marked, csv_rows, form_sheets, marked
from schema.campaign import Campaign, Question
from schema.mapping.words import Lexicon
from schema.periods import read_period

SHIPPED = [load_campaign(CAMPAIGNS / name) for name in ("met-2013", "pa-2014", "social-media")]


@pytest.mark.parametrize("campaign", SHIPPED, ids=lambda campaign: campaign.id)
def test_every_printed_label_is_read_as_the_value_it_stands_for(campaign: Campaign) -> None:
    lexicon = Lexicon(campaign, vocabulary())
    for sheet in form_sheets(campaign, vocabulary()):
        labels = [(sheet.dimensions[0], label) for label in sheet.rows[:-1]]
        labels += [(dimension, word) for dimension, words in sheet.choices.items() for word in words]
        values = [read_period(t).iso if d == "period" else (lexicon.value(d, t) or {}).get(d, "") for d, t in labels]
        assert all(values)
        assert len(set(zip((d for d, _ in labels), values, strict=True))) == len(values)


def test_a_year_that_is_not_whole_says_its_days() -> None:
    sheet = form_sheets(SHIPPED[2], vocabulary())[0]
    assert sheet.rows[:2] == ("1 February 2020 to 31 December 2020", "2021")
    assert sheet.rows[-2:] == ("1 January 2026 to 30 June 2026", "Total")


def test_financial_years_are_printed_where_the_question_asks_for_them() -> None:
    question = Question("1", "How many in each financial year?", "count", "cases", ("period",), headline=True)
    asked = replace(SHIPPED[2], questions=(question,), period_start="2020-04-01", period_end="2022-03-31")
    assert form_sheets(asked, vocabulary())[0].rows == ("2020/21", "2021/22", "Total")


def test_a_list_of_cases_has_a_column_for_each_dimension_and_none_for_a_number() -> None:
    question = Question("1", "Please list the cases.", "case_list", "cases", ("period", "role"), headline=True)
    (sheet,) = form_sheets(replace(SHIPPED[2], questions=(question,)), vocabulary())
    assert sheet.headings == ("Period", "Role", "Note")
    assert "Police officer" in sheet.choices["role"]


def test_a_question_without_dimensions_has_one_row() -> None:
    question = Question("1", "How many vehicles?", "count", "vehicles", headline=True)
    (sheet,) = form_sheets(replace(SHIPPED[2], questions=(question,)), vocabulary())
    assert (sheet.headings, sheet.rows, sheet.spare) == (("Count of", "Number of vehicles", "Note"), ("Total",), 0)


def test_a_question_for_yes_or_no_has_one_cell_and_the_words_for_it() -> None:
    question = Question("1", "Is there a policy?", "yes_no", "yes or no", headline=True)
    (sheet,) = form_sheets(replace(SHIPPED[2], questions=(question,)), vocabulary())
    assert (sheet.headings, sheet.last, sheet.spare) == (("Question", "Yes or no", "Note"), "Answer", 0)
    assert sheet.choices["answer"] == ("Yes", "No", "Not held", "Not recorded")


def test_the_marker_is_found_above_a_table_and_in_the_rows_of_a_list() -> None:
    campaign = SHIPPED[2]
    assert marked(f"{MARKER}\nRR-A\nkent\nquestion 1", ()) == Marked("RR-A", "kent", "question 1")
    rows = list(csv_rows(form_sheets(campaign, vocabulary()), campaign, "RR-A", "kent"))
    assert marked("", rows) == Marked("RR-A", "kent", "")


@pytest.mark.parametrize("title", ["", "Answers of Kent Police", "Question 1"])
def test_what_has_no_marker_is_no_form(title: str) -> None:
    assert marked(title, [("Year", "Number"), ("2020", "1")]) is None
