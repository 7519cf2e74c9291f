"""Numbers that stand in sentences, and numbers that people type from what no machine can read.

Nothing read from a sentence counts without a person's acceptance: it may be workload, a limit or a quotation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schema.answer_form import YES_OR_NO
from schema.decision import Decision, DecisionKind, ReviewItem, ReviewState
from schema.identity import digest, row_words
from schema.mapping.by_wording import with_wordings
from schema.mapping.columns import Use, read_heading
from schema.mapping.document import Document, Mapped
from schema.mapping.question import choose_question, question_id
from schema.mapping.records import dimension_fields, question_named
from schema.mapping.scope import counts_as_asked, kind_of_figure, loose, question_in_words, question_of_figure
from schema.mapping.words import AUTHORITY, QUESTION, Lexicon, unit_in
from schema.mapping.yes_no import is_word, said_in_words, yes_or_no
from schema.periods import Period, days_of, read_letter_period, read_period
from schema.reading import Outcome, ProseFigure, Table
from schema.record import ALL, NOT_STATED, WITHHELD, Grain, Record, RecordState, RowKind
from schema.review import fingerprint
from schema.suppression import read_value
from schema.value import Kind
from schema.vocabulary import normalise

_FILLING = frozenset(
    "a an the of in on by for to and or were was is are been have has had there them these those which who that it "
    "they their this our we with at from over case cases complaint complaints allegation allegations investigation "
    "investigations incident incidents matter matters people person persons individual individuals total number "
    "overall all year years calendar financial period recorded received investigated concerned concerning "
    "involved involving related relating role outcome outcomes platform force during time times occasion occasions "
    "instance instances same".split()
)
"""Words that tell nothing of what is counted."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with what it answers. ``values`` may name an authority, where one reply speaks for two."""

    key: str
    figure: ProseFigure
    question: str
    values: Mapping[str, str]
    printed: Mapping[str, str]
    understood: bool


def map_figures(document: Document) -> Mapped:
    """The figures of the running text as records, and the one item that asks which of them count."""
    placed = _placed(document)
    if not placed:
        return Mapped()
    item, decision, verdict = document.settle(_figures_item(document, placed))
    accepted, rejected = set(verdict.get("accept", ())), set(verdict.get("reject", ()))
    assigned: Mapping[str, Mapping[str, str]] = verdict.get("assign", {})
    placed = [_assigned(document, p, assigned.get(p.key, {})) for p in placed]
    records = [_record(document, p, decision if p.key in accepted else None) for p in placed if p.key not in rejected]
    # that a number counts does not say what it counts: one that is not understood stays open until that is said, too
    open_keys = [p.key for p in placed if p.key not in rejected and not (p.key in accepted and p.understood)]
    if open_keys and decision:
        item = item.model_copy(update={"state": ReviewState.OPEN})
    return Mapped(tuple(records), (item,))


def _placed(document: Document) -> list[Placed]:
    reading, tables = document.reading, (table for _, table in document.tables)
    said = with_wordings(reading.figures, reading.text, document.context.campaign, tables)
    figures = (*said, *_in_words(document))
    seen: Counter[tuple[str, ...]] = Counter()
    placed = []
    for figure in figures:
        about = (row_words([figure.sentence]), figure.label, figure.period, figure.as_printed)
        placed.append(_place(document, figure, digest("figure", document.sha256, *about, seen[about])))
        seen[about] += 1
    return placed


def _in_words(document: Document) -> Iterable[ProseFigure]:
    """The yes, no and "not held" of a letter; what was recognised in an image is typed by a person."""
    tables = [table for _, table in document.tables]
    readable = document.reading.outcome not in UNREAD and not any(map(recognised, tables))
    return said_in_words(document.reading.text, document.context.campaign, tables) if readable else ()


def _place(document: Document, figure: ProseFigure, key: str) -> Placed:
    """By its number or its label: a label is a value of a dimension, a heading of counts, or the question's words."""
    values, printed, understood = _labels(document, figure)
    campaign = document.context.campaign
    by_number = question_id(figure.question, campaign) if figure.question else ""
    question = by_number or question_of_figure(figure.label, campaign)
    if not question and values:
        unit = unit_in(figure.label, document.lexicon.units)
        question = choose_question(campaign, (), values, values, listed=False, unit=unit)
    question = question or question_in_words(figure.sentence, campaign)
    told = AUTHORITY in values or not loose(figure, values, question_named(document, question), document.lexicon)
    understood = understood and bool(question) and told and counts_as_asked(figure, values, by_number, campaign)
    # "18 to 64: 30": a wording of the campaign's own that looks like a number is none
    understood = understood and not document.lexicon.is_declared(figure.as_printed)
    return Placed(key, figure, question, values, printed, understood)


def _labels(document: Document, figure: ProseFigure) -> tuple[dict[str, str], dict[str, str], bool]:
    values: dict[str, str] = {}
    printed: dict[str, str] = {}
    understood = True
    if figure.label:
        said = _label_values(document, figure)
        understood = said is not None
        values |= said or {}
        printed |= dict.fromkeys(said or {}, figure.label)
    period = read_letter_period(figure.period)
    if period.known and not _whole(document, period):
        values.setdefault("period", period.iso)
        printed.setdefault("period", figure.period)
    return values, printed, understood


def _whole(document: Document, period: Period) -> bool:
    """The days of the survey, also where only their first is told ("since 1 January 2009")."""
    asked = document.context.campaign.period_of(None)
    days = days_of(asked)
    return period.iso == asked or (period.last is None and days is not None and days[0] == period.first)


def _label_values(document: Document, figure: ProseFigure) -> dict[str, str] | None:
    """{} for a label that only says "cases" or "by year"; None for one that holds words without a meaning here."""
    lexicon = document.lexicon
    if lexicon.is_declared(figure.label):
        return lexicon.any_value(figure.label)  # "1 to 4" names no question
    question = question_named(document, question_id(figure.question, lexicon.campaign))
    asked = [d for d in (question.dimensions if question else lexicon.dimensions) if d != "period"]
    heading = read_heading(figure.label, lexicon)
    if heading.use is Use.COUNT and not any(lexicon.value(d, figure.label) for d in asked):
        return dict(heading.fixed)
    if question_of_figure(figure.label, lexicon.campaign):
        return {}
    told = {word for part in (*lexicon.units, figure.period) for word in normalise(part).split()}
    return _inside([w for w in normalise(figure.label).split() if w not in told], asked, lexicon)


def _inside(words: list[str], dimensions: Iterable[str], lexicon: Lexicon) -> dict[str, str] | None:
    """The longest run of words that is a value of one of the dimensions; all the others must be mere filling."""
    filling = _FILLING | lexicon.titles
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            run = " ".join(words[start : start + length])
            rest = {*words[:start], *words[start + length :]} - filling
            for dimension in dimensions:
                if found := lexicon.value(dimension, run):
                    return None if rest else found
    return None if set(words) - filling else {}


def _assigned(document: Document, placed: Placed, said: Mapping[str, str]) -> Placed:
    """The figure as a person placed it: {"question": ..., dimension: value ...}."""
    if not said:
        return placed
    values = {**placed.values, **{d: v for d, v in said.items() if d != "question"}}
    question = said.get("question", placed.question)
    return Placed(placed.key, placed.figure, question, values, placed.printed, bool(question))


def _record(document: Document, placed: Placed, decision: Decision | None) -> Record:
    figure = placed.figure
    state = document.state() or (RecordState.ACCEPTED if decision and placed.understood else RecordState.WAITING)
    has_span = figure.start is not None and figure.end is not None
    kind = (
        Kind.EXACT
        if figure.unit == YES_OR_NO and figure.low is not None
        else kind_of_figure(figure, document.reading.text)
    )
    return _made(
        document,
        placed.question,
        placed.values,
        placed.printed,
        key=placed.key,
        as_printed=figure.as_printed,
        low=figure.low,
        high=figure.high,
        kind=kind.value,
        unit=figure.unit or unit_in(figure.label, document.lexicon.units),
        row_text=row_words([figure.sentence or figure.label]),
        page=figure.page,
        span=f"{figure.start}-{figure.end}" if has_span else "",
        extractor=document.reading.extractor,
        extractor_version=document.reading.version,
        state=state,
        accepted_by="decision" if state is RecordState.ACCEPTED else "",
        decision=decision.decision_id if decision else "",
    )


def _made(
    document: Document,
    question: str,
    values: Mapping[str, str],
    printed: Mapping[str, str],
    *,
    key: str,
    unit: str,
    **fields: Any,
) -> Record:
    context, asked = document.context, question_named(document, question)
    values = {**(asked.fixed if asked else {}), **values}
    keys = {d for d in values if d not in (AUTHORITY, QUESTION, *(asked.fixed if asked else ()))}
    filed = context.authorities[0] if len(context.authorities) == 1 else ""
    authority = values.get(AUTHORITY, filed)
    unit = unit or (asked.unit if asked else context.campaign.unit)
    if not authority:
        fields |= {"state": RecordState.WAITING, "accepted_by": ""}
    whole = not any(values[d] != ALL for d in keys)
    return Record(
        record_id=digest("record", context.campaign.id, context.wave, authority, question, document.sha256, key),
        campaign=context.campaign.id,
        wave=context.wave,
        authority=authority,
        question=question,
        grain=Grain.FIGURE,
        unit=unit,
        counted_as=unit,
        breakdown="+".join(sorted(keys)),
        row_kind=RowKind.TOTAL if whole else RowKind.ITEM,
        period_asked=context.campaign.period_of(asked),
        document=document.sha256,
        document_name=document.name,
        **{**dimension_fields(values, printed, document.lexicon), **fields},
    )


def _figures_item(document: Document, placed: Iterable[Placed]) -> ReviewItem:
    every = list(placed)
    refused = [p.question for p in every if p.question in document.context.refused]
    shown = [
        {
            "key": p.key,
            "question": p.question,
            "label": p.figure.label,
            "values": dict(p.values),
            "as_printed": p.figure.as_printed,
            "sentence": p.figure.sentence,
            "understood": p.understood,
            "refused": p.question in refused,
            "legend": _is_legend(p) and p.question not in refused,
        }
        for p in every
    ]
    counted = [p.key for p in every if p.understood and p.question not in refused]
    asides = [p.key for p in every if p.key not in counted and _is_aside(p, refused)]
    doubt = " Some stand under a refused question and may be workload." if refused else ""
    item = document.item(
        DecisionKind.FIGURES,
        f"Which of these {len(every)} {_named(every)} in sentences are answers?{doubt}",
        wording="figures",
        choices=[{"accept": counted, "reject": asides}] if (counted or asides) and not document.context.apart else [],
        detail={"figures": shown},
    )
    # each figure's key names its sentence and its value, so a changed figure is a new key and is asked again
    return item.model_copy(update={"fingerprint": fingerprint(document.sha256, document.sha256)})


def _is_aside(placed: Placed, refused: Iterable[str]) -> bool:
    """A number that answers nothing, is workload, or says how numbers are shown. Any other under a question, or of an
    authority, though its words are not understood, may be an answer: no proposal throws it away."""
    nowhere = not placed.question and AUTHORITY not in placed.values
    return placed.question in refused or nowhere or _is_legend(placed)


def _is_legend(placed: Placed) -> bool:
    """A number that says how numbers are shown: "1 to 4 are shown as <5"."""
    return not placed.understood and bool(_LEGEND.search(placed.figure.label))


_LEGEND = re.compile(
    r"\b(?:shown|printed|displayed|replaced|suppressed|rounded)\b.*\b(?:as|by|to|with|where|if)\b", re.IGNORECASE
)


def _named(placed: Iterable[Placed]) -> str:
    words = {is_word(p.figure) for p in placed}
    return "numbers" if words == {False} else "words" if words == {True} else "numbers and words"


def typed_item(document: Document) -> ReviewItem:
    """The item that asks a person to type what no machine could read."""
    reading = document.reading
    asks = f"A machine cannot vouch for {document.name} ({reading.outcome.value}: {reading.reason}). What does it say?"
    return document.item(
        DecisionKind.TYPED,
        asks if _vouched_for_by_nobody(document) else f"What does {document.name} say beside what was found in it?",
        wording="typed",
        choices=[{"figures": []}],
        detail={"outcome": reading.outcome.value, "reason": reading.reason},
    )


UNREAD = (
    Outcome.NEEDS_OCR,
    Outcome.PASSWORD,
    Outcome.UNSUPPORTED,
    Outcome.DAMAGED,
    Outcome.UNSAFE,
    Outcome.TOO_BIG,
    Outcome.TIMED_OUT,
    Outcome.CRASHED,
)
"""The outcomes that leave a document to a person's eyes."""


def recognised(table: Table) -> bool:
    """True for a table whose text a machine recognised in an image: its reader says so among its doubts."""
    return any("scan" in why.lower() or "recognised" in why.lower() for why in table.why_not)


def _vouched_for_by_nobody(document: Document) -> bool:
    return document.reading.outcome is not Outcome.READ or any(recognised(table) for _, table in document.tables)


def typed_instead(document: Document) -> bool:
    """True when a person typed what the document says, so that what was recognised in its image is not asked about.

    What was typed beside a readable text, where an answer in it was not found, stands in the place of nothing."""
    return _vouched_for_by_nobody(document) and document.settle(typed_item(document))[1] is not None


def map_typed(document: Document, images_open: bool) -> Mapped:
    """What people typed from a document; an item where it has to be typed because nothing could be read, or where
    what was recognised in an image still waits (``images_open``)."""
    item, decision, verdict = document.settle(typed_item(document))
    unread = document.reading.outcome in UNREAD and not document.tables and not document.reading.figures
    items = (item,) if decision or unread or images_open else ()
    if not decision:
        return Mapped(items=items)
    figures = [f for f in verdict.get("figures", ()) if isinstance(f, dict)]
    mapped = [_typed(document, figure, n, decision) for n, figure in enumerate(figures)]
    return Mapped.joined([Mapped(items=items), *mapped])


TYPED_FIELDS = ("question", "as_printed", "page", "box", "unit", "authority", "grain", "row_kind", "caveat")


def _typed(document: Document, figure: Mapping[str, Any], n: int, decision: Decision) -> Mapped:
    """One typed figure; its dimension values may be canonical or as printed, and unknown ones wait."""
    values: dict[str, str] = {AUTHORITY: str(figure["authority"])} if figure.get("authority") else {}
    unknown = []
    for dimension, text in ((d, str(t)) for d, t in figure.items() if d not in TYPED_FIELDS):
        meant = _typed_value(document, dimension, text)
        values |= meant or {dimension: text}
        unknown += [] if meant else [f"{text!r} is no known value of {dimension}"]
    question = str(figure.get("question", ""))
    asked, text = question_named(document, question), str(figure.get("as_printed", ""))
    said = yes_or_no(text) if asked and asked.unit == YES_OR_NO else None
    value = said or read_value(text, single=True)
    understood = not unknown and asked is not None
    state = RecordState.ACCEPTED if understood else RecordState.WAITING
    record = _made(
        document,
        question,
        values,
        {d: str(t) for d, t in figure.items() if d not in TYPED_FIELDS},
        key=f"typed {n} {sorted(values.items())}",
        unit=str(figure.get("unit", "")),
        as_printed=value.as_printed,
        low=value.low,
        high=value.high,
        kind=value.kind.value,
        row_text=row_words([f"{d}={v}" for d, v in sorted(values.items())]),
        ordinal=n,
        page=figure.get("page"),
        box=str(figure.get("box") or ""),
        extractor="typed",
        extractor_version=decision.by,
        confidence=1.0,
        state=state,
        accepted_by="decision" if understood else "",
        decision=decision.decision_id,
        caveat=str(figure.get("caveat", "")),
    )
    place = f"{document.name}, typed figure {n + 1}"
    findings = [document.finding("value_not_in_vocabulary", f"{told}.", place=place) for told in unknown]
    return Mapped((record,), (), tuple(findings))


def _typed_value(document: Document, dimension: str, text: str) -> dict[str, str] | None:
    if dimension == "period":
        period = read_period(text)
        iso = period.iso or (text if text in (ALL, NOT_STATED) else "")
        return {"period": iso} if iso else None
    groups = () if dimension in document.lexicon.declared else ("officer", "staff", "other")
    if text in (ALL, NOT_STATED, WITHHELD, *groups):
        return {dimension: text}
    return document.lexicon.value(dimension, text)
