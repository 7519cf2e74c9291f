"""Mapping of what no table holds: sentences, typed figures, quarantined and recognised documents."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from replies import CAMPAIGN, context, decide, decision, figure, mapped, reading, table

from schema.decision import DecisionKind, ReviewState
from schema.mapping.reading import Mapped
from schema.reading import Hidden, Outcome, ProseFigure, Reading
from schema.record import RecordState


def codes(found: Mapped) -> list[str]:
    return sorted(f.code for f in found.findings)


def kinds(found: Mapped) -> list[DecisionKind]:
    return sorted(i.kind for i in found.items)


def test_a_number_in_a_sentence_never_counts_without_a_person() -> None:
    document = reading(figures=(figure("1", "cases", "12", 12, start=4, end=6), figure("2", "Police officers", "9", 9)))
    waiting = mapped(document)
    assert {r.state for r in waiting.records} == {RecordState.WAITING}
    assert kinds(waiting) == [DecisionKind.FIGURES]
    choice = json.loads(waiting.items[0].choices)[0]
    found = mapped(document, decide(waiting, DecisionKind.FIGURES, choice))
    assert [(r.question, r.role, r.low, r.state.value) for r in found.records] == [
        ("1", "all", 12, "accepted"), ("2", "officer", 9, "accepted"),
    ]  # fmt: skip
    assert (found.records[0].span, found.records[0].row_text) == ("4-6", "1 cases 12")


def test_numbers_of_a_refused_question_are_not_proposed_as_answers() -> None:
    found = mapped(reading(figures=(figure("1", "cases", "900", 900),)), refused=frozenset({"1"}))
    assert json.loads(found.items[0].choices)[0]["accept"] == []
    assert "workload" in found.items[0].asks


def test_a_figure_that_a_decision_does_not_name_keeps_the_item_open() -> None:
    document = reading(figures=(figure("1", "cases", "12", 12), figure("2", "Police officers", "9", 9)))
    key = json.loads(mapped(document).items[0].choices)[0]["accept"][0]
    found = mapped(document, decide(mapped(document), DecisionKind.FIGURES, {"accept": [key]}))
    assert [r.state for r in found.records] == [RecordState.ACCEPTED, RecordState.WAITING]
    assert found.items[0].state is ReviewState.OPEN


@pytest.mark.parametrize("outcome", [Outcome.NEEDS_OCR, Outcome.PASSWORD, Outcome.DAMAGED, Outcome.CRASHED])
def test_what_no_machine_can_read_is_typed_by_a_person(outcome: Outcome) -> None:
    document = reading(outcome=outcome, reason="a scan")
    assert kinds(mapped(document)) == [DecisionKind.TYPED]
    assert codes(mapped(document)) == ["document_not_read"]
    verdict = {"figures": [{"question": "2", "as_printed": "<5", "role": "PCSO", "page": 2, "box": "1,2,3,4"}]}
    found = mapped(document, decide(mapped(document), DecisionKind.TYPED, verdict))
    (record,) = found.records
    assert (record.role, record.high, record.page, record.box) == ("pcso", 4, 2, "1,2,3,4")
    assert (record.state, record.accepted_by, record.extractor) == (RecordState.ACCEPTED, "decision", "typed")
    assert not found.findings


def test_an_unknown_wording_in_a_typed_figure_waits() -> None:
    verdict = {"figures": [{"question": "2", "as_printed": "3", "role": "Wizard"}]}
    document = reading(outcome=Outcome.NEEDS_OCR, reason="a scan")
    found = mapped(document, decide(mapped(document), DecisionKind.TYPED, verdict))
    assert found.records[0].state is RecordState.WAITING
    assert codes(found) == ["value_not_in_vocabulary"]


def test_a_quarantined_document_waits_for_its_release() -> None:
    held = table(("Role", "Number"), ("Officer", "12"), accept=False, why_not=("The document is quarantined.",))
    document = reading(held, outcome=Outcome.QUARANTINED, hidden=(Hidden("very_hidden_sheet", "LY"),))
    waiting = mapped(document)
    assert {r.state for r in waiting.records} == {RecordState.WAITING}
    freed = mapped(document, decide(waiting, DecisionKind.RELEASE, {"release": True}))
    assert {(r.state, r.accepted_by) for r in freed.records} == {(RecordState.ACCEPTED, "decision")}
    kept = mapped(document, decide(waiting, DecisionKind.RELEASE, {"release": False}))
    assert {r.state for r in kept.records} == {RecordState.SET_ASIDE}


def test_a_newly_found_hiding_place_opens_a_release_again() -> None:
    document = reading(outcome=Outcome.QUARANTINED, hidden=(Hidden("hidden_sheet", "A"),))
    ruling = decide(mapped(document), DecisionKind.RELEASE, {"release": True})
    more = replace(document, hidden=(*document.hidden, Hidden("pivot_cache", "B")))
    assert mapped(more, ruling).items[0].state is ReviewState.REOPENED


def test_what_lies_inside_a_mail_is_mapped_with_its_own_place() -> None:
    part = reading(table(("Role", "Number"), ("Officer", "12")), sha256="b" * 64, name="answer.xlsx")
    (record,) = mapped(reading(parts=(part,), name="reply.eml")).records
    assert (record.document, record.document_name) == ("b" * 64, "answer.xlsx")


def test_mapping_twice_gives_an_equal_result() -> None:
    document = table(("Role", "Number", "Wibble"), ("Officer", "<5", "x"), ("Total", "3", ""))
    assert mapped(document) == mapped(document)


def test_a_decision_about_another_document_changes_nothing() -> None:
    document = table(("Outcome", "Number"), ("Sent to Coventry", "1"))
    stray = decision(DecisionKind.VALUE, "0123456789abcdef", {"value": "dismissed"}, document="f" * 64)
    assert mapped(document, stray) == mapped(document)
    assert context().campaign is CAMPAIGN


def test_a_decided_value_is_one_that_is_known_or_is_named_as_new() -> None:
    document = table(("Outcome", "Number"), ("Sent to Coventry", "1"))
    slip = mapped(document, decide(mapped(document), DecisionKind.VALUE, {"value": "dismised"}))
    assert slip.records[0].state is RecordState.WAITING
    new = mapped(document, decide(mapped(document), DecisionKind.VALUE, {"new": "sent_to_coventry"}))
    assert (new.records[0].outcome, new.records[0].state) == ("sent_to_coventry", RecordState.ACCEPTED)


def test_a_person_says_whose_table_of_a_joint_reply_it_is() -> None:
    both, document = ("warwickshire", "west-mercia"), table(("Role", "Number"), ("Officer", "19"))
    found = mapped(
        document, decide(mapped(document, to=both), DecisionKind.TABLE, {"authority": "west-mercia"}), to=both
    )
    assert [(r.authority, r.state.value, r.accepted_by) for r in found.records] == [
        ("west-mercia", "accepted", "decision")
    ]


def test_a_row_with_a_count_in_it_is_no_heading_whatever_the_reader_took_it_for() -> None:
    found = mapped(table(("Year", "No."), ("2009", "Nil"), ("2010", "1"), head_rows=2))
    assert [(r.period, r.low) for r in found.records] == [("2009", 0), ("2010", 1)]


def test_a_heading_that_lost_its_spaces_is_still_known() -> None:
    assert mapped(table(("Role", "Numberofcases"), ("Officer", "3"))).records[0].state is RecordState.ACCEPTED


def scanned() -> Reading:
    doubt = ("The page is a scan; its text was recognised by a machine.",)
    return reading(table(("Role", "Number"), ("Officer", "6"), ("Total", "6"), accept=False, why_not=doubt))


def test_what_was_recognised_in_an_image_may_be_accepted_or_typed_anew() -> None:
    assert kinds(mapped(scanned())) == [DecisionKind.TABLE, DecisionKind.TYPED]
    accepted = mapped(scanned(), decide(mapped(scanned()), DecisionKind.TABLE, {"accept": True}))
    assert kinds(accepted) == [DecisionKind.TABLE]
    assert {r.low for r in accepted.records} == {6}


def test_what_a_person_typed_stands_in_the_place_of_what_was_recognised() -> None:
    verdict = {"figures": [{"question": "2", "as_printed": "9", "role": "officer"}]}
    typed = mapped(scanned(), decide(mapped(scanned()), DecisionKind.TYPED, verdict))
    assert [(r.low, r.extractor, r.state.value) for r in typed.records] == [(9, "typed", "accepted")]
    assert kinds(typed) == [DecisionKind.TYPED]


def test_no_proposal_throws_away_a_number_that_stands_under_a_question() -> None:
    """What is not understood stays open; what answers nothing is workload or a note."""
    asides = (figure("", "officers searched the files", "3", 3), figure("1", "are shown as <5", "1 to 4", 1))
    found = mapped(reading(figures=(figure("1", "wombats", "12", 12), *asides)))
    under, *others = json.loads(found.items[0].detail)["figures"]
    assert json.loads(found.items[0].choices)[0] == {"accept": [], "reject": [aside["key"] for aside in others]}
    assert under["understood"] is False
    assert json.loads(mapped(reading(figures=(figure("1", "wombats", "12", 12),))).items[0].choices) == []


@pytest.mark.parametrize("label", ["times", "times in 2012", "occasions"])
def test_times_are_counts_of_what_is_asked(label: str) -> None:
    (item,) = mapped(reading(figures=(figure("1", label, "12", 12, "2012"),))).items
    assert json.loads(item.detail)["figures"][0]["understood"]


def test_that_a_number_counts_does_not_say_what_it_counts() -> None:
    """One that is not understood stays open, and is not lost, until a question is given with it."""
    first = mapped(reading(figures=(figure("1", "wombats", "12", 12),)))
    (key,) = [each["key"] for each in json.loads(first.items[0].detail)["figures"]]
    ticked = mapped(
        reading(figures=(figure("1", "wombats", "12", 12),)), decide(first, DecisionKind.FIGURES, {"accept": [key]})
    )
    assert [(r.state.value, i.state.value) for r, i in zip(ticked.records, ticked.items, strict=True)] == [
        ("waiting", "open")
    ]
    verdict = {"accept": [key], "assign": {key: {"question": "1"}}}
    told = mapped(reading(figures=(figure("1", "wombats", "12", 12),)), decide(first, DecisionKind.FIGURES, verdict))
    assert [(r.question, r.state.value, i.state.value) for r, i in zip(told.records, told.items, strict=True)] == [
        ("1", "accepted", "decided")
    ]


@pytest.mark.parametrize(
    ("printed", "period", "sentence"),
    [
        ("12", "", "The page is updated 12 times a year."),
        ("12", "2012", "In 2012 we spent 12 per month."),
        ("12", "", "In 2011 there were 12 cases, in 2012 fifty, and 7 in 2013."),
        ("12", "Q1 2012/13", "Q1 2012/13: 12"),
        ("12", "2012", "Essex: 12 in 2012."),
    ],
)
def test_a_number_of_which_nobody_can_tell_what_it_is_of_is_not_proposed(
    printed: str, period: str, sentence: str
) -> None:
    """A rate, one of several years, a period that is not understood, another authority's: a person says what it is."""
    given = ProseFigure("1", "", period, printed, 12, 12, sentence=sentence)
    (item,) = mapped(reading(figures=(given,))).items
    assert json.loads(item.choices) == []
    plain = ProseFigure("1", "", "2012", printed, 12, 12, sentence="In 2012 there were 12.")
    assert json.loads(mapped(reading(figures=(plain,))).items[0].choices)


def test_a_correction_that_names_its_question_is_kept_for_a_person() -> None:
    said = "The figure for 2013 at question 1 should read 45, not 54."
    given = ProseFigure("", "figure for at question 1 should read", "2013", "45", 45, 45, sentence=said)
    (item,) = mapped(reading(figures=(given,))).items
    (shown,) = json.loads(item.detail)["figures"]
    assert (shown["question"], json.loads(item.choices)) == ("1", [])


def test_what_answers_two_surveys_is_asked_for_each_and_nothing_of_it_passes_by_machine() -> None:
    years = table(("Year", "Number"), ("2012", "5"), title="Question 1")
    both = reading(years, figures=(figure("1", "", "12", 12, "2012"),))
    alone, shared = mapped(both), mapped(both, apart=True)
    assert [r.state.value for r in alone.records] == ["accepted", "waiting"]
    assert [r.state.value for r in shared.records] == ["waiting", "waiting"]
    assert not {i.item_id for i in alone.items} & {i.item_id for i in shared.items}
    taken = mapped(both, decide(shared, DecisionKind.TABLE, {"accept": True}), apart=True)
    assert [r.state.value for r in taken.records] == ["accepted", "waiting"]
