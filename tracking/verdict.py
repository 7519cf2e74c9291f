"""What a letter is, decided from all its evidence: signals, sections cited, figures, and how sure that makes us.

One letter often discloses, refuses and refers at once. So the evidence is put in kinds first (given, refused on cost,
neither confirmed nor denied ...) and the outcome follows from which kinds there are. The section that a letter relies
on is the best witness of its kind: section 12 is cost, section 21 is elsewhere, 30(3) or 40(5B) neither confirms nor
denies, section 10(3) takes more time, section 1(3) asks back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schema.reading import ProseFigure
from tracking.citations import Citation
from tracking.reply_parts import Part, Sentence
from tracking.wording import Signal


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
_CLEAR, _LIKELY, _DOUBTFUL = 0.9, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class Verdict:
    """``by``: the signals it rests on; ``also``: outcomes of parts of the letter."""

    outcome: ReplyOutcome
    confidence: float
    by: tuple[Signal, ...] = ()
    also: tuple[ReplyOutcome, ...] = ()


@dataclass(frozen=True)
class Evidence:
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

    @property
    def registers(self) -> bool:
        """It takes the request in: with a reference, or in a sentence that speaks of the request."""
        said = [s for signal in (Signal.ACKNOWLEDGED, Signal.RECEIVED) for s in self.given.get(signal, ())]
        return bool(said) and (bool(self.reference) or any(_REQUEST.search(s.text) for s in said))

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
_DECIDING = (
    Signal.DISCLOSED,
    Signal.COST_LIMIT,
    Signal.REFUSED,
    Signal.EXEMPT,
    Signal.NCND,
    Signal.NOT_HELD,
    Signal.ELSEWHERE,
    Signal.NIL,
    Signal.IN_PART,
    Signal.GOODWILL,
    Signal.STATED,
)


def verdict(letter: Evidence) -> Verdict:
    """The outcome of a letter; OTHER, unsure, where nothing in it tells."""
    for rule in _RULES:
        if found := rule(letter):
            return found
    return Verdict(_O.OTHER, 0.3)


def _automatic_reply(letter: Evidence) -> Verdict | None:
    """A machine answered. One that gives a reference or logs the request acknowledges it all the same."""
    if not letter.automatic and not letter.has(Signal.AUTOMATIC, Signal.ABSENT):
        return None
    if not letter.automatic and (letter.decides or letter.has(Signal.EXTENSION)):
        return None  # "the officer dealing with it is on sick leave"
    if letter.registers and not letter.has(Signal.ABSENT):
        return Verdict(_O.ACKNOWLEDGEMENT, _CLEAR, (Signal.ACKNOWLEDGED, Signal.RECEIVED))
    return Verdict(_O.AUTO_REPLY, _CLEAR, (Signal.ABSENT, Signal.AUTOMATIC))


def _internal_review(letter: Evidence) -> Verdict | None:
    if not letter.has(Signal.REVIEW):
        return None
    return Verdict(_O.INTERNAL_REVIEW, _CLEAR, (Signal.REVIEW,), (_O.FULL,) if letter.gives else ())


def _transfer(letter: Evidence) -> Verdict | None:
    if not letter.has(Signal.TRANSFER) or letter.has(Signal.DISCLOSED) or letter.grounds:
        return None
    sure = _CLEAR if not letter.has(Signal.REFUSED, Signal.EXEMPT, Signal.CLARIFICATION) else _DOUBTFUL
    return Verdict(_O.TRANSFER, sure, (Signal.TRANSFER,), (_O.NOT_HELD,) if letter.has(Signal.NOT_HELD) else ())


def _extension(letter: Evidence) -> Verdict | None:
    """More time: section 10(3), or words for it. A decision in the same letter outweighs an apology for being late."""
    named = letter.cites("10(3)", "17(2)") and (letter.has(Signal.EXTENSION) or letter.takes_in)
    if not named and not letter.has(Signal.EXTENSION):
        return None
    decided = letter.gives or letter.has(Signal.REFUSED, Signal.NCND, Signal.COST_LIMIT, Signal.NOT_HELD)
    if named and not letter.has(Signal.NCND, Signal.COST_LIMIT):
        return Verdict(_O.EXTENSION, _CLEAR, (Signal.EXTENSION,), (_O.PARTIAL,) if letter.has(Signal.DISCLOSED) else ())
    if decided or letter.applied or letter.has(Signal.CLARIFICATION):
        return None
    return Verdict(
        _O.EXTENSION,
        _CLEAR if len(letter.given[Signal.EXTENSION]) > 1 or letter.takes_in else _LIKELY,
        (Signal.EXTENSION,),
    )


def _clarification(letter: Evidence) -> Verdict | None:
    asked = letter.given.get(Signal.CLARIFICATION, ())
    named = bool(asked) and letter.cites("1(3)", "8")
    waits = len(asked) > 1 and any(s.question for s in asked) and not letter.has(Signal.REFUSED, Signal.DISCLOSED)
    if not asked or (not named and letter.has(Signal.REFUSED, Signal.NCND, Signal.DISCLOSED)):
        return None
    if (letter.applied and not waits) or (letter.has(Signal.FEES) and not any(s.question for s in asked)):
        return None
    of_request = letter.reference or named or any(_REQUEST.search(s.text) or not s.question for s in letter.sentences)
    doubtful = (letter.decides and not any(s.question for s in asked)) or not of_request or letter.applied
    return Verdict(_O.CLARIFICATION, _DOUBTFUL if doubtful else _CLEAR, (Signal.CLARIFICATION,))


def _fees(letter: Evidence) -> Verdict | None:
    if letter.has(Signal.FEES) and not letter.has(Signal.DISCLOSED, Signal.NIL) and not letter.grounds:
        return Verdict(_O.FEES_NOTICE, _CLEAR, (Signal.FEES,))
    return None


def _acknowledgement(letter: Evidence) -> Verdict | None:
    if letter.takes_in and letter.has(Signal.ACKNOWLEDGED) and not letter.decides:
        torn = letter.has(Signal.REFUSED, Signal.CLARIFICATION, Signal.EXTENSION, Signal.TRANSFER, Signal.STATED)
        return Verdict(_O.ACKNOWLEDGEMENT, 0.7 if torn else 0.95, (Signal.ACKNOWLEDGED, Signal.RECEIVED))
    return None


def _decision(letter: Evidence) -> Verdict | None:
    if not letter.decides and not letter.has(Signal.WORKLOAD):
        return None
    refused, gives = _refusals(letter), letter.gives
    by = tuple(signal for signal in _DECIDING if letter.has(signal))
    if not refused:
        return _granted(letter, by)
    if refused[0] is _O.REFUSED_COST and not _answers_beside_cost(letter):
        also = (_O.PARTIAL,) if gives or letter.has(Signal.GOODWILL) else refused[1:]
        return Verdict(_O.REFUSED_COST, _sure(letter, refused), by, also)
    if gives or letter.has(Signal.IN_PART):
        # Withheld "in part" needs no second name: that is what partial says.
        also = refused if gives else ()
        also = tuple(o for o in also if o is not _O.REFUSED_OTHER or len(also) > 1)
        return Verdict(_O.PARTIAL, _LIKELY if letter.applied or letter.has(Signal.IN_PART) else _DOUBTFUL, by, also)
    return Verdict(refused[0], _sure(letter, refused), by, refused[1:])


def _granted(letter: Evidence, by: tuple[Signal, ...]) -> Verdict | None:
    """Nothing is refused: full, when something is given."""
    if letter.has(Signal.IN_PART) and letter.has(Signal.REFUSED, Signal.EXEMPT):
        return Verdict(_O.PARTIAL, _LIKELY, by)
    if not letter.gives:
        return None
    doubtful = not any(f.question for f in letter.figures) and letter.has(
        Signal.CLARIFICATION, Signal.EXTENSION, Signal.TRANSFER, Signal.REFUSED, Signal.EXEMPT
    )
    return Verdict(_O.FULL, _DOUBTFUL if doubtful else _CLEAR, by)


def _sure(letter: Evidence, refused: tuple[ReplyOutcome, ...]) -> float:
    """A refusal with its section is clear; without one, or torn between kinds or stages, less so."""
    if letter.has(Signal.CLARIFICATION, Signal.TRANSFER, Signal.EXTENSION) and not letter.applied:
        return _DOUBTFUL
    if refused == (_O.REFUSED_OTHER,) and not letter.applied and not letter.has(Signal.REFUSED, Signal.EXEMPT):
        return _DOUBTFUL
    if letter.applied or refused[0] in (_O.NOT_HELD, _O.NCND) or letter.has(Signal.COST_LIMIT):
        return _CLEAR
    return _LIKELY


def _refusals(letter: Evidence) -> tuple[ReplyOutcome, ...]:
    """Every kind of refusal that the letter holds, the one that weighs most first."""
    found = []
    named = any(c.section == 12 for c in letter.grounds)
    if letter.cost and (named or not letter.other_grounds or letter.has(Signal.COST_LIMIT)):
        found.append(_O.REFUSED_COST)
    if letter.other_grounds and not (letter.ncnd and not _refuses_beside_ncnd(letter)):
        found.append(_O.REFUSED_OTHER)
    if letter.ncnd:
        found.append(_O.NCND)
    if letter.elsewhere:
        found.append(_O.REDIRECTED_S21)
    if letter.has(Signal.NOT_HELD):
        found.append(_O.NOT_HELD)
    if not found and letter.has(Signal.REFUSED, Signal.EXEMPT):
        found.append(_O.REFUSED_OTHER)
    return tuple(found)


def _refuses_beside_ncnd(letter: Evidence) -> bool:
    """Whether grounds other than of the duty to confirm stand apart from the sentences that do not confirm."""
    return letter.has(Signal.REFUSED) and any(c.groups for c in letter.other_grounds)


def _answers_beside_cost(letter: Evidence) -> bool:
    """Whether only a part is refused on cost. Goodwill data does not make a refusal partial: the whole falls (s.12)."""
    if letter.has(Signal.GOODWILL):
        return False
    return letter.gives or (letter.has(Signal.IN_PART) and not letter.has(Signal.WORKLOAD))


def _received_only(letter: Evidence) -> Verdict | None:
    """A letter with a reference and a day of receipt and nothing else acknowledges."""
    if letter.takes_in:
        return Verdict(_O.ACKNOWLEDGEMENT, _LIKELY if letter.reference else 0.7, (Signal.RECEIVED,))
    return None


_RULES = (
    _automatic_reply,
    _internal_review,
    _transfer,
    _extension,
    _clarification,
    _fees,
    _acknowledgement,
    _decision,
    _received_only,
)
