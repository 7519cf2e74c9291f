"""The words and signs by which the parts of a letter are told: greetings, headings, questions, item numbers."""

from __future__ import annotations

import re

_I = re.IGNORECASE
REPLY = re.compile(
    r"(?:\w+\s*/\s*)?(?:(?:our|the|my|force|foi|full)\s+)?(?:response|decision|answer"
    r"|reply)(?:\s*\(?[\w&]{1,3}\)?)?\s*(?:[:\-–]"
    r"|\n|$)\s*"
    r"|(?:[\w’'&.-]+[ \t]+){1,4}(?:response|answer|reply|decision)[ \t]*:[ \t]*(?:\n|$)\s*"
    r"|information (?:released|disclosed|provided|supplied)\s*(?:[:\-–]|\n|$)\s*"
    r"|(?:please find|below (?:is|are)|(?:i|we) (?:now |can |will )?(?:respond|reply|answer)"
    r"|(?:i|we) have (?:today )?decided"
    r"|the (?:data|figures?|tables?|information|answers?|responses?) (?:below|are as follows|is as follows))\b"
    r"|in (?:response|answer|reply)\b(?:[^:.;?]{0,80}:)?|(?:A(?:ns)?\d{0,2}|R\d{1,2})[a-z]?\s*[.:)]\s*"
    r"|(?:following|having) (?:receipt|completed|conducted|made)\b|(?:i|we) (?:can|am able to"
    r"|are able to) (?:now )?(?:confirm|advise|provide)\b"
    r"|(?:the|our) (?:answers?|figures?|totals?|numbers?|results?) (?:is|are|was|were|to (?:this|that|your))\b[:\s]*"
    r"|(?:the|this|some|all)?\s*(?:requested |of the requested )?information (?:is|you|requested is) (?:held"
    r"|disclosed)|held\b|not held\b",
    _I,
)
# "Humberside Police can provide the following"
FORCE_CAN = re.compile(
    r"(?:[A-Z][\w&'’.-]+ ){1,5}?(?:Police|Constabulary)(?: Service)? "
    r"(?:can|is able to|are able to|discloses?|holds? the)\b"
)
# What stands alone below a repeated request and asks nothing, but states, begins the reply.
STATES = re.compile(
    r"(?:(?:in|during|for|between|since) .{0,40}?(?:19|20)\d\d\b.{0,30}?[,:]?\s*)?(?:there (?:is|are|was|were"
    r"|has been|have been)"
    r"|(?:the|this) (?:force|constabulary|police|department) (?:has|had|holds?|held|record(?:s|ed))"
    r"|we (?:have|had|hold|held|recorded)|this (?:was|is|came to)|the (?:figure|number|total|answer) (?:was|is)\b"
    r"|a total of|nil\b|none\b|zero\b|[<£]?\d[\d,]*\s*(?:$|\n|[a-z]))",
    _I,
)
# "For the year ending 31 December 2014 this was 301.", right below "You asked for ..."
COMES_TO = re.compile(
    r"(?:(?:in|during|for) [^.;\n]{0,60}\d,?\s+)?(?:this|the (?:figure|number|total|answer)) (?:was|is)\b", _I
)
# "Property rental (88), teaching (41), fitness (30)"
COUNTED_LIST = re.compile(r"(?:[A-Za-z][^\d(),;:.?\n]{1,40} \(\d[\d,]*\)(?:,|;)? ?(?:and )?){2,}\.?[ \t]*(?:\n|$)")
# "1.1 Dogs seized: 51" with "1.2 ..." on another line
DECIMAL_ITEM = re.compile(r"^[ \t]*\d{1,2}\.\d{1,2}[ \t]+[A-Z][a-z]", re.MULTILINE)
DASH = re.compile(r"[-–—=:]\s+(?=\S)")
# "Hatfield 14" and, on the line below, "Stevenage 22"
LINE = (
    r"[ \t]*(?:[A-Z][\w&/'’-]*(?: [\w&/'’-]+){0,4}?|(?:19|20)\d\d(?:/\d\d)?) "
    r"[<>≤≥£]?(?!(?:19|20)\d\d\b)\d[\d,]*[ \t]*"
)
TWO_LINES = re.compile(rf"{LINE}\n{LINE}(?:\n|$)")
FORCE = re.compile(r"(?:(?:[A-Z][\w&'’]+|and|of) ){1,5}(?:Police|Constabulary|Police Service)")
VALUE_AT_END = re.compile(r"(?::|=|\t|\s[-–]|  )\s*[<£]?\d[\d,]*[ \t]*(?:\n|$)")
# "April 2014: 143": a period and its value are no question.
DATED_ENTRY = re.compile(
    r"(?:(?:[A-Za-z]+|\d{1,2}|to|-|–) ){0,4}?(?:19|20)\d\d(?:[/–-]\d{2,4})?\*?(?: ?\([^()\n]*\))?"
    r"\s*(?::|=|[-–—]|\t| {2,})\s*"
    r"(?:[<>≤≥£]\s?)?(?:\d[\d,.]*(?<!\b(?:19|20)\d\d)|nil|none|zero)\b",
    _I,
)
ANSWER_WORD = re.compile(
    r"(?:\w+\s*/\s*)?(?:(?:our|the|my|force)\s+)?(?:response|answer|reply|decision|figure|total|number|result)s?\b"
    r"|(?:A(?:ns)?\d{0,2}|R\d{1,2})[a-z]?\s*[.:)]",
    _I,
)
# "Under the Act you asked:" opens the repeated request wherever the words stand in their line.
ASKED_HERE = re.compile(r"[^.:;\n]{0,80}\byou (?:have )?(?:asked|requested)\b[^.:;\n]{0,40}:\s*$", _I)
# "I can answer as follows": what comes is not of the item above.
RESTARTS = re.compile(
    r"(?:i|we) (?:can |will |would )?(?:now )?(?:answer|respond|reply)\b[^.:]{0,40}\b(?:as follows|below|in turn"
    r"|following)",
    _I,
)
REQUEST = re.compile(
    r"(?:(?:your|the|original|information|foi)\s+)*(?:request|requests|questions?|enquiry)\s*(?:[:–]|-\s|\n|$"
    r"|in \d+ (?:numbered )?parts)\s*"
    r"|(?:you|your (?:e-?mail|letter|request))\s+(?:have\s+)?(?:asked|requested|sought|wrote|stated|reads?)\b"
    r"|(?:your )?request for information\b(?!\W*(?:ref|no|number|foi|fs|\d)\b)"
    r"(?!,?\s+(?:dated [\w ]{1,30} )?(?:has|was|have)\b)"
    r"|information (?:requested|sought)\s*(?:[:\-–]|\n|$)|requests? \d+ to \d+"
    r"|Q\d{1,2}[a-z]?\s*[.:)]\s+(?=(?:how|what|which|please|can|could|do|does|did|is|are|has|have|of those|if)\b)",
    _I,
)
DEAR = re.compile(r"dear\s+\S", _I)
CLOSING = re.compile(
    r"yours (?:sincerely|faithfully|truly)|(?:kind|best|warm)? ?regards\b|should you (?:be|have|wish|require)"
    r"|if you (?:are|have|remain|wish|would)"
    r"|police forces in the united kingdom are routinely|every effort is made|(?:your )?right(?:s)? (?:of"
    r"|to) (?:appeal|complain|review)"
    r"|complaint(?:s)? (?:rights|procedure)|internal review\b|in (?:accordance|compliance) with section 17",
    _I,
)
# What says that a review was made; else "Internal review" heads the lines on how to ask for one.
REVIEWED = re.compile(
    r"(?:\b(?:i|we) have (?:now |also )*(?:carried out|conducted|completed|concluded|undertaken|reviewed|considered"
    r"|upheld|re-?examined)|\bhaving (?:now )?(?:reviewed|considered|conducted|re-?examined)"
    r"|\boutcome of (?:the|your|my|our|this)|\b(?:i|we) (?:do not |partly |partially )?uphold|\b(?:i|we) find\b)",
    _I,
)
ANNEX = re.compile(r"(?:annex|appendix|attachment|table)\b[^.]{0,60}$", _I)
ASKS = re.compile(
    r"(?:and |also,? |(?:if|where|for each)\b[^.?!\n]{0,80}, (?=please|can you|could you|how many|what )"
    r"|if so,? |of (?:those|these),? )*(?:please (?:provide|state|tell|list|confirm|give|supply"
    r"|break|can|could|also|indicate|specify|include)"
    r"|(?:can|could|would|will) you\b|how many\b|how much\b|what (?:is|was|were|are)\b|i (?:would like"
    r"|am requesting|request|ask|wish)\b"
    r"|a breakdown\b|broken down by\b|provide (?:me|the|a)\b)",
    _I,
)
# A question without a number that opens a paragraph: "Q: How many were physical?"
ASKS_NEXT = re.compile(r"(?:q(?:uestion)?\b\W*)?(?:and )?(?:how (?:many|much)|what|which|of (?:these|those))\b", _I)
COUNT_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_TO = r"(?:in|with) (?:response|answer|reply|relation|respect|regards?|reference) (?:to|of) "
_ASKED = r"(?:Questions?|Points?|Parts?|Items?|Requests?|Queries|Query)"
LABEL = re.compile(
    rf"(?P<word>(?:[^\W\d]++ ?\d{{0,2}} ?/ ?)?(?P<to>{_TO}"
    r"|(?:response|answer|reply) to |as to |for |re |regarding |on )?"
    r"(?:your )?(?:[QAC]\s?(?=\d)|(?:Q|Qu|Qn|Ques|Ans)\b\s*\.?\s*(?:no\.?\s*)?"
    rf"|(?:{_ASKED}|Answers?|Responses?|Replies|Reply)\s*\.?\s*(?:(?:no\.?|number)\s*)?))?"
    r"\(?(?P<number>\d{1,2}(?:\s?\(?[a-h]\)?)?(?:(?:\s*(?:&|and|,|/|(?(word)to\b|(?!)))\s*|[-–](?=[\dQ]))(?:(?:Q|Questions?)\.?\s*)?\d{1,2}[a-h]?)*|[a-h]|[ivx]{1,4}"
    rf"|(?(word)(?:{'|'.join(COUNT_WORDS)})|\d{{1,2}}\.\d{{1,2}}))\b"
    r"(?P<stop>(?(to)(?:\s+of (?:your|the) (?:request|letter|e-?mail|enquiry|correspondence))?\s*(?:,|[:.)]|[-–]\s"
    r"|(?=\s+(?:we|i|the|there|this|no|none|nil|a total|it|between|in|during|\d+)\b))|(?!))"
    r"|\s*\(?(?:response|answer|reply)\)?\s*[:–-]"
    r"|\)\s?[.:](?!\d)|\s*[.):](?!\d)|\s+[-–](?=\s)|\s*\n|(?=\s+(?:nil|none|zero)\b)|(?<=&\d)(?=\s)"
    r"|(?P<plain>(?<=\d)\s{1,3}(?=(?-i:[A-Z])[a-z]+[\s?]|[<£]?\d(?!\d{3}\b))))\s*",
    _I,
)
# Questions and answers in turn, each with its letter: "Q1. ... A1. ..."
QUESTION_MARK = re.compile(r"^[ \t>*]*Q(?:uestion)?[ .]?\d{0,2}[a-z]?[ \t]*[.:)]", re.M | _I)
ANSWER_MARK = re.compile(r"^[ \t>*]*A(?:ns(?:wer)?)?[ .]?\d{0,2}[a-z]?[ \t]*[.:)]", re.M)
# "Our answer to your second question is ..."
ORDINAL = re.compile(
    rf"(?:{_TO}|(?P<reply>(?:our |the )?(?:response|answer|reply) to )|as to |for )?(?:your|the) "
    rf"(?P<ordinal>{'|'.join(ORDINALS)})(?(reply)(?: {_ASKED})?| {_ASKED})\b\s*[,:]?\s*"
    r"(?:(?:is|was)(?: that)?\b)?[,:]?\s*",
    _I,
)
# "1) 31 2) 12", "Q1: 12; Q2: 0": items on one line.
INLINE_FIRST = re.compile(r"(?:^|[:.]\s)(?:\(?1\)|Q1[:.)])\s")
INLINE = re.compile(r"\s(?=(?:\(?(\d{1,2})\)|Q(\d{1,2})[:.)])\s)")
# "(a) 14 (b) 3", "a) 14, b) 3 and c) nil": each with its value
INLINE_LETTER = re.compile(
    r"(?:(?<=\s)|^|(?<=\n))(?P<mark>\(?(?P<letter>[a-h])\))\s+(?=[<>£]?\d|nil\b|none\b|zero\b|no\b)", re.MULTILINE
)
LISTED = re.compile(r"\s+(?:\d{1,2}[.)]|\([a-z\d])")
BULLET = re.compile(r"[•●▪◦*·o–-]\s+")
ABBREVIATION = re.compile(
    r"(?:\b(?:no|nos|s|ss|sec|para|paras|e\.g|i\.e|approx|ref|tel|mr|mrs|ms|dr|sgt|insp|supt|cons|art|reg|vs|etc|c"
    r"|p|pp|st)"
    r"|\b\w\.\w)\.$",
    _I,
)
BOUNDARY = re.compile(r"[.!?;](?:(?<!\.\..)(?=\s+[\"'“‘(£<•]?[A-Z0-9])|(?<=\?)(?=\s+(?:[-–—=:]\s+|\*+)\S))")
HEADED = re.compile(
    r"^\W{0,6}(?:(?:our|the|my|force|full)\s+)?(?:response|reply|answers?|decision)\s*(?:[:.–-]|$)", _I | re.M
)
_ENTRY_END = re.compile(r"(?::|=|\s[-–—]|\t|\.{3,}|…+)\s*[<>≤≥£]?\s?[\w,.]+(?:\s+\w+){0,3}[.,;]?\s*$")
_SEPARATOR = re.compile(r"[:=\t…–—-]")
# "your letter of 3 May 2014": the date of a paper is no period
LETTERED = re.compile(
    r"\b(?:reply|letter|response|request|e-?mail|correspondence|enquiry|dated|received|sent|published|wrote)"
    r"(?: to you)?(?: (?:of|on|dated|from))?(?: the)?\s*$",
    _I,
)


def ends_as_entry(line: str) -> bool:
    """Whether a line ends with a sign and a short value: "Facebook - 12". Most lines have no such sign."""
    return (_SEPARATOR.search(line) is not None or "..." in line) and _ENTRY_END.search(line) is not None
