"""Patterns in small letters, tried on the text in small letters.

A pattern that ignores case looks at every branch at every character; one that does not passes over a branch by its
first letter. On letters that is two to three times as fast, and the places are the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

_KEPT_OR_CAPITAL = re.compile(r"\\.|\(\?P[<=]\w+|[A-Z]")


@lru_cache(maxsize=8)  # the sentences of one letter ask for the same text
def small(text: str) -> str:
    """The text in small letters, character for character. (Of all letters only one becomes two.)"""
    return text.replace("\u0130", "I").lower()


def small_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern for ``small`` texts: capitals as small letters, but for escapes and names of groups."""
    return re.compile(_KEPT_OR_CAPITAL.sub(lambda m: m[0] if len(m[0]) > 1 else m[0].lower(), pattern), flags)
