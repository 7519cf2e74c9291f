"""What a sentence says was done with information: which verb, whether it is denied, and in which mode.

"We are unable to release it", "it is not being disclosed" and "no figures can be given" are one act: giving, denied.
"A reply will be sent" promises, "to supply it would take weeks" only names the act. A few families of verbs and the
grammar around them stand for whatever wording an authority chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """A family of verbs that mean the same in a reply."""

    GIVE = "give"
    HOLD = "hold"
    FIND = "find"
    WITHHOLD = "withhold"
    ENCLOSE = "enclose"


class Mode(StrEnum):
    """``DONE``: it happened, happens now or can happen; ``PROMISED``: it is to come; ``NAMED``: only spoken of."""

    DONE = "done"
    PROMISED = "promised"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Act:
    """One verb of a sentence with the words of its clause. ``denial``: the word that turns it round, or ""."""

    verb: Verb
    mode: Mode
    denial: str
    before: str
    word: str
    after: str


_I = re.IGNORECASE
# For each family: plain forms, participles, and forms in -ing.
_FORMS = {
    Verb.GIVE: (
        r"disclose|release|provide|supply|furnish|share|communicate|give|make available|answer|send|let you have"
        r"|grant|part with|divulge|hand over|set out|offer|issue|comply with (?:your|the|this) request"
        r"|meet your request|assist (?:you )?with (?:your|this)",
        r"disclosed|released|provided|supplied|furnished|shared|communicated|given|made available|sent|granted"
        r"|divulged|handed over|set out|reproduced|listed|shown|tabulated|issued|complied with|met in full",
        r"disclosing|releasing|providing|supplying|furnishing|sharing|giving|making available|sending|answering",
    ),
    Verb.HOLD: (
        r"holds?|records?|retains?|captures?|collects?|keeps?|maintains?|possess(?:es)?|stores?|collates?|logs?|owns?"
        r"|exists?|documents?|categori[sz]es?|flags?",
        r"held|recorded|retained|captured|collected|kept|maintained|stored|collated|logged|owned|possessed",
        r"holding|recording|retaining|keeping",
    ),
    Verb.FIND: (
        r"locate|trace|find|identify|retrieve|discover|uncover",
        r"located|traced|found|identified|retrieved|discovered|uncovered|returned|yielded",
        r"locating|tracing|finding",
    ),
    Verb.WITHHOLD: (
        r"withholds?|refuses?|declines?|redact|exempt|exclude|omit|remove",
        r"withheld|refused|declined|redacted|exempted|excluded|omitted|removed|blanked out",
        r"withholding|refusing|declining|redacting|exempting|excluding|omitting",
    ),
    Verb.ENCLOSE: (
        r"attach|enclose|append|accompan(?:y|ies)",
        r"attached|enclosed|appended|herewith|overleaf",
        r"attaching|enclosing|appending|accompanying",
    ),
}
_VERB = re.compile(
    "|".join(
        rf"(?P<{verb.value}_{form}>\b(?:{words})\b)"
        for verb, forms in _FORMS.items()
        for form, words in zip(("plain", "past", "ing"), forms, strict=True)
    ),
    _I,
)
# What turns a verb round, standing before it in its clause.
_DENIAL = re.compile(
    r"\b(?:not|never|neither|nor|cannot|unable|no longer|failed to|without|declin\w+ to|refus\w+ to|inappropriate to"
    r"|impossible to|prevent\w*|preclud\w+|prohibit\w*|unwilling|nothing|none|no)\b",
    _I,
)
# No clause reaches over one of these.
_BREAK = re.compile(
    r"[;:()–]|,(?! therefore| unfortunately| however| unable)|\b(?:but|because|which|who|since|although|(?<!such )as"
    r"|so|when|after|and (?:your|this|that|we|i|it|they|has|have|is|are|so))\b",
    _I,
)
_ADVERBS = r"(?:\s+(?!(?:to|that|of|for|in|on|by)\b)[\w'-]+){0,3}\s*$"
_AUXILIARY = {
    "plain": re.compile(
        r"\b(?:can|able to|pleased to|happy to|decided to|decision (?:is )?to|agreed to|willing to"
        r"|(?:in a )?position to|do|does|did|have to|going to|we|i|force|constabulary|police|service|department|unit"
        r"|it|and|will|shall|must|to|now|prepared to)(?:\s+(?:now|also|therefore|hereby|only|not|fully|readily))*\s*$",
        _I,
    ),
    "past": re.compile(rf"\b(?:am|is|are|was|were|be|been|being|has|have|had|now|hereby){_ADVERBS}", _I),
    "ing": re.compile(rf"\b(?:am|is|are|be|been|was|were){_ADVERBS}", _I),
}
_LATER = re.compile(
    r"\b(?:will|shall|aims?|hopes?|endeavour|intends?|expects?|would|should|must|try|due|may|might|wish to|in order"
    r"|order to|needs?|required|obliged|before|until|once|please)\b[^.;:]{0,40}$",
    _I,
)
_TO = re.compile(r"\bto(?:\s+(?:\w+ly|also))?\s*$", _I)
_GRANTED = re.compile(
    r"\b(?:able|pleased|happy|decided|decision|decision is|agreed|willing|position|going|prepared|content"
    r"|glad)(?: (?:you|been|now|is))* to(?:\s+\w+ly)?\s*$",
    _I,
)
_REACH = 90


def acts(sentence: str) -> Iterator[Act]:
    """Every verb of the four families, in order."""
    for found in _VERB.finditer(sentence):
        verb, _, form = str(found.lastgroup).partition("_")
        before = _clause(sentence, found.start())
        denial = max(_DENIAL.finditer(before), key=lambda m: m.start(), default=None)
        yield Act(
            Verb(verb), _mode(before, form), denial[0].lower() if denial else "", before, found[0].lower(),
            sentence[found.end() : found.end() + _REACH],
        )  # fmt: skip


def _clause(sentence: str, at: int) -> str:
    """The words before a verb that may govern it."""
    before = sentence[max(0, at - _REACH) : at]
    return before[max((m.end() for m in _BREAK.finditer(before)), default=0) :]


def _mode(before: str, form: str) -> Mode:
    if not _AUXILIARY[form].search(before):
        return Mode.NAMED
    if _GRANTED.search(before):
        return Mode.DONE
    if _TO.search(before):
        return Mode.NAMED
    return Mode.PROMISED if _LATER.search(before) else Mode.DONE
