"""What each kind of reply does to a request: which event it is, and who must say so."""

from __future__ import annotations

from schema.event import EventKind
from tracking.classify import Classification, ReplyOutcome

EVENT_OF: dict[ReplyOutcome, EventKind] = {
    ReplyOutcome.FULL: EventKind.ANSWERED,
    ReplyOutcome.PARTIAL: EventKind.PARTLY_REFUSED,
    ReplyOutcome.REFUSED_COST: EventKind.REFUSED_S12,
    ReplyOutcome.REFUSED_OTHER: EventKind.REFUSED,
    ReplyOutcome.NOT_HELD: EventKind.NOT_HELD,
    ReplyOutcome.NCND: EventKind.NCND,
    ReplyOutcome.REDIRECTED_S21: EventKind.REDIRECTED_S21,
    ReplyOutcome.CLARIFICATION: EventKind.CLARIFICATION_REQUESTED,
    ReplyOutcome.ACKNOWLEDGEMENT: EventKind.ACKNOWLEDGEMENT,
    ReplyOutcome.EXTENSION: EventKind.PIT_EXTENSION,
    ReplyOutcome.INTERNAL_REVIEW: EventKind.INTERNAL_REVIEW_OUTCOME,
    ReplyOutcome.TRANSFER: EventKind.TRANSFER,
    ReplyOutcome.FEES_NOTICE: EventKind.FEES_NOTICE,
    ReplyOutcome.AUTO_REPLY: EventKind.AUTO_REPLY,
    ReplyOutcome.OTHER: EventKind.NOTE,
}
# They move dates, so a rule only proposes them and a person accepts.
MOVES_DATES = frozenset(
    {
        ReplyOutcome.CLARIFICATION,
        ReplyOutcome.EXTENSION,
        ReplyOutcome.TRANSFER,
        ReplyOutcome.FEES_NOTICE,
        ReplyOutcome.INTERNAL_REVIEW,
    }
)
# They move nothing, so nobody is asked.
MOVES_NOTHING = frozenset({ReplyOutcome.ACKNOWLEDGEMENT, ReplyOutcome.AUTO_REPLY})


def event_of(found: Classification) -> EventKind:
    """The event that a reply is. A delay without a section 10(3) public interest test is a holding reply."""
    if found.outcome is ReplyOutcome.EXTENSION and not (found.exemptions or "10(3)" in found.procedural):
        return EventKind.HOLDING_REPLY
    return EVENT_OF[found.outcome]


def needs_person(found: Classification) -> bool:
    """Whether a person must look before the reply counts: it moves dates, or the rules are not sure."""
    return found.outcome not in MOVES_NOTHING and (found.outcome in MOVES_DATES or not found.sure)
