"""One answer for each authority and question; totals are checked against rows and never added to them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies import CAMPAIGN, NO_DECISIONS, context, decide, decision, figure, mapped, reading, table

from schema.answers import NO_REPLY
from schema.consolidation import Consolidated, Reply, consolidate
from schema.decision import Decision, DecisionKind, ReviewState
from schema.mapping.reading import Mapped
from schema.reading import Outcome, Table
from schema.record import Answer, AnswerKind
from schema.review import DecisionIndex

ROLES = ("Role", "Number")
OUTCOMES = ("Outcome", "Number")


def together(*documents: Mapped, replies: tuple[Reply, ...] = (), decisions: tuple[Decision, ...] = ()) -> Consolidated:
    asked = [("first", authority) for authority in CAMPAIGN.authorities]
    return consolidate(CAMPAIGN, asked, documents, replies, DecisionIndex.of(decisions))


def answer(found: Consolidated, question: str = "1", authority: str = "kent") -> Answer:
    return next(a for a in found.answers if (a.authority, a.question) == (authority, question))


def value(found: Consolidated, question: str = "1") -> tuple[float | None, float | None, str]:
    a = answer(found, question)
    return a.low, a.high, a.basis


def said(
    kind: AnswerKind, authority: str = "kent", question: str = "", at: str = "2014-03-01", **more: object
) -> Reply:
    return Reply("first", authority, f"{authority}-{at}", {question: kind}, at=at, **more)  # type: ignore[arg-type]


# counts


def test_an_exact_printed_total_that_agrees_with_its_rows_is_the_count() -> None:
    found = together(mapped(table(ROLES, ("Officer", "<5"), ("PCSO", "9"), ("Total", "12"))))
    assert value(found) == (12, 12, "printed_total")


def test_rows_without_a_total_sum_as_an_interval() -> None:
    found = together(mapped(table(ROLES, ("Officer", "<5"), ("PCSO", "9"), ("Police staff", "0"))))
    assert value(found) == (10, 13, "sum_of_rows")


def test_a_list_of_cases_counts_its_rows() -> None:
    rows = [("Officer", "NFA")] * 7
    assert value(together(mapped(table(("Role", "Outcome"), *rows)))) == (7, 7, "case_rows")


def test_margins_of_different_breakdowns_are_never_added() -> None:
    one = table(ROLES, ("Officer", "8"), ("PCSO", "4"))
    other = table(OUTCOMES, ("NFA", "5"), ("Dismissed", "7"))
    assert value(together(mapped(reading(one, other))))[:2] == (12, 12)


def test_an_unknown_part_makes_the_sum_at_least() -> None:
    found = together(mapped(table(ROLES, ("Officer", "8"), ("PCSO", "withheld"))))
    assert value(found) == (8, None, "sum_of_rows")
    assert answer(found).as_printed == "at least 8"


def test_a_total_that_its_rows_contradict_gives_both_until_a_person_chooses() -> None:
    document = mapped(table(ROLES, ("Officer", "13"), ("Police staff", "6"), ("Total", "20")))
    found = together(document)
    assert value(found) == (19, 20, "disputed")
    (item,) = [i for i in found.items if i.kind is DecisionKind.RESOLVE]
    ruling = decision(DecisionKind.RESOLVE, item.item_id, {"choose": "sum_of_rows", "caveat": "13 and 6"})
    settled = together(document, decisions=(ruling.model_copy(update={"fingerprint": item.fingerprint}),))
    assert value(settled) == (19, 19, "sum_of_rows")
    assert answer(settled).reason == "13 and 6"


def test_a_choice_between_values_that_have_changed_since_is_asked_again() -> None:
    (item,) = together(mapped(table(ROLES, ("Officer", "13"), ("Total", "20")))).items
    ruling = decision(DecisionKind.RESOLVE, item.item_id, {"choose": "sum_of_rows"}, fingerprint=item.fingerprint)
    found = together(mapped(table(ROLES, ("Officer", "14"), ("Total", "20"))), decisions=(ruling,))
    assert value(found) == (14, 20, "disputed")
    assert found.items[0].state is ReviewState.REOPENED


def test_two_breakdowns_that_disagree_give_the_span_of_both() -> None:
    one = table(ROLES, ("Officer", "12"), ("Total", "12"))
    other = table(OUTCOMES, ("NFA", "13"), ("Total", "13"))
    assert value(together(mapped(reading(one, other)))) == (12, 13, "disputed")


def test_one_table_for_each_year_is_one_breakdown() -> None:
    years = [table(ROLES, ("Officer", str(n)), title=str(year)) for n, year in ((3, 2012), (4, 2013))]
    assert value(together(mapped(reading(*years)))) == (7, 7, "sum_of_rows")


def test_region_rows_and_subtotals_are_not_counted() -> None:
    force = table(("Year", "Number"), ("2012", "3"), ("2013", "4"), ("Sub-total", "7"), ("2014", "1"), ("Total", "8"))
    assert value(together(mapped(force))) == (8, 8, "printed_total")


def test_a_waiting_row_leaves_the_sum_open_and_the_answer_waiting() -> None:
    found = together(mapped(table(OUTCOMES, ("NFA", "3"), ("Sent to Coventry", "1"))))
    assert value(found) == (3, None, "sum_of_rows")
    assert answer(found, "3").waiting


def test_a_document_that_came_twice_counts_once() -> None:
    document = mapped(table(("Role", "Outcome"), ("Officer", "NFA"), ("PCSO", "NFA")))
    assert together(document, document) == together(document)


def test_a_sentence_need_not_name_every_value() -> None:
    prose = mapped(reading(figures=(figure("2", "Police officers", "9", 9),)))
    (item,) = prose.items
    key = decision(DecisionKind.FIGURES, item.item_id, {"accept": [_key(item.detail)]})
    found = together(mapped(reading(figures=(figure("2", "Police officers", "9", 9),)), key))
    assert value(found)[:2] == (9, None)


def _key(detail: str) -> str:
    import json

    return str(json.loads(detail)["figures"][0]["key"])


@given(st.lists(st.integers(0, 500), min_size=1, max_size=3), st.booleans())
def test_whatever_the_rows_are_a_printed_total_never_adds_to_them(numbers: list[int], total: bool) -> None:
    labels = ("Officer", "PCSO", "Police staff")
    rows = [(label, str(n)) for label, n in zip(labels, numbers, strict=False)]
    document = table(ROLES, *rows, *([("Total", str(sum(numbers)))] if total else []))
    assert value(together(mapped(document)))[:2] == (sum(numbers), sum(numbers))


_DOCUMENTS = [
    mapped(reading(table(ROLES, ("Officer", "8"), ("PCSO", "<5"), ("Total", "12")), sha256="a" * 64)),
    mapped(reading(table(OUTCOMES, ("NFA", "11"), ("Total", "11")), sha256="b" * 64)),
    mapped(reading(table(("Role", "Outcome"), ("Officer", "NFA")), sha256="c" * 64), to=("essex",)),
    mapped(reading(table(("Role", "Number of complaints"), ("Officer", "4")), sha256="d" * 64), to=("surrey",)),
]
_REPLIES = [
    said(AnswerKind.REFUSED, "warwickshire"),
    said(AnswerKind.TABLE, "essex"),
    said(AnswerKind.NCND, "west-mercia"),
]


@given(st.permutations(_DOCUMENTS), st.permutations(_REPLIES))
def test_the_order_of_documents_and_replies_does_not_matter(documents: list[Mapped], replies: list[Reply]) -> None:
    assert together(*documents, replies=tuple(replies)) == together(*_DOCUMENTS, replies=tuple(_REPLIES))


# units


def complaints() -> Table:
    return table(("Role", "Number of complaints"), ("Officer", "4"), ("Total", "4"))


def test_another_unit_keeps_its_name_until_a_person_lets_it_count() -> None:
    found = together(mapped(complaints()))
    assert (answer(found).unit, answer(found).low) == ("complaints", 4)
    (item,) = found.items
    assert item.kind is DecisionKind.COUNT_AS
    ruling = decision(DecisionKind.COUNT_AS, item.item_id, {"unit": "cases", "caveat": "complaints counted as cases"})
    counted = together(mapped(complaints()), decisions=(ruling,))
    assert answer(counted).unit == "cases"
    assert {(r.unit, r.counted_as, r.caveat) for r in counted.records} == {
        ("complaints", "cases", "complaints counted as cases")
    }


# answers without figures


@pytest.mark.parametrize(
    "kind", [AnswerKind.REFUSED, AnswerKind.COST_LIMIT, AnswerKind.NCND, AnswerKind.NOT_HELD, AnswerKind.REDIRECTED]
)
def test_five_kinds_of_nothing_stay_apart_and_are_no_zero(kind: AnswerKind) -> None:
    found = answer(together(replies=(said(kind),)))
    assert (found.kind, found.low, found.high) == (kind, None, None)


def test_silence_is_none_of_them() -> None:
    assert (answer(together()).kind, answer(together()).reason) == (AnswerKind.UNANSWERED, NO_REPLY)


def test_a_printed_zero_is_a_nil_answer() -> None:
    found = answer(together(mapped(table(ROLES, ("Officer", "0"), ("PCSO", "Nil"), ("Total", "0")))))
    assert (found.kind, found.low, found.high) == (AnswerKind.NIL, 0, 0)


def test_a_nil_that_only_the_machine_saw_in_a_letter_waits() -> None:
    found = answer(together(replies=(said(AnswerKind.NIL),)))
    assert (found.kind, found.low, found.waiting) == (AnswerKind.NIL, None, True)


def test_a_person_s_reading_of_a_letter_counts() -> None:
    letter = said(AnswerKind.UNANSWERED)
    ruling = decision(
        DecisionKind.REPLY_CLASS, "x", {"outcome": "answered_nil", "questions": {"2": "refused"}, "sections": ["12"]},
        document=letter.document,
    )  # fmt: skip
    found = together(replies=(letter,), decisions=(ruling,))
    assert (answer(found).kind, answer(found).low) == (AnswerKind.NIL, 0)
    assert (answer(found, "2").kind, answer(found, "2").sections) == (AnswerKind.REFUSED, "12")


def test_figures_given_with_a_refusal_are_answers() -> None:
    found = together(mapped(table(ROLES, ("Officer", "8"))), replies=(said(AnswerKind.COST_LIMIT),))
    assert (answer(found).kind, answer(found).low) == (AnswerKind.TABLE, 8)
    assert "cost_limit" in answer(found).reason


def test_the_latest_letter_that_speaks_of_a_question_counts() -> None:
    early, late = said(AnswerKind.REFUSED), said(AnswerKind.NOT_HELD, at="2014-03-09")
    assert answer(together(replies=(late, early))).kind is AnswerKind.NOT_HELD


def test_a_case_list_answers_every_question_that_its_columns_answer() -> None:
    found = together(mapped(table(("Role", "Outcome"), ("Officer", "NFA"), ("PCSO", "NFA"))))
    assert [answer(found, q).kind for q in "1234"] == [
        AnswerKind.TABLE, AnswerKind.TABLE, AnswerKind.TABLE, AnswerKind.UNANSWERED,
    ]  # fmt: skip


def test_joint_figures_count_once_for_each_authority() -> None:
    both = table(("Role", "Warwickshire", "West Mercia"), ("Officer", "8", "19"))
    found = together(mapped(both, to=("warwickshire", "west-mercia")))
    assert answer(found, authority="warwickshire").low == 8
    assert answer(found, authority="west-mercia").low == 19
    assert context().authorities == ("kent",)
    assert NO_DECISIONS.by_item == {}


@pytest.mark.parametrize(("staff", "count"), [("4", (13, 13)), ("3", (13, None))])
def test_figures_that_a_person_typed_are_whole_when_two_breakdowns_come_to_one_number(
    staff: str, count: tuple[int, int | None]
) -> None:
    rows = [("2", "role", "Officer", "9"), ("2", "role", "Police staff", staff)]
    rows += [("3", "outcome", "NFA", "12"), ("3", "outcome", "Dismissed", "1")]
    figures = [{"question": q, dimension: value, "as_printed": n} for q, dimension, value, n in rows]
    scan = reading(outcome=Outcome.NEEDS_OCR, reason="a scan")
    (item,) = mapped(scan).items
    found = together(mapped(scan, decision(DecisionKind.TYPED, item.item_id, {"figures": figures})))
    assert value(found)[:2] == count


def test_a_letter_that_is_partial_as_a_whole_makes_no_single_answer_partial() -> None:
    roles = mapped(table(ROLES, ("Officer", "3"), ("Total", "3")))
    found = together(roles, replies=(said(AnswerKind.PARTIAL),))
    assert (answer(found).kind, answer(found, "4").kind) == (AnswerKind.TABLE, AnswerKind.UNANSWERED)
    named = together(roles, replies=(said(AnswerKind.PARTIAL, question="1"),))
    assert answer(named).kind is AnswerKind.PARTIAL


# the same years in several documents

FOUR = table(("Year", "Number"), ("2010", "40"), ("2011", "47"), ("2012", "54"), ("2013", "58"), title="Question 1")


def sent(n: int, *given: object) -> Mapped:
    return mapped(reading(*given, sha256=str(n) * 64, name=f"reply {n}.pdf"))  # type: ignore[arg-type]


def stated(n: int, *years: tuple[str, int]) -> Mapped:
    """Sentences of a letter that a person accepted."""
    figures = tuple(figure("1", "", str(low), low, year) for year, low in years)
    letter = reading(figures=figures, sha256=str(n) * 64, name=f"letter {n}")
    keys = [each["key"] for each in json.loads(mapped(letter).items[0].detail)["figures"]]
    return mapped(letter, decide(mapped(letter), DecisionKind.FIGURES, {"accept": keys}))


def test_years_in_two_workbooks_are_one_count() -> None:
    first = table(("Year", "Number"), ("2010", "33"), ("2011", "35"), title="Question 1")
    later = table(("Year", "Number"), ("2012", "38"), ("2013", "41"), title="Question 1")
    found = together(sent(1, first), sent(2, later))
    assert value(found) == (147, 147, "sum_of_rows")
    assert not [item for item in found.items if item.kind is DecisionKind.RESOLVE]


def test_years_that_meet_are_no_continuation() -> None:
    again = table(("Year", "Number"), ("2013", "58"), ("2014", "3"), title="Question 1")
    assert value(together(sent(1, FOUR), sent(2, again)))[2] == "disputed"


@pytest.mark.parametrize(
    "corrected",
    [
        stated(2, ("2012", 45)),
        sent(2, table(("Year", "Number"), ("2012", "45"), title="Question 1")),
    ],
)
def test_one_figure_given_anew_leaves_both_counts_until_a_person_chooses(corrected: Mapped) -> None:
    found = together(sent(1, FOUR), corrected)
    assert value(found) == (190, 199, "disputed")
    (item,) = [item for item in found.items if item.kind is DecisionKind.RESOLVE]
    for choice in json.loads(item.choices):
        made = decision(DecisionKind.RESOLVE, item.item_id, choice, fingerprint=item.fingerprint)
        chosen = together(sent(1, FOUR), corrected, decisions=(made,))
        assert f"{answer(chosen).low:g}" == choice["caveat"].split()[0]
        passed_over = [r.low for r in chosen.records if r.caveat == "another figure was chosen in its place"]
        assert passed_over == [{190: 54, 199: 45}[int(answer(chosen).low or 0)]]
    assert sorted(r.low for r in found.records if r.caveat == "another document gives another figure") == [45, 54]


def test_figures_of_two_letters_that_differ_are_disputed_though_neither_letter_is_whole() -> None:
    before = stated(1, ("2012", 18), ("2013", 20))
    assert value(together(before, stated(2, ("2013", 27))))[2] == "disputed"
    assert value(together(before, stated(2, ("2012", 18), ("2013", 27))))[2] == "disputed"
    assert value(together(before, stated(2, ("2013", 20))))[2] == "sum_of_rows"
