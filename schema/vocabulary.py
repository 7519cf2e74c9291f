"""The words that replies use, and what each means. Looks up, and never guesses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_DROPPED = re.compile(r"[^\w+]+")


@lru_cache(maxsize=1 << 16)  # the cells of a campaign say the same again and again
def normalise(text: str) -> str:
    """Text without case, punctuation and double spaces: "Rank / Grade:" is "rank grade". "+" and digits stay."""
    return " ".join(_DROPPED.sub(" ", text.casefold().replace("&", " and ").replace("_", " ")).split())


def joined(text: str) -> str:
    """``normalise`` without any space, so that "You Tube" and "YouTube" or "D.C." and "DC" are one word."""
    return normalise(text).replace(" ", "")


_TO = re.compile(r"(?<=\d)\s*(?:to|[-/‐-―−])\s*(?=\d)", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def told_by(text: str) -> str:
    """By what a wording is looked up: its letters, digits and +. One without letters is told by its signs, too, so that
    "18", "<18" and "1,864" are not "18-64", which "18 to 64" and "18_to_64" are."""
    ranged = _TO.sub("-", text.replace("_", " "))
    if any(map(str.isalpha, ranged)):
        return joined(text)
    return "".join(ranged.split()).strip(".,:;*()[]") if joined(text) else ""


@dataclass(frozen=True)
class Vocabulary:
    """facet -> canonical value -> synonyms (the canonical value itself is always one).

    A synonym means one value within its facet; the loader refuses a second meaning.
    """

    facets: Mapping[str, Mapping[str, tuple[str, ...]]]
    _index: Mapping[str, Mapping[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {
            facet: {told_by(word): value for value, words in values.items() for word in (value, *words)}
            for facet, values in self.facets.items()
        }
        object.__setattr__(self, "_index", index)

    def lookup(self, facet: str, text: str) -> str | None:
        """The canonical value that ``text`` stands for in ``facet``, or None. KeyError for an unknown facet."""
        return self._index[facet].get(told_by(text))

    def values(self, facet: str) -> tuple[str, ...]:
        """The canonical values of a facet. KeyError for an unknown facet."""
        return tuple(self.facets[facet])

    def conflicts(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(facet, wording, values) for every wording with more than one meaning within its facet."""
        meanings: dict[tuple[str, str], dict[str, str]] = {}
        for facet, values in self.facets.items():
            for value, words in values.items():
                for word in (value, *words):
                    meanings.setdefault((facet, told_by(word)), {})[value] = word
        return [(facet, next(iter(m.values())), tuple(m)) for (facet, _), m in meanings.items() if len(m) > 1]

    def extended(self, words: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Vocabulary:
        """This vocabulary and further {facet: {value: synonyms}}."""
        if not words:
            return self
        facets = {facet: dict(values) for facet, values in self.facets.items()}
        for facet, values in words.items():
            known = facets.setdefault(facet, {})
            known |= {value: (*known.get(value, ()), *more) for value, more in values.items()}
        return Vocabulary(facets)

    def with_words(self, words: Mapping[tuple[str, str], str]) -> Vocabulary:
        """This vocabulary and further {(facet, wording): value}; these win over what is there already."""
        facets = {facet: dict(values) for facet, values in self.facets.items()}
        for (facet, word), value in words.items():
            values = facets.setdefault(facet, {})
            kept = {v: tuple(w for w in ws if told_by(w) != told_by(word)) for v, ws in values.items()}
            facets[facet] = {**kept, value: (*kept.get(value, ()), word)}
        return Vocabulary(facets)
