"""Replies that speak for more than one authority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from checks.given import CheckInput
from checks.wording import counted
from schema.finding import Finding
from schema.record import Record, RecordState

ENOUGH_ROWS = 4
"""So many equal rows at two authorities are no coincidence."""


def joint(given: CheckInput) -> Iterator[Finding]:
    """joint_counted_twice: one printed cell at two authorities, or two authorities with the very same table."""
    for wave in sorted({r.wave for r in given.requests}):
        records = [r for r in given.consolidated.records if r.wave == wave and r.state is not RecordState.SET_ASIDE]
        yield from _same_cells(given, wave, records)
        yield from _same_tables(given, wave, records)


def _same_cells(given: CheckInput, wave: str, records: Sequence[Record]) -> Iterator[Finding]:
    at: dict[tuple[str, str], dict[str, Record]] = {}
    for r in records:
        place = f"{r.table_index} {r.sheet} {r.page} {r.cell} {r.span}"
        at.setdefault((r.document, place), {}).setdefault(r.authority, r)
    shared: dict[tuple[str, ...], list[Record]] = {}
    for holders in at.values():
        if len(holders) > 1:
            shared.setdefault(tuple(sorted(holders)), []).append(next(iter(holders.values())))
    for authorities, rows in sorted(shared.items()):
        message = f"{counted(len(rows), 'value')} of one document, given to {_names(given, authorities)} alike."
        yield given.finding(
            "joint_counted_twice", message, wave=wave, authority="+".join(authorities), place=rows[0].document_name
        )


def _same_tables(given: CheckInput, wave: str, records: Sequence[Record]) -> Iterator[Finding]:
    """Each of two authorities sent what is word for word the same table, perhaps of both together."""
    rows: dict[str, Counter[str]] = {}
    documents: dict[str, set[str]] = {}
    for r in records:
        if r.row_text and r.table_index >= 0:
            rows.setdefault(r.authority, Counter())[f"{r.row_text} @ {r.cell}"] += 1
            documents.setdefault(r.authority, set()).add(r.document_name)
    for one, other in combinations(sorted(rows), 2):
        if len(rows[one]) >= ENOUGH_ROWS and rows[one] == rows[other]:
            many = counted(sum(rows[one].values()), "number")
            message = f"{_names(given, (one, other))} give the same {many} in the same rows."
            place = ", ".join(sorted(documents[one] | documents[other]))
            yield given.finding("joint_counted_twice", message, wave=wave, authority=f"{one}+{other}", place=place)


def _names(given: CheckInput, authorities: Sequence[str]) -> str:
    return " and ".join(given.name(authority) for authority in authorities)
