"""Figures in running text: numbered answers, labelled lists, and sentences that state a count.

Rules read the structure of a letter, not its wording. What is doubtful is left out or keeps unknown bounds: a number
missed is looked up by a person, a wrong one is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from extractors.prose.letter import Sentence, Zone, numbers_item, sentences
from extractors.prose.numbers import WORDS, Amount, amount_at, amounts
from extractors.prose.periods import PERIOD, Period, periods, whole_period
from extractors.prose.small import small, small_pattern
from extractors.prose.workload import COST, LABEL, REOPENED, durations, lookalikes, withheld
from schema.reading import ProseFigure

_I = re.IGNORECASE
_STATUS = re.compile(
    r"(?:not (?:recorded|held|known|available|applicable|stated)|n/a|unknown|withheld|exempt|ncnd)\b", _I
)
_SEPARATOR = re.compile(r"\s*(?::|=|\t|\s[-–—]|\.{3,}|…+)\s*(?=[<>≤≥£\dA-Za-z])")
_BARE = re.compile(r"\s*(?:[A-Z][\w&/'’-]*\s+)+(?=[<>≤≥£\d])")
_ABOUT_NUMBERS = re.compile(
    r"\b(?:numbers?|figures?|counts?|values?|cells?|totals?)(?: of| that are| which are)?\s*$", _I
)
_CHARGE = re.compile(r"\b(?:fees?|charges?|limit|threshold|cap|rate|per|an hour|hourly|pay|payment|postage)\b", _I)
# "Breaches: 13 in 2024, 8 in 2025": each number has its year.
_DATED = re.compile(r"\s*(?:\(|in |during |for )\s*(?:19|20)\d\d\b")
_FRESH = re.compile(r"(?:^|[:,;]|\band)\s*$", _I)
_ITEM = re.compile(
    r"\s*(?:and\s+)?(?P<label>[A-Za-z][^\d(),;:]*?)\s+(?P<bracket>\()?(?P<count>[<>≤≥£]?\s?\d[\d,]*|nil|none"
    r"|zero)(?(bracket)\))[\s.]*",
    _I,
)
_NOTE = re.compile(r"\s*\([^()]*\)\s*$")
_PIECE = re.compile(r";|,(?!\d{3}\b)|\n")
_COUNTED = re.compile(
    r"\s*(?:[a-z'’-]+\s+){0,3}?(?:[a-z'’-]{2,}s|people|staff|men|women|children|personnel|police|of (?:whom|them"
    r"|these|those|which|the)"
    r"|(?!(?:and|or|to|in|on|at|of|for|the|by|with|from)\b)[a-z]+(?:ed|en)|were|was|are|is|have|had|has|person"
    r"|officer|employee|member|case|complaint"
    r"|incident|allegation|investigation|pcso|constable|sergeant|inspector|special|individual|dismissal"
    r"|resignation|warning|led|went|left|got|did|male|female)\b",
    _I,
)
_STATES = re.compile(
    r"\b(?:total(?:s|ling|led)?(?: of| is| was| number)?|stands? at|stood at|was|were|is|are|been|had|have|has|being"
    r"|equals?|held"
    r"|recorded|identified|number(?:ed)?)[:,]?\s*$",
    _I,
)
# A word right after the number that may be what is counted; these are none.
_GOES_ON = re.compile(
    r"\s*(?!(?:and|but|in|for|during|under|while|whereas|across|between|over|by|from|since|on|at|with)\b)[a-z]"
)
_NO = re.compile(
    r"(?:^|(?<=[,;:] )|(?<=\band )|(?<=\bthere were )|(?<=\bthere was )"
    r"|(?<=\bthere have been ))no (?P<noun>(?:[a-z]+ ){0,2}?(?:officers?|staff|employees?|pcsos?|specials?"
    r"|constables?|cases?|incidents?|complaints?|allegations?|investigations?"
    r"|members?|individuals?|people|persons?|dismissals?|resignations?|arrests?|offences?|crimes?|breaches"
    r"|warnings?|convictions?|suspensions?))\b",
    _I,
)
_HEDGED_NO = re.compile(r"\b(?:information|held|record(?:s|ed)? (?:of|on|whether)|central|record the)\b", _I)
# Without one of these no sentence states a figure: most are passed over at once.
_MAY_STATE = small_pattern(rf"\d|\b(?:no|not|n/a|unknown|withheld|exempt|ncnd|{'|'.join(WORDS)})\b")
_SEEN_BEFORE = 8  # signs above a sentence that decide whether a number begins there
_LETTER_DATE = re.compile(r"\bdate of (?:response|reply)\s*:?\s*(?P<day>[^\n.;]{6,30})", _I)


@dataclass(frozen=True, slots=True)
class _Found:
    """A number that counts, before its period and its lower bound are settled."""

    amount: Amount
    label: str
    sentence: Sentence
    period: str | None = None
    unit: str = ""


def prose_figures(text: str, skip: Iterable[tuple[int, int]] = ()) -> tuple[ProseFigure, ...]:
    """Figures stated in ``text``, in order; characters inside ``skip`` (tables) are not read."""
    taken = tuple(skip)
    answering = _answering(text, [s for s in sentences(text) if not _inside(s.start, taken)])
    found = [f for sentence in answering for f in _in_sentence(text, sentence)]
    zeros_printed = any(f.amount.low == 0 == f.amount.high for f in found)
    return tuple(_figure(text, f, zeros_printed) for f in found)


def _inside(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _answering(text: str, parts: list[Sentence]) -> Iterator[Sentence]:
    """Sentences of the reply, without those whose question is refused on cost: their numbers are workload."""
    replies = [s for s in parts if s.zone is Zone.REPLY]
    if not COST.search(small(text)):
        yield from replies
        return
    replies = list(_reopened(text, replies))
    for _, scope in groupby(replies, key=lambda s: s.scope):
        members = list(scope)
        if not any(COST.search(small(text), s.start, s.end) for s in members):
            yield from members


def _reopened(text: str, parts: list[Sentence]) -> Iterator[Sentence]:
    """ "As a gesture of goodwill we provide ..." begins a scope of its own inside a refusal."""
    shift = 0
    for part in parts:
        shift += 1000 * bool(REOPENED.search(small(text), part.start, part.end))
        yield replace(part, scope=part.scope + shift) if shift else part


def _in_sentence(text: str, sentence: Sentence) -> list[_Found]:
    if not _MAY_STATE.search(small(text), sentence.start, sentence.end):
        return []
    if withheld(text[sentence.start : sentence.end]) and not amount_at(text, sentence.start, sentence.end):
        entries = _entries(text, sentence)
        return entries if entries else _stated(text, sentence)
    return _entries(text, sentence) or _itemised(text, sentence) or _stated(text, sentence)


# --- labelled lists -------------------------------------------------------------------------------


def _entries(text: str, sentence: Sentence) -> list[_Found]:
    """ "Facebook - 12, Twitter: <5": figures of a sentence that is nothing but labels with values."""
    found: list[_Found] = []
    lead = sentence.lead
    pieces = list(_pieces(text, sentence.start, sentence.end))
    for start, end in pieces:
        entry = _entry(text, start, end, replace(sentence, lead=lead), bare=len(pieces) > 1)
        if entry:
            lead = entry.sentence.lead
            found.append(entry)
        elif amounts(text, start, end):
            return []
    return found


def _itemised(text: str, sentence: Sentence) -> list[_Found]:
    """ "Words of advice 30, management action 15", "Facebook (4), X (2)": the whole answer to a question."""
    items = [_ITEM.fullmatch(text, start, end) for start, end in _pieces(text, sentence.start, sentence.end)]
    if not sentence.question or len(items) < 2 or not all(items):
        return []
    found = []
    for item in filter(None, items):
        amount = amount_at(text, item.start("count"), item.end("count"))
        if amount is None or amount.end != item.end("count"):
            return []
        found.append(_Found(amount, item["label"], sentence, None, amount.unit))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cut in _PIECE.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    if text[start:end].strip(" .\n"):
        yield start, end


def _entry(text: str, start: int, end: int, sentence: Sentence, bare: bool) -> _Found | None:
    """One label and its value; None where the piece is anything else. ``bare``: "Twitter 2" is one too."""
    cuts = list(_SEPARATOR.finditer(text, start, end))
    if bare and not cuts and (name := _BARE.match(text, start, end)):
        cuts = [name]
    for cut in reversed(cuts):
        amount = _value_at(text, cut.end(), end)
        if amount and not _more(text, amount, end):
            return _labelled(
                text[start : cut.end()].lstrip(" *•-–—\t\n").rstrip(" -–—:=.…\t\n"),
                amount,
                sentence,
                text[amount.end : end],
            )
    return None


def _value_at(text: str, at: int, end: int) -> Amount | None:
    amount = amount_at(text, at, end)
    if amount:
        return None if _looks_dated(text, amount, end) else amount
    status = _STATUS.match(text, at, end)
    return Amount(at, status.end(), status[0], None, None) if status else None


def _looks_dated(text: str, amount: Amount, end: int) -> bool:
    spans = [s for s in lookalikes(text, amount.start, end) if s[0] < amount.end]
    return bool(spans) and not re.fullmatch(r"0", amount.as_printed)


def _more(text: str, amount: Amount, end: int) -> bool:
    """True where more than a short unit follows the value: then it is a sentence, not an entry."""
    rest = _NOTE.sub("", text[amount.end : end])
    return len(rest.split()) > 4 or bool(amounts(rest)) or bool(re.search(r"[:=]", rest))


def _labelled(label: str, amount: Amount, sentence: Sentence, rest: str) -> _Found | None:
    lead, _, last = label.rpartition(": ")
    last = re.sub(r"^(?:in|during|for)(?: the year)?\s+(?=(?:19|20)\d\d)", "", last, flags=_I)
    lead = lead.strip() or sentence.lead
    if LABEL.search(label) or withheld(rest) or not re.search(r"\w", last):
        return None
    period = whole_period(last)
    if period and (note := _NOTE.search(rest)):
        period = f"{last.strip()} {note[0].strip()}"  # a part year is not the year
    rest = _NOTE.sub("", rest)
    masked = lookalikes(last, 0, len(last))
    if not period and any(not _overlaps(a, masked) for a in amounts(last)):
        return None
    unit = amount.unit or " ".join(rest.strip(" .,;\n").split())
    where = replace(sentence, lead=lead)
    return _Found(amount, (lead if period else last.strip()), where, period or whole_period(lead), unit)


# --- sentences ------------------------------------------------------------------------------------


def _stated(text: str, sentence: Sentence) -> list[_Found]:
    """Counts in a sentence: a number and what it counts, "a total of 46", or the bare answer."""
    start, end = sentence.start, sentence.end
    spans = lookalikes(text, start, end)
    times = durations(text, start, end)
    kept: list[Amount] = []
    for amount in _undated(text, start, end, spans):
        whole = sentence.direct and amount.start == start
        if amount.end < end - 2 and numbers_item(text, amount.start, amount.end):
            continue
        if _overlaps(amount, spans) or (_overlaps(amount, times) and not (whole and _alone(text, amount, end))):
            continue
        if whole or _counts(text, amount, start, end):
            kept.append(amount)
    kept = _without_decimals(kept) + [n for n in _none_of(text, start, end) if not kept]
    return _with_labels(text, kept, sentence)


def _undated(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[Amount]:
    """Numbers of a sentence, dates and their like taken out: "2012 - 3 dismissed" is no range from 2012 to 3."""
    above = max(0, start - _SEEN_BEFORE)
    blanked = text[above:end]
    for a, b in spans:
        blanked = blanked[: a - above] + "\x00" * (b - a) + blanked[b - above :]
    for amount in amounts(blanked, start - above):
        yield replace(amount, start=amount.start + above, end=amount.end + above)


def _overlaps(amount: Amount, spans: list[tuple[int, int]]) -> bool:
    return any(start < amount.end and amount.start < end for start, end in spans)


def _alone(text: str, amount: Amount, end: int) -> bool:
    rest = text[amount.end : end]
    return len(rest.split()) <= 2 and "working" not in rest


def _counts(text: str, amount: Amount, start: int, end: int) -> bool:
    after, before = text[amount.end : end], text[start : amount.start]
    if withheld(after[:60]) or (amount.below and _ABOUT_NUMBERS.search(before)):
        return False
    if amount.as_printed[-1] in "x×":  # "1x Written warning"
        return True
    if re.match(r"\s+[A-Z][a-z]", after) and re.search(r"[A-Z][a-z]+\s*$", before):
        return False  # "Cases 12 Staff 4": the number may belong to either word
    if amount.as_printed.lower() in ("none", "nil", "zero"):
        return (bool(_STATES.search(before)) and not _HEDGED_NO.search(after)) or bool(
            re.match(
                r"\s+of (?:whom|the|these|those|them)\b(?!\s+(?:has|have|had|hold|holds) (?:it|this|that"
                r"|any))",
                after,
            )
        )
    if amount.unit == "£" and not _CHARGE.search(before[-50:] + " | " + after[:25]):
        return True
    if _COUNTED.match(after) or (_DATED.match(after) and _FRESH.search(before)):
        return True
    return bool(_STATES.search(before)) and not _GOES_ON.match(after)


def _without_decimals(kept: list[Amount]) -> list[Amount]:
    """ "1.8 cases" may be item 1 with 8 cases: a decimal that is no money or share has no sure value."""
    return [replace(a, low=None, high=None) if isinstance(a.low, float) and not a.unit else a for a in kept]


def _none_of(text: str, start: int, end: int) -> Iterator[Amount]:
    """ "No officers were dismissed" states zero; "no information is held" states nothing."""
    if not _HEDGED_NO.search(text, start, end):
        for found in _NO.finditer(text[start:end]):
            at = start + found.start()
            yield Amount(at, at + 2, found[0][:2], 0, 0)


def _with_labels(text: str, kept: list[Amount], sentence: Sentence) -> list[_Found]:
    stops = [*(a.start for a in kept[1:]), sentence.end]
    spans = periods(text, sentence.start, sentence.end)
    dated = _periods_of(kept, spans)
    begins = [sentence.start, *(a.end for a in kept)]
    return [
        _Found(a, _label(text, a, stop, begin), sentence, period, a.unit)
        for a, stop, period, begin in zip(kept, stops, dated, begins, strict=False)
    ]


def _label(text: str, amount: Amount, stop: int, begin: int) -> str:
    after = re.split(r"[,;.:](?!\d)|[()]|\band (?=\d|in |for |during )", text[amount.end : stop], maxsplit=1)[0]
    words = re.sub(r"\s+(?:and|or|with|but|including)$", "", " ".join(after.split()[:10]))
    words = re.sub(r"^(?:%|per cent)\s*", "", words)
    if words:
        return words
    before = " ".join(PERIOD.sub(" ", text[begin : amount.start]).split())
    before = re.sub(r"^(?:[,;]|and\b|but\b|in\b|during\b|for\b|\s)+|\bthere (?=was|were|is|are)", "", before, flags=_I)
    return re.sub(
        r"\s*(?:was|were|is|are|a total of|total of|:|,)$", "", re.sub(r"^(?:and|the)\s+", "", before, flags=_I)
    )


def _periods_of(kept: list[Amount], spans: list[Period]) -> list[str | None]:
    """The period of each number: only where the order of the sentence leaves no choice."""
    order = sorted([(a.start, "n") for a in kept] + [(p.start, "p") for p in spans])
    shape = "".join(kind for _, kind in order)
    texts = [p.text for p in spans]
    if not spans:
        return [None] * len(kept)
    if re.fullmatch(r"pn+|n+p", shape):
        return [texts[0]] * len(kept)
    if re.fullmatch(r"(?:pn+)+", shape):
        groups = re.findall(r"n+", shape)
        return [text for text, group in zip(texts, groups, strict=True) for _ in group]
    if re.fullmatch(r"(?:np)+", shape):
        return list(texts)
    return [""] * len(kept)


# --- the value ------------------------------------------------------------------------------------


def _figure(text: str, found: _Found, zeros_printed: bool) -> ProseFigure:
    amount = found.amount
    low = 1 if amount.below and zeros_printed and amount.high else amount.low
    words = " ".join(text[found.sentence.start : found.sentence.end].split())
    period = found.period if found.period is not None else whole_period(found.sentence.lead)
    return ProseFigure(
        question=found.sentence.question,
        label=found.label,
        period=_closed(text, period or ""),
        as_printed=amount.as_printed,
        low=low,
        high=amount.high,
        sentence=f"{found.sentence.lead}: {words}"
        if found.sentence.lead and found.sentence.lead not in words
        else words,
        unit=found.unit,
        start=amount.start,
        end=amount.end,
    )


def _closed(text: str, period: str) -> str:
    """ "Since 2012" ends on the day of the answer, where the letter prints that day."""
    if not period.endswith(".."):
        return period
    printed = _LETTER_DATE.search(text)
    day = periods(printed["day"]) if printed else []
    return period + day[0].text if day else period
