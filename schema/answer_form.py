"""The answer form: a small workbook enclosed with a letter, one sheet a question, so that the answers need no guessing.

Its rows and lists follow from the campaign's questions and the vocabulary alone, so that a returned form is compared
with what was sent without keeping it. Every sheet carries the marker, the reference, the authority and the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from schema.campaign import Campaign, Question
from schema.dimension import ALL, NOT_STATED, WITHHELD
from schema.vocabulary import Vocabulary

MARKER = "Roundrobin answer form 1"
"""Stands in the first cell of every sheet. Another layout gets another number."""
LISTS = "lists"
"""Stands where the question stands on other sheets: this one holds the lists to choose from."""
ANSWER, NOTE, TOTAL = "answer", "Note", "Total"
YES_OR_NO = "yes or no"
"""The unit of a question for yes or no: yes is one, no is none, and it is added to no count of anything else."""
YES_NO_WORDS = ("Yes", "No", "Not held", "Not recorded")
CSV_HEAD = ("form", "reference", "authority", "question", "asked")
CONVENTION = (
    "Please write 0 for nil. A number hidden because it is small: write the rule's own sign, such as <5 (1 to 4). "
    "Otherwise write: not held, not recorded, withheld. A blank cell means: not answered. Do not change the headings."
)
SPARE_ROWS = 3
CASE_ROWS = 100
MOST_CHOICES = 60

_SPELLED = {"pcso": "PCSO", "bbm": "BBM", "ebay": "eBay", "youtube": "YouTube", "linkedin": "LinkedIn"}
_FINANCIAL = re.compile(r"\b(?:financial|fiscal) years?\b", re.IGNORECASE)
_FINANCIAL_STARTS = (4, 1)


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The sheet of one question.

    ``dimensions``: its label columns. ``rows``: labels printed in the first of them; empty where the authority
    fills in whole rows. ``counted``: it has a column for the number. ``spare``: blank rows under them.
    ``choices``: the words to choose from in a label column that is not printed. ``titles``: what stands over a
    dimension that the campaign declares.
    """

    question: str
    asked: str
    dimensions: tuple[str, ...]
    rows: tuple[str, ...]
    counted: bool
    unit: str
    spare: int = SPARE_ROWS
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"Question {self.question}"[:31]

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the columns."""
        if self.unit == YES_OR_NO:
            return ("Question", heading(YES_OR_NO), NOTE)
        labels = [self.titles.get(dimension) or heading(dimension) for dimension in self.dimensions] or ["Count of"]
        return (*labels, *([f"Number of {self.unit}"] if self.counted else []), NOTE)

    @property
    def last(self) -> str:
        """The label of the row below all others, where labels are printed."""
        return heading(ANSWER) if self.unit == YES_OR_NO else TOTAL

    @property
    def labels(self) -> int:
        """How many columns hold labels."""
        return max(1, len(self.dimensions))


def heading(dimension: str) -> str:
    """ "rank_band" -> "Rank band"."""
    return dimension.replace("_", " ").capitalize()


def form_sheets(campaign: Campaign, vocabulary: Vocabulary) -> tuple[FormSheet, ...]:
    """The sheets of a campaign's form, one a question."""
    known, titles = vocabulary.extended(campaign.words), {d.name: d.title for d in campaign.declared}
    return tuple(replace(_sheet(question, campaign, known), titles=titles) for question in campaign.questions)


def _sheet(question: Question, campaign: Campaign, vocabulary: Vocabulary) -> FormSheet:
    if question.form == "yes_no":
        asked = " ".join(question.text.split())
        return FormSheet(question.id, asked, (), (heading(ANSWER),), True, YES_OR_NO, 0, {ANSWER: YES_NO_WORDS})
    # what the question fixes is said by the question itself
    dimensions = tuple(d for d in question.dimensions if d not in question.fixed)
    words = {d: _words(d, question, campaign, vocabulary) for d in dimensions}
    asked = " ".join(question.text.split())
    listed = question.form == "case_list"
    if not listed and len(dimensions) <= 1:
        rows = words[dimensions[0]] if dimensions else ()
        spare = SPARE_ROWS if dimensions and dimensions != ("period",) else 0
        return FormSheet(question.id, asked, dimensions, (*rows, TOTAL), True, question.unit, spare)
    choices = {d: w for d, w in words.items() if w}
    return FormSheet(question.id, asked, dimensions, (), not listed, question.unit, CASE_ROWS, choices)


def _words(dimension: str, question: Question, campaign: Campaign, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words for one dimension, as a person writes them; each is read as the value it stands for."""
    if dimension == "period":
        return tuple(_periods(campaign.period_of(question), financial=bool(_FINANCIAL.search(question.text))))
    values = vocabulary.values(dimension) if dimension in vocabulary.facets else ()
    said = [_SPELLED.get(value, heading(value)) for value in values if value not in (NOT_STATED, WITHHELD, ALL)]
    return (*said[:MOST_CHOICES], "Not recorded") if said else ()


def _periods(asked: str, *, financial: bool) -> Iterator[str]:
    """The years of the period asked (ISO start/end); one that is not whole says its days."""
    start, end = (date.fromisoformat(day) for day in asked.split("/"))
    month, day = _FINANCIAL_STARTS if financial else (1, 1)
    first = date(start.year, month, day)
    if first > start:
        first = first.replace(year=first.year - 1)
    while first <= end:
        following = first.replace(year=first.year + 1)
        last = following - timedelta(days=1)
        name = f"{first.year}/{following.year % 100:02d}" if financial else str(first.year)
        whole = start <= first and last <= end
        yield name if whole else f"{_said(max(first, start))} to {_said(min(last, end))}"
        first = following


def _said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def csv_rows(
    sheets: Sequence[FormSheet], campaign: Campaign, reference: str, authority: str
) -> Iterator[tuple[str, ...]]:
    """The form as one list: a heading, then a row for every answer of every question."""
    dimensions = csv_dimensions(sheets)
    yield (*CSV_HEAD, *dimensions, ANSWER, NOTE.lower())
    for sheet in sheets:
        blank = ("",) * min(sheet.spare, SPARE_ROWS if sheet.rows else 20)
        rows = (*sheet.rows[:-1], *blank, sheet.last) if sheet.rows else blank
        for label in rows:
            first = sheet.dimensions[0] if sheet.dimensions else ""
            labels = tuple(label if d == first else "" for d in dimensions)
            yield (MARKER, reference, authority, sheet.question, sheet.asked, *labels, "", "")


def csv_dimensions(sheets: Sequence[FormSheet]) -> tuple[str, ...]:
    """The label columns of the list: every dimension of every question, once."""
    return tuple(dict.fromkeys(d for sheet in sheets for d in sheet.dimensions))


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marker of a returned sheet says. ``question``: "" in a list of all questions."""

    reference: str
    authority: str
    question: str


def marked(title: str, rows: Sequence[Sequence[str]]) -> Marked | None:
    """The marker of a table, from the text above it or from its own rows; None where it is no form."""
    lines = [line.strip() for line in title.splitlines()]
    if MARKER in lines:
        told = lines[lines.index(MARKER) + 1 :][:3]
        return Marked(*told) if len(told) == 3 else Marked("", "", "")
    body = next((row for row in rows[1:] if row and row[0].strip() == MARKER), None)
    if rows and body and tuple(text.strip().lower() for text in rows[0][: len(CSV_HEAD)]) == CSV_HEAD:
        return Marked(body[1].strip(), body[2].strip(), "")
    return None
