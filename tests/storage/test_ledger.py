"""The ledger gives back what was recorded, in the order in which it was."""

from __future__ import annotations

from schema.event import Event, EventKind
from storage import ledger
from storage.database import Database

EVENTS = [
    Event(
        "b", "2014-03-01", EventKind.ANSWERED, "c", "w", "kent", {"answers": {"1": "4"}, "sections": ["40(2)"]}, "me"
    ),
    Event("a", "2014-02-18T09:00:00+00:00", EventKind.LETTER_SENT, "c", "w", "kent"),
    Event("c", "2014-02-19", EventKind.LETTER_SENT, "c", "w", "essex", corrects="a"),
]


def test_events_come_back_equal_and_in_the_order_of_recording(database: Database) -> None:
    with database.writing() as conn:
        assert ledger.append(conn, EVENTS) == 3
    with database.reading() as conn:
        assert ledger.events(conn) == EVENTS


def test_an_event_recorded_again_is_left_as_it_was(database: Database) -> None:
    with database.writing() as conn:
        ledger.append(conn, EVENTS)
        assert ledger.append(conn, [*EVENTS, Event("a", "2020-01-01", EventKind.NOTE)]) == 0
        assert ledger.events(conn) == EVENTS


def test_events_are_narrowed_by_any_field_and_by_lists(database: Database) -> None:
    with database.writing() as conn:
        ledger.append(conn, EVENTS)
        assert [e.id for e in ledger.events(conn, authority="kent")] == ["b", "a"]
        assert [e.id for e in ledger.events(conn, kind=[EventKind.LETTER_SENT])] == ["a", "c"]
        assert [e.id for e in ledger.events(conn, kind=EventKind.LETTER_SENT, wave="w", authority=["essex"])] == ["c"]


def test_ids_sort_in_the_order_in_which_they_were_given() -> None:
    given = [ledger.new_id() for _ in range(1000)]
    assert given == sorted(given)
    assert len(set(given)) == 1000


def test_text_that_no_database_keeps_is_kept_as_replacement_signs(database: Database) -> None:
    hostile = Event("x", "2014-02-18", EventKind.NOTE, authority="nul\0 and \udc80 here", payload={"words": "\0\udc80"})
    with database.writing() as conn:
        ledger.append(conn, [hostile])
        (found,) = ledger.events(conn)
    assert found.authority == "nul\ufffd and \ufffd here"
    assert found.payload == {"words": "\0\udc80"}
