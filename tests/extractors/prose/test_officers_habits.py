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
