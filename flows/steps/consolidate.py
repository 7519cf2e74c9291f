"""Bringing a campaign together: filings, readings and decisions become records, answers and review items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from sqlalchemy import Connection

from flows.steps.courses import waiting_by
from flows.steps.filing import Filing, filing
from flows.steps.memory import Memory
from flows.steps.newest import newest_first
from flows.steps.read import readings
from flows.steps.replies import item_of, reply_of
from flows.steps.workspace import Workspace
from schema.campaign import Campaign
from schema.consolidation import Consolidated, Reply, consolidate
from schema.decision import ReviewItem, ReviewState
from schema.mapping.reading import DocumentContext, Mapped, map_reading
from schema.reading import Outcome, Reading
from schema.record import AnswerKind
from schema.request import Letter, Message
from schema.review import DecisionIndex, settle_all
from storage import computed, documents, waves
from tracking.correspondence import Target

NOTHING = DecisionIndex()
REFUSING = frozenset({AnswerKind.REFUSED, AnswerKind.COST_LIMIT, AnswerKind.NCND})


@dataclass(frozen=True, slots=True)
class Filed:
    """One document that belongs to a campaign: what was read from it, and for which wave and authorities."""

    reading: Reading
    name: str
    wave: str
    authorities: tuple[str, ...]
    letter: str
    """SHA-256 of the mail it came in, or of itself: what it says of a refusal bears on the document."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that one campaign is consolidated from."""

    campaign: Campaign
    letters: tuple[Letter, ...]
    filed: tuple[Filed, ...]
    replies: tuple[tuple[str, Reply], ...]
    items: tuple[ReviewItem, ...]
    filing: Filing
    waiting: frozenset[tuple[str, str]] = frozenset()
    """(wave, authority) of whom a mail may be that waits for a person."""


def asked_here(conn: Connection, campaign: str, items: Iterable[ReviewItem]) -> list[ReviewItem]:
    """A document filed to two campaigns asks its question once, under the first by name; the answer holds for both."""
    stored = computed.rows(conn, ReviewItem)
    before = {item.item_id for item in stored if item.campaign < campaign}
    kept = [item for item in items if item.item_id not in before]
    ids = {item.item_id for item in kept}
    after = [item.item_id for item in stored if item.campaign > campaign and item.item_id in ids]
    if after:
        computed.replace(conn, ReviewItem, [], item_id=after)
    return kept


def gather(conn: Connection, workspace: Workspace, campaign: str, memory: Memory | None = None) -> Gathered:
    """What is stored of a campaign, as values."""
    known = workspace.campaign(campaign)
    letters = tuple(waves.letters(conn, campaign=campaign))
    asked = {letter.wave for letter in letters}
    where = filing(conn)
    here = {sha256: [t for t in where.of(sha256) if t.wave in asked] for sha256 in where.arrivals}
    copies = {m.sha256 for m in where.messages.values() if "copy_of" in json.loads(m.classification)}
    here = {sha256: targets for sha256, targets in here.items() if targets and sha256 not in copies}
    read = readings(conn, list(here), memory)
    names = documents.names(conn, list(here))
    filed = [
        filed
        for sha256 in sorted(here)
        for filed in _filed(
            _own(read.get(sha256) or _unread(sha256), where), names[sha256], here[sha256], _letter_of(where, sha256)
        )
    ]
    every = computed.rows(conn, Message)
    messages = [message for message in every if message.state == "filed" and message.sha256 in here]
    doubtful = waiting_by(every)
    told = [(m.sha256, reply_of(m, target)) for m in messages for target in here[m.sha256]]
    asks = [item_of(message, here[message.sha256], known) for message in messages]
    return Gathered(
        known,
        letters,
        tuple(filed),
        tuple((mail, reply) for mail, reply in told if reply is not None),
        tuple(item for item in asks if item is not None),
        where,
        frozenset((letter.wave, letter.authority) for letter in letters if letter.reference in doubtful),
    )


def _unread(sha256: str) -> Reading:
    """In the place of a reading that a killed run or newer readers left out: what it may say keeps its sums open."""
    return Reading(sha256, "", "", Outcome.TIMED_OUT, "it has not been read yet; `roundrobin check` reads it")


def _own(reading: Reading, where: Filing) -> Reading:
    """A reading without the parts that are documents of their own: those are read by themselves."""
    return replace(reading, parts=tuple(part for part in reading.parts if part.sha256 not in where.arrivals))


def _filed(reading: Reading, name: str, targets: Iterable[Target], letter: str) -> Iterable[Filed]:
    """A joint reply is one document for several authorities of a wave."""
    by_wave: dict[str, list[str]] = {}
    for target in targets:
        by_wave.setdefault(target.wave, []).append(target.authority)
    for wave, authorities in sorted(by_wave.items()):
        yield Filed(reading, name, wave, tuple(sorted(authorities)), letter)


def _letter_of(where: Filing, sha256: str) -> str:
    """The mail around a document, or the document itself."""
    parents = [arrival.parent for arrival in where.arrivals.get(sha256, ()) if arrival.parent]
    return next((parent for parent in parents if parent in where.messages), sha256)


def bring_together(given: Gathered, workspace: Workspace, memory: Memory | None = None) -> Consolidated:
    """The consolidated rows of what was gathered. Pure but for what is configured.

    ``memory``: of earlier times, so that only those documents are mapped that something has changed for.
    """
    kept = memory or Memory()
    refused = _refused(given)
    about = given.filing.index.by_documents()
    replies = [reply for _, reply in given.replies]
    mapped = [
        _mapped(filed, _context(filed, given, workspace, refused), workspace, about, kept) for filed in given.filed
    ]
    asked = [(letter.wave, letter.authority) for letter in given.letters]
    brought = consolidate(given.campaign, asked, mapped, replies, given.filing.index, given.waiting)
    items = newest_first(_with_items(brought.items, given), brought.records, _came(given))
    return replace(brought, items=items)


def _came(given: Gathered) -> dict[str, str]:
    """document -> when the mail around it came in."""
    mails = given.filing.messages
    return {filed.reading.sha256: mails[filed.letter].received for filed in given.filed if filed.letter in mails}


def _with_items(items: tuple[ReviewItem, ...], given: Gathered) -> tuple[ReviewItem, ...]:
    """Settled, in the order of the queue; what mapping left open though a part of it is decided stays open."""
    partly = {item.item_id: item for item in items if item.decision and item.state is ReviewState.OPEN}
    settled = settle_all((*items, *given.items), given.filing.index)
    return tuple(partly.get(item.item_id, item) for item in settled)


def _mapped(
    filed: Filed, context: DocumentContext, workspace: Workspace, about: Mapping[str, DecisionIndex], kept: Memory
) -> Mapped:
    """One document mapped: a function of its reading, its context, the vocabulary and the decisions about it."""
    decisions = reduce(DecisionIndex.joined, (about[name] for name in _inside(filed.reading) if name in about), NOTHING)
    given = (filed.reading, context, workspace.vocabulary, decisions)
    name = ("mapped", context.campaign.id, filed.wave, filed.reading.sha256)
    return kept.value(name, given, lambda: map_reading(*given))


def _inside(reading: Reading) -> list[str]:
    """The document and every part of it, each once."""
    parts = (name for part in reading.parts for name in _inside(part))
    return list(dict.fromkeys([reading.sha256, *parts]))


def _context(
    filed: Filed, given: Gathered, workspace: Workspace, refused: Mapping[tuple[str, str, str], frozenset[str]]
) -> DocumentContext:
    questions = [refused.get((filed.letter, filed.wave, authority), frozenset()) for authority in filed.authorities]
    return DocumentContext(
        campaign=given.campaign,
        wave=filed.wave,
        authorities=filed.authorities,
        document_name=filed.name,
        names=workspace.names,
        refused=frozenset.intersection(*questions) if questions else frozenset(),
        apart=len(given.filing.campaigns_of(filed.reading.sha256)) > 1,
    )


def _refused(given: Gathered) -> dict[tuple[str, str, str], frozenset[str]]:
    """(mail, wave, authority) -> the questions that it refuses, whose numbers are workload."""
    every = frozenset(question.id for question in given.campaign.questions)
    found = {}
    for mail, reply in given.replies:
        refused = frozenset(question for question, kind in reply.questions.items() if kind in REFUSING)
        left = every - frozenset(reply.questions)
        found[mail, reply.wave, reply.authority] = refused - {""} | left if "" in refused else refused
    return found
