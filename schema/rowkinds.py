"""What each printed row is: an item, a subtotal, a region or the total. Only items are ever added up.

The label and its column decide; arithmetic supports where a label has two meanings: "West Midlands" is a region and a
force, "Total 43 forces" is a total or, above one more row, a subtotal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from schema.reading import Table
from schema.record import RowKind
from schema.suppression import read_value
from schema.value import Kind, Number
from schema.vocabulary import normalise

Bounds = tuple[Number, Number | None] | None
"""A printed number as an interval, None for anything else."""

REGIONS = frozenset(
    {
        *("north east", "north west", "yorkshire and the humber", "yorkshire and humber", "east midlands"),
        *("west midlands", "east of england", "eastern", "east", "london", "south east", "south west"),
        *("england", "wales", "england and wales"),
    }
)
"""Regions as the Home Office tables name them (sources: police-workforce and use-of-force tables, Table 1 and 12)."""

_PLAIN = re.compile(
    r"(?:grand |overall |combined )?totals?"
    r"(?: (?:number(?: of \w+)?|cases|count|of cases|figure|overall|for (?:the )?force))?"
    r"|overall|sum|all(?: (?:cases|years|roles|ranks|outcomes|platforms))?"
)
_GRAND = re.compile(r"(?:grand|overall|combined) totals?.*")
_SUB = re.compile(r"sub ?totals?\b.*|.*\bsub ?totals?")
_QUALIFIED = re.compile(r"totals? (?:for |of |in )?(?P<after>.+)|(?P<before>.+) totals?")
_FOOTNOTE = re.compile(r"(?<=[a-z])\s?\d{1,2}$")


def classify_rows(
    labels: Sequence[Sequence[str]], values: Sequence[Sequence[Bounds]], names: Iterable[str] = ()
) -> tuple[RowKind, ...]:
    """The kind of every row. ``labels``: the label cells of each row; ``values``: its numbers, column by column.

    ``names``: normalised names that are items though they may be names of regions too (forces).
    """
    words = [_label(cells) for cells in labels]
    kinds = [_by_label(word) for word in words]
    _settle_regions(words, kinds, values, frozenset(names))
    _settle_totals(words, kinds, values)
    return tuple(kind or RowKind.ITEM for kind in kinds)


def is_total_label(text: str) -> bool:
    """True for a label that means all of something: "Total", "Grand total", "All"."""
    return bool(_PLAIN.fullmatch(normalise(text)))


def _label(cells: Sequence[str]) -> str:
    plain = [normalise(cell) for cell in cells if cell.strip()]
    totals = [word for word in plain if _PLAIN.fullmatch(word) or _SUB.fullmatch(word)]
    return totals[-1] if totals else _FOOTNOTE.sub("", plain[-1]) if plain else ""


def _by_label(word: str) -> RowKind | None:
    """The kind where the label alone decides; None: arithmetic has to be asked, or it is an item."""
    if _SUB.fullmatch(word):
        return RowKind.SUBTOTAL
    if _GRAND.fullmatch(word):
        return RowKind.TOTAL
    match = _QUALIFIED.fullmatch(word)
    return RowKind.REGION if match and (match["after"] or match["before"]) in REGIONS - {"england and wales"} else None


def _settle_regions(
    words: list[str], kinds: list[RowKind | None], values: Sequence[Sequence[Bounds]], names: frozenset[str]
) -> None:
    heads = [i for i, word in enumerate(words) if word in REGIONS and kinds[i] is None]
    for at in heads:
        word = words[at]
        if word not in names:
            kinds[at] = RowKind.REGION if len(heads) > 1 or _sums(values, at, _block(words, at)) else None
        elif _sums(values, at, _block(words, at)) or word in words[at + 1 :]:
            kinds[at] = RowKind.REGION


def _block(words: list[str], at: int) -> list[int]:
    """The rows under a heading row, up to the next region or total; its own name may stand in it as an item."""
    rows = []
    for i in range(at + 1, len(words)):
        if (words[i] in REGIONS and words[i] != words[at]) or _totalish(words[i]):
            break
        rows.append(i)
    return rows


def _totalish(word: str) -> bool:
    return bool(_PLAIN.fullmatch(word) or _SUB.fullmatch(word) or _QUALIFIED.fullmatch(word))


def _settle_totals(words: list[str], kinds: list[RowKind | None], values: Sequence[Sequence[Bounds]]) -> None:
    candidates = [i for i, word in enumerate(words) if kinds[i] is None and _totalish(word)]
    items = [i for i, kind in enumerate(kinds) if kind is None and i not in candidates]
    whole = [i for i in candidates if _sums(values, i, items)]
    plain = [i for i in candidates if _PLAIN.fullmatch(words[i])]
    # the one total: what all items add up to, else the last row that calls itself a total and nothing narrower
    chosen = [i for i in whole if i in plain] or whole or plain[-1:]
    for i in candidates:
        kinds[i] = RowKind.TOTAL if i in chosen else RowKind.SUBTOTAL
    if len(candidates) == 1 and not chosen and RowKind.TOTAL not in kinds and _is_last(candidates[0], kinds):
        kinds[candidates[0]] = RowKind.TOTAL
    _drop_block_totals(candidates, plain, chosen, kinds, items, values)


def _is_last(at: int, kinds: list[RowKind | None]) -> bool:
    return at == len(kinds) - 1


def _drop_block_totals(
    candidates: list[int],
    plain: list[int],
    chosen: list[int],
    kinds: list[RowKind | None],
    items: list[int],
    values: Sequence[Sequence[Bounds]],
) -> None:
    """Several rows called "Total", each the sum of the rows above it only: none is the total of the table."""
    for at in chosen:
        before = [i for i in plain if i < at]
        block = [i for i in items if before and before[-1] < i < at]
        if block and len(plain) > 1 and _sums(values, at, block) and not _sums(values, at, items):
            kinds[at] = RowKind.SUBTOTAL


def _sums(values: Sequence[Sequence[Bounds]], at: int, rows: list[int]) -> bool:
    """True when row ``at`` is what ``rows`` add up to in every column that can be compared, and one can."""
    if not rows:
        return False
    checked = [_agrees(values[at][c], [values[r][c] for r in rows]) for c in range(len(values[at]))]
    return True in checked and False not in checked


def _agrees(total: Bounds, parts: list[Bounds]) -> bool | None:
    """None when the total or every part is not a number."""
    known = [part for part in parts if part is not None]
    if total is None or not known:
        return None
    low = sum(part[0] for part in known)
    open_above = len(known) < len(parts) or any(part[1] is None for part in known)
    high = None if open_above else sum(part[1] or 0 for part in known)
    slack = 1e-6 * max(1.0, abs(low))
    return (total[1] is None or low <= total[1] + slack) and (high is None or total[0] <= high + slack)


def classify_table(table: Table, names: Iterable[str] = ()) -> tuple[RowKind | None, ...]:
    """The kind of each row of a table as read, without knowing its questions; None for headings, blanks and notes.

    Label columns are those on the left that hold words; a row with nothing beside its label has no kind.
    """
    body = range(table.head_rows, len(table.rows))
    numbers = {i: [_bounds(text) for text in table.rows[i]] for i in body}
    rows = [i for i in body if any(text.strip() for text in table.rows[i][1:])]
    first = _first_number_column([numbers[i] for i in rows])
    kinds = classify_rows([table.rows[i][:first] for i in rows], [numbers[i][first:] for i in rows], names)
    found = dict(zip(rows, kinds, strict=True))
    return tuple(found.get(i) for i in range(len(table.rows)))


def _first_number_column(rows: list[list[Bounds]]) -> int:
    columns = range(1, max((len(row) for row in rows), default=1))
    share = {c: sum(row[c] is not None for row in rows) for c in columns}
    return next((c for c in columns if share[c] * 2 > len(rows)), 1)


def _bounds(text: str) -> Bounds:
    value = read_value(text)
    return None if value.low is None or value.kind in (Kind.SHARE, Kind.WITHHELD) else (value.low, value.high)
