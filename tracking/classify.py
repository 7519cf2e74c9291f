"""What kind of reply a letter is: rules over its structure and the words of what answers, nothing learned.

A letter is cut into parts (``tracking.reply_parts``); signals (``tracking.signals``) are read from what answers
alone; the outcome is decided from the signals together, since one letter often discloses, refuses and refers at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schema.reading import ProseFigure
from tracking.automatic import is_automatic
from tracking.citations import Citation, citations, is_denied
from tracking.particulars import LetterDate, dates, their_reference
from tracking.reply_parts import Part, Sentence, parts
from tracking.signals import MAY, Signal, signals
from tracking.supposed import is_supposed


class ReplyOutcome(StrEnum):
    """The main outcome of a letter, a summary of its questions."""

    FULL = "full"
    PARTIAL = "partial"
    REFUSED_COST = "refused-cost"
    REFUSED_OTHER = "refused-other"
    NOT_HELD = "not-held"
    NCND = "ncnd"
    REDIRECTED_S21 = "redirected-s21"
    CLARIFICATION = "clarification"
    ACKNOWLEDGEMENT = "acknowledgement"
    EXTENSION = "extension"
    INTERNAL_REVIEW = "internal-review"
    TRANSFER = "transfer"
    FEES_NOTICE = "fees-notice"
    AUTO_REPLY = "auto_reply"
    OTHER = "other"


_O = ReplyOutcome
DECISIONS = frozenset(
    {
        _O.FULL,
        _O.PARTIAL,
        _O.REFUSED_COST,
        _O.REFUSED_OTHER,
        _O.NOT_HELD,
        _O.NCND,
        _O.REDIRECTED_S21,
        _O.INTERNAL_REVIEW,
    }
)
# Letters in which a section is a ground: of a decision, or of the time taken over one.
GIVES_GROUNDS = DECISIONS | {_O.EXTENSION}
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


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: ReplyOutcome
    confidence: float
    by: tuple[Signal, ...] = ()
    also: tuple[ReplyOutcome, ...] = ()


@dataclass(frozen=True)
class _Letter:
    sentences: tuple[Sentence, ...]
    given: Mapping[Signal, tuple[Sentence, ...]]
    cited: tuple[Citation, ...]
    figures: tuple[ProseFigure, ...]
    automatic: bool
    reference: str

    def has(self, *any_of: Signal) -> bool:
        return any(signal in self.given for signal in any_of)

    @property
    def cites_grounds(self) -> bool:
        """It relies on a section; what a standing paragraph says may apply does not count."""
        supposed = [s for s in self.sentences if MAY.search(s.text)]
        return any(c.is_ground and not any(s.start <= c.start < s.end for s in supposed) for c in self.cited)

    @property
    def other_grounds(self) -> tuple[Citation, ...]:
        """Grounds other than cost (12) and what is available elsewhere (21)."""
        return tuple(c for c in self.cited if c.is_ground and (c.section not in (12, 21) or c.law == "EIR"))

    @property
    def cost(self) -> bool:
        """Refused on cost: a limit named, section 12, or searching by hand where nothing is given."""
        cited = any(c.section == 12 and c.is_ground and c.law != "EIR" for c in self.cited)
        return cited or self.has(Signal.COST_LIMIT) or self.has(Signal.WORKLOAD)

    @property
    def gives(self) -> bool:
        """It gives information. In a refusal on cost a number is workload, unless it stands under a question."""
        if self.has(Signal.DISCLOSED, Signal.NIL):
            return True
        if self.cost:
            return self.has(Signal.GOODWILL) or any(f.question for f in self.figures)
        return bool(self.figures) or self.has(Signal.STATED)

    @property
    def registers(self) -> bool:
        """It takes the request in: with a reference, or in a sentence that speaks of the request."""
        said = [s for signal in (Signal.ACKNOWLEDGED, Signal.RECEIVED) for s in self.given.get(signal, ())]
        return bool(said) and (bool(self.reference) or any(_REQUEST.search(s.text) for s in said))

    @property
    def decides(self) -> bool:
        """It says what became of the request. A bare "refused" beside a promise to answer is no decision."""
        promised = self.has(Signal.ACKNOWLEDGED) and not self.cites_grounds
        words = [signal for signal in _DECIDING if not (promised and signal is Signal.REFUSED)]
        return bool(self.figures) or self.cites_grounds or self.has(*words)


_REQUEST = re.compile(r"\b(?:request|foia?|freedom of information|application|enquiry|case)\b", re.IGNORECASE)
_DECIDING = (
    Signal.DISCLOSED,
    Signal.COST_LIMIT,
    Signal.REFUSED,
    Signal.NCND,
    Signal.NOT_HELD,
    Signal.ELSEWHERE,
    Signal.NIL,
    Signal.IN_PART,
    Signal.GOODWILL,
    Signal.STATED,
)

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
    letter = _Letter(
        sentences,
        signals(sentences),
        _cited(text, sentences),
        _stated(text, sentences, figures),
        is_automatic(auto_headers or {}),
        their_reference(text, subject),
    )
    verdict = _verdict(letter)
    grounds, procedural = _sections(letter, verdict)
    return Classification(
        verdict.outcome,
        verdict.also,
        grounds,
        procedural,
        letter.reference,
        dates(text),
        letter.figures if verdict.outcome in DECISIONS and _keeps_figures(verdict) else (),
        verdict.confidence,
        _reason(letter, verdict),
    )


def _evenly_spaced(text: str) -> str:
    """Runs of blanks and blank lines shortened: they say nothing, and floods of them would cost minutes to search."""
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", re.sub(r"[^\S\n]{2,}", "  ", text.replace("\r\n", "\n")))


# --- deciding -------------------------------------------------------------------------------------------------------


def _verdict(letter: _Letter) -> _Verdict:
    for rule in _RULES:
        if found := rule(letter):
            return found
    return _Verdict(_O.OTHER, 0.3)


def _automatic_reply(letter: _Letter) -> _Verdict | None:
    """A machine answered. One that gives a reference or logs the request acknowledges it all the same."""
    if not letter.automatic and not letter.has(Signal.AUTOMATIC, Signal.ABSENT):
        return None
    if letter.registers and not letter.has(Signal.ABSENT):
        return _Verdict(_O.ACKNOWLEDGEMENT, 0.9, (Signal.ACKNOWLEDGED, Signal.RECEIVED))
    if letter.automatic or not letter.decides:
        return _Verdict(_O.AUTO_REPLY, 0.95, (Signal.ABSENT, Signal.AUTOMATIC))
    return None


def _internal_review(letter: _Letter) -> _Verdict | None:
    if not letter.has(Signal.REVIEW):
        return None
    return _Verdict(_O.INTERNAL_REVIEW, 0.9, (Signal.REVIEW,), (_O.FULL,) if letter.gives else ())


def _fees(letter: _Letter) -> _Verdict | None:
    if letter.has(Signal.FEES) and not letter.has(Signal.DISCLOSED, Signal.NIL):
        return _Verdict(_O.FEES_NOTICE, 0.9, (Signal.FEES,))
    return None


def _transfer(letter: _Letter) -> _Verdict | None:
    if not letter.has(Signal.TRANSFER) or letter.gives or letter.has(Signal.REFUSED):
        return None
    return _Verdict(_O.TRANSFER, 0.9, (Signal.TRANSFER,), (_O.NOT_HELD,) if letter.has(Signal.NOT_HELD) else ())


def _clarification(letter: _Letter) -> _Verdict | None:
    if (
        letter.has(Signal.CLARIFICATION)
        and not letter.gives
        and not letter.has(Signal.REFUSED, Signal.NCND, Signal.NOT_HELD)
    ):
        return _Verdict(_O.CLARIFICATION, 0.9, (Signal.CLARIFICATION,))
    return None


def _extension(letter: _Letter) -> _Verdict | None:
    if (
        letter.has(Signal.EXTENSION)
        and not letter.gives
        and not letter.has(Signal.REFUSED, Signal.NCND, Signal.COST_LIMIT)
    ):
        return _Verdict(_O.EXTENSION, 0.85, (Signal.EXTENSION,))
    return None


def _acknowledgement(letter: _Letter) -> _Verdict | None:
    if letter.has(Signal.ACKNOWLEDGED) and not letter.decides:
        return _Verdict(_O.ACKNOWLEDGEMENT, 0.95, (Signal.ACKNOWLEDGED, Signal.RECEIVED))
    return None


def _decision(letter: _Letter) -> _Verdict | None:
    if not letter.decides and not letter.has(Signal.WORKLOAD):
        return None
    refused = _refusals(letter)
    disclosed = letter.gives
    by = tuple(signal for signal in _DECIDING if letter.has(signal))
    if not refused:
        partly = letter.has(Signal.IN_PART) and letter.has(Signal.REFUSED)
        return (
            _Verdict(_O.PARTIAL if partly else _O.FULL, 0.9 if disclosed else 0.6, by) if disclosed or partly else None
        )
    if refused[0] is _O.REFUSED_COST and not _answers_beside_cost(letter, disclosed):
        return _Verdict(
            _O.REFUSED_COST, 0.9, by, (_O.PARTIAL,) if disclosed or letter.has(Signal.GOODWILL) else refused[1:]
        )
    if disclosed or letter.has(Signal.IN_PART):
        # Withheld "in part" needs no second name: that is what partial says.
        also = refused if disclosed else ()
        return _Verdict(_O.PARTIAL, 0.85, by, tuple(o for o in also if o is not _O.REFUSED_OTHER or len(also) > 1))
    return _Verdict(refused[0], 0.9, by, refused[1:])


def _refusals(letter: _Letter) -> tuple[ReplyOutcome, ...]:
    """Every kind of refusal that the letter holds, the one that weighs most first."""
    found = []
    if letter.cost and not (letter.other_grounds and not letter.has(Signal.COST_LIMIT)):
        found.append(_O.REFUSED_COST)
    if letter.has(Signal.NCND):
        found.append(_O.NCND)
    elif letter.other_grounds or (letter.has(Signal.REFUSED) and not letter.has(Signal.ELSEWHERE) and not found):
        found.append(_O.REFUSED_OTHER)
    if letter.has(Signal.ELSEWHERE):
        found.append(_O.REDIRECTED_S21)
    if letter.has(Signal.NOT_HELD):
        found.append(_O.NOT_HELD)
    return tuple(found)


def _answers_beside_cost(letter: _Letter, disclosed: bool) -> bool:
    """Whether only a part is refused on cost. Goodwill data does not make a refusal partial: the whole falls (s.12)."""
    if letter.has(Signal.GOODWILL):
        return False
    return disclosed or (letter.has(Signal.IN_PART) and not letter.has(Signal.WORKLOAD))


def _received_only(letter: _Letter) -> _Verdict | None:
    """A letter with a reference and a day of receipt and nothing else acknowledges."""
    if letter.has(Signal.ACKNOWLEDGED, Signal.RECEIVED):
        return _Verdict(_O.ACKNOWLEDGEMENT, 0.8 if letter.reference else 0.7, (Signal.RECEIVED,))
    return None


_RULES = (
    _automatic_reply,
    _internal_review,
    _fees,
    _transfer,
    _clarification,
    _extension,
    _acknowledgement,
    _decision,
    _received_only,
)


# --- what goes with it ----------------------------------------------------------------------------------------------


def _cited(text: str, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    """Sections cited where the letter answers or sets out the Act, without those it does not rely on."""
    found: dict[str, Citation] = {}
    for sentence in sentences:
        if sentence.part in (Part.QUOTED, Part.REQUEST, Part.RIGHTS) or is_denied(sentence.text):
            continue
        for citation in citations(text, sentence.start, sentence.end):
            general = sentence.part is Part.DUTIES or is_supposed(sentence.text, citation.start - sentence.start)
            if not (general and citation.is_ground):
                found.setdefault(citation.text, citation)
    return tuple(found.values())


def _sections(letter: _Letter, verdict: _Verdict) -> tuple[tuple[str, ...], tuple[str, ...]]:
    grounds = tuple(c.text for c in letter.cited if c.is_ground) if verdict.outcome in GIVES_GROUNDS else ()
    # The cost limit is section 12, named or not: no other section knows a limit.
    unnamed = verdict.outcome is _O.REFUSED_COST and not any(g.startswith("12") for g in grounds)
    if unnamed and letter.has(Signal.COST_LIMIT):
        grounds = ("12", *grounds)
    return grounds, tuple(c.text for c in letter.cited if c.is_procedural)


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


def _keeps_figures(verdict: _Verdict) -> bool:
    """A refusal that gives nothing has no answers: its numbers say why it refuses."""
    refused = verdict.outcome in (_O.REFUSED_COST, _O.REFUSED_OTHER, _O.NCND, _O.REDIRECTED_S21, _O.NOT_HELD)
    return not refused or bool({_O.PARTIAL, _O.FULL} & set(verdict.also))


def _reason(letter: _Letter, verdict: _Verdict) -> str:
    words = [" ".join(letter.given[signal][0].text.split())[:120] for signal in verdict.by if signal in letter.given]
    if not words and letter.figures:
        words = [f"states {letter.figures[0].as_printed!r} and refuses nothing"]
    return "; ".join(dict.fromkeys(words)) or "nothing in it says what became of the request"
