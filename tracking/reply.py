"""A reply with all that its rules have read from it, and what follows from that taken together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from schema.reading import ProseFigure
from tracking.citations import Citation
from tracking.reply_parts import Part, Sentence
from tracking.wording import Signal

_REFUSING = (Signal.REFUSED, Signal.EXEMPT, Signal.NCND, Signal.COST_LIMIT)
# A line of a list of grounds: "- Section 31(1)(a) Law enforcement", "3. Exempt: s.40(2)".
_ENTRY = re.compile(
    r"\W*(?:\(?[\da-z]{1,2}[.)]\s*)?(?:(?:under|exempt\w*|refused)\W+)?(?:sections?|secs?\.?"
    r"|ss?\.?)\s?\d",
    re.IGNORECASE,
)
_ONE_QUESTION = re.compile(
    r"\b(?:questions?|parts?|points?|q)\s?\(?(?:\d|[a-h]\b)|\b(?:the |your )(?:second|third|fourth|last|final"
    r"|remaining)"
    r" (?:questions?|parts?|points?)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"\b(?:request|foia?|freedom of information|application|enquiry|case)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """All that a letter says, as far as rules can tell. ``figures``: numbers that stand where it answers."""

    sentences: tuple[Sentence, ...]
    given: Mapping[Signal, tuple[Sentence, ...]]
    cited: tuple[Citation, ...]
    figures: tuple[ProseFigure, ...]
    automatic: bool
    reference: str

    def has(self, *any_of: Signal) -> bool:
        return any(signal in self.given for signal in any_of)

    @property
    def grounds(self) -> tuple[Citation, ...]:
        return tuple(c for c in self.cited if c.is_ground)

    def cites(self, *texts: str) -> bool:
        """Whether a section is cited that begins so ("10(3)")."""
        return any(c.text.startswith(texts) for c in self.cited)

    @property
    def cost(self) -> bool:
        """Refused on cost: section 12, a limit named, or work described where nothing else is said."""
        if self.has(Signal.COST_LIMIT) or any(c.section == 12 and c.law != "EIR" for c in self.grounds):
            return True
        otherwise = (Signal.NOT_HELD, Signal.ELSEWHERE, Signal.NCND, Signal.ACKNOWLEDGED, Signal.EXTENSION)
        answered = self.has(Signal.DISCLOSED, Signal.NIL) or any(f.question for f in self.figures)
        return self.has(Signal.WORKLOAD) and not answered and not self.has(*otherwise, Signal.CLARIFICATION)

    @property
    def ncnd(self) -> bool:
        return self.has(Signal.NCND) or any(c.confirms_nothing for c in self.grounds)

    @property
    def elsewhere(self) -> bool:
        cited = any(c.section == 21 and c.law != "EIR" for c in self.grounds)
        return cited or (self.has(Signal.ELSEWHERE) and not self.has(Signal.DISCLOSED, Signal.NOT_HELD))

    @property
    def other_grounds(self) -> tuple[Citation, ...]:
        """Grounds other than cost (12), what is available elsewhere (21), and the duty to confirm."""
        return tuple(
            c for c in self.grounds if (c.section not in (12, 21) and not c.confirms_nothing) or c.law == "EIR"
        )

    @property
    def refuses(self) -> bool:
        return bool(self.grounds) or self.has(Signal.REFUSED, Signal.EXEMPT, Signal.NCND, Signal.COST_LIMIT)

    @property
    def answers(self) -> bool:
        """Figures that stand for answers and not for the reasons of a refusal: under a question, or in a series."""
        if any(f.question and not self._refused_at(f) for f in self.figures) or self._series:
            return True
        if self._refuses_one_question and any(not self._refused_at(f) for f in self.figures):
            return True
        if len(self.figures) > 2 and not self.refuses:
            return True
        in_hand = self.takes_in or self.has(Signal.EXTENSION, Signal.CLARIFICATION, Signal.TRANSFER, Signal.NOT_HELD)
        return bool(self.figures) and not self.refuses and not in_hand

    @property
    def answers_questions(self) -> bool:
        """Figures under question numbers, in a series, or several in a list: no chance find."""
        return any(f.question for f in self.figures) or self._series or len(self.figures) > 2

    @property
    def _series(self) -> bool:
        """Two periods or more with a figure each: no reason is given so. Work is estimated in tables, too."""
        return not self.cost and len({f.period for f in self.figures if f.period}) > 1

    @property
    def _refuses_one_question(self) -> bool:
        """Whether what refuses names the question that it refuses, so that a figure elsewhere answers another."""
        named = [s for name in _REFUSING for s in self.given.get(name, ()) if _ONE_QUESTION.search(s.text)]
        return bool(named) and not self.cost

    def _refused_at(self, figure: ProseFigure) -> bool:
        """Whether the sentence of a figure refuses."""
        refusing = [s for name in (*_REFUSING, Signal.WORKLOAD) for s in self.given.get(name, ())]
        return figure.start is not None and any(s.start <= figure.start < s.end for s in refusing)

    @property
    def gives(self) -> bool:
        """It gives information: says so, states a nil, or states figures. In a refusal on cost a number is workload."""
        if self.has(Signal.DISCLOSED) or (self.has(Signal.NIL) and not self.ncnd and not self.cost):
            return True
        if self.cost:
            return self.has(Signal.GOODWILL) or self.answers
        return self.answers or (self.has(Signal.STATED) and not self.ncnd)

    @staticmethod
    def names_request(sentence: Sentence) -> bool:
        return _REQUEST.search(sentence.text) is not None

    @property
    def registers(self) -> bool:
        """It takes the request in: with a reference, or in a sentence that speaks of the request."""
        said = [s for signal in (Signal.ACKNOWLEDGED, Signal.RECEIVED) for s in self.given.get(signal, ())]
        return bool(said) and (bool(self.reference) or any(map(self.names_request, said)))

    @property
    def takes_in(self) -> bool:
        """It speaks of the request as received or of an answer to come."""
        return self.has(Signal.ACKNOWLEDGED, Signal.RECEIVED)

    @property
    def decides(self) -> bool:
        """It says what became of the request; what only lists exemptions beside a promise to answer does not."""
        if self.has(Signal.DISCLOSED, Signal.NCND, Signal.NOT_HELD, Signal.COST_LIMIT, Signal.GOODWILL, Signal.NIL):
            return True
        if self.has(Signal.ELSEWHERE) and any(c.section == 21 for c in self.grounds):
            return True
        if (
            any(f.question for f in self.figures)
            or self._series
            or self.applied
            or (self.grounds and not self.takes_in)
        ):
            return True
        words = self.has(Signal.REFUSED, Signal.EXEMPT, Signal.ELSEWHERE, Signal.STATED, Signal.IN_PART)
        return not self.has(Signal.ACKNOWLEDGED) and (words or bool(self.figures))

    @property
    def applied(self) -> bool:
        """A ground stands in a sentence that refuses, or alone on its line."""
        strong = {s.start for name in (*_REFUSING, Signal.ELSEWHERE, Signal.IN_PART) for s in self.given.get(name, ())}
        for s in self.sentences:
            names = s.part is Part.ANSWER and any(s.start <= c.start < s.end for c in self.grounds)
            if names and (s.start in strong or (_ENTRY.match(s.text) and len(s.text.split()) < 15)):
                return True
        return False
