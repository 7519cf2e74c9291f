"""The published tables: which columns they have, what each means, and the rows that fill them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.codes import FINDINGS
from flows.steps.courses import Course, latest_of_each
from flows.steps.workspace import Workspace
from schema.campaign import Campaign
from schema.decision import Decision
from schema.dimension import AS_PRINTED, Dimension
from schema.finding import Finding
from schema.league import LeagueRow
from schema.record import Answer, Record
from schema.views import Interval
from storage.snapshot.content import Field, SnapshotTable, Value

_LEVELS = "; `all`: not split by it, `not_stated`: the authority did not say, `withheld`: it would not"

AUTHORITY_FIELDS = (
    Field("authority_id", "string", "Stable id of the authority."),
    Field("authority", "string", "Its name."),
    Field(
        "answer",
        "string",
        "What it answered to the headline question; `silent`; `not_sent`: no letter has gone.",
    ),
    Field("cases_as_printed", "string", "The count as the authority printed it; empty where it gave none."),
    Field("cases_low", "number", "The least number of cases that the answer allows."),
    Field("cases_high", "number", "The greatest; empty beside a least number: at least."),
    Field("rank", "string", "Place in the league by cases; `=` marks a tie within what was disclosed."),
    Field("officers", "any", "Cases of police officers; an interval where the answer is one."),
    Field("staff", "any", "Cases of police staff."),
    Field("pcso", "any", "Cases of police community support officers."),
    Field("role_not_stated", "any", "Cases for which no role was given."),
    Field("workforce", "number", "Size of the authority that rates are based on, see methodology.md."),
    Field("cases_per_1000_workforce", "any", "Cases per 1,000 of that workforce; an interval where the count is one."),
    Field("due", "date", "The day by which an answer was due."),
    Field("replied", "date", "The day of the reply that ended the request."),
    Field("days_late", "integer", "Working days from the due day to the reply, or to the day of publishing."),
    Field("findings", "string", "Codes of the findings about this authority, see findings.csv."),
)

REQUEST_FIELDS = (
    Field("reference", "string", "Our reference of the request."),
    Field("wave", "string", "The sending it belongs to."),
    Field("authority_id", "string", "Whom it was sent to."),
    Field("authority", "string", "Its name."),
    Field("sent", "date", "The day on which the letter went; empty: it has not been sent."),
    Field("due", "date", "The day by which an answer was due: 20 working days, FOIA s.10."),
    Field("due_code45", "date", "The same on the other reading of the day of receipt (s.45 Code, para 4.2)."),
    Field("calendar", "string", "Version of the holiday calendar it was counted with."),
    Field("heard", "date", "The first day on which anything came from the authority."),
    Field("replied", "date", "The day of the reply that ended the request."),
    Field("days_late", "integer", "Working days from the due day to the reply, or to the day of publishing."),
    Field("delivery", "string", "How far the letter got."),
    Field("clock", "string", "Whether the time is running, paused or stopped."),
    Field("correspondence", "string", "What the authority has written so far."),
    Field("challenge", "string", "Internal review and complaint."),
    Field("state", "string", "The same in a sentence, as at the day of publishing."),
    Field(
        "answers",
        "string",
        "What was answered to each question: `question=kind(sections)`, joined by `; `; see answers.csv.",
    ),
    Field("letter_sha256", "string", "Hash of the letter as sent."),
)

FINDING_FIELDS = (
    Field("finding_id", "string", "Stable id."),
    Field("code", "string", "What kind of finding it is."),
    Field("title", "string", "The code in words."),
    Field("severity", "string", "`note`, `warning`, or `error`: the value may not be used as it is."),
    Field("authority_id", "string", "Whom it is about; empty: the whole campaign."),
    Field("authority", "string", "Its name."),
    Field("wave", "string", "The sending it belongs to."),
    Field("question", "string", "The question it is about."),
    Field("place", "string", "Document, page or sheet, cell: where to look."),
    Field("message", "string", "What was met and what was expected."),
)

CASE_FIELDS = (
    Field("record_id", "string", "Stable id."),
    Field("campaign", "string", "The campaign."),
    Field("wave", "string", "The sending."),
    Field("authority_id", "string", "Stable id of the authority."),
    Field("authority", "string", "Its name."),
    Field("question", "string", "The question answered."),
    Field("grain", "string", "`case`: one case listed by the authority; `figure`: a count that it stated."),
    Field("row_kind", "string", "`item`, or a `subtotal`, `total` or `region` row, which is never added up."),
    Field("breakdown", "string", "What the printed table was split by; margins of different ones are never summed."),
    Field("unit", "string", "What is counted, as the answer says."),
    Field("counted_as", "string", "The unit it counts under; differs from unit only by a recorded decision."),
    Field("as_printed", "string", "The value as printed."),
    Field("low", "number", "The least value it allows."),
    Field("high", "number", "The greatest; empty beside a least value: at least."),
    Field("kind", "string", "What the printed value says: exact, nil, suppressed, withheld ..."),
    Field("period", "string", f"ISO period{_LEVELS}."),
    Field("period_as_printed", "string", "Its wording in the document."),
    Field("part_period", "boolean", "The document marks the period as not whole."),
    Field("role", "string", f"officer, staff, pcso or other{_LEVELS}."),
    Field("role_detail", "string", "The finer role, e.g. special_constable."),
    Field("role_as_printed", "string", "Its wording in the document."),
    Field("rank_band", "string", f"Band of ranks{_LEVELS}."),
    Field("rank_band_as_printed", "string", "Its wording in the document."),
    Field("platform", "string", f"Platform{_LEVELS}."),
    Field("platform_as_printed", "string", "Its wording in the document."),
    Field("nature", "string", f"What it was about{_LEVELS}."),
    Field("nature_as_printed", "string", "Its wording in the document."),
    Field("outcome", "string", f"How it ended{_LEVELS}."),
    Field("outcome_group", "string", "The researcher's grouping of outcomes."),
    Field("outcome_as_printed", "string", "Its wording in the document."),
    Field("account", "string", f"official or private account{_LEVELS}."),
    Field("account_as_printed", "string", "Its wording in the document."),
    Field("other", "string", "JSON: further dimensions of this campaign."),
    Field("period_asked", "string", "The period that was asked for."),
    Field("period_answered", "string", "The period that the answer covers."),
    Field("definition_answered", "string", "The definition that the answer uses, where it gives one."),
    Field("document", "string", "SHA-256 of the document."),
    Field("document_name", "string", "Its name as it came."),
    Field("page", "integer", "Page, from 1."),
    Field("box", "string", "Place on the page: x0,y0,x1,y1 in points from the top left."),
    Field("sheet", "string", "Sheet."),
    Field("cell", "string", "Address in the sheet, or ROW:COL in a table on a page."),
    Field("span", "string", "Characters in the text of the document, start-end."),
    Field("ordinal", "integer", "Which of equal rows in the document this is, from 0."),
    Field("extractor", "string", "What read it."),
    Field("extractor_version", "string", "In which version."),
    Field("confidence", "number", "0 to 1."),
    Field("accepted_by", "string", "`machine`, or `decision`: a person accepted it."),
    Field("decision", "string", "Id of that decision."),
    Field("decided_by", "string", "Who decided."),
    Field("decided_at", "string", "When."),
    Field("caveat", "string", "What to keep in mind when using it."),
)
_BEFORE = next(n for n, field in enumerate(CASE_FIELDS) if field.name == "other")
ROW_TEXT = Field("row_text", "string", "Normalised text of the whole printed row. May hold personal data.")


def case_fields(declared: Iterable[Dimension]) -> tuple[Field, ...]:
    """The columns of cases, with two for each dimension that is declared."""
    own = [field for dimension in declared for field in _declared_fields(dimension)]
    return (*CASE_FIELDS[:_BEFORE], *own, *CASE_FIELDS[_BEFORE:])


def _declared_fields(dimension: Dimension) -> Iterator[Field]:
    values = ", ".join(f"`{value}`" for value in dimension.own_values)
    yield Field(dimension.name, "string", f"{dimension.title}, declared by this campaign: {values}{_LEVELS}.")
    yield Field(f"{dimension.name}{AS_PRINTED}", "string", "Its wording in the document.")


def declared_values(record: Record, declared: Iterable[Dimension]) -> dict[str, Value]:
    """What a record says in the columns of these dimensions."""
    found: dict[str, Value] = {}
    for dimension in declared:
        found[dimension.name] = record.dimension(dimension.name)
        found[f"{dimension.name}{AS_PRINTED}"] = record.printed(dimension.name)
    return found


@dataclass(frozen=True)
class PublishedRows:
    """Everything that the tables of one campaign are filled from."""

    workspace: Workspace
    campaign: Campaign
    league: Sequence[LeagueRow]
    courses: Sequence[Course]
    records: Sequence[Record]
    answers: Sequence[Answer]
    findings: Sequence[Finding]
    decisions: Mapping[str, Decision]

    def authorities(self) -> SnapshotTable:
        """One row for each authority asked, silent and refusing ones too."""
        latest, codes = latest_of_each(self.courses), _codes(self.findings)
        rows = [self._authority(row, latest.get(row.authority), codes.get(row.authority, "")) for row in self.league]
        title = "One row for each authority that was asked, also where it refused or kept silent."
        return SnapshotTable("authorities", title, AUTHORITY_FIELDS, rows, ("authority_id",))

    def _authority(self, row: LeagueRow, course: Course | None, codes: str) -> tuple[Value, ...]:
        roles = row.roles or {}
        shown = [_interval(roles.get(name)) for name in ("officer", "staff", "pcso", "not_stated")]
        return (
            *(row.authority, self.workspace.name_of(row.authority), row.answer, row.as_printed),
            *((row.cases[0], row.cases[1]) if row.cases else (None, None)),
            *(row.rank, *shown, row.workforce, _rate(row.rate)),
            *(_due(course), _replied(course), course.days_late if course else None, codes),
        )

    def requests(self) -> SnapshotTable:
        answers: dict[tuple[str, str], list[str]] = {}
        for answer in self.answers:
            sections = f"({answer.sections})" if answer.sections else ""
            answers.setdefault((answer.wave, answer.authority), []).append(f"{answer.question}={answer.kind}{sections}")
        rows = [self._request(c, "; ".join(answers.get((c.letter.wave, c.letter.authority), []))) for c in self.courses]
        return SnapshotTable("requests", "One row for each letter.", REQUEST_FIELDS, rows, ("reference",))

    def _request(self, course: Course, answers: str) -> tuple[Value, ...]:
        letter = course.letter
        code45 = course.due.code45.isoformat() if course.due.code45 else None
        heard = course.received[0].isoformat() if course.received else None
        return (
            *(letter.reference, letter.wave, letter.authority, self.workspace.name_of(letter.authority)),
            *(course.sent[:10] or None, _due(course), code45, course.due.calendar, heard, _replied(course)),
            *(course.days_late, str(course.status.delivery), str(course.status.clock)),
            *(str(course.status.correspondence), str(course.status.challenge), course.status.why),
            *(answers, letter.sha256),
        )

    def finding_rows(self) -> SnapshotTable:
        rows = [
            (
                *(f.finding_id, f.code, FINDINGS[f.code].title if f.code in FINDINGS else f.code, str(f.severity)),
                *(f.authority, self.workspace.name_of(f.authority) if f.authority else ""),
                *(f.wave, f.question, f.place, f.message),
            )
            for f in self.findings
        ]
        return SnapshotTable("findings", "One row for each finding.", FINDING_FIELDS, rows, ("finding_id",))

    def cases(self, *, with_row_text: bool = False) -> SnapshotTable:
        """Every accepted case and figure; the text of whole rows only on demand, since it may name people."""
        fields = (*case_fields(self.campaign.declared), *([ROW_TEXT] if with_row_text else []))
        rows = _Cases(self, tuple(field.name for field in fields))
        return SnapshotTable("cases", "One row for each case or figure, with its source.", fields, rows, ("record_id",))


@dataclass(frozen=True)
class _Cases:
    """The rows of cases.csv, made as they are walked, so that a million of them are held only once."""

    given: PublishedRows
    names: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        for record in self.given.records:
            made = self.given.decisions.get(record.decision)
            further = {
                "authority_id": record.authority,
                "authority": self.given.workspace.name_of(record.authority),
                "decided_by": made.by if made else "",
                "decided_at": made.at if made else "",
            }
            fields = {**declared_values(record, self.given.campaign.declared), **record.__dict__, **further}
            yield tuple(_plain(fields[name]) for name in self.names)


def _plain(value: Value) -> Value:
    """An enum's text as plain text; everything else as it is."""
    return str(value) if isinstance(value, str) else value


def _codes(findings: Iterable[Finding]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for finding in findings:
        if finding.authority:
            found.setdefault(finding.authority, set()).add(finding.code)
    return {authority: ";".join(sorted(codes)) for authority, codes in found.items()}


def _interval(bounds: Interval | None) -> Value:
    """A number where it is one, else an interval in signs: "1-4", "5+"."""
    if bounds is None:
        return None
    low, high = bounds
    if high is None:
        return f"{low:g}+"
    return _whole(low) if low == high else f"{low:g}-{high:g}"


def _rate(rate: tuple[float, float | None] | None) -> Value:
    if rate is None:
        return None
    low = round(rate[0], 2)
    if rate[1] is None:
        return f"{low:g}+"
    high = round(rate[1], 2)
    return low if low == high else f"{low:g}-{high:g}"


def _whole(number: float) -> Value:
    return int(number) if float(number).is_integer() else number


def _due(course: Course | None) -> str | None:
    return course.due.date.isoformat() if course and course.due.date else None


def _replied(course: Course | None) -> str | None:
    return course.replied.isoformat() if course and course.replied else None
