"""Whether a number numbers an item of a list or answers a question."""

from __future__ import annotations

import re

_FIRST_OF_ITEMS = frozenset("acfioqrtvwxpyACFIOQRTVWXPY")  # Question, Part, In answer to, Your first, Re, ii


def numbers_item(text: str, start: int, end: int) -> bool:
    """Whether the number at ``text[start:end]`` only numbers what follows: "as follows: 1. 14 officers; 2. 3 staff".

    "Officers: 1. Staff: 3." holds no list: a 2 would have to follow, or the number before to precede.
    """
    name = text[start:end]
    if not re.fullmatch(r"\d{1,2}", name) or not re.match(r"[.)]\s+\S", text[end : end + 8]):
        return False
    line = text.rfind("\n", 0, start) + 1
    if not text[line:start].strip(" \t(>*•"):
        return True
    if not re.search(r"[:;,.]\s*(?:and\s+)?\(?$", text[line:start]):
        return False
    paragraph = max(text.rfind("\n\n", 0, start), 0)
    if int(name) > 1:
        return re.search(rf"[\s(]{int(name) - 1}[.)]\s", text[paragraph:start]) is not None
    return re.search(r"[;,.]\s+(?:and\s+)?\(?2[.)]\s", text[end:].partition("\n\n")[0]) is not None


def answers_between(text: str, start: int, at: int, piece: str) -> bool:
    """ "How many were appealed? 27. How many ...?": a number between two questions of one line, out of any series."""
    value = piece.strip(" \n.;")
    if text[start:at].rstrip()[-1:] != "?" or not value.isdigit():
        return False
    return not re.search(rf"(?:^|[\s(]){int(value) - 1}[.)]\s", text[start:at]) and value != "1"


def may_number(words: str) -> bool:
    """A look at the first letters, before the long pattern of item numbers is tried."""
    first, second = words[0], words[1:2]
    return not (first.isalpha() and second.isalpha()) or first in _FIRST_OF_ITEMS or "/" in words


def item_name(printed: str) -> str:
    """ "1 and Q2" is 1&2, "6 to 8" is 6-8, "2 (b)" is 2b."""
    name = re.sub(r"\s*(?:and|&)\s*(?:q[a-z]*\.?\s*)?(?=\d)", "&", printed.lower())
    name = re.sub(r"\s*(?:-|–|to)\s*(?:q[a-z]*\.?\s*)?(?=\d)", "-", name)
    return re.sub(r"[\s()]", "", name)


def spans_items(found: re.Match[str], joined: re.Match[str], before: int | None) -> bool:
    """ "1-3. Not held", "Questions 6 to 8: nil" answer several questions; "10-15" and "Q1-41" answer one.

    ``before``: the last item number, where the item stands at the beginning of its paragraph.
    """
    name, stop = found["number"], found["stop"].strip()
    begin, last = (int(re.search(r"\d+", part)[0]) for part in (name[: joined.start()], name[joined.end() :]))  # type: ignore[index]
    if not begin < last < begin + 20 or not stop:
        return False
    return bool(found["word"]) or (before is not None and stop in (".", ")") and begin == before + 1)
