"""Which requests each document belongs to: by its mail, by what it came in, by the user's word, or by a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from schema.answer_form import MARKER, marked
from schema.decision import DecisionKind
from schema.reading import Reading
from schema.request import Arrival, Letter, Message, StoredReading
from schema.review import DecisionIndex, verdict_of
from storage import computed, decisions, documents, waves
from tracking.correspondence import Target
from tracking.reference import find

_ALONE = frozenset({"import", "member"})
FROM_OUTSIDE = frozenset({"import", "collect", "member", "attachment"})


@dataclass(frozen=True)
class Filing:
    """Everything that says where documents belong. Values; ``of`` derives the requests of one document."""

    arrivals: Mapping[str, tuple[Arrival, ...]]
    messages: Mapping[str, Message]
    letters: Mapping[str, Letter]
    index: DecisionIndex
    forms: Mapping[str, str] = field(default_factory=dict)
    """Answer form that came without a mail -> the reference inside it."""
    _known: dict[str, tuple[Target, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, sha256: str) -> tuple[Target, ...]:
        """The requests that a document belongs to, by wave and authority; () when that is not known."""
        if sha256 not in self._known:
            self._known[sha256] = ()  # a document inside itself belongs nowhere by that
            found = set(self._derived(sha256))
            self._known[sha256] = tuple(sorted(found, key=lambda t: (t.wave, t.authority)))
        return self._known[sha256]

    def campaigns_of(self, sha256: str) -> frozenset[str]:
        """The campaigns whose requests a document belongs to."""
        return frozenset(self.letters[t.reference].campaign for t in self.of(sha256) if t.reference in self.letters)

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
            return self.of(arrival.parent) or (self._form(arrival) if self._given_by_hand(arrival) else ())
        named = [found.reference for found in find(arrival.name) if found.valid]
        return self._form(arrival) or self._targets(named)

    def _form(self, arrival: Arrival) -> list[Target]:
        reference = self.forms.get(arrival.sha256, "")
        return self._targets([reference] if reference else ())

    def _given_by_hand(self, arrival: Arrival) -> bool:
        """It lay in an archive that a person imported. What came in a mail goes where the mail goes, or nowhere."""
        above = self.arrivals.get(arrival.parent, ())
        return arrival.via == "member" and bool(above) and all(a.via == "import" for a in above)

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
        _forms(conn, arrivals),
    )


def _forms(conn: Connection, arrivals: Mapping[str, tuple[Arrival, ...]]) -> dict[str, str]:
    """The reference inside each answer form that was imported by itself, under whatever name."""
    alone = [sha256 for sha256, came in arrivals.items() if any(a.via in _ALONE and not a.request for a in came)]
    found: dict[str, str] = {}
    for row in computed.rows(conn, StoredReading, sha256=alone) if alone else ():
        if MARKER in row.body:
            tables = Reading.from_json(json.loads(row.body)).tables
            told = {mark.reference for table in tables if (mark := marked(table.title, table.rows))}
            found |= {row.sha256: told.pop()} if len(told) == 1 else {}
    return found
