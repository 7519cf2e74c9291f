"""Sections of the Freedom of Information Act 2000 that a reply may rely on, from config/data/exemptions.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.loading import read_rows

PATH = Path(__file__).parent / "data" / "exemptions.csv"
COLUMNS = (
    *("section", "title", "absolute_or_qualified", "basis", "public_interest_test", "commonly_cited_by_police"),
    *("neither_confirm_nor_deny", "notes", "source"),
)


@dataclass(frozen=True, slots=True)
class Exemption:
    """One section. ``kind``: absolute, qualified, procedural or an exclusion, in the words of the data."""

    section: str
    title: str
    kind: str
    basis: str
    public_interest_test: str
    cited_by_police: bool
    ncnd: str
    notes: str
    source: str


@cache
def exemptions() -> Mapping[str, Exemption]:
    """section ("40(2)") -> what it is."""
    found: dict[str, Exemption] = {}
    for row in read_rows(PATH, COLUMNS):
        if row.some("section") in found:
            row.fail(f"The section {row['section']} stands here twice.")
        if row["commonly_cited_by_police"] not in ("y", "n"):
            row.fail("The column commonly_cited_by_police is y or n.")
        found[row["section"]] = Exemption(
            section=row["section"],
            title=row.some("title"),
            kind=row["absolute_or_qualified"],
            basis=row["basis"],
            public_interest_test=row["public_interest_test"],
            cited_by_police=row["commonly_cited_by_police"] == "y",
            ncnd=row["neither_confirm_nor_deny"],
            notes=row["notes"],
            source=row.some("source"),
        )
    return found
