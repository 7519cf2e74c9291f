"""Published figures beside the documents. A claim is tested or shown; it never becomes a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from checks.given import CheckInput
from schema.answers import answerable, answered_unit, candidates_of
from schema.campaign import Claim, Question
from schema.finding import Finding
from schema.league import SUBSTANTIVE, LeagueRow, unknown
from schema.record import NOT_STATED, WITHHELD, Record
from schema.views import Interval, View, add, agree, matches, total_of, views_of, words

PERCENT = "%"


def claims(given: CheckInput) -> Iterator[Finding]:
    """claim_differs, claim_other_scope, claims_contradict."""
    for wave in given.leagues:
        for claim in given.campaign.claims:
            yield from _tested(given, wave, claim)
        yield from _contradictions(given, wave)


def _tested(given: CheckInput, wave: str, claim: Claim) -> Iterator[Finding]:
    seen = observed(given, wave, claim)
    if seen is None:
        return
    who = given.name(claim.authority) if claim.authority else "all that answered"
    where = {"wave": wave, "authority": claim.authority, "question": claim.question}
    what = f" ({_narrowed(claim)})" if claim.dimensions else ""
    note = f" {claim.note[0].upper()}{claim.note[1:]}." if claim.note else ""
    published = f"{claim.as_printed!r} was published of {who} ({claim.source})"
    if not claim.same_scope or not _same_unit(given, claim):
        scope = claim.scope or f"in {claim.unit}"
        message = (
            f"{published}, of another scope: {scope}. The documents here give {_beside(given, wave, claim)}.{note}"
        )
        yield given.finding("claim_other_scope", message, **where)
    elif not agree(_interval(claim), seen):
        message = f"{published}; the documents give {_said(seen, claim)}{what}.{note}"
        yield given.finding("claim_differs", message, **where)


def _beside(given: CheckInput, wave: str, claim: Claim) -> str:
    """The whole count of the documents, and the part of it that the claim narrows to."""
    whole = observed(given, wave, replace(claim, dimensions={}))
    seen = observed(given, wave, claim)
    unit = given.campaign.headline.unit
    parts = [f"{_said(whole, claim)} {unit}"] if whole else []
    if claim.dimensions and seen:
        parts.append(f"{_said(seen, claim)} of them {_narrowed(claim)}")
    return ", ".join(parts)


def _narrowed(claim: Claim) -> str:
    return ", ".join(f"{d} {v.replace('_', ' ')}" for d, v in sorted(claim.dimensions.items()))


def _interval(claim: Claim) -> Interval:
    return claim.low or 0, claim.high


def _said(seen: Interval, claim: Claim) -> str:
    if claim.unit != PERCENT:
        return words(seen)
    high = "100" if seen[1] is None else f"{seen[1]:.1f}"
    return f"{seen[0]:.1f} to {high} %" if seen[0] != seen[1] else f"{seen[0]:.1f} %"


def _same_unit(given: CheckInput, claim: Claim) -> bool:
    """True when the claim counts what the records count, under their own unit or the one that they count as."""
    if claim.unit == PERCENT or not claim.authority:
        return True
    records = [r for r in given.consolidated.records if r.authority == claim.authority]
    return not records or any(claim.unit in (r.unit, r.counted_as) for r in records)


# what the documents say


def observed(given: CheckInput, wave: str, claim: Claim) -> Interval | None:
    """What the documents allow for a claim; None where they say nothing of it. Per cent for a claim in per cent."""
    if claim.unit != PERCENT:
        return _observed_count(given, wave, claim)
    part = _observed_count(given, wave, claim)
    whole = _observed_count(given, wave, replace(claim, dimensions={}))
    if part is None or whole is None or not whole[0]:
        return None
    high = None if part[1] is None else min(100.0, part[1] / whole[0] * 100)
    return (0.0 if whole[1] is None else part[0] / whole[1] * 100), high


def _observed_count(given: CheckInput, wave: str, claim: Claim) -> Interval | None:
    question = next((q for q in given.campaign.questions if q.id == claim.question), None)
    if question is None:
        return None
    every = given.leagues[wave].rows
    rows = [r for r in every if claim.authority in ("", r.authority) and (r.answer in SUBSTANTIVE or unknown(r))]
    asked = _asked_of(given, question)
    seen = [_at(given, wave, row, asked, claim.dimensions) if row.cases else None for row in rows]
    if not any(seen) and claim.authority:
        return None
    # over all authorities an answer that says nothing of it may hold any number of its cases
    parts = [i or (0, r.cases[1] if r.cases else None) for i, r in zip(seen, rows, strict=True)]
    return total_of(parts) if parts else None


def _asked_of(given: CheckInput, question: Question) -> Question:
    """The headline question, unless the claim's own question counts a population of its own."""
    return question if question.fixed else given.campaign.headline


def _at(given: CheckInput, wave: str, row: LeagueRow, question: Question, wanted: Mapping[str, str]) -> Interval | None:
    """The count at one authority: from a table that splits by all that is wanted, else bounded by single splits."""
    records = answerable(given.of(wave, row.authority), question, given.campaign.questions)
    unit = answered_unit(records, question)
    counted = [r for r in records if r.counted_as == unit]
    if not wanted:
        return row.cases if question.headline else _whole(counted, question)
    views = [v for v in views_of(counted, question) if v.items]
    exact = [_in_view(v, wanted) for v in views if _splits(v, wanted)]
    if exact:
        return min(exact, key=lambda i: float("inf") if i[1] is None else i[1] - i[0])
    return _bounded(views, wanted, row.cases or (0, None))


def _whole(records: Sequence[Record], question: Question) -> Interval | None:
    known = [c for c in candidates_of(records, question) if c.records]
    return known[0].value if known else None


def _splits(view: View, wanted: Mapping[str, str]) -> bool:
    return {_dimension(d) for d in wanted} <= set(view.breakdown)


def _dimension(name: str) -> str:
    return "outcome" if name == "outcome_group" else name


def _in_view(view: View, wanted: Mapping[str, str]) -> Interval:
    """The rows that match; rows that do not state what is wanted may belong to it too."""
    sure = [r for r in view.items if matches(r, wanted)]
    maybe = [r for r in view.items if r not in sure and _may_match(r, wanted)]
    low, high = add(sure)
    more = add(maybe)[1]
    return low, None if high is None or more is None or view.waiting else high + more


def _may_match(record: Record, wanted: Mapping[str, str]) -> bool:
    open_values = (NOT_STATED, WITHHELD)
    return all(
        matches(record, {d: value}) or record.dimension(_dimension(d)) in open_values for d, value in wanted.items()
    )


def _bounded(views: Sequence[View], wanted: Mapping[str, str], cases: Interval) -> Interval | None:
    """No table crosses what is wanted: at most the least of the single counts, at least what they must share."""
    single = []
    for dimension, value in wanted.items():
        counts = [_in_view(v, {dimension: value}) for v in views if _splits(v, {dimension: value})]
        single.append(min(counts, key=lambda i: float("inf") if i[1] is None else i[1]) if counts else (0, cases[1]))
    if all(interval == (0, cases[1]) for interval in single):
        return None
    highs = [high for _, high in single if high is not None]
    spare = None if cases[1] is None else cases[1] * (len(single) - 1)
    low = 0 if spare is None else max(0, sum(low for low, _ in single) - spare)
    return low, min(highs) if highs else None


# claims beside each other


def _contradictions(given: CheckInput, wave: str) -> Iterator[Finding]:
    comparable = [c for c in given.campaign.claims if c.same_scope and c.unit != PERCENT]
    for one, other in combinations(sorted(comparable, key=lambda c: c.id), 2):
        if (one.authority, one.unit) != (other.authority, other.unit) or not _clash(given, wave, one, other):
            continue
        who = given.name(one.authority) if one.authority else "all that answered"
        message = (
            f"Of {who}, {one.as_printed!r} ({one.source}) and {other.as_printed!r} ({other.source}) "
            f"were published, and cannot both be true."
        )
        yield given.finding("claims_contradict", message, wave=wave, authority=one.authority, question=other.question)


def _clash(given: CheckInput, wave: str, one: Claim, other: Claim) -> bool:
    """The same thing with two numbers; or parts of one whole that need more than the whole has."""
    if one.dimensions == other.dimensions:
        return one.question == other.question and not agree(_interval(one), _interval(other))
    if set(one.dimensions) != set(other.dimensions) or len(one.dimensions) < 2:
        return False
    shared = {d: v for d, v in one.dimensions.items() if other.dimensions[d] == v}
    if len(one.dimensions) - len(shared) != 1:
        return False
    whole = observed(given, wave, replace(one, dimensions=shared))
    return whole is not None and whole[1] is not None and (one.low or 0) + (other.low or 0) > whole[1]
