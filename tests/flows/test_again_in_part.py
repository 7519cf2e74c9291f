"""After a decision only what it is about is mapped and written again, and the result is that of doing it all."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desk.computing import one_pass
from flows.steps import consolidate, review
from flows.steps.changes import MOST, changes_of, write_changes
from flows.steps.memory import Memory
from flows.steps.rebuild import digest, rebuild
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.record import Record
from storage import computed, decisions, stamps

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

ODD = b"Year,Role,Outcome,Number\n2012,Police officer,Sent to Coventry,3\n2013,Police staff,Shown the door,2\n"


def filled(survey: Survey) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases + b"Counted to 17 February 2014\n")])
    survey.mail("surrey", "1. There were 12 cases.\n2. Nine officers and three staff.\n", attached=[("odd.csv", ODD)])
    survey.mail("essex", "The cost of answering would exceed the appropriate limit; section 12 applies.")
    survey.take_in()


def decide_or_undo(survey: Survey, chance: random.Random, step: int) -> None:
    """One more decision on any item, decided before or not, or one taken back."""
    now = survey.now + timedelta(minutes=step)
    with survey.workspace.database.writing() as conn:
        made = [d for d in decisions.all(conn) if d.kind is not DecisionKind.UNDO]
        if made and chance.random() < 0.35:
            review.record_undo(conn, chance.choice(made), by="A. Person", now=now)
            return
        item = chance.choice([i for i in review.queue(conn, waiting=False) if json.loads(i.choices)])
        review.record(conn, item, chance.choice(json.loads(item.choices)), by="A. Person", now=now)


def by_risk(items: list[ReviewItem]) -> list[ReviewItem]:
    return sorted(items, key=lambda item: (item.risk, item.item_id))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_decided_and_undone_the_part_is_equal_to_the_whole(survey: Survey, seed: int) -> None:
    filled(survey)
    chance, memory, states = random.Random(seed), Memory(), set()
    for step in range(8):
        decide_or_undo(survey, chance, step)
        assert list(one_pass(survey.workspace, memory, survey.now, mails=True)) == [{"complete": True, "trouble": ""}]
        with survey.workspace.database.reading() as conn:
            in_part = digest(conn)
            assert review.queue(conn, waiting=False) == by_risk(computed.rows(conn, ReviewItem))
        assert rebuild(survey.workspace, survey.now) == in_part
        states.add(in_part)
    assert len(states) > 2  # the decisions did change something


def test_a_decision_maps_the_document_that_it_is_about_alone(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(survey)
    memory, mapped = Memory(), []

    def told(reading, *more):  # type: ignore[no-untyped-def]
        mapped.append(reading.sha256)
        return of_schema(reading, *more)

    of_schema = consolidate.map_reading
    monkeypatch.setattr(consolidate, "map_reading", told)
    list(one_pass(survey.workspace, memory, survey.now, mails=False))
    assert len(mapped) >= 5
    mapped.clear()
    with survey.workspace.database.writing() as conn:
        item = next(i for i in review.queue(conn) if i.kind is DecisionKind.TABLE)
        review.record(conn, item, {"accept": True}, by="A. Person", now=survey.now)
    list(one_pass(survey.workspace, memory, survey.now, mails=False))
    assert mapped == [item.document]
    mapped.clear()
    list(one_pass(survey.workspace, memory, survey.now, mails=False))
    assert mapped == []


def test_what_was_not_asked_for_in_a_whole_pass_is_forgotten() -> None:
    memory, made = Memory(), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memory.value("a", 1, make) for _ in range(2)] == [1, 1]
    memory.turn()
    assert memory.value("a", 1, make) == 1
    memory.turn()
    memory.turn()
    assert memory.value("a", 1, make) == 2


def test_what_was_made_from_something_else_is_made_again() -> None:
    memory = Memory()
    assert memory.value("a", "seen so", lambda: "first") == "first"
    assert memory.value("a", "seen otherwise", lambda: "second") == "second"


def test_only_rows_that_differ_are_written_and_those_that_went_go(survey: Survey) -> None:
    filled(survey)
    with survey.workspace.database.writing() as conn:
        (first, second, *others) = computed.rows(conn, Record)
        wanted = [first.model_copy(update={"low": 99.0}), *others]
        changes = changes_of(conn, "social-media", Record, wanted)
        assert changes.names == tuple(sorted((first.record_id, second.record_id)))
        assert [row.record_id for row in changes.rows if isinstance(row, Record)] == [first.record_id]
        write_changes(conn, "social-media", [changes])
        assert computed.rows(conn, Record) == sorted(wanted, key=lambda record: record.record_id)
        assert changes_of(conn, "social-media", Record, wanted).names == ()


def test_when_most_rows_differ_all_of_the_campaign_are_written(survey: Survey) -> None:
    filled(survey)
    with survey.workspace.database.writing() as conn:
        one = computed.rows(conn, Record)[0]
        many = [one.model_copy(update={"record_id": f"{n:06}"}) for n in range(MOST + 1)]
        changes = changes_of(conn, "social-media", Record, many)
        assert changes.names is None
        write_changes(conn, "social-media", [changes])
        assert computed.rows(conn, Record) == many


def test_a_decision_about_one_document_is_not_seen_by_another() -> None:
    made = [
        Decision(decision_id=name, at="2014-04-01T09:00:00+00:00", by="A", kind=DecisionKind.TABLE, item=name,
                 document=name, fingerprint="a.b", row_text="words", verdict='{"accept": true}')
        for name in ("one", "two")
    ]  # fmt: skip
    whole = consolidate.DecisionIndex.of(made)
    parts = whole.by_documents()
    assert sorted(parts) == ["one", "two"]
    assert parts["one"] == consolidate.DecisionIndex.of(made[:1])
    assert parts["one"].joined(parts["two"]) == whole


def test_a_decision_at_the_command_line_writes_what_it_changes_and_no_more(survey: Survey) -> None:
    filled(survey)
    with survey.workspace.database.reading() as conn:
        before = stamps.stamps(conn)
        item = next(i for i in review.queue(conn) if i.kind is DecisionKind.VALUE)
    review.decide(survey.workspace, item.item_id, {"value": "words_of_advice"}, by="A. Person", now=survey.now)
    with survey.workspace.database.reading() as conn:
        after, in_part = stamps.stamps(conn), digest(conn)
    assert {name for name in after if after[name] != before[name]} == {item.document}
    assert rebuild(survey.workspace, survey.now) == in_part
