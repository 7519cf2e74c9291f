"""Corrections after reading again: they hold where the row reads as it did, and are a conflict where it does not."""

from __future__ import annotations

import json

from replies import decide, decision, mapped, table

from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.mapping.reading import Mapped
from schema.reading import Table
from schema.record import RecordState
from schema.review import item_id
from schema.review_cells import cell_words

HEAD = ("Role", "Number")
THEN = table(HEAD, ("Police officer", "1"), ("Police staff", "2"))
NOW = table(HEAD, ("Police officer", "17"), ("Police staff", "2"))
GONE = table(HEAD, ("Police staff", "2"), ("PCSO", "5"))
TWICE = table(HEAD, ("Police officer", "11"), ("Police officer", "12"), ("Police staff", "2"))


def corrected(read: Table = THEN, row: int = 1, text: str = "7") -> Decision:
    words = cell_words(read.rows[row], 1)
    name = item_id(DecisionKind.CELL, "a" * 64, words, 0)
    verdict = {"text": text, "was": read.rows[row][1]}
    return decision(DecisionKind.CELL, name, verdict, document="a" * 64, row_text=words, decision_id="first")


def cell_items(found: Mapped) -> list[ReviewItem]:
    return [i for i in found.items if i.kind is DecisionKind.CELL]


def numbers(found: Mapped) -> dict[str, tuple[float | None, RecordState]]:
    return {r.role: (r.low, r.state) for r in found.records}


def test_a_correction_holds_while_the_row_reads_as_it_did() -> None:
    assert numbers(mapped(THEN, corrected()))["officer"] == (7, RecordState.ACCEPTED)


def test_another_reading_of_the_cell_is_a_conflict_and_holds_its_row_back() -> None:
    found = mapped(NOW, corrected())
    (item,) = cell_items(found)
    told = json.loads(item.detail)["conflict"]
    assert (told["was"], told["now"], told["text"]) == ("1", "17", "7")
    assert item.state is ReviewState.OPEN
    assert numbers(found) == {"officer": (17, RecordState.WAITING), "staff": (2, RecordState.ACCEPTED)}


def test_the_person_chooses_between_correction_and_reading() -> None:
    found = mapped(NOW, corrected())
    for choice, low in zip(json.loads(cell_items(found)[0].choices), (7, 17), strict=True):
        chosen = decide(found, DecisionKind.CELL, choice, at="2014-04-02T10:00:00+01:00")
        after = mapped(NOW, corrected(), chosen)
        assert numbers(after)["officer"] == (low, RecordState.ACCEPTED)
        assert [i.state for i in cell_items(after)] == [ReviewState.DECIDED]


def test_undoing_the_choice_brings_the_conflict_back() -> None:
    found = mapped(NOW, corrected())
    chosen = decide(
        found, DecisionKind.CELL, json.loads(cell_items(found)[0].choices)[0], at="2014-04-02T10:00:00+01:00"
    )
    undo = decision(DecisionKind.UNDO, chosen.item, {}, undoes=chosen.decision_id, at="2014-04-03T10:00:00+01:00")
    assert [i.state for i in cell_items(mapped(NOW, corrected(), chosen, undo))] == [ReviewState.OPEN]


def test_a_correction_whose_row_is_gone_stays_open_until_it_is_laid_aside() -> None:
    made = corrected()
    (item,) = cell_items(mapped(GONE, made))
    assert (item.item_id, item.state, item.decision) == (made.item, ReviewState.REOPENED, "first")
    undo = decision(DecisionKind.UNDO, made.item, {}, undoes="first", at="2014-04-02T10:00:00+01:00")
    assert cell_items(mapped(GONE, made, undo)) == []


def test_a_correction_is_never_guessed_onto_one_of_several_rows() -> None:
    found = mapped(TWICE, corrected())
    assert [(i.item_id, i.state) for i in cell_items(found)] == [(corrected().item, ReviewState.REOPENED)]
    assert [r.low for r in found.records] == [11, 12, 2]


def test_a_table_that_was_no_table_and_reads_otherwise_now_does_not_come_back_unseen() -> None:
    doubtful = table(("Rank", "Number"), ("Police officer", "1"), accept=False)
    refused = decide(mapped(doubtful), DecisionKind.TABLE, {"no_table": True})
    (item,) = [i for i in mapped(THEN, refused).items if i.kind is DecisionKind.TABLE]
    assert (item.item_id, item.state) == (refused.item, ReviewState.REOPENED)


def test_a_decision_that_is_found_is_no_conflict() -> None:
    doubtful = table(HEAD, ("Police officer", "1"), accept=False)
    accepted = decide(mapped(doubtful), DecisionKind.TABLE, {"accept": True})
    assert [i.state for i in mapped(doubtful, accepted).items] == [ReviewState.DECIDED]
