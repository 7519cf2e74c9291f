"""Counts in sentences: a number and what it counts, "a total of 46", "no officers were dismissed", the bare answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.prose.above import periods_told
from extractors.prose.corrected import amends_at
from extractors.prose.dated import dated
from extractors.prose.found import Found, overlaps
from extractors.prose.items import numbers_item
from extractors.prose.letter import Sentence
from extractors.prose.numbers import ZEROS, Amount, amount_at, amounts
from extractors.prose.periods import without_periods, years
from extractors.prose.workload import LABEL, durations, lookalikes, withheld

_I = re.IGNORECASE
_ABOUT_NUMBERS = re.compile(
    r"\b(?:numbers?|figures?|counts?|values?|cells?|totals?)(?: of| that are| which are)?\s*$", _I
)
_CHARGE = re.compile(
    r"\b(?:fees?|charges?|limit|threshold|cap|rate|per|an hour|hourly|pay|payable|payment|postage"
    r"|(?:photo)?copying|disbursements?)\b",
    _I,
)
_PRICE = re.compile(
    r"\b(?:costs?|rates?|prices?|rent|salary|pay)\b(?! limit)[^.;:]{0,60}\b(?:was|were|is|are|of)\s+\Z", _I
)
# "Breaches: 13 in 2024, 8 in 2025": each number has its year.
_DATED = re.compile(
    r"\s*(?:\(|(?:in|during|for|(?:as\s)?at\s\d{1,2}(?:st|nd|rd|th)?\s\w+|(?:up\s)?to(?:\sthe\send\sof)?(?:\s\w+)?|since|until)\s)\s*(?:19|20)\d\d\b",
    _I,
)
_MOVED = re.compile(
    r"\b(?:rose|risen|fell|fallen|increas\w+|decreas\w+|dropped|declin\w+|went|grew|grown|reduc\w+)\b[^.;]*\b(?:from|to)\s*$",
    _I,
)
_FRESH = re.compile(r"(?:^|[:,;(]|\band)\s*$", _I)
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
    r"|equals?|held|(?:rose|risen|fell|fallen|(?:in|de)creased|dropped|declined|grew|went up|went down) to"
    r"|recorded|identified|number(?:ed)?)[:,]?\s*$",
    _I,
)
# A word right after the number that may be what is counted; these are none.
_GOES_ON = re.compile(
    r"\s*(?!(?:and|but|in|for|during|under|while|whereas|across|between|over|by|from|since|on|at|with)\b)[a-z]"
)
_NO = re.compile(
    r"(?:^|(?<=[,;:] )|(?<=\band )|(?<=\bthere were )|(?<=\bthere was )"
    r"|(?<=\bthere have been ))no (?!case to answer|further action)"
    r"(?P<noun>(?:[a-z]+ ){0,2}?(?:officers?|staff|employees?|pcsos?|specials?"
    r"|constables?|cases?|incidents?|complaints?|allegations?|investigations?"
    r"|members?|individuals?|people|persons?|dismissals?|resignations?|arrests?|offences?|crimes?|breaches"
    r"|warnings?|convictions?|suspensions?))\b"
    r"|(?<=\bthere were )no (?:[a-z]+ ){0,2}?(?!(?:records|details|grounds|plans|results|means|reasons|exemptions"
    r"|systems|documents|copies|issues|delays|changes|others|statistics|figures)\b)[a-z]{3,}s\b"
    r"|(?:^|(?<=\band ))(?:nobody|no[- ]one)(?= (?:was|were|has been|resigned|retired)\b)",
    _I,
)
_HEDGED_NO = re.compile(r"\b(?:information|held|record(?:s|ed)? (?:of|on|whether)|central|record the)\b", _I)
_NOT_HELD = re.compile(
    r"\s*(?:(?:is|are|was|were|of (?:this|that|the|these)(?: \w+)?(?: is| are)?) )?"
    r"(?:information |data )?(?:held|available|known|provided|disclosed|supplied)\b",
    _I,
)
# "In each of 2012 and 2013 there were two": two in one year, and two in the other.
_EACH = re.compile(r"\beach of(?: the (?:\w+ )?years)?\s*$", _I)
_ALSO = re.compile(r"\s*(?:,|,?\s+and|\s&)\s+")
_LABELLED = re.compile(r"(?:^|[.;]\s+)(?P<label>[A-Z][^.:;=]{1,60}?)\s*[:=]\s*$")
_IN = re.compile(
    r"\s+(?:in|as|for|at|by|to|from|on|under|through|about|with|against|involving|concerning|relating)\s+\w", _I
)
_LAST_THING = re.compile(r"\s+[a-z][a-z-]+\W*(?:\n|\Z)")  # "one full-time and two part-time"
_PLACED = re.compile(r"\s+(?:in|at|for|from)\s+(?-i:[A-Z])|\s+overall\b", _I)
_IN_ALL = re.compile(r"\s+(?:in (?:total|all)|altogether)\b", _I)
_YEAR_BEFORE = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d{2,4})?\s*[:=]\s*$")  # "(2012/13: 1,104)"
# "9 applications were refused": what is counted. "2 requests were refused", "income above £1 million" are not.
_REFUSED = re.compile(
    r"\s+(?!requests?|questions?|parts?|points?)(?:\w+ ){1,3}(?:was|were|has been|have been|had been) refused\b", _I
)
_THRESHOLD = re.compile(
    r"\b(?:incomes?|turnovers?|salar(?:y|ies)|earn(?:s|ed|ing|ings)?|worth|valued?|budgets?|wages|pay"
    r"|costing)(?: of| at)?\s*$",
    _I,
)
_OUT_OF = re.compile(
    r"\s+(?:out of (?:the |all |a total of )?\d|of (?:the |all |a total of )?\d[\d,]*(?:\s+[a-z]{3}|\)))"
)
_POSTS = re.compile(r"\s*(?:whole[- ]time|full[- ]time|wte|fte)", _I)
_ONE_THING = re.compile(r"\s+(?!(?:and|or|to|in|on|at|of|for|the|by|with|from|per|above|below|also)\b)[a-z]{3,}\b")
_DIGIT = re.compile(r"\d")
_ENDS = re.compile(
    r"(?:(?:^|\s+)(?:\(\s*\)?|in|during|for|since|as at|at|of|on|to|and|over"
    r"|(?:the )?(?:calendar|financial) years?))+$",
    _I,
)
_BRACKET = re.compile(r"\s*\([^()]*\)")
_LEADING_BRACKET = re.compile(r"^\s*\([^()]*\)")
_NONE_DID = re.compile(r"\s+(?:was|were|resulted|resigned|retired|led)\b(?! (?:it|this|that|any|held)\b)", _I)
_LAST_BRACKET = re.compile(r"\(\s*(?P<sum>£?\d[\d,.]*)\s*\)[\s.;]*\Z")
_SEEN_BEFORE = 8  # signs above a sentence that decide whether a number begins there


def respectively(text: str, start: int, end: int) -> int:
    """Where a sentence says "respectively": the numbers above it are a list. -1: nowhere."""
    return text.find("respectively", start, end)


def stated(text: str, sentence: Sentence, asks_money: bool = False) -> list[Found]:
    """Counts in a sentence: a number and what it counts, "a total of 46", or the bare answer.

    ``asks_money``: the question of the sentence is about money, so that a fee or a rate may answer it.
    """
    start, end = sentence.start, sentence.end
    spans = lookalikes(text, start, end)
    times = durations(text, start, end)
    kept: list[Amount] = []
    amended = amends_at(text, start, end)
    listed = respectively(text, start, end)
    every = [a for a in _undated(text, start, end, spans) if not overlaps(a, spans)]
    for amount in every:
        if amount.start < amended:
            continue
        whole = sentence.direct and amount.start == start
        priced = amount.unit == "£" and (asks_money or _prices(text, sentence, amount))
        if amount.end < end - 2 and numbers_item(text, amount.start, amount.end):
            continue
        timed = overlaps(amount, times) and not priced and not (whole and _alone(text, amount, end))
        if timed:
            continue
        if whole:
            counts = not (amount.word and _NOT_HELD.match(text, amount.end, end))
        else:
            counts = (
                amount.start >= amended >= 0
                or amount.end <= listed
                or _counts(text, amount, start, end, priced)
                or (bool(kept) and _goes_on(text, amount, kept[-1]))
            )
        if counts:
            kept.append(amount)
    none = _none_of(text, start, end, only_dated=any(amount.low != 0 for amount in kept))
    kept = sorted([*kept, *none], key=lambda amount: amount.start)
    every = sorted({a.start: a for a in (*every, *kept)}.values(), key=lambda amount: amount.start)
    kept = _without_decimals(text, kept, sentence)
    found = _with_labels(text, kept, every, sentence)
    return [*found, *_restated(text, found, sentence)]


def _goes_on(text: str, amount: Amount, before: Amount) -> bool:
    """ "9 in a written warning and 21 in no further action": the second is counted as the first."""
    between = text[before.end : amount.start]
    if _ALSO.fullmatch(between) and before.unit == amount.unit:
        return True  # "had 61, 54 and 49"
    alike = _IN.match(text, amount.end) or _LAST_THING.match(text[amount.end : amount.end + 40])
    return bool(_FRESH.search(between)) and bool(alike) and "." not in between


def _undated(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Amount]:
    """Numbers of a sentence, dates and their like taken out: "2012 - 3 dismissed" is no range from 2012 to 3."""
    above = max(0, start - _SEEN_BEFORE)
    blanked = text[above:end]
    if respectively(text, start, end) >= 0:
        blanked = blanked.replace(", ", "; ")  # "92, 105 and 61 respectively" is no 92,105
    for a, b in spans:
        blanked = blanked[: a - above] + "\x00" * (b - a) + blanked[b - above :]
    return amounts(blanked, start - above, shift=above)


def _alone(text: str, amount: Amount, end: int) -> bool:
    rest = text[amount.end : end]
    return len(rest.split()) <= 2 and "working" not in rest


def _prices(text: str, sentence: Sentence, amount: Amount) -> bool:
    """ "3. The cost per flying hour was £1,350": a price that is the answer and no charge for the answer."""
    answers = sentence.direct and bool(sentence.question)
    return answers and _PRICE.search(text, sentence.start, amount.start) is not None


def _counts(text: str, amount: Amount, start: int, end: int, priced: bool) -> bool:
    after, before = text[amount.end : end], text[start : amount.start]
    if (withheld(after[:60]) and not _REFUSED.match(after)) or (amount.below and _ABOUT_NUMBERS.search(before)):
        return False
    if amount.as_printed[-1] in "x×":  # "1x Written warning"
        return True
    if re.match(r"\s+[A-Z][a-z]", after) and re.search(r"[A-Z][a-z]+\s*$", before):
        return False  # "Cases 12 Staff 4": the number may belong to either word
    if amount.as_printed.lower() in ZEROS:
        return _says_none(before, after)
    if amount.unit == "£":
        if amount.low != amount.high and _THRESHOLD.search(before):
            return False
        return priced or not _CHARGE.search(before[-50:] + " | " + after[:25])
    if _YEAR_BEFORE.search(before):
        return True
    if _OUT_OF.match(after) or (_DATED.match(after) and _MOVED.search(before)):
        return True
    if _IN_ALL.match(after) or (_FRESH.search(before) and _PLACED.match(after)):
        return True
    if (named := _LABELLED.search(before)) and not LABEL.search(named["label"]) and re.match(r"\s*(?:[,;.(]|$)", after):
        return True
    if amount.as_printed == "1" and _ONE_THING.match(after):
        return True
    beside = _BRACKET.match(after)
    if _COUNTED.match(after[beside.end() :] if beside else after) or (_DATED.match(after) and _FRESH.search(before)):
        return True
    return bool(_STATES.search(before)) and not _GOES_ON.match(after)


def _says_none(before: str, after: str) -> bool:
    """ "None resigned", "of these 14 none", "the answer is nil": not "none is held"."""
    if _FRESH.search(before) and _NONE_DID.match(after):
        return True
    if re.search(r"(?:[,;]|\bof (?:the|these|those) \w+ \w+,?) $", before) and re.match(r"\W*$", after):
        return True
    return (bool(_STATES.search(before)) and not _HEDGED_NO.search(after)) or bool(
        re.match(
            r"\s+of (?:whom|the|these|those|them)\b(?!\s+(?:has|have|had|hold|holds) (?:it|this|that"
            r"|any))",
            after,
        )
    )


def _restated(text: str, found: list[Found], sentence: Sentence) -> list[Found]:
    """ "10 upheld, 50 not upheld and 4 open (64)": a number in brackets at the end that is the sum of the others."""
    last = _LAST_BRACKET.search(text, found[-1].amount.end, sentence.end) if len(found) > 1 else None
    amount = amount_at(text, last.start("sum"), last.end("sum")) if last else None
    parts = [f.amount.low for f in found if f.amount.low == f.amount.high and f.unit == found[0].unit]
    exact = [low for low in parts if low is not None]
    if not last or not amount or amount.end != last.end("sum") or len(exact) < len(found) or amount.low != sum(exact):
        return []
    periods_of_parts = {f.period for f in found}
    period = periods_of_parts.pop() if len(periods_of_parts) == 1 else ""
    return [Found(amount, "total", sentence, period, found[0].unit)]


def _without_decimals(text: str, kept: list[Amount], sentence: Sentence) -> list[Amount]:
    """ "1.8 cases" may be item 1 with 8 cases: a decimal that is no money, share or post, nor all of the answer, has no
    sure value."""
    if sentence.direct and len(kept) == 1 and text[sentence.start : sentence.end].strip(" .\n") == kept[0].as_printed:
        return kept
    return [
        replace(a, low=None, high=None)
        if isinstance(a.low, float) and not a.unit and not _POSTS.match(text, a.end)
        else a
        for a in kept
    ]


def _none_of(text: str, start: int, end: int, only_dated: bool) -> Iterator[Amount]:
    """ "No officers were dismissed" states zero; "no information is held" states nothing.

    ``only_dated``: beside other figures only "no officers in 2012" does.
    """
    says_no = text.find("no", start, end) >= 0 or text.find("No", start, end) >= 0
    if says_no and not _HEDGED_NO.search(text, start, end):
        for found in _NO.finditer(text[start:end]):
            at = start + found.start()
            if only_dated and not _DATED.match(text, start + found.end(), end):
                continue
            yield Amount(at, at + 2, found[0][:2], 0, 0)


def _with_labels(text: str, kept: list[Amount], every: list[Amount], sentence: Sentence) -> list[Found]:
    if not kept:
        return []
    stops = [*(a.start for a in kept[1:]), sentence.end]
    spans = periods_told(text, sentence)
    times = dated(text, sentence, kept, every, spans)
    begins = [sentence.start, *(a.end for a in kept)]
    found = [
        Found(a, _label(text, a, stop, begin), sentence, period, a.unit)
        for a, stop, period, begin in zip(kept, stops, times, begins, strict=False)
    ]
    if len(found) == len(spans) == 1 and _EACH.search(text[sentence.start : spans[0].start]):
        return [replace(found[0], period=year) for year in years(text, spans[0].start, spans[0].end)]
    return found


def _tidy(label: str) -> str:
    """A label without the periods in it, which are told apart: "officers were dismissed in 2013"."""
    if not _DIGIT.search(label):
        return label
    label = re.sub(r"^or\s+[\d.,]+\s?%.*", "", without_periods(label))
    return _ENDS.sub("", " ".join(label.split()))


def _label(text: str, amount: Amount, stop: int, begin: int) -> str:
    after = re.split(
        r"[,;.:](?!\d)|[()]|\band (?=\d|in |for |during )|\b(?:but|while|whereas|although)\b|(?<=\s)[A-Z]\w*:\s",
        _LEADING_BRACKET.sub("", text[amount.end : stop]),
        maxsplit=1,
    )[0]
    words = re.sub(
        r"\s+(?:and|or|with|but|including|of (?:whom|which|these|those|them))$", "", " ".join(after.split()[:10])
    )
    words = re.sub(r"^(?:%|per cent)\s*|^(?:and|or|respectively)$|^(?:and|or)\s.*", "", words)
    words = _tidy(words)
    if words:
        return words
    before = re.sub(r"^.*\([^)]*$", "", " ".join(without_periods(text[begin : amount.start]).split()))
    before = re.sub(r"^(?:[,;]|and\b|but\b|in\b|during\b|for\b|\s)+|\bthere (?=was|were|is|are)", "", before, flags=_I)
    before = _ENDS.sub("", before)
    return re.sub(
        r"\s*(?:was|were|is|are|a total of|total of|:|,)$", "", re.sub(r"^(?:and|the)\s+", "", before, flags=_I)
    )
