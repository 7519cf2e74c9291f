"""What the pages show, as rows: the twins of the boards, the queue, one request, one number and one document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desk.bulk import Covered
from desk.downloads import Twin
from desk.evidence import Source
from desk.waiting import Waiting
from flows.steps.publish_tables import case_fields, declared_values
from schema.dimension import AS_PRINTED, Dimension
from schema.record import Record
from schema.review_agreement import Agreement
from storage.snapshot.content import Field

if TYPE_CHECKING:
    from desk.state import Desk

NEEDS = ("needs", "authority_id", "authority", "wave", "what", "state", "since", "why", "choices", "address")
QUEUE = ("item", "kind", "state", "for", "authority_id", "authority", "campaign", "wave", "question", "asks")
QUEUE_PLACE = ("document", "document_name", "place")
REQUEST = ("part", "at", "what", "value", "words", "by", "place")
AGREED = ("field", "n", "same", "percent", "kappa", "kappa_undefined")
PROPOSED = ("dimension", "as_printed", "value", "by", "at", "item", "decision", "document")
FILES = ("edition", "file", "bytes", "sha256")
TOLD = ("field", "value", "meaning")
Row = tuple[Any, ...]
COVERED = ("item", "authority_id", "place", "accepted", "row", "does_not_pass")


def fields_of(declared: Iterable[Dimension]) -> list[Field]:
    """The columns of a number, as they are published; without those that are looked up elsewhere."""
    dimensions = list(declared)
    own = {name for dimension in dimensions for name in (dimension.name, f"{dimension.name}{AS_PRINTED}")}
    return [field for field in case_fields(dimensions) if field.name in own or field.name in Record.model_fields]


def values_of(found: Record, declared: Iterable[Dimension]) -> Mapping[str, Any]:
    """What stands in these columns."""
    return {**declared_values(found, declared), **found.model_dump(mode="json")}


def waves_twin(every: Sequence[Mapping[str, Any]], paused: Mapping[str, str], states: Sequence[str]) -> Twin:
    """Every wave with its letters, state by state."""
    columns = ("wave", "campaign", "send_on", "paused", "letters", *states)
    rows = [tuple({**one, "paused": paused.get(str(one["wave"]), "")}[name] for name in columns) for one in every]
    return Twin("/waves", columns, rows, shown="/#waves", what="The list of waves")


def today_twin(desk: Desk, values: Mapping[str, Any]) -> Twin:
    """What needs a person today. ``values``: what the page shows."""
    rows = [*_to_file(values["filing"]), *_held(desk, values["held"]), *_unsettled(desk, values["unsettled"])]
    rows += [_follow_up(desk, row) for row in values["followups"]]
    for reference, authority, alarms in values["alarms"]:
        told = ("", reference, "alarm", "", "; ".join(alarms), "", f"/request/{reference}")
        rows.append(("alarm", authority, desk.called(authority), *told))
    for sign in values["signs"]:
        rows.append(
            ("schedule", "", "", "", sign.does, "alive" if sign.alive else "not running", sign.last, sign.when, "", "")
        )
    return Twin("/today", NEEDS, rows)


def _to_file(filing: Iterable[Any]) -> list[Row]:
    return [
        (
            *("to file", "", "", "", one.subject, str(one.item.state), one.received, one.item.asks),
            *("; ".join(candidate.reference for candidate in one.candidates), f"/review/{one.item.item_id}"),
        )
        for one in filing
    ]


def _held(desk: Desk, held: Iterable[Any]) -> list[Row]:
    return [
        (
            *("held", item.authority, desk.called(item.authority), item.wave, item.document_name, str(item.state)),
            *("", item.asks, "", f"/review/{item.item_id}"),
        )
        for item in held
    ]


def _unsettled(desk: Desk, entries: Iterable[Any]) -> list[Row]:
    return [
        (
            *("in doubt or refused", entry.letter.authority, desk.called(entry.letter.authority), entry.letter.wave),
            *(entry.letter.message_id, str(entry.state), entry.since, entry.words, "", ""),
        )
        for entry in entries
    ]


def _follow_up(desk: Desk, row: Any) -> Row:
    told = (row.stage, str(row.state), row.since, row.why or row.subject, "", "")
    return ("follow-up", row.authority, desk.called(row.authority), row.wave, *told)


def queue_twin(desk: Desk, now: Waiting) -> Twin:
    """What waits, in the order in which it should be decided; then what was sent back to others."""
    columns = (*QUEUE, *QUEUE_PLACE)
    rows = [
        (
            *(item.item_id, str(item.kind), str(item.state), now.sent_to(item), item.authority),
            *(desk.called(item.authority), item.campaign, item.wave, item.question, item.asks),
            *(item.document, item.document_name, item.place),
        )
        for item in (*now.open, *now.sent)
    ]
    return Twin("/review", columns, rows, what="The queue")


def bulk_twin(every: Iterable[Covered], query: str) -> Twin:
    """Every row that the checks cover, and every row of the same tables that they leave."""
    rows = [
        (one.item.item_id, one.item.authority, one.item.place, taken, " · ".join(row.cells), "; ".join(row.failed))
        for one in every
        for taken, lines in (("yes", one.rows), ("no", one.left))
        for row in lines
    ]
    return Twin("/review/bulk", COVERED, rows, query)


def agreement_twin(agreements: Iterable[Agreement]) -> Twin:
    """How far two coders agree, field by field."""
    rows = [(a.field, a.n, a.same, a.percent, a.kappa, a.why) for a in agreements]
    return Twin("/review/second", AGREED, rows, what="The agreement")


def proposals_twin(found: Iterable[Mapping[str, str]]) -> Twin:
    """The values that people gave and no vocabulary knows yet."""
    return Twin("/review/proposals", PROPOSED, [tuple(one[name] for name in PROPOSED) for one in found])


def request_twin(values: Mapping[str, Any]) -> Twin:
    """One request: where it stands, each day of its clock, answers, findings, documents and what was written."""
    status, letter = values["status"], values["letter"]
    axes = ("delivery", "clock", "correspondence", "challenge", "due", "days_late", "replied")
    rows: list[Row] = [("status", "", name, getattr(status, name), "", "", "") for name in axes]
    rows += [("alarm", "", alarm, "", "", "", "") for alarm in status.alarms]
    rows += [("clock", "", "", "", line, "", "") for line in values["course"].due.trace]
    for question in values["questions"]:
        cell, answer = values["cells"][question.id], values["answers"].get(question.id)
        rests_on = f"{answer.basis} {answer.records}".strip() if answer else ""
        rows.append(("answer", "", question.id, cell.words, question.text, "", rests_on))
    rows += [("finding", "", f.code, str(f.severity), f.message, "", f.place) for f in values["findings"]]
    for one in values["documents"]:
        rows.append(("document", "", one.name, one.outcome, one.reason, "", f"/document/{one.sha256}"))
    for step in values["steps"]:
        address = f"/document/{step.document}" if step.document else ""
        rows.append(("correspondence", step.at, step.title, step.side, step.text, step.by, address))
    return Twin(f"/request/{letter.reference}", REQUEST, rows)


def record_twin(found: Record, fields: Sequence[tuple[str, str, str]]) -> Twin:
    """Everything that is known of one number."""
    return Twin(f"/record/{found.record_id}", TOLD, fields)


def document_twin(source: Source, records: Iterable[Record], declared: Sequence[Dimension] = ()) -> Twin:
    """Every number read from a document, whether it counts yet or not; none while it is held."""
    columns = ("state", *(field.name for field in fields_of(declared) if field.name != "state"))
    told = (values_of(record, declared) for record in (() if source.held else records))
    rows = [tuple(values[name] for name in columns) for values in told]
    return Twin(f"/document/{source.sha256}", columns, rows, what="The numbers")


def snapshot_twin(editions: Collection[tuple[str, Mapping[str, Any]]]) -> Twin:
    """The published files with their hashes."""
    rows = [(place, file["path"], file["bytes"], file["sha256"]) for place, told in editions for file in told["files"]]
    return Twin("/snapshot", FILES, rows, what="The list of files")
