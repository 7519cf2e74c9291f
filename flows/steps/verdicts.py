"""What a verdict may look like, kind by kind: checked before it is recorded, since a decision is kept for ever."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from schema.decision import DecisionKind
from schema.errors import UserError

Verdict = Mapping[str, Any]
_KIND = DecisionKind

SHAPES: Mapping[DecisionKind, str] = {
    _KIND.MATCH: '{"requests": ["REFERENCE", ...]}, or {"requests": []} when it belongs nowhere',
    _KIND.RELEASE: '{"release": true} or {"release": false}',
    _KIND.REPLY_CLASS: '{"outcome": "...", "questions": {"1": "refused"}, "sections": ["12"]}',
    _KIND.TABLE: '{"accept": true}, {"no_table": true}, or {"question": "1", "head_rows": 1}',
    _KIND.COLUMN: '{"dimension": "role"}, {"count": true}, or {"ignore": "why"}',
    _KIND.VALUE: '{"value": "constable"}, or {"new": "value"}',
    _KIND.CELL: '{"text": "12"}',
    _KIND.SHAPE: '{"starts": true}, {"starts": false}, or {"head_rows": 2}',
    _KIND.CAVEAT: '{"text": "..."}',
    _KIND.BULK: '{"checks": ["readers_agree"], "tables": [...]}',
    _KIND.BACK: '{"to": "reading", "reason": "why"}, or {"to": "colleague", "who": "name", "reason": "why"}',
    _KIND.SAMPLE: '{"second": "name", "seed": 1, "items": ["ITEM", ...]}',
    _KIND.SECOND: '{"kind": "value", "verdict": {...}}',
    _KIND.ADJUDICATED: '{"kind": "value", "verdict": {...}, "first": "DECISION", "second": "DECISION"}',
    _KIND.TYPED: '{"figures": [{"question": "1", "as_printed": "12", "period": "2023"}, ...]}',
    _KIND.FIGURES: '{"accept": ["KEY", ...], "reject": ["KEY", ...], "assign": {"KEY": {"question": "1"}}}',
    _KIND.COUNT_AS: '{"unit": "cases", "caveat": "why"}',
    _KIND.RESOLVE: '{"choose": "RECORD", "caveat": "why"}',
    _KIND.COMMENT: '{"text": "..."}',
}


def verdict_from(text: str, kind: DecisionKind) -> dict[str, Any]:
    """The verdict written as JSON. UserError with the shape that its kind wants."""
    try:
        verdict = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong(kind, f"The verdict is no JSON ({error}).") from error
    if not isinstance(verdict, dict):
        raise _wrong(kind, "The verdict is no JSON object.")
    check_verdict(kind, verdict)
    return verdict


def check_verdict(kind: DecisionKind, verdict: Verdict) -> None:
    """UserError unless ``verdict`` has the shape of its kind."""
    rule = _RULES.get(kind)
    if rule is None or not rule(verdict):
        raise _wrong(
            kind, f"A verdict of this kind does not look like {json.dumps(dict(verdict), ensure_ascii=False)}."
        )


def _wrong(kind: DecisionKind, what: str) -> UserError:
    return UserError(what, where=f"review item of the kind {kind}", todo=f"Write {SHAPES.get(kind, 'another one')}.")


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(_text(each) for each in value)


def _only(verdict: Verdict, **parts: Callable[[object], bool]) -> bool:
    """Every key is known and well formed; keys may be left out, but one must be there."""
    return bool(verdict) and all(key in parts and parts[key](value) for key, value in verdict.items())


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _by_question(value: object) -> bool:
    return isinstance(value, dict) and all(_text(question) and _text(kind) for question, kind in value.items())


def _figures(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(f, dict) and _text(f.get("as_printed")) for f in value)


def _assigned(value: object) -> bool:
    return isinstance(value, dict) and all(_text(key) and isinstance(said, dict) for key, said in value.items())


def _row(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and _whole(value[1])


def _tables(value: object) -> bool:
    """The tables of a bulk decision, each with its rows."""
    texts = ("item", "document", "head", "fingerprint")
    return isinstance(value, list) and all(
        isinstance(table, dict)
        and all(isinstance(table.get(name), str) for name in texts)
        and _flag(table.get("whole"))
        and _whole(table.get("ordinal"))
        and isinstance(table.get("rows"), list)
        and all(map(_row, table["rows"]))
        for table in value
    )


def _back(verdict: Verdict) -> bool:
    known = _only(verdict, to=_text, who=_text, reason=_text) and "reason" in verdict
    return known and (verdict.get("to") == "reading" or (verdict.get("to") == "colleague" and "who" in verdict))


def _of_another(verdict: Verdict) -> bool:
    """A verdict inside a verdict, of the kind that stands beside it."""
    kind, inside = verdict.get("kind"), verdict.get("verdict")
    rule = _RULES.get(DecisionKind(kind)) if kind in set(DecisionKind) else None
    return rule is not None and isinstance(inside, dict) and rule(inside)


def _loose(value: object) -> bool:
    return isinstance(value, str)


_RULES: Mapping[DecisionKind, Callable[[Verdict], bool]] = {
    _KIND.MATCH: lambda v: set(v) == {"requests"} and _texts(v["requests"]),
    _KIND.RELEASE: lambda v: set(v) == {"release"} and _flag(v["release"]),
    _KIND.REPLY_CLASS: lambda v: _only(v, outcome=_text, questions=_by_question, sections=_texts),
    _KIND.TABLE: lambda v: _only(
        v, accept=_flag, no_table=_flag, question=_text, head_rows=_whole, caveat=_loose, authority=_text
    ),
    _KIND.COLUMN: lambda v: (
        len(set(v) - {"fixed"}) == 1 and _only(v, dimension=_text, count=_flag, ignore=_text, fixed=_by_question)
    ),
    _KIND.VALUE: lambda v: len(v) == 1 and _only(v, value=_text, new=_text),
    _KIND.CELL: lambda v: "text" in v and _only(v, text=_loose, was=_loose, instead=_text),
    _KIND.SHAPE: lambda v: len(v) == 1 and _only(v, starts=_flag, head_rows=_whole),
    _KIND.CAVEAT: lambda v: set(v) == {"text"} and _loose(v["text"]),
    _KIND.BULK: lambda v: set(v) == {"checks", "tables"} and _texts(v["checks"]) and _tables(v["tables"]),
    _KIND.BACK: _back,
    _KIND.SAMPLE: lambda v: (
        set(v) - {"machine"} == {"second", "seed", "items"} and _text(v["second"]) and _texts(v["items"])
    ),
    _KIND.SECOND: lambda v: set(v) == {"kind", "verdict"} and _of_another(v),
    _KIND.ADJUDICATED: lambda v: set(v) == {"kind", "verdict", "first", "second"} and _of_another(v),
    _KIND.TYPED: lambda v: set(v) == {"figures"} and _figures(v["figures"]),
    _KIND.FIGURES: lambda v: _only(v, accept=_texts, reject=_texts, assign=_assigned),
    _KIND.COUNT_AS: lambda v: "unit" in v and _only(v, unit=_text, caveat=_loose),
    _KIND.RESOLVE: lambda v: "choose" in v and _only(v, choose=_text, caveat=_loose),
    _KIND.COMMENT: lambda v: set(v) == {"text"} and _text(v["text"]),
}
