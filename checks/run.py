"""All checks over one campaign, in a fixed order, with stable ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schema.campaign import Campaign
from schema.consolidation import Consolidated
from schema.finding import Finding


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the ledger and the calendar say of one request; dates are ISO, "" where there is none.

    ``received``: dates of what came from the authority. ``sent``: date of the letter. ``due``: as computed.
    ``final``: date of the reply that ends it.
    """

    wave: str
    authority: str
    sent: str = ""
    due: str = ""
    final: str = ""
    received: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a reading says of a document beside its values: outcome, hidden data (technique, place), flags."""

    sha256: str
    name: str
    authority: str
    wave: str = ""
    outcome: str = ""
    reason: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    formulas_without_value: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckInput:
    """Everything that the checks look at. ``workforce``: authority -> size. ``names``: authority -> name."""

    campaign: Campaign
    consolidated: Consolidated
    requests: tuple[RequestFacts, ...]
    documents: tuple[DocumentFacts, ...] = ()
    workforce: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    today: str = ""


def run_checks(given: CheckInput, only: Iterable[str] = ()) -> list[Finding]:
    """Every finding of the campaign's checks, sorted; ``only``: the codes to keep (all when empty)."""
    return []
