"""What a figure of a sentence is of: the question that its label names, and whether it counts less than was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schema.campaign import Campaign, Question
from schema.footnotes import symbol_meanings
from schema.mapping.question import question_id, question_of_label
from schema.mapping.words import Lexicon
from schema.periods import read_letter_period
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


# "12 times a year", "£3,000 per annum"
_RATE = r"\s+(?:[a-z]+\s+){0,3}?(?:a|per|each|every)\s+(?:day|week|month|quarter|year|annum)\b"
_YEAR = re.compile(r"(?<![\d,.£])(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?(?![\d,])")
_AT_QUESTION = re.compile(r"\b(?:at|in|to|for|under|of) question (?P<number>\d{1,2}[a-z]?)\b", re.IGNORECASE)


def question_in_words(sentence: str, campaign: Campaign) -> str:
    """The one question that a sentence speaks of: "The figure for 2013 at question 1 should read 45"."""
    named = {question_id(found["number"].lower(), campaign) for found in _AT_QUESTION.finditer(sentence)}
    return named.pop() if len(named) == 1 else ""


def loose(figure: ProseFigure, values: Mapping[str, str], question: Question | None, lexicon: Lexicon) -> bool:
    """Whether nobody can tell what a number is of: it is so many a year, of one of several years that the sentence
    names, or in a sentence that names another authority that was asked."""
    rate = re.search(rf"{re.escape(figure.as_printed)}{_RATE}", figure.sentence, re.IGNORECASE)
    by_year = question is not None and "period" in question.dimensions
    named = len(set(_YEAR.findall(figure.sentence)))
    undated = by_year and "period" not in values and named > (1 if not figure.period else 2)
    unknown = bool(figure.period) and not read_letter_period(figure.period).known
    others = set(lexicon.authorities_in(figure.sentence, lexicon.campaign.authorities)) - set(lexicon.authorities)
    return bool(rate) or undated or unknown or bool(others)


def question_of_figure(label: str, campaign: Campaign) -> str:
    """The question that the label of a figure names; a number that stands before words without a stop names none."""
    return "" if _HOUSE.match(label) else question_of_label(label, campaign)


def counts_as_asked(figure: ProseFigure, values: Mapping[str, str], by_number: str, campaign: Campaign) -> bool:
    """False for a part of what was asked, and under a number that the campaign does not ask ("1&2", "d") where the
    words of no question of it are repeated. ``by_number``: the question of the figure's number."""
    elsewhere = bool(figure.question) and not by_number and not question_in_words(figure.sentence, campaign)
    return not elsewhere and not narrowed(figure, values)


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
