"""Ranks, rates, roles and national totals say no more than was disclosed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies import CAMPAIGN, decide, mapped, reading, table

from schema.consolidation import Consolidated, Reply, consolidate
from schema.decision import DecisionKind
from schema.league import League, league
from schema.mapping.reading import Mapped
from schema.reading import Outcome, Table
from schema.record import AnswerKind
from schema.review import DecisionIndex

ROLES = ("Role", "Number")
OUTCOMES = ("Outcome", "Number")


def survey(*replies: Reply, **tables: tuple[Table, ...]) -> Consolidated:
    """Tables by authority ("west_mercia" for west-mercia)."""
    found: list[Mapped] = []
    for n, (name, given_tables) in enumerate(tables.items()):
        found.append(mapped(reading(*given_tables, sha256=str(n) * 64), to=(name.replace("_", "-"),)))
    asked = [("first", authority) for authority in CAMPAIGN.authorities]
    return consolidate(CAMPAIGN, asked, found, replies, DecisionIndex.of([]))


def ranked(found: Consolidated, workforce: dict[str, float] | None = None) -> League:
    return league(CAMPAIGN, found, CAMPAIGN.authorities, workforce or {})


def roles(*numbers: str) -> Table:
    return table(ROLES, *zip(("Officer", "Police staff", "PCSO"), numbers, strict=False))


def test_one_stands_above_another_only_when_its_least_is_more_than_the_other_s_most() -> None:
    found = ranked(survey(kent=(roles("9", "0"),), essex=(roles("<5", "6"),), surrey=(roles("7", "<5"),)))
    ranks = {row.authority: row.rank for row in found.rows}
    assert (ranks["kent"], ranks["essex"], ranks["surrey"]) == ("1=", "1=", "1=")
    apart = ranked(survey(kent=(roles("12", "0"),), essex=(roles("<5", "3", "0"),), surrey=(roles("6", "0"),)))
    assert {row.authority: row.rank for row in apart.rows if row.rank} == {"kent": "1", "essex": "2=", "surrey": "2="}


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_exact_counts_rank_as_numbers_do(counts: list[int]) -> None:
    kent, essex, surrey = (roles(str(n), "0") for n in counts)
    rows = ranked(survey(kent=(kent,), essex=(essex,), surrey=(surrey,))).by_authority
    for name, n in zip(("kent", "essex", "surrey"), counts, strict=True):
        place = 1 + sum(other > n for other in counts)
        assert rows[name].rank == f"{place}{'=' if counts.count(n) > 1 else ''}"


def test_those_that_gave_nothing_stand_in_the_list_as_such_and_have_no_zero() -> None:
    found = ranked(survey(Reply("first", "essex", "x", {"": AnswerKind.REFUSED}), kent=(roles("3"),)))
    assert found.rows[0].authority == "kent"
    assert {row.authority: row.answer for row in found.rows if row.cases is None} == {
        "essex": "refused", "surrey": "silent", "warwickshire": "silent", "west-mercia": "silent",
    }  # fmt: skip
    assert all(row.rank == "" and row.rate is None and row.roles is None for row in found.rows[1:])


def test_coverage_says_who_answered_refused_and_kept_silent() -> None:
    totals = ranked(
        survey(
            Reply("first", "essex", "x", {"": AnswerKind.COST_LIMIT}),
            Reply("first", "surrey", "y", {"": AnswerKind.NOT_HELD}),
            kent=(roles("3"),),
        )
    ).totals
    assert (totals.asked, totals.answered, totals.refused, totals.silent) == (5, 2, 1, 2)
    assert totals.cases == {"cases": (3, 3)}


def test_an_answer_whose_figures_wait_leaves_the_sum_open() -> None:
    waiting = table(ROLES, ("Officer", "5"), accept=False)
    found = survey(Reply("first", "essex", "x", {"": AnswerKind.TABLE}), kent=(roles("3"),), essex=(waiting,))
    totals = ranked(found).totals
    assert totals.cases == {"cases": (3, None)}
    assert totals.roles["officer"] == (3, None)


def test_units_are_never_added() -> None:
    complaints = table(("Role", "Number of complaints"), ("Officer", "4"))
    totals = ranked(survey(kent=(roles("3"),), essex=(complaints,))).totals
    assert totals.cases == {"cases": (3, 3), "complaints": (4, 4)}
    assert totals.roles["officer"] == (3, 3)


def test_a_rate_has_the_ends_of_its_interval() -> None:
    row = ranked(survey(kent=(roles("<5", "46", "0"),)), {"kent": 2710.0}).by_authority["kent"]
    assert row.rate is not None
    assert row.rate[1] is not None
    assert (round(row.rate[0], 1), round(row.rate[1], 1)) == (17.3, 18.5)


def test_the_role_split_comes_from_one_table_and_the_rest_has_no_stated_role() -> None:
    years = table(("Year", "Number"), ("2012", "12"), ("2013", "8"), ("Total", "20"))
    only_years = ranked(survey(kent=(years,))).by_authority["kent"]
    assert only_years.roles is not None
    assert only_years.roles["not_stated"] == (20, 20)
    both = ranked(survey(kent=(years, roles("13", "<5", "4")))).by_authority["kent"]
    assert both.roles == {
        "officer": (13, 13), "staff": (0, 4), "pcso": (4, 4), "other": (0, 0), "not_stated": (0, 0),
    }  # fmt: skip


def test_a_role_that_is_printed_as_not_recorded_has_no_stated_role() -> None:
    printed = table(ROLES, ("Officer", "5"), ("Not recorded", "2"), ("Total", "7"))
    row = ranked(survey(kent=(printed,))).by_authority["kent"]
    assert row.roles is not None
    assert row.roles["not_stated"] == (2, 2)


def test_a_special_constable_is_an_officer_with_the_detail_kept() -> None:
    found = survey(kent=(table(ROLES, ("Special constable", "2"), ("Police officer", "3")),))
    row = ranked(found).by_authority["kent"]
    assert row.roles is not None
    assert row.roles["officer"] == (5, 5)
    assert {r.role_detail for r in found.records} == {"special_constable", "police_officer"}


def test_a_role_that_a_person_named_is_one_of_the_others_and_is_lost_in_no_sum() -> None:
    printed = table(ROLES, ("Officer", "5"), ("Wizard", "2"), ("Total", "7"))
    asked = mapped(reading(printed))
    named = mapped(reading(printed), decide(asked, DecisionKind.VALUE, {"new": "wizard"}))
    found = consolidate(CAMPAIGN, [("first", "kent")], [named], (), DecisionIndex.of([]))
    row = ranked(found).by_authority["kent"]
    assert row.roles is not None
    assert (row.roles["officer"], row.roles["other"], row.roles["not_stated"]) == ((5, 5), (2, 2), (0, 0))


@pytest.mark.parametrize(
    ("rows", "low", "high"),
    [
        ((("NFA", "14"), ("Dismissed", "86")), 0.14, 0.14),
        ((("NFA", "<5"), ("Dismissed", "8"), ("Resigned", "0"), ("Total", "10")), 0.1, 0.4),
        ((("NFA", "<5"), ("Dismissed", "8"), ("Resigned", "0")), 1 / 9, 4 / 12),
    ],
)
def test_the_share_of_an_outcome_group_has_a_least_and_a_greatest(
    rows: tuple[tuple[str, str], ...], low: float, high: float
) -> None:
    share = ranked(survey(kent=(table(OUTCOMES, *rows),))).totals.groups["no_action"]
    assert (share.low, share.high) == (pytest.approx(low), pytest.approx(high))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5))
def test_the_national_interval_holds_every_true_sum(counts: list[tuple[int, int]]) -> None:
    def printed(n: int) -> str:
        return "<5" if 0 < n < 5 else str(n)

    tables = {
        name.replace("-", "_"): (roles(printed(a), printed(b), "0"),)
        for name, (a, b) in zip(CAMPAIGN.authorities, counts, strict=False)
    }
    low, high = ranked(survey(**tables)).totals.cases["cases"]
    assert high is not None
    assert low <= sum(a + b for a, b in counts) <= high


def test_a_reply_that_nobody_has_read_yet_leaves_the_sum_open_too() -> None:
    scan = mapped(reading(outcome=Outcome.NEEDS_OCR, reason="a scan", sha256="e" * 64), to=("essex",))
    asked = [("first", authority) for authority in CAMPAIGN.authorities]
    kent = mapped(reading(roles("3")))
    letter = Reply("first", "essex", "x")
    totals = ranked(consolidate(CAMPAIGN, asked, [kent, scan], [letter], DecisionIndex.of([]))).totals
    assert totals.cases == {"cases": (3, None)}
