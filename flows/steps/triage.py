"""What a person must file: mails that nothing places for certain, and files that came without a mail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from extractors.identify import MBOX, ZIP
from flows.steps.correspondence import MAILS, Ours
from flows.steps.filing import Filing, filing
from flows.steps.read import readings
from flows.steps.workspace import Workspace
from schema.decision import DecisionKind, ReviewItem
from schema.reading import Reading
from schema.request import Message
from schema.review import make_item
from storage import documents
from tracking.correspondence import OpenLetter
from tracking.reference import differences, find

MOST_CHOICES = 10
_CONTAINERS = frozenset({ZIP, MBOX})
LOOKED_AT = 20_000  # characters of a file in which a name is looked for


def message_items(messages: Iterable[Message]) -> list[ReviewItem]:
    """One item for each mail that waits for a person, or was settled by one."""
    return [_message_item(m) for m in messages if m.state in ("triage", "held") or m.rung == "decision"]


def _message_item(message: Message) -> ReviewItem:
    ranked = json.loads(message.candidates)
    held = "It is held" if message.state == "held" else "It waits"
    return make_item(
        DecisionKind.MATCH,
        message.sha256,
        f"Which request does this mail belong to? {held}: {message.reason}.",
        choices=_choices(candidate["reference"] for candidate in ranked),
        detail={
            "sender": message.sender,
            "subject": message.subject,
            "received": message.received,
            "candidates": ranked,
        },
        document=message.sha256,
        document_name=message.subject,
    )


def _choices(references: Iterable[str]) -> list[dict[str, list[str]]]:
    return [*({"requests": [reference]} for reference in list(references)[:MOST_CHOICES]), {"requests": []}]


def file_items(conn: Connection, workspace: Workspace, ours: Ours) -> list[ReviewItem]:
    """One item for each file that came by itself and names no request; decided ones stay in the list."""
    where = filing(conn)
    types = {document.sha256: document.media_type for document in documents.documents(conn)}
    alone = [sha256 for sha256 in where.arrivals if _came_alone(sha256, where, types)]
    asked = [s for s in alone if not where.of(s) or where.index.for_document(DecisionKind.MATCH, s)]
    read = readings(conn, asked)
    return [_file_item(sha256, where.arrivals[sha256][0].name, read.get(sha256), workspace, ours) for sha256 in asked]


def _came_alone(sha256: str, where: Filing, types: Mapping[str, str]) -> bool:
    """A file given by hand, or in an archive given by hand; what is in a mail is filed with it."""
    if types.get(sha256) in MAILS or types.get(sha256) in _CONTAINERS:
        return False
    came = where.arrivals[sha256]
    return any(a.via == "import" or (a.via == "member" and not _in_mail(a.parent, where, types)) for a in came)


def _in_mail(sha256: str, where: Filing, types: Mapping[str, str], depth: int = 0) -> bool:
    if types.get(sha256) in MAILS or depth > 8:
        return True
    came = where.arrivals.get(sha256, ())
    return bool(came) and all(a.parent and _in_mail(a.parent, where, types, depth + 1) for a in came)


def _file_item(sha256: str, name: str, reading: Reading | None, workspace: Workspace, ours: Ours) -> ReviewItem:
    ranked = list(_ranked(name, text_of(reading), workspace, ours.letters))
    return make_item(
        DecisionKind.MATCH,
        sha256,
        f"Which request does the file {name!r} answer? It came without a mail and names none.",
        choices=_choices(candidate["reference"] for candidate in ranked),
        detail={"candidates": ranked, "outcome": str(reading.outcome) if reading else "not read yet"},
        document=sha256,
        document_name=name,
    )


def text_of(reading: Reading | None) -> str:
    """What was read of a file, for looking for names in it."""
    if reading is None:
        return ""
    cells = " ".join(cell for table in reading.tables[:5] for row in table.rows[:40] for cell in row)
    return f"{reading.text[:LOOKED_AT]}\n{cells[:LOOKED_AT]}"


def _ranked(name: str, text: str, workspace: Workspace, letters: Sequence[OpenLetter]) -> Iterator[dict[str, Any]]:
    """Letters that the file seems to answer, best first: named in it, nearly named, or to an authority named in it."""
    told = [found.reference for found in (*find(name), *find(text))]
    best: dict[str, dict[str, Any]] = {}
    for letter in letters:
        score, reason = _evidence(letter, told, name, text, workspace)
        if score:
            where = {"wave": letter.wave, "authority": letter.authority, "reference": letter.reference}
            best[letter.reference] = {**where, "score": score, "reason": reason}
    yield from sorted(best.values(), key=lambda c: (-c["score"], c["reference"]))[:MOST_CHOICES]


def _evidence(letter: OpenLetter, told: Sequence[str], name: str, text: str, workspace: Workspace) -> tuple[float, str]:
    if letter.reference in told:
        return 0.9, "our reference stands in it"
    if any(differences(reference, letter.reference) <= 1 for reference in told):
        return 0.4, "a reference in it is one character off"
    authority = workspace.authorities.get(letter.authority)
    names = authority.names if authority else ()
    if _names_one(names, re.sub(r"[_\-.]+", " ", name)):
        return 0.5, "the file is named after the authority"
    return (0.3, "the authority is named in it") if _names_one(names, text) else (0.0, "")


def _names_one(names: Iterable[str], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)
