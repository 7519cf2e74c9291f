"""Ordinary-looking lists of people: columns that only a personnel record has."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.hidden import Technique
from extractors.tabular import headings
from schema.reading import Hidden, Table

_PERSONAL = {
    "surname": r"\b(?:sur|last|family) ?name\b",
    "forename": r"\b(?:fore|first|given|christian) ?names?\b|\binitials\b",
    "full name": r"\bfull name\b|\b(?:officer|employee|staff|person|nominal|suspect|complainant)(?:'s)? name\b",
    "collar": r"\bcollar\b|\bshoulder (?:no|number)\b",
    "warrant": r"\bwarrant (?:no|number|card)\b",
    "payroll": r"\bpay ?roll\b|\b(?:employee|staff|personnel|hr)\.? ?(?:id|no|number|ref)\b",
    "birth": r"\bd\.?o\.?b\b|\bdate of birth\b|\bbirth ?date\b",
    "insurance": r"\bnational insurance\b|\bni (?:no|number)\b|\bnino\b|\bnhs number\b",
    "address": r"\bhome (?:address|tel|phone|postcode)\b|\bmobile (?:no|number)\b|\bpersonal e-?mail\b",
}
_LEAST_COLUMNS = 2
_LEAST_ROWS = 3


def personal_columns(table: Table) -> list[str]:
    """Kinds of personal columns in a table's heading; [] unless it looks like a list of people."""
    if not table.rows or len(table.rows) - max(table.head_rows, 1) < _LEAST_ROWS:
        return []
    names = headings(table.rows, max(table.head_rows, 1))
    found = [what for what, pattern in _PERSONAL.items() if any(re.search(pattern, n, re.IGNORECASE) for n in names)]
    return found if len(found) >= _LEAST_COLUMNS else []


def without_people(tables: Iterable[Table]) -> tuple[tuple[Table, ...], list[Hidden]]:
    """The tables that are no lists of people, and where such lists were."""
    kept, hidden = [], []
    for table in tables:
        if columns := personal_columns(table):
            place = ": ".join(p for p in (table.sheet, table.span) if p)
            hidden.append(Hidden(Technique.PERSON_COLUMNS, f"{place} ({len(table.rows):,} rows; {', '.join(columns)})"))
        else:
            kept.append(table)
    return tuple(kept), hidden
