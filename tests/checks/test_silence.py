"""Silence, lateness, refusal and a question passed over are four different things."""

from __future__ import annotations

from replies import figure, mapped, reading, table
from surveys import ROLES, checked, messages, refusal

from checks.run import RequestFacts
from schema.consolidation import Reply
from schema.record import AnswerKind

REFUSED = ("essex", "surrey", "warwickshire", "west-mercia")


def request(authority: str = "kent", **days: object) -> tuple[RequestFacts, ...]:
    return (RequestFacts("first", authority, sent="2014-02-18", due="2014-03-18", **days),)  # type: ignore[arg-type]


def test_the_authorities_that_refused_carry_a_code_that_no_other_has() -> None:
    found = checked(*(refusal(a, "12") for a in REFUSED), kent=(table(ROLES, ("Officer", "3")),))
    assert sorted(f.authority for f in found if f.code == "refused") == sorted(REFUSED)
    assert "section 12" in messages(found, "refused")[0]


def test_a_refusal_with_figures_that_wait_is_not_said_to_have_given_none() -> None:
    given = mapped(reading(figures=(figure("1", "", "210", 210, "2012"),)))
    assert messages(checked(refusal("kent", "12"), also=(given,)), "refused") == [
        "Kent refused the request, relying on section 12, and what it gave all the same waits for a person."
    ]


def test_an_authority_that_refuses_one_question_of_several_has_not_refused() -> None:
    partly = Reply("first", "kent", "letter", {"3": AnswerKind.REFUSED}, {"3": ("40(2)",)})
    found = checked(partly, kent=(table(ROLES, ("Officer", "3")),))
    assert not messages(found, "refused")
    assert any("refuses (refused) question 3 under section 40(2)" in m for m in messages(found, "question_unanswered"))


def test_an_authority_that_answered_all_but_one_question_passed_that_one_over() -> None:
    found = checked(kent=(table(("Year", "Role", "Outcome"), ("2012", "Officer", "NFA")),))
    assert [f.question for f in found if (f.code, f.authority) == ("question_unanswered", "kent")] == ["4"]


def test_a_reply_in_which_nothing_at_all_was_found_passes_over_every_question() -> None:
    found = checked(Reply("first", "kent", "letter"))
    assert [f.question for f in found if (f.code, f.authority) == ("question_unanswered", "kent")] == list("1234")


def test_nothing_received_is_no_reply_and_after_the_due_day_overdue() -> None:
    before = checked(requests=request(), today="2014-03-18")
    after = checked(requests=request(late=2), today="2014-03-20")
    assert messages(before, "no_reply")
    assert not messages(before, "overdue")
    assert messages(after, "overdue") == ["The reply of Kent was due on 2014-03-18, 2 working days ago."]


def test_an_acknowledgement_does_not_hide_lateness() -> None:
    found = checked(requests=request(received=("2014-02-20",)), today="2014-04-01")
    assert messages(found, "overdue")
    assert not messages(found, "no_reply")


def test_a_late_answer_is_late_by_so_many_working_days_and_one_on_the_day_is_not() -> None:
    late = checked(requests=request(received=("2014-03-24",), final="2014-03-24", late=4))
    assert messages(late, "answered_late") == [
        "Kent was due to reply by 2014-03-18 and replied on 2014-03-24, 4 working days late."
    ]
    assert not messages(checked(requests=request(final="2014-03-18")), "answered_late")
