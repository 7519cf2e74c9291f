"""The state of a letter is derived from its events; only the moves that the rules allow are recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import UserError
from schema.event import Event, EventKind
from schema.request import Letter, Wave
from storage import ledger, outbox, waves
from storage.database import Database
from storage.outbox import MOVES, STATES, State

AT = "2014-02-18T09:00:00+00:00"


def letter(authority: str = "kent") -> Letter:
    return Letter(
        wave="w",
        campaign="c",
        authority=authority,
        recipient=f"foi@{authority}.example",
        reference=f"R-{authority}",
        message_id=f"<{authority}@x>",
        sha256="ab" * 32,
    )


def approved(database: Database, *authorities: str) -> None:
    letters = [letter(name) for name in authorities]
    with database.writing() as conn:
        waves.add(conn, Wave(wave="w", campaign="c"), letters)
        assert outbox.approve(conn, letters, at=AT, by="A. Person", seal="s") == len(letters)


def states(database: Database) -> dict[str, State]:
    with database.reading() as conn:
        return {entry.letter.authority: entry.state for entry in outbox.entries(conn, wave="w")}


def test_a_letter_that_nobody_approved_is_only_planned(database: Database) -> None:
    with database.writing() as conn:
        waves.add(conn, Wave(wave="w", campaign="c"), [letter()])
    assert states(database) == {"kent": State.PLANNED}


def test_approving_again_adds_nothing(database: Database) -> None:
    approved(database, "kent")
    with database.writing() as conn:
        assert outbox.approve(conn, [letter()], at=AT, by="B", seal="t") == 0
        assert outbox.entries(conn)[0].approved_by == "A. Person"


@pytest.mark.parametrize("end", [EventKind.LETTER_SENT, EventKind.LETTER_FAILED, EventKind.LETTER_QUEUED])
def test_a_letter_goes_through_doubt_to_its_end(database: Database, end: EventKind) -> None:
    approved(database, "kent", "essex")
    with database.writing() as conn:
        outbox.move(conn, letter(), EventKind.LETTER_IN_DOUBT, at=AT, by="sender")
    assert states(database) == {"kent": State.IN_DOUBT, "essex": State.QUEUED}
    with database.writing() as conn:
        outbox.move(conn, letter(), end, at=AT, by="sender", words="250 kept")
        entry = outbox.entries(conn, authority="kent")[0]
    assert (entry.state, entry.words) == (STATES[end], "250 kept")


@pytest.mark.parametrize("kind", STATES)
def test_nothing_leads_out_of_sent(database: Database, kind: EventKind) -> None:
    approved(database, "kent")
    with database.writing() as conn:
        outbox.move(conn, letter(), EventKind.LETTER_IN_DOUBT, at=AT, by="sender")
        outbox.move(conn, letter(), EventKind.LETTER_SENT, at=AT, by="sender")
    with pytest.raises(UserError, match="is sent and cannot become"), database.writing() as conn:
        outbox.move(conn, letter(), kind, at=AT, by="sender")
    assert states(database) == {"kent": State.SENT}


def test_of_two_senders_only_one_takes_a_letter_out_of_the_queue(database: Database, second: Database) -> None:
    approved(database, "kent")
    with database.writing() as conn:
        outbox.move(conn, letter(), EventKind.LETTER_IN_DOUBT, at=AT, by="one")
    with pytest.raises(UserError), second.writing() as conn:
        outbox.move(conn, letter(), EventKind.LETTER_IN_DOUBT, at=AT, by="two")


def test_putting_off_is_counted_until_something_else_happens(database: Database) -> None:
    approved(database, "kent")

    def deferred() -> int:
        with database.reading() as conn:
            return outbox.entries(conn)[0].deferred

    with database.writing() as conn:
        for _ in range(2):
            outbox.move(conn, letter(), EventKind.LETTER_IN_DOUBT, at=AT, by="s")
            outbox.move(conn, letter(), EventKind.LETTER_QUEUED, at=AT, by="s", words="451 later", put_off=True)
    assert deferred() == 2
    with database.writing() as conn:
        outbox.move(conn, letter(), EventKind.LETTER_QUEUED, at=AT, by="a person")
    assert deferred() == 0


def test_the_steps_of_a_letter_follow_one_another_even_where_the_clock_stands_still(database: Database) -> None:
    approved(database, "kent")
    with database.writing() as conn:
        for kind in (EventKind.LETTER_FAILED, EventKind.LETTER_QUEUED, EventKind.LETTER_IN_DOUBT):
            outbox.move(conn, letter(), kind, at=AT, by="s")
        moments = [event.at for event in ledger.events(conn, kind=list(STATES))]
    assert moments == sorted(set(moments))


def test_retracting_an_event_puts_no_letter_back_into_the_queue(database: Database) -> None:
    approved(database, "kent")
    with database.writing() as conn:
        outbox.move(conn, letter(), EventKind.LETTER_IN_DOUBT, at=AT, by="s")
        doubt = ledger.events(conn, kind=EventKind.LETTER_IN_DOUBT)[0]
        ledger.append(conn, [Event("r", AT, EventKind.RETRACTED, "c", "w", "kent", by="me", corrects=doubt.id)])
    assert states(database) == {"kent": State.IN_DOUBT}


@given(st.lists(st.sampled_from(list(STATES)), max_size=12))
def test_no_way_through_the_rules_sends_a_letter_twice(kinds: list[EventKind]) -> None:
    """Whatever is tried, the moves allowed pass ``sent`` at most once."""
    state, sent = State.QUEUED, 0
    for kind in kinds:
        if STATES[kind] in MOVES[state]:
            state = STATES[kind]
            sent += state is State.SENT
    assert sent <= 1


def test_the_seal_covers_recipients_and_bytes_whatever_the_order() -> None:
    one, two = letter("kent"), letter("essex")
    assert outbox.seal([one, two]) == outbox.seal([two, one])
    for change in ({"recipient": "other@x.example"}, {"sha256": "cd" * 32}):
        assert outbox.seal([one, two]) != outbox.seal([one, two.model_copy(update=change)])
