"""How far two people who coded the same items agree: per field, in percent and by Cohen's kappa.

Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1), 37-46:
kappa = (observed - expected) / (1 - expected), where expected is what two people with these habits agree on by chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema.decision import DecisionKind
from schema.suppression import read_number

Verdict = Mapping[str, Any]
Code = tuple[str, str, str]
"""Field, unit within the item ("" where the item is one unit), category."""
NOTHING = "nothing said"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one field. ``kappa`` None: not defined, and ``why`` says why. ``n``: units coded twice."""

    field: str
    n: int
    same: int
    percent: float | None
    kappa: float | None
    why: str = ""


def agreement(field: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement of two people on one field. ``pairs``: category by the first and by the second, unit by unit."""
    n, same = len(pairs), sum(one == other for one, other in pairs)
    if not n:
        return Agreement(field, 0, 0, None, None, "nothing was coded by both")
    observed = same / n
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ones[category] * others[category] for category in ones)  # n times n as often as expected
    percent = 100 * observed
    if chance == n * n:
        why = f"both said {pairs[0][0]!r} throughout, so that chance alone explains all agreement"
        return Agreement(field, n, same, percent, None, why)
    expected = chance / (n * n)
    return Agreement(field, n, same, percent, (observed - expected) / (1 - expected))


def agreements(coded: Iterable[tuple[DecisionKind, str, Verdict, Verdict]]) -> list[Agreement]:
    """One agreement for each field. ``coded``: kind, wording of the item, first and second verdict."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, wording, first, second in coded:
        for field, one, other in compared(kind, wording, first, second):
            pairs[field].append((one, other))
    return [agreement(field, pairs[field]) for field in sorted(pairs)]


def compared(kind: DecisionKind, wording: str, first: Verdict, second: Verdict) -> list[Code]:
    """Field, category by the first, category by the second, for every unit that either coded."""
    ones, others = ({(f, u): c for f, u, c in codes(kind, wording, v)} for v in (first, second))
    return [(f, ones.get((f, u), NOTHING), others.get((f, u), NOTHING)) for f, u in sorted({*ones, *others})]


def differ(kind: DecisionKind, wording: str, first: Verdict, second: Verdict) -> bool:
    """True when the two verdicts say different things about a field."""
    return any(one != other for _, one, other in compared(kind, wording, first, second))


def codes(kind: DecisionKind, wording: str, verdict: Verdict) -> list[Code]:
    """What a verdict says, field by field, in categories that can be compared."""
    rule = _CODES.get(kind)
    return rule(wording, verdict) if rule else [(str(kind), "", _words(verdict))]


def _words(verdict: Verdict) -> str:
    return ", ".join(f"{name} {verdict[name]}" for name in sorted(verdict) if name not in ("caveat", "was", "instead"))


def _reply(_: str, verdict: Verdict) -> list[Code]:
    sections = ", ".join(sorted(map(str, verdict.get("sections", ())))) or "none"
    said: Mapping[str, str] = verdict.get("questions", {})
    questions = [("reply: answer to a question", question, kind) for question, kind in said.items()]
    return [("reply: outcome", "", str(verdict.get("outcome", NOTHING))), ("reply: sections", "", sections), *questions]


def _table(_: str, verdict: Verdict) -> list[Code]:
    if verdict.get("no_table"):
        return [("table: use", "", "no table")]
    if verdict.get("accept") is False:
        return [("table: use", "", "set aside")]
    question, head = (str(verdict.get(name, "as read")) for name in ("question", "head_rows"))
    return [("table: use", "", "accepted"), ("table: question", "", question), ("table: heading rows", "", head)]


def _column(_: str, verdict: Verdict) -> list[Code]:
    said = (
        "counts" if verdict.get("count") else "left out" if "ignore" in verdict else str(verdict.get("dimension", ""))
    )
    return [("column: holds", "", said)]


def _value(wording: str, verdict: Verdict) -> list[Code]:
    dimension = wording.partition(":")[0].partition(" @ ")[0] or "wording"
    return [(f"value of {dimension}", "", str(verdict.get("value") or verdict.get("new") or NOTHING))]


def _cell(_: str, verdict: Verdict) -> list[Code]:
    text = str(verdict.get("text", "")).strip()
    number = read_number(text)
    return [("cell: text", "", " ".join(text.split()) if number is None else str(number))]


def _figures(_: str, verdict: Verdict) -> list[Code]:
    told = {"counts": verdict.get("accept", ()), "does not count": verdict.get("reject", ())}
    return [("number in a sentence", str(key), said) for said, keys in told.items() for key in keys]


def _typed(_: str, verdict: Verdict) -> list[Code]:
    found = sorted(" ".join(f"{k}={f[k]}" for k in sorted(f)) for f in verdict.get("figures", ()))
    return [("typed numbers", "", "; ".join(found) or "none")]


_CODES: Mapping[DecisionKind, Callable[[str, Verdict], list[Code]]] = {
    DecisionKind.MATCH: lambda _, v: [("filed to", "", ", ".join(sorted(v.get("requests", ()))) or "nowhere")],
    DecisionKind.RELEASE: lambda _, v: [("release", "", "released" if v.get("release") else "kept out")],
    DecisionKind.REPLY_CLASS: _reply,
    DecisionKind.TABLE: _table,
    DecisionKind.COLUMN: _column,
    DecisionKind.VALUE: _value,
    DecisionKind.CELL: _cell,
    DecisionKind.FIGURES: _figures,
    DecisionKind.TYPED: _typed,
    DecisionKind.COUNT_AS: lambda _, v: [("counted as", "", str(v.get("unit", NOTHING)))],
    DecisionKind.RESOLVE: lambda _, v: [("which value holds", "", str(v.get("choose", NOTHING)))],
}
CODED = frozenset(_CODES)
"""The kinds of items that a second person can code."""
