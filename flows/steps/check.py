"""Checking a campaign: it is brought together again, and every check looks at what came out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import Connection
from sqlmodel import SQLModel

from checks.run import CheckInput, DocumentFacts, RequestFacts, run_checks
from flows.steps.changes import Changes, changes_of, write_changes
from flows.steps.consolidate import Filed, Gathered, asked_here, bring_together, gather
from flows.steps.courses import Course, courses
from flows.steps.publish import asked_campaigns, workforce_of
from flows.steps.workspace import Workspace
from schema.consolidation import Consolidated
from schema.decision import ReviewItem
from schema.finding import Finding, Severity
from schema.mapping.document import make_finding
from schema.record import Answer, Record
from schema.request import Message
from storage import computed


def check_all(workspace: Workspace, now: datetime) -> list[Finding]:
    """Bring every campaign that was asked together again, and check it."""
    with workspace.database.reading() as conn:
        names = asked_campaigns(conn)
    return [finding for name in names for finding in check_campaign(workspace, name, now)]


def findings(conn: Connection, campaign: str = "") -> list[Finding]:
    """The findings as they are stored, of one campaign or of all, in the order in which they are shown."""
    stored = computed.rows(conn, Finding, **({"campaign": campaign} if campaign else {}))
    return sorted(stored, key=lambda finding: (finding.campaign, *_order(finding)))


def check_campaign(workspace: Workspace, campaign: str, now: datetime) -> list[Finding]:
    """Make records, answers, review items and findings of a campaign again, in one transaction.

    Only what differs is written: after one decision that is little, and whoever looks at the rest need not look again.
    """
    with workspace.database.writing() as conn:
        gathered = gather(conn, workspace, campaign)
        brought = bring_together(gathered, workspace)
        found = findings_of(conn, workspace, gathered, brought, now.date())
        write_changes(conn, campaign, changes_wanted(conn, campaign, brought, found))
    return found


def changes_wanted(conn: Connection, campaign: str, brought: Consolidated, found: Iterable[Finding]) -> list[Changes]:
    """What it takes to have a campaign stored as it was brought together and checked."""
    asked = asked_here(conn, campaign, brought.items)
    wanted: Iterable[tuple[type[SQLModel], Iterable[SQLModel]]] = (
        (Record, brought.records), (Answer, brought.answers), (ReviewItem, asked), (Finding, found)
    )  # fmt: skip
    return [changes_of(conn, campaign, noun, rows) for noun, rows in wanted]


def findings_of(
    conn: Connection, workspace: Workspace, gathered: Gathered, brought: Consolidated, today: date
) -> list[Finding]:
    """Every finding about a campaign: of its mapping, of its checks, and of the mails themselves; sorted."""
    asked = courses(conn, workspace, today, campaign=gathered.campaign.id)
    given = CheckInput(
        campaign=gathered.campaign,
        consolidated=brought,
        requests=tuple(_request(course) for course in asked),
        documents=tuple(_document(filed, gathered) for filed in gathered.filed),
        workforce=workforce_of(gathered.campaign, sorted({course.letter.authority for course in asked})),
        names={authority.id: authority.name for authority in workspace.authorities.values()},
        today=today.isoformat(),
    )
    every = (*brought.findings, *run_checks(given), *_reused_ids(gathered))
    return sorted({finding.finding_id: finding for finding in every}.values(), key=_order)


def _order(finding: Finding) -> tuple[str, str, str, str]:
    return finding.code, finding.authority, finding.question, finding.finding_id


def _request(course: Course) -> RequestFacts:
    return RequestFacts(
        wave=course.letter.wave,
        authority=course.letter.authority,
        sent=course.sent[:10],
        due=course.due.date.isoformat() if course.due.date else "",
        final=course.replied.isoformat() if course.replied else "",
        received=tuple(day.isoformat() for day in course.received),
        late=course.days_late or 0,
        waiting=tuple(day.isoformat() for day in course.waiting),
    )


def _document(filed: Filed, gathered: Gathered) -> DocumentFacts:
    reading = filed.reading
    cells = (cell for table in reading.tables for cell in table.cells if "formula_without_value" in cell.flags)
    message = gathered.filing.messages.get(reading.sha256)
    return DocumentFacts(
        sha256=reading.sha256,
        name=filed.name,
        authority="+".join(filed.authorities),
        wave=filed.wave,
        hidden=tuple((hidden.technique, hidden.place) for hidden in reading.hidden),
        formulas_without_value=tuple(cell.address or f"{cell.row}:{cell.col}" for cell in cells),
        dates=tuple(_dates(message)) if message else (),
    )


def _dates(message: Message) -> Iterator[str]:
    """The dates that the letter gives as its own, as printed."""
    told = json.loads(message.classification).get("dates", ())
    return (each["as_printed"] for each in told if each.get("role") == "response")


def _reused_ids(gathered: Gathered) -> Iterator[Finding]:
    """Mails with the Message-ID of another but other content: both are kept, and a person should look."""
    by_id: dict[str, list[Message]] = defaultdict(list)
    for message in gathered.filing.messages.values():
        if message.message_id and "copy_of" not in json.loads(message.classification):
            by_id[message.message_id].append(message)
    for message_id, several in sorted(by_id.items()):
        for wave, authority in _requests_of(several, gathered) if len(several) > 1 else ():
            yield make_finding(
                "message_id_reused",
                Severity.WARNING,
                gathered.campaign.id,
                f"{len(several)} mails bear the Message-ID {message_id} and differ in content; all are kept.",
                wave=wave,
                authority=authority,
                place=", ".join(sorted(message.sha256[:12] for message in several)),
            )


def _requests_of(messages: Iterable[Message], gathered: Gathered) -> list[tuple[str, str]]:
    waves = {letter.wave for letter in gathered.letters}
    found = {(t.wave, t.authority) for message in messages for t in gathered.filing.of(message.sha256)}
    return sorted(pair for pair in found if pair[0] in waves)
