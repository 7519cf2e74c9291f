"""All checks over one campaign, in a fixed order, with stable ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from checks.claims import claims
from checks.codes import FINDINGS
from checks.dates import dates
from checks.given import CheckInput, DocumentFacts, RequestFacts
from checks.hidden import hidden
from checks.joint import joint
from checks.plausibility import plausibility
from checks.scope import scope
from checks.silence import silence
from checks.totals import totals
from checks.vocabulary import vocabulary
from schema.finding import Finding, Severity

__all__ = ["FAMILIES", "CheckInput", "DocumentFacts", "RequestFacts", "run_checks"]

FAMILIES: dict[str, Callable[[CheckInput], Iterable[Finding]]] = {
    "silence": silence,
    "totals": totals,
    "scope": scope,
    "joint": joint,
    "dates": dates,
    "vocabulary": vocabulary,
    "plausibility": plausibility,
    "claims": claims,
    "hidden": hidden,
}
"""The families of checks; each is one file and a pure function."""

_GRAVEST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def run_checks(given: CheckInput, only: Iterable[str] = ()) -> list[Finding]:
    """Every finding, each id once, the gravest first. ``only``: codes or families to keep (all when empty)."""
    wanted = frozenset(only)
    found = {f.finding_id: f for family in FAMILIES.values() for f in family(given)}
    kept = [f for f in found.values() if not wanted or f.code in wanted or FINDINGS[f.code].family in wanted]
    return sorted(kept, key=lambda f: (_GRAVEST[f.severity], f.code, f.authority, f.question, f.place, f.message))
