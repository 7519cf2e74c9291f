"""What the form of a review item offers: vocabulary values, headings, outcomes, references."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from flows.steps.workspace import Workspace
from schema.decision import DecisionKind, ReviewItem
from schema.mapping.values import FIXED
from schema.record import ALL, NOT_STATED, WITHHELD, AnswerKind
from storage import waves
from tracking.classify import ReplyOutcome

_FACETS = {"role": "role", "role_detail": "role", "nature": "allegation"}


def choices_for(item: ReviewItem, workspace: Workspace, conn: Connection) -> dict[str, Any]:
    """The lists that the form of this kind of item needs; {} for kinds without one."""
    if item.kind is DecisionKind.VALUE:
        dimension = str(json.loads(item.detail).get("dimension", ""))
        return {"values": values_of(dimension, workspace, item.campaign), "may_be_new": dimension not in FIXED}
    if item.kind is DecisionKind.COLUMN:
        return {"uses": column_uses(item, workspace)}
    if item.kind is DecisionKind.MATCH:
        return {"letters": [(a.reference, workspace.name_of(a.authority), a.wave) for a in waves.letters(conn)]}
    if item.kind in (DecisionKind.TABLE, DecisionKind.TYPED, DecisionKind.FIGURES, DecisionKind.REPLY_CLASS):
        split = [name for name in workspace.dimensions(item.campaign) if name != "period"]
        return {"questions": _questions(item, workspace), **_OUTCOMES, "dimensions": split}
    return {}


def column_uses(item: ReviewItem, workspace: Workspace) -> tuple[str, ...]:
    """What a column of a table may hold."""
    return ("count", *workspace.dimensions(item.campaign), "authority", "question", "ignore")


def values_of(dimension: str, workspace: Workspace, campaign: str = "") -> tuple[str, ...]:
    """What a wording of this dimension may mean in a campaign."""
    special = (NOT_STATED, WITHHELD, ALL)
    if dimension == "authority":
        return tuple(workspace.authorities)
    own = workspace.campaign(campaign).words if campaign else {}
    facets = workspace.vocabulary.extended(own).facets
    facet = dimension if dimension in facets else _FACETS.get(dimension, "")
    return (*(value for value in facets.get(facet, ()) if value not in special), *special)


def _questions(item: ReviewItem, workspace: Workspace) -> Mapping[str, str]:
    if not item.campaign:
        return {}
    return {question.id: question.text for question in workspace.campaign(item.campaign).questions}


_OUTCOMES = {
    "outcomes": tuple(str(outcome) for outcome in ReplyOutcome),
    "answers": tuple(str(kind) for kind in AnswerKind),
}
