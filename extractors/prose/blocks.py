"""The paragraphs and lines of a letter that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.prose.marks import ASKS, BULLET, DEAR, FORCE, LABEL, LINE, ends_as_entry
from extractors.prose.numbers import ONES, TEENS, ZEROS

# "Appeals: 6,211, of which 3,402 were allowed"
# "412" alone on its line, which ends no sentence
_LINE = re.compile(LINE)
_VALUE = re.compile(r"[<>≤≥£]?\s?\d[\d,]*(?:\.\d+)?\s?%?|nil|none|zero", re.IGNORECASE)
# "July 2013 – four"
_ENDS_IN_WORD = re.compile(rf"[:=–—-]\s*(?:{'|'.join((*ZEROS, *ONES, *TEENS))})$", re.IGNORECASE)
# "Wholetime 512, on-call 198, control 41"
_LISTS = re.compile(
    r"[A-Z][^\d(),;:\n]{1,40}? \(?(?!(?:19|20)\d\d\b)\d[\d,]*\)?(?: \([^()\n]*\))?, (?:and )?"
    r"[A-Za-z][^\d(),;:\n]{0,40}? \(?(?!(?:19|20)\d\d\b)\d(?:[\d,]*\d)?\)?(?:[,;.]|\s*$| \()"
)
_GOES_ON = re.compile(
    r"(?:\b(?:of|was|were|is|are|to|than|a|and|or|the|about|some|over|under|only|by|section|no|ref)|[,(-])$", re.I
)
_BEGINS_AS_ENTRY = re.compile(r"[A-Z][^.:;=\n]{1,60}:[ \t]+[<>≤≥£]?\d")


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs and list lines: wrapped lines are joined, items, bullets and entries stand alone."""
    start = previous = None
    width = max((len(line) for line in text.splitlines()), default=0)
    for line in re.finditer(r"[^\n\f]*(?:[\n\f]|$)", text):
        bare = line[0].strip()
        if start is not None and (not bare or _opens_block(bare, text[previous : line.start()], min(width, 100))):
            yield start, line.start()
            start = None
        if bare and start is None:
            start = line.start() + line[0].index(bare[0])
        previous = line.start()
    if start is not None:
        yield start, len(text)


def _opens_block(line: str, before: str, width: int) -> bool:
    """True where a line does not go on with the sentence of the line before."""
    if len(before.rstrip()) < 0.6 * width and not line[0].islower():
        return True  # the line before was ended on purpose: its next word had room
    if line.startswith(">") != before.lstrip().startswith(">"):
        return True
    if DEAR.match(line) or BULLET.match(line) or ends_as_entry(line) or line.startswith(">"):
        return True
    if ":" in line and _BEGINS_AS_ENTRY.match(line):
        return True
    earlier = before.rstrip()
    if _lists(line, earlier):
        return True
    if not (earlier[-1:].isalpha() or earlier.endswith(",")) and ASKS.match(line):
        return True
    if earlier.endswith(("Police", "Constabulary", "Service")) and FORCE.fullmatch(earlier):
        return True  # the name of the force above an address
    if earlier.endswith(":") or (ends_as_entry(earlier) and not earlier[-1].isalpha()):
        return True
    label = LABEL.match(line + "\n")
    if label and label["word"] and label.end() >= len(line):
        return True  # "Q1" alone on its line
    if label and label["plain"] is not None and (label["word"] or "")[:1] in ("Q", "q"):
        return True  # "Q2 14"
    if label and label["word"] and label["stop"].strip() == ":":
        return True  # "Question 2(c): none"
    return bool(label) and (earlier[-1:] in ".:;?!" or label["stop"].strip() in (".", ")", "-", "–"))  # type: ignore[index]


def _lists(line: str, earlier: str) -> bool:
    """Whether a line, or the one before it, is a value, or names with values."""
    if line[-1].isdigit() and earlier[-1:].isdigit() and _LINE.fullmatch(line) and _LINE.fullmatch(earlier):
        return True
    if earlier[-1:].isalpha() and _ENDS_IN_WORD.search(earlier):
        return True
    listed = _VALUE.fullmatch(line) or (", " in line and _LISTS.match(line))
    return bool(listed) and not _GOES_ON.search(earlier)
