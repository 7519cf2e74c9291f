"""A verdict that means nothing is refused before it is kept: its item would close, and its numbers wait for ever."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from flows.steps import review
from flows.steps.meaning import check_meaning
from schema.decision import DecisionKind, ReviewItem, ReviewState
from schema.errors import UserError
from schema.record import Record
from schema.review import make_item
from storage import computed

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

PROSE = "1. There were 5 cases in 2012 and 7 cases in 2013.\n"


def about(kind: DecisionKind) -> ReviewItem:
    where = {"campaign": "social-media", "authority": "kent"}
    return make_item(kind, "x", "?", choices=[{"choose": "a"}], detail={"figures": [{"key": "k"}]}, **where)


def of_figures(survey: Survey) -> ReviewItem:
    with survey.workspace.database.reading() as conn:
        (item,) = (i for i in review.queue(conn, waiting=False) if i.kind is DecisionKind.FIGURES)
    return item


@pytest.mark.parametrize(
    ("kind", "verdict", "what"),
    [
        (DecisionKind.FIGURES, {"accept": ["1"]}, "no figure '1'"),
        (DecisionKind.FIGURES, {"accept": [], "assign": {"k": {"question": "9"}}}, "no question '9'"),
        (DecisionKind.FIGURES, {"accept": [], "assign": {"k": {"colour": "red"}}}, "no dimension 'colour'"),
        (DecisionKind.TYPED, {"figures": [{"as_printed": "5"}]}, "names no question"),
        (DecisionKind.TYPED, {"figures": [{"question": "9", "as_printed": "5"}]}, "no question '9'"),
        (DecisionKind.TYPED, {"figures": [{"question": "1", "as_printed": "5", "yaer": "2012"}]}, "dimension 'yaer'"),
        (DecisionKind.TABLE, {"question": "9"}, "no question '9'"),
        (DecisionKind.TABLE, {"accept": True, "authority": "kant"}, "no authority 'kant'"),
        (DecisionKind.COLUMN, {"dimension": "rolle"}, "no dimension 'rolle'"),
        (DecisionKind.COLUMN, {"count": True, "fixed": {"rolle": "pcso"}}, "no dimension 'rolle'"),
        (DecisionKind.REPLY_CLASS, {"outcome": "refuesd"}, "no class of replies 'refuesd'"),
        (DecisionKind.REPLY_CLASS, {"questions": {"1": "maybe"}}, "no kind of answer 'maybe'"),
        (DecisionKind.REPLY_CLASS, {"questions": {"9": "refused"}}, "no question '9'"),
        (DecisionKind.RESOLVE, {"choose": "the second"}, "no value to choose 'the second'"),
    ],
)
def test_what_names_nothing_known_is_refused(
    survey: Survey, kind: DecisionKind, verdict: dict[str, Any], what: str
) -> None:
    item = about(kind)
    with pytest.raises(UserError, match=what):
        check_meaning(survey.workspace, item, verdict)


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (DecisionKind.FIGURES, {"accept": ["k"], "assign": {"k": {"question": "1", "period": "2012"}}}),
        (DecisionKind.TYPED, {"figures": [{"question": "1", "as_printed": "5", "period": "2012", "page": 1}]}),
        (DecisionKind.TABLE, {"accept": True, "authority": "kent", "question": "1"}),
        (DecisionKind.COLUMN, {"dimension": "authority"}),
        (DecisionKind.COLUMN, {"dimension": "year"}),
        (DecisionKind.REPLY_CLASS, {"outcome": "refused-cost", "questions": {"1": "refused"}}),
        (DecisionKind.RESOLVE, {"choose": "printed_total"}),
        (DecisionKind.RESOLVE, {"choose": "a"}),
    ],
)
def test_what_means_something_is_kept(survey: Survey, kind: DecisionKind, verdict: dict[str, Any]) -> None:
    item = about(kind)
    check_meaning(survey.workspace, item, verdict)


def test_the_later_of_two_decisions_holds_though_the_clock_stands_still(survey: Survey) -> None:
    survey.mail("kent", PROSE)
    survey.take_in()
    item = of_figures(survey)
    keys = [figure["key"] for figure in json.loads(item.detail)["figures"]]
    for verdict in ({"accept": keys}, {"reject": keys}, {"accept": keys}, {"reject": keys}):
        review.decide(survey.workspace, item.item_id, verdict, by="ada", now=survey.now)
        with survey.workspace.database.reading() as conn:
            accepted = [r for r in computed.rows(conn, Record, authority="kent") if r.state == "accepted"]
        assert bool(accepted) is ("accept" in verdict)


def test_figures_that_a_decision_leaves_out_stay_in_the_queue(survey: Survey) -> None:
    survey.mail("kent", PROSE)
    survey.take_in()
    item = of_figures(survey)
    later = survey.now + timedelta(hours=1)
    first, *others = [figure["key"] for figure in json.loads(item.detail)["figures"]]
    assert others
    review.decide(survey.workspace, item.item_id, {"accept": [first]}, by="ada", now=survey.now)
    assert of_figures(survey).state is ReviewState.OPEN
    review.decide(
        survey.workspace,
        item.item_id,
        {"accept": [first], "reject": others},
        by="ada",
        now=later,
    )
    assert of_figures(survey).state is ReviewState.DECIDED
