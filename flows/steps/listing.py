"""Every document with its recorded outcome and the request it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from flows.steps.filing import FROM_OUTSIDE, filing
from flows.steps.read import outcomes
from storage import documents


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One document as `documents list --json` gives it. ``request``: references joined by space, or ""."""

    sha256: str
    name: str
    media_type: str
    outcome: str
    reason: str
    request: str


def listed_documents(conn: Connection) -> list[ListedDocument]:
    """Every document that came from outside, oldest first."""
    where = filing(conn)
    known = outcomes(conn)
    waiting = {"outcome": "", "reason": "It has not been read yet: `roundrobin rebuild` reads it."}
    return [
        ListedDocument(
            sha256=document.sha256,
            name=where.arrivals[document.sha256][0].name,
            media_type=document.media_type,
            request=" ".join(target.reference for target in where.of(document.sha256)),
            **known.get(document.sha256, waiting),
        )
        for document in documents.documents(conn)
        if any(arrival.via in FROM_OUTSIDE for arrival in where.arrivals.get(document.sha256, ()))
    ]
