"""The methodology note of a published campaign, written from the run itself: what was asked, how it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from flows.steps.edition import Edition
from schema.campaign import Campaign
from schema.record import Record, RowKind
from schema.value import in_words
from schema.views import Interval


def methodology(edition: Edition, software: str) -> str:
    """The note as Markdown. Every figure in it is counted from the rows that are published with it."""
    parts = (
        _asked(edition),
        _came_out(edition),
        _exclusions(edition),
        _acceptance(edition),
        _versions(edition, software),
    )
    head = [f"# Methodology: {edition.campaign.title}", "", f"As at {edition.as_at.isoformat()}.", ""]
    return "\n".join([*head, *(line for part in parts for line in (*part, ""))])


def _asked(edition: Edition) -> Iterator[str]:
    campaign, courses = edition.campaign, edition.rows.courses
    sent = [course for course in courses if course.sent]
    days = sorted({course.sent[:10] for course in sent})
    yield from ("## What was asked", "")
    yield f"Period asked for: {campaign.period_start} to {campaign.period_end}. Law: {campaign.regime}."
    yield f"Letters planned: {len(courses)}; sent: {len(sent)}{_between(days)}. Unit counted: {campaign.unit}."
    yield ""
    for question in campaign.questions:
        yield f"- **{question.id}**{' (ranked)' if question.headline else ''}: {question.text}"
    yield from _own_words(campaign)


def _own_words(campaign: Campaign) -> Iterator[str]:
    """The dimensions that the campaign declares, and the words that it adds to the others."""
    if campaign.words:
        yield from ("", "Read by words of this campaign's own:", "")
    titles = {dimension.name: dimension.title for dimension in campaign.declared}
    for name, values in campaign.words.items():
        told = "; ".join(
            f"`{value}` ({', '.join(words)})" if words else f"`{value}`" for value, words in values.items()
        )
        yield f"- **{titles.get(name, name.replace('_', ' '))}** (`{name}`): {told}"


def _between(days: list[str]) -> str:
    if not days:
        return ""
    return f", on {days[0]}" if len(days) == 1 else f", between {days[0]} and {days[-1]}"


def _came_out(edition: Edition) -> Iterator[str]:
    totals = edition.league.totals
    late = [c for c in edition.rows.courses if c.days_late]
    names = edition.rows.workspace.name_of
    yield from ("## What came back", "", "| | |", "|---|---|")
    yield f"| authorities asked | {totals.asked} |"
    yield f"| answered | {totals.answered} |"
    yield f"| refused | {totals.refused} |"
    yield f"| silent | {totals.silent} |"
    yield f"| answered or still silent after the due day | {len(late)} |"
    for unit, bounds in totals.cases.items():
        yield f"| {unit} | {_words(bounds)} |"
    for role, bounds in totals.roles.items():
        yield f"| role {role.replace('_', ' ')} | {_words(bounds)} |"
    for group, part in totals.groups.items():
        yield f"| outcome group {group.replace('_', ' ')} | {_words(part.count)}, {_share(part.low, part.high)} |"
    if totals.groups:
        yield f"| cases of authorities that gave outcomes | {_words(totals.group_base)} |"
    none_given = [row for row in edition.league.rows if row.cases is None]
    if none_given:
        yield ""
        told = (f"{names(row.authority)} ({row.answer.replace('_', ' ')})" for row in none_given)
        yield f"No count: {', '.join(told)}."


def _words(bounds: Interval) -> str:
    return in_words(*(int(b) if b is not None and float(b).is_integer() else b for b in bounds))


def _share(least: float, greatest: float | None) -> str:
    if greatest is None:
        return f"at least {least:.1%}"
    return f"{least:.1%}" if f"{least:.1%}" == f"{greatest:.1%}" else f"{least:.1%} to {greatest:.1%}"


def _exclusions(edition: Edition) -> Iterator[str]:
    kinds = Counter(record.row_kind for record in edition.rows.records)
    yield from ("## What is not counted", "")
    yield f"- Totals, subtotals and regions: {sum(kinds.values()) - kinds[RowKind.ITEM]} printed rows are published as"
    yield "  such and never added up."
    waiting, aside = edition.left_out["waiting"], edition.left_out["set_aside"]
    yield f"- {waiting} values wait for a person's decision and {aside} were set aside; neither is published."
    yield "- Units are never added to one another, nor are margins of different breakdowns."
    yield "- Nil, not held, refused, neither confirmed nor denied, and silence are five different answers."
    units = [f for f in edition.rows.findings if f.code.startswith("unit")]
    yield from (f"- {finding.message}" for finding in units)


def _acceptance(edition: Edition) -> Iterator[str]:
    records = edition.rows.records
    by = Counter(record.accepted_by or "unknown" for record in records)
    deciders = Counter(d.by for r in records if (d := edition.rows.decisions.get(r.decision)))
    yield from ("## How values were accepted", "")
    yield f"- By machine: {by['machine']} of {len(records)} values. A table is accepted by machine only when"
    yield "  it is clean, and a reader of another kind agrees cell by cell or its printed totals add up."
    yield f"- By a recorded decision of a person: {by['decision']}{_list(deciders)}."
    readers = Counter(f"{record.extractor} {record.extractor_version}".strip() for record in records)
    yield f"- Read by: {_list(readers, brackets=False) or 'nothing yet'}."


def _list(counted: Counter[str], *, brackets: bool = True) -> str:
    words = ", ".join(f"{name}: {number}" for name, number in sorted(counted.items()))
    return f" ({words})" if words and brackets else words


def _versions(edition: Edition, software: str) -> Iterator[str]:
    campaign = edition.campaign
    calendars = sorted({course.due.calendar for course in edition.rows.courses})
    yield from ("## Versions", "")
    yield f"- Software: {software}. Questions and mapping: {campaign.version}. Holidays: {', '.join(calendars)}."
    if campaign.rate_as_at:
        types = ", ".join(kind.replace("_", " ") for kind in campaign.rate_worker_types)
        yield f"- Rates are per 1,000 workforce: {types}, {campaign.rate_measure.upper()}, as at {campaign.rate_as_at},"
        yield "  Home Office police workforce tables (Open Government Licence)."
    yield "- What each authority answered to each question, and where that stands: answers.csv; the rows it rests on:"
    yield "  cases.csv; the letters: requests.csv; what does not fit: findings.csv. Columns: codebook.md."
    yield "- Hashes of every file: manifest.json. Hash of every source document: cases.csv and answers.csv, `document`."
    yield from ("", "Documents that values come from:", "")
    yield from _documents(edition.rows.records)


def _documents(records: Iterable[Record]) -> Iterator[str]:
    named = sorted({(record.document_name, record.document) for record in records})
    yield from (f"- `{sha256}` {name}" for name, sha256 in named)
