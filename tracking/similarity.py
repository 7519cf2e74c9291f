"""How much of one of our letters stands in another text: shares of word shingles."""

from __future__ import annotations

import re

SHINGLE = 5
_WORD = re.compile(r"[^\W_]+")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of five words, lower case; quote marks and line breaks do not count."""
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def share(of: frozenset[tuple[str, ...]], within: frozenset[tuple[str, ...]]) -> float:
    """The part of ``of`` (0 to 1) that is also in ``within``; 0 when ``of`` is empty."""
    return len(of & within) / len(of) if of else 0.0


_NO_THEME = frozenset(
    "re fw fwd aw request requests freedom of information act foi foia the your our my and in on for to a an by with"
    " from response reply answer ref reference no automatic out office under 2000 is about enquiry final letter"
    " regarding disclosure decision case number information official sensitive external email".split()
)


def theme(subject: str) -> frozenset[str]:
    """The words of a subject that say what it is about: without reply marks, FOI words, references and numbers."""
    plain = re.sub(r"\[[^\]]*\]", " ", subject.lower())
    return frozenset(w for w in _WORD.findall(plain) if w not in _NO_THEME and w.isalpha() and len(w) > 2)
