"""The rows beside a campaign: lookups.csv (corrections as data) and claims.csv (figures that others published)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from config.dimensions import Known
from config.loading import Row, read_rows
from schema.campaign import Campaign, Claim, Lookup

LOOKUP_COLUMNS = ("dimension", "as_printed", "value", "authority", "source")
CLAIM_COLUMNS = tuple("id authority question as_printed low high unit dimensions same_scope scope source note".split())


def load_lookups(path: Path, known: Known, authorities: Collection[str]) -> tuple[Lookup, ...]:
    """The corrections of a campaign; none when there is no such file. UserError with the line for a bad row.

    ``authorities``: the ids that there are.
    """
    if not path.is_file():
        return ()
    return tuple(_lookup(row, known, authorities) for row in read_rows(path, LOOKUP_COLUMNS))


def _lookup(row: Row, known: Known, authorities: Collection[str]) -> Lookup:
    if row["dimension"] not in known.names:
        row.fail(f"The dimension {row['dimension']!r} is unknown.", known.listed)
    if complaint := known.complaint(row["dimension"], row.some("value")):
        row.fail(complaint)
    row.some("source")
    _check_authority(row, authorities)
    return Lookup(**row.cells)


def _check_authority(row: Row, authorities: Collection[str]) -> None:
    if row["authority"] and row["authority"] not in authorities:
        row.fail(f"There is no authority {row['authority']!r}.")


def load_claims(path: Path, campaign: Campaign, known: Known, authorities: Collection[str]) -> tuple[Claim, ...]:
    """The claims on ``campaign``; none when there is no such file. UserError with the line for a bad row."""
    if not path.is_file():
        return ()
    rows = read_rows(path, CLAIM_COLUMNS)
    claims = tuple(_claim(row, campaign, known, authorities) for row in rows)
    for row, claim in zip(rows, claims, strict=True):
        if [c.id for c in claims].count(claim.id) > 1:
            row.fail(f"Two claims have the id {claim.id!r}.")
    return claims


def _claim(row: Row, campaign: Campaign, known: Known, authorities: Collection[str]) -> Claim:
    _check_authority(row, authorities)
    if row["question"] not in {question.id for question in campaign.questions}:
        row.fail(f"The campaign has no question {row['question']!r}.")
    if row["same_scope"] not in ("yes", "no"):
        row.fail("The column same_scope is yes or no.")
    low = row.number("low") if row["low"] else None
    high = row.number("high") if row["high"] else None
    if low is not None and high is not None and high < low:
        row.fail(f"The greatest value ({row['high']}) is below the least ({row['low']}).")
    return Claim(
        id=row.some("id"),
        authority=row["authority"],
        question=row["question"],
        as_printed=row.some("as_printed"),
        low=low,
        high=high,
        unit=row.some("unit"),
        dimensions=_pairs(row, campaign, known),
        same_scope=row["same_scope"] == "yes",
        scope=row["scope"],
        source=row.some("source"),
        note=row["note"],
    )


def _pairs(row: Row, campaign: Campaign, known: Known) -> dict[str, str]:
    """The cell "role=officer;outcome=resigned" as a mapping. A value may be one of the campaign's own groups."""
    groups = {"outcome": set(campaign.outcome_groups), "role": set(campaign.role_groups.values())}
    pairs: dict[str, str] = {}
    for part in row.list("dimensions"):
        dimension, equals, value = part.partition("=")
        if not equals or dimension not in known.names:
            row.fail(f"{part!r} is no dimension=value.", known.listed)
        complaint = known.complaint(dimension, value)
        if complaint and value not in groups.get(dimension, set()):
            row.fail(complaint)
        pairs[dimension] = value
    return pairs
