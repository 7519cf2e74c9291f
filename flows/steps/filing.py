"""Which requests each document belongs to: by its mail, by what it came in, by the user's word, or by a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from schema.decision import DecisionKind
from schema.request import Arrival, Letter, Message
from schema.review import DecisionIndex, verdict_of
from storage import computed, decisions, documents, waves
from tracking.correspondence import Target
from tracking.reference import find

FROM_OUTSIDE = frozenset({"import", "collect", "member", "attachment"})


@dataclass(frozen=True)
class Filing:
    """Everything that says where documents belong. Values; ``of`` derives the requests of one document."""

    arrivals: Mapping[str, tuple[Arrival, ...]]
    messages: Mapping[str, Message]
    letters: Mapping[str, Letter]
    index: DecisionIndex
    _known: dict[str, tuple[Target, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, sha256: str) -> tuple[Target, ...]:
        """The requests that a document belongs to, by wave and authority; () when that is not known."""
        if sha256 not in self._known:
            self._known[sha256] = ()  # a document inside itself belongs nowhere by that
            found = set(self._derived(sha256))
            self._known[sha256] = tuple(sorted(found, key=lambda t: (t.wave, t.authority)))
        return self._known[sha256]

    def _derived(self, sha256: str) -> Iterable[Target]:
        decided = decided_requests(self.index, sha256)
        if decided is not None:
            return self._targets(decided)
        if sha256 in self.messages:
            return [Target(**target) for target in json.loads(self.messages[sha256].filed_to)]
        return [target for arrival in self.arrivals.get(sha256, ()) for target in self._by_arrival(arrival)]

    def _by_arrival(self, arrival: Arrival) -> Iterable[Target]:
        if arrival.request:
            return self._targets([arrival.request])
        if arrival.parent:
            return self.of(arrival.parent)
        return self._targets(found.reference for found in find(arrival.name) if found.valid)

    def _targets(self, references: Iterable[str]) -> list[Target]:
        letters = [self.letters[reference] for reference in references if reference in self.letters]
        return [Target(letter.wave, letter.authority, letter.reference) for letter in letters]


def decided_requests(index: DecisionIndex, sha256: str) -> list[str] | None:
    """The references that a person filed a message or document to; None when nobody decided."""
    decision = index.for_document(DecisionKind.MATCH, sha256)
    if decision is None:
        return None
    requests = verdict_of(decision).get("requests", [])
    return [str(reference) for reference in requests] if isinstance(requests, list) else []


def filing(conn: Connection) -> Filing:
    """The filing of all that is stored."""
    arrivals: dict[str, tuple[Arrival, ...]] = {}
    for arrival in documents.arrivals(conn):
        arrivals[arrival.sha256] = (*arrivals.get(arrival.sha256, ()), arrival)
    return Filing(
        arrivals,
        {message.sha256: message for message in computed.rows(conn, Message)},
        {letter.reference: letter for letter in waves.letters(conn)},
        DecisionIndex.of(decisions.all(conn)),
    )
