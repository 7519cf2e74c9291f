"""A row starts a table or goes on with the one above: decided once, found again, undone, and never a silent shift."""

from __future__ import annotations

from dataclasses import replace

from replies import NO_DECISIONS, decide, decision, mapped, reading, table

from schema.decision import Decision, DecisionKind, ReviewState
from schema.mapping.asked import HEADINGS
from schema.mapping.document import row_ordinals, whole_tables
from schema.mapping.reading import Mapped
from schema.reading import Reading
from schema.record import RecordState
from schema.review import DecisionIndex, item_id
from schema.review_cells import cell_words
from schema.review_shape import reshaped, shape_item

HEAD = ("Role", "Number")
TWO_IN_ONE = table(HEAD, ("Police officer", "3"), ("Role", "Number"), ("Police officer", "3"), ("Police staff", "2"))
APART = (table(HEAD, ("Police officer", "3"), page=1), table(("Police staff", "2"), ("PCSO", "1"), head_rows=0, page=2))


def shaped(document: Reading, place: tuple[int, int], starts: bool, **more: str) -> Decision:
    item = shape_item(document.sha256, whole_tables(document.tables), place)
    about = {"document": item.document, "row_text": item.row_text, "ordinal": item.ordinal}
    fingerprint = item.fingerprint
    return decision(item.kind, item.item_id, {"starts": starts}, **{**about, "fingerprint": fingerprint, **more})


def rows_of(document: Reading, *decisions: Decision) -> list[tuple[tuple[str, ...], ...]]:
    return [table.rows for table in reshaped(document, DecisionIndex.of(decisions)).tables]


def roles(found: Mapped) -> list[tuple[str, float | None]]:
    return [(r.role, r.low) for r in found.records]


def test_without_a_decision_the_reading_stays_as_it_is() -> None:
    document = reading(TWO_IN_ONE)
    assert reshaped(document, NO_DECISIONS) is document


def test_a_table_is_cut_at_a_row_and_both_wait_for_a_person() -> None:
    document = reading(TWO_IN_ONE)
    cut = shaped(document, (0, 2), True)
    assert rows_of(document, cut) == [TWO_IN_ONE.rows[:2], TWO_IN_ONE.rows[2:]]
    found = mapped(document, cut)
    assert roles(found) == [("officer", 3), ("officer", 3), ("staff", 2)]
    assert {r.state for r in found.records} == {RecordState.WAITING}
    assert sorted((i.kind, i.state) for i in found.items) == [
        (DecisionKind.SHAPE, ReviewState.DECIDED), (DecisionKind.TABLE, ReviewState.OPEN),
        (DecisionKind.TABLE, ReviewState.OPEN),
    ]  # fmt: skip


def test_two_tables_are_joined_and_the_second_takes_the_headings_of_the_first() -> None:
    document = reading(*APART)
    together = shaped(document, (1, 0), False)
    assert rows_of(document, together) == [(*APART[0].rows, *APART[1].rows)]
    assert roles(mapped(document, together)) == [("officer", 3), ("staff", 2), ("pcso", 1)]


def test_what_was_cut_is_whole_again_once_it_is_undone() -> None:
    document = reading(TWO_IN_ONE)
    cut = shaped(document, (0, 2), True)
    undo = decision(DecisionKind.UNDO, cut.item, {}, undoes=cut.decision_id, at="2014-04-02T10:00:00+01:00")
    assert rows_of(document, cut, undo) == [TWO_IN_ONE.rows]


def test_cutting_and_joining_change_no_ordinal_so_that_every_other_decision_finds_its_row() -> None:
    document = reading(TWO_IN_ONE, *APART)
    order = [row for _, t in whole_tables(document.tables) for row in t.rows]
    before = list(row_ordinals(whole_tables(document.tables)).values())
    acts = [shaped(document, (0, 2), True), shaped(document, (1, 0), False), shaped(document, (2, 0), False)]
    after = whole_tables(reshaped(document, DecisionIndex.of(acts)).tables)
    assert [row for _, t in after for row in t.rows] == order
    assert list(row_ordinals(after).values()) == before


def test_to_reshape_again_changes_nothing() -> None:
    document = reading(TWO_IN_ONE, *APART)
    index = DecisionIndex.of([shaped(document, (0, 2), True), shaped(document, (2, 0), False)])
    once = reshaped(document, index)
    assert reshaped(once, index).tables == once.tables


def test_each_cell_keeps_its_page_and_its_place() -> None:
    document = reading(*APART)
    (joined,) = reshaped(document, DecisionIndex.of([shaped(document, (1, 0), False)])).tables
    assert {(c.row, c.col, c.text, c.page) for c in joined.cells} >= {
        (1, 0, "Police officer", 1),
        (2, 0, "Police staff", 2),
    }
    assert all(joined.rows[c.row][c.col] == c.text for c in joined.cells)


def test_a_cut_survives_reading_again_while_a_neighbour_is_as_it_was() -> None:
    document = reading(TWO_IN_ONE)
    cut = shaped(document, (0, 2), True)
    rows = (*TWO_IN_ONE.rows[:3], ("Police officer", "4"), TWO_IN_ONE.rows[4])
    assert len(rows_of(replace(document, tables=(replace(TWO_IN_ONE, rows=rows, cells=()),)), cut)) == 2


def test_a_cut_whose_row_is_gone_is_asked_about_and_not_made_elsewhere() -> None:
    document = reading(TWO_IN_ONE)
    cut = shaped(document, (0, 2), True)
    read_again = reading(table(HEAD, ("Police officer", "3"), ("Police staff", "2")))
    assert len(rows_of(read_again, cut)) == 1
    (item,) = [i for i in mapped(read_again, cut).items if i.kind is DecisionKind.SHAPE]
    assert (item.item_id, item.state, item.decision) == (cut.item, ReviewState.REOPENED, cut.decision_id)


def test_a_person_says_where_the_headings_end_without_accepting_the_table() -> None:
    two = table(("Cases by role", ""), HEAD, ("Police officer", "3"), accept=False)
    item = next(i for i in mapped(two).items if i.kind is DecisionKind.TABLE)
    words = HEADINGS + item.row_text
    told = decision(
        DecisionKind.SHAPE, item_id(DecisionKind.SHAPE, item.document, words, 0), {"head_rows": 2},
        document=item.document, row_text=words,
    )  # fmt: skip
    found = mapped(two, told)
    assert [(r.role, r.state) for r in found.records] == [("officer", RecordState.WAITING)]


def test_a_corrected_heading_maps_its_column_and_the_table_is_still_found() -> None:
    odd = table(("Role", "Nurnber"), ("Police officer", "3"), accept=False)
    before = next(i for i in mapped(odd).items if i.kind is DecisionKind.TABLE)
    words = cell_words(odd.rows[0], 1)
    name = item_id(DecisionKind.CELL, before.document, words, 0)
    told = decision(
        DecisionKind.CELL, name, {"text": "Number", "was": "Nurnber"}, document=before.document, row_text=words
    )
    accepted = decide(mapped(odd), DecisionKind.TABLE, {"accept": True})
    assert [r.state for r in mapped(odd, accepted).records] == [RecordState.WAITING] or not mapped(
        odd, accepted
    ).records
    assert [(r.role, r.low, r.state) for r in mapped(odd, accepted, told).records] == [
        ("officer", 3, RecordState.ACCEPTED)
    ]
