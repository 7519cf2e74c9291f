"""What a letter is, decided from all its evidence: signals, sections cited, figures, and how sure that makes us.

One letter often discloses, refuses and refers at once. So the evidence is put in kinds first (given, refused on cost,
neither confirmed nor denied ...) and the outcome follows from which kinds there are. The section that a letter relies
on is the best witness of its kind: section 12 is cost, section 21 is elsewhere, 30(3) or 40(5B) neither confirms nor
denies, section 10(3) takes more time, section 1(3) asks back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tracking.reply import Reply
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


_TO_COME = re.compile(
    r"\b(?:will|shall|aim|expect|hope)\b[^.]{0,60}\b(?:reply|response|respond|answer|hear|decision|write|contact"
    r"|tell you|let you know)\b",
    re.IGNORECASE,
)
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


def verdict(letter: Reply) -> Verdict:
    """The outcome of a letter; OTHER, unsure, where nothing in it tells."""
    for rule in _RULES:
        if found := rule(letter):
            return found
    return Verdict(_O.OTHER, 0.3)


def _automatic_reply(letter: Reply) -> Verdict | None:
    """A machine answered. One that gives a reference or logs the request acknowledges it all the same."""
    if not letter.automatic and not letter.has(Signal.AUTOMATIC, Signal.ABSENT):
        return None
    if not letter.automatic and (letter.decides or letter.has(Signal.EXTENSION)):
        return None  # "the officer dealing with it is on sick leave"
    if letter.registers and not letter.has(Signal.ABSENT):
        return Verdict(_O.ACKNOWLEDGEMENT, _CLEAR, (Signal.ACKNOWLEDGED, Signal.RECEIVED))
    return Verdict(_O.AUTO_REPLY, _CLEAR, (Signal.ABSENT, Signal.AUTOMATIC))


def _internal_review(letter: Reply) -> Verdict | None:
    if not letter.has(Signal.REVIEW):
        return None
    return Verdict(_O.INTERNAL_REVIEW, _CLEAR, (Signal.REVIEW,), (_O.FULL,) if letter.gives else ())


def _transfer(letter: Reply) -> Verdict | None:
    if not letter.has(Signal.TRANSFER) or letter.has(Signal.DISCLOSED) or letter.grounds:
        return None
    sure = _CLEAR if not letter.has(Signal.REFUSED, Signal.EXEMPT, Signal.CLARIFICATION) else _DOUBTFUL
    return Verdict(_O.TRANSFER, sure, (Signal.TRANSFER,), (_O.NOT_HELD,) if letter.has(Signal.NOT_HELD) else ())


def _extension(letter: Reply) -> Verdict | None:
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


def _clarification(letter: Reply) -> Verdict | None:
    asked = letter.given.get(Signal.CLARIFICATION, ())
    named = bool(asked) and letter.cites("1(3)", "8")
    waits = len(asked) > 1 and any(s.question for s in asked) and not letter.has(Signal.REFUSED, Signal.DISCLOSED)
    if not asked or (not named and letter.has(Signal.REFUSED, Signal.NCND, Signal.DISCLOSED)):
        return None
    if (letter.applied and not waits) or (letter.has(Signal.FEES) and not any(s.question for s in asked)):
        return None
    of_request = letter.reference or named or any(letter.names_request(s) or not s.question for s in letter.sentences)
    doubtful = (letter.decides and not any(s.question for s in asked)) or not of_request or letter.applied
    return Verdict(_O.CLARIFICATION, _DOUBTFUL if doubtful else _CLEAR, (Signal.CLARIFICATION,))


def _fees(letter: Reply) -> Verdict | None:
    if letter.has(Signal.FEES) and not letter.has(Signal.DISCLOSED, Signal.NIL) and not letter.grounds:
        return Verdict(_O.FEES_NOTICE, _CLEAR, (Signal.FEES,))
    return None


def _acknowledgement(letter: Reply) -> Verdict | None:
    if letter.takes_in and letter.has(Signal.ACKNOWLEDGED) and not letter.decides:
        torn = letter.has(Signal.REFUSED, Signal.CLARIFICATION, Signal.EXTENSION, Signal.TRANSFER, Signal.STATED)
        return Verdict(_O.ACKNOWLEDGEMENT, 0.7 if torn else 0.95, (Signal.ACKNOWLEDGED, Signal.RECEIVED))
    return None


def _decision(letter: Reply) -> Verdict | None:
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


def _promises(letter: Reply) -> bool:
    """Whether an answer is still to come, which sits ill with a refusal."""
    return any(_TO_COME.search(s.text) for s in letter.given.get(Signal.ACKNOWLEDGED, ()))


def _granted(letter: Reply, by: tuple[Signal, ...]) -> Verdict | None:
    """Nothing is refused: full, when something is given."""
    if letter.has(Signal.IN_PART) and letter.has(Signal.REFUSED, Signal.EXEMPT):
        return Verdict(_O.PARTIAL, _LIKELY, by)
    if not letter.gives:
        return None
    torn = letter.has(Signal.CLARIFICATION, Signal.EXTENSION, Signal.TRANSFER, Signal.REFUSED, Signal.EXEMPT)
    stated = letter.has(Signal.NIL, Signal.STATED) or letter.answers_questions
    if not letter.has(Signal.DISCLOSED) and (torn or not stated):
        return Verdict(_O.FULL, _DOUBTFUL, by)
    return Verdict(_O.FULL, _CLEAR, by)


def _sure(letter: Reply, refused: tuple[ReplyOutcome, ...]) -> float:
    """A refusal with its section is clear; without one, or torn between kinds or stages, less so."""
    if _promises(letter):
        return _DOUBTFUL
    if letter.has(Signal.CLARIFICATION, Signal.TRANSFER, Signal.EXTENSION) and not letter.applied:
        return _DOUBTFUL
    if refused == (_O.REFUSED_OTHER,) and not letter.applied and not letter.has(Signal.REFUSED, Signal.EXEMPT):
        return _DOUBTFUL
    if letter.applied or refused[0] in (_O.NOT_HELD, _O.NCND) or letter.has(Signal.COST_LIMIT):
        return _CLEAR
    return _LIKELY


def _refusals(letter: Reply) -> tuple[ReplyOutcome, ...]:
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


def _refuses_beside_ncnd(letter: Reply) -> bool:
    """Whether grounds other than of the duty to confirm stand apart from the sentences that do not confirm."""
    return letter.has(Signal.REFUSED) and any(c.groups for c in letter.other_grounds)


def _answers_beside_cost(letter: Reply) -> bool:
    """Whether only a part is refused on cost. Goodwill data does not make a refusal partial: the whole falls (s.12)."""
    if letter.has(Signal.GOODWILL):
        return False
    return letter.gives or (letter.has(Signal.IN_PART) and not letter.has(Signal.WORKLOAD))


def _received_only(letter: Reply) -> Verdict | None:
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
