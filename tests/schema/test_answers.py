"""Which figures answer which question: those of the same cases, split as it asks, and no others."""

from dataclasses import replace

from replies import CAMPAIGN, NO_DECISIONS, QUESTIONS, mapped, reading, table, with_campaign

from schema.campaign import Question
from schema.consolidation import Reply, consolidate
from schema.record import Answer, AnswerKind

YEARS = table(("Year", "Number"), ("2010", "5"), ("2011", "7"))
ROLES = table(("Role", "Number"), ("Police officer", "3"), ("PCSO", "1"), title="Question 2")
LIST = table(("Ref", "Year", "Role"), ("1", "2013", "Police officer"), ("2", "2013", "PCSO"), title="Question 2")
ONE_YEAR = "2013-01-01/2013-12-31"


def answers(second: Question, *tables: object, said: Reply | None = None) -> dict[str, Answer]:
    """The answers of Kent to a count by year, and to ``second``."""
    first = replace(QUESTIONS[0], period=CAMPAIGN.period_of(None))
    campaign = with_campaign(questions=(first, second))
    found = mapped(reading(*tables), to=("kent",), campaign=campaign)  # type: ignore[arg-type]
    whole = consolidate(campaign, [("first", "kent")], [found], [said] if said else [], NO_DECISIONS)
    return {answer.question: answer for answer in whole.answers}


def listing(period: str) -> Question:
    return Question("2", "List each case.", "case_list", "cases", ("period", "role"), period=period)


def test_years_alone_answer_no_question_for_a_list() -> None:
    said = Reply("first", "kent", "letter", {"2": AnswerKind.NOT_HELD})
    found = answers(listing(CAMPAIGN.period_of(None)), YEARS, said=said)
    assert (found["1"].low, found["1"].high) == (12, 12)
    assert (found["2"].kind, found["2"].low) == (AnswerKind.NOT_HELD, None)


def test_years_alone_answer_no_question_for_roles_by_year() -> None:
    roles = Question("2", "How many of them were officers in each year?", "breakdown", "cases", ("period", "role"))
    found = answers(roles, YEARS)
    assert (found["2"].kind, found["2"].low) == (AnswerKind.UNANSWERED, None)


def test_what_was_asked_of_one_year_is_no_count_of_all_years() -> None:
    found = answers(listing(ONE_YEAR), LIST)
    assert (found["1"].kind, found["1"].low) == (AnswerKind.UNANSWERED, None)
    assert (found["2"].low, found["2"].high) == (2, 2)


def test_a_list_of_one_year_does_not_contradict_the_count_of_all_years() -> None:
    found = answers(listing(ONE_YEAR), YEARS, LIST)
    assert (found["1"].as_printed, found["1"].basis) == ("12", "sum_of_rows")
    assert found["2"].as_printed == "2"


def test_a_list_asked_for_the_same_days_is_compared_with_the_count() -> None:
    assert answers(listing(CAMPAIGN.period_of(None)), YEARS, LIST)["1"].basis == "disputed"


def test_one_known_row_beside_rows_that_wait_is_no_whole_answer() -> None:
    rows = table(("Ref", "Year", "Role"), ("1", "2013", "Police officer"), ("2", "2013", "wombat"), title="Question 2")
    found = answers(listing(ONE_YEAR), rows)["2"]
    assert (found.as_printed, found.low, found.high) == ("at least 1", 1, None)


POUNDS = Question("2", "How much was spent in each year?", "count", "pounds", ("period",))


def test_what_one_question_counts_is_no_answer_to_a_question_for_something_else() -> None:
    found = answers(POUNDS, replace(YEARS, title="Question 1"))
    assert (found["1"].low, found["1"].unit) == (12, "cases")
    assert (found["2"].kind, found["2"].low) == (AnswerKind.UNANSWERED, None)


def test_a_sum_of_money_is_no_count_of_cases_where_no_cases_were_given() -> None:
    headed = table(("Year", "Number"), ("2010", "500"), ("2011", "700"), title="Question 2")
    found = answers(POUNDS, headed)
    assert (found["2"].low, found["1"].kind, found["1"].low) == (1200, AnswerKind.UNANSWERED, None)
