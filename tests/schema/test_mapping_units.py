"""What a campaign counts is known by the words it chose; questions about different things are kept apart."""

import json
from dataclasses import replace

import pytest
from replies import CAMPAIGN, QUESTIONS, decide, mapped, reading, table

from schema.campaign import Campaign, Question
from schema.decision import DecisionKind, ReviewState
from schema.mapping.reading import Mapped
from schema.mapping.words import unit_in
from schema.reading import Table
from schema.record import RecordState, RowKind
from schema.review import says_nothing

DISCHARGES = replace(
    CAMPAIGN,
    unit="discharges",
    questions=(replace(QUESTIONS[0], unit="discharges", text="How many times was it fired at a person each year?"),),
)
THEFTS = replace(
    CAMPAIGN,
    unit="thefts of cars",
    questions=(
        Question("1", "How many cars were stolen each year?", "count", "thefts of cars", ("period",), headline=True),
        Question("2", "How many bicycles were stolen each year?", "count", "thefts of bicycles", ("period",)),
    ),
)


def found(one: Table, campaign: Campaign) -> Mapped:
    return mapped(reading(one), campaign=campaign)


def said(mapping: Mapped) -> list[tuple[str, float | None, str, str]]:
    return [(r.period, r.low, r.unit, r.state.value) for r in mapping.records if r.row_kind is RowKind.ITEM]


@pytest.mark.parametrize("heading", ["Number of discharges", "Discharges", "No. of discharges", "Discharges recorded"])
def test_a_heading_in_the_campaign_s_own_words_is_a_count(heading: str) -> None:
    mapping = found(table(("Year", heading), ("2012", "5"), ("2013", "7")), DISCHARGES)
    assert said(mapping) == [("2012", 5, "discharges", "accepted"), ("2013", 7, "discharges", "accepted")]
    assert mapping.findings == ()


def test_the_question_repeated_over_a_table_is_no_word_of_its_unit() -> None:
    """The asker's "at a person" does not make the force count people."""
    title = "1. How many times was it fired at a person each year?"
    mapping = found(table(("Year", "Number"), ("2012", "5"), title=title), DISCHARGES)
    assert said(mapping) == [("2012", 5, "discharges", "accepted")]
    other = found(table(("Year", "Number"), ("2012", "5"), title="Persons at whom it was fired"), DISCHARGES)
    assert [r.unit for r in other.records] == ["people"]


@pytest.mark.parametrize("label", ["Number of discharges", "Discharges"])
def test_years_across_with_the_word_year_over_the_labels(label: str) -> None:
    rows = (("Year", "2012", "2013", "Total"), (label, "5", "7", "12"))
    mapping = found(table(*rows), DISCHARGES)
    assert said(mapping) == [("2012", 5, "discharges", "accepted"), ("2013", 7, "discharges", "accepted")]
    assert [r.low for r in mapping.records if r.row_kind is RowKind.TOTAL] == [12]


def test_an_unknown_label_left_of_years_is_asked_about_as_a_column_and_as_no_year() -> None:
    mapping = found(table(("Year", "2012", "2013"), ("Red dot", "5", "7"), ("Fired", "1", "2")), DISCHARGES)
    assert {r.state for r in mapping.records} <= {RecordState.WAITING}
    assert [item.asks for item in mapping.items] == [
        "Column 1, which has no heading, is neither mapped nor ignored. What does it hold?"
    ]


def test_a_year_beside_years_is_still_a_year() -> None:
    mapping = found(table(("Year", "2012", "Number"), ("2013", "5", "7")), DISCHARGES)
    assert [item.row_text for item in mapping.items if "period" in item.row_text] == []


def test_a_table_that_two_questions_could_mean_waits_until_it_is_told_which() -> None:
    mapping = found(table(("Year", "Number"), ("2012", "5")), THEFTS)
    assert [(r.question, r.state) for r in mapping.records] == [("", RecordState.WAITING)]
    assert "it is not clear which question it answers" in mapping.items[-1].asks


@pytest.mark.parametrize(
    ("title", "heading", "question"),
    [
        ("", "Thefts of bicycles", "2"),
        ("", "Number of thefts of cars", "1"),
        ("Question 2", "Number", "2"),
        ("2. How many bicycles were stolen each year?", "Number", "2"),
        ("How many bicycles were stolen each year?", "Number", "2"),
    ],
)
def test_its_unit_its_number_or_the_question_itself_tell_which(title: str, heading: str, question: str) -> None:
    mapping = found(table(("Year", heading), ("2012", "5"), title=title), THEFTS)
    assert {r.question for r in mapping.records} == {question}


def test_a_bare_number_that_two_questions_could_mean_waits() -> None:
    mapping = found(table(("Number",), ("5",)), THEFTS)
    assert {(r.question, r.state) for r in mapping.records} <= {("", RecordState.WAITING)}


@pytest.mark.parametrize(
    ("text", "asked", "unit"),
    [
        ("Number of people", ("discharges",), "people"),
        ("Cases by person", ("cases", "people"), "cases"),
        ("Theft of cars", ("thefts of cars",), ""),
        ("Discharge", ("discharges",), "discharges"),
        ("Vehicle thefts", ("thefts", "vehicle thefts"), "vehicle thefts"),
        ("Complaints", (), "complaints"),
    ],
)
def test_the_unit_asked_comes_before_one_that_is_known_everywhere(text: str, asked: tuple[str, ...], unit: str) -> None:
    assert unit_in(text, asked) == unit


def test_a_first_row_that_hides_its_number_is_no_heading() -> None:
    rows = (("Year", "Discharges"), ("2012", "Fewer than 5"), ("2013", "6"), ("2014", "0"))
    mapping = found(table(*rows, head_rows=2), DISCHARGES)
    assert [(r.period, r.low, r.high) for r in mapping.records] == [("2012", 1, 4), ("2013", 6, 6), ("2014", 0, 0)]


def test_years_down_the_first_column_are_never_counts() -> None:
    rows = (("Year", "Discharges"), ("2012", "see note"), ("2013", "6"), ("2014", "7"))
    mapping = found(table(*rows, head_rows=2), DISCHARGES)
    assert not [r for r in mapping.records if (r.low or 0) > 2000]


def test_who_accepts_a_joint_table_lets_it_speak_for_the_other_force_that_was_asked() -> None:
    joint = table(("Force", "Year", "Number"), ("Kent", "2012", "5"), ("Essex", "2012", "7"))
    waiting = mapped(reading(joint), campaign=CAMPAIGN)
    assert {(r.authority, r.state) for r in waiting.records} == {
        ("kent", RecordState.ACCEPTED),
        ("essex", RecordState.WAITING),
    }
    (item,) = waiting.items
    assert "it speaks of essex, to which the document is not filed" in item.asks
    accepted = mapped(reading(joint), decide(waiting, item.kind, {"accept": True}), campaign=CAMPAIGN)
    assert {(r.authority, r.low, r.state) for r in accepted.records} == {
        ("kent", 5, RecordState.ACCEPTED),
        ("essex", 7, RecordState.ACCEPTED),
    }


def test_for_a_force_that_was_never_asked_nothing_is_accepted() -> None:
    joint = table(("Force", "Year", "Number"), ("Kent", "2012", "5"), ("West Midlands", "2012", "7"))
    waiting = mapped(reading(joint), campaign=CAMPAIGN)
    accepted = mapped(reading(joint), decide(waiting, waiting.items[0].kind, {"accept": True}), campaign=CAMPAIGN)
    assert [r.state for r in accepted.records if r.authority == "west-midlands"] == [RecordState.WAITING]


def test_rows_of_shares_whose_column_is_left_out_are_no_cases() -> None:
    shares = table(("Year", "%"), ("2012", "25%"), ("2013", "30%"))
    assert found(shares, DISCHARGES).records == ()
    cases = table(("Ref", "Year"), ("1", "2012"), ("2", "2013"))
    assert len(found(cases, DISCHARGES).records) == 2


def test_to_find_such_a_table_read_rightly_does_not_tell_which_so_it_is_asked_on() -> None:
    given = table(("Year", "Number"), ("2012", "5"))
    first = found(given, THEFTS)
    (item,) = first.items
    assert [json.loads(item.choices)[n] for n in (0, 1)] == [
        {"accept": True, "question": "1"},
        {"accept": True, "question": "2"},
    ]
    assert says_nothing(item, {"accept": True, "question": "1"}), "no key takes the first of them unread"
    after = mapped(given, decide(first, DecisionKind.TABLE, {"accept": True}), campaign=THEFTS)
    assert [(r.question, r.state) for r in after.records] == [("", RecordState.WAITING)]
    assert [i.state for i in after.items] == [ReviewState.OPEN]
    told = mapped(given, decide(first, DecisionKind.TABLE, {"accept": True, "question": "2"}), campaign=THEFTS)
    assert [(r.question, r.state) for r in told.records] == [("2", RecordState.ACCEPTED)]
    assert [i.state for i in told.items] == [ReviewState.DECIDED]


SPENT = replace(
    DISCHARGES,
    questions=(
        DISCHARGES.questions[0],
        Question("2", "How much was spent each year?", "count", "£", ("period",)),
    ),
)
BOTH = ("Year", "Number of discharges", "Spend (£)")


def test_the_sign_of_money_is_the_unit_of_no_other_heading() -> None:
    assert [unit_in(text, ("discharges", "£")) for text in ("Number of discharges", "Year", "Total", "Cost", "£")] == [
        "discharges", "", "", "£", "£"
    ]  # fmt: skip


def test_a_column_of_pounds_counts_money_and_answers_the_question_for_it() -> None:
    given = table(BOTH, ("2012", "5", "700"), ("2013", "7", "900"))
    first = found(given, SPENT)
    assert {r.state for r in first.records} == {RecordState.WAITING}
    told = mapped(given, decide(first, DecisionKind.COLUMN, {"count": True}), campaign=SPENT)
    assert [(r.question, r.unit, r.low) for r in told.records] == [
        ("1", "discharges", 5), ("2", "£", 700), ("1", "discharges", 7), ("2", "£", 900)
    ]  # fmt: skip


def test_pounds_are_no_discharges_where_nobody_asked_for_money() -> None:
    given = table(BOTH, ("2012", "5", "700"))
    told = mapped(given, decide(found(given, DISCHARGES), DecisionKind.COLUMN, {"count": True}), campaign=DISCHARGES)
    assert [(r.unit, r.low) for r in told.records] == [("discharges", 5), ("£", 700)]
