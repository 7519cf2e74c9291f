"""What a wording that no vocabulary knows may mean: what a person may say, and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.mapping.question import question_of_label
from schema.mapping.words import AUTHORITY, QUESTION, Lexicon
from schema.periods import days_of, read_period
from schema.record import ALL, NOT_STATED, WITHHELD
from schema.vocabulary import normalise

PERIOD = "period"
FIXED = (AUTHORITY, QUESTION, PERIOD)
"""Dimensions in which nobody can invent a value: who, which question, when."""


def decided_value(lexicon: Lexicon, dimension: str, verdict: Mapping[str, Any]) -> str:
    """The value that a person gave: one that is known, or one that they named as new; "" for anything else."""
    value, new = str(verdict.get("value") or ""), str(verdict.get("new") or "")
    if new:
        return "" if dimension in FIXED else new
    if value in (NOT_STATED, WITHHELD, ALL):
        return value
    if dimension == PERIOD:
        return read_period(value).iso or (value if days_of(value) else "")
    if dimension == AUTHORITY:
        return value if value in lexicon.names.values() else ""
    if dimension == QUESTION:
        return question_of_label(value, lexicon.campaign)
    return (lexicon.value(dimension, value) or {}).get(dimension, "")


def proposed_values(dimension: str, text: str) -> list[dict[str, str]]:
    """The verdict that claims the least: a wording stays what it says, as a value of its own; nothing is "not stated".

    None for who, which question and when: there a wording must be told what it means.
    """
    if not text.strip():
        return [{"value": NOT_STATED}]
    own = normalise(text).replace(" ", "_")
    return [{"new": own}] if own and dimension not in FIXED else []
