"""Counts beside the workforce; and the cases whose role nobody states."""

from __future__ import annotations

from replies import QUESTIONS, table
from surveys import ROLES, checked, codes, messages


def test_the_role_gap_names_all_cases_and_those_with_a_role() -> None:
    """The figures of 2014: 548 officers, 175 staff and 31 PCSOs are 754, not 828."""
    stated = table(ROLES, ("Officer", "548"), ("Police staff", "175"), ("PCSO", "31"), ("Total", "754"))
    years = table(("Year", "Number"), ("2012", "70"), ("2013", "4"), ("Total", "74"))
    (message,) = messages(checked(kent=(stated,), essex=(years,)), "role_gap")
    assert message == (
        "754 of 828 cases have a stated role (548 officers, 175 staff, 31 PCSOs); 74 have none: Essex 74."
    )


def test_who_asked_for_no_roles_is_told_of_no_gap() -> None:
    years = table(("Year", "Number"), ("2012", "70"))
    assert "role_gap" in codes(checked(kent=(years,)))
    assert "role_gap" not in codes(checked(kent=(years,), questions=QUESTIONS[:1]))


def test_no_gap_is_told_before_anything_came() -> None:
    assert "role_gap" not in codes(checked())


def test_no_gap_where_every_case_has_a_role() -> None:
    assert "role_gap" not in codes(checked(kent=(table(ROLES, ("Officer", "3")),)))


def test_more_cases_than_any_authority_has_been_known_to_have() -> None:
    tables = {"kent": (table(ROLES, ("Officer", "46")),), "essex": (table(ROLES, ("Officer", "460")),)}
    found = checked(workforce={"kent": 2710.0, "essex": 2710.0}, **tables)
    assert messages(found, "implausible") == ["Essex has 460 cases at a workforce of 2,710: 169.7 in 1,000."]
