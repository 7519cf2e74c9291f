"""Strict mapping: every heading, wording and number is placed, or a person is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from replies import brief, decide, mapped, reading, table, with_campaign

from schema.campaign import Lookup
from schema.decision import DecisionKind, ReviewState
from schema.mapping.reading import Mapped
from schema.reading import Box, Cell
from schema.record import Grain, RecordState, RowKind


def codes(found: Mapped) -> list[str]:
    return sorted(f.code for f in found.findings)


def kinds(found: Mapped) -> list[DecisionKind]:
    return sorted(i.kind for i in found.items)


# shapes


def test_a_case_list_gives_one_case_for_each_row() -> None:
    found = mapped(
        table(("Year", "Role", "Outcome"), ("2012", "Officer", "NFA"), ("2013", "Police staff", "Dismissed"))
    )
    assert [brief(r) for r in found.records] == [
        ("officer", "no_further_action", "2012", 1, 1, "item"),
        ("staff", "dismissed", "2013", 1, 1, "item"),
    ]
    assert {r.grain for r in found.records} == {Grain.CASE}
    assert {r.question for r in found.records} == {"1"}
    assert not found.items
    assert not found.findings


def test_a_long_breakdown_gives_a_figure_for_each_row_and_marks_the_total() -> None:
    found = mapped(table(("Role", "Number"), ("Police officer", "12"), ("Police staff", "3"), ("Total", "15")))
    assert [(r.role, r.low, r.row_kind) for r in found.records] == [
        ("officer", 12, RowKind.ITEM), ("staff", 3, RowKind.ITEM), ("all", 15, RowKind.TOTAL),
    ]  # fmt: skip
    assert {(r.question, r.breakdown) for r in found.records} == {("2", "role")}


def test_a_cross_tab_marks_row_and_column_totals_as_margins() -> None:
    found = mapped(table(("Role", "2012", "2013*", "Total"), ("Officer", "1", "2", "3"), ("Total", "1", "2", "3")))
    assert [(r.role, r.period, r.row_kind.value) for r in found.records] == [
        ("officer", "2012", "item"), ("officer", "2013", "item"), ("officer", "all", "subtotal"),
        ("all", "2012", "subtotal"), ("all", "2013", "subtotal"), ("all", "all", "total"),
    ]  # fmt: skip
    assert [r.part_period for r in found.records] == [False, True, False, False, True, False]
    assert {r.breakdown for r in found.records} == {"period+role"}


def test_headings_may_be_values_and_not_stated_is_one_among_its_neighbours() -> None:
    found = mapped(table(("Outcome", "Officer", "PCSO", "Not recorded", "Total"), ("NFA", "1", "2", "3", "6")))
    assert [r.role for r in found.records] == ["officer", "pcso", "not_stated", "all"]
    assert found.records[3].row_kind is RowKind.SUBTOTAL


def test_one_heading_above_several_adds_what_it_says() -> None:
    cells = (Cell(0, 0, "Outcome", rowspan=2), Cell(0, 1, "2012", colspan=2), Cell(0, 3, "2013", colspan=2))
    crossed = table(
        ("Outcome", "2012", "", "2013", ""), ("", "Officer", "Police staff", "Officer", "Police staff"),
        ("NFA", "1", "2", "3", "4"), head_rows=2, cells=cells,
    )  # fmt: skip
    assert [(r.period, r.role, r.low) for r in mapped(crossed).records] == [
        ("2012", "officer", 1), ("2012", "staff", 2), ("2013", "officer", 3), ("2013", "staff", 4),
    ]  # fmt: skip


def test_a_table_without_heading_is_read_where_all_its_labels_are_of_one_dimension() -> None:
    found = mapped(table(("Facebook", "4"), ("Twitter", "2"), head_rows=0))
    assert [(r.platform, r.low, r.question) for r in found.records] == [("facebook", 4, "4"), ("twitter", 2, "4")]


def test_a_form_of_labels_and_values_reads_each_label_as_a_heading() -> None:
    found = mapped(table(("Number of cases", "12"), ("Police officers", "8"), ("Police staff", "4"), head_rows=0))
    assert [(r.role, r.low, r.row_kind.value) for r in found.records] == [
        ("all", 12, "total"), ("officer", 8, "item"), ("staff", 4, "item"),
    ]  # fmt: skip


def test_a_running_number_in_front_is_no_count() -> None:
    found = mapped(table(("No.", "Role", "Outcome"), ("1", "Officer", "NFA"), ("2", "Officer", "NFA")))
    assert [r.grain for r in found.records] == [Grain.CASE, Grain.CASE]
    assert sum(r.low or 0 for r in found.records) == 2


def test_a_number_with_a_times_sign_in_a_cell_is_so_many_cases() -> None:
    found = mapped(table(("Year", "Outcome"), ("2012", "1x Written warning, 2x NFA"), ("2013", "3 x Dismissed")))
    assert [(r.period, r.outcome, r.low) for r in found.records] == [
        ("2012", "written_warning", 1), ("2012", "no_further_action", 2), ("2013", "dismissed", 3),
    ]  # fmt: skip


def test_a_label_over_rows_holds_for_the_rows_below_it() -> None:
    found = mapped(
        table(("Outcome", "Number"), ("2012", ""), ("NFA", "1"), ("2013", ""), ("NFA", "2"), ("Dismissed", "4"))
    )
    assert [(r.period, r.outcome, r.low) for r in found.records] == [
        ("2012", "no_further_action", 1), ("2013", "no_further_action", 2), ("2013", "dismissed", 4),
    ]  # fmt: skip
    assert {r.breakdown for r in found.records} == {"outcome+period"}


def test_a_table_over_several_pages_is_read_whole_and_its_pieces_not_again() -> None:
    head = ("Role", "Outcome")
    one, two = (("Officer", "NFA"), ("PCSO", "NFA")), (("Officer", "Dismissed"),)
    whole = replace(table(head, *one, *two), pages=(1, 2), page=1)
    pieces = (table(head, *one, page=1), table(head, *two, page=2))
    assert len(mapped(reading(*pieces, whole)).records) == 3


def test_a_rank_in_a_column_of_roles_is_an_officer_of_that_band() -> None:
    (record,) = mapped(table(("Rank", "Outcome"), ("PC", "NFA"))).records
    assert (record.role, record.role_detail, record.rank_band, record.role_as_printed) == (
        "officer", "police_officer", "constable", "PC",
    )  # fmt: skip


def test_the_title_names_the_question_and_the_one_population_it_is_about() -> None:
    found = mapped(table(("Outcome", "Number"), ("NFA", "2"), title="Question 3. Police staff by outcome"))
    assert [(r.question, r.role, r.breakdown) for r in found.records] == [("3", "staff", "outcome+role")]


# numbers


def test_small_numbers_are_intervals_by_whether_the_document_prints_zeros() -> None:
    hidden = table(("Role", "Number"), ("Officer", "<5"), ("PCSO", "7"))
    shown = table(("Role", "Number"), ("Officer", "<5"), ("PCSO", "0"))
    assert (mapped(hidden).records[0].low, mapped(hidden).records[0].high) == (0, 4)
    assert (mapped(shown).records[0].low, mapped(shown).records[0].high) == (1, 4)


def test_a_dash_is_zero_only_where_the_note_says_so() -> None:
    bare = table(("Role", "Number"), ("Officer", "-"), ("PCSO", "7"))
    noted = replace(bare, notes="- denotes nil")
    assert mapped(noted).records[0].high == 0
    found = mapped(bare)
    assert (found.records[0].low, found.records[0].state) == (None, RecordState.WAITING)
    assert codes(found) == ["cell_not_read"]


def test_an_empty_cell_is_unknown_and_asked_about_never_zero() -> None:
    found = mapped(table(("Role", "2012", "2013"), ("Officer", "3", ""), ("PCSO", "1", "2")))
    empty = found.records[1]
    assert (empty.low, empty.high, empty.kind, empty.state) == (None, None, "missing", RecordState.WAITING)
    assert codes(found) == ["cell_empty"]
    assert kinds(found) == [DecisionKind.CELL]


def test_a_mark_on_a_number_is_kept_as_its_note() -> None:
    found = mapped(replace(table(("Role", "Number"), ("Officer", "12*")), notes="* includes one special constable"))
    assert (found.records[0].low, found.records[0].caveat) == (12, "includes one special constable")


def test_a_thousands_comma_gone_astray_is_read_where_the_cell_is_sure_to_hold_one_number() -> None:
    stray = table(("Role", "Number"), ("Officer", "77, 686"))
    assert mapped(stray).records[0].low == 77_686
    assert mapped(replace(stray, accept=False, why_not=("x",))).records[0].low is None


def test_rounded_figures_are_intervals() -> None:
    (record,) = mapped(replace(table(("Role", "Number"), ("Officer", "15")), notes="Rounded to the nearest 5")).records
    assert (record.low, record.high) == (13, 17)


def test_a_day_that_does_not_exist_leaves_the_period_unknown_with_a_finding() -> None:
    found = mapped(table(("Year", "Outcome"), ("30 February 2012", "NFA")))
    assert (found.records[0].period, found.records[0].period_as_printed) == ("not_stated", "30 February 2012")
    assert codes(found) == ["impossible_date"]


def test_every_record_leads_back_to_its_cell() -> None:
    cells = (Cell(1, 1, "12", page=3, box=Box(10, 20, 30, 40), confidence=0.8),)
    (record,) = mapped(
        reading(table(("Role", "Number"), ("Officer", "12"), cells=cells, page=3), name="kent.pdf")
    ).records
    assert (record.document_name, record.page, record.box, record.cell) == ("kent.pdf", 3, "10.0,20.0,30.0,40.0", "2:2")
    assert (record.row_text, record.ordinal, record.extractor, record.confidence) == ("officer | 12", 0, "ruled", 0.8)


def test_equal_rows_are_told_apart_by_their_ordinal() -> None:
    found = mapped(table(("Role", "Outcome"), ("PCSO", "NFA"), ("PCSO", "NFA")))
    assert [r.ordinal for r in found.records] == [0, 1]
    assert len({r.record_id for r in found.records}) == 2


# what is not known


def test_an_unknown_heading_holds_the_rows_of_its_table_back() -> None:
    found = mapped(table(("Role", "Number", "Wibble"), ("Officer", "3", "x")))
    assert codes(found) == ["heading_not_mapped"]
    assert kinds(found) == [DecisionKind.COLUMN]
    assert {r.state for r in found.records} == {RecordState.WAITING}


@pytest.mark.parametrize("verdict", [{"ignore": "not asked"}, {"dimension": "platform"}])
def test_a_decision_on_a_heading_maps_it(verdict: dict[str, str]) -> None:
    document = table(("Role", "Number", "Wibble"), ("Officer", "3", "Facebook"))
    ruling = decide(mapped(document), DecisionKind.COLUMN, verdict)
    (record,) = mapped(document, ruling).records
    assert record.state is RecordState.ACCEPTED
    assert record.accepted_by == "decision"
    assert record.platform == ("facebook" if "dimension" in verdict else "all")


def test_an_unknown_wording_holds_its_own_row_back_and_no_other() -> None:
    found = mapped(table(("Outcome", "Number"), ("NFA", "3"), ("Sent to Coventry", "1")))
    assert [r.state for r in found.records] == [RecordState.ACCEPTED, RecordState.WAITING]
    assert codes(found) == ["value_not_in_vocabulary"]
    assert "Sent to Coventry" in found.items[0].asks


def test_a_decision_on_a_wording_holds_wherever_the_document_uses_it() -> None:
    document = table(("Outcome", "Number"), ("NFA", "3"), ("Sent to Coventry", "1"))
    found = mapped(document, decide(mapped(document), DecisionKind.VALUE, {"value": "dismissed"}))
    assert [(r.outcome, r.accepted_by) for r in found.records] == [
        ("no_further_action", "machine"), ("dismissed", "decision"),
    ]  # fmt: skip
    assert not found.findings
    assert found.items[0].state is ReviewState.DECIDED


def test_a_lookup_corrects_a_wording_for_the_authority_it_names() -> None:
    campaign = with_campaign(lookups=(Lookup("outcome", "Sent to Coventry", "resigned", authority="essex"),))
    document = table(("Outcome", "Number"), ("Sent to Coventry", "1"))
    assert mapped(document, to=("essex",), campaign=campaign).records[0].outcome == "resigned"
    assert mapped(document, to=("kent",), campaign=campaign).records[0].state is RecordState.WAITING


def test_a_row_that_lost_its_label_is_asked_about() -> None:
    found = mapped(table(("Role", "Number"), ("", "5"), ("PCSO", "1")))
    assert [r.state for r in found.records] == [RecordState.WAITING, RecordState.ACCEPTED]
    assert codes(found) == ["value_not_in_vocabulary"]


def test_a_blank_in_a_case_list_is_not_stated() -> None:
    (record,) = mapped(table(("Role", "Outcome", "Platform"), ("PCSO", "NFA", ""))).records
    assert (record.platform, record.state) == ("not_stated", RecordState.ACCEPTED)


def test_a_table_that_answers_nothing_is_one_question_and_no_records() -> None:
    found = mapped(table(("Dear", "Our address"), ("Sir", "Maidstone")))
    assert kinds(found) == [DecisionKind.TABLE]
    assert not found.records


def test_a_table_that_no_second_reader_confirms_waits_as_a_whole() -> None:
    document = table(("Role", "Number"), ("Officer", "12"), ("PCSO", "3"), accept=False)
    waiting = mapped(document)
    assert {r.state for r in waiting.records} == {RecordState.WAITING}
    assert kinds(waiting) == [DecisionKind.TABLE]
    accepted = mapped(document, decide(waiting, DecisionKind.TABLE, {"accept": True}))
    assert {(r.state, r.accepted_by) for r in accepted.records} == {(RecordState.ACCEPTED, "decision")}
    dropped = mapped(document, decide(waiting, DecisionKind.TABLE, {"accept": False}))
    assert {r.state for r in dropped.records} == {RecordState.SET_ASIDE}
    assert not mapped(document, decide(waiting, DecisionKind.TABLE, {"no_table": True})).records


def test_a_person_may_say_which_question_a_table_answers_and_where_its_heading_ends() -> None:
    document = table(("Our survey", ""), ("Role", "Number"), ("Officer", "12"), accept=False, head_rows=1)
    ruling = decide(mapped(document), DecisionKind.TABLE, {"question": "2", "head_rows": 2})
    (record,) = mapped(document, ruling).records
    assert (record.question, record.role, record.low, record.state) == ("2", "officer", 12, RecordState.ACCEPTED)


def test_a_cell_is_corrected_by_its_row_and_column() -> None:
    document = table(("Role", "Number"), ("Officer", "I2"), ("PCSO", "3"))
    found = mapped(document, decide(mapped(document), DecisionKind.CELL, {"text": "12"}))
    assert (found.records[0].low, found.records[0].state, found.records[0].accepted_by) == (
        12, RecordState.ACCEPTED, "decision",
    )  # fmt: skip
    assert found.records[1].accepted_by == "machine"


# joint replies


def test_columns_for_two_authorities_give_each_its_own_rows() -> None:
    found = mapped(
        table(("Role", "Warwickshire", "West Mercia"), ("Officer", "6", "13"), ("Police staff", "2", "6")),
        to=("warwickshire", "west-mercia"),
    )
    assert [(r.authority, r.role, r.low) for r in found.records] == [
        ("warwickshire", "officer", 6), ("west-mercia", "officer", 13),
        ("warwickshire", "staff", 2), ("west-mercia", "staff", 6),
    ]  # fmt: skip
    assert {r.breakdown for r in found.records} == {"role"}


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("Year", (("2011", "5"), ("2012", ""), ("2013", "0"))),
        ("Role", (("Police officer", "5"), ("PCSO", ""), ("Police staff", "0"))),
    ],
)
def test_a_label_without_its_number_is_an_unknown_number_and_heads_no_section(
    heading: str, rows: tuple[tuple[str, str], ...]
) -> None:
    found = mapped(table((heading, "Number"), *rows, title="Questions 1 and 2"))
    assert [(r.low, r.state) for r in found.records] == [
        (5, RecordState.ACCEPTED),
        (None, RecordState.WAITING),
        (0, RecordState.ACCEPTED),
    ]
    assert codes(found) == ["cell_empty"]


def test_a_year_over_its_months_heads_them() -> None:
    found = mapped(table(("Year", "Number"), ("2012", ""), ("January 2012", "3"), ("May 2012", "4")))
    assert [(r.period, r.low) for r in found.records] == [("2012-01", 3), ("2012-05", 4)]
    assert codes(found) == []


def test_sections_and_titles_for_two_authorities_give_each_its_own_rows() -> None:
    both = ("warwickshire", "west-mercia")
    head = ("Role", "Number")
    sections = table(head, ("Warwickshire Police", ""), ("Officer", "6"), ("West Mercia Police", ""), ("Officer", "13"))
    titles = reading(
        table(head, ("Officer", "6"), title="Warwickshire: cases by role"),
        table(head, ("Officer", "13"), title="West Mercia: cases by role"),
    )
    for document in (sections, titles):
        given = [(r.authority, r.low, r.state.value) for r in mapped(document, to=both).records]
        assert given == [("warwickshire", 6, "accepted"), ("west-mercia", 13, "accepted")]


def test_a_joint_table_that_names_no_authority_belongs_to_neither() -> None:
    found = mapped(table(("Role", "Number"), ("Officer", "19")), to=("warwickshire", "west-mercia"))
    assert [(r.authority, r.state) for r in found.records] == [("", RecordState.WAITING)]
    assert "for which authority" in found.items[0].asks


def test_a_row_of_an_authority_that_the_reply_is_not_filed_to_waits() -> None:
    found = mapped(table(("Force", "Number"), ("Kent Police", "3"), ("Essex", "4")))
    assert [(r.authority, r.state) for r in found.records] == [
        ("kent", RecordState.ACCEPTED), ("essex", RecordState.WAITING),
    ]  # fmt: skip


# units


@pytest.mark.parametrize(
    ("heading", "title", "notes", "unit"),
    [
        ("Number of complaints", "", "", "complaints"),
        ("Number", "Complaints by role", "", "complaints"),
        ("Number", "", "Please note that these figures count allegations, not cases.", "allegations"),
        ("Number", "Cases by role", "", "cases"),
    ],
)
def test_the_unit_is_what_the_answer_says(heading: str, title: str, notes: str, unit: str) -> None:
    (record,) = mapped(replace(table(("Role", heading), ("Officer", "4"), title=title), notes=notes)).records
    assert record.unit == unit
