"""What waits for a person, and what people decided: decisions are found again after re-reading.

The order in which decisions were recorded never matters: the latest ``at`` wins on an item (then the id), and an
undo takes back what it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schema.decision import Decision


@dataclass(frozen=True, slots=True)
class DecisionIndex:
    """The decisions in force, found by item, or by document, row text, ordinal and fingerprint."""

    active: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> DecisionIndex:
        """The decisions in force among all that were recorded, in whatever order."""
        return cls(tuple(decisions))
