"""One campaign's documents brought together: records, an answer for each authority and question, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from schema.answers import WAITS, Candidate, Count, Reply, answer_of, answerable, answered_unit, count_of, decided_reply
from schema.answers_typed import asked_once, to_be_typed
from schema.campaign import Campaign, Question
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.finding import Finding
from schema.identity import digest
from schema.mapping.document import Mapped
from schema.pieces import clashing, unlike_cells
from schema.record import Answer, Record, RecordState
from schema.review import DecisionIndex, fingerprint, make_item, settle, verdict_of
from schema.views import words

__all__ = ["Consolidated", "Reply", "consolidate"]


@dataclass(frozen=True)
class Consolidated:
    """The consolidated database of one campaign, before the checks. Everything is sorted and stands once."""

    records: tuple[Record, ...] = ()
    answers: tuple[Answer, ...] = ()
    items: tuple[ReviewItem, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, wave: str, authority: str) -> tuple[Record, ...]:
        """The records of one authority in one wave."""
        return self._by_request.get((wave, authority), ())

    @cached_property
    def _by_request(self) -> dict[tuple[str, str], tuple[Record, ...]]:
        return {request: tuple(records) for request, records in _by_request(self.records).items()}


def consolidate(
    campaign: Campaign,
    asked: Iterable[tuple[str, str]],
    mapped: Iterable[Mapped],
    replies: Iterable[Reply],
    decisions: DecisionIndex,
    waiting: Iterable[tuple[str, str]] = (),
) -> Consolidated:
    """Bring one campaign together. ``asked``: (wave, authority) of every letter. The order of inputs never matters.
    ``waiting``: those of whom a mail may be that a person must file or understand first.

    A document that came in twice, or is a part of another, counts once: equal rows of it have equal ids.
    """
    whole = Mapped.joined(sorted(mapped, key=_stable))
    requests = sorted(set(asked))
    decided = [decided_reply(reply, decisions) for reply in replies]
    records, unit_items = _with_units(campaign, whole.records, decisions)
    by_request = _by_request(records)
    answers: list[Answer] = []
    beside: dict[str, str] = {}
    unread = _unread(whole.items) | set(waiting)
    items = [*whole.items, *unit_items]
    for wave, authority in requests:
        own = by_request.get((wave, authority), [])
        letters = [r for r in decided if (r.wave, r.authority) == (wave, authority)]
        disputes, resolutions, told = _resolutions(campaign, wave, authority, own, decisions)
        beside |= told
        items += disputes
        typed: list[ReviewItem] = []
        for question in campaign.questions:
            resolution = resolutions.get(question.id)
            answers.append(
                answer_of(
                    question,
                    answerable(own, question, campaign.questions),
                    letters,
                    campaign=campaign.id,
                    wave=wave,
                    authority=authority,
                    resolved=resolution,
                    unread=(wave, authority) in unread,
                )
            )
            if asked_for := to_be_typed(question, answers[-1], own, letters, decisions):
                typed += asked_for
                answers[-1] = answers[-1].model_copy(update={"waiting": True, "reason": WAITS})
        items += asked_once(typed)
    return Consolidated(
        tuple(_with_caveat(r, beside.get(r.record_id, "")) for r in sorted(records, key=lambda r: r.record_id)),
        tuple(answers),
        tuple(sorted({i.item_id: i for i in items}.values(), key=lambda i: (i.risk, i.item_id))),
        tuple(sorted(whole.findings, key=lambda f: f.finding_id)),
    )


def _stable(mapped: Mapped) -> tuple[list[str], list[str]]:
    return sorted(r.record_id for r in mapped.records), sorted(i.item_id for i in mapped.items)


def _by_request(records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    grouped: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        grouped.setdefault((record.wave, record.authority), []).append(record)
    return grouped


_HOLDING = frozenset(
    {
        DecisionKind.RELEASE,
        DecisionKind.TYPED,
        DecisionKind.TABLE,
        DecisionKind.SHAPE,
        DecisionKind.CAVEAT,
        DecisionKind.FIGURES,
        DecisionKind.COLUMN,
        DecisionKind.CELL,
        DecisionKind.VALUE,
    }
)
"""Items about a document that may keep an answer back."""


def _unread(items: Iterable[ReviewItem]) -> set[tuple[str, str]]:
    """(wave, authority) of whom something that came in still waits for a person."""
    waiting = [item for item in items if item.kind in _HOLDING and item.state is not ReviewState.DECIDED]
    return {(item.wave, authority) for item in waiting for authority in item.authority.split("+")}


# units


def _with_units(
    campaign: Campaign, records: Sequence[Record], decisions: DecisionIndex
) -> tuple[list[Record], list[ReviewItem]]:
    """Records counted under the unit asked, where a person said so; an item for each other unit at each authority."""
    asked = {q.id: q.unit for q in campaign.questions}
    groups: dict[tuple[str, str, str, str], list[Record]] = {}
    for record in records:
        if record.state is not RecordState.SET_ASIDE and record.unit != asked.get(record.question, record.unit):
            groups.setdefault((record.wave, record.authority, record.unit, asked[record.question]), []).append(record)
    items: list[ReviewItem] = []
    counted: dict[str, Record] = {}
    for (wave, authority, unit, wanted), group in sorted(groups.items()):
        item, decision = settle(_unit_item(campaign, wave, authority, unit, wanted, group), decisions)
        items.append(item)
        if decision:
            counted |= {r.record_id: _counted_as(r, decision) for r in group}
    return [counted.get(r.record_id, r) for r in records], items


def _counted_as(record: Record, decision: Decision) -> Record:
    verdict = verdict_of(decision)
    return record.model_copy(
        update={
            "counted_as": str(verdict.get("unit", record.unit)),
            "caveat": "; ".join(part for part in (record.caveat, str(verdict.get("caveat", ""))) if part),
            "decision": record.decision or decision.decision_id,
        }
    )


def _unit_item(
    campaign: Campaign, wave: str, authority: str, unit: str, wanted: str, group: Sequence[Record]
) -> ReviewItem:
    documents = sorted({(r.document, r.document_name) for r in group})
    item = make_item(
        DecisionKind.COUNT_AS,
        digest(campaign.id, wave, authority),
        f"The reply counts {unit} where {wanted} were asked for. May they count as {wanted}?",
        wording=unit,
        choices=[{"unit": wanted, "caveat": f"{unit} counted as {wanted}"}, {"unit": unit}],
        campaign=campaign.id,
        wave=wave,
        authority=authority,
        document_name=", ".join(name for _, name in documents),
    )
    return item.model_copy(update={"fingerprint": fingerprint([d for d, _ in documents], unit)})


# contradictions


def _resolutions(
    campaign: Campaign, wave: str, authority: str, records: Sequence[Record], index: DecisionIndex
) -> tuple[list[ReviewItem], dict[str, Decision | None], dict[str, str]]:
    """Which of contradicting values holds: an item for each dispute, the decision on it by question, and what is to
    be said beside a figure that another document gives otherwise, by record.

    A dispute that the headline question has already is asked about once.
    """
    items: list[ReviewItem] = []
    decided: dict[str, Decision | None] = {}
    asked: dict[frozenset[str], Decision | None] = {}
    told: dict[str, str] = {}
    for question in sorted(campaign.questions, key=lambda q: not q.headline):
        own = answerable(records, question, campaign.questions)
        unit = answered_unit(own, question)
        count = count_of([r for r in own if r.counted_as == unit], question)
        if count is None or not count.disputed:
            continue
        about = frozenset(r.record_id for c in count.candidates for r in c.records)
        wider = next((known for known in asked if about <= known), None)
        if wider is None:
            item, asked[about] = settle(_dispute(campaign, question, wave, authority, count), index)
            items.append(item)
        decided[question.id] = asked[about if wider is None else wider]
        told |= _given_otherwise(count, own, question, decided[question.id])
    return items, decided, told


def _given_otherwise(
    count: Count, records: Sequence[Record], question: Question, resolved: Decision | None
) -> dict[str, str]:
    """record -> its caveat, where another document gives the same cell unlike and it was not chosen (yet)."""
    unit = answered_unit(records, question)
    chosen = count_of([r for r in records if r.counted_as == unit], question, resolved) if resolved else None
    held = {r.record_id for r in chosen.records} if chosen else set()
    told = "another figure was chosen in its place" if chosen else "another document gives another figure"
    unlike = {
        r.record_id for one, other in clashing(c.view for c in count.candidates) for r in unlike_cells(one, other)
    }
    return dict.fromkeys(unlike - held, told)


def _with_caveat(record: Record, told: str) -> Record:
    return record.model_copy(update={"caveat": "; ".join(filter(None, (record.caveat, told)))}) if told else record


def _own_record(candidate: Candidate, every: Sequence[Candidate]) -> Record:
    """A record by which a candidate is told from the others: what was corrected shares most of its rows."""
    others = {r.record_id for other in every if other is not candidate for r in other.records}
    return next((r for r in candidate.records if r.record_id not in others), candidate.records[0])


def _dispute(campaign: Campaign, question: Question, wave: str, authority: str, count: Count) -> ReviewItem:
    """A changed value on either side opens it again: the person chose between the values seen."""
    known = [c for c in count.candidates if c.records]
    values = sorted((c.basis, c.value[0], str(c.value[1])) for c in known)
    item = make_item(
        DecisionKind.RESOLVE,
        digest(campaign.id, wave, authority),
        f"The replies give {'; '.join(c.in_words for c in known)} for question {question.id}. Which holds?",
        wording=f"question {question.id}",
        choices=[{"choose": _own_record(c, known).record_id, "caveat": c.in_words} for c in known],
        detail={"candidates": [{"basis": c.basis, "value": words(c.value), "place": c.view.place} for c in known]},
        campaign=campaign.id,
        wave=wave,
        authority=authority,
        question=question.id,
    )
    return item.model_copy(update={"fingerprint": fingerprint(values, values)})
