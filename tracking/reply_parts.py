"""The parts of a reply: what is quoted, what repeats the request, what is set text, and what answers.

Only what answers says what became of the request. Letters differ in order, so every sentence gets its part from its
own words and from the heading it stands under; what comes below a repeated request is the answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a sentence is for.

    ``DUTIES``: what the Act says in general; ``RIGHTS``: review and complaint; ``ANNEX``: set text at the end.
    """

    ANSWER = "answer"
    REQUEST = "request"
    QUOTED = "quoted"
    DUTIES = "duties"
    RIGHTS = "rights"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters ``start`` to ``end`` of the letter. ``question``: it asks something."""

    text: str
    part: Part
    start: int
    end: int
    question: bool = False


_I = re.IGNORECASE
_ORIGINAL = re.compile(
    r"^\W{0,9}(?:-{2,}\s*original message|_{8,}|from:\s.+\n(?:>?\s*)(?:sent|date|to):)", _I | re.MULTILINE
)
_WROTE = re.compile(r"^on .{6,90}\bwrote:\s*$", _I | re.MULTILINE)

_ABBREVIATION = re.compile(
    r"(?:\b(?:no|nos|s|ss|sec|secs|sect|para|paras|e\.g|i\.e|approx|ref|tel|mr|mrs|ms|dr|sgt|insp"
    r"|supt|art|reg|regs|vs|etc|p|pp|st|q|vol)\.|\b[A-Z]\.)$",
    _I,
)
_BOUNDARY = re.compile(
    r"(?<=[.!?;:])\s+(?=[\"'“‘(£<•>\[]?[A-Z0-9])|\s*\n\s*\n\s*"
    r"|\n(?=\s*(?:[>•*–|-]|\(?[\dA-Za-z]{1,3}[.):]|[A-Z]|[<£]?\d[\d,]*\s*$))",
    re.MULTILINE,
)

_ANSWER_HEAD = re.compile(
    r"\W{0,9}(?:\(?[\dA-Za-z]{1,3}[.):]\s+)?(?:(?:our|the|my|force|full|constabulary)\s+)?(?:response"
    r"|reply|answers?|decision|disclosure|outcome|result|reasons? for decision|A\d{1,2}|A(?=[:.]))"
    r"(?:\s+(?:to|for)\s+(?:your\s+)?(?:request|questions?)\b[^:\n.]{0,40})?\s*(?:\d{1,2}[a-z]?)?\s*(?:[:.–-]|$)",
    _I,
)
_ANSWER_START = re.compile(
    r"\W{0,9}(?:\d{1,2}[.)]\s*)?(?:in (?:response|answer|reply|accordance)|following|having"
    r"|(?:i|we) (?:can|am|are|have|do|believe|regret|wish|estimate|confirm|neither)\b"
    r"|the (?:force|constabulary|information|located|requested|police)\b"
    r"|this (?:force|information|letter|response|is)\b|unfortunately|please (?:find|see|note)"
    r"|to (?:confirm|locate)|there (?:is|are|was|were)\b|it is\b|in (?:19|20)\d\d\b|held\b"
    r"|not (?:held|obliged)|no (?:recorded |such )?information"
    r"|section \d|under section|your request (?:for information )?(?:has|is|was)|searches|enquiries|as you may)",
    _I,
)
_REQUEST_HEAD = re.compile(
    r"\W{0,9}(?:\(?[\dA-Za-z]{1,3}[.):]\s+)?(?:(?:your|the|original|foi|information)\s+)*(?:request"
    r"|requests|question|questions|enquiry|you (?:have )?(?:asked|requested|wrote)(?:\s+for)?"
    r"|request for information|information (?:requested|sought)"
    r"|request in \d+ (?:numbered )?parts|summary of (?:your )?request|Q\d{0,2}|text|message|description"
    r"|details)\s*(?:\d{1,2}[a-z]?)?\s*[:–]",
    _I,
)
_NUMBERED_QUESTION = re.compile(r"\W{0,9}(?:(?:question|Q)\s*\d{1,2}[a-z]?\s*[:.)–]?|Q[.)])\s", _I)
_MARKED = re.compile(r"^\W{0,9}(?:A\d{0,2}|answer|response|reply)\s*(?:\d{1,2})?\s*:", _I | re.MULTILINE)
_HEADED = re.compile(
    r"^\W{0,9}(?:(?:our|the|my|force|full|constabulary)\s+)?(?:response|reply|answers?|decision|disclosure)"
    r"\s*(?:\d{1,2}[a-z]?\s*)?(?:[:.–-]|$)",
    _I | re.MULTILINE,
)
# More than a heading: the words of a request.
_FULL_REQUEST = re.compile(r"\w[^:]*\w\W+\w+\W+\w.*[.?]\W*$|\?\W*$", re.DOTALL)
# What goes on with a request: its author's own words, a further item, a list of what is wanted.
_REQUEST_MORE = re.compile(
    r"\W{0,9}(?:(?:\(?[\divxa-h]{1,3}[.):]+|Q\d|[-•*])\s|(?:i|my|please|also|and|for each|if|where|by|broken"
    r"|for the|in the format|including|this|these|thank you)\b)",
    _I,
)
# "How many were dismissed? 17", on one line.
_BARE_ANSWER = re.compile(r"\W{0,3}(?:[<>£]?\s?\d[\d,]*|nil|none|zero|yes|no|not held|n/a)\W*(?:\w+\W+){0,4}$", _I)
_INTRODUCES = re.compile(r"\b(?:in which|that) you (?:have )?ask|\bset out below\b|:\s*$", _I)
_REQUEST_ALONE = re.compile(
    r"\W{0,9}(?:your |the |original |foi )*(?:request|question)s?(?: for information)?\W{0,9}$", _I
)
_ITEM = r"\W{0,9}(?:(?:Q|question|part|point)?\s*\(?[\divxa-h]{1,3}[.):]+\s*|Q\d{1,2}\s+|[-•*>]\s*)?"
_ASKS = re.compile(
    _ITEM + r"(?:and |also,? |if so,? |of (?:those|these),? )*(?:please (?:provide|state|tell|list"
    r"|confirm (?:how|the|if|whether the)|give|supply|break|indicate|include)"
    r"|(?:can|could|would) you (?:please )?(?:provide|tell|supply|give|state|list)"
    r"|how (?:many|much)\b|what (?:is|was|were|are)\b|i (?:would like|am requesting|request)\b"
    r"|a (?:copy|list|breakdown) of)",
    _I,
)
# "The information you asked for is below" answers; only "you asked for ..." repeats.
_NOT_OF = "".join(
    rf"(?<!\b{word} )"
    for word in "what everything information data all that which figure figures details records documents it material"
    " report names numbers".split()
)
_SAYS_ASKED = re.compile(
    rf"{_NOT_OF}\b(?:you|your (?:e-?mail|letter|request))\s+(?:have\s+)?(?:asked|requested|sought|wrote|stated|reads?"
    r"|seek access|want to know|enquired)\b"
    r"|\bin which you (?:ask|request)"
    r"|\bthank you for your request in which\b|\byour request asks\b|\brequest(?:ed)? is set out below\b",
    _I,
)
_RIGHTS = re.compile(
    r"\W{0,9}(?:complaint (?:rights|procedure)|complaints?$|your rights?\b|rights? (?:of|to) (?:appeal|complain"
    r"|review|request)"
    r"|appeals? procedure|internal review$|review procedure|if you are (?:not|un)\w*)"
    r"|\bif you (?:feel|think|believe|consider)[^.]{0,40}\b(?:wrong|mistake|error|incorrect)"
    r"|\bif you (?:are|remain|should be|feel|were)[^.]{0,30}(?:dissatisfied|unhappy|discontent|not (?:satisfied|happy"
    r"|content))"
    r"|\bshould you (?:be (?:un|dis)|remain|wish to (?:complain|appeal))|\bare you unhappy\b|\byou may (?:take|ask"
    r"|seek|apply|appeal|go|request|complain)\b"
    r"[^.]{0,60}\b(?:review|ICO|commissioner|appeal|complain)|\byou (?:are entitled|have (?:the|a) right"
    r"|have \d+ working days|can)"
    r" (?:to |also )*(?:request|ask for|ask us to|appeal|complain|require us|seek)\b(?=[^.]{0,60}\b(?:review|again"
    r"|commissioner|ICO|complain|appeal))"
    r"|\bright to (?:request|ask for) a review\b|\b(?:to|with) the (?:information )?commissioner about\b"
    r"|\bto complain to the\b|\bask for this to be looked at again\b",
    _I,
)
# The Act in general: who acts is the Act, a section, any authority, any person; nothing is said of this request.
_DUTIES = re.compile(
    r"^\W{0,9}(?:further )?(?:information|details|guidance) (?:about|on|regarding) (?:the |this )?(?:act|foi|freedom"
    r"|exemptions)"
    r"|\bplaces? (?:two |a |the )?(?:duty|duties|responsibilities|obligations?) on\b|\b(?:first|second) duty\b"
    r"|\bgeneral right of access\b|\bany person (?:making|who makes)\b|^\W{0,9}unless exemptions apply"
    r"|\b(?:is (?:also )?|as )exempt information if\b|\binformation (?:which|that) is (?:already "
    r"|reasonably )?[\w ]{3,40} is exempt\b"
    r"|\bpublic authorit(?:y|ies)\b[^.]{0,60}\b(?:must|need not|is not obliged|are not obliged|are required"
    r"|is required|to refuse|do not have"
    r"|does not have|to comply|may|shall|has to|have to)\b|\b(?:oblige|require|allow|permit|entitle|enable"
    r"|let)s? (?:a |an |any |public )*"
    r"(?:authorit(?:y|ies)|person|applicant|requester|anyone)\b"
    r"|^\W{0,9}(?:section|sec\.?|s\.?)\s?\d+[A-Z]?(?:\s?\(\w+\))*[^.]{0,40}\b(?:provides?:|says that|states that"
    r"|provides that|deals with|sets out"
    r"|gives a right|lets an?|requires? (?:a|an|that)\b)"
    r"|\b(?:the|this) (?:freedom of information )?act\b(?: \d{4})?[^.]{0,20}\b(?:provides?|gives|creates|contains"
    r"|defines|recogni[sz]es|allows|entitles)\b(?! (?:us|me)\b)",
    _I,
)
_ANNEX = re.compile(
    r"^\W{0,9}(?:(?:legal|statutory) (?:annex|appendix|background|framework|information)|(?:annex"
    r"|appendix)(?: [a-z\d])?\W{1,5}[^.\n]{0,40}"
    r"\b(?:act|law|legislation|legal|statut\w+|exemptions|provisions|sections)\b|(?:relevant"
    r"|extracts? from the) (?:legislation|sections?|act)"
    r"|the (?:act|law) in brief|disclaimer\b|how we word)[^.]{0,60}$",
    _I,
)
_ANNEX_COMPLAINTS = re.compile(r"^\W{0,9}(?:annex|appendix) [a-z\d]?\W{1,5}(?:complaints?|appeals?|review)", _I)


def parts(text: str) -> tuple[Sentence, ...]:
    """The sentences of a letter, each with its part, in order."""
    found: list[Sentence] = []
    within = Part.ANSWER
    answers_marked = _MARKED.search(text) is not None
    quoted_from = _quoted_from(text)
    headed_at = max((m.start() for m in _HEADED.finditer(text)), default=-1)
    for start, end in _spans(text):
        words = text[start:end]
        if start >= quoted_from or text[text.rfind("\n", 0, start) + 1 : end].lstrip().startswith(">"):
            part = Part.QUOTED
        else:
            if within is Part.REQUEST and start > headed_at and _ends_request(text, found[-1], words, start):
                within = Part.ANSWER
            within, part = _next(words, within, answers_marked, begun=any(len(f.text.split()) > 7 for f in found))
        found.append(Sentence(words, part, start, end, _asks(words)))
    return tuple(found)


def _ends_request(text: str, before: Sentence, words: str, start: int) -> bool:
    """Whether what stands under a repeated request answers it, where no heading says so.

    The request was given whole (it asked, or its paragraph ended), and what follows asks nothing.
    """
    if _asks(words) or _REQUEST_MORE.match(words) or not _FULL_REQUEST.search(before.text):
        return False
    if before.question and _BARE_ANSWER.match(words):
        return True
    fresh = "\n" in text[before.end : start]
    paragraph = text[before.end : start].count("\n") > 1
    return paragraph or (fresh and before.question)


def _quoted_from(text: str) -> int:
    """Where the quoted earlier message begins; the end when there is none, or when nothing stands above it."""
    starts = [m.start() for pattern in (_ORIGINAL, _WROTE) for m in pattern.finditer(text)]
    return min((s for s in starts if len(text[:s].strip()) > 20), default=len(text))


def _next(words: str, within: Part, answers_marked: bool, begun: bool) -> tuple[Part, Part]:
    """(the part that the letter is in from here, the part of this sentence).

    ``answers_marked``: the letter marks its answers ("Answer:"), so that what stands under "Q1" is the question.
    """
    if _ANNEX.match(words) or within is Part.ANNEX:
        return (Part.RIGHTS, Part.RIGHTS) if _ANNEX_COMPLAINTS.match(words) else (Part.ANNEX, Part.ANNEX)
    if _DUTIES.search(words):
        return (Part.ANSWER if within is Part.REQUEST else within), Part.DUTIES
    if _RIGHTS.search(words) and (begun or len(words.split()) > 7):
        return Part.RIGHTS, Part.RIGHTS
    numbered = _NUMBERED_QUESTION.match(words)
    if numbered and not answers_marked and not _asks(words[numbered.end() :]):
        return Part.ANSWER, Part.ANSWER
    if numbered or _REQUEST_HEAD.match(words) or _REQUEST_ALONE.match(words):
        return Part.REQUEST, Part.REQUEST
    if _ANSWER_HEAD.match(words):
        return Part.ANSWER, Part.ANSWER
    if within is Part.RIGHTS:
        return within, within
    return _by_its_words(words, within)


def _by_its_words(words: str, within: Part) -> tuple[Part, Part]:
    """As ``_next``, for a sentence under no heading of its own."""
    asked = _SAYS_ASKED.search(words)
    if asked and (_INTRODUCES.search(words) or not _ANSWER_START.match(words)):
        return (Part.REQUEST if words.rstrip().endswith(":") else within), Part.REQUEST
    if _ASKS.match(words):
        return within, Part.REQUEST
    if within is Part.REQUEST and _ANSWER_START.match(words):
        return Part.ANSWER, Part.ANSWER
    return within, within


def _asks(words: str) -> bool:
    return words.rstrip().endswith("?") or _ASKS.match(words) is not None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends. A quoted line ("> ...") never shares one with a line that is not."""
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if "\n" not in boundary.group() and _joined(text[start : boundary.start()]):
            continue
        if text[start : boundary.start()].strip():
            yield start, boundary.start()
        start = boundary.end()
    if text[start:].strip():
        yield start, len(text)


def _joined(before: str) -> bool:
    """No sentence ends after an abbreviation, a lone item number ("1.") or a heading's colon with its words to come."""
    return (
        bool(_ABBREVIATION.search(before[-12:]))
        or re.fullmatch(r"\W{0,9}(?:Q|A)?\d{1,2}[.)]", before) is not None
        or before.endswith(":")
    )
