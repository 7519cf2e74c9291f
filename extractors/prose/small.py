"""Patterns in small letters, tried on the text in small letters.

A pattern that ignores case looks at every branch at every character; one that does not passes over a branch by its
first letter. On letters that is two to three times as fast, and the places are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

_KEPT_OR_CAPITAL = re.compile(r"\\.|\(\?P[<=]\w+|[A-Z]")
_SHORT = 1000  # signs; what is shorter is made small again each time, so that the letter itself stays kept


def small(text: str) -> str:
    """The text in small letters, character for character. (Of all letters only one becomes two.)"""
    return _small(text) if len(text) < _SHORT else _kept_small(text)


def _small(text: str) -> str:
    return text.replace("\u0130", "I").lower()


_kept_small = lru_cache(maxsize=8)(_small)  # the sentences of one letter ask for the same text


def small_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern for ``small`` texts: capitals as small letters, but for escapes and names of groups."""
    return re.compile(_KEPT_OR_CAPITAL.sub(lambda m: m[0] if len(m[0]) > 1 else m[0].lower(), pattern), flags)


def says(words: str, some: Iterable[str]) -> bool:
    """Whether one of some words stands there: a quick look before a pattern is tried that cannot do without them."""
    return any(word in words for word in some)


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, where a word ends behind it: each first letter is looked at once."""
    ordered = sorted(words)
    groups = ((first, [word[1:] for word in same]) for first, same in groupby(ordered, lambda word: word[0]))
    return "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups) + r")\b"
