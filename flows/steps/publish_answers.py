"""The published answers: one row for each authority and question asked, with what it rests on. Nothing is counted anew.

A value that rests on several records has the document, sheet, period ... that all of them share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.steps.publish_tables import PublishedRows
from schema.league import NOT_SENT, SILENT
from schema.record import Answer, AnswerKind, Record
from storage.snapshot.content import Field, SnapshotTable, Value

WAITS, MACHINE, DECISION = "waits", "machine", "decision"
MOST_NAMED = 1_000
"""Records that an answer names. A cell of more would be too long for many a reader of CSV."""

_KINDS = ", ".join(f"`{kind}`" for kind in AnswerKind)
_SHARED = "empty where the records it rests on differ, see cases.csv"

ANSWER_FIELDS = (
    Field("authority_id", "string", "Stable id of the authority."),
    Field("authority", "string", "Its name."),
    Field("wave", "string", "The sending."),
    Field("reference", "string", "Our reference of the request, see requests.csv."),
    Field("question", "string", "Id of the question asked."),
    Field("question_text", "string", "Its words in the letter."),
    Field("answer", "string", f"What came: {_KINDS}; `{SILENT}`: nothing; `{NOT_SENT}`: the letter has not gone."),
    Field("sections", "string", "Sections of the Act relied on, joined by `;`."),
    Field("as_printed", "string", "The value as printed, or in words where it is made out of several; empty: none."),
    Field("low", "number", "The least value that the answer allows."),
    Field("high", "number", "The greatest; empty beside a least value: at least."),
    Field("unit", "string", "What is counted, as it counts here."),
    Field("basis", "string", "How the value came: printed_total, sum_of_rows, case_rows, stated, disputed."),
    Field("period_asked", "string", "The period that was asked for."),
    Field("period", "string", f"ISO period of the value, `all`: not split by it; {_SHARED}."),
    Field("period_answered", "string", f"The period that the answer covers; {_SHARED}."),
    Field("state", "string", "Accepted by `machine` or by `decision`; `waits` for a person; empty: nothing came."),
    Field("decision", "string", "Ids of the decisions behind it, joined by a space."),
    Field("rests_on", "integer", "How many rows of cases.csv the value rests on."),
    Field("records", "string", f"Their record_id, joined by a space; empty where they are more than {MOST_NAMED}."),
    Field("document", "string", f"SHA-256 of the document, or of the letter that says it; {_SHARED}."),
    Field("document_name", "string", f"Its name as it came; empty for a letter; {_SHARED}."),
    Field("page", "integer", f"Page, from 1; {_SHARED}."),
    Field("box", "string", f"Place on the page: x0,y0,x1,y1 in points from the top left; {_SHARED}."),
    Field("sheet", "string", f"Sheet; {_SHARED}."),
    Field("cell", "string", f"Address in the sheet, or ROW:COL in a table on a page; {_SHARED}."),
    Field("span", "string", f"Characters in the text of the document, start-end; {_SHARED}."),
    Field("reason", "string", "Why there is no value, or what to keep in mind about it."),
)
_PERIODS = ("period", "period_answered")
_PLACE = ("document", "document_name", "page", "box", "sheet", "cell", "span")


def answers_table(given: PublishedRows) -> SnapshotTable:
    """One row for each question of each letter, by wave, authority and the order of the questions."""
    title = "One row for each authority and question asked, also where nothing came."
    return SnapshotTable("answers", title, ANSWER_FIELDS, list(_rows(given)), ("wave", "authority_id", "question"))


def _rows(given: PublishedRows) -> Iterator[tuple[Value, ...]]:
    answers = {(a.wave, a.authority, a.question): a for a in given.answers}
    named = {name for answer in given.answers for name in answer.records.split()}
    records = {record.record_id: record for record in given.records if record.record_id in named}
    for course in given.courses:
        letter = course.letter
        for question in given.campaign.questions:
            answer = answers.get((letter.wave, letter.authority, question.id))
            yield (
                *(letter.authority, given.workspace.name_of(letter.authority), letter.wave, letter.reference),
                *(question.id, question.text, course.came(answer)),
                *_told(answer, given.campaign.period_of(question), records),
            )


def _told(answer: Answer | None, asked: str, known: Mapping[str, Record]) -> tuple[Value, ...]:
    """Everything from ``sections`` on."""
    if answer is None:
        return ("", "", None, None, "", "", asked, *_shared((), _PERIODS), "", "", 0, "", *_shared((), _PLACE), "")
    names = answer.records.split()
    rests_on = [known[name] for name in names]
    place = _shared(rests_on, _PLACE) if rests_on else (answer.document, *_shared((), _PLACE[1:]))
    return (
        *(answer.sections, answer.as_printed, answer.low, answer.high, answer.unit, answer.basis),
        *(asked, *_shared(rests_on, _PERIODS), _state(answer, rests_on), _decisions(answer, rests_on)),
        *(len(names), answer.records if len(names) <= MOST_NAMED else "", *place, answer.reason),
    )


def _shared(records: Sequence[Record], names: Sequence[str]) -> tuple[Value, ...]:
    """For each field the value that all the records have, or nothing."""
    return tuple(_one({getattr(record, name) for record in records}, name) for name in names)


def _one(values: set[Value], name: str) -> Value:
    nothing = None if name == "page" else ""
    return next(iter(values)) if len(values) == 1 else nothing


def _state(answer: Answer, records: Sequence[Record]) -> str:
    """A sum is a person's as soon as a part of it is."""
    if answer.waiting:
        return WAITS
    if answer.decision or any(record.accepted_by == DECISION for record in records):
        return DECISION
    return MACHINE if records or answer.document else ""


def _decisions(answer: Answer, records: Sequence[Record]) -> str:
    return " ".join(sorted({answer.decision, *(record.decision for record in records)} - {""}))
