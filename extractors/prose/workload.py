"""What looks like a number that answers, and does not: workload in a refusal, sections, dates, references, limits.

"7,069 occurrences would have to be read one by one" tells why it costs too much; it answers nothing.
"""

from __future__ import annotations

import re

from extractors.prose.periods import period_spans
from extractors.prose.small import small, small_pattern
from schema.appropriate_limit import LIMIT_PRINTED

_I = re.IGNORECASE
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_WORDS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty(?:-four)?|thirty|forty|sixty)"

COST = small_pattern(  # what begins at the beginning of a word together, so that this is looked for once
    r"\b(?:exceed(?!\w* £(?!450|600))|(?:18|24|eighteen|twenty-four)[- ]hours?\b|manual(?:ly)?\b|trawl"
    r"|would (?:all )?(?:have|need) to\b"
    r"|would (?:require|take|involve|need)\b|(?:to|would) be (?:read|reviewed|searched|checked|examined)\b"
    r"|per (?:record|file|case|log|entry)\b|not\b[^.]{0,60}retriev|section 12\b|s\.?\s?12\b)"
    r"|cost (?:limit|threshold)|appropriate (?:limit|level)|fees? (?:limit|regulation)|hours? threshold|excessive cost"
    rf"|one by one|individually|minutes|retrieval|{LIMIT_PRINTED}|not obliged|no obligation"
    r"|c(?:annot|an not|ould not) be (?:disclosed|provided|supplied|released)"
    r"|will not be (?:disclosed|provided|supplied|released)|aggregat",
)
REOPENED = small_pattern(
    r"good ?will|outside (?:of )?the (?:act|scope)|(?:i|we) can,?(?: however,?)? (?:also )?(?:provide|tell you"
    r"|supply|offer|give)"
    r"|(?:however|nevertheless|nonetheless|but)\b[^.]{0,30}\bable to (?:tell|say|confirm|advise|state)"
    r"|able to (?:tell|give) you|(?<!not )(?<!un)able to (?:provide|supply|disclose|release)"
    r"|to (?:be of assistance|assist you)"
    r"|advice and assistance|under section 16",
)
_NOT_COUNTED = small_pattern(
    r"\b(?:withheld|exempt|redacted|refused|left out|omitted|suppressed"
    r"|not (?:being )?(?:disclosed|provided|released|shown|listed))\b"
)
LABEL = re.compile(
    r"\b(?:ref(?:erence|s)?|ref\.?|tel(?:ephone)?|phone|mobile|fax|ext(?:ension)?|(?<!to )date[ds]?|received|page"
    r"|section|version|postcode|foi|log|e-?mail|url"
    r"|(?:request|case|log|enquiry|reference|id|file|application)\s*(?:no|number|id)?\.?$|hours?|minutes?"
    r"|cost limit|fee|limit|threshold|working days"
    r"|direct dial|switchboard|p\.?o\.? box|act|regulations?|article|schedule|time)\b",
    _I,
)
_UNITS = r"(?:hours?|hrs?|days?|minutes?|mins?|weeks?|fortnights?|months?|years?|seconds?|miles?|metres?|pages?|am|pm)"
DURATION = small_pattern(
    rf"(?:[<>£]\s?)?\b(?:\d+(?:[.,]\d+)?|{_WORDS})(?:\s?(?:-|–|to|or)\s?(?:\d+"
    rf"|{_WORDS}))?(?:\s*\(\d+\))?[- ]?(?:[a-z]+[- ])?{_UNITS}\b",
)
_THINGS = (
    r"questions?|points?|parts?|sections?|exemptions?|grounds|reasons|principles|standards|articles?"
    r"|conditions|stages?|steps|ways|options"
    r"|categories|areas|regulations?|paragraphs?|pieces|forces|attachments?|documents?|spreadsheets?|tables?"
    r"|columns?|copies|dates|duties|obligations|limbs|elements|factors"
)
_AT_WORDS = (  # from the beginning of a word on
    rf"\d{{1,2}}\^?(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTHS}\b|{_MONTHS}\.?\s+\d{{1,2}}\^?(?:st|nd|rd|th)?\b(?!,\d)",
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\d{4}-\d\d-\d\d\b|\d{1,2}[:.]\d\d\s?(?:am|pm|hrs)\b|\d{1,2}:\d\d\b"
    r"|\d{1,2}\s?(?:am|pm)\b",
    r"\d+\^?(?:st|nd|rd|th)\b",
    r"(?<![,\d])(?:19|20)\d\d\b(?:\s?[-–/]\s?\d{2,4}\b)?(?!,\d)",
    r"[\w.]*\d[\w.]*(?:\s?[/_]\s?[\w.]*\d[\w.]*|/[A-Za-z]\w*)+|[A-Za-z_]+[/_-]?\d[\w/.-]*|\d+(?!(?:k|m|bn)\b)[A-Za-z_]\w*",
    r"(?:our|your|my|their)?\s*(?:ref(?:erence)?s?|request|enquiry|case|log|tracking|crime|incident|file|id"
    r"|foi[a]?|number|no|nos)"
    r"\s*(?:no|nos|number|numbers|id)?[.:# ]+\s*(?:FOI\s*)?\d[\d/ -]*(?:[A-Za-z]{1,3}\b)?",
    r"(?:sections?|secs?|ss?|articles?|art|schedules?|sch|regulations?|reg|rules?|parts?|paragraphs?|paras?"
    r"|sub-?sections?|clauses?|chapters?|points?"
    r"|questions?|q|items?|pages?|p|pp|tables?|figures?|fig|annex|appendix|attachments?|notes?|footnotes?"
    r"|versions?|v|codes?|levels?|bands?|grades?|tiers?"
    r"|class|categor(?:y|ies)|priority|zones?|routes?|junctions?|lots?|stages?|steps?|phases?|forms?|rooms?|floors?|box|columns?|rows?|tabs?|sheets?|types?)"
    r"\.?\s*\d+[A-Za-z]?(?:\s?\([\w,]+\))*(?:\s*(?:,|and|&|or|to|-"
    r"|–)\s*(?:section\s*)?\d+[A-Za-z]?(?:\s?\([\w,]+\))*)*",
    r"\d+[A-Z]?(?:\s?\(\w{1,2}\))+",
    r"act\s+\d{4}\b|0\d{2,4}[\s-]?\d{3}[\s-]?\d{3,4}\b|(?:dial|call|ring|phone|telephone|tel|ext|fax)\b[.: ]*(?:on\s*)?"
    r"[\d\s-]{3,}",
    r"(?<![<£.,])0\d+(?:[\s-]\d+)*\b",
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    rf"(?<!\bof )th(?:ese|ose)\s+(?:\d+|{_WORDS})\b(?!\s*(?:%|per))",
    rf"(?:the|all|both|each|every|any|other|last|past|first|next|previous|top|following|per|within"
    rf"|every|its|our|their|your|following)"
    rf"\s+(?:\d+|{_WORDS})\b(?!\s*(?:%|per))",
    rf"(?:not(?! (?:more|less|fewer))|rather than|instead of|previously|originally)"
    rf"(?: (?:stated|given|reported|quoted|shown|recorded))?(?: (?:as|at|to be))? (?:\d[\d,]*|{_WORDS})\b",
    rf"(?:out of|(?:of|from|against|in|among) (?:the|a|an|our|its) (?:[a-z]+ )?(?:strength|establishment|workforce"
    rf"|headcount|population) of)(?: (?:a total of|all|about|approximately|some|over))? (?:\d[\d,]*|{_WORDS})\b",
    rf"{_WORDS} occasions\b|(?:increase|decrease|rise|fall|drop|reduction|change) of (?:\d[\d,.]*|{_WORDS})(?:\s?%)?",
    r"out of (?:the |all |a total of )?\d[\d,]*\b|of(?<=\d of) (?:the |all |a total of )?\d[\d,]*\b(?! \d)",
    r"exceed(?:s|ed|ing)? £?\d[\d,.]*\b",
    rf"nearest (?:whole )?(?:\d[\d,]*|{_WORDS})\b|multiples? of (?:\d+|{_WORDS})\b|round(?:ed|ing) "
    rf"(?:up |down |off )?to (?:base )?(?:\d[\d,]*|{_WORDS})\b",
    rf"(?:one|1) in (?:every )?(?:\d{{1,3}}|{_WORDS})\b(?! (?:19|20)\d\d)",
    rf"(?:\d+|{_WORDS})\s+(?:numbered\s+|separate\s+|further\s+|other\s+)?(?:{_THINGS}|(?<!\d\d\d )requests?)\b(?!-)",
    r"quot(?:e|ing) (?:\w+ ){0,3}\d+\b|(?:been|no|any|every|some|each|this|that|which|another|the other"
    r"|the only) one\b|one (?:by|per|or|another|reason"
    r"|way)\b|(?:one|two)-(?:third|fifth|half|quarter)s?\b",
    r"aged? (?:of |over |under |between )?\d+(?:\s?(?:-|to|and)\s?\d+)?|under[- ]\d+s?\b|age \d+",
    r"\d+[a-z]?,?\s+(?:[A-Z][\w'’]+\s+){1,3}(?:road|street|lane|avenue|way|square|place|drive|house|close)\b",
    r"\d+ of \d+ (?:letters?|pages?|parts?|documents?|e-?mails?)\b",
    r"zero[- ]hours?\b",
    r"(?:999|101|111) (?:emergency )?calls?\b",
    r"officers?\s+\d{4,6}\b(?:\s*(?:,|and|&)\s*\d{4,6}\b)*",
    r"(?:PC|DC|PS|DS|PCSO|WPC|sgt|sergeant|insp|inspector|constable|op|operation|unit|team)\.?\s+\d{2,}\b|op"
    r"(?:eration)?\s+\d+",
)
_ANYWHERE = (
    rf"['’]s (?:\d{{1,2}}|{_WORDS})\b(?= (?:\w+ )?[a-z]+(?:st|s)\b)",
    r"(?<!\w)\+44[\d\s()-]+",
    r"(?<!\S)\S+@\S+|https?://\S+|www\.\S+",
    r"\[\d+\]|(?<=[a-z.,;)])\^\d+|[¹²³⁰-⁹]+",
)
_MASK = small_pattern(rf"\b(?:{'|'.join(_AT_WORDS)})|{'|'.join(_ANYWHERE)}")


def lookalikes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans in ``text[start:end]`` whose numbers are dates, sections, references, telephone numbers or set phrases."""
    spans = [m.span() for m in _MASK.finditer(small(text), start, end)]
    return spans + period_spans(text, start, end)


def begins_as_lookalike(text: str, start: int, stop: int, end: int) -> bool:
    """Whether one of them begins in ``text[start:stop]``; it may reach on to ``end``."""
    found = _MASK.search(small(text), start, end)
    return (found is not None and found.start() < stop) or any(at < stop for at, _ in period_spans(text, start, end))


def durations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans that state a length of time or paper: workload or a limit unless they are the whole answer."""
    return [m.span() for m in DURATION.finditer(small(text), start, end)]


def withheld(words: str) -> bool:
    """True where the words around a number say that so many were not given."""
    return bool(_NOT_COUNTED.search(small(words)))
