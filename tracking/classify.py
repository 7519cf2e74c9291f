"""What kind of reply a letter is: rules over its structure and the words of what answers, nothing learned.

A letter is cut into parts (``tracking.reply_parts``); signals (``tracking.signals``) are read from what answers
alone; the outcome is decided from the signals together, since one letter often discloses, refuses and refers at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schema.reading import ProseFigure
from tracking.automatic import is_automatic
from tracking.citations import Citation
from tracking.grounds import cited
from tracking.particulars import LetterDate, dates, their_reference
from tracking.reply import Reply
from tracking.reply_parts import Part, Sentence, parts
from tracking.signals import signals
from tracking.verdict import DECISIONS, GIVES_GROUNDS, ReplyOutcome, Verdict, verdict
from tracking.wording import Signal

__all__ = ["DECISIONS", "SURE", "Classification", "ReplyOutcome", "classify"]
SURE = 0.75  # below this a person looks at it


@dataclass(frozen=True, slots=True)
class Classification:
    """What a reply is.

    ``also``: further outcomes for parts of it. ``exemptions``: grounds as cited, one by one; ``procedural``: other
    sections. ``force_reference``: the authority's own reference, "" when none is given. ``answers``: figures that
    answer (workload never). ``confidence``: 0 to 1; below SURE a person decides. ``reason``: the words it rests on.
    """

    outcome: ReplyOutcome
    also: tuple[ReplyOutcome, ...] = ()
    exemptions: tuple[str, ...] = ()
    procedural: tuple[str, ...] = ()
    force_reference: str = ""
    dates: tuple[LetterDate, ...] = ()
    answers: tuple[ProseFigure, ...] = ()
    confidence: float = 0.0
    reason: str = ""

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


Figures = Callable[[str], Sequence[ProseFigure]]


def classify(
    text: str, subject: str = "", auto_headers: Mapping[str, str] | None = None, figures: Figures | None = None
) -> Classification:
    """Classify one reply.

    ``text``: what the authority wrote, with whatever it quotes. ``auto_headers``: the mail's headers that may mark it
    as automatic (Auto-Submitted, X-Autoreply ...). ``figures``: reads the numbers that a text states; it is given the
    text with runs of blanks shortened, and its places count in that.
    """
    text = _evenly_spaced(text)
    sentences = parts(text)
    sections = cited(text, sentences)
    letter = Reply(
        sentences,
        signals(sentences),
        sections.applied,
        _stated(text, sentences, figures),
        is_automatic(auto_headers or {}),
        their_reference(text, subject),
    )
    found = verdict(letter)
    grounds, procedural = _sections(letter, found, sections.described)
    return Classification(
        found.outcome,
        found.also,
        grounds,
        procedural,
        letter.reference,
        dates(text),
        letter.figures if found.outcome in DECISIONS and _keeps_figures(found) else (),
        found.confidence,
        _reason(letter, found),
    )


def _evenly_spaced(text: str) -> str:
    """Runs of blanks and blank lines shortened: they say nothing, and floods of them would cost minutes to search."""
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", re.sub(r"[^\S\n]{2,}", "  ", text.replace("\r\n", "\n")))


# --- what goes with it ----------------------------------------------------------------------------------------------


def _sections(letter: Reply, found: Verdict, described: Sequence[Citation]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Grounds, and procedural sections. A refusal that only sets out its section relies on that."""
    grounds = tuple(c.text for c in letter.grounds) if found.outcome in GIVES_GROUNDS else ()
    if not grounds and found.outcome in _MUST_NAME:
        grounds = tuple(c.text for c in described)
    # The cost limit is section 12, named or not: no other section knows a limit.
    unnamed = found.outcome is ReplyOutcome.REFUSED_COST and not any(g.startswith("12") for g in grounds)
    if unnamed and letter.has(Signal.COST_LIMIT):
        grounds = ("12", *grounds)
    return grounds, tuple(c.text for c in letter.cited if c.is_procedural)


_MUST_NAME = frozenset(
    {ReplyOutcome.REFUSED_OTHER, ReplyOutcome.REFUSED_COST, ReplyOutcome.NCND, ReplyOutcome.REDIRECTED_S21}
)


def _stated(text: str, sentences: Sequence[Sentence], figures: Figures | None) -> tuple[ProseFigure, ...]:
    """The figures that stand in what answers, and not in a sentence about the work that answering would be."""
    if figures is None:
        return ()
    reference = their_reference(text)
    return tuple(
        f
        for f in figures(text)
        if _answers_at(f.start, sentences) and not _is_of(f.as_printed, reference) and not _numbers_an_item(text, f)
    )


def _numbers_an_item(text: str, figure: ProseFigure) -> bool:
    """ "1. 14 officers": the 1 only numbers the line."""
    if figure.start is None or figure.end is None:
        return False
    line = text.rfind("\n", 0, figure.start) + 1
    return not text[line : figure.start].strip() and re.match(r"[.)]\s", text[figure.end :]) is not None


def _is_of(printed: str, reference: str) -> bool:
    """Whether a number is the reference, or a long part of it."""
    return printed == reference or (len(printed) >= 4 and printed in reference)


def _answers_at(at: int | None, sentences: Sequence[Sentence]) -> bool:
    sentence = next((s for s in sentences if at is not None and s.start <= at < s.end), None)
    return sentence is None or sentence.part is Part.ANSWER


def _keeps_figures(found: Verdict) -> bool:
    """A refusal that gives nothing has no answers: its numbers say why it refuses."""
    refused = found.outcome in (
        ReplyOutcome.REFUSED_COST,
        ReplyOutcome.REFUSED_OTHER,
        ReplyOutcome.NCND,
        ReplyOutcome.REDIRECTED_S21,
        ReplyOutcome.NOT_HELD,
    )
    return not refused or bool({ReplyOutcome.PARTIAL, ReplyOutcome.FULL} & set(found.also))


def _reason(letter: Reply, found: Verdict) -> str:
    words = [" ".join(letter.given[signal][0].text.split())[:120] for signal in found.by if signal in letter.given]
    if not words and letter.figures:
        words = [f"states {letter.figures[0].as_printed!r} and refuses nothing"]
    return "; ".join(dict.fromkeys(words)) or "nothing in it says what became of the request"
