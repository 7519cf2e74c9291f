"""The reconstruction of the 39 answers keeps to everything that was published of them."""

from __future__ import annotations

import pytest

from rehearsal.survey import DECKS, AuthorityAnswer, Case, published_counts, reconstruct, refusing

SURVEY = reconstruct()
CASES = [case for answer in SURVEY.values() for case in answer.cases]


def counted(**wanted: str) -> int:
    return sum(all(getattr(case, name) == value for name, value in wanted.items()) for case in CASES)


def sizes() -> dict[str, int]:
    return {authority: len(answer.cases) for authority, answer in SURVEY.items()}


def test_39_authorities_answered_with_828_cases_and_four_refused() -> None:
    assert (len(SURVEY), len(CASES)) == (39, 828)
    assert set(refusing()) == {"essex", "hampshire", "merseyside", "staffordshire"}
    assert not set(refusing()) & set(SURVEY)


def test_the_published_roles_come_out() -> None:
    officers = counted(role="police_officer") + counted(role="special_constable")
    assert (officers, counted(role="police_staff"), counted(role="pcso"), counted(role="not_stated")) == (
        548,
        175,
        31,
        74,
    )


def test_no_action_is_about_14_percent_and_leaving_about_9() -> None:
    no_action = counted(outcome="no_further_action") + counted(outcome="no_case_to_answer")
    left = sum(counted(outcome=outcome) for outcome in ("dismissed", "resigned", "retired"))
    assert 112 <= no_action <= 120
    assert 71 <= left <= 78


def test_published_counts_are_kept() -> None:
    known = published_counts()
    assert len(known) == 18
    assert {a: n for a, n in sizes().items() if a in known} == known


def test_the_ranks_of_the_league_are_those_published() -> None:
    first = sorted(sizes(), key=lambda a: -sizes()[a])[:7]
    assert first[:3] == ["greater-manchester", "west-midlands", "metropolitan"]
    assert first[4:] == ["north-yorkshire", "west-yorkshire", "northamptonshire"]
    assert 46 < sizes()[first[3]] < 69
    assert len(set(sorted(sizes().values(), reverse=True)[:8])) == 8


def test_unpublished_counts_lie_below_the_seventh_place() -> None:
    unpublished = sorted(n for a, n in sizes().items() if a not in published_counts())
    assert all(1 <= n < 34 for n in unpublished[:-1])


def test_dorset_answered_and_not_with_the_ten_of_another_request() -> None:
    assert sizes()["dorset"] not in (0, 10)
    assert not SURVEY["dorset"].published


@pytest.mark.parametrize("dimension", DECKS)
def test_every_breakdown_sums_to_the_cases(dimension: str) -> None:
    for answer in SURVEY.values():
        assert sum(answer.by(dimension).values()) == len(answer.cases)
    assert {value: counted(**{dimension: value}) for value in DECKS[dimension]} == DECKS[dimension]


def test_west_mercia_is_13_officers_and_6_staff_17_with_action_and_two_left() -> None:
    answer = SURVEY["west-mercia"]
    assert answer.by("role") == {"police_officer": 13, "police_staff": 6}
    outcomes = answer.by("outcome")
    assert outcomes["no_further_action"] + outcomes.get("no_case_to_answer", 0) == 2
    assert outcomes["resigned"] + outcomes["retired"] == 2


def test_nobody_was_dismissed_at_greater_manchester_and_three_cases_were_on_official_accounts() -> None:
    answer = SURVEY["greater-manchester"]
    assert "dismissed" not in answer.by("outcome")
    assert answer.by("account")["official"] == 3


def having(answer: AuthorityAnswer, outcome: str) -> list[Case]:
    return [case for case in answer.cases if case.outcome == outcome]


def test_suffolk_had_two_resignations_and_one_dismissal() -> None:
    outcomes = SURVEY["suffolk"].by("outcome")
    assert (outcomes["resigned"], outcomes["dismissed"]) == (2, 1)


def test_two_special_constables_resigned_in_northamptonshire() -> None:
    assert [case.role for case in having(SURVEY["northamptonshire"], "resigned")] == ["special_constable"] * 2


def test_the_one_who_resigned_in_lancashire_was_staff() -> None:
    assert [case.role for case in having(SURVEY["lancashire"], "resigned")] == ["police_staff"]


def test_each_answer_says_whether_its_number_is_published_or_filled_in() -> None:
    for authority, answer in SURVEY.items():
        assert answer.published == (authority in published_counts())
        assert answer.source if answer.published else answer.source == "filled in"
