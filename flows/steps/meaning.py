"""Whether a verdict means something to what it is about: checked before it is recorded, since a decision is kept for
ever, and one that names nothing known would close its item and leave the numbers waiting unasked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flows.steps.workspace import Workspace
from schema.answers import CASES as LISTED
from schema.answers import PRINTED, ROWS, STATED
from schema.decision import DecisionKind, ReviewItem
from schema.errors import UserError
from schema.mapping.columns import ALIASES
from schema.mapping.figures import TYPED_FIELDS
from schema.mapping.values import FIXED, decided_value
from schema.mapping.words import AUTHORITY, QUESTION, Lexicon
from schema.record import AnswerKind
from tracking.classify import ReplyOutcome

Verdict = Mapping[str, Any]
_KIND = DecisionKind
_SAID = frozenset((*map(str, ReplyOutcome), *map(str, AnswerKind)))


def check_meaning(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    """UserError for a verdict that names a figure, a question, a dimension, a value or an answer that is not known."""
    rule = _RULES.get(item.kind)
    if rule and verdict:
        rule(workspace, item, verdict)


def _known(what: str, given: Iterable[object], known: Iterable[object]) -> None:
    names = list(dict.fromkeys(str(name) for name in known))
    for name in given:
        if str(name) not in names:
            told = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
            raise UserError(f"There is no {what} {str(name)!r} here.", where="the verdict", todo=f"Known: {told}.")


def _named(workspace: Workspace, item: ReviewItem) -> tuple[str, ...]:
    return (*workspace.dimensions(item.campaign), AUTHORITY, QUESTION)


def _questions(workspace: Workspace, item: ReviewItem, given: Iterable[object]) -> None:
    if item.campaign:
        _known("question", given, (q.id for q in workspace.campaign(item.campaign).questions))


def _value(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    dimension = str(json.loads(item.detail).get("dimension", ""))
    if not dimension:
        return
    filed = tuple(item.authority.split("+"))
    lexicon = Lexicon(workspace.campaign(item.campaign), workspace.vocabulary, workspace.names, filed)
    if not decided_value(lexicon, dimension, verdict):
        given = str(verdict.get("new") or verdict.get("value"))
        more = "" if dimension in FIXED else ", or say that it is a new value"
        raise UserError(f"{given!r} is no {dimension} that is known.", todo=f"Give one that is known{more}.")


def _figures(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    keys = [figure["key"] for figure in json.loads(item.detail).get("figures", ())]
    assigned: Mapping[str, Verdict] = verdict.get("assign", {})
    _known("figure", [*verdict.get("accept", ()), *verdict.get("reject", ()), *assigned], keys)
    _questions(workspace, item, (said["question"] for said in assigned.values() if said.get("question")))
    _known("dimension", (d for said in assigned.values() for d in said), _named(workspace, item))


def _typed(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    for figure in verdict.get("figures", ()):
        if not figure.get("question"):
            raise UserError("A typed figure names no question.", where="the verdict", todo='Add "question": its id.')
        _questions(workspace, item, [figure["question"]])
        _known("dimension", (name for name in figure if name not in TYPED_FIELDS), workspace.dimensions(item.campaign))


def _table(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    _questions(workspace, item, [verdict["question"]] if "question" in verdict else [])
    _known("authority", [verdict["authority"]] if "authority" in verdict else [], item.authority.split("+"))


def _column(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    dimensions = [verdict["dimension"]] if "dimension" in verdict else []
    _known("dimension", [*dimensions, *verdict.get("fixed", {})], (*_named(workspace, item), *ALIASES))


def _reply_class(workspace: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    questions: Mapping[str, str] = verdict.get("questions") or {}
    _known("class of replies", [verdict["outcome"]] if verdict.get("outcome") else [], sorted(_SAID))
    _known("kind of answer", questions.values(), AnswerKind)
    _questions(workspace, item, questions)


def _resolve(_: Workspace, item: ReviewItem, verdict: Verdict) -> None:
    proposed = [choice.get("choose", "") for choice in json.loads(item.choices)]
    _known("value to choose", [verdict["choose"]], (*proposed, PRINTED, ROWS, LISTED, STATED))


_RULES: Mapping[DecisionKind, Callable[[Workspace, ReviewItem, Verdict], None]] = {
    _KIND.VALUE: _value,
    _KIND.FIGURES: _figures,
    _KIND.TYPED: _typed,
    _KIND.TABLE: _table,
    _KIND.COLUMN: _column,
    _KIND.REPLY_CLASS: _reply_class,
    _KIND.RESOLVE: _resolve,
}
