"""Shipped decisions are found by what an item says, never by an id; what none fits stays open."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearsal.reviewer import Shipped, decide, load_shipped
from rehearsal.typed import typed_figures
from schema.decision import DecisionKind, ReviewItem, ReviewState
from schema.errors import UserError

AT = datetime(2014, 4, 7, 9, tzinfo=UTC)


def item(**changed: object) -> ReviewItem:
    values: dict[str, object] = {
        "item_id": "i1",
        "kind": DecisionKind.VALUE,
        "campaign": "pa-2014",
        "authority": "suffolk",
        "asks": 'What outcome is "Management  Intervention"?',
        "choices": '[{"value": "management_action"}]',
        "fingerprint": "f1",
    }
    return ReviewItem.model_validate({**values, **changed})


def shipped(**changed: object) -> Shipped:
    values: dict[str, object] = {
        "campaign": "pa-2014",
        "authority": "",
        "question": "",
        "kind": DecisionKind.VALUE,
        "words": ("management intervention",),
        "verdict": '{"value": "management_action"}',
        "note": "why",
    }
    return Shipped(**{**values, **changed})  # type: ignore[arg-type]


def test_a_decision_answers_the_item_and_the_values_that_were_seen() -> None:
    (decision,), left = decide([item()], [shipped()], at=AT, by="a reviewer")
    assert (decision.item, decision.fingerprint, decision.verdict) == ("i1", "f1", '{"value": "management_action"}')
    assert (decision.at, decision.by, decision.note, left) == ("2014-04-07T09:00:00+00:00", "a reviewer", "why", [])


@pytest.mark.parametrize(
    "other",
    [
        {"campaign": "met-2013"},
        {"authority": "kent"},
        {"question": "3"},
        {"kind": DecisionKind.TABLE},
        {"words": ("x y",)},
    ],
)
def test_an_item_that_differs_in_anything_named_stays_open(other: dict[str, object]) -> None:
    assert decide([item()], [shipped(**other)], at=AT, by="a") == ([], [item()])


def test_agreeing_takes_the_first_verdict_proposed() -> None:
    (decision,), _ = decide([item()], [shipped(verdict="proposed")], at=AT, by="a")
    assert decision.verdict == '{"value": "management_action"}'


def test_where_nothing_is_proposed_there_is_nothing_to_agree_to() -> None:
    open_item = item(choices="[]")
    assert decide([open_item], [shipped(verdict="proposed")], at=AT, by="a") == ([], [open_item])


def test_a_decided_item_is_not_decided_again() -> None:
    assert decide([item(state=ReviewState.DECIDED)], [shipped()], at=AT, by="a") == ([], [])


def test_the_shipped_file_can_be_read_and_every_row_says_why() -> None:
    assert all(row.note for row in load_shipped())


def test_a_broken_row_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("campaign,authority,question,kind,words,verdict,note\npa-2014,,,value,x,{,why\n")
    with pytest.raises(UserError, match=r"decisions\.csv:2"):
        load_shipped(path)


def test_what_is_typed_from_the_scan_is_every_number_of_its_letter_once() -> None:
    figures = typed_figures("Bedfordshire Police")
    for question in "1234":
        assert sum(int(f["as_printed"]) for f in figures if f["question"] == question) == 9
    assert len({tuple(f["box"]) for f in figures}) == len(figures)


def test_the_shipped_typing_is_that_of_the_scan() -> None:
    (row,) = (row for row in load_shipped() if row.kind is DecisionKind.TYPED)
    assert json.loads(row.verdict)["figures"] == typed_figures("Bedfordshire Police")
