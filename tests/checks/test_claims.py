"""Published figures are tested against the documents, or shown beside them; they never change a number."""

from __future__ import annotations

import pytest
from replies import table
from surveys import OUTCOMES, ROLES, checked, claim, codes, messages

WEST_MERCIA = table(ROLES, ("Officer", "13"), ("Police staff", "6"), ("Total", "19"))


def test_nineteen_in_the_documents_against_a_printed_twenty() -> None:
    twenty = claim("west-mercia", "20 times", 20)
    found = checked(claims=(twenty,), west_mercia=(WEST_MERCIA,))
    assert messages(found, "claim_differs") == [
        "'20 times' was published of West-Mercia (a paper); the documents give 19."
    ]


def test_a_claim_that_fits_raises_nothing() -> None:
    fitting = (
        claim("west-mercia", "19", 19),
        claim("west-mercia", "13 officers", 13, "2", dimensions={"role": "officer"}),
    )
    assert "claim_differs" not in codes(checked(claims=fitting, west_mercia=(WEST_MERCIA,)))


def test_two_published_numbers_of_one_thing_contradict_each_other() -> None:
    both = (claim("west-mercia", "19", 19), claim("west-mercia", "20 times", 20))
    (message,) = messages(checked(claims=both, west_mercia=(WEST_MERCIA,)), "claims_contradict")
    assert "'19'" in message
    assert "'20 times'" in message


def test_figures_of_other_requests_stand_beside_and_are_not_compared() -> None:
    others = tuple(
        claim("kent", printed, n, "2", dimensions={"role": "officer"}, same_scope=False, scope="another request")
        for printed, n in (("38 officers", 38), ("71 officers", 71))
    )
    found = checked(claims=others, kent=(table(ROLES, ("Officer", "60"), ("Police staff", "9"), ("Total", "69")),))
    assert "claim_differs" not in codes(found)
    assert "claims_contradict" not in codes(found)
    assert messages(found, "claim_other_scope") == [
        f"'{printed}' was published of Kent (a paper), of another scope: another request. "
        "The documents here give 69 cases, 60 of them role officer."
        for printed in ("38 officers", "71 officers")
    ]


def resignation(role: str, printed: str) -> object:
    return claim("kent", printed, 1, "3", dimensions={"role": role, "outcome": "resigned"})


def test_one_resignation_printed_with_two_roles_contradicts_the_list_of_cases_and_itself() -> None:
    cases = table(("Role", "Outcome"), ("Police staff", "Resigned"), ("Officer", "NFA"))
    claims = (resignation("staff", "civilian staff"), resignation("officer", "a constable"))
    found = checked(claims=claims, kent=(cases,))  # type: ignore[arg-type]
    assert [m.split(" was ")[0] for m in messages(found, "claim_differs")] == ["'a constable'"]
    assert len(messages(found, "claims_contradict")) == 1


def test_one_resignation_printed_with_two_roles_contradicts_itself_even_where_no_table_crosses_them() -> None:
    tables = (table(ROLES, ("Officer", "5"), ("Police staff", "5")), table(OUTCOMES, ("Resigned", "1"), ("NFA", "9")))
    claims = (resignation("staff", "civilian staff"), resignation("officer", "a constable"))
    found = checked(claims=claims, kent=tables)  # type: ignore[arg-type]
    assert not messages(found, "claim_differs")
    assert len(messages(found, "claims_contradict")) == 1


@pytest.mark.parametrize(("no_action", "differs"), [("14", False), ("13", True), ("15", True)])
def test_about_14_per_cent_is_an_interval_of_shares(no_action: str, differs: bool) -> None:
    rest = str(100 - int(no_action))
    share = claim("", "about 14 %", 13.5, "3", unit="%", high=14.5, dimensions={"outcome": "no_action"})
    found = checked(claims=(share,), kent=(table(OUTCOMES, ("NFA", no_action), ("Dismissed", rest)),))
    assert ("claim_differs" in codes(found)) is differs


def test_a_claim_within_what_was_hidden_does_not_differ() -> None:
    hidden = table(OUTCOMES, ("Dismissed", "<5"), ("NFA", "9"), ("Resigned", "0"))
    three, five = (
        claim("kent", printed, n, "3", dimensions={"outcome": "dismissed"})
        for printed, n in (("three", 3), ("five", 5))
    )
    found = checked(claims=(three, five), kent=(hidden,))
    assert [m.split(" was ")[0] for m in messages(found, "claim_differs")] == ["'five'"]


def test_a_claim_about_one_that_gave_no_figure_is_not_tested() -> None:
    assert not codes(checked(claims=(claim("essex", "5", 5),), kent=(WEST_MERCIA,))) & {
        "claim_differs",
        "claim_other_scope",
    }
