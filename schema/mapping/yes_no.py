"""Yes and no in running text: found under the number or the words of a question that asks for nothing else.

What is found waits, like every figure of a sentence, for a person to accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schema.answer_form import YES_OR_NO
from schema.campaign import Campaign, Question
from schema.reading import ProseFigure
from schema.value import Kind, Value
from schema.vocabulary import normalise

_ANCHOR = r"^[^\S\n]*(?:(?:question|answer(?:[^\S\n]+to)?|part|point|q)[^\S\n]*\.?[^\S\n]*|\()?{id}[^\S\n]*[.):–-]"
_SAID = re.compile(
    r"[\s–:.-]*(?:(?:answer|response|reply|a)\s*[:–-]\s*)?(?P<word>yes|no)\b(?=\s*(?:[.,;:!–-]|\n|$))", re.IGNORECASE
)
_FARTHEST = 800
"""Characters between a question's number and its answer; between them stands at most the question itself."""


def yes_or_no(text: str) -> Value | None:
    """Yes is one, no is none; None for every other word."""
    said = normalise(text).strip(" .!")
    given = int(said.startswith("y"))
    return Value(text, given, given, Kind.EXACT) if said in ("yes", "y", "no", "n") else None


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
