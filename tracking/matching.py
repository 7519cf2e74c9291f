"""Which request a message belongs to: the matching ladder, over values alone.

Rungs, best first: plus address, thread, our reference, the authority's own reference, quoted letter, sender and
subject. Each match says its rung, its score and its reason. What is evidence but does not come from the authority
is held; what is not evidence enough waits for a person, with candidates. Nothing is guessed: a damaged reference
is never mended, and two waves open at one authority are never told apart by the sender.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tracking.correspondence import (
    JOINT_UNITS,
    Correspondent,
    LearnedReference,
    Ledger,
    MessageFacts,
    OpenLetter,
    Target,
    bare_id,
)
from tracking.evidence import Evidence, Letters, gather, keyed
from tracking.match_result import Candidate, Match, MatchState, Rung, filed, held, learn, triage
from tracking.reference import Found, differences
from tracking.similarity import share, shingles, theme
from tracking.their_reference import gives

QUOTED_ENOUGH, FOREIGN_QUOTE = 0.9, 0.3  # of our letter in what is quoted; of what is quoted in our letter
FEW_SHINGLES = 12  # a shorter quotation is a greeting or a footer
THEME_ENOUGH = 0.8  # of our subject in theirs, and of theirs in ours: "survey about staff" is not "misuse by staff"
LOCAL_DAEMON = "mailer-daemon"  # how a mail server on our own machine signs, without a host

__all__ = [
    "JOINT_UNITS",
    "Candidate",
    "Correspondent",
    "LearnedReference",
    "Ledger",
    "Match",
    "MatchState",
    "MessageFacts",
    "OpenLetter",
    "Rung",
    "Target",
    "learn",
    "match",
]


def match(facts: MessageFacts, ledger: Ledger) -> Match:
    """Where ``facts`` belongs. Pure: the same message and ledger always give the same match."""
    evidence = gather(facts, ledger)
    for rule in RULES:
        if found := rule(facts, ledger, evidence):
            return found
    return triage(facts, ledger, evidence, "nothing in it names one request for certain")


Rule = Callable[[MessageFacts, Ledger, Evidence], Match | None]


# --- rules, in order ------------------------------------------------------------------------------------------------


def _more_than_one_from(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    if facts.from_count < 2:
        return None
    return held(ledger, evidence, f"it has {facts.from_count} From addresses: who wrote it cannot be known")


def _dmarc_failed(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    if facts.dmarc != "fail":
        return None
    return held(ledger, evidence, "our mail server says that the sender is forged (dmarc=fail)")


def _bounce(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """A delivery report on one of our letters, from the authority's server or our own."""
    if not facts.is_bounce:
        return None
    ids = (*facts.original_ids, *facts.in_reply_to, *facts.references)
    letters = keyed(ledger.by_message_id[bare_id(each)] for each in ids if bare_id(each) in ledger.by_message_id)
    if not letters:
        return None
    ours = ledger.is_own_host(facts.domain) or facts.sender.lower() == LOCAL_DAEMON
    if ours or all(_from_authority(facts, ledger, letter) for letter in letters.values()):
        return filed(letters, Rung.BOUNCE, "a delivery report that names our Message-ID")
    return held(
        ledger, evidence, f"a delivery report on our letter from a server that is not the authority's: {facts.domain}"
    )


def _own(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    local, _, domain = facts.sender.lower().rpartition("@")
    if f"{local.partition('+')[0]}@{domain}" in {a.lower() for a in ledger.own_addresses}:
        return Match(MatchState.OWN, "it is our own letter come back", filed_to=tuple(evidence.named))
    if bare_id(facts.message_id) in ledger.by_message_id:
        return held(ledger, evidence, "it bears the Message-ID of our own letter but comes from another sender")
    return None


def _no_sender(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    if facts.domain:
        return None
    return held(ledger, evidence, "it has no sender")


def _stranger(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """It names a request, wherever, and comes from a domain that is no authority's."""
    if not (evidence.named or evidence.below) or ledger.authorities_of(facts.domain):
        return None
    reason = f"it names our request but comes from {facts.domain}, which is no domain of the authority's"
    return held(ledger, evidence, reason)


def _damaged(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """A reference that is not one of ours, or damaged, is never mended; with two waves open nothing else decides."""
    if not evidence.strange or evidence.subject or evidence.text:
        return None
    named = evidence.address or evidence.thread or evidence.below
    authorities = {t.authority for t in named} | set(ledger.authorities_of(facts.domain))
    several = any(_open_waves(ledger, authority) > 1 for authority in authorities)
    agrees = all(_near(found, named) for found in evidence.strange)
    if named and agrees and not several:
        return None
    if not named and not several and all(not found.valid for found in evidence.strange):
        return None
    spelled = ", ".join(found.reference for found in evidence.strange)
    return triage(facts, ledger, evidence, f"it names {spelled}, which is no reference of ours; it is not guessed")


def _near(found: Found, letters: Letters) -> bool:
    return any(differences(found.reference, target.reference) <= 1 for target in letters)


def _open_waves(ledger: Ledger, authority: str) -> int:
    return len({letter.wave for letter in ledger.by_authority.get(authority, ()) if letter.open})


def _named(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """Rungs 1 to 3: plus address, thread, reference; by what is quoted or enclosed when nothing above names one."""
    letters = evidence.named or evidence.below
    if not letters:
        return None
    both = _BOTH.search(facts.own_text) is not None
    letters = letters | evidence.papers if both else letters
    if foreign := _not_theirs(facts, ledger, evidence, letters):
        return foreign
    if len(letters) > 1 and not _says_several(facts, evidence):
        return triage(
            facts,
            ledger,
            evidence,
            "it names several requests, in different places, and does not say that it answers all",
            letters,
        )
    if both and len(letters) == 1 and _open_waves(ledger, next(iter(letters)).authority) > 1:
        return triage(facts, ledger, evidence, "it answers several requests, and names one", letters)
    if evidence.papers_differ and not both:
        reason = "it stands in the thread of one request, and its attachments name another"
        return triage(facts, ledger, evidence, reason, letters | evidence.papers)
    if clash := _learned_elsewhere(facts, ledger, letters):
        return triage(facts, ledger, evidence, clash, letters)
    if evidence.named:
        return filed(letters, _best_rung(evidence), _where_named(evidence))
    return filed(
        letters, Rung.REFERENCE, "our reference stands in what it quotes or encloses, and nothing above names another"
    )


def _not_theirs(facts: MessageFacts, ledger: Ledger, evidence: Evidence, letters: Letters) -> Match | None:
    """Held when the sender is not the authority; triage when only some of the letters named are the sender's."""
    strangers = [letter for letter in letters.values() if not _may_answer(facts, ledger, evidence, letter)]
    if not strangers:
        return None
    if len(strangers) < len(letters):
        return triage(facts, ledger, evidence, "it names requests to authorities other than its sender", letters)
    owners = ledger.authorities_of(facts.domain)
    if owners & ledger.unit(strangers[0].authority):
        return triage(
            facts,
            ledger,
            evidence,
            "a force of the same unit writes in the thread without naming the reference",
            letters,
        )
    who = f"another authority ({', '.join(sorted(owners))})"
    return held(ledger, evidence, f"it names our request but comes from {who}", letters)


def _from_authority(facts: MessageFacts, ledger: Ledger, letter: OpenLetter) -> bool:
    return letter.authority in ledger.authorities_of(facts.domain)


def _may_answer(facts: MessageFacts, ledger: Ledger, evidence: Evidence, letter: OpenLetter) -> bool:
    if _from_authority(facts, ledger, letter):
        return True
    joint = ledger.authorities_of(facts.domain) & ledger.unit(letter.authority)
    return bool(joint) and letter.target in evidence.by_name


_BOTH = re.compile(r"\b(both|two)( of)?( your| the| these)? (\w+ )?(requests|references|enquiries)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(both|each of|these|the following|two|three) (of )?(your |the )?(\w+ )?(requests|references|enquiries)\b"
    r"|\balso (answers|covers|responds|replies|relates)\b|\b(joint|combined) (response|reply|answer)\b",
    re.IGNORECASE,
)


def _says_several(facts: MessageFacts, evidence: Evidence) -> bool:
    """Whether the message itself says that it is about several requests: one place names them all, or it says so."""
    everything = (evidence.named or evidence.below).keys()
    places = (evidence.text, evidence.subject) if evidence.named else (evidence.enclosed, evidence.papers)
    return any(everything <= place.keys() for place in places) or bool(_SEVERAL.search(facts.own_text))


def _best_rung(evidence: Evidence) -> Rung:
    return Rung.PLUS_ADDRESS if evidence.address else Rung.THREAD if evidence.thread else Rung.REFERENCE


def _where_named(evidence: Evidence) -> str:
    places = {
        "the address written to": evidence.address,
        "the thread": evidence.thread,
        "our reference in the subject": evidence.subject,
        "our reference in the text": evidence.text,
    }
    return "named by " + " and ".join(place for place, letters in places.items() if letters)


def _their_reference(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """Rung 4: the authority's own reference, learned from what it sent before."""
    senders = ledger.authorities_of(facts.domain)
    units = {authority for sender in senders for authority in ledger.unit(sender)}
    learned = ledger.learned_of(units)
    for text in (f"{facts.subject}\n{facts.own_text}", _below(facts)):
        hits = keyed(
            ledger.by_reference[h.reference]
            for h in learned
            if gives(text, h.text) and h.reference in ledger.by_reference
        )
        if len(hits) == 1 or (hits and _SEVERAL.search(facts.own_text)):
            return filed(hits, Rung.THEIR_REFERENCE, "it gives the reference that the authority gave this request")
        if hits:
            return triage(facts, ledger, evidence, "it gives several references of the authority's", hits)
    return None


def _below(facts: MessageFacts) -> str:
    return "\n".join((facts.quoted_text, *facts.attachment_names, *facts.enclosed_texts))


def _learned_elsewhere(facts: MessageFacts, ledger: Ledger, letters: Letters) -> str:
    """What to say when the authority's own reference points to another of its requests than the rest."""
    text = f"{facts.subject}\n{facts.own_text}"
    authorities = {a for target in letters for a in ledger.unit(target.authority)}
    hits = [each for each in ledger.learned_of(authorities) if gives(text, each.text)]
    if not hits or any(hit.reference in {t.reference for t in letters} for hit in hits):
        return ""
    return f"it gives {hits[0].text}, which is the authority's reference for another of our requests"


def _quoted_letter(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """Rung 5: it quotes one of our letters to its sender almost whole, and no other."""
    quoted = shingles("\n".join((facts.quoted_text, *facts.attached_texts)))
    unit = {member for a in ledger.authorities_of(facts.domain) for member in ledger.unit(a)}
    mine = [letter for a in unit for letter in ledger.by_authority.get(a, ())]
    shares = {letter.target: share(letter.shingles, quoted) for letter in mine}
    alike = keyed(letter for letter in mine if shares[letter.target] >= QUOTED_ENOUGH)
    best = [target for target in alike if shares[target] == max(shares.values())]
    # In a joint unit the letters differ by the force's name: the sender's own, quoted best of all, is meant.
    if len(best) == 1 and _from_authority(facts, ledger, alike[best[0]]) and not _twice(alike, best[0]):
        return filed({best[0]: alike[best[0]]}, Rung.QUOTED_LETTER, "it quotes this letter, and no other so well")
    if len(alike) == 1:
        return filed(alike, Rung.QUOTED_LETTER, "it quotes this letter and no other")
    if alike:
        return triage(facts, ledger, evidence, "it quotes a letter that went out more than once", alike)
    return None


def _twice(alike: Letters, target: Target) -> bool:
    """Whether the same authority got another letter that is quoted as well."""
    return sum(other.authority == target.authority for other in alike) > 1


def _sender_and_subject(facts: MessageFacts, ledger: Ledger, evidence: Evidence) -> Match | None:
    """Rung 6: the sender's only open request, and the subject is about it. A joint unit is not told apart so."""
    senders = ledger.authorities_of(facts.domain)
    if len(senders) != 1 or len(ledger.unit(next(iter(senders)))) > 1:
        return None
    open_letters = [letter for letter in ledger.by_authority.get(next(iter(senders)), ()) if letter.open]
    if len(open_letters) != 1:
        return None
    letter = open_letters[0]
    if not _same_theme(theme(letter.subject), theme(facts.subject)) or _quotes_another(facts, letter):
        return None
    return filed(keyed([letter]), Rung.SENDER, "from the authority, about the subject of its only open request")


def _same_theme(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours) and len(ours & theirs) >= THEME_ENOUGH * max(len(ours), len(theirs))


def _quotes_another(facts: MessageFacts, letter: OpenLetter) -> bool:
    """Whether what is quoted is somebody else's request."""
    quoted = shingles("\n".join((facts.quoted_text, *facts.attached_texts)))
    return len(quoted) > FEW_SHINGLES and share(quoted, letter.shingles) < FOREIGN_QUOTE


RULES: Sequence[Rule] = (
    _more_than_one_from,
    _dmarc_failed,
    _bounce,
    _own,
    _no_sender,
    _stranger,
    _damaged,
    _named,
    _their_reference,
    _quoted_letter,
    _sender_and_subject,
)
