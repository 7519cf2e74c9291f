"""An answer of yes or no that was not found in a letter: a person is asked to look, since any words may give it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from schema.answer_form import YES_OR_NO
from schema.answers import Reply, latest_reply
from schema.campaign import Question
from schema.decision import DecisionKind, ReviewItem
from schema.record import Answer, AnswerKind, Record
from schema.review import DecisionIndex, make_item, settle


def to_be_typed(
    question: Question, answer: Answer, records: Sequence[Record], letters: Sequence[Reply], decisions: DecisionIndex
) -> list[ReviewItem]:
    """The item on the letter that answers last, where nothing of the question was found; none where all is silence."""
    reply = latest_reply(letters, question.id)
    found = any(r.question == question.id for r in records)
    if question.unit != YES_OR_NO or answer.kind is not AnswerKind.UNANSWERED or found or reply is None:
        return []
    day = reply.at[:10]
    item = make_item(
        DecisionKind.TYPED,
        reply.document,
        f"No yes or no to question {question.id} was found in the reply of {answer.authority}. What does it say?",
        wording="typed",
        detail={"question": question.text},
        campaign=answer.campaign,
        wave=answer.wave,
        authority=answer.authority,
        question=question.id,
        document=reply.document,
        document_name=f"reply of {day}" if day else "reply",
    )
    settled, decision = settle(item, decisions)
    return [] if decision else [settled]


def asked_once(items: Sequence[ReviewItem]) -> list[ReviewItem]:
    """One item for each letter, that names every question of which nothing was found in it."""
    letters: dict[str, list[ReviewItem]] = {}
    for item in items:
        letters.setdefault(item.item_id, []).append(item)
    return [several[0] if len(several) == 1 else _together(several) for several in letters.values()]


def _together(items: Sequence[ReviewItem]) -> ReviewItem:
    first, named = items[0], ", ".join(item.question for item in items)
    detail = {"question": " ".join(json.loads(item.detail)["question"] for item in items)}
    asks = f"No yes or no to questions {named} was found in the reply of {first.authority}. What does it say?"
    return first.model_copy(update={"asks": asks, "question": "", "detail": json.dumps(detail, ensure_ascii=False)})
