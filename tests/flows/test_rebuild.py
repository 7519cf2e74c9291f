"""What is computed is made again, equal, from events, documents and decisions, in whatever order those came."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from flows.steps import review
from flows.steps.rebuild import digest, rebuild, refresh
from schema.decision import Decision
from schema.record import Record
from storage import computed, decisions

if TYPE_CHECKING:
    from tests.flows.conftest import Survey


def filled(survey: Survey) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases + b"Counted to 17 February 2014\n")])
    survey.mail("surrey", "1. There were 12 cases.\n2. Nine officers and three staff.\n")
    survey.mail("essex", "The cost of answering would exceed the appropriate limit; section 12 applies.")
    survey.file("Essex.csv", survey.cases)
    survey.take_in()


def state(survey: Survey) -> str:
    with survey.workspace.database.reading() as conn:
        return digest(conn)


def test_a_rebuild_is_equal(survey: Survey) -> None:
    filled(survey)
    before = state(survey)
    assert rebuild(survey.workspace, survey.now) == before
    assert rebuild(survey.workspace, survey.now) == before


def test_the_digest_sees_every_value(survey: Survey) -> None:
    filled(survey)
    before = state(survey)
    with survey.workspace.database.writing() as conn:
        (first, *others) = computed.rows(conn, Record)
        changed = first.model_copy(update={"low": 99.0})
        computed.replace(conn, Record, [changed, *others])
    assert state(survey) != before


def test_the_order_in_which_decisions_were_recorded_does_not_matter(survey: Survey) -> None:
    filled(survey)
    before = state(survey)
    made = [decision for decision in _decisions(survey) if decision]
    assert len(made) >= 3
    results = set()
    for order in (made, made[::-1], made[1:] + made[:1]):
        _forget_decisions(survey)
        assert rebuild(survey.workspace, survey.now) == before
        for decision in order:
            with survey.workspace.database.writing() as conn:
                decisions.append(conn, [decision])
            refresh(survey.workspace, survey.now)
        results.add(state(survey))
    assert len(results) == 1
    assert results != {before}


def _decisions(survey: Survey) -> list[Decision]:
    with survey.workspace.database.reading() as conn:
        waiting = review.queue(conn)
    return [
        review.decision_on(item, json.loads(item.choices)[0], by="A. Person", at=survey.now + timedelta(minutes=number))
        for number, item in enumerate(waiting)
        if json.loads(item.choices)
    ]


def _forget_decisions(survey: Survey) -> None:
    with survey.workspace.database.writing() as conn:
        triggers = conn.exec_driver_sql(
            "select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'decision'"
        ).all()
        for name, _ in triggers:
            conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
        conn.exec_driver_sql("DELETE FROM decision")
        for _, sql in triggers:
            conn.exec_driver_sql(sql)


def test_a_killed_rebuild_is_made_good_by_the_next_refresh(survey: Survey) -> None:
    filled(survey)
    before = state(survey)
    with survey.workspace.database.writing() as conn:
        computed.clear(conn)
    refresh(survey.workspace, survey.now)
    assert state(survey) == before
