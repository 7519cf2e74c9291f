"""That nothing is held is an answer of its own, with its place: beside a question, under it, and never a number."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from replies import QUESTIONS, decide, mapped, reading, table, with_campaign

from schema.answer_form import YES_OR_NO
from schema.consolidation import Reply, consolidate
from schema.decision import Decision, DecisionKind
from schema.reading import Reading
from schema.record import Answer, AnswerKind, RecordState
from schema.review import DecisionIndex
from schema.value import Kind

TRAINED = "Are special constables trained to carry it?"
SUSPENDED = "How many were suspended?"
COUNT = replace(QUESTIONS[0], id="6", text=SUSPENDED, headline=False, dimensions=())
SURVEY = with_campaign(questions=(*QUESTIONS, replace(COUNT, id="5", text=TRAINED, unit=YES_OR_NO), COUNT))
LETTER = Reply("first", "kent", "a" * 64, {"": AnswerKind.PARTIAL}, at="2014-03-01T10:00")


def answers(document: Reading, *decisions: Decision) -> dict[str, Answer]:
    found = mapped(document, *decisions, campaign=SURVEY)
    made = consolidate(SURVEY, [("first", "kent")], [found], (LETTER,), DecisionIndex.of(decisions))
    return {answer.question: answer for answer in made.answers}


def form(*said: str) -> Reading:
    asked = ("1. How many cases were there in each year?", f"5. {TRAINED}", f"6. {SUSPENDED}")
    return reading(table(("Question", "Response"), *zip(asked, said, strict=True), title="Our response"))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("No information held", AnswerKind.NOT_HELD),
        ("Not held", AnswerKind.NOT_HELD),
        ("Not recorded", AnswerKind.NOT_RECORDED),
        ("No data", AnswerKind.UNANSWERED),
    ],
)
def test_beside_a_question_in_a_table_it_is_the_answer(words: str, kind: AnswerKind) -> None:
    found = answers(form("14", words, words))
    assert [(found[q].kind, found[q].low, found[q].high, found[q].as_printed) for q in ("5", "6")] == [
        (kind, None, None, words)
    ] * 2
    assert found["6"].records
    assert (found["1"].kind, found["1"].low) == (AnswerKind.NUMBER, 14), (
        "the number beside another question stays there"
    )


def test_each_number_of_a_form_answers_the_question_that_it_stands_beside() -> None:
    found = answers(form("14", "Not held", "3"))
    assert [(found[q].low, found[q].high) for q in ("1", "6")] == [(14, 14), (3, 3)]
    nil = answers(form("14", "Not held", "Nil return"))
    assert (nil["6"].kind, nil["6"].low, nil["1"].low) == (AnswerKind.NIL, 0, 14)


@pytest.mark.parametrize(
    "text",
    [
        f"6. {SUSPENDED}\nNo information held.\n",
        "1. 12\n6. Not held\n",
        "Question 6 - The force does not hold this information.",
        f"6. {SUSPENDED}\n\nAnswer: No information is held by Kent Police.",
        "6. How many have you suspended since then?\nThe information is not held.",
    ],
)
def test_under_a_question_in_a_letter_it_waits_and_is_the_answer_once_accepted(text: str) -> None:
    document = reading(text=text)
    waiting = mapped(document, campaign=SURVEY)
    (record,) = waiting.records
    start, _, end = record.span.partition("-")
    assert (record.question, record.low, record.high, record.kind) == ("6", None, None, Kind.NOT_HELD)
    assert (record.state, text[int(start) : int(end)]) == (RecordState.WAITING, record.as_printed)
    assert answers(document)["6"].waiting
    item = next(i for i in waiting.items if i.kind is DecisionKind.FIGURES)
    accepted = answers(document, decide(waiting, DecisionKind.FIGURES, json.loads(item.choices)[0]))["6"]
    assert (accepted.kind, accepted.low, accepted.waiting) == (AnswerKind.NOT_HELD, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "6. No information held about this officer was lost.",
        "6. We hold no list. No information held.",
        "6.\n5. Not held",
        f"You asked: {TRAINED}",
    ],
)
def test_other_words_say_nothing_of_the_question(text: str) -> None:
    assert [r for r in mapped(reading(text=text), campaign=SURVEY).records if r.question == "6"] == []


def test_what_a_table_says_beside_its_question_is_not_asked_again_from_the_text() -> None:
    rows = (("Question", "Response"), (f"6. {SUSPENDED}", "Not held"))
    document = reading(table(*rows, title="Our response"), text=f"6. {SUSPENDED}\tNot held\n")
    found = mapped(document, campaign=SURVEY)
    assert ([r.state for r in found.records], found.items) == ([RecordState.ACCEPTED], ())
