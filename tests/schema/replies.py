"""Small replies made of values: a campaign, a vocabulary, tables as an extractor gives them, decisions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from schema.campaign import Campaign, HeaderMap, Question
from schema.decision import Decision, DecisionKind
from schema.mapping.reading import DocumentContext, Mapped, map_reading
from schema.reading import Cell, Outcome, ProseFigure, Reading, Table
from schema.record import Record
from schema.review import DecisionIndex
from schema.vocabulary import Vocabulary

QUESTIONS = (
    Question("1", "How many cases were there in each year?", "count", "cases", ("period",), headline=True),
    Question("2", "How many of them were officers and staff?", "breakdown", "cases", ("role",)),
    Question("3", "What was the outcome?", "breakdown", "cases", ("outcome",)),
    Question("4", "Which platform was used?", "breakdown", "cases", ("platform",)),
)
CAMPAIGN = Campaign(
    id="survey",
    title="A survey",
    period_start="2009-01-01",
    period_end="2014-02-17",
    unit="cases",
    questions=QUESTIONS,
    authorities=("kent", "essex", "surrey", "warwickshire", "west-mercia"),
    letter="",
    headers=HeaderMap(
        dimensions={"role": "role", "outcome": "outcome", "platform": "platform", "year": "period", "rank": "role"},
        counts={
            "number": {},
            "no": {},
            "cases": {},
            "number of cases": {},
            "total": {},
            "police officers": {"role": "police_officer"},
        },
        ignored={"ref": "a running number"},
    ),
    outcome_groups={"no_action": ("no_further_action",), "left": ("resigned", "dismissed")},
)
VOCABULARY = Vocabulary(
    {
        "role": {
            "police_officer": ("Police officer", "Police officers", "Officer"),
            "special_constable": ("Special constable",),
            "police_staff": ("Police staff", "Civilian staff"),
            "pcso": ("PCSO", "PCSOs"),
            "not_stated": ("Not recorded",),
        },
        "rank": {"constable": ("PC", "Constable"), "inspector": ("Inspector",)},
        "rank_band": {"constable": (), "inspector_plus": ("Inspector or above",)},
        "outcome": {
            "no_further_action": ("No further action", "NFA"),
            "written_warning": ("Written warning",),
            "resigned": ("Resigned",),
            "dismissed": ("Dismissed",),
            "not_stated": ("Unknown",),
        },
        "platform": {"facebook": ("Facebook",), "twitter": ("Twitter",), "not_stated": ("Not recorded",)},
    }
)
NAMES = {
    "kent police": "kent", "kent": "kent", "essex": "essex", "warwickshire": "warwickshire",
    "warwickshire police": "warwickshire", "west mercia": "west-mercia", "west mercia police": "west-mercia",
    "west midlands": "west-midlands",
}  # fmt: skip
NO_DECISIONS = DecisionIndex.of([])


def table(*rows: tuple[str, ...], title: str = "", accept: bool = True, head_rows: int = 1, **more: Any) -> Table:
    """A table of a page; its first row is the heading."""
    page = more.pop("page", 1)
    cells = more.pop("cells", tuple(Cell(r, c, t, page=page) for r, row in enumerate(rows) for c, t in enumerate(row)))
    given = {
        "extractor": "ruled",
        "version": "1",
        "confidence": 0.9,
        "why_not": () if accept else ("no second reader",),
    }
    return Table(
        rows=rows, cells=cells, head_rows=head_rows, title=title, page=page, accept=accept, **{**given, **more}
    )


def reading(*tables: Table, sha256: str = "a" * 64, name: str = "reply.pdf", **more: Any) -> Reading:
    """A document that was read."""
    given: dict[str, Any] = {"outcome": Outcome.READ, "reason": "read", "media_type": "application/pdf"}
    return Reading(sha256=sha256, name=name, tables=tables, **{**given, **more})


def figure(question: str, label: str, printed: str, low: int | None, period: str = "", **more: Any) -> ProseFigure:
    """A number in a sentence."""
    sentence = f"{question}. {label}: {printed}."
    return ProseFigure(question, label, period, printed, low, low, sentence=sentence, **more)


def context(*authorities: str, campaign: Campaign = CAMPAIGN, **more: Any) -> DocumentContext:
    return DocumentContext(campaign, "first", authorities or ("kent",), names=NAMES, **more)


def mapped(document: Reading | Table, *decisions: Decision, to: tuple[str, ...] = ("kent",), **more: Any) -> Mapped:
    """A document (or one table of one) mapped."""
    if isinstance(document, Table):
        document = reading(document)
    return map_reading(document, context(*to, **more), VOCABULARY, DecisionIndex.of(decisions))


def decision(
    kind: DecisionKind, item: str, verdict: dict[str, Any], at: str = "2014-04-01T10:00:00+01:00", **more: Any
) -> Decision:
    return Decision(
        decision_id=more.pop("decision_id", f"{item}-{at}"),
        at=at,
        by="ada",
        kind=kind,
        item=item,
        verdict=json.dumps(verdict),
        **more,
    )


def decide(found: Mapped, kind: DecisionKind, verdict: dict[str, Any], **more: Any) -> Decision:
    """A decision on the one item of this kind."""
    (item,) = [i for i in found.items if i.kind is kind]
    seen = {
        "document": item.document,
        "row_text": item.row_text,
        "ordinal": item.ordinal,
        "fingerprint": item.fingerprint,
    }
    return decision(kind, item.item_id, verdict, **{**seen, **more})


def with_campaign(**changes: Any) -> Campaign:
    return replace(CAMPAIGN, **changes)


def brief(record: Record) -> tuple[str, str, str, float | None, float | None, str]:
    """role, outcome, period, low, high, row kind of a record."""
    return record.role, record.outcome, record.period, record.low, record.high, record.row_kind.value
