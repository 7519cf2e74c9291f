"""A question for yes or no: found under its number or its words, waiting for a person; asked about where not found."""

import json
from dataclasses import replace

import pytest
from replies import QUESTIONS, decide, figure, mapped, reading, with_campaign

from schema.answer_form import YES_OR_NO
from schema.consolidation import Consolidated, Reply, consolidate
from schema.decision import Decision, DecisionKind
from schema.record import AnswerKind, RecordState
from schema.review import DecisionIndex

TEXT = "Are special constables trained\nto carry it?"
SURVEY = with_campaign(questions=(*QUESTIONS, replace(QUESTIONS[3], id="5", text=TEXT, unit=YES_OR_NO)))
LETTER = Reply("first", "kent", "a" * 64, {"": AnswerKind.PARTIAL}, at="2014-03-01T10:00")


def said(text: str) -> list[tuple[str, str, float | None, str]]:
    found = mapped(reading(text=text), campaign=SURVEY).records
    return [(r.question, r.as_printed, r.low, r.state) for r in found]


def survey(text: str, *decisions: Decision, reply: tuple[Reply, ...] = (LETTER,)) -> Consolidated:
    index = DecisionIndex.of(decisions)
    found = mapped(reading(text=text), *decisions, campaign=SURVEY)
    return consolidate(SURVEY, [("first", "kent")], [found], reply, index)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1. 12\n5. Yes\n", "Yes"),
        ("Q5 - No, special constables are not trained.", "No"),
        ("Question 5: Yes.", "Yes"),
        ("(5) yes", "yes"),
        ("Q5 Yes.\n", "Yes"),
        ("Question 5 no", "no"),
        (f"5. {TEXT}\n\nAnswer: No.", "No"),
        ("You asked: Are special constables trained to carry it?\nYes - all of them.", "Yes"),
    ],
)
def test_a_word_under_the_question_is_found_and_waits(text: str, word: str) -> None:
    given = float(word.lower() == "yes")
    assert said(text) == [("5", word, given, RecordState.WAITING)]


@pytest.mark.parametrize(
    "text",
    [
        "5. No special constable is trained.",
        "5. Special constables are trained. Yes, really",
        "5.\n6. Yes",
        "4. Yes",
        f"> 5. {TEXT}\n",
        "In 2015. Yes, we do.",
    ],
)
def test_other_words_are_no_yes_and_no_no(text: str) -> None:
    assert said(text) == []


def test_that_no_information_is_held_is_neither_yes_nor_no() -> None:
    assert said("5. No information is held.") == [("5", "No information is held", None, RecordState.WAITING)]


def test_once_accepted_it_is_the_answer_and_leads_to_its_words() -> None:
    text = "1. 12\n5. No, they are not.\n"
    waiting = mapped(reading(text=text), campaign=SURVEY)
    item = next(i for i in waiting.items if i.kind is DecisionKind.FIGURES)
    found = survey(text, decide(waiting, DecisionKind.FIGURES, json.loads(item.choices)[0]))
    answer = next(a for a in found.answers if a.question == "5")
    record = next(r for r in found.records if r.record_id == answer.records)
    start, _, end = record.span.partition("-")
    assert (answer.as_printed, answer.low, answer.unit) == ("No", 0, YES_OR_NO)
    assert text[int(start) : int(end)] == "No"


def test_where_neither_was_found_a_person_is_asked_and_their_word_counts() -> None:
    words = "Special constables are not trained to carry it."
    open_ = survey(words)
    (item,) = [i for i in open_.items if i.kind is DecisionKind.TYPED]
    answer = next(a for a in open_.answers if a.question == "5")
    assert (answer.kind, answer.waiting) == (AnswerKind.UNANSWERED, True)
    assert json.loads(item.choices) == [], "neither word is proposed"
    verdict = {"figures": [{"question": "5", "as_printed": "No"}]}
    made = Decision(
        decision_id="d", at="2014-04-01T10:00:00+01:00", by="ada", kind=item.kind, item=item.item_id,
        document=item.document, verdict=json.dumps(verdict),
    )  # fmt: skip
    found = survey(words, made)
    answer = next(a for a in found.answers if a.question == "5")
    assert (answer.as_printed, answer.low, answer.waiting) == ("No", 0, False)


@pytest.mark.parametrize("reply", [(), (replace(LETTER, questions={"": AnswerKind.REFUSED}),)])
def test_silence_and_a_refusal_ask_nothing(reply: tuple[Reply, ...]) -> None:
    assert survey("Good morning.", reply=reply).items == ()


def test_what_is_typed_beside_a_readable_text_takes_none_of_its_numbers_away() -> None:
    document = reading(text="12 cases", figures=(figure("1", "cases", "12", 12),))
    typed = Decision(
        decision_id="d", at="2014-04-01T10:00:00+01:00", by="ada", kind=DecisionKind.TYPED,
        item=next(i.item_id for i in survey("").items), document=LETTER.document,
        verdict=json.dumps({"figures": [{"question": "5", "as_printed": "No"}]}),
    )  # fmt: skip
    found = mapped(document, typed, campaign=SURVEY)
    assert sorted(r.as_printed for r in found.records) == ["12", "No"]


def test_one_item_names_every_question_of_which_nothing_was_found() -> None:
    """The letter is asked about once: an item that named one of them would close with the others unasked."""
    both = replace(SURVEY, questions=(*SURVEY.questions, replace(SURVEY.questions[-1], id="6", text="Are they paid?")))
    found = consolidate(both, [("first", "kent")], [], (LETTER,), DecisionIndex.of([]))
    (item,) = found.items
    assert item.asks == "No yes or no to questions 5, 6 was found in the reply of kent. What does it say?"
    assert {a.question for a in found.answers if a.waiting} == {"5", "6"}
