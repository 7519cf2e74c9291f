"""A document's own notes: what its symbols mean, and whether it says that zeros are hidden or figures rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_SYMBOL = r"(?P<symbol>\*{1,3}|[-–—~#†‡¹²³⁴⁵⁶⁷⁸⁹]|\.\.|\[[a-z]\]|\b[cxzw]\b)"
_DEFINED = re.compile(
    rf"(?:^|[\n;.(]|(?<=\s))\s*[\"'‘“]?\s*{_SYMBOL}\s*[\"'’”]?\s*(?:=|:|denotes|means|indicates|represents|signifies"
    r"|is used (?:for|where)|shows)\s*(?P<meaning>[^\n;]+)",
    re.IGNORECASE,
)
_STARTED = re.compile(rf"^\s*{_SYMBOL}\s*(?P<meaning>[A-Za-z(<][^\n]*)$", re.IGNORECASE | re.MULTILINE)
_SHOWN = re.compile(
    rf"(?:^|[\n.;])\s*(?P<meaning>[^\n.;]+?)\s+(?:is|are|has been|have been) (?:shown|replaced|represented|displayed|"
    rf"indicated|marked|denoted)\s+(?:as|by|with)\s+(?:an? )?[\"'‘“]?{_SYMBOL}[\"'’”]?(?=[\s.,;]|$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^\s*(?:note\s*)?\(?(?P<symbol>\d{1,2})[.):]\s+(?P<meaning>\S[^\n]*)$", re.IGNORECASE | re.MULTILINE
)
_BELOW = re.compile(
    r"(?:(?:fewer|less|lower) than|under|below|<)\s*(?P<n>\d+|three|five|six|ten)\b|"
    r"(?P<range>\b[01]\s*(?:-|–|to)\s*\d+\b)",
    re.IGNORECASE,
)
_OR_FEWER = re.compile(r"(?P<n>\d+|five|ten)\s+or\s+(?:fewer|less)", re.IGNORECASE)
_ZERO = re.compile(
    r"^(?:a |the )?(?:true )?(?:nil|zero|none|0|no (?:cases|records|incidents|investigations))\b", re.IGNORECASE
)
_MEANINGS = (
    (re.compile(r"\bnot applicable\b|\bn/a\b", re.IGNORECASE), "not applicable"),
    (re.compile(r"\bnot available\b|\bunavailable\b", re.IGNORECASE), "not available"),
    (re.compile(r"\bnot recorded\b|\bnot known\b", re.IGNORECASE), "not recorded"),
    (re.compile(r"\bnot held\b", re.IGNORECASE), "not held"),
    (re.compile(r"\bwithheld\b|\bredacted\b|\bsuppress|\bexempt", re.IGNORECASE), "withheld"),
)
_ZEROS_HIDDEN = re.compile(
    r"(?:includ\w+ (?:nil|zero)|zeros? (?:is|are|may be|have been)?\s*(?:also )?(?:hidden|suppressed|included)"
    r"|0\s*(?:-|–|to)\s*4)",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"rounded (?:up |down )?to (?:the )?nearest (?P<unit>\d+|five|ten)", re.IGNORECASE)
_WORDS = {"three": "3", "five": "5", "six": "6", "ten": "10"}
_PART = re.compile(
    r"\bpart\b|\bto date\b|\bup to\b|\buntil\b|\bto \d|\bincomplete\b|\bas at\b|\bonly\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def symbol_meanings(notes: str) -> dict[str, str]:
    """symbol -> a wording that ``schema.suppression.read_value`` reads, for the symbols that the notes define.

    A symbol with two meanings, or with one that is no kind of value, is left out: it stays ambiguous.
    """
    found: dict[str, set[str]] = {}
    for symbol, meaning in mark_notes(notes):
        if wording := _wording(meaning):
            found.setdefault(symbol, set()).add(wording)
    return {symbol: next(iter(wordings)) for symbol, wordings in found.items() if len(wordings) == 1}


@lru_cache(maxsize=128)
def mark_notes(notes: str) -> tuple[tuple[str, str], ...]:
    """(symbol, what the note says), in the order printed; numbered notes have their number as symbol."""
    matches = [m for pattern in (_DEFINED, _STARTED, _NUMBERED, _SHOWN) for m in pattern.finditer(notes)]
    return tuple((m["symbol"].strip(), m["meaning"].strip()) for m in sorted(matches, key=lambda m: m.start()))


def _wording(meaning: str) -> str:
    if _ZERO.search(meaning):
        return "nil"
    if inclusive := _OR_FEWER.search(meaning):
        return f"{_WORDS.get(inclusive['n'].lower(), inclusive['n'])} or fewer"
    if below := _BELOW.search(meaning):
        return below["range"] or f"<{_WORDS.get(below['n'].lower(), below['n'])}"
    return next((words for pattern, words in _MEANINGS if pattern.search(meaning)), "")


def zeros_are_hidden(notes: str) -> bool:
    """True when the notes say that the sign for a small number may stand for zero."""
    return bool(_ZEROS_HIDDEN.search(notes))


def rounding_unit(notes: str) -> int | None:
    """5 where the notes say "rounded to the nearest 5"; None where they say nothing of it."""
    match = _ROUNDED.search(notes)
    return int(_WORDS.get(match["unit"].lower(), match["unit"])) if match else None


def means_part_period(mark: str, notes: str) -> bool:
    """True when a mark glued to a period says that it is not whole; a mark without any note is taken to say so."""
    said = [meaning for symbol, meaning in mark_notes(notes) if symbol == mark]
    return not said or any(_PART.search(meaning) for meaning in said)


_DEFINITION = re.compile(
    r"[^.\n]{0,200}\b(?:figures?|data|numbers?|tables?|cases|complaints|allegations|totals?)\b[^.\n]{0,200}"
    r"\b(?:exclud\w+|do(?:es)? not include|not included|only (?:closed|finalised|completed|substantiated|proven)"
    r"|(?:closed|finalised|completed|substantiated|proven) (?:cases )?only)\b[^.\n]{0,200}\.?",
    re.IGNORECASE,
)


def definition_notes(notes: str) -> str:
    """The sentences that narrow what the figures count: "These figures exclude special constables."."""
    return " ".join(dict.fromkeys(match.group().strip() for match in _DEFINITION.finditer(notes)))


def prints_zero(texts: Iterable[str]) -> bool:
    """True when at least one of these cells is a printed zero."""
    return any(text.strip().casefold() in {"0", "nil", "none", "zero"} for text in texts)
