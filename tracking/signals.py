"""What a sentence of a reply says about the request: disclosed, refused on cost, not held ... its signals.

Two sources. What was done with information is read from its verbs (``tracking.verbs``): who acts, on what, denied or
not, done or only promised. The rest is worded in the field's nouns (``tracking.wording``). A sentence that only says
what *may* happen, or sets out the Act, signals nothing that moves a request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracking.reply_parts import Part, Sentence
from tracking.supposed import asserted
from tracking.verbs import Act, Mode, Verb, acts
from tracking.wording import INFO, PATTERNS, REPLY, Signal

_I = re.IGNORECASE
# What these say holds whatever its condition: "unless a fee applies you will hear from us within 20 working days".
_FORMAL = frozenset({Signal.ACKNOWLEDGED, Signal.RECEIVED, Signal.AUTOMATIC, Signal.ABSENT})
# What may be said to us where the request is repeated, or looks as if it were.
_NUMBER = re.compile(r"[\s#]*\d[\d.]*\s*")
_ABOUT_REQUEST = {
    Signal.CLARIFICATION: re.compile(
        r"^(?!\W*(?:question|request|q\d))(?=.*\b(?:clarif\w+|specify|you mean|meant by|let us (?:know|have)|tell us"
        r"|confirm (?:what|which|whether|if|the)|narrow"
        r"|re-?phrase|re-?word|more specific|interested in)\b)",
        _I | re.DOTALL,
    ),
    Signal.AUTOMATIC: PATTERNS[Signal.AUTOMATIC],
    Signal.ABSENT: PATTERNS[Signal.ABSENT],
}


def signals(sentences: Iterable[Sentence]) -> dict[Signal, tuple[Sentence, ...]]:
    """Each signal given by what answers, with the sentences that give it."""
    found: dict[Signal, list[Sentence]] = {}
    every = tuple(sentences)
    for sentence in every:
        for signal in of_sentence(sentence):
            if signal is Signal.STATED and sentence is every[0] and len(every) > 1 and _NUMBER.fullmatch(sentence.text):
                continue  # a reference at the head of the letter
            found.setdefault(signal, []).append(sentence)
    return {signal: tuple(those) for signal, those in found.items()}


def of_sentence(sentence: Sentence) -> tuple[Signal, ...]:
    """The signals of one sentence; a question back to us may stand where the request is repeated."""
    if sentence.part not in (Part.ANSWER, Part.REQUEST):
        return ()
    allowed = PATTERNS if sentence.part is Part.ANSWER else _ABOUT_REQUEST
    whole = _expanded(sentence.text)
    certain = asserted(whole)
    words = {
        s: whole if s in _FORMAL or (s is Signal.CLARIFICATION and sentence.question) else certain for s in allowed
    }
    found = {s for s in allowed if allowed[s].search(words[s])}
    if sentence.part is Part.ANSWER:
        found |= set(of_verbs(certain))
        found |= {Signal.CLARIFICATION} if sentence.question and _ASKS_US.search(whole) else set()
    return tuple(sorted(found - _drowned(found, certain), key=list(Signal).index))


# A question put to the requester, and none of those at the foot of a letter.
_ASKS_US = re.compile(
    r"^(?!.*\b(?:unhappy|dissatisfied|happy with|helpful|not satisfied|incorrect)\b).*"
    r"(?:[\"“]\w|\b(?:(?:do|did|would|could|can|will|are|have|should) (?:you|we)|you (?:want|mean|seek|after)|yours?"
    r"|would (?:it|that|this|scans?)|is (?:it|this|that)|(?:do|does) (?:it|this|that|these)"
    r"|which (?:one|of|\w+ (?:would|do|is|are|did))|or)\b).*\?",
    _I | re.DOTALL,
)


_KEEPS = re.compile(r"\b(?:refus|withh|exempt|declin|not (?:disclos|releas))\w*", _I)
_THEY_SAY = re.compile(r"\byour (?:e-?mail|mail|request|letter|message) (?:says?|said|refers?|mentions?|speaks?)\b", _I)
_LINK = re.compile(r"\blinks?\b|\bweb ?(?:site|page)s?\b|http|www\.|\bour site\b", _I)
_ARGUES = re.compile(
    r"\b(?:arguments?|reasons?|considerations?|factors|rationale|estimate|calculations?|public interest"
    r"|section 17)\b",
    _I,
)
_HERE = re.compile(r"\b(?:attached|enclosed|below|herewith|as follows|ynghlwm)\b", _I)


def _drowned(found: set[Signal], words: str) -> set[Signal]:
    """Signals that another of the same sentence makes void."""
    void: set[Signal] = set()
    if Signal.NCND in found:  # "... does not confirm that it holds any"
        void |= {Signal.NOT_HELD, Signal.DISCLOSED, Signal.REFUSED, Signal.EXEMPT}
    if Signal.ACKNOWLEDGED in found:  # "it was given to a case worker"
        void |= {Signal.DISCLOSED} if not _HERE.search(words) else set()
    if Signal.EXTENSION in found and not _KEEPS.search(words):  # "we cannot answer within the period"
        void |= {Signal.REFUSED}
    if _THEY_SAY.search(words):  # 'your mail says "see attached list"'
        void |= {Signal.DISCLOSED}
    if _LINK.search(words) and not _HERE.search(words):  # "see table 4.2 at the link"
        void |= {Signal.DISCLOSED}
    if _ARGUES.search(words) and not _HERE.search(words.replace("below", "")):
        void |= {Signal.DISCLOSED}  # "the arguments are in the table below"
    if Signal.NOT_HELD in found:
        void |= {Signal.NIL, Signal.DISCLOSED}
    return void


# --- what its verbs say ---------------------------------------------------------------------------------------------

_TO_YOU = r"\W*(?:(?:you|to you|with|a|an|the|our|any|your|full|substantive|further|final|formal|complete|such)\W+)*"
_NOT_INFO = re.compile(
    rf"{_TO_YOU}(?:{REPLY}|advice|guidance|help|assistance|explanation|reasons?|clarification|link|reference|address"
    rf"|number\b(?! of)"
    r"|notice|progress|timescale|undertaking|details of (?:the|our|how))\b",
    _I,
)
_BY_YOU = re.compile(
    r"\b(?:you|applicants?|requesters?|public|one|officers?|staff|they|people)(?: have| had| do"
    r"| did)?(?: not)?(?: yet)?\s*$|\bby you\b",
    _I,
)
_EITHER = re.compile(r"\b(?:does or|is or|whether|do or|infer\w*|taken as|taken to|construed|indicat\w+)\b", _I)
_SUBJECT = re.compile(r"^\W*whether (?!or\b)", _I)  # "Whether the account was official is not held"
_NOUN = re.compile(r"\b(?:the|our|a|an|your|any|this|that|its|each|of|my|further|full|for|first|second)\s*$", _I)
# Held, but not so: a matter of work, not of holding.
_SO = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?:in (?:an?|the|any|such|this|that|its)\b(?=[^.]{0,60}\b(?:format|form|way|manner|field"
    r"|system|level"
    r"|detail|basis))|centrally|electronically|separately|together|in one place|on (?:a|one|any) (?:single|central)"
    r"|as a"
    r"|by (?:platform|type|website|site)|without|within|from (?:your|the description)|readily|easily|unless|which"
    r"|whether)\b",
    _I,
)
_OF_INFO = re.compile(
    rf"\b(?:{INFO}|recorded|relevant|such|trace|nothing|none of (?:this|the|that|it)|count|tally)\b", _I
)
_ENCLOSED = re.compile(rf"\b(?:{INFO}|requested|redacted|excel|word|zip|sheets?)\b", _I)
_NOT_ENCLOSED = re.compile(
    r"\b(?:complain|appeal|review|invitation|leaflet|survey|feedback|privacy|invoice|your (?:request|e-?mail)|copied)",
    _I,
)


def of_verbs(sentence: str) -> Iterator[Signal]:
    """The signals that the verbs of a sentence give."""
    for act in acts(sentence):
        if (signal := _of_act(act)) is not None:
            yield signal


def _of_act(act: Act) -> Signal | None:
    if _BY_YOU.search(act.before) or act.after.startswith(" by you"):
        return None
    if act.verb is Verb.ENCLOSE:
        return None if act.denial or _encloses_else(act) else Signal.DISCLOSED
    if re.search(r"\bplease\b", act.before, _I):
        return None
    if act.mode is Mode.NAMED and _NOUN.search(act.before):
        return None
    if act.verb is Verb.GIVE:
        return None if act.word.startswith("compl") and not act.denial else _given(act)
    if act.verb is Verb.WITHHOLD:
        if act.denial:  # "nothing was withheld"
            return Signal.DISCLOSED if act.mode is Mode.DONE and act.word[:4] in _KEPT_BACK else None
        return None if act.mode is Mode.PROMISED else Signal.REFUSED
    return _not_held(act)


def _encloses_else(act: Act) -> bool:
    """Whether what is enclosed is named and holds no information: an invitation, a leaflet, our own letter."""
    if _NOT_ENCLOSED.search(act.after) or re.search(r"\bno cop\w+|\bnot\b", act.before[-30:], _I):
        return True
    named = re.match(r"\W*(?:for your information )?(?:an?|the|our|your|my|some)\b([^.;:]{0,60})", act.after, _I)
    if named is None and _NOUN.search(act.before):
        named = re.match(r"\W*()(?=\w+)([^.;:]{0,25})", act.after)
        return named is not None and not _ENCLOSED.search(named[2])
    return named is not None and not _ENCLOSED.search(named[1])


def _given(act: Act) -> Signal | None:
    replies = _NOT_INFO.match(act.after) or re.search(
        rf"\b(?:{REPLY}|reminder|form|leaflet|date|message|e-?mail|mail|complied)\b[^.;]{{0,20}}$", act.before, _I
    )
    if replies:
        return Signal.EXTENSION if act.denial and act.mode is Mode.DONE else None
    if re.match(r"\W*(?:you )?(?:with )?(?:nothing|no (?:figures?|information|data|details?|answer))\b", act.after, _I):
        return Signal.REFUSED
    if act.denial in ("no", "none", "nothing") and act.word.endswith(("e", "y", "r")):
        return None  # "no case to answer"
    if act.denial:
        return None if re.search(r"\b(?:have|has|had) not\s*$", act.before, _I) else Signal.REFUSED
    if act.word == "answer" and not re.search(r"\b(?:can|able to|pleased to|happy to)\W*$", act.before, _I):
        return None
    if re.search(r"\b(?:only|that|which)\s*$", act.before) or (
        not re.match(r"\s*[\w'\"(]", act.after) and act.word.endswith(("e", "y"))
    ):
        return None
    done = act.mode is Mode.DONE and not re.match(
        r"\W*(?:by|that|for|in section|under|us|me|to (?!you)|among|between|from|on|automatically|this as|words|up"
        r"|it (?:the|a|number)|the (?:number|reference)|to the (?:relevant|department))\b",
        act.after,
    )
    return Signal.DISCLOSED if done else None


_KEPT_BACK = ("with", "reda", "excl", "omit", "remo")
_NOTED = re.compile(r"recorded|captured|collected|logged|collated|stored|maintained|kept|found|identified", _I)
_OTHER_SUBJECT = re.compile(
    rf"^(?!.*\b(?:{INFO}|requested|asked|it|this|these|those|that|they|which|such|none|nothing|no"
    rf"|neither)\b).*\b\w{{4,}}\b"
    r".*\b(?:is|are|was|were|has been|have been)\b",
    _I,
)


def _not_held(act: Act) -> Signal | None:
    """Nothing held, or nothing found. What is only not held *so* (by platform, in one place) is a matter of work."""
    if not act.denial or _EITHER.search(_SUBJECT.sub("", act.before)):
        return None
    if re.match(r"\W*\d", act.after):
        return None  # a class of a count: "not recorded 1"
    if _SO.match(act.after):
        return Signal.WORKLOAD
    if act.denial in ("no", "none", "nothing") and not _OF_INFO.search(act.before[-60:] + " " + act.denial):
        return None
    if _NOTED.match(act.word) and _OTHER_SUBJECT.search(act.before):
        return None  # "the role of the person is not recorded": a remark on what is given
    if act.verb is Verb.HOLD:
        return (
            Signal.NOT_HELD if act.mode is not Mode.NAMED or act.denial in ("no", "not", "nothing", "neither") else None
        )
    found = re.search(r"\b(?:no|none|nothing|any)\b", act.after[:30]) or act.denial in ("no", "nothing")
    return Signal.NOT_HELD if found else None


_SHORT = (
    (re.compile(r"\bcan['’]t\b", _I), "cannot"),
    (re.compile(r"\bwon['’]t\b", _I), "will not"),
    (re.compile(r"n['’]t\b", _I), " not"),
    (re.compile(r"['’]ve\b", _I), " have"),
    (re.compile(r"['’]re\b", _I), " are"),
    (re.compile(r"['’]ll\b", _I), " will"),
    (re.compile(r"\b(there|that|it|here|what)['’]s\b", _I), r"\1 is"),
    (re.compile(r"\b(I)['’]m\b", _I), r"\1 am"),
    (re.compile(r"['’]d\b", _I), " would"),
)


def _expanded(text: str) -> str:
    """ "We've" as "we have": one spelling to look for."""
    for short, long in _SHORT:
        text = short.sub(long, text)
    return text
