"""Words in the place of a number in running text: yes and no under the number or the words of a question that asks for
nothing else, and under every question that what it asks for is not held, not recorded or not available.

What is found waits, like every figure of a sentence, for a person to accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schema.answer_form import YES_OR_NO
from schema.campaign import Campaign, Question
from schema.mapping.question import question_of_label
from schema.reading import ProseFigure, Table
from schema.suppression import read_value
from schema.value import Kind, Value
from schema.vocabulary import normalise

_ANCHOR = (
    r"^[^\S\n]*(?:(?:question|answer(?:[^\S\n]+to)?|part|point|q)[^\S\n]*\.?[^\S\n]*|\()?"
    r"{id}(?:[^\S\n]*[.):–-]|[^\S\n]+(?=(?:yes|no)\b))"
)
_SAID = re.compile(
    r"[\s–:.-]*(?:(?:answer|response|reply|a)\s*[:–-]\s*)?(?P<word>yes|no)\b(?=\s*(?:[.,;:!–-]|\n|$))", re.IGNORECASE
)
_SENTENCE = re.compile(
    r"[\s–:.-]*(?:(?:answer|response|reply|a)\s*[:–-]\s*)?(?P<word>[A-Za-z][^\n.;:?]{2,99})(?=[.;\n]|$)", re.IGNORECASE
)
_ASKED = re.compile(r"[^?.]{10,400}\?")
_NOTHING = (Kind.NOT_HELD, Kind.NOT_RECORDED, Kind.NOT_AVAILABLE)
_FARTHEST = 800
"""Characters between a question's number and its answer; between them stands at most the question itself."""


def yes_or_no(text: str) -> Value | None:
    """Yes is one, no is none; None for every other word."""
    said = normalise(text).strip(" .!")
    given = int(said.startswith("y"))
    return Value(text, given, given, Kind.EXACT) if said in ("yes", "y", "no", "n") else None


def said_in_words(text: str, campaign: Campaign, tables: Iterable[Table]) -> Iterator[ProseFigure]:
    """Every answer in words that stands in the text of a document, outside its ``tables``."""
    yield from said_yes_or_no(text, campaign)
    nothing = [figure for question in campaign.questions for figure in _said_nothing(text, question, campaign)]
    if nothing:
        labelled = {question_of_label(row[0], campaign) for table in tables for row in table.rows if row}
        yield from (figure for figure in nothing if figure.question not in labelled)


def is_word(figure: ProseFigure) -> bool:
    """True for an answer in words."""
    return figure.unit == YES_OR_NO or read_value(figure.as_printed).kind in _NOTHING


def _said_nothing(text: str, question: Question, campaign: Campaign) -> Iterator[ProseFigure]:
    """The first sentence under a question, where all it says is that there is no such information."""
    for start in _starts(text, question):
        end = min((at for at in _others(text, start, question, campaign)), default=len(text))
        begin = asked.end() if (asked := _ASKED.match(text, start, end)) else start
        match = _SENTENCE.match(text, begin, min(end, start + _FARTHEST))
        if match and read_value(match["word"].strip()).kind in _NOTHING:
            word = match["word"].rstrip()
            at = match.start("word")
            yield ProseFigure(
                question.id, "", "", word, None, None, unit=question.unit, sentence=" ".join(word.split()), start=at,
                end=at + len(word),
            )  # fmt: skip
            return


def said_yes_or_no(text: str, campaign: Campaign) -> Iterator[ProseFigure]:
    """The yes or no that a letter gives to each question for one; none where the words say anything else."""
    for question in campaign.questions:
        if question.unit == YES_OR_NO:
            yield from _said(text, question, campaign)


def _said(text: str, question: Question, campaign: Campaign) -> Iterator[ProseFigure]:
    found: set[int] = set()
    for start in _starts(text, question):
        end = min((at for at in _others(text, start, question, campaign)), default=len(text))
        if (match := _SAID.match(text[: min(end, start + _FARTHEST)], start)) and match.start("word") not in found:
            found.add(match.start("word"))
            word, at = match["word"], match.start("word")
            sentence = " ".join(text[at : min(end, at + 200)].split("\n\n", maxsplit=1)[0].split())
            given = int(word.casefold() == "yes")
            yield ProseFigure(
                question.id, "", "", word, given, given, unit=YES_OR_NO, sentence=sentence, start=at, end=match.end()
            )


def _starts(text: str, question: Question) -> Iterator[int]:
    """Where the answer may begin: behind the question's words, and behind its number where they are not repeated."""
    spelled = re.compile(r"\s+".join(map(re.escape, question.text.split())), re.IGNORECASE)
    repeated = [match.end() for match in spelled.finditer(text)]
    yield from repeated
    numbered = re.compile(_ANCHOR.format(id=re.escape(question.id.lower().lstrip("q"))), re.IGNORECASE | re.MULTILINE)
    yield from (match.end() for match in numbered.finditer(text))


def _others(text: str, start: int, question: Question, campaign: Campaign) -> Iterator[int]:
    """Where the next question begins."""
    for other in campaign.questions:
        anchor = re.compile(_ANCHOR.format(id=re.escape(other.id.lower().lstrip("q"))), re.IGNORECASE | re.MULTILINE)
        if other.id != question.id and (match := anchor.search(text, start)):
            yield match.start()
