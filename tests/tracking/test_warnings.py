"""Warnings before approval: none of them stops a wave."""

from datetime import date

import pytest

from config.calendar import calendar
from config.campaign import CAMPAIGNS, load_campaign
from tracking.warnings import (
    address_warning,
    aggregation_warning,
    day_warning,
    question_warnings,
    repeat_warning,
    requester_warnings,
)

WELL_MADE = (
    "How many police officers were dismissed for gross misconduct in each calendar year from 2019 to 2024?",
    "Please state the number of complaints about stop and search between 1 April 2022 and 31 March 2025, by year.",
    "For each financial year since 2018/19, how many Tasers were discharged by officers of the force?",
    "How many body-worn cameras did the force own as at 31 March 2025?",
    "What was the total cost in pounds of agency staff in the financial year 2023/24?",
    "The number of hate crimes recorded in 2021, 2022 and 2023, by strand.",
    "How many freedom of information requests did you receive in each quarter of 2024?",
    "How many vehicles of the force were written off in the last three years?",
    "Please give the headcount of police staff on 30 September 2024.",
    "In how many investigations into exploitation between January 2020 and December 2023 was there a charge?",
    "How many 999 calls were abandoned in each month of 2024?",
    "How many strip searches of people under 18 were carried out by calendar year, 2018 to 2023?",
    "The number of drones owned and the number of drone flights in 2023.",
    "How many special constables resigned in each of the past five years?",
    "How many deaths in or following police custody were recorded from 2015 to 2024?",
    "How much did the force pay in compensation claims, by year, from 2019/20 to 2023/24, in pounds?",
    "Number of data breaches reported to the ICO in each calendar year since 2018.",
    "How many licences for firearms were revoked during 2022?",
    "How many officers were on restricted duties at 31 December 2024?",
    "How many missing person reports concerning children were recorded in 2023?",
    "How many parking fines were issued to force vehicles in 2023?",
    "For 2020 to 2024, by year, how many applicants were refused at vetting?",
    "The number of police dogs in service on 1 June 2025.",
    "How many burglaries were recorded in the calendar year 2022 and how many were solved?",
    "What did the force pay for translation services in 2023/24?",
    "How many victims of stalking were offered a protection order between 1 July 2023 and 30 June 2024?",
    "Please give, by month for 2024, the number of shifts worked as overtime.",
    "How many stations were closed since 2015?",
    "What was the average time in minutes to answer a 101 call in each month of 2024?",
    "How many knives were handed in during the last two years?",
)
ILL_MADE = (
    ("How many officers were dismissed?", "question_without_period"),
    ("Please send me all emails about the Post Office between 2019 and 2023.", "cost_limit_risk"),
    ("What happened with social media?", "question_without_period question_without_unit"),
    ("Copies of every complaint file on stop and search since 2015.", "cost_limit_risk"),
    ("Has the force got better at answering?", "question_without_period question_without_unit"),
    ("How much was spent on consultants?", "question_without_period"),
    ("Please tell me about misconduct in 2022.", "question_without_unit"),
    ("For each arrest in 2023, please describe the circumstances in full.", "cost_limit_risk"),
    ("How many?", "question_without_period question_without_unit"),
    ("All documents, minutes and correspondence relating to Operation X, 2016 to date.", "cost_limit_risk"),
    ("What is the outcome?", "question_without_period question_without_unit"),
    ("How many tweets did officers send?", "question_without_period"),
    (
        "Provide any information held about knife crime.",
        "question_without_period question_without_unit cost_limit_risk",
    ),
    (
        "The number of cases where drink was a factor as mentioned in free text, in 2021.",
        "cost_limit_risk",
    ),
    ("How bad was it last year?", "question_without_unit"),
    ("Please provide a summary of each case of domestic abuse by officers between 2018 and 2023.", "cost_limit_risk"),
    ("Statistics on drones.", "question_without_period question_without_unit"),
    ("How many crimes were there, since records began?", "cost_limit_risk"),
    ("A breakdown by rank.", "question_without_period question_without_unit"),
    ("Please read through the files of 2020 and say how many victims mentioned alcohol.", "cost_limit_risk"),
    ("How many stations were closed?", "question_without_period"),
    ("Everything you hold about Operation Elveden from 2011 to 2014.", "cost_limit_risk"),
    ("Which forces did best in 2020?", "question_without_unit"),
    ("Please list the reasons given in the notes of every stop and search in 2022.", "cost_limit_risk"),
    ("Is drink driving going up?", "question_without_period question_without_unit"),
    ("All WhatsApp messages of the chief officers in March 2020.", "cost_limit_risk"),
    ("What was the average time?", "question_without_period"),
    ("Details of the conduct in all misconduct cases in 2019, including what was said.", "cost_limit_risk"),
    ("How many officers have ever been disciplined?", "question_without_period"),
    ("Number of offences from 1990 to 2024 by day.", "cost_limit_risk"),
)


def codes(text: str, letter: str = "", unit: str = "") -> set[str]:
    return {warning.code for warning in question_warnings({"1": text}, letter, unit)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many officers were dismissed between 1 January 2019 and 31 December 2020?", set()),
        ("The number of complaints by year", set()),
        ("How many officers were dismissed?", {"question_without_period"}),
        ("What happened in 2019?", {"question_without_unit"}),
        ("Copies of all emails about complaints since 2019", {"cost_limit_risk"}),
    ],
)
def test_a_question_names_a_period_and_a_unit_and_no_whole_records(text: str, expected: set[str]) -> None:
    assert codes(text) == expected


def test_a_period_for_the_whole_letter_will_do() -> None:
    assert codes("How many officers were dismissed?", "For {{ period_start }} to {{ period_end }}:") == set()
    assert codes("How many officers were dismissed?", "Since 2019:") == set()


def test_the_unit_may_be_named_for_the_whole_letter() -> None:
    asked = "What was the outcome in 2019?"
    assert codes(asked) == {"question_without_unit"}
    assert codes(asked, "Please count cases, not people.", "cases") == set()
    assert codes(asked, "Please tell me of the cases.", "cases") == {"question_without_unit"}


def test_one_question_does_not_name_the_period_of_another() -> None:
    asked = {"1": "How many officers left in 2019?", "2": "How many officers joined?"}
    found = question_warnings(
        asked, "Please tell me:\n1. How many officers left in 2019?\n2. How many officers joined?"
    )
    assert [(w.code, w.message) for w in found] == [("question_without_period", "Question 2 names no period.")]


@pytest.mark.parametrize("question", WELL_MADE)
def test_a_well_made_question_raises_no_alarm(question: str) -> None:
    assert codes(question) == set()


@pytest.mark.parametrize(("question", "expected"), ILL_MADE)
def test_an_ill_made_question_is_warned_of(question: str, expected: str) -> None:
    assert set(expected.split()) <= codes(question)


@pytest.mark.parametrize("campaign", sorted(path.parent.name for path in CAMPAIGNS.glob("*/campaign.toml")))
def test_the_shipped_campaigns_raise_no_alarm(campaign: str) -> None:
    made = load_campaign(CAMPAIGNS / campaign)
    assert question_warnings({q.id: q.text for q in made.questions}, made.letter, made.unit) == ()
    assert requester_warnings("A. Researcher", "1 High Street", made.letter) == ()


def test_a_letter_without_a_real_name_or_an_address_is_warned_of() -> None:
    both = "{{ requester_name }} {{ requester_address }}"
    assert [w.code for w in requester_warnings("foi", "foi@x.example", both)] == ["letter_without_name"]
    assert [w.code for w in requester_warnings("A. Person", " ", both)] == ["letter_without_address"]
    found = requester_warnings("A. Person", "1 High Street", "Dear team,")
    assert [w.code for w in found] == ["letter_without_name", "letter_without_address"]


def test_the_same_questions_again_within_the_year_may_be_refused() -> None:
    found = repeat_warning("essex", date(2025, 9, 1), [date(2025, 1, 6)])
    assert found is not None
    assert (found.code, found.authority) == ("repeated_request", "essex")
    assert repeat_warning("essex", date(2026, 1, 6), [date(2025, 1, 6)]) is None
    assert repeat_warning("essex", date(2025, 9, 1), []) is None


def test_an_address_is_stale_after_a_year_and_undated_when_nobody_wrote_the_day_down() -> None:
    today = date(2026, 1, 10)
    assert address_warning("essex", "foi@essex.police.uk", date(2025, 6, 1), today) is None
    for confirmed, code in ((None, "address_undated"), (date(2024, 12, 1), "address_stale")):
        found = address_warning("essex", "foi@essex.police.uk", confirmed, today)
        assert found is not None
        assert (found.code, found.authority) == (code, "essex")


def test_the_first_safe_day_after_an_earlier_request_is_named() -> None:
    found = aggregation_warning("essex", date(2025, 3, 31), [date(2025, 1, 6)], calendar())
    assert found is not None
    assert "Tue 1 Apr 2025" in found.message
    assert aggregation_warning("essex", date(2025, 4, 1), [date(2025, 1, 6)], calendar()) is None
    assert aggregation_warning("essex", date(2025, 4, 1), [], calendar()) is None


def test_a_day_off_chosen_for_sending_is_warned_of() -> None:
    found = day_warning(date(2027, 2, 6), calendar())
    assert found is not None
    assert (found.code, "Sat 6 Feb 2027" in found.message) == ("sent_on_day_off", True)
    assert day_warning(date(2027, 2, 5), calendar()) is None
