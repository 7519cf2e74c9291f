"""Verdicts as people read and give them: each proposal in words, and what a form says as a verdict."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desk.guard import Form
from desk.shaping import column_verdict
from flows.steps.verdicts import check_verdict
from schema.decision import DecisionKind, ReviewItem
from schema.errors import UserError
from schema.review import says_nothing

Verdict = Mapping[str, Any]
_KIND = DecisionKind


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed verdict: as JSON for the form, and in words for the button.

    ``plain``: the key that accepts may take it; else it is a choice of its own.
    """

    verdict: str
    words: str
    plain: bool = True


def proposals(item: ReviewItem, names: Callable[[str], str]) -> list[Proposal]:
    """What an item proposes, best first. ``names``: a reference or an authority's id -> how it is called."""
    return [_proposal(item, verdict, names) for verdict in json.loads(item.choices)]


def _proposal(item: ReviewItem, verdict: Verdict, names: Callable[[str], str]) -> Proposal:
    plain, words = not says_nothing(item, verdict), in_words(item.kind, verdict, names)
    if plain and item.kind is DecisionKind.FIGURES and not verdict.get("accept"):
        words = "No answer among them: they say how numbers are shown"
    return Proposal(json.dumps(verdict, ensure_ascii=False), words, plain)


def in_words(kind: DecisionKind, verdict: Verdict, names: Callable[[str], str]) -> str:
    """A verdict in a few words."""
    words = _WORDS.get(kind)
    return words(verdict, names) if words and verdict else json.dumps(dict(verdict), ensure_ascii=False)


def _match(verdict: Verdict, names: Callable[[str], str]) -> str:
    return "File to " + ", ".join(map(names, verdict["requests"])) if verdict.get("requests") else "It belongs nowhere"


def _release(verdict: Verdict, _: Callable[[str], str]) -> str:
    return "Release: what is visible may count" if verdict.get("release") else "Keep it out"


def _reply(verdict: Verdict, _: Callable[[str], str]) -> str:
    sections = ", ".join(f"s.{section}" for section in verdict.get("sections", ()))
    said = str(verdict.get("outcome") or "as read").replace("_", " ").replace("-", " ")
    return f"It says: {said}" + (f" ({sections})" if sections else "")


def _table(verdict: Verdict, names: Callable[[str], str]) -> str:
    if verdict.get("no_table"):
        return "This is no table"
    if verdict.get("accept") is False:
        return "Set aside: count nothing of it"
    whose = f" for {names(verdict['authority'])}" if verdict.get("authority") else ""
    question = f" as the answer to question {verdict['question']}" if verdict.get("question") else ""
    head = f", {verdict['head_rows']} heading rows" if "head_rows" in verdict else ""
    return f"Read rightly: accept{whose}{question}{head}"


def _column(verdict: Verdict, _: Callable[[str], str]) -> str:
    if verdict.get("count"):
        return "It holds counts"
    if "ignore" in verdict:
        return f"Leave it out: {verdict['ignore']}"
    return f"It holds the {str(verdict.get('dimension', '')).replace('_', ' ')}"


def _value(verdict: Verdict, _: Callable[[str], str]) -> str:
    if "new" in verdict:
        return f"A new value, and a proposal for the vocabulary: {str(verdict['new']).replace('_', ' ')}"
    return f"It means {str(verdict.get('value', '')).replace('_', ' ')}"


def _cell(verdict: Verdict, _: Callable[[str], str]) -> str:
    text = str(verdict.get("text", ""))
    return f"It says “{text}”" if text.strip() else "It is empty"


def _figures(verdict: Verdict, _: Callable[[str], str]) -> str:
    accepted, rejected = len(verdict.get("accept", ())), len(verdict.get("reject", ()))
    return f"Accept {accepted}" + (f", reject {rejected}" if rejected else "") if accepted else f"Reject all {rejected}"


def _typed(verdict: Verdict, _: Callable[[str], str]) -> str:
    count = len(verdict.get("figures", ()))
    return f"{count} numbers typed" if count else "There are none: it says no number that was asked for"


def _count_as(verdict: Verdict, _: Callable[[str], str]) -> str:
    return f"Count as {verdict.get('unit', '')}"


def _shape(verdict: Verdict, _: Callable[[str], str]) -> str:
    if "head_rows" in verdict:
        return f"{verdict['head_rows']} heading rows"
    return "A table begins at this row" if verdict.get("starts") else "It goes on with the table above"


def _caveat(verdict: Verdict, _: Callable[[str], str]) -> str:
    return f"Caveat: {verdict['text']}" if str(verdict.get("text", "")).strip() else "No caveat"


def _back(verdict: Verdict, _: Callable[[str], str]) -> str:
    to = f"to {verdict.get('who')}" if verdict.get("to") == "colleague" else "to be read again"
    return f"Sent back {to}: {verdict.get('reason', '')}"


def _bulk(verdict: Verdict, _: Callable[[str], str]) -> str:
    rows = sum(len(table["rows"]) for table in verdict.get("tables", ()))
    passed = ", ".join(str(name).replace("_", " ") for name in verdict.get("checks", ()))
    return f"Accepted with {rows} rows that passed the checks: {passed}"


def _sample(verdict: Verdict, _: Callable[[str], str]) -> str:
    return f"{len(verdict.get('items', ()))} items for {verdict.get('second', '')} to code"


def _inside(before: str) -> Callable[[Verdict, Callable[[str], str]], str]:
    def words(verdict: Verdict, names: Callable[[str], str]) -> str:
        return before + in_words(DecisionKind(verdict["kind"]), verdict["verdict"], names)

    return words


def _resolve(verdict: Verdict, _: Callable[[str], str]) -> str:
    return f"This holds: {verdict.get('caveat') or verdict.get('choose', '')}"


_WORDS: Mapping[DecisionKind, Callable[[Verdict, Callable[[str], str]], str]] = {
    _KIND.MATCH: _match,
    _KIND.RELEASE: _release,
    _KIND.REPLY_CLASS: _reply,
    _KIND.TABLE: _table,
    _KIND.COLUMN: _column,
    _KIND.VALUE: _value,
    _KIND.CELL: _cell,
    _KIND.FIGURES: _figures,
    _KIND.TYPED: _typed,
    _KIND.COUNT_AS: _count_as,
    _KIND.RESOLVE: _resolve,
    _KIND.SHAPE: _shape,
    _KIND.CAVEAT: _caveat,
    _KIND.BULK: _bulk,
    _KIND.BACK: _back,
    _KIND.SAMPLE: _sample,
    _KIND.SECOND: _inside("Coded second: "),
    _KIND.ADJUDICATED: _inside("Adjudicated: "),
    _KIND.COMMENT: lambda verdict, _: f"Remark: {verdict.get('text', '')}",
}


# from forms

_TODO = {
    _KIND.TYPED: "Type the figures, or say that there are none.",
    _KIND.FIGURES: "Tick the numbers that are answers, or say with the button beside that none is.",
}


def verdict_of_form(item: ReviewItem, form: Form) -> dict[str, Any] | None:
    """What the form says: a proposal that was pressed, or the fields of the item's kind. None: the first proposal.

    UserError when it says nothing that could be recorded.
    """
    if given := one(form, "verdict"):
        verdict = _json(given)
    elif one(form, "own"):
        build = _FORMS.get(item.kind)
        verdict = build(form) if build else {}
    else:
        return None
    if not verdict:
        raise UserError(
            "The form says nothing yet.", todo=_TODO.get(item.kind, "Fill in what holds, or take a proposal.")
        )
    if item.kind is DecisionKind.CELL and (conflict := json.loads(item.detail).get("conflict")):
        verdict |= {"was": conflict["now"], "instead": conflict["instead"]}
    check_verdict(item.kind, verdict)
    return verdict


def one(form: Form, name: str) -> str:
    """The only value of a field, without spaces around it; "" when it is missing."""
    return form.get(name, [""])[0].strip()


def _json(text: str) -> dict[str, Any]:
    try:
        verdict = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError("The proposal cannot be read.", todo="Load the page again.") from error
    return verdict if isinstance(verdict, dict) else {}


def _own_match(form: Form) -> dict[str, Any]:
    references = [r for r in one(form, "requests").replace(",", " ").split() if r]
    return {"requests": references} if references else {}


def _own_reply(form: Form) -> dict[str, Any]:
    questions = {name.removeprefix("q."): v[0] for name, v in form.items() if name.startswith("q.") and v[0].strip()}
    sections = [s.strip() for s in one(form, "sections").replace(";", ",").split(",") if s.strip()]
    outcome = {"outcome": one(form, "outcome")} if one(form, "outcome") else {}
    return {**outcome, "questions": questions, "sections": sections} if outcome or questions else {}


def _own_table(form: Form) -> dict[str, Any]:
    verdict: dict[str, Any] = {}
    if one(form, "question"):
        verdict["question"] = one(form, "question")
    if one(form, "head_rows").isdigit():
        verdict["head_rows"] = int(one(form, "head_rows"))
    if verdict and one(form, "caveat"):
        verdict["caveat"] = one(form, "caveat")
    return {"accept": True, **verdict} if verdict else {}


def _own_column(form: Form) -> dict[str, Any]:
    return column_verdict(one(form, "use"), one(form, "why")) if one(form, "use") else {}


def _own_value(form: Form) -> dict[str, Any]:
    value = one(form, "value")
    return ({"new": value} if one(form, "new") else {"value": value}) if value else {}


def _own_figures(form: Form) -> dict[str, Any]:
    """The numbers as ticked; one that was not understood answers the question that is chosen beside it."""
    accepted = [] if one(form, "none") else form.get("accept", [])
    if not accepted and not one(form, "none"):
        return {}
    chosen = {key: question for key in accepted if (question := one(form, f"answers.{key}"))}
    verdict = {"accept": accepted, "reject": [key for key in form.get("key", []) if key not in accepted]}
    return verdict | ({"assign": {key: {"question": q} for key, q in chosen.items()}} if chosen else {})


def _own_typed(form: Form) -> dict[str, Any]:
    rows = zip(
        *(form.get(name, []) for name in ("question", "as_printed", "period", "dimension", "meaning")), strict=False
    )
    figures = [_typed_row(*(text.strip() for text in row)) for row in rows if row[1].strip()]
    return {"figures": figures} if figures else {}


def _typed_row(question: str, as_printed: str, period: str, dimension: str, meaning: str) -> dict[str, str]:
    told = {"question": question, "as_printed": as_printed, "period": period}
    return {name: text for name, text in told.items() if text} | ({dimension: meaning} if dimension and meaning else {})


_FORMS: Mapping[DecisionKind, Callable[[Form], dict[str, Any]]] = {
    _KIND.MATCH: _own_match,
    _KIND.REPLY_CLASS: _own_reply,
    _KIND.TABLE: _own_table,
    _KIND.COLUMN: _own_column,
    _KIND.VALUE: _own_value,
    _KIND.CELL: lambda form: {"text": one(form, "text")},
    _KIND.FIGURES: _own_figures,
    _KIND.TYPED: _own_typed,
}
