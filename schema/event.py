"""What happens to a request, as events: kept for ever, never changed. A correction is one more event.

The state of a request is derived from these and stored nowhere (``tracking.status``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """Every kind of event in the ledger."""

    # the letter on its way out
    LETTER_PLANNED = "letter_planned"
    LETTER_RENDERED = "letter_rendered"
    LETTER_APPROVED = "letter_approved"
    LETTER_QUEUED = "letter_queued"
    LETTER_IN_DOUBT = "letter_in_doubt"
    LETTER_SENT = "letter_sent"
    LETTER_RESENT = "letter_resent"
    LETTER_FAILED = "letter_failed"
    LETTER_CANCELLED = "letter_cancelled"
    LETTER_DELIVERED = "letter_delivered"
    LETTER_BOUNCED_SOFT = "letter_bounced_soft"
    LETTER_BOUNCED_HARD = "letter_bounced_hard"

    # what the authority writes before it answers
    AUTO_REPLY = "auto_reply"
    OTHER_ADDRESS_NAMED = "other_address_named"
    ACKNOWLEDGEMENT = "acknowledgement"
    HOLDING_REPLY = "holding_reply"
    CLARIFICATION_REQUESTED = "clarification_requested"
    FEES_NOTICE = "fees_notice"
    PIT_EXTENSION = "pit_extension"
    EIR_COMPLEX_VOLUMINOUS = "eir_complex_voluminous"
    TRANSFER = "transfer"
    POSTED_OR_PORTAL = "posted_or_portal"

    # what reaches the authority from us after the request
    FOLLOW_UP_DRAFTED = "follow_up_drafted"
    CLARIFICATION_RECEIVED = "clarification_received"
    FEE_PAID = "fee_paid"
    REFINED_REQUEST_RECEIVED = "refined_request_received"
    CHASER_SENT = "chaser_sent"
    DISCLOSURE_TOLD = "disclosure_told"  # that their reply holds data which they may not have meant to release
    WITHDRAWN = "withdrawn"

    # the answer
    ANSWERED = "answered"
    PART_ANSWERED = "part_answered"
    PARTLY_REFUSED = "partly_refused"  # a final answer; PART_ANSWERED leaves the rest due
    REFUSED = "refused"
    REFUSED_S12 = "refused_s12"
    NCND = "ncnd"
    NOT_HELD = "not_held"
    REDIRECTED_S21 = "redirected_s21"

    # the challenge
    INTERNAL_REVIEW_REQUESTED = "internal_review_requested"
    INTERNAL_REVIEW_ACKNOWLEDGED = "internal_review_acknowledged"
    INTERNAL_REVIEW_OUTCOME = "internal_review_outcome"
    ICO_COMPLAINT = "ico_complaint"
    ICO_DECISION_NOTICE = "ico_decision_notice"
    TRIBUNAL_APPEAL = "tribunal_appeal"

    # a wave as a whole
    WAVE_PAUSED = "wave_paused"
    WAVE_RESUMED = "wave_resumed"

    # the ledger itself
    CALENDAR_CHANGED = "calendar_changed"
    RETRACTED = "retracted"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of the ledger.

    ``id``: unique, and the last tie-breaker in the order of events.
    ``at``: ISO date or time at which it happened (not at which it was recorded); without an offset, London time.
    ``kind``: see EventKind. ``campaign``, ``wave``, ``authority``: which request it belongs to ("" for none).
    ``payload``: what the kind carries: ``answers`` ({question: outcome}) on an answer, ``sections`` on a refusal,
    ``until`` on an extension, ``message`` (SHA-256) on whatever a mail brought, ``words`` of a mail server.
    ``by``: the person or part of the program that recorded it.
    ``corrects``: the id of the event that this one replaces; a RETRACTED event takes it back without replacement.
    """

    id: str
    at: str
    kind: EventKind
    campaign: str = ""
    wave: str = ""
    authority: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    corrects: str | None = None


def standing(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that still stand: neither taken back nor replaced by a correction that was not itself taken back.

    A correction of a correction replaces the original, too; taking a correction back revives what it replaced. The
    order in which events are given does not matter; a chain of retractions that closes on itself takes nothing back.
    """
    known = {event.id: event for event in events}
    if not any(event.corrects for event in known.values()):
        return tuple(known.values())
    taken_back = _taken_back(known)
    replaced = {
        event.corrects
        for event in known.values()
        if event.corrects and event.kind is not EventKind.RETRACTED and event.id not in taken_back
    }
    gone = taken_back | replaced
    return tuple(e for e in known.values() if e.id not in gone and e.kind is not EventKind.RETRACTED)


def _taken_back(known: Mapping[str, Event]) -> set[str]:
    """The ids of events that a retraction takes back which is not itself taken back."""
    retractions: dict[str, list[str]] = {}
    for event in known.values():
        if event.kind is EventKind.RETRACTED and event.corrects:
            retractions.setdefault(event.corrects, []).append(event.id)
    settled: dict[str, bool] = {}
    for start in retractions:
        path = [start]
        while path:
            current = path[-1]
            waiting = [r for r in retractions.get(current, ()) if r not in settled and r not in path]
            if waiting:
                path.append(waiting[0])
                continue
            settled[current] = any(not settled.get(r, True) for r in retractions.get(current, ()))
            path.pop()
    return {name for name, gone in settled.items() if gone}
