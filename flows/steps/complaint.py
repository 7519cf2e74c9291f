"""The papers of a complaint to the Commissioner: the letter with its chronology, and every letter exchanged.

They are made for a person to hand in; nothing is sent from here.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from flows.steps.approve import known_wave
from flows.steps.courses import Course, courses
from flows.steps.enclosures import Draw, enclosures
from flows.steps.followup_letters import Said, in_words, written
from flows.steps.holidays import keep_calendar
from flows.steps.plan import Asker
from flows.steps.unpack import mail_of
from flows.steps.workspace import Workspace
from schema.calendar import LONDON, london_day
from schema.errors import UserError
from schema.event import EventKind
from schema.reading import Outcome
from schema.request import Letter, Message, StoredReading
from storage import computed, documents, followups, outbox
from storage.outbox import State
from storage.plain_pdf import DrawnPage, plain_pdf
from tracking.followup import Stage
from tracking.life import in_order
from tracking.status import Challenge

_LATE, _REVIEW_LATE, _REFUSAL = "late", "review_late", "refusal"
_SAID = {
    EventKind.LETTER_SENT: "I sent the request.",
    EventKind.ACKNOWLEDGEMENT: "The authority acknowledged it.",
    EventKind.HOLDING_REPLY: "The authority wrote that it needs more time.",
    EventKind.CLARIFICATION_REQUESTED: "The authority asked for clarification.",
    EventKind.CLARIFICATION_RECEIVED: "I answered the question.",
    EventKind.FEES_NOTICE: "The authority asked for a fee.",
    EventKind.FEE_PAID: "I paid the fee.",
    EventKind.PIT_EXTENSION: "The authority took more time to weigh the public interest.",
    EventKind.TRANSFER: "The authority named another authority.",
    EventKind.REFINED_REQUEST_RECEIVED: "I sent a narrower request.",
    EventKind.CHASER_SENT: "I wrote that the answer was overdue.",
    EventKind.DISCLOSURE_TOLD: "I told the authority that its reply held data which it may not have meant to release.",
    EventKind.ANSWERED: "The authority answered.",
    EventKind.PART_ANSWERED: "The authority answered in part.",
    EventKind.PARTLY_REFUSED: "The authority answered in part and refused the rest.",
    EventKind.REFUSED: "The authority refused.",
    EventKind.REFUSED_S12: "The authority refused on cost.",
    EventKind.NCND: "The authority would neither confirm nor deny.",
    EventKind.NOT_HELD: "The authority wrote that it holds no such information.",
    EventKind.REDIRECTED_S21: "The authority referred to what is published.",
    EventKind.INTERNAL_REVIEW_REQUESTED: "I asked for a review.",
    EventKind.INTERNAL_REVIEW_ACKNOWLEDGED: "The authority acknowledged the review.",
    EventKind.INTERNAL_REVIEW_OUTCOME: "The authority decided the review.",
}
_WHEN = datetime(1980, 1, 1)  # noqa: DTZ001  fixed, so that equal papers give equal bytes


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """One letter of either side. ``content``: its bytes as they went or came."""

    at: str
    who: str
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.at[:10]}-{self.who}"


@dataclass(frozen=True, slots=True)
class Papers:
    """``content``: a ZIP; ``pdf``: the one PDF in it. ``held_back``: mails that are not in it, since a document in them
    is quarantined.
    """

    content: bytes
    pdf: bytes
    letters: int
    held_back: tuple[str, ...]


def complaint_papers(
    workspace: Workspace,
    wave: str,
    authority: str,
    asker: Asker,
    now: datetime,
    *,
    detail: str = "",
    draw: Draw | None = None,
) -> Papers:
    """The papers about one request: complaint.pdf with the letter and all that was exchanged, and the mails themselves.

    ``detail``: what the person adds. ``draw``: prints enclosed PDFs and pictures, too. UserError for an
    unknown request, or one that nobody can complain of yet.
    """
    keep_calendar(workspace, now)
    today = now.astimezone(LONDON).date()
    with workspace.database.reading() as conn:
        campaign = known_wave(conn, wave).campaign
        found = [c for c in courses(conn, workspace, today, campaign=campaign) if c.letter.wave == wave]
        course = next((c for c in found if c.letter.authority == authority), None)
        if course is None or authority not in workspace.authorities:
            raise UserError(f"The wave {wave} has no letter to {authority!r}.", todo="See `roundrobin wave status`.")
        exchanged, held_back, force_reference = _exchanged(conn, workspace, course.letter)
        printed = [section for letter in exchanged for section in _in_print(conn, letter, draw)]
    text = written(
        workspace,
        Stage.COMPLAINT,
        course,
        workspace.authorities[authority],
        force_reference,
        asker,
        Said(),
        events=chronology(course),
        ground=_ground(course),
        detail=detail.strip(),
    )
    left_out = "\n".join(["", "Not enclosed, since data that you should not have is hidden in it:", *held_back])
    whole = text.text + (left_out if held_back else "")
    pdf = plain_pdf([whole, *printed])
    return Papers(_zip(whole, pdf, exchanged), pdf, len(exchanged), held_back)


def _ground(course: Course) -> str:
    """What there is to complain of. UserError when there is nothing yet."""
    if course.status.challenge is Challenge.REVIEW_LATE:
        return _REVIEW_LATE
    if course.status.challenge is not Challenge.NONE:
        return _REFUSAL
    if course.status.overdue:
        return _LATE
    where = f"{course.letter.authority}, wave {course.letter.wave}"
    raise UserError(f"There is nothing to complain of: {course.status.why}.", where=where)


def chronology(course: Course) -> list[dict[str, str]]:
    """{date, what} of all that happened between the two sides, in order; the same thing on one day stands once."""
    rows = [(in_words(london_day(e.at)), _SAID[e.kind]) for e in in_order(course.events) if e.kind in _SAID]
    return [{"date": day, "what": what} for day, what in dict.fromkeys(rows)]


def _exchanged(conn: Connection, workspace: Workspace, letter: Letter) -> tuple[list[_Exchanged], tuple[str, ...], str]:
    """What went and what came, by time; the names of mails held back; the authority's own reference."""
    ours = [letter, *(x for x in followups.letters(conn, letter.wave) if x.authority == letter.authority)]
    sent = [e for e in outbox.entries_of(conn, ours) if e.state is State.SENT]
    found = [_Exchanged(e.since, "from-us", workspace.documents.get(e.letter.sha256)) for e in sent]
    held, theirs = [], ""
    for message in sorted(computed.rows(conn, Message, state="filed"), key=lambda m: m.received):
        if letter.reference not in {target["reference"] for target in json.loads(message.filed_to)}:
            continue
        theirs = str(json.loads(message.classification).get("force_reference", "")) or theirs
        if _quarantined(conn, message.sha256):
            held.append(f"{message.received[:10]} {message.subject}")
        else:
            content = workspace.documents.get(message.sha256)
            found.append(_Exchanged(message.received, "from-them", content))
    return sorted(found, key=lambda x: x.at), tuple(held), theirs


def _quarantined(conn: Connection, mail: str) -> bool:
    """Whether the mail, or anything inside it, holds hidden data: it must not be passed on."""
    inside, waiting = {mail}, [mail]
    while waiting:
        below = {arrival.sha256 for arrival in documents.arrivals(conn, parent=waiting)} - inside
        inside |= below
        waiting = sorted(below)
    return bool(computed.rows(conn, StoredReading, sha256=sorted(inside), outcome=str(Outcome.QUARANTINED)))


def _zip(complaint: str, pdf: bytes, exchanged: list[_Exchanged]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        _add(pack, "complaint.pdf", pdf)
        _add(pack, "complaint.txt", complaint.encode())
        for number, letter in enumerate(exchanged, start=1):
            _add(pack, f"letters/{number:02d}-{letter.name}.eml", letter.content)
    return made.getvalue()


def _add(pack: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _WHEN.timetuple()[:6])
    info.external_attr = 0o644 << 16
    pack.writestr(info, content, zipfile.ZIP_DEFLATED)


def _in_print(conn: Connection, letter: _Exchanged, draw: Draw | None) -> Iterator[str | DrawnPage]:
    """One mail as a page to read: its head, its text, and what was enclosed; then the pages of that."""
    mail = mail_of(letter.content)
    head = [f"From: {mail.sender}", f"Date: {in_words(london_day(letter.at))}", f"Subject: {mail.subject}"]
    enclosed = enclosures(conn, mail, draw)
    yield "\n".join([*head, "", mail.body_text.strip(), "", *map(str, enclosed)])
    for one in enclosed:
        yield from one.pages
