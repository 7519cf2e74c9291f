"""Which rows of a table pass the named checks, so that they may be accepted together; and those that were."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from schema.decision import Decision
from schema.identity import row_words
from schema.mapping.document import Document
from schema.mapping.drafts import Draft
from schema.reading import Table
from schema.record import RowKind

READERS, TOTALS = "readers_agree", "totals_agree"
CHECKS = {
    "headings_mapped": "every heading is mapped",
    "vocabulary_known": "every wording is in the vocabulary",
    "numbers_read": "every number is read as one",
    "question_clear": "question and authority are clear",
    READERS: "two readers agree on every cell of the row",
    TOTALS: "the printed totals add up",
}
"""The checks by name, in words. All but the last two are asked of every row; of those two at least one."""
CONFIRMING = (READERS, TOTALS)
EITHER = f"{READERS} or {TOTALS}"
_DIFFERS = re.compile(r"\bdiffers on \d+ cells|\breads \d+ cells otherwise", re.IGNORECASE)
_BESIDE = re.compile(r"\bcells are no single figure|\bprinted totals are not the sums", re.IGNORECASE)


def row_checks(
    document: Document,
    index: int,
    table: Table,
    head: str,
    drafts: Sequence[Draft],
    *,
    unclear: bool,
    open_columns: bool,
) -> dict[str, object]:
    """{"checks": [[row, words, ordinal, [checks not passed]], ...], "head": words} for each row that has numbers.

    ``head``: the words by which the table is found. Rows that were accepted already are left out.
    """
    whole = [*([TOTALS] if not totals_agree(drafts) else []), *(["headings_mapped"] if open_columns else [])]
    whole += ["question_clear"] if unclear else []
    apart = not second_reader(table)
    disputed = {cell.row for cell in table.cells if cell.disputed}
    failed: dict[int, set[str]] = {}
    for draft in drafts:
        found = failed.setdefault(draft.row, {*whole, *([READERS] if apart or draft.row in disputed else [])})
        found |= {"numbers_read" if wait in ("cell", "correction") else "vocabulary_known" for wait in draft.waits}
    rows = [
        [row, row_words(table.rows[row]), document.ordinals.get((index, row), 0), sorted(found)]
        for row, found in sorted(failed.items())
        if accepted_row(document, index, table, head, row) is None
    ]
    return {"checks": rows, "head": head}


def passes(failed: Collection[str], checks: Collection[str]) -> bool:
    """True for a row that passes these checks; ``failed``: those that it does not. ``EITHER`` asks for one of two."""
    return not set(failed) & set(checks) and not (EITHER in checks and set(CONFIRMING) <= set(failed))


def second_reader(table: Table) -> bool:
    """True where another reader looked at every cell, and nothing but single cells is in doubt."""
    return any(map(_DIFFERS.search, table.why_not)) and all(
        _DIFFERS.search(why) or _BESIDE.search(why) for why in table.why_not
    )


def totals_agree(drafts: Iterable[Draft]) -> bool:
    """True where totals are printed, and each is the sum of the items of its column; of cases, how many there are."""
    every = list(drafts)
    totals = [d for d in every if d.kind is RowKind.TOTAL and d.value is not None]
    items = [d for d in every if d.kind is RowKind.ITEM]
    return bool(totals) and all(_adds_up(total, _under(total, items)) for total in totals)


def _under(total: Draft, items: Sequence[Draft]) -> list[Draft]:
    """The items in the column of a total; every case of a list."""
    if any(item.value is None for item in items):
        return list(items)
    if any(item.row == total.row for item in items):
        return []
    return [item for item in items if item.column == total.column]


def _adds_up(total: Draft, items: Sequence[Draft]) -> bool:
    """Exact numbers only: what is an interval could agree with too much."""
    bounds = [(1, 1) if item.value is None else (item.value.low, item.value.high) for item in items]
    exact = [low for low, high in bounds if low is not None and low == high]
    value = total.value
    known = value is not None and value.low is not None and value.low == value.high
    return known and bool(items) and len(exact) == len(items) and value is not None and sum(exact) == value.low


def accepted_row(document: Document, index: int, table: Table, head: str, row: int) -> Decision | None:
    """The decision that accepted this row among many, as long as it stands under the same headings."""
    if not document.decisions.rows:
        return None
    words, ordinal = row_words(table.rows[row]), document.ordinals.get((index, row), 0)
    return document.decisions.rows.get((document.sha256, head, words, str(ordinal)))


def all_accepted(document: Document, index: int, table: Table, head: str, drafts: Iterable[Draft]) -> bool:
    """True when every row with a number was accepted among many."""
    rows = {draft.row for draft in drafts}
    return bool(rows) and all(accepted_row(document, index, table, head, row) for row in rows)
