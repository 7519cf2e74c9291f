"""Deciding: a decision is checked, kept for ever, applied at once, found again, and undone by one more."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flows.steps import readers, review
from flows.steps.rebuild import digest, rebuild
from flows.steps.verdicts import SHAPES, check_verdict, verdict_from
from schema.decision import DecisionKind, ReviewItem
from schema.errors import UserError
from schema.record import Answer, Record, RecordState
from storage import computed, decisions

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

GOOD = {
    DecisionKind.MATCH: {"requests": []},
    DecisionKind.RELEASE: {"release": True},
    DecisionKind.REPLY_CLASS: {"outcome": "refused-cost", "questions": {"1": "refused"}, "sections": ["12"]},
    DecisionKind.TABLE: {"accept": True},
    DecisionKind.COLUMN: {"ignore": "a remark"},
    DecisionKind.VALUE: {"value": "constable"},
    DecisionKind.CELL: {"text": ""},
    DecisionKind.TYPED: {"figures": [{"question": "1", "as_printed": "12"}]},
    DecisionKind.FIGURES: {"accept": ["a"], "reject": []},
    DecisionKind.COUNT_AS: {"unit": "cases", "caveat": ""},
    DecisionKind.RESOLVE: {"choose": "x"},
    DecisionKind.SHAPE: {"starts": True},
    DecisionKind.CAVEAT: {"text": "Counted by hand."},
    DecisionKind.BULK: {"checks": ["readers_agree"], "tables": []},
    DecisionKind.BACK: {"to": "colleague", "who": "B. Person", "reason": "She knows this force."},
    DecisionKind.SAMPLE: {"second": "B. Person", "seed": 1, "items": ["a"]},
    DecisionKind.SECOND: {"kind": "value", "verdict": {"value": "constable"}},
    DecisionKind.ADJUDICATED: {"kind": "cell", "verdict": {"text": "1"}, "first": "a", "second": "b"},
    DecisionKind.COMMENT: {"text": "look again"},
}
BAD = [
    (DecisionKind.MATCH, {"requests": "RR-1"}),
    (DecisionKind.MATCH, {}),
    (DecisionKind.RELEASE, {"release": "yes"}),
    (DecisionKind.TABLE, {"accept": 1}),
    (DecisionKind.TABLE, {"head_rows": -1}),
    (DecisionKind.COLUMN, {"dimension": "role", "count": True}),
    (DecisionKind.VALUE, {"value": ""}),
    (DecisionKind.TYPED, {"figures": [{"question": "1"}]}),
    (DecisionKind.FIGURES, {"accept": "all"}),
    (DecisionKind.COUNT_AS, {"caveat": "no unit"}),
    (DecisionKind.CELL, {"was": "1"}),
    (DecisionKind.SHAPE, {"starts": True, "head_rows": 1}),
    (DecisionKind.BACK, {"to": "colleague", "reason": "nobody named"}),
    (DecisionKind.BACK, {"to": "reading"}),
    (DecisionKind.BULK, {"checks": ["x"], "tables": [{"item": "a"}]}),
    (DecisionKind.SECOND, {"kind": "value", "verdict": {"text": "1"}}),
    (DecisionKind.ADJUDICATED, {"kind": "no such kind", "verdict": {"text": "1"}, "first": "a", "second": "b"}),
    (DecisionKind.UNDO, {}),
]


@pytest.mark.parametrize("kind", list(SHAPES))
def test_each_kind_of_verdict_has_its_shape(kind: DecisionKind) -> None:
    check_verdict(kind, GOOD[kind])


@pytest.mark.parametrize(("kind", "verdict"), BAD)
def test_a_verdict_of_another_shape_is_refused_with_the_right_one(
    kind: DecisionKind, verdict: dict[str, object]
) -> None:
    with pytest.raises(UserError, match="does not look like"):
        check_verdict(kind, verdict)


@pytest.mark.parametrize("text", ["{", "[]", "1", '"x"', "[" * 100_000])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="no JSON"):
        verdict_from(text, DecisionKind.CELL)


def items(survey: Survey, kind: DecisionKind | None = None) -> list[ReviewItem]:
    with survey.workspace.database.reading() as conn:
        return [item for item in review.queue(conn) if kind in (None, item.kind)]


def records(survey: Survey, **filters: str) -> list[Record]:
    with survey.workspace.database.reading() as conn:
        return computed.rows(conn, Record, **filters)


def waiting_file(survey: Survey) -> ReviewItem:
    survey.file("figures.csv", survey.cases)
    survey.take_in()
    (item,) = items(survey, DecisionKind.MATCH)
    return item


def test_filing_a_document_makes_its_values_count(survey: Survey) -> None:
    item = waiting_file(survey)
    assert records(survey) == []
    verdict = {"requests": [survey.letters["kent"].reference]}
    review.decide(survey.workspace, item.item_id, verdict, by="A. Person", now=survey.now)
    assert {record.authority for record in records(survey)} == {"kent"}
    assert items(survey, DecisionKind.MATCH) == []


def test_undo_brings_the_item_back_and_erases_nothing(survey: Survey) -> None:
    item = waiting_file(survey)
    verdict = {"requests": [survey.letters["kent"].reference]}
    review.decide(survey.workspace, item.item_id, verdict, by="A. Person", now=survey.now)
    review.undo(survey.workspace, item.item_id, by="B. Person", now=survey.now + timedelta(minutes=1))
    assert records(survey) == []
    assert [one.item_id for one in items(survey, DecisionKind.MATCH)] == [item.item_id]
    with survey.workspace.database.reading() as conn:
        assert [d.by for d in decisions.all(conn)] == ["A. Person", "B. Person"]


def test_a_decision_is_found_again_after_everything_is_read_again(survey: Survey) -> None:
    item = waiting_file(survey)
    verdict = {"requests": [survey.letters["kent"].reference]}
    review.decide(survey.workspace, item.item_id, verdict, by="A. Person", now=survey.now)
    with survey.workspace.database.reading() as conn:
        before = digest(conn)
    assert rebuild(survey.workspace, survey.now) == before
    assert {record.authority for record in records(survey)} == {"kent"}


def test_a_wrong_mail_is_filed_by_a_person_and_its_attachment_with_it(survey: Survey) -> None:
    survey.mail("kent", "See attached.", From="someone@webmail.example", attached=[("cases.csv", survey.cases)])
    survey.take_in()
    (item,) = items(survey, DecisionKind.MATCH)
    review.decide(survey.workspace, item.item_id, None, by="A. Person", now=survey.now)
    (message,) = survey.messages().values()
    assert (message.state, message.rung) == ("filed", "decision")
    assert json.loads(message.filed_to)[0]["authority"] == "kent"
    assert {record.document_name for record in records(survey, authority="kent")} == {"cases.csv"}


def test_a_class_that_moves_dates_counts_only_once_a_person_has_confirmed_it(survey: Survey) -> None:
    survey.mail("essex", "Please could you clarify what you mean by social media? We cannot continue without this.")
    survey.take_in()
    (item,) = items(survey, DecisionKind.REPLY_CLASS)
    assert item.authority == "essex"
    verdict = {"outcome": "refused-cost", "sections": ["12"]}
    review.decide(survey.workspace, item.item_id, verdict, by="A. Person", now=survey.now)
    with survey.workspace.database.reading() as conn:
        answers = computed.rows(conn, Answer, authority="essex")
    assert {(answer.kind, answer.sections) for answer in answers} == {("cost_limit", "12")}


def test_an_unknown_request_is_not_recorded(survey: Survey) -> None:
    item = waiting_file(survey)
    with pytest.raises(UserError, match="No letter bears"):
        review.decide(survey.workspace, item.item_id, {"requests": ["RR-WRONG-WRONG"]}, by="A. Person", now=survey.now)
    with survey.workspace.database.reading() as conn:
        assert decisions.all(conn) == []


def test_nobody_decides_nothing(survey: Survey) -> None:
    item = waiting_file(survey)
    with pytest.raises(UserError, match="name of who decides"):
        review.decide(survey.workspace, item.item_id, {"requests": []}, by=" ", now=survey.now)


def test_no_key_says_that_a_mail_belongs_nowhere(survey: Survey) -> None:
    item = waiting_file(survey)
    with pytest.raises(UserError, match="belongs to no request"):
        review.decide(survey.workspace, item.item_id, None, by="A. Person", now=survey.now)


def test_an_item_may_be_named_by_the_beginning_of_its_id(survey: Survey) -> None:
    item = waiting_file(survey)
    with survey.workspace.database.reading() as conn:
        assert review.item_named(conn, item.item_id[:6]).item_id == item.item_id
        for wrong in ("zzzz", item.item_id[:2]):
            with pytest.raises(UserError, match="no review item"):
                review.item_named(conn, wrong)


def test_there_is_nothing_to_undo_before_a_decision(survey: Survey) -> None:
    with pytest.raises(UserError, match="no decision to undo"):
        review.undo(survey.workspace, "", by="A. Person", now=survey.now)


def test_accepted_values_name_the_decision_that_accepted_them(survey: Survey) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases + b"Counted to 17 February 2014\n")])
    survey.take_in()
    waiting = [record for record in records(survey, authority="kent") if record.state is RecordState.WAITING]
    assert waiting
    (item,) = items(survey, DecisionKind.TABLE)
    _, made = review.decide(survey.workspace, item.item_id, {"accept": True}, by="A. Person", now=survey.now)
    settled = [r for r in records(survey, authority="kent") if r.state is RecordState.ACCEPTED]
    assert {(r.accepted_by, r.decision) for r in settled} == {("decision", made.decision_id)}


def typed(survey: Survey) -> ReviewItem:
    """The item on a document that no machine can read."""
    survey.mail("kent", "See attached.", attached=[("figures.wpd", b"\xffWPC\x10\x00\x00\x00" + bytes(range(200)))])
    survey.take_in()
    (item,) = items(survey, DecisionKind.TYPED)
    return item


def test_that_a_document_holds_no_figures_is_said_in_so_many_words_or_not_at_all(survey: Survey) -> None:
    item = typed(survey)
    with pytest.raises(UserError, match="Type the figures, or say that there are none"):
        review.decide(survey.workspace, item.item_id, None, by="A. Person", now=survey.now)
    assert [one.item_id for one in items(survey, DecisionKind.TYPED)] == [item.item_id]
    review.decide(survey.workspace, item.item_id, {"figures": []}, by="A. Person", now=survey.now)
    assert items(survey, DecisionKind.TYPED) == []


def test_what_newer_readers_have_yet_to_read_is_read_before_a_decision_is_applied(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases + b"Counted to 17 February 2014\n")])
    item = waiting_file(survey)
    before = {(one.kind, one.asks) for one in items(survey)}
    monkeypatch.setattr(readers, "_named", lambda recognises: "newer")
    verdict = {"requests": [survey.letters["essex"].reference]}
    review.decide(survey.workspace, item.item_id, verdict, by="A. Person", now=survey.now)
    assert {record.authority for record in records(survey)} == {"kent", "essex"}
    monkeypatch.setattr(readers, "_named", lambda recognises: "newest")
    review.undo(survey.workspace, item.item_id, by="A. Person", now=survey.now + timedelta(minutes=1))
    assert {(one.kind, one.asks) for one in items(survey)} == before
