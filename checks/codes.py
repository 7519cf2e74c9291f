"""Every code that a finding may have, with what it means and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass

from schema.finding import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    code: str
    title: str
    explanation: str
    severity: Severity


FINDINGS: dict[str, FindingKind] = {}
