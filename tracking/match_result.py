"""What the matching ladder says of a message: filed, held, or who else might be meant; and what that teaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tracking.correspondence import LearnedReference, Ledger, MessageFacts, Target
from tracking.evidence import Evidence, Letters, keyed
from tracking.reference import differences, find


class MatchState(StrEnum):
    FILED = "filed"
    TRIAGE = "triage"
    HELD = "held"
    OWN = "own"


class Rung(StrEnum):
    """How a match was made; in the order of how much each is worth."""

    BOUNCE = "bounce"
    PLUS_ADDRESS = "plus_address"
    THREAD = "thread"
    REFERENCE = "reference"
    THEIR_REFERENCE = "their_reference"
    QUOTED_LETTER = "quoted_letter"
    SENDER = "sender"
    NONE = ""


SCORES = {
    Rung.BOUNCE: 1.0,
    Rung.PLUS_ADDRESS: 1.0,
    Rung.THREAD: 0.98,
    Rung.REFERENCE: 0.97,
    Rung.THEIR_REFERENCE: 0.92,
    Rung.QUOTED_LETTER: 0.9,
    Rung.SENDER: 0.8,
    Rung.NONE: 0.0,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    target: Target
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a message goes, on which evidence (``rung``, ``score``, ``reason``), or who else might be meant."""

    state: MatchState
    reason: str
    rung: Rung = Rung.NONE
    score: float = 0.0
    filed_to: tuple[Target, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def filed(letters: Letters, rung: Rung, reason: str) -> Match:
    """Filed to these letters."""
    targets = tuple(sorted(letters, key=lambda t: (t.wave, t.authority)))
    reason += f"; it answers {len(targets)} requests" if len(targets) > 1 else ""
    return Match(MatchState.FILED, reason, rung, SCORES[rung], targets)


def held(ledger: Ledger, evidence: Evidence, reason: str, letters: Letters | None = None) -> Match:
    """Kept back: it is evidence, but not of the authority's."""
    named = letters if letters is not None else evidence.named or evidence.below
    return Match(MatchState.HELD, reason, candidates=_ranked(named, 0.5, "named, but not trusted"))


def _ranked(letters: Letters, score: float, reason: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(t, score, reason) for t in sorted(letters, key=lambda t: (t.authority, t.wave)))


def triage(
    facts: MessageFacts, ledger: Ledger, evidence: Evidence, reason: str, letters: Letters | None = None
) -> Match:
    """A person decides; candidates are ranked: those named, those close to a damaged reference, the sender's others."""
    ranked = dict.fromkeys(_ranked(letters or evidence.named or evidence.below, 0.6, "named in it"))
    for found in evidence.strange:
        close = keyed(letter for letter in ledger.letters if differences(found.reference, letter.reference) <= 1)
        ranked |= dict.fromkeys(_ranked(close, 0.4, f"one character from {found.reference}"))
    senders = ledger.authorities_of(facts.domain)
    theirs = keyed(letter for authority in senders for letter in ledger.by_authority.get(authority, ()))
    ranked |= dict.fromkeys(_ranked(theirs, 0.2, "a request to its sender"))
    if not ranked:  # from nobody known, as of a data protection officer's own server: whose name it bears may be meant
        called = ledger.called_in(f"{facts.subject}\n{facts.own_text}")
        meant = keyed(letter for authority in called for letter in ledger.by_authority.get(authority, ()))
        ranked |= dict.fromkeys(_ranked(meant, 0.1, "its words name the authority"))
    return Match(MatchState.TRIAGE, reason, candidates=_best_each(ranked))


def _best_each(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    best: dict[Target, Candidate] = {}
    for candidate in candidates:
        if candidate.target not in best or best[candidate.target].score < candidate.score:
            best[candidate.target] = candidate
    return tuple(sorted(best.values(), key=lambda c: -c.score))


def learn(found: Match, their_references: Iterable[str]) -> tuple[LearnedReference, ...]:
    """What a filed message teaches: the authority's own references for the one request that it was filed to.

    Nothing is learned from a message that was filed by what was learned before or by likeness, nor from one about
    several requests. A person's word (any other rung) teaches as well.
    """
    guessed = (Rung.BOUNCE, Rung.THEIR_REFERENCE, Rung.QUOTED_LETTER, Rung.SENDER)
    if found.state is not MatchState.FILED or found.rung in guessed or len(found.filed_to) != 1:
        return ()
    target = found.filed_to[0]
    theirs = [each for each in dict.fromkeys(their_references) if each and not find(each)]
    return tuple(LearnedReference(target.authority, each, target.wave, target.reference) for each in theirs)
