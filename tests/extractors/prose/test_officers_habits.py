"""How disclosure officers write: what they compare, restate, join and suppress. All texts are made."""

from __future__ import annotations

import pytest

from extractors.prose import answers

Said = list[tuple[str, str, float | None, float | None]]


def said(text: str) -> Said:
    return [(f.question, f.period, f.low, f.high) for f in answers(text)]


def values(text: str) -> list[float | None]:
    return [f.low for f in answers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine drivers were reported under section 5 of the Road Traffic Act 1988.", ""),
        ("Nine drivers were reported in 2011 under the Road Traffic Act 1988.", "2011"),
        ("There were 31 such households at the 2011 Census.", ""),
        ("There were 12 appeals under the Police (Conduct) Regulations 2012.", ""),
    ],
)
def test_the_year_of_a_law_is_no_period(text: str, expected: str) -> None:
    assert {f.period for f in answers(text)} == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "7 reports were received, compared to 19 in 2013.",
        "7 reports were received, the same as in 2013.",
        "7 reports were received, up from 5 in 2013.",
        "7 reports were received, a rise of two on 2013.",
    ],
)
def test_the_period_of_a_comparison_is_not_that_of_the_answer(text: str) -> None:
    assert ("", "", 7, 7) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "All totals are rounded to the nearest 20 to prevent recognition.",
        "Totals are shown as multiples of 5.",
        "With fewer than 50 people in scope, a smaller total could identify someone.",
        "Section 1 places two duties on public authorities.",
    ],
)
def test_what_explains_the_figures_is_none(text: str) -> None:
    assert answers(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(2012) 44 (2013) 51 (2014) 39", [("2012", 44), ("2013", 51), ("2014", 39)]),
        ("7 Mill Lane - no visits\n9 Mill Lane - 3 visits", [("", 0), ("", 3)]),
        ("The three worst roads had 61, 54 and 49.", [("", 61), ("", 54), ("", 49)]),
        ("That makes 23 in all.", [("", 23)]),
        ("Tickets: 512 (27 May 2013 to 26 May 2014)\nAppeals: 62, of which 34 were allowed", [("", 62), ("", 34)]),
        ("The team has 212.6 WTE posts.", [("", 212.6)]),
        ("Grant paid? £286k", [("", 286_000)]),
    ],
)
def test_forms_of_lists_and_totals(text: str, expected: list[tuple[str, float]]) -> None:
    found = [(f.period, f.low) for f in answers(text)]
    assert [pair for pair in found if pair in expected] == expected


@pytest.mark.parametrize(
    ("legend", "expected"),
    [
        ("* Figures of fewer than 5 are suppressed.", (1, 4)),
        ("* denotes 5 or fewer", (1, 5)),
        ("* not recorded", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_star_has_the_bounds_that_the_letter_gives_it(legend: str, expected: tuple[int | None, int | None]) -> None:
    found = answers(f"2011 - 12\n2012 - *\n2013 - 0\n\n{legend}\n")
    assert [(f.low, f.high) for f in found if f.as_printed == "*"] == [expected]


def test_a_star_that_is_a_bullet_explains_nothing() -> None:
    text = "* fewer than 5 officers were dismissed\n* 2 officers resigned\n\nYear\tCases\n2012\t7\n2013\t*\n"
    assert [(f.low, f.high) for f in answers(text) if f.as_printed == "*"] == [(None, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q1 and Q2: 7\nQ3: 2", [("1&2", 7), ("3", 2)]),
        ("1. 12\nQuestions 2 to 4: nil.\n5. 3", [("1", 12), ("2-4", 0), ("5", 3)]),
        ("1-3. No information held.\n4. 17", [("4", 17)]),
        ("Questions 1 and 2: 128 and 61.", [("1", 128), ("2", 61)]),
        ("Question 1 - 41", [("1", 41)]),
    ],
)
def test_an_answer_to_several_questions_is_of_none_of_them_alone(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(f.question, f.low) for f in answers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2012 there were 94 uses. 71 of these were warnings. We own 50 devices.", ["2012", "2012", ""]),
        ("In 2012 there were 94 uses. It was drawn on 71 occasions.", ["2012", "2012"]),
        ("In 2012 there were 94 uses. Of the 50 devices 4 were broken.", ["2012", ""]),
        ("In 2012 there were 94 uses.\n\nThey were 4 in all.", ["2012", ""]),
        ("Never events in 2015/16\n\nWrong site: 2\nObject: 3", ["2015/16", "2015/16"]),
        ("In the calendar year 2012:\nStaff: 2\nOfficers: 3", ["2012", "2012"]),
        ("After the 2013 review:\nStaff: 2", [""]),
        ("Dismissals in 2013\n\nStaff: 2\n\nVehicles\n\nVans: 4", ["2013", ""]),
    ],
)
def test_the_words_above_give_a_period_only_to_what_goes_on_with_them(text: str, expected: list[str]) -> None:
    assert [f.period for f in answers(text)] == expected


def test_a_correction_is_of_the_question_and_the_period_of_the_words_above() -> None:
    text = "An error was found in the answer to question 2. The number in 2013 was given as 18. It should have read 13."
    assert said(text) == [("2", "2013", 13, 13)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 were upheld, 50 were not upheld and 4 were open (64).", [10, 50, 4, 64]),
        ("10 were upheld, 50 were not upheld and 4 were open (65).", [10, 50, 4]),
        ("64 (sixty-four) complaints were recorded.", [64]),
    ],
)
def test_a_total_is_restated_in_brackets_where_it_is_the_sum(text: str, expected: list[int]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. What is the fee for a licence?\nThe fee is £25 an hour.", [25]),
        ("1. The cost per flying hour was £1,350 excluding fuel.", [1350]),
        ("1. How many dogs are there?\n12. A fee of £25 is charged for each hour of search.", []),
        ("2 copies were made. A fee of £25 is payable.", []),
    ],
)
def test_a_price_answers_only_where_a_price_was_asked(text: str, expected: list[int]) -> None:
    assert [f.low for f in answers(text) if f.unit == "£"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 out of 86 were upheld.", [("", 12)]),
        ("12 of 86 complaints were upheld.", [("", 12)]),
        ("The figure rose from 12 in 2012 to 15 in 2013.", [("2012", 12), ("2013", 15)]),
        ("There were no such incidents in 2012, two in 2013.", [("2012", 0), ("2013", 2)]),
        ("In 2009-2011 there were 61, 14 and 3.", [("", 61), ("", 14), ("", 3)]),
        ("If 5 of 43 forces answered yes, criminals would know.", []),
    ],
)
def test_shares_and_changes(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(f.period, f.low) for f in answers(text)] == expected


def test_a_question_without_a_number_opens_what_is_refused_for_itself() -> None:
    text = (
        "Q: How many assaults were there?\nA: 403\n\nQ: How many were reported?\nA: Each of 403 forms takes 10 minutes."
    )
    assert values(text) == [403]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. In 2013 how many? 114 (2012: 98)", [("2013", 114), ("2012", 98)]),
        ("In 2013/14 we took 1,204 calls (2012/13: 1,104; 2011/12: 998).", [("2013/14", 1204), ("2012/13", 1104)]),
        ("In 2012, 2013 and 2014 there were 34, 42 and 38.", [("2012", 34), ("2013", 42), ("2014", 38)]),
        ("9,114 cases were referred in 2014; it upheld 61%.", [("2014", 9114)]),
        ("There were 0 flights in 2012, 6 in 2013 and 31 up to the end of June 2014.", [("2012", 0), ("2013", 6)]),
        ("1. How many in 2013?\n15 were received last year.", [("", 15)]),
        ("In 2013 there were 12 thefts, 4 of which were solved in 2014.", [("", 12)]),
    ],
)
def test_a_period_belongs_to_the_number_that_it_stands_with(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(f.period, f.low) for f in answers(text)][: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Under 18: 1,204\n18-20: 3,318\n25 and over: 21,460", ["Under 18", "18-20", "25 and over"]),
        ("0 to 5 hours: 44\nOver 20 hours: 3", ["0 to 5 hours", "Over 20 hours"]),
        ("Male: 12 Female: 2", ["Male"]),
        ("There were 14 complaints but no arrests were made.", ["complaints"]),
        ("There were 40 officers of whom 12 were women.", ["officers", "were women"]),
    ],
)
def test_a_label_is_what_the_number_counts(text: str, expected: list[str]) -> None:
    assert [f.label for f in answers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a) 14 (b) 3 (c) 0", [("a", 14), ("b", 3), ("c", 0)]),
        ("1. (a) 14, (b) nil", [("1a", 14), ("1b", 0)]),
        ("Question 2(b): 4 cases\nQuestion 2(c): none\nQuestion 3: 5", [("2b", 4), ("2c", 0), ("3", 5)]),
        ("1. Licences in force on 31 March 2014\n412\n2. Refused\n<5", [("1", 412), ("2", 0)]),
        ("How many were heard? 27. How many were refused? 6.", [("", 27), ("", 6)]),
    ],
)
def test_items_and_values_on_few_lines(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(f.question, f.low) for f in answers(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "I am not able to give this by station, as several would show a figure of 1 or 2 and there are only 14 staff.",
        "If 5 of 43 forces answered, criminals would know which 38 to visit.",
    ],
)
def test_reasons_and_cases_only_thought_of_are_no_answers(text: str) -> None:
    assert answers(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Q1. How many of the 450 officers hold one?\nA1. 388 of the 450.\n\n"
            "Q2. If more than 5, please list the last 5.\nA2. See Annex A.",
            [("1", 388)],
        ),
        ("Your question: fines in each borough?\n\nMPS response:\nCamden 212\nHackney 305", [("", 212), ("", 305)]),
        ("No case to answer 31\nReflective practice 40\nWritten warning 18", [("", 31), ("", 40), ("", 18)]),
        ("61 came (44 from Spain, 12 from Portugal and 5 from Ireland)", [("", 44), ("", 12), ("", 5)]),
        ("5 were about parking, 2 about noise and 1 about both.", [("", 5), ("", 2), ("", 1)]),
    ],
)
def test_answers_are_told_from_questions_and_lists_are_read_whole(text: str, expected: list[tuple[str, int]]) -> None:
    found = [(f.question, f.low) for f in answers(text)]
    assert [pair for pair in found if pair in expected] == expected
    assert len(found) <= len(expected) + 1


@pytest.mark.parametrize(
    "text",
    [
        "Officers 4417 and 5120 attended at 14:52.",
        "Housing 01204 335900\nPlanning 01204 336000",
        "Boroughs with fewer than 10 fines have been left out.",
        "Contents\n1. Introduction 2\n2. Your request 3\n3. Our decision 5",
    ],
)
def test_collar_numbers_telephones_and_contents_are_no_answers(text: str) -> None:
    assert [f for f in answers(text) if not f.question] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1) Staff employed by the service on the day\n   Wholetime 512, on-call 198, control 41.", [512, 198, 41]),
        ("1. One full-time.\n2. One full-time and two part-time", [1, 1, 2]),
        ("1) How long on average?\n   7.4", [7.4]),
        ("July 2013 – four\na total of seven in the four months.", [4, 7]),
        ("There were 14 incidents in Category 1 or 2 in 2012.", [14]),
    ],
)
def test_values_that_stand_below_or_behind_one_another(text: str, expected: list[float]) -> None:
    assert values(text) == expected


def test_a_total_below_a_dated_list_is_not_of_its_last_month() -> None:
    text = "June 2013 – one\nJuly 2013 – four\na total of five in the two months."
    assert [f.period for f in answers(text)] == ["2013-06", "2013-07", ""]


def test_a_wrapped_date_stays_whole() -> None:
    text = (
        "We hold the information that you have requested. Between 1 September 2013 and 31\n"
        "August 2014, the office received 8,217 complaints about schools of every kind."
    )
    assert said(text) == [("", "2013-09-01..2014-08-31", 8217, 8217)]


@pytest.mark.parametrize(
    "text",
    [
        "I suggest that you limit your request to 2 departments and 1 year.",
        "Arrests may be of more than 1 person.",
        "Their ranks are exempt because with 4 people in a force of 2,100 each would be known.",
        "For help telephone 101, extension 20305.",
    ],
)
def test_advice_notes_and_reasons_are_no_answers(text: str) -> None:
    assert answers(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q.1\tHow many?\nAns.\t52\n\nQ.2\tHow much?\nAns.\t£18.40", [("1", 52), ("2", 18.4)]),
        ("Q1) How many?\nR1) 2,309 in 2012\nQ2) And then?\nR2) 140 (2012)", [("1", 2309), ("2", 140)]),
        ("1. How many?\n14\n2. Which kinds?\nLetting (61), driving (17) and design (12).", [("1", 14), ("2", 61)]),
        ("(i) 2012 - 18\n(ii) 2013 - 26\n\nDismissed - 3 over the whole time", [("i", 18), ("ii", 26), ("", 3)]),
        ("Your request for information: ref 1000456211\n\n1. Potholes reported\n2012/13: 4,821", [("1", 4821)]),
        ("2. How many were refused?\nIn 2013, 9 applications were refused.", [("2", 9)]),
    ],
)
def test_each_answer_is_of_its_own_question(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(f.question, f.low) for f in answers(text)][: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 charities have an income above £1 million.", [9]),
        ("The original response stated that there had been 42 incidents. The correct figure is 47.", [47]),
        ("Searches were made, in which 2 members of staff spent 9 hours examining 143 records.", []),
        ("Staff on zero hours contracts: 312 at 31 March 2013.", [312]),
        ("1. 999 calls answered: 776,203", [776_203]),
    ],
)
def test_limits_effort_and_set_phrases_are_no_figures(text: str, expected: list[float]) -> None:
    assert values(text) == expected
