"""What each reply says: running text and tables, in the form and the hand that ``replies_2014.csv`` gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from rehearsal import grids
from rehearsal.grids import Grid, label
from rehearsal.refusals import REFUSALS
from rehearsal.survey import DECKS, AuthorityAnswer, reconstruct, rows_of

FACE = "Reconstruction for demonstration: not a document of the authority. Unpublished figures are made up."
"""Stands on the face of everything that this package makes."""

ASKED = (
    "1. In how many cases was a person serving with the force investigated over their use of social media? "
    "Please give the number for each calendar year.",
    "2. How many of them were police officers, special constables, PCSOs and police staff?",
    "3. What was the outcome?",
    "4. Which platform was used?",
    "5. How many concerned an account run officially by the force?",
)
"""The questions as replies quote them; ``config/campaigns/pa-2014/letter.txt`` asks the same."""

OPENING = (
    "I write about your request for information, received on 18 February 2014. The information is held and the answer "
    "to each question is below. The figures come from a live recording system and may change."
)
CLOSING = (
    "If you are unhappy with this reply you may ask the force for an internal review and, after that, complain to the "
    "Information Commissioner."
)

JOINT = ("west-mercia", "warwickshire")
"""They answer with one letter: an alliance since 2011."""

Block = str | Grid


@dataclass(frozen=True, slots=True)
class Plan:
    """How one authority replies: a row of ``replies_2014.csv``. ``hand``: whose words. ``suppress``: the dimension
    in which it hides small numbers. ``threading``: what its reply can be matched by."""

    authority: str
    form: str
    shape: str
    hand: str
    suppress: str
    unit: str
    account: bool
    acknowledged: date | None
    answered: date
    threading: str
    own_ref: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The content of one reply: who, which reference of its own, when, what."""

    name: str
    own_ref: str
    dated: date
    blocks: tuple[Block, ...]
    opening: str = ""
    closing: str = ""
    asked: tuple[str, ...] = ASKED

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables alone, for spreadsheets."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def notes(self) -> tuple[str, ...]:
        """The running text alone."""
        return tuple(block for block in self.blocks if isinstance(block, str))


@cache
def plans() -> dict[str, Plan]:
    """The 43 plans, by authority."""
    return {row["authority"]: _plan(row) for row in rows_of("replies_2014.csv")}


def _plan(row: dict[str, str]) -> Plan:
    acknowledged = date.fromisoformat(row["acknowledged"]) if row["acknowledged"] else None
    return Plan(
        **{key: row[key] for key in ("authority", "form", "shape", "hand", "suppress", "unit", "threading", "own_ref")},
        account=bool(row["account"]),
        acknowledged=acknowledged,
        answered=date.fromisoformat(row["answered"]),
    )


def reply(plan: Plan, names: Mapping[str, str]) -> Reply:
    """The whole reply of one authority, or of both authorities of a joint one. ``names``: authority -> its name."""
    if plan.shape == "refusal":
        return Reply(names[plan.authority], plan.own_ref, plan.answered, REFUSALS[plan.authority], closing=CLOSING)
    if plan.form != "joint_pdf":
        return Reply(names[plan.authority], plan.own_ref, plan.answered, blocks(plan), OPENING, CLOSING)
    both = tuple(block for a in JOINT for block in blocks(plans()[a], f"{names[a]}: "))
    return Reply(" and ".join(names[a] for a in JOINT), plan.own_ref, plan.answered, both, OPENING, CLOSING)


def blocks(plan: Plan, of: str = "") -> tuple[Block, ...]:
    """The answer of one authority in the shape planned. ``of``: stands before each title of a joint reply."""
    return SHAPES[plan.shape](plan, reconstruct()[plan.authority], f"{of}{plan.unit.capitalize()}")


def _rest(plan: Plan, answer: AuthorityAnswer, counted: str, *dimensions: str) -> list[Block]:
    """The one-way tables of these dimensions and the answer to question 5."""
    numbers = {"year": "1", "role": "2", "outcome": "3", "platform": "4", "account": "5"}
    names = {"year": "calendar year", "account": "type of account"}
    said: list[Block] = [
        grids.one_way(
            answer,
            d,
            plan.hand,
            f"Question {numbers[d]}. {counted} by {names.get(d, d)}",
            plan.suppress == d,
            plan.unit,
        )
        for d in (*dimensions, *(("account",) if plan.account else ()))
    ]
    return said if plan.account else [*said, NO_ACCOUNT]


NO_ACCOUNT = "Question 5. Whether the account was run officially by the force is not recorded."
NO_ROLE = "Question 2. The role of the person is not recorded on the system for these cases."


def _lists(plan: Plan, answer: AuthorityAnswer, counted: str) -> tuple[Block, ...]:
    if set(answer.by("role")) == {"not_stated"}:
        return (NO_ROLE, *_rest(plan, answer, counted, "year", "outcome", "platform"))
    return tuple(_rest(plan, answer, counted, "year", "role", "outcome", "platform"))


def _years_across(plan: Plan, answer: AuthorityAnswer, counted: str) -> tuple[Block, ...]:
    crossed = grids.two_way(
        answer, "role", "year", plan.hand, f"Questions 1 and 2. {counted} by role and calendar year"
    )
    return (crossed, *_rest(plan, answer, counted, "outcome", "platform"))


def _roles_across(plan: Plan, answer: AuthorityAnswer, counted: str) -> tuple[Block, ...]:
    crossed = grids.two_way(answer, "outcome", "role", plan.hand, f"Questions 2 and 3. {counted} by outcome and role")
    first, *others = _rest(plan, answer, counted, "year", "platform")
    return (first, crossed, *others)


def _case_list(plan: Plan, answer: AuthorityAnswer, counted: str) -> tuple[Block, ...]:
    listed = grids.case_list(answer, plan.hand, f"{counted} recorded 1 January 2009 – 17 February 2014", plan.account)
    return (listed,) if plan.account else (listed, NO_ACCOUNT)


def _prose(plan: Plan, answer: AuthorityAnswer, counted: str) -> tuple[Block, ...]:
    """Numbered answers in sentences."""

    def said(dimension: str) -> str:
        counts = answer.by(dimension)
        return ", ".join(f"{label('a', dimension, v)}: {counts[v]}" for v in DECKS[dimension] if v in counts)

    total = len(answer.cases)
    noun = "case" if total == 1 else "cases"
    return (
        f"1. There {'was' if total == 1 else 'were'} {total} {noun} in the period. By year: {said('year')}.",
        f"2. {said('role')}.",
        f"3. {said('outcome')}.",
        f"4. {said('platform')}.",
        "5. None of them concerned an official account.",
    )


SHAPES: dict[str, Callable[[Plan, AuthorityAnswer, str], tuple[Block, ...]]] = {
    "lists": _lists,
    "years_across": _years_across,
    "roles_across": _roles_across,
    "case_list": _case_list,
    "prose": _prose,
}
