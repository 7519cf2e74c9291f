"""Labelled lists: "Facebook - 12, Twitter: <5", "Words of advice 30, management action 15"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.prose.found import Found, overlaps
from extractors.prose.letter import Sentence
from extractors.prose.marks import LINE
from extractors.prose.numbers import Amount, amount_at, amounts
from extractors.prose.periods import periods, whole_period
from extractors.prose.workload import LABEL, begins_as_lookalike, lookalikes, withheld

_I = re.IGNORECASE
_STATUS = re.compile(
    r"(?:not (?:recorded|held|known|available|applicable|stated)|n/a|unknown|withheld|exempt|ncnd)\b"
    r"|\*+(?=\s*(?:[;,\n]|$))",
    _I,
)
_SEPARATOR = re.compile(r"\s*(?::|=|\t|\s[-–—]|\s[x×](?=\s+\d)|\.{3,}|…+)\s*(?=[<>≤≥£\dA-Za-z*])")
# "(2012) 44 (2013) 51": the year in brackets before each value
_IN_BRACKETS = re.compile(
    r"\(\s*(?P<label>(?:19|20)\d\d(?:[/–-]\d{2,4})?)\s*\)\s*(?P<value>[<>≤≥£]?\s?\d[\d,]*|nil|none)[\s,;.]*", _I
)
# "7 Park Lane - no visits"
_NO_ONES = re.compile(
    r"no (?!(?:records|details|grounds|plans|results|means|reasons|exemptions|systems|documents|copies|issues|delays"
    r"|changes|others|statistics|figures)\b)[a-z]{3,}s(?=\s*(?:[.;,\n]|$))",
    _I,
)
_BARE = re.compile(r"\s*(?:(?:[A-Z][\w&/'’-]*\s+)+|(?:19|20)\d\d(?:/\d\d)?\s+)(?=[<>≤≥£\d])")
_LINE = re.compile(LINE)
# The last space of "Written warning 18", "2012 3", "Jan-14 3", and none of "Housing 01204 335900"
_BEFORE_VALUE = re.compile(
    r"(?:(?<!\d)|(?<=\b19\d\d)|(?<=\b20\d\d)|(?<=\d/\d\d)|(?<=[a-z]-\d\d)) (?=[<>≤≥£]?\d[\d,]*\s*\Z)"
)
_PART_YEAR = re.compile(r"\b(?:to|until|from|part|so far|ytd|provisional|as at|months?|only|incomplete)\b", _I)
_ITEM = re.compile(
    r"\s*(?:and\s+)?(?P<label>[A-Za-z][^\d(),;:]*?)\s+(?P<bracket>\()?(?P<count>[<>≤≥£]?\s?\d[\d,]*|nil|none"
    r"|zero)(?(bracket)\))(?:\s*\([^()\n]*\))?[\s.]*",
    _I,
)
# "Under 18: 1,204", "18-20: 3,318", "25 and over: 21,460": labels that are numbers themselves
_BAND = re.compile(
    r"[ \t*•-]*(?P<label>(?:(?:under|over|up to|less than|more than|below|above|aged?)\s+)?£?\d[\d,.]*[mk]?"
    r"(?:\s?(?:-|–|to|and)\s?£?\d[\d,.]*[mk]?)?\+?(?:\s+(?:and|or)\s+(?:over|under|above|below|older|younger|more|less|fewer))?"
    r"(?:\s+(?:hours?|days?|weeks?|months?|years?)(?:\s+old)?)?)[ \t]*(?::|=|\t|\s[-–—])[ \t]*"
    r"(?P<value>[<>£]?\s?\d[\d,]*|nil|none)[ \t]*",
    _I,
)
_BAND_WORD = re.compile(
    r"\b(?:under|over|up to|less than|more than|below|above|aged?|hours?|days?|weeks?|months?|years?)\b|£", _I
)
_MEASURES = ("hour", "hours", "minutes", "fee", "time")  # "2. Flight hours in 2014: 612" answers all the same
_NOTE = re.compile(r"\s*\([^()]*\)\s*$")
_AND = re.compile(r"(?<=[\d)])\s+and\s+(?=[A-Za-z])")
_PIECE = re.compile(r";|,(?!\d{3}\b)|\n|(?P<aside>\([^()\n]*\))")


def entries(text: str, sentence: Sentence) -> list[Found]:
    """ "Facebook - 12, Twitter: <5": figures of a sentence that is nothing but labels with values."""
    found: list[Found] = []
    pieces = list(_pieces(text, sentence.start, sentence.end))
    lines = len(pieces) == 1 and _one_of_lines(text, sentence.start, sentence.end)
    for start, end in pieces:
        entry = _entry(text, start, end, sentence, len(pieces) > 1 or lines, lines)
        if entry:
            sentence = entry.sentence
            found.append(entry)
        elif amounts(text, start, end):
            return []
    alone = len(found) == 1 < len(pieces) and not _SEPARATOR.search(text, sentence.start, sentence.end)
    return [] if alone else found  # "2nd Floor, Priory Road 101" is no list


def _one_of_lines(text: str, start: int, end: int) -> bool:
    """ "Hatfield 14" with "Stevenage 22" on the line above or below it."""
    if not _LINE.fullmatch(text[start:end].strip("\n")):
        return False
    above = text[max(0, start - 80) : max(0, start - 1)].rpartition("\n")[2]
    below = text[end : end + 80].lstrip("\n").partition("\n")[0]
    return _LINE.fullmatch(above) is not None or _LINE.fullmatch(below) is not None


def itemised(text: str, sentence: Sentence) -> list[Found]:
    """ "Words of advice 30, management action 15", "Facebook (4), X (2)": the whole answer to a question."""
    if not sentence.question:
        return []
    pieces = _pieces(text, sentence.start, sentence.end)
    items = [_ITEM.fullmatch(text, start, end) for piece in pieces for start, end in _joined(text, *piece)]
    if len(items) < 2 or not all(item and not LABEL.search(item["label"]) for item in items):
        return []
    found = []
    for item in filter(None, items):
        amount = amount_at(text, item.start("count"), item.end("count"))
        if amount is None or amount.end != item.end("count"):
            return []
        found.append(Found(amount, item["label"], sentence, None, amount.unit))
    return found


def banded(text: str, sentence: Sentence) -> list[Found]:
    """ "18-20: 3,318" among lines of the same form, one of which says of what: of age, of hours, of money."""
    line = text.rfind("\n", 0, sentence.start) + 1
    stop = text.find("\n", line)
    band = _BAND.fullmatch(text, line, stop if stop >= 0 else len(text))
    if band is None or sentence.start >= band.start("value"):
        return []
    begin, end = text.rfind("\n\n", 0, line), text.find("\n\n", line)
    around = text[max(begin, 0) : end if end > 0 else len(text)].split("\n")
    bands = [found for other in around if (found := _BAND.fullmatch(other))]
    if len(bands) < 2 or not any(_BAND_WORD.search(other["label"]) for other in bands):
        return []
    amount = amount_at(text, band.start("value"), band.end("value"))
    return [Found(amount, band["label"], sentence, None, amount.unit, listed=True)] if amount else []


def bracketed(text: str, sentence: Sentence) -> list[Found]:
    """ "(2012) 44 (2013) 51 (2014) 39": nothing but years in brackets, each before its value."""
    if text[sentence.start] != "(":
        return []
    found: list[Found] = []
    at = sentence.start
    while item := _IN_BRACKETS.match(text, at, sentence.end):
        amount = amount_at(text, item.start("value"), item.end("value"))
        if amount is None or amount.end != item.end("value"):
            return []
        found.append(Found(amount, sentence.lead, sentence, whole_period(item["label"]), amount.unit, listed=True))
        at = item.end()
    return found if at >= sentence.end else []


def _joined(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "taxi driving (17) and web design (12)": both."""
    for cut in _AND.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cut in _PIECE.finditer(text, start, end):
        if cut["aside"]:
            continue
        yield start, cut.start()
        start = cut.end()
    if text[start:end].strip(" .\n"):
        yield start, end


def _entry(text: str, start: int, end: int, sentence: Sentence, bare: bool, lines: bool) -> Found | None:
    """One label and its value; None where the piece is anything else. ``bare``: "Twitter 2" is one too, and among
    ``lines`` of that form "No case to answer 31"."""
    cuts = list(_SEPARATOR.finditer(text, start, end))
    if (
        bare
        and not cuts
        and (name := _BEFORE_VALUE.search(text, start, end) if lines else _BARE.match(text, start, end))
    ):
        cuts = [name]
    for cut in reversed(cuts):
        amount = _value_at(text, cut.end(), end)
        if amount and not _more(text, amount, end):
            return _labelled(
                text[start : cut.start() if cut.start() > start else cut.end()]
                .lstrip(" *•-–—\t\n")
                .rstrip(" -–—:=.…\t\n"),
                amount,
                sentence,
                text[amount.end : end],
            )
    return None


def _value_at(text: str, at: int, end: int) -> Amount | None:
    amount = amount_at(text, at, end)
    if amount:
        return None if _looks_dated(text, amount, end) else amount
    if none := _NO_ONES.match(text, at, end):
        return Amount(at, none.end(), none[0], 0, 0)
    status = _STATUS.match(text, at, end)
    return Amount(at, status.end(), status[0], None, None) if status else None


def _looks_dated(text: str, amount: Amount, end: int) -> bool:
    return amount.as_printed != "0" and begins_as_lookalike(text, amount.start, amount.end, end)


def _more(text: str, amount: Amount, end: int) -> bool:
    """True where more than a short unit follows the value: then it is a sentence, not an entry."""
    rest = _NOTE.sub("", text[amount.end : end].rstrip(" .\n"))
    return len(rest.split()) > 4 or bool(amounts(rest)) or bool(re.search(r"[:=]", rest))


def _labelled(label: str, amount: Amount, sentence: Sentence, rest: str) -> Found | None:
    lead, _, last = label.rpartition(": ")
    last = re.sub(r"^(?:in|during|for)(?: the year)?\s+(?=(?:19|20)\d\d)", "", last, flags=_I)
    if label.count("(") != label.count(")"):
        return None
    lead = lead.strip() or sentence.lead
    if _names_a_paper(label, sentence) or withheld(rest) or not re.search(r"\w", last):
        return None
    period = whole_period(last)
    if period and (note := _NOTE.search(rest)) and (_PART_YEAR.search(note[0]) or periods(note[0])):
        period = f"{last.strip()} {note[0].strip()}"  # a part year is not the year
    rest = _NOTE.sub("", rest)
    masked = lookalikes(last, 0, len(last))
    if not period and any(not overlaps(a, masked) for a in amounts(last)):
        return None
    unit = amount.unit or " ".join(rest.strip(" .,;\n").split())
    where = sentence._replace(lead=lead)
    named = period or whole_period(lead) or _only_period(last)
    return Found(amount, (lead if period else last.strip()), where, named, unit, listed=True)


def _names_a_paper(label: str, sentence: Sentence) -> bool:
    """ "Ref: 12", "Cost limit: 18": no label of an answer."""
    named = LABEL.search(label)
    answers = bool(sentence.question) and sentence.direct and " " in label
    return named is not None and not (answers and named[0].lower() in _MEASURES)


def _only_period(label: str) -> str | None:
    """ "Reports in 2013/14: 5877": the period that a label names, if it names one; "" if it is not clear which."""
    named = periods(label)
    if len(named) != 1:
        return "" if named else None
    before = label[: named[0].start].rstrip()
    return "" if re.search(r"\b(?:to|by|until|before|after|on|ref|act)$", before, _I) else named[0].text
