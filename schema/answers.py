"""What one authority answered to one question: from its records, and from what its letter says where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schema.campaign import Question
from schema.decision import Decision, DecisionKind
from schema.pieces import clashing, put_together
from schema.record import Answer, AnswerKind, Record, RecordState
from schema.review import DecisionIndex, verdict_of
from schema.value import Kind, Number
from schema.views import Interval, View, agree, span, value_of, views_of, words

NO_REPLY = "no reply"
"""The reason of an answer where nothing came back. Silence is not a refusal, nor "not held"."""

WAITS = "what came in waits for a person"

PRINTED, ROWS, CASES, STATED, DISPUTED = "printed_total", "sum_of_rows", "case_rows", "stated", "disputed"
"""How a value came (``Answer.basis``)."""

_GIVEN = (AnswerKind.NUMBER, AnswerKind.NIL, AnswerKind.TABLE, AnswerKind.PARTIAL)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one letter from one authority says, question by question, as classified.

    ``questions``: question id -> answer kind; "" holds the outcome for every question that is not named.
    ``sections``: question id ("" for all) -> sections relied on. ``document``: SHA-256 of the letter. ``at``: ISO
    time of arrival; the latest letter that speaks of a question counts. ``decision``: id of the one that classified it.
    """

    wave: str
    authority: str
    document: str
    questions: Mapping[str, AnswerKind] = field(default_factory=dict)
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: str = ""
    decided: bool = False
    decision: str = ""

    def says(self, question: str) -> AnswerKind | None:
        """What the letter says of a question. That a whole letter is partial does not say which question it cuts."""
        whole = self.questions.get("")
        return self.questions.get(question, None if whole is AnswerKind.PARTIAL else whole)

    def relies_on(self, question: str) -> tuple[str, ...]:
        return self.sections.get(question, self.sections.get("", ()))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to the count of an authority: a printed total, or the rows of one view added up."""

    basis: str
    value: Interval
    records: tuple[Record, ...]
    view: View
    own: bool
    """True where it answers the question itself and not another one about the same cases."""

    @property
    def exact(self) -> bool:
        return self.value[0] == self.value[1]

    @property
    def width(self) -> Number:
        return float("inf") if self.value[1] is None else self.value[1] - self.value[0]

    @property
    def in_words(self) -> str:
        how = {PRINTED: "printed total", ROWS: "sum of the rows", CASES: "rows of cases", STATED: "stated"}[self.basis]
        return f"{words(self.value)} ({how}, {self.view.place})"


@dataclass(frozen=True, slots=True)
class Count:
    """The count of an authority under one question. ``disputed``: the candidates contradict each other."""

    value: Interval
    basis: str
    records: tuple[Record, ...]
    candidates: tuple[Candidate, ...]
    disputed: bool = False

    @property
    def as_printed(self) -> str:
        printed = [r.as_printed for r in self.records]
        alone = len(printed) == 1 and value_of(self.records[0]) == self.value
        return printed[0] if alone else words(self.value)


def decided_reply(reply: Reply, decisions: DecisionIndex) -> Reply:
    """The reply as a person classified it, if one did."""
    decision = decisions.for_document(DecisionKind.REPLY_CLASS, reply.document)
    verdict = verdict_of(decision) if decision else {}
    if not decision or not verdict:
        return reply
    kinds = {str(q): k for q, kind in dict(verdict.get("questions") or {}).items() if (k := _kind(kind))}
    if whole := _kind(verdict.get("outcome")):
        kinds.setdefault("", whole)
    relied = tuple(str(s) for s in verdict.get("sections") or ())
    sections = {"": relied} if relied else reply.sections
    questions = kinds or reply.questions
    return replace(reply, questions=questions, sections=sections, decided=True, decision=decision.decision_id)


def _kind(name: object) -> AnswerKind | None:
    try:
        return AnswerKind(str(name))
    except ValueError:
        return None


def candidates_of(records: Iterable[Record], question: Question) -> list[Candidate]:
    """Every way to the count that ``question`` asks for, in records of one authority and one unit."""
    found: dict[tuple[str, ...], Candidate] = {}
    for view in put_together(views_of(records, question)):
        own = view.question == question.id
        split = _split_as_asked(view, question)
        if not own and not (_same_cases(view, question) and (question.headline or split)):
            continue
        for candidate in _of_view(view, own or (split and not question.headline)):
            found.setdefault(tuple(sorted(r.record_id for r in candidate.records)), candidate)
    return sorted(found.values(), key=_preference)


def _split_as_asked(view: View, question: Question) -> bool:
    """True where a table under another question answers this one as well: a list for a list, and else a split by
    something that is asked. That years are printed answers nothing but a question for years."""
    if question.form == "case_list" and not view.listed:
        return False
    asked = set(question.dimensions)
    return bool(set(view.breakdown) & (asked - {"period"} or asked))


def _same_cases(view: View, question: Question) -> bool:
    """A bare number under another question counts something else, and so do figures asked for other days."""
    return bool(view.items) and question.period in ("", view.period_asked)


def _of_view(view: View, own: bool) -> list[Candidate]:
    found = [Candidate(PRINTED if view.items else STATED, value_of(r), (r,), view, own) for r in view.totals]
    if view.items or view.waiting:
        found.append(Candidate(CASES if view.listed else ROWS, view.sum, view.items, view, own))
    return found


def _preference(candidate: Candidate) -> tuple[int, Number, bool, int, Number, str]:
    """Exact before closed before open, and of open ones the one that says most; the question's own before others, a
    printed total before rows; ids only to be stable."""
    how_open = 0 if candidate.exact else 1 if candidate.value[1] is not None else 2
    most = -candidate.value[0] if how_open == 2 else 0
    order = {PRINTED: 0, STATED: 0, CASES: 1, ROWS: 2}[candidate.basis]
    ids = " ".join(sorted(r.record_id for r in candidate.records))
    return how_open, most, not candidate.own, order, candidate.width, ids


def count_of(records: Iterable[Record], question: Question, resolved: Decision | None = None) -> Count | None:
    """The count: an exact printed total that agrees with the rows of each single view, else the rows, else all of it.

    Views that contradict each other give the interval that spans them, until a person chooses (``resolved``).
    """
    candidates = candidates_of(records, question)
    known = [c for c in candidates if c.records]
    if not known:
        return None
    disputed = not all(agree(a.value, b.value) for a in candidates for b in candidates)
    disputed = disputed or any(clashing(c.view for c in known))
    if not disputed:
        return Count(known[0].value, known[0].basis, known[0].records, tuple(candidates))
    chosen = _chosen(known, resolved)
    if chosen:
        return Count(chosen.value, chosen.basis, chosen.records, tuple(candidates), True)
    everything = tuple({r.record_id: r for c in known for r in c.records}.values())
    return Count(span([c.value for c in candidates]), DISPUTED, everything, tuple(candidates), True)


def _chosen(candidates: Sequence[Candidate], resolved: Decision | None) -> Candidate | None:
    choose = str(verdict_of(resolved).get("choose", "")) if resolved else ""
    by_record = [c for c in candidates if choose in {r.record_id for r in c.records}]
    return next(iter(by_record or [c for c in candidates if c.basis == choose]), None)


def answer_of(
    question: Question,
    records: Sequence[Record],
    replies: Sequence[Reply],
    *,
    campaign: str,
    wave: str,
    authority: str,
    resolved: Decision | None = None,
    unread: bool = False,
) -> Answer:
    """The answer of one authority to one question. ``records``: all of its records in this wave.

    ``unread``: something that it sent still waits for a person, so what is not answered yet may be in there.
    """
    unit = answered_unit(records, question)
    counted = [r for r in records if r.counted_as == unit]
    count = count_of(counted, question, resolved)
    reply = latest_reply(replies, question.id)
    waiting = any(r.state is RecordState.WAITING and r.question in (question.id, "") for r in records)
    said = reply.says(question.id) if reply else None
    answer = Answer(
        campaign=campaign,
        wave=wave,
        authority=authority,
        question=question.id,
        kind=_kind_of(count, said),
        sections=";".join(reply.relies_on(question.id)) if reply and said not in (*_GIVEN, None) else "",
        waiting=waiting,
    )
    if count:
        return answer.model_copy(update=_counted(count, unit, said, resolved))
    beneath = {"waiting": True, "reason": WAITS} if unread and answer.kind is AnswerKind.UNANSWERED else {}
    return answer.model_copy(update=_uncounted(question, reply, said) | beneath)


def _kind_of(count: Count | None, said: AnswerKind | None) -> AnswerKind:
    """What was given decides; the letter's word only where nothing was given, or what was given is a part."""
    if count is None:
        return said or AnswerKind.UNANSWERED
    if no_number := _said_instead(count):
        return no_number
    if count.value == (0, 0):
        return AnswerKind.NIL
    if said is AnswerKind.PARTIAL:
        return said
    return AnswerKind.NUMBER if len(count.records) == 1 and not count.candidates[0].view.items else AnswerKind.TABLE


_INSTEAD = {
    Kind.NOT_HELD.value: AnswerKind.NOT_HELD,
    Kind.NOT_RECORDED.value: AnswerKind.NOT_RECORDED,
    Kind.NCND.value: AnswerKind.NCND,
    Kind.NOT_AVAILABLE.value: AnswerKind.UNANSWERED,
}


def _said_instead(count: Count) -> AnswerKind | None:
    """The answer in the place of a number, where every row says the same and none gives one."""
    said = {_INSTEAD.get(r.kind) for r in count.records}
    return next(iter(said)) if len(said) == 1 else None


def _counted(count: Count, unit: str, said: AnswerKind | None, resolved: Decision | None) -> dict[str, object]:
    caveat = str(verdict_of(resolved).get("caveat", "")) if resolved and count.disputed else ""
    if _said_instead(count):
        printed = list(dict.fromkeys(r.as_printed for r in count.records))
        ids = " ".join(sorted(r.record_id for r in count.records))
        return {"unit": unit, "as_printed": printed[0], "basis": STATED, "records": ids, "reason": "said in its place"}
    beside = f"The letter says {said.value}, and gives figures all the same." if said and said not in _GIVEN else ""
    return {
        "unit": unit,
        "as_printed": count.as_printed,
        "low": count.value[0],
        "high": count.value[1],
        "basis": count.basis,
        "records": " ".join(sorted(r.record_id for r in count.records)),
        "reason": " ".join(part for part in (beside, caveat) if part),
        "decision": resolved.decision_id if resolved and count.disputed else "",
    }


def _uncounted(question: Question, reply: Reply | None, said: AnswerKind | None) -> dict[str, object]:
    if reply is None:
        return {"reason": NO_REPLY}
    if said is None:
        return {"reason": "no answer to it was found in the reply"}
    source = {"document": reply.document, "decision": reply.decision}
    if said is AnswerKind.NIL and reply.decided:
        return source | {"unit": question.unit, "as_printed": "nil", "low": 0, "high": 0, "basis": STATED}
    # a number that the machine saw in a letter is no value before a person has accepted it
    return source | ({"waiting": True, "reason": WAITS} if said in _GIVEN else {})


def answerable(records: Iterable[Record], question: Question, questions: Iterable[Question]) -> list[Record]:
    """The records of one authority that may answer ``question``: its own, those in its unit, and those in a unit that
    nobody asked for, given under a question of the same unit. What another question counts is no answer to this one."""
    asked = {q.id: q.unit for q in questions}
    elsewhere = set(asked.values()) - {question.unit}

    def fits(record: Record) -> bool:
        own = record.question == question.id or record.counted_as == question.unit
        same = asked.get(record.question, question.unit) == question.unit
        return own or (same and record.counted_as not in elsewhere)

    return [record for record in records if fits(record)]


def answered_unit(records: Iterable[Record], question: Question) -> str:
    """The unit that the authority's figures count under: the one asked where it is there, else the one it has."""
    units = sorted({r.counted_as for r in records if r.state is not RecordState.SET_ASIDE})
    return question.unit if question.unit in units or not units else units[0]


def latest_reply(replies: Iterable[Reply], question: str) -> Reply | None:
    """The last letter that says something of the question, else the last one."""
    every = sorted(replies, key=lambda r: (r.at, r.document))
    speaking = [r for r in every if r.says(question)]
    return next(reversed(speaking or every), None)
