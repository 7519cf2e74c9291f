"""What a figure of a sentence is of: the question that its label names, and whether it counts less than was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schema.campaign import Campaign
from schema.footnotes import symbol_meanings
from schema.mapping.question import question_of_label
from schema.reading import ProseFigure
from schema.suppression import read_value
from schema.value import Kind

# "41 complaints, not including the 12 made anonymously"
_LEAVES_OUT = re.compile(
    r"\b(?:exclud(?:es?|ed|ing)|not includ(?:ed|ing)|do(?:es)? not include|other than|except|apart from)\b",
    re.IGNORECASE,
)
# "41 complaints, of which 12 were recorded late"
_PART = r"\bof (?:these|those|them|whom|which|the (?:above|remain\w+|\d[\d,]*|[a-z]+s))\b"
_IS_PART = re.compile(_PART, re.IGNORECASE)
_HOUSE = re.compile(r"\s*\d{1,2}\s+\S")  # "7 Park Lane", "2 x warnings"


def question_of_figure(label: str, campaign: Campaign) -> str:
    """The question that the label of a figure names; a number that stands before words without a stop names none."""
    return "" if _HOUSE.match(label) else question_of_label(label, campaign)


def narrowed(figure: ProseFigure, values: Mapping[str, str]) -> bool:
    """Whether a sentence counts less than its question asks, in words that name no value: a person says what it is."""
    if _LEAVES_OUT.search(figure.sentence):
        return True
    if set(values) - {"period"}:
        return False  # "of which 12 were officers" is told by its value
    before = rf"{_PART}[^.;\d]{{0,40}}(?<!\w){re.escape(figure.as_printed)}"
    return bool(_IS_PART.search(figure.label) or re.search(before, figure.sentence, re.IGNORECASE))


def kind_of_figure(figure: ProseFigure, text: str) -> Kind:
    """The kind of a value; of a sign with bounds ("*"), by the meaning that its letter gives to it."""
    kind = read_value(figure.as_printed).kind
    if kind is not Kind.AMBIGUOUS or figure.high is None:
        return kind
    return read_value(figure.as_printed, notes=symbol_meanings(text)).kind
