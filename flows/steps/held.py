"""What arrived and is kept out of reach since data is hidden in it: which request, since when, and where it lies.

Never a value: the places alone, for the letter that tells the authority, and for the state of the request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from flows.steps.filing import filing
from schema.calendar import london_day
from schema.decision import DecisionKind
from schema.reading import Hidden, Outcome, Reading
from schema.request import StoredReading
from schema.review import verdict_of
from storage import computed, documents


@dataclass(frozen=True, slots=True)
class Held:
    """One quarantined document. ``came``, ``sealed``: ISO times; ``kept_out``: a person decided that it stays so."""

    sha256: str
    name: str
    came: str
    sealed: str
    hidden: tuple[Hidden, ...]
    kept_out: bool

    @property
    def day(self) -> date:
        return london_day(self.came)

    @property
    def where(self) -> str:
        """ "hidden sheet: Raw (1,204 rows, 7 columns); cell comment: Data: B7"."""
        return "; ".join(f"{one.technique}: {one.place}" for one in self.hidden) or "not located"


def held_documents(conn: Connection) -> dict[str, tuple[Held, ...]]:
    """Reference -> the quarantined documents of that request which nobody has released, oldest first."""
    rows = computed.rows(conn, StoredReading, outcome=str(Outcome.QUARANTINED))
    readings = [Reading.from_json(json.loads(row.body)) for row in rows]
    found: dict[str, tuple[Held, ...]] = {}
    if not readings:
        return found
    where, stored = filing(conn), documents.documents(conn, sha256=[one.sha256 for one in readings])
    since = {document.sha256: document.stored_at for document in stored}
    for reading in readings:
        decision = where.index.for_document(DecisionKind.RELEASE, reading.sha256)
        released = None if decision is None else bool(verdict_of(decision).get("release"))
        # a mail or an archive is held for what lies in it, which is named by itself
        if released or not reading.hidden or reading.sha256 not in where.arrivals:
            continue
        came = min(where.arrivals[reading.sha256], key=lambda arrival: arrival.at)
        at = _came(where.messages.get(came.parent), came.at)
        one = Held(reading.sha256, came.name, at, since[reading.sha256], reading.hidden, released is False)
        for target in where.of(reading.sha256):
            found[target.reference] = (*found.get(target.reference, ()), one)
    return {reference: tuple(sorted(held, key=lambda h: (h.came, h.name))) for reference, held in found.items()}


def _came(mail: object, otherwise: str) -> str:
    """When the mail came that it lay in."""
    return str(getattr(mail, "received", "")) or otherwise
