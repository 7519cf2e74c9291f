"""Which events stand: a correction is a further event that names the one it corrects."""

from hypothesis import given
from hypothesis import strategies as st

from schema.event import Event, EventKind, standing


def _event(name: str, corrects: str | None = None, kind: EventKind = EventKind.ANSWERED) -> Event:
    return Event(name, "2025-01-02", kind, corrects=corrects)


def test_a_corrected_event_no_longer_stands_and_its_correction_does() -> None:
    wrong, right = _event("a"), _event("b", corrects="a", kind=EventKind.REFUSED)
    assert standing([wrong, right]) == (right,)


def test_a_retraction_takes_an_event_back_without_replacing_it() -> None:
    assert standing([_event("a"), _event("b", corrects="a", kind=EventKind.RETRACTED)]) == ()


def test_taking_a_correction_back_revives_the_original() -> None:
    first = _event("a")
    events = [first, _event("b", corrects="a"), _event("c", corrects="b", kind=EventKind.RETRACTED)]
    assert standing(events) == (first,)


def test_a_correction_of_a_correction_replaces_the_original_too() -> None:
    last = _event("c", corrects="b")
    assert standing([_event("a"), _event("b", corrects="a"), last]) == (last,)


def test_a_retraction_can_itself_be_taken_back() -> None:
    events = [_event("a")] + [_event(str(n), "a" if n == 0 else str(n - 1), EventKind.RETRACTED) for n in range(3000)]
    assert [event.id for event in standing(events)] == ["a"]


def test_a_long_chain_of_corrections_is_followed_to_its_end() -> None:
    chain = [_event("0"), *(_event(str(n), corrects=str(n - 1)) for n in range(1, 5001))]
    assert [event.id for event in standing(chain)] == ["5000"]


@given(st.permutations([_event("a"), _event("b", "a"), _event("c", "b"), _event("d"), _event("e", "x")]))
def test_the_order_of_recording_does_not_matter(events: list[Event]) -> None:
    assert {event.id for event in standing(events)} == {"c", "d", "e"}
