"""Dates that do not exist, and dates that cannot be true beside the others."""

from __future__ import annotations

from collections.abc import Iterator

from checks.given import CheckInput, DocumentFacts, RequestFacts
from schema.finding import Finding
from schema.periods import read_period


def dates(given: CheckInput) -> Iterator[Finding]:
    """impossible_date (beside those that mapping found), contradictory_date."""
    requests = {(r.wave, r.authority): r for r in given.requests}
    for request in given.requests:
        yield from _of_request(given, request)
    for document in given.documents:
        yield from _of_document(given, document, requests.get((document.wave, document.authority)))


def _of_request(given: CheckInput, request: RequestFacts) -> Iterator[Finding]:
    where = {"wave": request.wave, "authority": request.authority}
    name = given.name(request.authority)
    for day in (*request.received, *([request.final] if request.final else [])):
        if request.sent and day[:10] < request.sent[:10]:
            message = f"A reply of {name} is dated {day[:10]}, before the letter of {request.sent[:10]}."
            yield given.finding("contradictory_date", message, **where)


def _of_document(given: CheckInput, document: DocumentFacts, request: RequestFacts | None) -> Iterator[Finding]:
    where = {"wave": document.wave, "authority": document.authority, "place": document.name}
    sent = request.sent[:10] if request else ""
    for text in document.dates if document.sha256 not in given.sealed else ():
        day = read_period(text)
        if day.impossible:
            yield given.finding("impossible_date", f"There is no day {text!r}.", **where)
        elif day.last and sent and day.last.isoformat() < sent:
            yield given.finding("contradictory_date", f"It is dated {text}, before the letter of {sent}.", **where)
        elif day.first and given.today and day.first.isoformat() > given.today[:10]:
            yield given.finding("contradictory_date", f"It is dated {text}, which is yet to come.", **where)
