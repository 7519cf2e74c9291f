"""What a letter says that its signs for small numbers mean: "* fewer than 5"."""

from __future__ import annotations

import re

from schema.footnotes import symbol_meanings
from schema.suppression import read_value
from schema.value import Kind, Number

_BULLET = re.compile(r"^[ \t]*\*[ \t]", re.MULTILINE)
_SIGNS = ("*", "**", "-", "~", "#")


def meaning_of(sign: str, text: str, zeros_printed: bool) -> tuple[Number, Number] | None:
    """The bounds that the letter itself gives to one of its signs; None for no sign, or one that it leaves unsaid.

    In a letter that uses stars as bullets, "* fewer than 5 officers" is one of the list and explains nothing.
    """
    if sign not in _SIGNS or (sign == "*" and len(_BULLET.findall(text)) > 1):
        return None
    meant = symbol_meanings(text).get(sign)
    value = read_value(meant, zeros_printed) if meant else None
    if value is None or value.kind is not Kind.SUPPRESSED or value.low is None or value.high is None:
        return None
    return value.low, value.high
