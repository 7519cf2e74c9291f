"""Which question a table or a figure answers: by the number printed over it, else by what it is split by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schema.campaign import Campaign, Question
from schema.dimension import ALL
from schema.mapping.words import AUTHORITY, Lexicon, unit_in
from schema.periods import read_period
from schema.vocabulary import normalise

_NUMBERED = re.compile(
    r"\b(?:questions?|q|answers?(?: to)?|parts?|points?)\s*\.?\s*"
    r"(?P<list>\d{1,2}[a-z]?(?:\s*(?:,|and|&|to)\s*\d{1,2})*)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\s*\(?(?P<list>\d{1,2}[a-z]?)[.):]\s+\S")
_SEGMENTS = re.compile(
    r"[:;,()\n]|\s[-–—]\s|\b(?:by|for|of|concerning|relating to|involving|recorded|in|from)\b", re.IGNORECASE
)


_LONGEST_TITLE = 400
"""What is longer is no title but running text, in which every date would look like a period."""


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What the words over a table say: question numbers, one authority, fixed values, the period and the unit."""

    questions: tuple[str, ...]
    authorities: tuple[str, ...]
    fixed: Mapping[str, str]
    printed: Mapping[str, str]
    period: str
    unit: str


def read_title(title: str, sheet: str, lexicon: Lexicon) -> TitleFacts:
    """The facts in the text above a table and in the name of its sheet; words without a meaning are passed over."""
    text = f"{title}\n{sheet}"
    segments = [
        s.strip(" .") for part in (title, sheet) for s in _SEGMENTS.split(_NUMBERED.sub("", part)) if s.strip(" .")
    ]
    fixed: dict[str, str] = {}
    printed: dict[str, str] = {}
    for segment in segments:
        for dimension, value in (_meaning(segment, lexicon) or {}).items():
            if value == ALL:
                continue  # "All ages": a title that narrows nothing
            fixed.setdefault(dimension, value)
            printed.setdefault(dimension, segment)
    repeated = _repeated(title, lexicon.campaign)
    return TitleFacts(
        questions=tuple(dict.fromkeys((*question_ids(text, lexicon.campaign), *repeated))),
        authorities=tuple(lexicon.authorities_in(text, lexicon.authorities)),
        fixed=fixed,
        printed=printed,
        period=_span(title[:_LONGEST_TITLE]),
        unit="" if repeated else unit_in(title, lexicon.units),
    )


_A_FEW_WORDS = 5
"""So many words of a question, one after the other, are no accident."""


def _repeated(title: str, campaign: Campaign) -> list[str]:
    """The questions whose own words stand over the table, whole or begun: no word of the answer."""
    plain = normalise(re.sub(r"^\s*\(?(?:question|q)?\s*\.?\s*\d{1,2}[a-z]?[.):]?\s+", "", title, flags=re.IGNORECASE))
    if len(plain.split()) < _A_FEW_WORDS:
        return []
    asked = {q.id: normalise(q.text) for q in campaign.questions}
    return [q for q, text in asked.items() if text and (plain in text or text in plain)]


def _meaning(segment: str, lexicon: Lexicon) -> dict[str, str] | None:
    period = read_period(segment)
    if period.known and period.first and period.last:
        short = (period.last - period.first).days < 366
        return {"period": period.iso} if short else None
    return None if lexicon.authority(segment) else lexicon.any_value(segment)


def _span(title: str) -> str:
    """The ISO period in a title when it spans more than a year: the period answered."""
    tails = [
        title[match.start() :]
        for match in re.finditer(r"\b\d{1,2}(?:st|nd|rd|th)?\b|\b[A-Z][a-z]{2,8}\b|\b20\d\d", title)
    ]
    for tail in tails:
        period = read_period(tail.strip(" .)"))
        if period.first and period.last and (period.last - period.first).days >= 366:
            return period.iso
    return ""


def question_ids(text: str, campaign: Campaign) -> list[str]:
    """The ids of the questions that ``text`` names by number: "Questions 1 and 2.", "Q3", "2. By role"."""
    numbers: list[str] = []
    for pattern in (_NUMBERED, _LEADING):
        for match in pattern.finditer(text):
            numbers += re.findall(r"\d{1,2}[a-z]?", match["list"].lower())
    known = (question_id(number, campaign) for number in numbers)
    return list(dict.fromkeys(found for found in known if found))


def question_id(number: str, campaign: Campaign) -> str:
    """The question with this number: by its id ("1", "q1"), else by its place in the letter; "" for none."""
    plain = re.sub(r"^(?:question|q|answer)\s*\.?\s*", "", number.strip().lower()).rstrip(".):")
    ids = {q.id.lower(): q.id for q in campaign.questions}
    if found := ids.get(plain) or ids.get(f"q{plain}"):
        return found
    place = re.match(r"(\d{1,2})", plain)
    index = int(place[1]) - 1 if place else -1
    return campaign.questions[index].id if 0 <= index < len(campaign.questions) and place and place[0] == plain else ""


def question_of_label(label: str, campaign: Campaign) -> str:
    """The question that a label of a form names: its number, its id or its own text; "" for none."""
    plain = normalise(label)
    if found := next((q.id for q in campaign.questions if normalise(q.text) == plain), ""):
        return found
    numbered = re.fullmatch(
        r"(?:question|q)?\s*\.?\s*(\d{1,2}[a-z]?)[.):]?(?:\s.*)?", label.strip(), re.IGNORECASE | re.S
    )
    return question_id(numbered[1], campaign) if numbered else ""


def choose_question(
    campaign: Campaign,
    named: Iterable[str],
    keys: Iterable[str],
    fixed: Mapping[str, str],
    listed: bool,
    unit: str = "",
) -> str:
    """The question that a count with these dimensions answers, or "" when none can be told.

    ``named``: questions that the title names; ``keys``: what it is split by; ``fixed``: values that its heading or
    title gives; ``listed``: one row a case; ``unit``: what it says it counts. Where questions about different things
    fit equally well, none is chosen.
    """
    split = frozenset(keys) - {AUTHORITY}
    questions = {q.id: q for q in campaign.questions}
    by_number = [questions[q] for q in named if q in questions and _fits(questions[q], split, fixed)]
    if by_number:
        return max(by_number, key=lambda q: _rank(q, split, listed)).id
    candidates = [q for q in campaign.questions if _fits(q, split, fixed) and _asks(q, split, listed)]
    candidates = [q for q in candidates if q.unit == unit] or candidates
    if not candidates:
        return ""
    best = max(candidates, key=lambda q: _rank(q, split, listed))
    like = [q for q in candidates if _rank(q, split, listed)[:-1] == _rank(best, split, listed)[:-1]]
    return best.id if all(q.unit == best.unit for q in like) else ""


def _fits(question: Question, split: frozenset[str], fixed: Mapping[str, str]) -> bool:
    """A question with a fixed value is answered only by what says that value; a split must be one that it asks."""
    said = all(fixed.get(d) == v for d, v in question.fixed.items())
    known = not split or question.headline or bool(split & {*question.dimensions, *question.fixed})
    return said and known


def _asks(question: Question, split: frozenset[str], listed: bool) -> bool:
    if listed:
        return question.headline or question.form == "case_list"
    whole = not split and (question.headline or question.form == "count")
    return bool(split & set(question.dimensions)) or whole or bool(question.fixed)


def _rank(question: Question, split: frozenset[str], listed: bool) -> tuple[int, bool, int, bool]:
    """More fixed values; a list for a list; what shares most with the split; the headline."""
    return (
        len(question.fixed),
        listed and question.form == "case_list",
        len(split & set(question.dimensions)),
        question.headline,
    )
