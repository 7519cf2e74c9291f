"""The published figures come out of the demo's documents, through the whole pipeline.

They are those that the press printed in 2013 and 2014 (sources: rehearsal/README.md); here they are claims about the
result, never inputs to it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

REFUSED = {"essex", "hampshire", "merseyside", "staffordshire"}

Rows = list[dict[str, str]]


def table(demo: Path, name: str) -> Rows:
    with (demo / "published" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def authorities(demo: Path) -> dict[str, dict[str, str]]:
    return {row["authority_id"]: row for row in table(demo, "authorities")}


@pytest.fixture(scope="module")
def cases(demo: Path) -> Rows:
    return table(demo, "cases")


@pytest.fixture(scope="module")
def findings(demo: Path, roundrobin: Callable[..., Any]) -> list[dict[str, str]]:
    done = roundrobin("-w", demo, "check", "--json")
    assert done.code == 3
    return list(done.json)


def total(rows: Iterable[dict[str, str]], column: str = "cases_low") -> int:
    return sum(int(row[column] or 0) for row in rows)


def only(rows: Rows, **wanted: str) -> Rows:
    return [row for row in rows if all(row[column] == value for column, value in wanted.items())]


# --- the survey of 2014 -------------------------------------------------------------------------------------------


def test_of_43_asked_39_answered_and_4_refused(authorities: dict[str, dict[str, str]]) -> None:
    assert len(authorities) == 43
    assert {a for a, row in authorities.items() if row["answer"].startswith("answered")} == set(authorities) - REFUSED
    assert {a for a, row in authorities.items() if row["answer"] in ("refused", "cost_limit")} == REFUSED


def test_those_that_gave_no_count_have_none(authorities: dict[str, dict[str, str]]) -> None:
    for authority, row in authorities.items():
        given = {row["cases_as_printed"], row["cases_low"], row["cases_high"], row["rank"], row["officers"]}
        assert (given == {""}) == (authority in REFUSED), authority


def test_828_cases_and_their_roles(authorities: dict[str, dict[str, str]]) -> None:
    rows = authorities.values()
    assert total(rows) == total(rows, "cases_high") == 828
    roles = [total(rows, column) for column in ("officers", "staff", "pcso", "role_not_stated")]
    assert roles == [548, 175, 31, 74]


@pytest.mark.parametrize(
    ("authority", "rank", "count"),
    [
        ("greater-manchester", "1", 88),
        ("west-midlands", "2", 74),
        ("metropolitan", "3", 69),
        ("north-yorkshire", "5", 46),
        ("west-yorkshire", "6", 35),
        ("northamptonshire", "7", 34),
        ("west-mercia", "16=", 19),
        ("warwickshire", "30=", 8),
        ("dyfed-powys", "36", 4),
    ],
)
def test_the_published_counts(authorities: dict[str, dict[str, str]], authority: str, rank: str, count: int) -> None:
    row = authorities[authority]
    assert (row["rank"], row["cases_low"], row["cases_high"]) == (rank, str(count), str(count))


def test_the_fourth_lies_between_the_third_and_the_fifth(authorities: dict[str, dict[str, str]]) -> None:
    (fourth,) = [int(row["cases_low"]) for row in authorities.values() if row["rank"] == "4"]
    assert 46 <= fourth <= 69


def test_the_rate_is_the_count_per_1000_workforce(authorities: dict[str, dict[str, str]]) -> None:
    for row in (row for row in authorities.values() if row["cases_low"]):
        rate = 1000 * int(row["cases_low"]) / float(row["workforce"])
        assert float(row["cases_per_1000_workforce"]) == pytest.approx(rate, abs=0.006)


def test_about_14_percent_no_action_and_9_percent_left(cases: Rows, played: Any) -> None:
    """As bounds, since some forces hide small numbers. Added up here from the published rows alone."""
    bounds: Counter[tuple[str, str]] = Counter()
    split = [row for row in cases if row["row_kind"] == "item" and row["outcome_group"]]
    for authority in {row["authority_id"] for row in split}:
        of_one = only(split, authority_id=authority)
        for row in only(of_one, breakdown=of_one[0]["breakdown"]):
            bounds[row["outcome_group"], "low"] += int(row["low"])
            bounds[row["outcome_group"], "high"] += int(row["high"])
    for group, percent in (("no_action", 14), ("left", 9)):
        low, high = bounds[group, "low"], bounds[group, "high"]
        assert low / 828 - 0.005 <= percent / 100 <= high / 828 + 0.005
        assert re.search(rf"{group.replace('_', ' ')}\W+{low}-{high}\b", played.out)


def test_west_mercia_13_officers_and_6_staff_17_with_action_and_two_left(cases: Rows) -> None:
    own = only(cases, authority_id="west-mercia", row_kind="item")
    assert [total(only(own, breakdown="role", role=role), "low") for role in ("officer", "staff")] == [13, 6]
    groups = {group: total(only(own, outcome_group=group), "low") for group in ("no_action", "left", "other")}
    assert groups == {"no_action": 2, "left": 2, "other": 15}
    left = {row["outcome"] for row in only(own, outcome_group="left") if row["low"] != "0"}
    assert left == {"resigned", "retired"}


def test_greater_manchester_3_of_88_on_official_accounts_none_dismissed_or_suspended(cases: Rows) -> None:
    own = only(cases, authority_id="greater-manchester", row_kind="item")
    assert total(only(own, breakdown="account", account="official"), "low") == 3
    assert total(only(own, breakdown="account"), "low") == 88
    for outcome in ("dismissed", "restricted_or_suspended"):
        assert total(only(own, outcome=outcome), "high") == 0
        assert only(own, outcome=outcome)


def test_a_joint_reply_gives_each_force_its_own_count(cases: Rows) -> None:
    one, other = ({row["document"] for row in only(cases, authority_id=a)} for a in ("warwickshire", "west-mercia"))
    assert one == other


def test_complaints_count_as_cases_by_a_decision(cases: Rows) -> None:
    rows = only(cases, authority_id="dyfed-powys")
    assert {(row["unit"], row["counted_as"], bool(row["decision"])) for row in rows} == {("complaints", "cases", True)}


def test_every_value_leads_back_to_its_place(cases: Rows, demo: Path, roundrobin: Callable[..., Any]) -> None:
    for row in cases:
        assert re.fullmatch("[0-9a-f]{64}", row["document"])
        assert row["as_printed"]
        assert (row["page"] and row["box"]) or (row["sheet"] and row["cell"]) or row["span"], row["record_id"]
        assert row["accepted_by"] == "machine" or (row["decision"] and row["decided_by"])
    stored = {document["sha256"] for document in roundrobin("-w", demo, "documents", "list", "--json").json}
    assert {row["document"] for row in cases} <= stored


def test_the_counts_stand_under_the_four_roles(cases: Rows) -> None:
    assert {row["role"] for row in cases} == {"officer", "staff", "pcso", "not_stated", "all"}


# --- the request of 2013 ------------------------------------------------------------------------------------------


def test_the_metropolitan_police_in_2013(demo: Path) -> None:
    rows = only(table(demo, "met-2013/cases"), authority_id="metropolitan")
    assert [row["low"] for row in only(rows, row_kind="total", role="officer")] == ["38"]
    assert [row["low"] for row in only(rows, row_kind="total", role="staff")] == ["12"]
    items = only(rows, row_kind="item")
    for outcome, officers, staff in (("dismissed", 3, 4), ("left_unspecified", 6, 2)):
        found = [total(only(items, outcome=outcome, role=role), "low") for role in ("officer", "staff")]
        assert found == [officers, staff]
    platforms = {row["platform"]: int(row["low"]) for row in items if row["platform"] != "all"}
    small = {name: count for name, count in platforms.items() if name not in ("facebook", "not_stated")}
    assert small == {"twitter": 2, "linkedin": 1, "youtube": 1, "friends_reunited": 1}
    assert sum(platforms.values()) == 50
    assert platforms["facebook"] > 25 > platforms["not_stated"] > 0


# --- findings -----------------------------------------------------------------------------------------------------


def messages(findings: list[dict[str, str]], authority: str, code: str) -> str:
    return "\n".join(f["message"] for f in findings if (f["authority"], f["code"]) == (authority, code))


def test_those_that_refused_have_a_code_that_no_other_has(findings: list[dict[str, str]]) -> None:
    codes = {code for code in (f["code"] for f in findings) if _with(findings, code) == REFUSED}
    assert "refused" in codes


def _with(findings: list[dict[str, str]], code: str) -> set[str]:
    return {finding["authority"] for finding in findings if finding["code"] == code}


def test_the_gap_between_roles_and_cases_is_named(findings: list[dict[str, str]]) -> None:
    (message,) = [finding["message"] for finding in findings if finding["code"] == "role_gap"]
    assert {"754", "828"} <= set(re.findall(r"\d+", message))


@pytest.mark.parametrize(
    ("authority", "code", "words"),
    [
        ("west-mercia", "claim_differs", ("20", "19")),
        ("dyfed-powys", "unit_differs", ("complaints",)),
        ("metropolitan", "claim_other_scope", ("38 officers", "12 staff", "71 officers", "69 cases")),
        ("greater-manchester", "claim_other_scope", ("39", "88")),
        ("lancashire", "claims_contradict", ("constable resigned", "civilian staff resigned")),
        ("south-yorkshire", "hidden_data", ("hidden sheet",)),
    ],
)
def test_what_is_odd_is_found(
    findings: list[dict[str, str]], authority: str, code: str, words: tuple[str, ...]
) -> None:
    found = messages(findings, authority, code)
    assert all(word in found for word in words), found
