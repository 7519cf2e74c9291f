"""Numbers as tables print them: which texts are one number, which stand in place of one, and what a number is worth."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_NUMERIC = re.compile(r"[(\[]?[-−–+]?[£$€¥₹]?[-−–]?(?:\d[\d,.]*|\.\d+)(?:[)%\]]|[¹²³⁰-⁹*†‡#^]|[rpe]$)*(?:\^\d*)?%?")
_PLACEHOLDER = re.compile(
    r"[-–—―−]|\*+|\.\.|[<>≤≥]\s?\d[\d,]*%?|\d+\+|\d+[-–]\d+|n/?a|nil|none|null|[†‡:]|#+|\(?[-–—―]\)?|x|\[\w\]|[\[(]redacted[)\]]"
    r"|(?:fewer|less) than \d+|\d+ or (?:fewer|less|more)|s\.?\s?\d+(?:\(\w+\))*|section \d+(?:\(\w+\))*"
    r"|not (?:held|recorded|known|available|applicable)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?[*†¹²³⁰-⁹^]*")
_MARKS = re.compile(r"\s*(?:[*†‡§#^]+\d?|[¹²³⁰-⁹]+|\[[a-z]\])$", re.IGNORECASE)
_SIGNS = re.compile(r"[£$€¥₹%*†‡()+\-−–]+")


@lru_cache(maxsize=8192)  # a page asks for the same texts many times
def is_number(text: str) -> bool:
    """One printed number, with its sign, currency, share sign or note mark."""
    return _NUMERIC.fullmatch(text.replace(" ", "").replace("\xa0", "")) is not None


@lru_cache(maxsize=8192)
def is_value(text: str) -> bool:
    """A number, or a mark that stands in place of one (``<5``, ``-``, Nil)."""
    return is_number(text) or _PLACEHOLDER.fullmatch(text) is not None


def is_year(text: str) -> bool:
    return _YEAR.fullmatch(text) is not None


def is_thousands(left: str, right: str) -> bool:
    """Two pieces of one number with a thousands space (``77 686``, ``77, 686``)."""
    return re.fullmatch(r"[(£$€¥₹-]*\d{1,3},?", left) is not None and re.fullmatch(r"\d{3}[)*%]?", right) is not None


def is_sign(text: str) -> bool:
    """Only currency, share or note signs: no column of its own."""
    return _SIGNS.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def number(text: str) -> Decimal | None:
    """The value of one printed number; None for anything else. Brackets and a minus sign make it negative."""
    if text[:1].isalpha():
        return None  # the label of a row, as most texts are
    plain = _MARKS.sub("", text.strip())
    negative = (plain.startswith("(") and plain.endswith(")")) or plain[:1] in "-−–"
    plain = re.sub(r"[£$€¥₹%()+\-−–\s]|,(?=\s?\d{3})", "", plain)
    if not re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", plain):
        return None
    try:
        return -Decimal(plain) if negative else Decimal(plain)
    except InvalidOperation:
        return None
