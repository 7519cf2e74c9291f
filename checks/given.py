"""What the checks look at: the consolidated campaign, and facts of requests and documents that others derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from checks.codes import FINDINGS
from schema.campaign import Campaign
from schema.consolidation import Consolidated
from schema.decision import DecisionKind, ReviewState
from schema.finding import Finding
from schema.league import League, league
from schema.mapping.document import make_finding
from schema.record import Record


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the ledger and the calendar say of one request; dates are ISO, "" where there is none.

    ``sent``: day of the letter; ``due``: as computed (section 10); ``final``: day of the reply that ends it;
    ``received``: days on which anything came from the authority; ``late``: working days by the calendar of the Act
    from ``due`` to ``final``, or to today; ``waiting``: days on which something came that may be theirs, and that waits
    for a person.
    """

    wave: str
    authority: str
    sent: str = ""
    due: str = ""
    final: str = ""
    received: tuple[str, ...] = ()
    late: int = 0
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a reading says of a document beside its values.

    ``hidden``: (technique, place). ``formulas_without_value``: cells. ``dates``: the dates that a letter gives as
    its own, as printed.
    """

    sha256: str
    name: str
    authority: str = ""
    wave: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    formulas_without_value: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckInput:
    """Everything that the checks look at, of one campaign. ``workforce``: authority -> size. ``names``: authority ->
    name for readers. ``today``: ISO date, handed in."""

    campaign: Campaign
    consolidated: Consolidated
    requests: tuple[RequestFacts, ...]
    documents: tuple[DocumentFacts, ...] = ()
    workforce: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    today: str = ""

    @cached_property
    def leagues(self) -> dict[str, League]:
        """The league of each wave."""
        waves = sorted({request.wave for request in self.requests})
        return {
            wave: league(
                self.campaign,
                self.consolidated,
                [r.authority for r in self.requests if r.wave == wave],
                self.workforce,
                wave=wave,
            )
            for wave in waves
        }

    @cached_property
    def sealed(self) -> frozenset[str]:
        """Documents (SHA-256) with hidden data that nobody has released yet: of what they print nothing is told."""
        asked = (item for item in self.consolidated.items if item.kind is DecisionKind.RELEASE)
        return frozenset(item.document for item in asked if item.state is not ReviewState.DECIDED)

    def of(self, wave: str, authority: str) -> tuple[Record, ...]:
        """The records of one authority that may be told of."""
        return tuple(r for r in self.consolidated.of(wave, authority) if r.document not in self.sealed)

    def name(self, authority: str) -> str:
        """The authority's name for a reader."""
        return " and ".join(self.names.get(part, part) for part in authority.split("+"))

    def finding(self, code: str, message: str, **where: str) -> Finding:
        """A finding of this campaign; KeyError for a code that is not in the list."""
        return make_finding(code, FINDINGS[code].severity, self.campaign.id, message, **where)
