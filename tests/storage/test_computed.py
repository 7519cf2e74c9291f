"""What is computed is replaced as a whole, and comes back as validated nouns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from schema.decision import Decision, DecisionKind, ReviewItem
from schema.finding import Finding, Severity
from schema.record import Answer, AnswerKind, Grain, Record, RecordState
from schema.request import Message, StoredReading, Wave
from storage import computed, decisions
from storage.database import Database


def record(name: str, campaign: str = "c", **more: object) -> Record:
    fields = {"wave": "w", "authority": "kent", "question": "1", "grain": Grain.CASE, "unit": "cases"}
    return Record.model_validate(
        {"record_id": name, "campaign": campaign, "counted_as": "cases", "as_printed": "<5", "document": "d"}
        | fields
        | {"low": 1, "high": 4, "state": RecordState.ACCEPTED}
        | more
    )


ROWS = [
    record("r"),
    Answer(campaign="c", wave="w", authority="kent", question="1", kind=AnswerKind.NIL, low=0, high=0),
    Finding(finding_id="f", code="refused", severity=Severity.WARNING, campaign="c", message="refused"),
    ReviewItem(item_id="i", kind=DecisionKind.TABLE, asks="Is this a table?"),
    Message(sha256="m", subject="Re: [RR-1]", score=0.5),
    StoredReading(sha256="s", versions="v", outcome="read", reason="read", body='{"a": "\\u0000"}'),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_noun_comes_back_equal(database: Database, row: Record) -> None:
    with database.writing() as conn:
        assert computed.replace(conn, type(row), [row]) == 1
    with database.reading() as conn:
        (found,) = computed.rows(conn, type(row))
    assert found == row
    assert {n: type(v) for n, v in found.__dict__.items()} == {n: type(v) for n, v in row.__dict__.items()}


def test_new_rows_take_the_place_of_the_old(database: Database) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, [record("old"), record("older")])
        computed.replace(conn, Record, [record("new")])
        assert [r.record_id for r in computed.rows(conn, Record)] == ["new"]


def test_only_the_rows_named_are_replaced(database: Database) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, [record("a"), record("b", campaign="other")])
        computed.replace(conn, Record, [record("c")], campaign="c")
        assert [r.record_id for r in computed.rows(conn, Record)] == ["b", "c"]
        assert [r.record_id for r in computed.rows(conn, Record, campaign=["c", "none"])] == ["c"]


def test_a_replacement_that_fails_leaves_the_old_rows(database: Database) -> None:
    def broken() -> Iterator[Record]:
        yield record("new")
        raise RuntimeError

    with database.writing() as conn:
        computed.replace(conn, Record, [record("old")])
    with pytest.raises(RuntimeError), database.writing() as conn:
        computed.replace(conn, Record, broken())
    with database.reading() as conn:
        assert [r.record_id for r in computed.rows(conn, Record)] == ["old"]


def test_two_rows_with_one_key_are_never_merged_in_silence(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as conn:
        computed.replace(conn, Record, [record("same"), record("same", campaign="other")])


def test_facts_cannot_be_replaced(database: Database) -> None:
    with database.writing() as conn, pytest.raises(ValueError, match="kept for ever"):
        computed.replace(conn, Wave, [Wave(wave="w", campaign="c")])


def test_clearing_keeps_the_facts(database: Database) -> None:
    with database.writing() as conn:
        for row in ROWS:
            computed.replace(conn, type(row), [row])
        decisions.append(conn, [Decision(decision_id="x", at="1", by="me", kind=DecisionKind.COMMENT, item="i")])
        computed.clear(conn)
        assert all(computed.rows(conn, noun) == [] for noun in computed.COMPUTED)
        assert len(decisions.all(conn)) == 1


def test_decisions_come_by_the_time_they_were_taken_not_recorded(database: Database) -> None:
    late, early = (
        Decision(decision_id=n, at=at, by="me", kind=DecisionKind.COMMENT, item="i", verdict='{"text": "é"}')
        for n, at in (("a", "2014-04-02T10:00:00+01:00"), ("b", "2014-04-01T10:00:00+01:00"))
    )
    with database.writing() as conn:
        assert decisions.append(conn, [late, early]) == 2
        assert decisions.append(conn, [late]) == 0
        assert decisions.all(conn, item="i") == [early, late]


def test_the_questions_asked_most_use_an_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    from storage.database import create

    database = create(tmp_path_factory.mktemp("plans"))
    asked = {
        "SELECT authority, outcome, count(*) FROM record GROUP BY authority, outcome": "record_by_outcome",
        "SELECT * FROM record WHERE authority = 'kent' AND campaign = 'c' AND question = '1'": "record_by_question",
        "SELECT * FROM record WHERE document = 'd'": "record_of_document",
        "SELECT * FROM event WHERE wave = 'w' AND authority = 'kent' ORDER BY seq": "event_of_request",
    }
    with database.reading() as conn:
        for query, index in asked.items():
            plan = " ".join(row[3] for row in conn.execute(text(f"EXPLAIN QUERY PLAN {query}")))
            assert index in plan, plan
    database.close()
