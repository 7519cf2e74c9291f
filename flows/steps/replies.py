"""What each filed mail says: its class, what it means for the questions, and what a person must confirm."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.prose import figures
from schema.campaign import Campaign
from schema.consolidation import Reply
from schema.decision import DecisionKind, ReviewItem
from schema.event import EventKind
from schema.reading import Outcome, Reading
from schema.record import AnswerKind
from schema.request import Message
from schema.review import DecisionIndex, make_item, verdict_of
from tracking.classify import DECISIONS, Classification, ReplyOutcome, classify
from tracking.correspondence import Target
from tracking.kinds import EVENT_OF, MOVES_DATES, MOVES_NOTHING, event_of, needs_person

ANSWERS: Mapping[str, AnswerKind] = {
    ReplyOutcome.PARTIAL: AnswerKind.PARTIAL,
    ReplyOutcome.REFUSED_COST: AnswerKind.COST_LIMIT,
    ReplyOutcome.REFUSED_OTHER: AnswerKind.REFUSED,
    ReplyOutcome.NOT_HELD: AnswerKind.NOT_HELD,
    ReplyOutcome.NCND: AnswerKind.NCND,
    ReplyOutcome.REDIRECTED_S21: AnswerKind.REDIRECTED,
}
"""What a whole letter says of every question that it does not name. A full answer is in the records."""

EVENTS: Mapping[str, EventKind] = {
    **{str(outcome): kind for outcome, kind in EVENT_OF.items()},
    **{kind: EVENT_OF[ReplyOutcome(outcome)] for outcome, kind in ANSWERS.items()},
    **dict.fromkeys((AnswerKind.NUMBER, AnswerKind.NIL, AnswerKind.TABLE), EventKind.ANSWERED),
    AnswerKind.NOT_RECORDED: EventKind.NOT_HELD,
}
"""What a reply does to its request, in the words of the classifier or of an answer, as a person may use either."""

SAYS_NOTHING = frozenset(
    {
        "bounce",
        *MOVES_NOTHING,
        *(MOVES_DATES - {ReplyOutcome.INTERNAL_REVIEW}),  # which decides, too
    }
)
"""Classes of mails that answer no question."""

_WEIGHT = {outcome: weight for weight, outcome in enumerate(reversed(ReplyOutcome))}
_QUIET = frozenset({ReplyOutcome.OTHER, ReplyOutcome.FULL})


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document that came in a mail: its hash and what was read from it."""

    sha256: str
    reading: Reading


def class_of(
    sha256: str,
    text: str,
    subject: str,
    headers: Mapping[str, str],
    enclosed: Sequence[Enclosed],
    index: DecisionIndex,
) -> dict[str, Any]:
    """The classification of a mail as JSON: of its own text, or of the enclosed letter that decides more.

    ``sure``: it counts without a person, or after one. ``event``: what it then does to the request. ``decided``: a
    person said so, and their word stands.
    """
    own = classify(text, subject, headers, figures)
    letters = [(sha256, own), *((e.sha256, classify(e.reading.text, "", {}, figures)) for e in _letters(enclosed))]
    document, found = _deciding(letters)
    told = {**_as_json(found, document), **_by_tables(found, enclosed)}
    decision = index.for_document(DecisionKind.REPLY_CLASS, sha256)
    return _decided(told, verdict_of(decision)) if decision else told


def _by_tables(found: Classification, enclosed: Sequence[Enclosed]) -> dict[str, Any]:
    """What enclosed tables add to the words: a letter that gives figures has not said "not held" of everything."""
    if not any(table.rows for e in enclosed for table in e.reading.tables):
        return {}
    if found.outcome is ReplyOutcome.OTHER:
        return {"outcome": "full", "event": str(EventKind.ANSWERED), "sure": True, "reason": "it encloses a table"}
    if found.outcome is ReplyOutcome.NOT_HELD:
        also = [str(ReplyOutcome.NOT_HELD), *(str(outcome) for outcome in found.also)]
        reason = f"it encloses a table, and says of a part: {found.reason}"
        event = str(EVENT_OF[ReplyOutcome.PARTIAL])
        return {"outcome": str(ReplyOutcome.PARTIAL), "also": also, "event": event, "reason": reason}
    return {}


def _letters(enclosed: Iterable[Enclosed]) -> Iterable[Enclosed]:
    """Enclosed documents in running text; what is quarantined says nothing before it is released."""
    return (e for e in enclosed if e.reading.text.strip() and e.reading.outcome is Outcome.READ)


def _deciding(letters: Sequence[tuple[str, Classification]]) -> tuple[str, Classification]:
    """The mail itself where it decides; else the first enclosed letter that does."""
    own = letters[0]
    if own[1].outcome not in _QUIET:
        return own
    told = [(document, found) for document, found in letters[1:] if found.outcome in DECISIONS]
    return max(told, key=lambda pair: (pair[1].sure, _WEIGHT[pair[1].outcome]), default=own)


def _as_json(found: Classification, document: str) -> dict[str, Any]:
    return {
        "outcome": str(found.outcome),
        "also": [str(outcome) for outcome in found.also],
        "sections": list(found.exemptions),
        "procedural": list(found.procedural),
        "force_reference": found.force_reference,
        "dates": [{"as_printed": d.as_printed, "date": d.date, "role": d.role} for d in found.dates],
        "confidence": found.confidence,
        "sure": not needs_person(found),
        "event": str(event_of(found)),
        "reason": found.reason,
        "document": document,
        "decided": False,
    }


def _decided(told: Mapping[str, Any], verdict: Mapping[str, Any]) -> dict[str, Any]:
    """The classification as a person decided it; what they left out stays as read."""
    outcome = str(verdict.get("outcome") or told["outcome"])
    return {
        **told,
        "outcome": outcome,
        "event": str(EVENTS.get(outcome, EventKind.NOTE)),
        "sections": verdict.get("sections", told["sections"]),
        "questions": verdict.get("questions", {}),
        "sure": True,
        "decided": True,
    }


def reply_of(message: Message, target: Target) -> Reply | None:
    """What a mail says to one request. None for a mail that answers nothing; a doubtful one says nothing of any
    question before a person has confirmed it, but is no silence."""
    told = json.loads(message.classification)
    outcome = told.get("outcome", "other")
    if outcome in SAYS_NOTHING or "copy_of" in told:
        return None
    questions = _questions(told) if told.get("sure") else {}
    sections = tuple(told.get("sections", ())) if told.get("sure") else ()
    return Reply(
        wave=target.wave,
        authority=target.authority,
        document=message.sha256,
        questions=questions,
        sections={"": sections} if sections else {},
        at=message.received,
        decided=bool(told.get("decided")),
    )


def _questions(told: Mapping[str, Any]) -> dict[str, AnswerKind]:
    """Question -> what it was answered; "" for all that are not named. A person may use either kind of words."""
    known = set(AnswerKind)
    questions = {str(q): AnswerKind(kind) for q, kind in told.get("questions", {}).items() if kind in known}
    outcome = told["outcome"]
    whole = ANSWERS.get(outcome) or (AnswerKind(outcome) if outcome in known else None)
    return {**({"": whole} if whole else {}), **questions}


def item_of(message: Message, targets: Sequence[Target], campaign: Campaign) -> ReviewItem | None:
    """What a person must confirm about a filed mail: a class that moves dates, or one that is not sure."""
    told = json.loads(message.classification)
    outcome = told.get("outcome", "other")
    if "copy_of" in told or (told.get("sure") and not told.get("decided")):
        return None
    return make_item(
        DecisionKind.REPLY_CLASS,
        message.sha256,
        f"What does this mail say? It reads like {outcome.replace('_', ' ')}: {told.get('reason') or 'no clear sign'}.",
        choices=[{"outcome": outcome, "questions": {}, "sections": told.get("sections", [])}],
        detail={"subject": message.subject, "sender": message.sender, "received": message.received, "class": told},
        campaign=campaign.id,
        wave=targets[0].wave,
        authority="+".join(target.authority for target in targets),
        document=message.sha256,
        document_name=message.subject,
    )
