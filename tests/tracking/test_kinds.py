"""Which event a reply is, and whether a person must say so."""

import pytest

from schema.event import EventKind
from tracking.classify import ReplyOutcome, classify
from tracking.kinds import EVENT_OF, event_of, needs_person


def test_every_outcome_is_an_event() -> None:
    assert set(EVENT_OF) == set(ReplyOutcome)


@pytest.mark.parametrize(
    ("text", "kind", "asks"),
    [
        ("We acknowledge receipt of your request, ref 12/345.", EventKind.ACKNOWLEDGEMENT, False),
        ("I am out of the office.", EventKind.AUTO_REPLY, False),
        ("Please could you specify which years you mean?", EventKind.CLARIFICATION_REQUESTED, True),
        ("We are not able to respond within the 20 working days.", EventKind.HOLDING_REPLY, True),
        ("We extend the time under section 10(3) to weigh section 31(1).", EventKind.PIT_EXTENSION, True),
        ("Please find the data attached.", EventKind.ANSWERED, False),
        ("Hello.", EventKind.NOTE, True),
    ],
)
def test_what_moves_a_date_is_accepted_by_a_person(text: str, kind: EventKind, asks: bool) -> None:
    found = classify(text)
    assert event_of(found) is kind
    assert needs_person(found) is asks
