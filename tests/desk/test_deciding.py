"""Undo and redo follow from the recorded decisions alone, in whatever order they were stored."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk.deciding import stacks
from schema.decision import Decision, DecisionKind
from schema.review import in_force


def made(n: int, kind: DecisionKind = DecisionKind.CELL, undoes: str = "") -> Decision:
    at = f"2014-04-01T09:00:00.{n:06d}+00:00"
    return Decision(decision_id=f"d{n:03d}", at=at, by="me", kind=kind, item=f"i{n}", undoes=undoes)


def played(acts: str) -> list[Decision]:
    """d: decide, u: undo, r: redo; an act that has nothing to act on is left out, as on the page."""
    log: list[Decision] = []
    for n, act in enumerate(acts):
        found = stacks(log)
        if act == "d":
            log.append(made(n))
        elif act == "u" and found.done:
            log.append(made(n, DecisionKind.UNDO, found.done[-1].decision_id))
        elif act == "r" and found.undone:
            log.append(made(n, DecisionKind.UNDO, found.undone[-1].decision_id))
    return log


def test_a_new_decision_ends_what_could_be_done_again() -> None:
    found = stacks(played("ddud"))
    assert [d.decision_id for d in found.done] == ["d000", "d003"]
    assert found.undone == ()


def test_undo_goes_back_step_by_step_and_redo_forward() -> None:
    assert len(stacks(played("ddduu")).done) == 1
    assert [d.decision_id for d in stacks(played("ddduurr")).done] == ["d000", "d001", "d002"]


@given(st.text("dur", max_size=25), st.randoms())
def test_what_can_be_undone_is_exactly_what_is_in_force(acts: str, random: object) -> None:
    log = played(acts)
    shuffled = sorted(log, key=lambda _: random.random())  # type: ignore[attr-defined]
    standing = {d.decision_id for d in in_force(log) if d.kind is not DecisionKind.UNDO}
    assert {d.decision_id for d in stacks(log).done} == standing
    assert stacks(shuffled) == stacks(log)
