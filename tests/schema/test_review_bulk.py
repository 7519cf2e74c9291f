"""Rows that pass the named checks, and the one decision that accepts them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from replies import decision, mapped, table

from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.mapping.bulk import READERS, TOTALS, second_reader
from schema.mapping.reading import Mapped
from schema.reading import Cell, Table
from schema.record import RecordState

HEAD = ("Outcome", "Number")
ROWS = (HEAD, ("NFA", "3"), ("Sent to Coventry", "2"), ("Resigned", "4"), ("Total", "9"))


def doubted(*disputed: tuple[int, int], rows: tuple[tuple[str, ...], ...] = ROWS, why: str = "") -> Table:
    """A table on which two readers differ in some cells."""
    cells = tuple(
        Cell(r, c, text, page=1, disputed=(r, c) in disputed)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return table(
        *rows, cells=cells, accept=False, why_not=(why or f"The aligned reader differs on {len(disputed)} cells.",)
    )


def table_item(found: Mapped) -> ReviewItem:
    (item,) = [i for i in found.items if i.kind is DecisionKind.TABLE]
    return item


def failing(found: Mapped) -> dict[int, list[str]]:
    return {row: failed for row, _, _, failed in json.loads(table_item(found).detail)["checks"]}


def bulk(found: Mapped, *rows: int) -> Decision:
    item = table_item(found)
    detail: dict[str, Any] = json.loads(item.detail)
    chosen = [[words, n] for row, words, n, _ in detail["checks"] if row in rows]
    told = {"item": item.item_id, "document": item.document, "head": detail["head"], "ordinal": item.ordinal}
    told["fingerprint"] = item.fingerprint
    tables = [{**told, "whole": len(chosen) == len(detail["checks"]), "rows": chosen}]
    return decision(DecisionKind.BULK, "many", {"checks": [READERS], "tables": tables})


def states(found: Mapped) -> list[RecordState]:
    return [r.state for r in found.records]


def test_each_row_names_the_checks_that_it_does_not_pass() -> None:
    assert failing(mapped(doubted((3, 1)))) == {1: [], 2: ["vocabulary_known"], 3: [READERS], 4: []}


def test_printed_totals_that_do_not_add_up_are_held_against_every_row() -> None:
    wrong = (*ROWS[:-1], ("Total", "10"))
    assert all(TOTALS in failed for failed in failing(mapped(doubted((3, 1), rows=wrong))).values())


def test_without_printed_totals_nothing_is_confirmed_by_them() -> None:
    assert all(TOTALS in failed for failed in failing(mapped(doubted((3, 1), rows=ROWS[:-1]))).values())


def test_without_a_second_reader_no_row_passes_as_read_by_two() -> None:
    found = failing(mapped(doubted(why="Read from running text.")))
    assert all(READERS in failed for failed in found.values())
    assert found[1] == [READERS]


@pytest.mark.parametrize("why", ["no second reader", "A heading row stands again among the rows.", "Something new."])
def test_a_doubt_of_any_other_kind_is_no_agreement_of_two_readers(why: str) -> None:
    assert not second_reader(replace(doubted((1, 1)), why_not=("It differs on 1 cells.", why)))


def test_the_rows_accepted_together_count_and_the_others_wait() -> None:
    found = mapped(doubted((3, 1)))
    after = mapped(doubted((3, 1)), bulk(found, 1, 4))
    assert states(after) == [
        RecordState.ACCEPTED, RecordState.WAITING, RecordState.WAITING, RecordState.ACCEPTED,
    ]  # fmt: skip
    assert {r.decision for r in after.records if r.state is RecordState.ACCEPTED} == {"many-2014-04-01T10:00:00+01:00"}
    assert table_item(after).state is ReviewState.OPEN
    assert set(failing(after)) == {2, 3}


def test_a_table_accepted_row_by_row_is_decided() -> None:
    rows = (HEAD, ("NFA", "3"), ("Resigned", "4"), ("Total", "7"))
    found = mapped(doubted(rows=rows, why="Read from running text."))
    after = mapped(doubted(rows=rows, why="Read from running text."), bulk(found, 1, 2, 3))
    assert set(states(after)) == {RecordState.ACCEPTED}
    assert [i.state for i in after.items] == [ReviewState.DECIDED]


def test_one_undo_takes_all_of_them_back() -> None:
    found = mapped(doubted((3, 1)))
    many = bulk(found, 1, 4)
    undo = decision(DecisionKind.UNDO, "many", {}, undoes=many.decision_id, at="2014-04-02T10:00:00+01:00")
    assert set(states(mapped(doubted((3, 1)), many, undo))) == {RecordState.WAITING}


def test_a_row_that_reads_otherwise_is_no_longer_accepted() -> None:
    many = bulk(mapped(doubted((3, 1))), 1, 4)
    changed = doubted((3, 1), rows=(HEAD, ("NFA", "8"), *ROWS[2:]))
    assert states(mapped(changed, many))[0] is RecordState.WAITING


def test_rows_under_other_headings_are_no_longer_accepted() -> None:
    many = bulk(mapped(doubted((3, 1))), 1, 4)
    changed = doubted((3, 1), rows=(("Outcome", "Cases"), *ROWS[1:]))
    assert set(states(mapped(changed, many))) == {RecordState.WAITING}
