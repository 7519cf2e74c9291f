"""What a sentence only supposes: its conditional clauses, and what it says may happen. These state nothing.

Acknowledgements speak of fees, transfers, exemptions and delay as a matter of form: "we will let you know if a fee
applies", "should more time be needed", "in the event that the limit is exceeded". None of it has happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_I = re.IGNORECASE
_SUBJECT = (
    r"(?:we|you|they|it|i|a|an|any|the|this|that|your|our|one|further|more|some|all|part|there"
    r"|information|clarification|fees?"
    r"|charges?|exemptions?|costs?|qualified|third)\b"
)
# A clause that begins so is a condition, wherever it stands.
_CONDITION = re.compile(
    r"\bif\b(?!\s+(?:any|not)\b\s*[,.)])(?!\s+you (?:would|could|can)\b)|\bunless\b|\bin the event\b"
    r"|\bin case\b|\bdepending (?:on|upon)\b"
    r"|\bhad (?:we|it|you|i|they)\b|\bprovided that\b|\bsubject to\b|\bwere (?:we|you|it) to\b"
    rf"|(?:(?<=^)|(?<=[.;:,•*-] )|(?<=\band )|(?<=\bbut ))should (?={_SUBJECT}(?! be (?:noted|aware)))"
    r"|(?:(?<=^)|(?<=[.;:] ))where\s+\w+"
    r"|\bwhere (?=(?:it|not|this|a|an|any|we|applicable|appropriate|necessary|(?:an? |any )?exemptions?"
    r"|(?:a |any )?fees?|information|some|possible|relevant)\b)"
    r"|\bin (?:some|certain|such|those|other) (?:circumstances|cases|instances)\b",
    _I,
)
# "May", "might" and "could" suppose; but not in a question or request, a failed search, or a harm that is feared.
# "We asked whether it holds the information": no condition.
_ASKED_IF = re.compile(
    r"\b(?:ask(?:ed|ing)?|see|check(?:ed)?|establish|determine|know|wonder|say|confirm)\b[^,;]*$", _I
)
_ASIDE = re.compile(r"[^,]{3,40},")
_FUTURE = re.compile(r"\b(?:will|would|shall|may|we(?:'|’)ll)\b", _I)
_WHERE = re.compile(r"where\b", _I)
_NOT_A_MONTH = "".join(rf"(?<!{before} )" for before in (r"\d", "in", "by", "of", r"\dst", r"\dnd", r"\drd", r"\dth"))
_MODAL = re.compile(
    rf"(?:{_NOT_A_MONTH}\bmay\b(?! \d)|(?<!before we )(?<!before i )\b(?:might|could|efallai|gallai)\b)(?!\s+"
    r"(?:(?:well|also|then|potentially|reasonably|easily|likely)\s+)*(?:you|i|only|not (?:be )?(?:find|locate|trace"
    r"|identify|found|located|traced)|find|locate no|be (?:aware|used|identif\w+|found|had|seen|viewed|read|downloaded"
    r"|accessed|obtained|recogni\w+)|recall|know|see|note|like|wish|identif\w+|prejudice|harm|undermine|enable|allow"
    r"|assist|help|endanger|compromise|lead|reveal|hinder|damage|result|cause|affect|impact|jeopardise|put|place"
    r"|be (?:of use|useful|harmful))\b)",
    _I,
)
_IN_GENERAL = re.compile(
    r"(?<!of the )\b(?:legislation|act|law|regulations) (?:also )?(?:allows|permits|lets|enables|entitles) (?:us"
    r"|me)\b|\b(?:requests|fees|charges|exemptions|authorities|applicants|which) can\b|^\W*some (?:call|need"
    r"|require)\b",
    _I,
)
_CLAUSE = re.compile(r"[,;:–]\s|\s[-–—]\s|\s(?:but|because|since|as)\s", _I)
_LATER = re.compile(r"\b(?:will|would|shall|may|might|can|could|must|should|we'll|we’ll|aim to)\b", _I)


def asserted(sentence: str) -> str:
    """``sentence`` with everything that it only supposes blanked out; lengths and places stay."""
    for start, end in supposed(sentence):
        sentence = sentence[:start] + " " * (end - start) + sentence[end:]
    return sentence


def is_supposed(sentence: str, at: int) -> bool:
    """Whether the character ``at`` of ``sentence`` stands in what is only supposed."""
    return any(start <= at < end for start, end in supposed(sentence))


def supposed(sentence: str) -> tuple[tuple[int, int], ...]:
    """Stretches of ``sentence`` that are a condition, depend on one, or say what may be."""
    return (*_conditions(sentence), *_possibilities(sentence))


def _conditions(sentence: str) -> Iterator[tuple[int, int]]:
    """From a condition to the end of the sentence; before it, too, what is promised for that case."""
    found = _CONDITION.search(sentence)
    if not found or (_WHERE.match(found[0]) and not _FUTURE.search(sentence)):
        return  # "where a year shows 5 or fewer, the number is withheld" tells what was done
    start = found.start()
    clause = max(
        (m.end() for m in _CLAUSE.finditer(sentence, 0, start) if sentence[m.end() : start].strip()), default=0
    )
    if sentence[:start].rstrip().endswith(",") and (aside := _ASIDE.match(sentence, start)):
        yield start, aside.end()  # "which would, if released, reveal ..."
    elif _LATER.search(sentence, clause, start):
        yield clause, len(sentence)
    elif not _ASKED_IF.search(sentence[:start]):
        yield start, len(sentence)


def _possibilities(sentence: str) -> Iterator[tuple[int, int]]:
    """Clauses whose verb is may, might or could."""
    edges = [0, *(m.end() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    for start, end in pairwise(edges):
        if _MODAL.search(sentence, start, end) or _IN_GENERAL.search(sentence, start, end):
            yield start, _dependent(sentence, end)


def _dependent(sentence: str, end: int) -> int:
    """Where ends what hangs on a clause that only supposes: "a fee may be due, of which you would be told"."""
    while end < len(sentence) and sentence[:end].rstrip()[-1:] == "," and (more := _HANGS.match(sentence, end)):
        end = more.end()
    return end


_HANGS = re.compile(
    r"\s*(?:of which|in which|or to|and to|or we|or you|or if|and if so|in that case|and the time|which|when|and you"
    r"|and then)\b[^,;]*[,;]?",
    _I,
)
