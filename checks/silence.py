"""Who has not answered, who refused, and which questions were passed over."""

from __future__ import annotations

from collections.abc import Iterator

from checks.given import CheckInput, RequestFacts
from checks.wording import counted
from schema.finding import Finding
from schema.league import REFUSALS, SILENT, SUBSTANTIVE, LeagueRow
from schema.record import AnswerKind


def silence(given: CheckInput) -> Iterator[Finding]:
    """no_reply, overdue, answered_late, refused, question_unanswered."""
    for request in given.requests:
        yield from _lateness(given, request)
    for wave, table in given.leagues.items():
        for row in table.rows:
            if row.answer in REFUSALS:
                yield _refused(given, wave, row)
            elif row.answer in SUBSTANTIVE or row.answer == AnswerKind.UNANSWERED:
                yield from _unanswered(given, wave, row.authority)


def _lateness(given: CheckInput, request: RequestFacts) -> Iterator[Finding]:
    where = {"wave": request.wave, "authority": request.authority}
    name = given.name(request.authority)
    row = given.leagues[request.wave].by_authority[request.authority]
    heard = request.received or request.waiting
    if request.sent and not heard and row.answer == SILENT:
        yield given.finding("no_reply", f"Nothing has come from {name} since the letter of {request.sent}.", **where)
    if not request.due:
        return
    late = counted(request.late, "working day")
    if not request.final and given.today > request.due:
        message = f"The reply of {name} was due on {request.due}, {late} ago."
        yield given.finding("overdue", message, **where)
    elif request.final > request.due:
        message = f"{name} was due to reply by {request.due} and replied on {request.final}, {late} late."
        yield given.finding("answered_late", message, **where)


def _refused(given: CheckInput, wave: str, row: LeagueRow) -> Finding:
    answers = [a for a in given.consolidated.answers if (a.wave, a.authority) == (wave, row.authority)]
    sections = sorted({s for a in answers for s in a.sections.split(";") if s})
    relied = f", relying on section {', '.join(sections)}" if sections else ""
    kind = {"cost_limit": "the cost limit", "ncnd": "neither confirming nor denying"}.get(row.answer, "")
    how = f" ({kind})" if kind else ""
    waits = any(a.waiting for a in answers)
    gave = "what it gave all the same waits for a person" if waits else "gave no figure"
    message = f"{given.name(row.authority)} refused the request{how}{relied}, and {gave}."
    return given.finding("refused", message, wave=wave, authority=row.authority)


def _unanswered(given: CheckInput, wave: str, authority: str) -> Iterator[Finding]:
    for answer in given.consolidated.answers:
        if (answer.wave, answer.authority) != (wave, authority) or answer.waiting:
            continue
        if answer.kind is AnswerKind.UNANSWERED or answer.kind in REFUSALS:
            name, section = given.name(authority), answer.sections.replace(";", ", ")
            message = f"{name} refuses ({answer.kind.value}) question {answer.question}"
            message += f" under section {section}." if section else "."
            if answer.kind is AnswerKind.UNANSWERED:  # an answer in words may stand there all the same
                message = f"No answer to question {answer.question} was found in what {name} sent. Look at its letters."
            yield given.finding(
                "question_unanswered", message, wave=wave, authority=authority, question=answer.question
            )
