"""Matching: every mail that arrived, in the order of arrival, to the requests it belongs to. Computed, so made anew.

What one mail teaches (the authority's own reference) helps the next ones; a person's decision stands above all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from flows.steps.correspondence import Mail, Ours, bounced_id, correspondents, facts_of, is_bounce, is_soft, mails, ours
from flows.steps.filing import decided_requests
from flows.steps.read import readings
from flows.steps.replies import Enclosed, class_of
from flows.steps.triage import LOOKED_AT, file_items, message_items, text_of
from flows.steps.workspace import Workspace
from schema.decision import ReviewItem
from schema.event import EventKind
from schema.identity import digest
from schema.reading import Outcome
from schema.request import Message
from schema.review import DecisionIndex, settle_all
from storage import computed, decisions
from tracking.classify import DECISIONS, ReplyOutcome
from tracking.correspondence import Correspondent, LearnedReference, Ledger
from tracking.matching import Match, MatchState, learn, match
from tracking.their_reference import given

WINDOW = timedelta(days=400)  # a letter older than this is no longer waited for
GIVEN, DECIDED = "given", "decision"


@dataclass
class Learner:
    """What one run knows so far. It learns from every mail that is filed, so the order of arrival counts."""

    ours: Ours
    correspondents: tuple[Correspondent, ...]
    authserv_id: str
    index: DecisionIndex
    learned: tuple[LearnedReference, ...] = ()
    copies: dict[str, str] = field(default_factory=dict)
    ledgers: dict[tuple[frozenset[str], int], Ledger] = field(default_factory=dict)
    """The last one, by what it was made of: it keeps what it derives, and is the same for most mails."""

    def ledger(self, received: str) -> Ledger:
        """What a mail of that time is compared with: letters too old to be answered no longer wait."""
        oldest = (datetime.fromisoformat(received) - WINDOW).date().isoformat()
        closed = frozenset(ref for ref, day in self.ours.sent.items() if day < oldest)
        if (closed, len(self.learned)) not in self.ledgers:
            self.ledgers = {(closed, len(self.learned)): self._ledger(closed)}
        return self.ledgers[closed, len(self.learned)]

    def _ledger(self, closed: frozenset[str]) -> Ledger:
        return Ledger(
            tuple(replace(each, open=False) if each.reference in closed else each for each in self.ours.letters),
            self.correspondents,
            self.ours.addresses,
            self.learned,
            own_server=self.authserv_id,
        )

    def matched(self, mail: Mail, enclosed: Sequence[Enclosed]) -> Match:
        """Where a mail belongs: as decided, as the user said when importing it, else by the ladder."""
        ledger = self.ledger(mail.received)
        decided = decided_requests(self.index, mail.sha256)
        if decided is not None:
            return _said(ledger, decided, DECIDED, "a person decided")
        if mail.given:
            return _said(ledger, mail.given, GIVEN, "it was imported for this request")
        texts = [text_of(each.reading)[:LOOKED_AT] for each in enclosed if each.reading.outcome is Outcome.READ]
        return match(facts_of(mail.parsed, self.authserv_id, mail.names, texts), ledger)

    def learn(self, found: Match, references: Iterable[str]) -> None:
        """Keep the authority's own references of a mail that is surely filed to one request."""
        new = [each for each in learn(found, references) if each not in self.learned]
        self.learned = (*self.learned, *new)

    def copy_of(self, mail: Mail, found: Match) -> str:
        """The mail that this is a further copy of: the same Message-ID and the same content, by another route.

        Only among filed mails: else a copy that a stranger sent first, and that is held, would bury the genuine one.
        """
        if found.state is not MatchState.FILED or not mail.parsed.message_id:
            return mail.sha256
        parts = sorted(p.sha256 for p in mail.parsed.parts)
        targets = [target.reference for target in found.filed_to]
        content = digest("mail", mail.parsed.message_id, mail.parsed.body_text, *parts, "to", *targets)
        return self.copies.setdefault(content, mail.sha256)


def match_messages(workspace: Workspace) -> list[Message]:
    """Match and classify every mail again, and ask about what belongs nowhere; in one transaction."""
    with workspace.database.writing() as conn:
        learner = Learner(
            ours(conn, workspace),
            correspondents(workspace),
            workspace.authserv_id,
            DecisionIndex.of(decisions.all(conn)),
        )
        found = [_message(conn, learner, mail) for mail in mails(conn, workspace)]
        computed.replace(conn, Message, found)
        items = [*message_items(found), *file_items(conn, workspace, learner.ours)]
        computed.replace(conn, ReviewItem, settle_all(items, learner.index), campaign="")
    return found


def _message(conn: Connection, learner: Learner, mail: Mail) -> Message:
    read = readings(conn, mail.enclosed) if mail.enclosed else {}
    enclosed = [Enclosed(sha256, reading) for sha256, reading in read.items()]
    found = learner.matched(mail, enclosed)
    told = _class(learner, mail, enclosed) if found.state in (MatchState.FILED, MatchState.TRIAGE) else {}
    original = learner.copy_of(mail, found)
    if original != mail.sha256:
        told["copy_of"] = original
    learner.learn(found, _their_references(mail, enclosed, told))
    return _row(mail, found, told)


def _their_references(mail: Mail, enclosed: Sequence[Enclosed], told: Mapping[str, Any]) -> tuple[str, ...]:
    """What the authority calls the request. A decision speaks of other cases too, so it teaches but the surest one."""
    surest = str(told.get("force_reference", ""))
    if told.get("outcome") in {*DECISIONS, ReplyOutcome.AUTO_REPLY}:
        return (surest,)
    texts = [each.reading.text[:LOOKED_AT] for each in enclosed if each.reading.outcome is Outcome.READ]
    return (surest, *given("\n".join((mail.parsed.own_text, *texts)), mail.parsed.subject))


def _class(learner: Learner, mail: Mail, enclosed: Sequence[Enclosed]) -> dict[str, Any]:
    if is_bounce(mail.parsed):
        kind = EventKind.LETTER_BOUNCED_SOFT if is_soft(mail.parsed) else EventKind.LETTER_BOUNCED_HARD
        follow_up = learner.ours.follow_ups.get(bounced_id(mail.parsed), "")
        told = {"outcome": "bounce", "event": str(kind), "sure": True, "reason": "a delivery report"}
        return {**told, "letter": follow_up} if follow_up else told
    headers = {**mail.parsed.auto_headers, "Subject": mail.parsed.subject}
    return class_of(mail.sha256, mail.parsed.own_text, mail.parsed.subject, headers, enclosed, learner.index)


def _row(mail: Mail, found: Match, told: Mapping[str, Any]) -> Message:
    copied = f"; a further copy of {str(told['copy_of'])[:12]}" if "copy_of" in told else ""
    return Message(
        sha256=mail.sha256,
        message_id=mail.parsed.message_id,
        sender=mail.parsed.sender,
        subject=mail.parsed.subject,
        received=mail.received,
        state=str(found.state),
        filed_to=_as_json(asdict(target) for target in found.filed_to),
        rung=str(found.rung),
        score=found.score,
        reason=found.reason + copied,
        reply_class=str(told.get("outcome", "other")),
        classification=json.dumps(told, ensure_ascii=False, sort_keys=True),
        candidates=_as_json({**asdict(c.target), "score": c.score, "reason": c.reason} for c in found.candidates),
    )


def _as_json(values: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _said(ledger: Ledger, references: Iterable[str], rung: str, reason: str) -> Match:
    """A person's word: filed to these requests, or to none of them."""
    known = [ledger.by_reference[r].target for r in references if r in ledger.by_reference]
    return Match(MatchState.FILED, reason, rung, 1.0, tuple(known))  # type: ignore[arg-type]
