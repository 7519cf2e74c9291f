"""Decisions are facts: found again after re-reading, in whatever order they were recorded, and undone by one more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies import decide, decision, mapped, table

from schema.decision import Decision, DecisionKind, ReviewState
from schema.reading import Table
from schema.record import RecordState
from schema.review import DecisionIndex, in_force, make_item, settle, settle_all

DOCUMENT = table(("Outcome", "Number"), ("Sent to Coventry", "1"), ("NFA", "3"))
ITEM = make_item(DecisionKind.VALUE, "a" * 64, "What does it mean?", wording="outcome: sent to coventry")


def value(name: str, at: str, verdict: str = "dismissed", undoes: str = "") -> Decision:
    kind = DecisionKind.UNDO if undoes else DecisionKind.VALUE
    return decision(kind, ITEM.item_id, {"value": verdict}, at=at, decision_id=name, undoes=undoes)


def test_the_latest_of_two_decisions_on_an_item_wins() -> None:
    index = DecisionIndex.of(
        [value("b", "2014-04-02T10:00:00+00:00", "resigned"), value("a", "2014-04-01T10:00:00+00:00")]
    )
    assert settle(ITEM, index)[0].decision == "b"


def test_times_are_compared_as_moments_not_as_text() -> None:
    earlier, later = value("a", "2014-04-01T10:00:00+01:00"), value("b", "2014-04-01T09:30:00+00:00")
    assert settle(ITEM, DecisionIndex.of([later, earlier]))[0].decision == "b"


def test_equal_times_are_told_apart_by_the_id() -> None:
    at = "2014-04-01T10:00:00+01:00"
    assert settle(ITEM, DecisionIndex.of([value("b", at), value("a", at)]))[0].decision == "b"


def test_an_undo_takes_the_decision_back_and_the_one_before_holds_again() -> None:
    first, second = value("a", "2014-04-01T10:00:00Z"), value("b", "2014-04-02T10:00:00Z")
    undo = value("c", "2014-04-03T10:00:00Z", undoes="b")
    assert settle(ITEM, DecisionIndex.of([first, second, undo]))[0].decision == "a"
    again = value("d", "2014-04-04T10:00:00Z", undoes="c")
    assert settle(ITEM, DecisionIndex.of([first, second, undo, again]))[0].decision == "b"


def test_undoes_in_a_circle_end() -> None:
    circle = [value("a", "2014-04-01T10:00:00Z", undoes="b"), value("b", "2014-04-01T10:00:00Z", undoes="a")]
    assert len(in_force(circle)) < 3


def test_a_comment_decides_nothing() -> None:
    comment = decision(DecisionKind.COMMENT, ITEM.item_id, {"text": "odd"})
    assert settle(ITEM, DecisionIndex.of([comment]))[0].state is ReviewState.OPEN


@pytest.mark.parametrize("verdict", ["", "{}", "[1]", "not json"])
def test_a_verdict_that_says_nothing_decides_nothing(verdict: str) -> None:
    empty = value("a", "2014-04-01T10:00:00Z").model_copy(update={"verdict": verdict})
    assert settle(ITEM, DecisionIndex.of([empty]))[0].state is ReviewState.OPEN


_SEVERAL = [
    value("a", "2014-04-01T10:00:00+01:00"),
    value("b", "2014-04-02T10:00:00+01:00", "resigned"),
    value("c", "2014-04-03T10:00:00+01:00", undoes="b"),
    value("d", "2014-04-03T09:00:00+00:00", "no_further_action"),
    value("e", "2014-04-04T09:00:00+00:00", undoes="d"),
    value("f", "2014-04-05T09:00:00+00:00", undoes="e"),
]


@given(st.permutations(_SEVERAL), st.integers(0, len(_SEVERAL)))
def test_the_order_of_recording_and_repeated_recording_do_not_matter(order: list[Decision], again: int) -> None:
    named = [d.model_copy(update={"item": mapped(DOCUMENT).items[0].item_id}) for d in order]
    assert mapped(DOCUMENT, *named, *named[:again]) == mapped(DOCUMENT, *sorted(named, key=lambda d: d.decision_id))
    assert mapped(DOCUMENT, *named).records[0].outcome == "no_further_action"


def waiting_table(cell: str = "12", spelled: str = "Officer") -> Table:
    return table(("Role", "Number"), (spelled, cell), ("PCSO", "3"), accept=False)


def test_a_decision_survives_another_page_another_reader_and_another_spelling_of_the_same_values() -> None:
    ruling = decide(mapped(waiting_table()), DecisionKind.TABLE, {"accept": True})
    elsewhere = replace(waiting_table("12 ", "OFFICER"), page=7, extractor="aligned", version="9")
    assert {r.state for r in mapped(elsewhere, ruling).records} == {RecordState.ACCEPTED}


def test_a_digit_that_slipped_opens_the_table_again() -> None:
    ruling = decide(mapped(waiting_table()), DecisionKind.TABLE, {"accept": True})
    found = mapped(waiting_table("121"), ruling)
    assert found.items[0].state is ReviewState.REOPENED
    assert found.items[0].decision == ruling.decision_id
    assert {r.state for r in found.records} == {RecordState.WAITING}


def test_a_decision_is_found_by_its_row_where_the_item_has_another_name() -> None:
    ruling = decide(mapped(waiting_table()), DecisionKind.TABLE, {"accept": True})
    renamed = ruling.model_copy(update={"item": "an-older-name"})
    assert {r.state for r in mapped(waiting_table(), renamed).records} == {RecordState.ACCEPTED}
    assert {r.state for r in mapped(waiting_table("121"), renamed).records} == {RecordState.WAITING}


def test_the_queue_puts_first_what_blocks_most() -> None:
    release = make_item(DecisionKind.RELEASE, "x", "May it count?")
    assert [i.kind for i in settle_all([ITEM, release, ITEM], DecisionIndex.of([]))] == [
        DecisionKind.RELEASE,
        DecisionKind.VALUE,
    ]
