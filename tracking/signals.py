"""What a sentence of a reply says about the request: disclosed, refused on cost, not held ... One pattern a signal.

A sentence that only says what *may* happen ("a fee may be payable") signals nothing that moves a request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from tracking.reply_parts import Part, Sentence
from tracking.supposed import asserted


class Signal(StrEnum):
    DISCLOSED = "disclosed"
    STATED = "stated"
    IN_PART = "in_part"
    GOODWILL = "goodwill"
    COST_LIMIT = "cost_limit"
    WORKLOAD = "workload"
    REFUSED = "refused"
    NCND = "ncnd"
    NOT_HELD = "not_held"
    ELSEWHERE = "elsewhere"
    NIL = "nil"
    ACKNOWLEDGED = "acknowledged"
    RECEIVED = "received"
    CLARIFICATION = "clarification"
    EXTENSION = "extension"
    TRANSFER = "transfer"
    FEES = "fees"
    REVIEW = "review"
    AUTOMATIC = "automatic"
    ABSENT = "absent"


_I = re.IGNORECASE
_PATTERNS: dict[Signal, str] = {
    Signal.DISCLOSED: (
        r"(?<!not )(?<!cannot )(?<!never )(?<!no )\b(?:is|are|be|been|now|and|information"
        r"|held[;,:.]?)\s+(?:now\s+|fully\s+)?disclosed\b|\bdisclosed (?:in full|below"
        r"|as follows)|\bsome disclosed\b"
        r"|\bdecided to disclose\b|\bplease (?:find|see)\b(?! (?:our |the )?(?:website|link))"
        r"|\bsee (?:the )?(?:attached|enclosed|below|table|answers)"
        r"|(?<!no copy )\b(?:is|are|was|were|now|workbook|spreadsheet|document|table|tables|data|part|letter"
        r"|files?|information)\s+(?:also |now |hereby )?(?:attached|enclosed)\b"
        r"|\bin the (?:attached|enclosed)\b|\bgiven in full\b|\bgive (?:it|them|the \w+) (?:below|in full)\b"
        r"|\b(?:have|has) (?:now )?attached\b|\bsome (?:of it )?supplied\b"
        r"|\bprovided (?:below|in the (?:attached|table))|\btogether with our response\b"
        r"|\bcan (?:now )?(?:tell you|provide (?:you with )?the|supply)"
        r"|\bhave (?:located|extracted|retrieved) the following\b|\bable to retrieve\b"
        r"|\bthe (?:following|attached|above) tables?\b"
        r"|\btables? (?:below|shows?|counts?|gives?|sets? out)\b|^\W{0,9}disclosure\W{0,9}$"
        r"|\bcan confirm the following\b"
    ),
    Signal.STATED: (
        r"\bthere (?:is|are|was|were|have been|has been) (?:a total of )?\d"
        r"|\bthe (?:answer|figure|total) is\b|\ba total of \d"
        r"|^\W{0,9}(?:\d[\d,]*|nil|none)\W{0,9}$|(?:\s[/|]?\s*\d[\d,.]*(?=\s|$)){4}"
    ),
    Signal.IN_PART: (
        r"\bsome (?:of the )?(?:requested )?(?:information|data|material)\b"
        r"|\bpart(?:ly|ially)?[ -](?:refused|disclosed|exempt|disclosure)|\brefused in part\b"
        r"|\b(?:provided|granted|answered|disclosed|exempt) in part\b"
        r"|\bredact|\bremoved\b|\bleft out\b|\bomitted\b|\bsuitable part\b|\bholds? part of\b"
        r"|\bwithh(?:old|eld|olding) some"
        r"|\bsome (?:\w+ )?(?:is |was |has been )?(?:withheld|disclosed)\b"
        r"|\bcannot (?:be )?br(?:eak|oken) down\b|\bremainder\b|\bto the level (?:sought|requested)\b"
    ),
    Signal.GOODWILL: (
        r"\bgood ?will\b|\boutside (?:of )?the act\b"
        r"|\b(?:under|in accordance with|pursuant to) section 16\b.{0,120}\battached\b"
    ),
    Signal.COST_LIMIT: (
        r"\bexceeds?(?:ing)?\b|\bappropriate (?:limit|level|amount)\b"
        r"|\b(?:cost|fees?)s? (?:limit|threshold|ceiling|regulations)\b"
        r"|\bover the (?:limit|threshold)\b"
        r"|\bin excess of\b|\btoo costly\b|\b(?:18|24|eighteen|twenty-four)[- ]hours?\b"
        r"|\bminutes? (?:per|a|for each|each)\b"
        r"|\b(?:per|a|each) (?:record|file|case)\b.{0,40}\bhours\b"
        r"|£\s?(?:450|600)\b|\babove the appropriate\b|\bcost of compliance\b|\bexcessive cost\b|\bworking weeks\b"
    ),
    Signal.WORKLOAD: (
        r"\bretrievable\b|\bretrieval\b|\bmanual(?:ly)?\b|\bone by one\b|\bindividually\b"
        r"|\bby hand\b|\btrawl|\bwould (?:all )?(?:have|need) (?:to be )?|\bwould require\b"
        r"|\bto be (?:read|reviewed|searched|checked|examined|opened)\b|\bmean going through\b"
    ),
    Signal.REFUSED: (
        r"\bnot obliged\b|\brefus(?:ed|al notice|ing to)\b|\bwithheld\b|\bwithhold(?:ing)?\b"
        r"|\b(?:cannot|will not|not|can not) be (?:disclosed|provided|supplied|released)\b"
        r"|\bnot (?:disclosed|provided|supplied|released)\b|\bexempt\b|\bexemptions? appl"
        r"|\bunable to (?:comply|disclose|(?:provide|supply)(?! (?:you )?(?:with )?(?:a|the"
        r"|our) (?:full )?(?:response|reply)))\b|\bdoes not oblige\b|\bvexatious\b"
        r"|\bdeclin|\bcovers information\b|\bowing to exemptions?\b"
    ),
    Signal.NCND: (
        r"\bncnd\b|\bneither (?:to )?confirms?(?:ed)? n?or (?:to )?den(?:y|ies|ied)\b"
        r"|\bneither confirm(?:s|ing)?\b"
        r"|\b(?:duty|obligation)[^.]{0,50} (?:to confirm or deny"
        r"|section 1\(1\)\(a\))[^.]{0,60}\bdo(?:es)? not (?:arise|apply)"
        r"|\bconfirm n?or deny (?:that|whether) (?:it|we|the force|i) (?:holds?)"
    ),
    Signal.NOT_HELD: (
        r"\bthere (?:are|is) no (?:records?|information|data)\b|"
        r"\b(?:is|are|was)? ?not held(?! in (?:an?|the|any) )(?! on )(?! centrally)\b"
        r"|\bno (?:recorded |relevant |such |further )?information (?:is |was |being )?held\b"
        r"|\b(?:does|do|did) not hold\b|\bholds? (?:no|nothing)\b|\bhold (?:no|nothing)\b"
        r"|\bno (?:record|records|recorded information|data)(?: is| are|) held\b"
        r"|\b(?:has|have|had|found|located) (?:no|nothing) (?:recorded |relevant )?(?:information|record|relevant"
        r"|data)?"
        r"(?=[ .]|$)(?! (?:power|objection|reason|further comment))"
        r"|\b(?:do|does|did) not (?:record|capture|collect) (?:this|that|the|any|such|it)\b"
        r"|\bnot recorded\b(?! in (?:an?|the) )"
        r"|\bno information held\b|\binformation (?:is )?not held\b|\bnothing (?:is )?held\b"
    ),
    Signal.ELSEWHERE: (
        r"\bby other means\b|\balready (?:published|in the public domain|available|publicly)\b"
        r"|\bin the public domain\b|\bs(?:ection|\.)?\s?21\b"
        r"|\bavailable on (?:our|the) (?:\w+ )?(?:web)?site\b|\bsee the national site\b"
    ),
    Signal.NIL: r"\bnil\b|\bthere (?:were|was|have been|has been) no(?:ne)?\b|\bzero\b",
    Signal.ACKNOWLEDGED: (
        r"\back?nowledge(?:s|d|ment)?\b(?! of (?:the )?public)|\bwill (?:receive|be sent|get|have"
        r"|provide|send|issue) (?:you )?(?:with )?(?:a|an|the|our) (?:full )?(?:response|answer"
        r"|reply)\b"
        r"|\b(?:aim|endeavour|try|hope) (?:for"
        r"|to (?:reply|respond|answer|provide|send)).{0,40}(?:20|twenty)? ?(?:working days)?"
        r"|\bresponse within (?:the )?(?:statutory|20|twenty)"
        r"|\bwill be (?:considered|dealt with|processed|handled|answered)\b"
        r"|\b(?:is|are) (?:being|now being) (?:dealt|processed|considered|handled|looked)"
        r"|\bin touch in due course\b|\bexpect (?:an|a|our) (?:answer|response|reply)\b"
        r"|\bhas been (?:received|logged|passed to our|allocated|registered)\b"
        r"|\bstatutory (?:time ?frame|time ?scale|deadline|period)|\bwas received today\b"
        r"|\bpassed it to our\b|\brespond to you by\b"
        r"|\b(?:request|correspondence|e-?mail|enquiry|foi|application|message|case|ticket)\b[^.?]{0,60}"
        r"\b(?:has|have|was|is)(?: now| today)?(?: been)?(?: safely)? (?:received|logged|registered|recorded"
        r"|opened|created|(?:re-?)?allocated|(?:re-?)?assigned|arrived|now with|with our|passed to (?:the|a|our|my))\b"
        r"|\b(?:reached|arrived (?:at|in)) (?:us|our|this (?:office|force|department))\b"
        r"|\b(?:hear from us|let you have|answer you)\b[^.?]{0,40}\b(?:decision|answer|reply|response|by|within)\b"
        r"|\bconfirm(?:s|ation)?\b[^.?]{0,30}\b(?:receipt|received|safe arrival|is now with)\b"
        r"|\bin receipt of\b|\b(?:assigned|given)\b[^.]{0,20}\b(?:number|reference)\b|\bcame to us on\b"
        r"|\b(?:response|reply|answer|decision|letter) will (?:follow|be (?:sent|issued|provided))\b"
        r"|\b(?:response|reply|answer) is due\b|\bwill be looked at\b|\bentered (?:in|on|into|onto) our\b"
        r"|\btarget date\b|\bdate received\b|\breceiving attention\b|\blooking into (?:it|this|your)\b"
        r"|\b(?:we|i|who|they|it|colleague|team|officer|unit|department) (?:will|shall|must|should|aim to|endeavour to)"
        r" (?:\w+ ){0,2}(?:respond|reply|answer|be in touch|contact you|write to you)\b"
    ),
    Signal.RECEIVED: (
        r"\breceived with thanks\b|\bhave (?:got|received) your\b|\breceived (?:by|on|at|in this office"
        r"|this morning|today|your)\b|\bdated and received\b|\blogged\b"
    ),
    Signal.CLARIFICATION: (
        r"\bneed(?:s)? (?:some |further |more )?clarification\b"
        r"|\brequire(?:s)? (?:some |further |more )?(?:clarification|clarity)\b"
        r"|\bcould you (?:please )?(?:specify|clarify|confirm|explain|be more)"
        r"|\bplease (?:could you |can you )?(?:specify|clarify|confirm (?:what|which|whether)|explain what)\b"
        r"|\bask you to (?:clarify|specify|explain)\b|\bwhat you mean by\b"
        r"|\bon hold (?:until|pending)\b|\bcannot tell what is wanted\b|\bsection 1\(3\)"
        r"|\bunable to (?:identify|locate|process)[^.]{0,60}(?:without|until)\b"
        r"|\bseek(?:ing)? clarification\b"
        r"|\bclarif(?:y|ication)[^.]{0,60}\b(?:before|so that|in order)\b|\border to (?:progress|proceed|process)"
        r"|\bneed(?:s)? you to (?:clarify|specify|explain|tell us)\b|\b(?:do|did) you (?:mean|want|require|seek)\b"
        r"|\bwhich of (?:the following|these|them) (?:do|did|would|are) you\b|\bare you (?:asking|seeking|interested)\b"
        r"|\b(?:not|un)[ -]?(?:clear|certain|sure)\b[^.?]{0,40}\b(?:what|which|whether|how|if|meaning|you|question)\b"
        r"|\b(?:too|is|are|remains?) (?:ambiguous|vague|unclear|imprecise|broad)\b"
        r"|\b(?:once|until|when) we (?:have )?(?:hear|heard|receive|received|had)\b[^.?]{0,20}"
        r"\b(?:from you|back|your)\b"
        r"|\b(?:require|need|want|give us)s? (?:some )?(?:further|more) (?:detail|particulars|information from you)"
        r"|\bif you (?:would|could|can) (?:please )?(?:confirm|clarify|let us know|specify|explain|tell)\b"
        r"|\bcan i (?:just |please )?check\b|\bdo(?:es)? your (?:request|questions?) (?:relate|refer|include|cover)\b"
        r"|\b(?:information|detail) is (?:required|needed) from you\b|\bwhat is meant by\b|\bprovide clarification\b"
        r"|\bclarification (?:is |of your request is )(?:required|needed|sought)\b"
        r"|\bplease (?:re-?phrase|re-?word|narrow down|be more specific)\b|\b(?:could"
        r"|can) you (?:please )?narrow down\b"
        r"|\bnot valid in its (?:current|present)\b|\bcannot tell (?:what|which|whether)\b"
        r"|\b(?:could|can|would) you (?:please |kindly )?(?:let us know|tell us|be kind enough)\b"
        r"|\bplease (?:let us know|tell us) (?:what|which|whether|if)\b|\bplease tell us:"
    ),
    Signal.EXTENSION: (
        r"\bextend(?:ed|ing)?\b[^.]{0,40}\b(?:time|deadline|limit|response|period)"
        r"|\b(?:time|deadline|limit|response|period)[^.]{0,40}\bextended\b|\bfurther time\b"
        r"|\badditional time\b"
        r"|\bsection 10\(3\)|\brevised (?:date|deadline|target)|\bnew (?:target|date|deadline)\b"
        r"|\b(?:have|has) not (?:yet )?(?:completed|reached|been (?:able|possible|completed))"
        r"|\b(?:not (?:been )?able|unable) to (?:complete|respond|meet|reply"
        r"|answer)[^.]{0,80}(?:days|deadline|time|date|within)"
        r"|\bhope to (?:be able to )?(?:respond|reply|answer)\b"
        r"|\bapolog\w+ for (?:the|this|any|our) delay|\bmore time\b|\bneed (?:to take )?longer\b"
        r"|\bregret\w* (?:the|this|any|our) delay"
        r"|\b(?:sorry|apolog\w+)\b[^.?]{0,40}\b(?:delay|late|overdue|not yet|wait)"
        r"|\bholding (?:reply|response|letter)\b|\b(?:extension|holding) letter\b|\bamended (?:date|deadline|target)\b"
        r"|\b(?:unable|not able) to (?:provide|send|give|let) (?:you )?(?:with |have )?(?:a|the"
        r"|our) (?:full )?(?:response|reply"
        r"|answer|decision)\b|\b(?:response|reply|answer) will not be ready\b|\bnew (?:due|response) date\b"
        r"|\brequest is (?:now )?overdue\b|\bdelay in (?:responding|replying|answering|providing)\b"
        r"|\bnot in a position to (?:respond|reply|answer)\b"
        r"|\b(?:additional|extra) (?:\d+|twenty|ten|forty)(?: \(\d+\))? working days\b"
        r"|\bfurther (?:\d+|twenty|ten|forty)(?: \(\d+\))? working days\b|\bstill (?:awaiting|waiting|considering)\b"
    ),
    Signal.TRANSFER: (
        r"\btransferred (?:it |them |your request )?(?:today )?(?:to|on|under)\b"
        r"|\b(?:re-?directed|referred|transferred|passed) there\b"
        r"|\b(?:have"
        r"|has)(?: been)?(?: today| now)? (?:forwarded|passed"
        r"|sent)(?: on)? (?:your (?:request|enquiry)|it"
        r"|this)?\s?(?:today |on )?to (?:the )?(?!our\b)(?-i:(?=[A-Z]))(?![\w ]{0,60}\b(?:department|unit|team"
        r"|branch|section|officer|desk)\b)"
        r"|\b(?:request|enquiry|it) should be (?:directed|addressed|made|sent|submitted) to (?:the )?(?-i:(?=[A-Z]))"
        r"(?![\w ]{0,60}\b(?:department|unit|team|branch|section|officer|desk)\b)"
        r"|\bre-?direct your (?:request|enquiry)\b|\bbetter (?:addressed|directed|sent) to\b"
        r"|\bbelieve that (?:it|this|the information|what you ask for) is held by\b"
        r"|\bplease (?:send|submit|direct) your request to\b"
    ),
    Signal.FEES: r"\bfees? notice\b|\b(?:ask|asking) for a fee\b|\bfee of £|\bpay (?:the|a) fee\b|\bfee is payable\b"
    r"|\bpayment of £|\b(?:required|need|asked) to pay\b|\bto pay £",
    Signal.REVIEW: (
        r"\boutcome of (?:the |your |our |this |my )?(?:internal )?review\b"
        r"|\binternal review (?:\d|outcome|decision|response|ref|into|of your)"
        r"|\bask(?:ed|ing)? for an internal review\b"
        r"|\b(?:your )?(?:request for (?:an )?)?internal review (?:has been|was|is being|will be)\b"
        r"|\b(?:concludes?|completes?) (?:the|my|our|this|your) (?:internal )?review\b"
        r"|\breviewed (?:the|our|your) (?:original |initial )?(?:decision|handling|response)\b"
        r"|\b(?:carried out|conducted|completed|undertaken) (?:an?|the|my|our|your) (?:internal )?review\b"
        r"|\breview has been (?:logged|completed|carried)|\bupholds?\b|\bupheld\b|\boverturn"
    ),
    Signal.ABSENT: (
        r"\bout of (?:the )?office\b|\b(?:annual|maternity|paternity|parental|sick|study|compassionate) leave\b"
        r"|\b(?:office|we|unit) (?:is|are) (?:now |currently )?closed\b|\blimited access to (?:my )?e-?mails?\b"
        r"|\b(?:i am|i will be|i shall be) (?:currently )?(?:away|absent|on leave|off)\b|\b(?:on my|when i) return\b"
        r"|\bno longer work(?:s|ing)? (?:for|at|in)\b|\bno longer (?:monitored|in use|works?)\b"
        r"|\bnot (?:at work|working)\b|\bdo not work (?:on )?(?:mon|tues|wednes|thurs|fri)|\bwork part[- ]time\b"
        r"|\bin my absence\b|\bhave left the (?:organi[sz]ation|force|constabulary|service)\b|\bam next in\b"
        r"|\baway from (?:my desk|the office)\b|\bnot in the office\b"
    ),
    Signal.AUTOMATIC: (
        r"\bautomat(?:ic|ed|ically)(?: generated)? (?:reply|response|e-?mail|message|acknowledgement)\b"
        r"|\bdo not (?:respond|reply)\b|\bauto-?reply\b"
        r"|\b(?:mailbox|inbox) is (?:only |not |no longer )?(?:checked|monitored|staffed)\b"
    ),
}
PATTERNS = {signal: re.compile(pattern, _I) for signal, pattern in _PATTERNS.items()}

# "A fee may be payable" is a standing sentence; "officers may be identified" is a reason and no such thing.
MAY = re.compile(
    r"\b(?:may|might|could)\s+(?:(?:also|then|sometimes|not|well|therefore)\s+)*"
    r"(?:need|have to|ask|charge|refuse|apply|extend|require|contain|include|take|decide|withhold|request|seek|contact"
    r"|be (?:a fee|able|unable|exempt|payable|required|charged|transferred|extended|necessary|needed|withheld|refused"
    r"|asked|subject|some|times|delayed|possible|instances|held by|disclosed|redirected|passed))\b"
    r"|\bin some (?:circumstances|cases)\b|\bif (?:so|that is so|necessary|no|you do|we do)\b|\bis awaited\b"
    r"|\bwhere (?:it|not|this)\b|\bmore if\b"
    r"|\bshould (?:a|any|the|we|it) (?:\w+ )?(?:be|need|require)\b|\bit may be\b",
    _I,
)
# What a standing paragraph says may happen is not what happened.
MOVES = frozenset(
    {
        Signal.COST_LIMIT,
        Signal.REFUSED,
        Signal.IN_PART,
        Signal.ELSEWHERE,
        Signal.NOT_HELD,
        Signal.EXTENSION,
        Signal.TRANSFER,
        Signal.FEES,
        Signal.CLARIFICATION,
        Signal.REVIEW,
    }
)
# What these say holds whatever its condition: "unless a fee applies you will hear from us within 20 working days".
FORMAL = frozenset({Signal.ACKNOWLEDGED, Signal.RECEIVED, Signal.AUTOMATIC, Signal.ABSENT})
_ABOUT_REQUEST = frozenset({Signal.CLARIFICATION, Signal.AUTOMATIC, Signal.ABSENT})


def signals(sentences: Iterable[Sentence]) -> dict[Signal, tuple[Sentence, ...]]:
    """Each signal given by what answers, with the sentences that give it."""
    found: dict[Signal, list[Sentence]] = {}
    for sentence in sentences:
        for signal in of_sentence(sentence):
            found.setdefault(signal, []).append(sentence)
    return {signal: tuple(those) for signal, those in found.items()}


def of_sentence(sentence: Sentence) -> tuple[Signal, ...]:
    """The signals of one sentence; a question back to us may stand where the request is repeated."""
    if sentence.part not in (Part.ANSWER, Part.REQUEST):
        return ()
    allowed = PATTERNS if sentence.part is Part.ANSWER else _ABOUT_REQUEST
    whole = _expanded(sentence.text)
    may = MAY.search(whole) is not None
    certain = asserted(whole)
    words = {s: whole if s in FORMAL or (s is Signal.CLARIFICATION and sentence.question) else certain for s in allowed}
    found = tuple(s for s in allowed if PATTERNS[s].search(words[s]) and not (may and s in MOVES))
    # "Please find attached our acknowledgement" gives nothing.
    return tuple(s for s in found if not (s is Signal.DISCLOSED and Signal.ACKNOWLEDGED in found))


_SHORT = {
    "i'm": "I am",
    "we're": "we are",
    "we've": "we have",
    "i've": "I have",
    "we'll": "we will",
    "i'll": "I will",
    "you'll": "you will",
    "don't": "do not",
    "can't": "cannot",
    "isn't": "is not",
    "haven't": "have not",
}
_SHORTENED = re.compile(r"\b(?:" + "|".join(_SHORT) + r")\b", _I)


def _expanded(text: str) -> str:
    """ "We've" as "we have": one spelling to look for."""
    return _SHORTENED.sub(lambda m: _SHORT[m[0].lower()], text.replace("\u2019", "'"))
