"""What a mail and the letters in it say together."""

from __future__ import annotations

from flows.steps.replies import Enclosed, class_of
from schema.reading import Outcome, Reading, Table
from schema.review import DecisionIndex

LETTER = "Our reference: 12/14. Whether the account was run officially is not held by the force."


def told(*tables: Table) -> dict[str, object]:
    reading = Reading("d", "Response.pdf", "application/pdf", Outcome.READ, "read", tables=tables, text=LETTER)
    return class_of(
        "m", "Please find our reply attached.", "RE: request", {}, [Enclosed("d", reading)], DecisionIndex()
    )


def test_a_letter_that_says_not_held_and_gives_nothing_is_not_held() -> None:
    assert told()["outcome"] == "not-held"


def test_a_letter_that_gives_figures_has_not_said_not_held_of_everything() -> None:
    table = Table((("Year", "Cases"), ("2012", "3")), (), "pdf", "1")
    found = told(table)
    assert (found["outcome"], found["also"]) == ("partial", ["not-held"])
