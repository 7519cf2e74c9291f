"""Numbers as a letter prints them: digits, words, signs and phrases, each with its bounds.

Forms and bounds follow the suppression table of the project (``<5``, "5 or fewer", "10+"...).
A number whose bounds cannot be told from the print alone keeps None; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.prose.small import small, small_pattern

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

ZEROS = ("nil", "none", "zero", "nought")
WORDS: dict[str, int] = {
    **{word: n for n, word in enumerate(ONES, 1)},
    **{word: n for n, word in enumerate(TEENS, 10)},
    **{tens: n * 10 for n, tens in enumerate(TENS, 2)},
    **{f"{tens} {one}": n * 10 + m for n, tens in enumerate(TENS, 2) for m, one in enumerate(ONES, 1)},
    **dict.fromkeys(ZEROS, 0),
}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_ASTRAY = r"\d{1,3}(?:, | )\d{3}(?!\d)"  # a thousands space or comma gone astray, or two numbers
_SMALL = r"(?:(?:" + "|".join(TENS) + r")(?:[- ](?:" + "|".join(ONES) + r"))?|" + "|".join(TEENS + ONES) + r")\b"
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000}
SCALES |= {"billion": 1_000_000_000, "bn": 1_000_000_000}
_LARGE = rf"(?:{_SMALL}|\ba)\s(?:hundred|thousand|dozen)\b"
_SCALE = r"(?:million|billion|thousand|hundred|dozen|bn)\b"
_SPELT = rf"(?:(?:{_LARGE}(?:,?\s(?:and\s)?(?!a\b))?)*(?:{_LARGE}|{_SMALL}))"
_BOUND = rf"(?:(?:{_DIGITS})(?:(?:\s?{_SCALE}|[mk]\b))?|{_SPELT})"
# What a number begins with: looked at before any of its forms is tried.
_BEGINS = r"[\d£]|betw|a\s|one|t(?:w[eo]|hir|hre|en)|fo(?:ur|rt)|fi[vf]|s(?:ix|ev)|eig|ele|nin|n(?:il|on|ou)|zer"
_WORD = rf"(?:{_SPELT}|nil\b|none\b|zero\b|nought\b)(?:\s*\(\d[\d,]*\))?"
_BEFORE = {
    "below": r"<(?!=)|fewer than|less than|under|below",
    "at_most": r"≤|⩽|<=|up to|no more than|not more than|at most|a maximum of",
    "above": r">(?!=)|more than|over|in excess of|above|greater than|exceeding",
    "at_least": r"≥|⩾|>=|at least|no fewer than|not less than|no less than|a minimum of",
    "about": r"approximately|approx\.?|about|around|circa|roughly|some|nearly|almost|just over|just under|c\.",
}
_AFTER = {
    "at_most": r"or (?:fewer|less|under|below)",
    "at_least": r"or (?:more|over|above)|\+(?!\w)",
    "about": r"approximately|approx\.?|or so",
}


def _either(choices: dict[str, str], tag: str) -> str:
    return "|".join(f"(?P<{tag}_{kind}>{pattern})" for kind, pattern in choices.items())


_AMOUNT = small_pattern(
    rf"(?<![\w£.,/:\x00])(?<!\w[-–])(?:(?:(?<=\s)|^|(?<=\W))(?:{_either(_BEFORE, 'pre')})(?:(?<=[<>=≤≥⩽⩾.])\s*|\s+))?"
    rf"(?P<money>£\s?)?(?={_BEGINS})(?:(?P<between>between\s+)(?P<pounds>£\s?)?(?P<low>{_BOUND})\s+and\s+£?(?P<high>{_BOUND})"
    rf"|(?P<first>{_BOUND})(?:\s?[-–]\s?(?=[\d£])|\s?\bto\b\s?)£?(?P<last>{_BOUND})"
    rf"|(?P<astray>{_ASTRAY})|(?P<digits>{_DIGITS})|(?P<word>{_WORD}))"
    rf"(?:\s?(?P<scale>(?:{_SCALE}|(?(money)[mk]|(?!)))\b))?"
    rf"(?:(?P<share>\s?(?:%|per ?cent\b))|\s?[x×](?=\s)|\s*(?:{_either(_AFTER, 'post')}))?"
    r"(?![\w£\x00]|[/_:]\w|[.,][\d\x00]|-\w)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One number in a text. ``start`` and ``end`` are characters; None bounds mean unknown.

    ``below``: the print says only "under so many"; whether zero is meant depends on the letter.
    """

    start: int
    end: int
    as_printed: str
    low: int | float | None
    high: int | float | None
    unit: str = ""
    below: bool = False
    word: bool = False


def number(printed: str) -> int | float:
    """The value of plain digits ("1,204", "2.5") or of a number in words ("one hundred and twelve")."""
    if printed.isdecimal():
        return int(printed)
    plain = re.sub(r"\s*\(\d[\d,]*\)", "", printed.strip().lower().replace("-", " "))
    if plain in WORDS:
        return WORDS[plain]
    if plain[0].isalpha():
        return _spelt(plain)
    value = float(plain.replace(",", "").lstrip("£ "))
    return int(value) if value.is_integer() and "." not in plain else value


def _spelt(plain: str) -> int:
    """ "two thousand three hundred and twelve": what stands before a scale is multiplied by it."""
    whole = part = 0
    for word in re.findall(r"[a-z]+", plain):
        scale = SCALES.get(word, 0)
        if scale:
            part = max(part, 1) * scale
            whole, part = (whole + part, 0) if scale > 100 else (whole, part)
        else:
            part += WORDS.get(word, word == "a" and 0)
    return whole + part


def amounts(text: str, start: int = 0, end: int | None = None, shift: int = 0) -> list[Amount]:
    """Every number in ``text[start:end]``, longest reading first, in order. ``shift``: what stands before ``text``."""
    found = _AMOUNT.finditer(small(text), start, len(text) if end is None else end)
    return [_amount(m, text, shift) for m in found]


def amount_at(text: str, start: int, end: int) -> Amount | None:
    """The number that begins exactly at ``start``, if there is one."""
    found = _AMOUNT.match(small(text), start, end)
    return _amount(found, text) if found else None


def _amount(m: re.Match[str], text: str, shift: int = 0) -> Amount:
    """The number found in the small letters of ``text``."""
    low, high, below = _bounds(m)
    unit = "£" if m["money"] or m["pounds"] else "%" if m["share"] else ""
    start, end = m.span()
    return Amount(start + shift, end + shift, text[start:end], low, high, unit, below, bool(m["word"]))


def _bounds(m: re.Match[str]) -> tuple[int | float | None, int | float | None, bool]:
    if m["between"] or m["first"]:
        return (*_ordered(m["low"] or m["first"], m["high"] or m["last"]), False)
    if m["astray"] or _contradicts_itself(m):
        return None, None, False
    printed = m["digits"] or m["word"]
    value = number(printed)
    if printed == m[0]:
        return value, value, False
    value = round(value * SCALES[m["scale"]]) if m["scale"] else value
    return _limits(value, _kind(m), whole=not (m["money"] or m["share"] or isinstance(value, float)))


def _ordered(first: str, last: str) -> tuple[int | float | None, int | float | None]:
    """The bounds of a range. "5 to 6 million" has a scale after one number that may belong to both: not known."""
    (low, scale), (high, its) = _scaled(first), _scaled(last)
    return (low, high) if low < high and scale == its else (None, None)


def _scaled(printed: str) -> tuple[int | float, int]:
    found = re.match(r"([\d.,]+)\s?([a-z]+)", printed, re.IGNORECASE)
    scale = SCALES[found[2].lower()] if found else 1
    return (number(found[1] if found else printed) * scale, scale)


def _contradicts_itself(m: re.Match[str]) -> bool:
    """ "five (6)": the word and the digits differ."""
    word = m["word"]
    inner = re.search(r"\((\d[\d,]*)\)", word) if word and word[-1] == ")" else None
    return inner is not None and number(inner[1]) != number(m["word"])


def _kind(m: re.Match[str]) -> str:
    kinds = [key.split("_", 1)[1] for key, hit in m.groupdict().items() if hit and key.startswith(("pre_", "post_"))]
    return kinds[0] if len(kinds) == 1 else "about" if kinds else "exact"


def _limits(value: int | float, kind: str, whole: bool) -> tuple[int | float | None, int | float | None, bool]:
    """``whole``: things that are counted; of money and shares "less than 1" may be all but 1."""
    step = int(whole)
    return {
        "exact": (value, value, False),
        "below": (0, max(value - step, 0), True),
        "at_most": (0, value, True),
        "above": (value + step, None, False),
        "at_least": (value, None, False),
        "about": (None, None, False),
    }[kind]
