"""A corrected reply comes after the one it corrects: its value is proposed first, and its day is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.steps import review
from schema.decision import DecisionKind
from schema.record import Answer
from storage import computed

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

WRONG = b"Year,Number of cases\r\n2012,5\r\n2013,51\r\n"
RIGHT = b"Year,Number of cases\r\n2012,5\r\n2013,15\r\n"


def test_the_value_that_came_last_is_proposed_first(survey: Survey) -> None:
    survey.mail("kent", "Please find attached.\n", name="first", attached=[("data.csv", WRONG)])
    corrected = "Mon, 17 Mar 2014 10:00:00 +0000"
    survey.mail("kent", "A correction.\n", name="second", attached=[("corrected.csv", RIGHT)], Date=corrected)
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        (item,) = (i for i in review.queue(conn) if i.kind is DecisionKind.RESOLVE)
    told = [(one["value"], one["place"]) for one in json.loads(item.detail)["candidates"]]
    assert told == [
        ("20", "corrected.csv, by period, came on 2014-03-17"),
        ("56", "data.csv, by period, came on 2014-03-10"),
    ]
    review.decide(survey.workspace, item.item_id, None, by="ada", now=survey.now)
    with survey.workspace.database.reading() as conn:
        answers = computed.rows(conn, Answer, authority="kent", question="1")
    assert [(a.low, a.high) for a in answers] == [(20, 20)]
