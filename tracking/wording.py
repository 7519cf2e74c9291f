"""How replies word what they do: the nouns of the field, patterns of each signal; verbs are in ``tracking.verbs``."""

from __future__ import annotations

import re
from enum import StrEnum

from schema.appropriate_limit import LIMIT_PRINTED


class Signal(StrEnum):
    """What one sentence says. ``EXEMPT``: an exemption applies; ``REFUSED``: something is kept back."""

    DISCLOSED = "disclosed"
    STATED = "stated"
    IN_PART = "in_part"
    GOODWILL = "goodwill"
    COST_LIMIT = "cost_limit"
    WORKLOAD = "workload"
    REFUSED = "refused"
    EXEMPT = "exempt"
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


# What is asked for, what is sent back, what was sent in.
INFO = (
    r"(?:information|data|material|figures?|statistics|numbers|records?|documents?|documentation|details?|cop(?:y"
    r"|ies)|footage|breakdown|report|correspondence|e-?mails?|polic(?:y|ies)|answers?|disclosure|spreadsheet|workbook"
    r"|pdf|csv|tables?|dataset|data set|files?|annex|appendix|schedule|list|reply|response|letter)"
)
REPLY = r"(?:response|reply|answer|decision|update|outcome|letter|acknowledgement|refusal notice)"
_ASKED = (
    r"(?:request|enquiry|inquiry|application|correspondence|e-?mail|mail|letter|foi[a]?|questions?|message|query"
    r"|ticket|submission)"
)
_GAP = r"[^.;?]{0,60}"
_LIMIT = r"(?:time ?(?:limit|scale|frame)s?|deadline|period|target(?: date)?|due date|response date|compliance)"
_DAYS = r"(?:\d+|ten|twenty|thirty|forty)(?: \(\d+\))?(?: more| further| additional)?(?: working)? days"
# Another authority, not a unit of one's own.
_BODY = (
    r"(?:[\w'’&,()-]+ ){0,6}?(?:(?-i:Police|Constabulary|Council|Ministry|Commission(?:er)?|Authority|Agency"
    r"|Inspectorate|Trust|CPS|NCA|BTP|MOD|DVLA|HMCTS|PSNI|MPS|IOPC|College|OPCC|PCC|NPCC|Government|Executive|Crown"
    r"|HMIC\w*|Heddlu|Home Office|Cabinet Office|Department (?:for|of))|(?:that|lead|other|another|neighbouring"
    r"|relevant|correct|right) (?:force|authority|body|council))\b"
)
_MOVED = (
    r"(?:transferr?(?:ed|ing)?|forwarded|passed|sent|handed|handing|referred|re-?directed|re-?assigned|re-?routed"
    r"|gone|went)"
)

_PATTERNS: dict[Signal, tuple[str, ...]] = {
    Signal.DISCLOSED: (
        rf"\b(?:{INFO}|everything|all of it|request(?:ed)?|asked for)\b{_GAP}\b(?:is|are|as|set out|shown|given"
        rf"|appears?|listed|found"
        r"|your data|results?)\b[^.;?]{0,20}\b(?:below|as follows|overleaf|in (?:its|their) entirety|in (?:the"
        r"|an?) (?:table|spreadsheet|annex|appendix))\b",
        r"\bfind attached (?:our|the) (?:full )?(?:response|reply|answers?|letter)\b|\battached (?:response|reply)\b"
        r"|\bplease (?:find|see) (?!our (?:website|privacy))(?:below|(?:the |your |our )?(?:following|table|data"
        r"|figures|information|answers?|response|reply|results?|list|(?:\w+ ){1,3}(?:information|data|figures"
        r"|documents?|spreadsheet|answers?)))\b|\bcomes? with this (?:letter|e-?mail|reply|message)\b"
        r"|\bsee (?:the )?below\b|\bin the table\b|\bsee (?:table|annex|appendix|answers)\b",
        r"\b(?:following|above) (?:tables?|figures|information|answers?|data)\b|\bhere (?:are|is) (?:the|your|our|a)\b",
        r"\b(?:tables?|spreadsheet|workbook|list|figures) (?:below|above|shows?|counts?|gives?|sets? out|contains?"
        r"|provides?|lists?)\b",
        r"\bdisclosed?(?: in full| below| as follows|:)|\bin full below\b",
        r"^\W{0,9}(?:\w+: )?(?:closed \W )?(?:full |partial |information |data )?(?:released|disclosed|provided"
        r"|disclosure)\W{0,9}$",
        r"\bcan (?:now )?(?:tell you|confirm the following|advise the following)\b"
        r"|\ball (?:that )?we have been able to\b|\b(?:able|happy) to (?:help|assist) you with\b|\b(?:has"
        r"|have) been provided with the following\b",
        r"\b(?:is|are) answered\b(?! (?:by|there))|\b(?:every|all the) (?:figures?|numbers?) you\b"
        r"|\bsome (?:of it )?(?:disclosed|supplied|provided|released)\b|\bin answer to your (?:questions?|request)\b",
        rf"\b(?:our|the) {REPLY}s? to (?:your|each|the|this) [\w ]{{2,40}}(?: is| are|:)|\b{REPLY}s? (?:is"
        rf"|are) as follows\b",
        r"\bnothing (?:has been |is |was )?withheld\b|\bynghlwm\b(?<!copi ynghlwm)",
    ),
    Signal.STATED: (
        r"\b(?:can|to) (?:confirm|advise|tell you|inform you|report)\b[^.]{0,60}\b(?:spent|had|were|was|stands at"
        r"|totalled|recorded)\b[^.]{0,20}[\d£]|\b(?:figure|total|number) (?:stands|stood) at \d",
        r"\bthere (?:is|are|was|were|have been|has been) (?:a total of )?\d",
        r"\bthe (?:answer|figure|total|number)\b[^.]{0,50} (?:is|was|are|were)\b[^.]{0,20}\d|\ba total of \d",
        r"^\W{0,9}(?:\d[\d,]*|nil|none|one|two|three|four|five|six|seven|eight|nine|\w*teen|ten|eleven|twelve"
        r"|twenty)\W{0,9}$|(?:\s[/|]?\s*\d[\d,.]*(?=\s|$)){4}",
    ),
    Signal.IN_PART: (
        rf"\bsome (?:of )?(?:the |this |your |it\b|what )?(?:requested |relevant )?(?:{INFO}|parts?|elements?)?\b"
        r"(?=[^.]{0,60}\b(?:disclos|releas|provid|suppl|withh|exempt|refus|redact|remov))",
        r"\b(?:withh\w+|refus\w+|releas\w+|disclos\w+|provid\w+|suppl\w+) (?:only )?(?:some|part)\b",
        r"\b(?:part(?:ly|ially)?|in part)\b[ -](?:refus\w+|disclos\w+|exempt|withheld|released|provided)",
        r"\b(?:refused|provided|granted|answered|disclosed|exempt|released|withheld|disclosure) in part\b",
        r"\bredact|\b(?:removed|left out|omitted|blanked|taken out|stripped|suppressed|excluded)\b|\bsuitable part\b",
        r"\bcannot (?:be )?br(?:eak|oken) down\b|\bto the level (?:sought|requested)\b|\bwith the exception of\b"
        r"|\bbut not the (?:second|third|other|last|rest)\b|\bexact (?:number|figure)s? (?:is|are) not\b",
    ),
    Signal.GOODWILL: (
        r"\bgood ?will\b|\boutside (?:of )?the (?:scope of the )?act\b|\bdiscretionary\b|\bvoluntarily\b",
        r"\bsection 16\b.{0,120}\b(?:attached|enclosed|set out below)\b|\b(?:to be|by way"
        r"|as a gesture) of assistance\b",
    ),
    Signal.COST_LIMIT: (
        r"\bappropriate (?:limit|level|amount|threshold)\b|\b(?:cost|fees?|(?:18|24)[- ]hours?)s? (?:limit|threshold"
        r"|ceiling|regulations|cap|exemption)\b|\bterfyn cost\b",
        rf"\b(?:exceed\w*|above|over|beyond|in excess of|more than|greater than|breach\w*|surpass\w*|pass(?:es)?"
        rf"|within)\b{_GAP}"
        r"\b(?:cost limit|fees? limit|appropriate|threshold|ceiling|18|24|eighteen|£\s?(?:450|600)|amount (?:to|which"
        r"|that)|legally)\b",
        r"\bexceeds? (?:it|this|that)\b|\bover the limit\b|\btoo (?:costly|expensive)\b",
        rf"\b(?:18|24|eighteen|twenty-four)(?: \(\d+\))?[- ](?:staff )?hours?\b|{LIMIT_PRINTED}|\btake us too long\b",
        r"\bminutes? (?:per|a|for each|each|for every)\b|\b(?:per|a|each) (?:record|file|case)\b.{0,40}\bhours\b",
        r"\bcosts? of (?:compl(?:iance|ying)|answering|providing|locating|retriev\w+)\b|\bexcessive(?:ly)? cost"
        r"|\b(?:working|person|staff) (?:weeks|months)\b|\bon (?:the )?(?:grounds? of )?cost(?:s)?\b(?=[^.]{0,10}[.]"
        r"|$)|\b(?:decline|refuse)d? on cost\b",
    ),
    Signal.WORKLOAD: (
        r"\b(?:readily |easily )?retriev(?:able|al)\b|\bmanual(?:ly)?\b|\bone by one\b|\bindividually\b|\bby hand\b"
        r"|\btrawl|\bextractable\b|\bsearchable\b|\breportable\b|\bheld centrally\b|\bcentrally (?:held|recorded)\b",
        r"\b(?:would|will) (?:all |also |therefore |certainly )?(?:have|need|require|involve|entail|mean|necessitate"
        r"|take)\b[^.;]{0,40}\b(?:to|open|read|search|review|check|going|through|each|every|\d)",
        r"\bto be (?:read|reviewed|searched|checked|examined|opened|interrogated|inspected)\b|\bgo(?:ing"
        r"|ne)? through (?:them|each|every|all)\b",
    ),
    Signal.REFUSED: (
        r"\bnot (?:obliged|required|compelled|bound) to (?:comply|provide|supply|disclose|release|answer|give|send"
        r"|meet|confirm|communicate)|\bdoes not oblige\b|\bnot obliged\b(?! to)|\bneed not (?:comply|deal|answer"
        r"|respond|reply)\b|\bno (?:obligation|duty) to (?:comply|provide|supply|disclose|release|answer)"
        r"|(?<!\bno )\brefusal (?:notice|for)\b(?! (?:will|would|is needed))|\bvexatious\b|\brepeated request\b"
        r"|\b(?:not |un)suitable for (?:release|disclosure)\b",
        r"\b(?:decision|result|outcome|status)\b[^.]{0,20}\b(?:refused?|withheld|exempt|declined?)\b|\bkeeping (?:it"
        r"|this|them) back\b|\bbarred from\b|\bheld back\b|\bmust remain (?:confidential|private)\b",
    ),
    Signal.EXEMPT: (
        r"\bexempt(?:s|ed)?\b(?! from (?:the )?(?:charge|fee))|\bcovers information\b|\b(?:not"
        r"|against) (?:in )?the public interest\b",
        r"\bfall(?:s|ing)? (?:within|under|into) (?:the )?(?:exemption|s(?:ection|\.)?\s?\d)"
        r"|(?<!\bno )(?<!\bany )\bexemptions?\b[^.;]{0,80}\b(?:appl(?:y|ies|ied|icable)|engaged|relied|cited|claimed"
        r"|made out|maintain(?:ed)?|used|invoked)\b|\b(?:owing|due|pursuant|subject) to (?:the |an )?exemptions?\b",
        r"\b(?:appl(?:y|ied|ying)|rel(?:y|ies|ied|ying)|cit\w+|invok\w+|engag\w+|claim\w*|us(?:e|ed|ing)|fall(?:s"
        r"|ing)?|maintain\w*)\b[^.;]{0,40}\bexemptions?\b",
        r"\b(?:favours?|favour of|favouring|outweighs?|lies (?:in|with)|falls in|down on the side of"
        r"|strongly for)\b (?:\w+ ){0,6}(?:withholding|non-?disclosure|non-?release|maintaining|refus\w+)\b",
    ),
    Signal.NCND: (
        r"\bncnd\b|\b(?:neither|not|cannot|nor)\b[^.;]{0,30}\bconfirm\w*,? (?:n?or|and) (?:to )?den\w+",
        r"\b(?:not|un(?:able|willing)|declin\w+|refus\w+|cannot|wrong|neither)\b[^.;]{0,40}\b(?:confirm|say|state"
        r"|comment on|reveal|admit|disclose|tell)\w*\b[^.;]{0,20}\b(?:whether|if (?:it|we|any)|or deny)\b",
        r"\b(?:duty|obligation|requirements?)\b[^.]{0,60}\b(?:confirm|1\(1\)\(a\)|say (?:whether"
        r"|so))[^.]{0,70}\b(?:(?:do(?:es)?|is|are) not (?:arise|apply|exist|owed)|excluded|disapplied|removed"
        r"|set aside)\b",
        r"\b(?:exempt(?:ion|ed)?|exclu\w+|excus\w+|released?) from (?:the |its |our )?(?:duty|obligation"
        r"|requirement) to (?:confirm|say)\b",
    ),
    Signal.NOT_HELD: (
        r"\bthere (?:is|are|was|were) no such\b|\bnever (?:existed|held|had one|been (?:one|held|recorded))\b",
        r"\bnot (?:something|data|information|a figure|figures|anything) (?:that |which )?(?:we|i|the|this"
        r"|any)\b[^.]{0,30}\b(?:records?|holds?|collects?|captures?|keeps?|have|has)\b|\b(?:none"
        r"|neither)\b[^.]{0,30}\b(?:has|have|had|holds?|held) (?:it|this|that|any|such|anything)\b"
        r"|\bno longer (?:held|exists?|available)\b|\bno (?:other )?copies\b",
        r"\b(?:hold|holds|held|have|has|found|located|possess(?:es)?|keeps?|records?|retains?|collects?|discovered"
        r"|traced|revealed|produced|yielded|returned) (?:no\b|nothing\b)(?! (?:power|role|remit|involvement"
        r"|responsibility|jurisdiction|part in|say in|way of|means of|objection|reason|further|alternative|choice"
        r"|option|duty|obligation|plans?|doubt|wish|intention|control|cases|officers|public|legal|\d))",
        rf"\b(?:no|not any|none of (?:the|this|that|these)) (?:recorded |relevant |such |further |specific |central "
        rf"|trace of (?:any )?)?(?:trace|{INFO})\b[^.;]{{0,60}}\b(?:is|was|are|were|being|been|could be|can be"
        rf"|has been|have been)?\s?(?:held|exists?|existed|recorded|retained|kept|found|located|traced"
        r"|identified|discovered|with (?:us|the)|came to light|come to light)\b",
        r"\bthere (?:are|is|was|were) no (?:such |recorded |relevant )?(?:records?|information|data|documents?"
        r"|documentation|material|correspondence)\b|\bnothing (?:is |was |has been |that is )?(?:held|recorded|found"
        r"|located|kept|came back)\b|\bno trace\b|\bno (?:recorded )?(?:information|data|records?)(?: (?:held"
        r"|relevant|relating)[^.]{0,30})?\W*$",
        rf"\b(?:search(?:es)?|enquir(?:y|ies)|checks?)\b[^.;]{{0,80}}\b(?:negative|nothing|drew a blank"
        rf"|no (?:results?|trace|matches|hits|{INFO})|nil results?"
        r"|without success|unsuccessful|fruitless)\b",
        r"\b(?:do|does|did) not (?:have|possess|keep) (?:any |the |this|that|such|a |it\b|copies|these|those)",
        r"\bnot something (?:that |which )?(?:we|the|this)\b[^.]{0,30}\b(?:records?|holds?|collects?|captures?)\b",
        r"\b(?:nid|ddim)\b[^.]{0,60}\b(?:yn cadw|yn dal|sy'n dal|yn cofnodi)\b|\b(?:not retained"
        r"|have no (?:recorded )?information)\b",
        r"\bnot (?:the )?(?:body|authority|force) (?:that|which) holds\b|\bno recorded information\b",
    ),
    Signal.ELSEWHERE: (
        r"\b(?:by|through|via) other (?:means|routes?)\b|\b(?:in|into) (?:the )?public(?: domain)?\b|\bs(?:ections?"
        r"|ec|\.)?\.?\s?21\b(?! days)|\badran 21\b",
        r"\b(?:already|reasonably|readily|publicly|freely|currently|easily) (?:been )?(?:accessible|available"
        r"|published|obtainable|public(?:ly)?)\b|\bpublish(?:ed|es)?\b(?=[^.;]{0,60}\b(?:website|site|http|www|online"
        r"|log|gov|scheme|annually|quarterly|each|every|report|at:|link|page)\b)(?<!be published)|\bwe publish\b"
        r"|\botherwise than\b|\bthe public can\b|\banyone (?:may|can)\b",
        r"\b(?:available|found|viewed|accessed|downloaded|obtained|read|located|had|got|seen|consulted|are|is"
        r"|published)\b[^.;]{0,40}\b(?:on|at|via|from|through|in|by following)\b[^.;]{0,30}(?:website|web ?page"
        r"|our site|http|www\.|internet|online|disclosure log|publication scheme|open data)",
        r"\bsee the national site\b|\b(?:this|the following) (?:web ?)?link\b|\beisoes ar gael\b"
        r"|\blink has been added\b",
    ),
    Signal.NIL: (
        rf"\bnil\b(?! return\b(?<=not a nil return))|\bzero\b|\bthere (?:were|was|are|have been"
        rf"|has been) (?:no(?:ne)?|0)\b(?! (?:such |recorded |relevant )?(?:{INFO}|duty|obligation|requirement|public"
        rf"|need|trace))",
        r"\bno (?:\w+ ){0,2}(?:officers?|staff|employees?|cases?|incidents?|complaints?|allegations?|investigations?"
        r"|individuals|dismissals|resignations)\b[^.;]{0,40}\b(?:were|was|have been|has been)\b",
    ),
    Signal.ACKNOWLEDGED: (
        r"\blast day for (?:our|a|the) reply\b|\b(?:see|attend) to (?:it|this)\b|\bcame in (?:today|this|on)\b"
        r"|\b(?:we|i|they|who|she|he) (?:will|shall) (?:\w+ ){0,2}(?:tell|inform|notify|let) you\b",
        r"\b(?:working days|period|deadline|time limit)\b[^.]{0,20}\b(?:ends?|expires?|runs? (?:out|until|from))\b"
        r"|\bopened a (?:file|case)\b|\bin (?:the|a|our) queue\b",
        r"\back?nowledge(?:s|d|ment)?\b(?! of (?:the )?public)|\bcydnabod|\bwedi derbyn eich|\bbyddwn yn ymateb"
        r"|\bbyddwch yn derbyn",
        rf"\b(?:will|shall|should|can expect to|get) (?:\w+ ){{0,3}}(?:receive|be sent|get|have|hear|expect|provide"
        rf"|send|issue|let you have)\b[^.]{{0,30}}\b(?:{REPLY}|from us|back|by \d|within)\b|\byou get our {REPLY}\b",
        r"\b(?:aim|endeavour|try|hope|seek|intend|strive|required|obliged|bound|have)\b (?:for|to (?:reply|respond"
        r"|answer|provide|send|deal|let|give|finish)|\w+ to respond)",
        rf"\b{REPLY} (?:within|by|in) (?:the )?(?:statutory|20|twenty|\d+ (?:working )?days)|\bstatutory (?:{_LIMIT})"
        rf"|\b(?:target|due) (?:date|by|on)\b|\bdate received\b|^\W*target:",
        r"\b(?:will|shall|must|should|to) (?:now |then |all )?be (?:considered|dealt with|processed|handled|answered"
        r"|looked at|allocated|progressed|actioned|responded to)\b|\b(?:is|are) (?:now "
        r"|currently )?(?:being )?(?:dealt|processed|considered|handled|looked|progressed|actioned"
        r"|receiving attention|under consideration|in hand)\b",
        r"\bin (?:touch|contact) (?:in due course|shortly|soon)\b|\b(?:looking into|working on|dealing with"
        r"|processing|considering) (?:it|this|your)\b",
        rf"\b{_ASKED}\b[^.?]{{0,60}}\b(?:has|have|was|is|been)(?: now| today)?(?: been)?(?: safely)? (?:received"
        rf"|logged|registered|recorded|opened|created"
        r"|(?:re-?)?allocated|(?:re-?)?assigned|arrived|now with|with our|entered|passed to (?:the|a|our|my)"
        r"|given (?:the |to )?(?:ref|number|an officer|a case))|\barrived (?:on|safely|with)\b",
        r"\bsubmitted (?:successfully|online)\b|\bsuccessfully (?:submitted|received)\b|\breached me\b"
        r"|\bhear (?:\w+ )?from (?:me|us)\b|\b(?:reached|arrived (?:at|in)|safely with|come (?:in)?to|came to) (?:us"
        r"|our|this (?:office|force|department))\b|\bwe (?:now )?have (?:got )?your (?:request|e-?mail|letter"
        r"|enquiry)\b",
        r"\b(?:passed|forwarded|sent) (?:it |your (?:request|e-?mail|enquiry) )?(?:on )?to (?:our|colleagues"
        r"|the (?:relevant|appropriate|foi|freedom|information))\b",
        r"\b(?:hear from us|write (?:back )?to you|reply to you|respond to you|get back to you|back to you)\b"
        r"|\bfollow (?:its |the )?progress\b",
        r"\bconfirm(?:s|ation)?\b[^.?]{0,30}\b(?:receipt|received|safe arrival|is now with|came to us)\b"
        r"|\bin receipt of\b|\breceipt of your\b",
        r"\b(?:assigned|given|allocated|has)\b[^.]{0,25}\b(?:number|reference|case|officer|handler)\b|\b(?:your|a"
        r"|the) (?:number|reference)\b[^.]{0,20}\b(?:is|will be sent)\b",
        rf"\b(?:is|are) due\b|\b{REPLY} will (?:follow|be (?:sent|issued|provided|with you|made))\b|\bentered (?:in"
        rf"|on|into|onto) our\b|\bfor a {REPLY}\b",
        r"\b(?:we|i|who|they|it|colleague|team|officer|unit|department|force) (?:will|shall|must"
        r"|should) (?:\w+ ){0,2}(?:respond|reply|answer|be in touch|contact you|write|consider|deal|process|handle)\b"
        r"|\byou(?: will|'ll) hear\b",
    ),
    Signal.RECEIVED: (
        r"\b(?:have|we|i) (?:now |today |safely )?(?:got|received) (?:the|this|your)\b",
        r"\breceived with thanks\b|\breceived (?:by|on|at|in this office|this morning|today|your)\b"
        r"|\bdated and received\b|\blogged\b|\bthank(?:s| you) for your (?:foi|freedom|information|request|e-?mail"
        r"|enquiry|letter)\b|\bdderbyniwyd\b|\bdiolch am eich\b",
    ),
    Signal.EXTENSION: (
        rf"\bexten(?:d(?:ed|ing|s)?|sion)\b(?=[^.]{{0,60}}\b(?:{_LIMIT}|time|{_DAYS}|{REPLY}|until|to \d|by \d|by"
        rf"|your request)\b)|\b(?:{_LIMIT}|time)\b[^.]{{0,40}}\bextended\b",
        rf"\b(?:further|additional|extra|more|longer) (?:time|{_DAYS}|working days|period)\b"
        rf"|\b\d+ more (?:working )?days\b|\b(?:need|take|taking|require|taken)\b[^.;]{{0,20}}\blonger\b"
        rf"|\bmwy o amser\b",
        rf"\bsection 10\(3\)|\bsection 17\(2\)|\b(?:revised|new|amended|extended|later) (?:\w+ )?(?:{_LIMIT}|date)\b"
        rf"|\b(?:need|require|want)s? until\b",
        r"\b(?:have|has|is|was|are|were) (?:not|un)(?: yet|able)?\b[^.;]{0,30}\b(?:completed?|reached|conclude[d]?"
        r"|finali[sz]ed?|finished?|meet|met|decided)\b|\bnot yet (?:\w+ )?(?:decided|determined|able|been|had|ready"
        r"|complete)|\byet to (?:reach|decide|conclude|complete|receive|be)\b|\bnot sent theirs\b",
        rf"\b(?:not (?:been )?(?:able|possible|in a position)|unable|cannot|will not)\b[^.;]{{0,40}}\b(?:complete"
        rf"|respond|meet|reply|answer|provide you|{REPLY}|ready)\b[^.;]{{0,60}}\b(?:days|{_LIMIT}|time|date|within|by"
        rf"|yet|today|at present|currently)\b",
        r"\b(?:apolog\w+|sorry|regret)\b[^.]{0,60}\b(?:delay|late\b|overdue|not yet|waiting|taking)|\b(?:is|are|be"
        r"|has been|run(?:ning)?) (?:a |now |currently |already )?(?:little )?(?:delay(?:ed)?|overdue|late)\b"
        r"|\bdelay in (?:responding|replying|our|providing|answering)\b|\bover the (?:twenty|20|statutory)\b"
        r"|\bmiss (?:that|the|our)\b|\boutside (?:of )?the (?:20|twenty|statutory)",
        r"\b(?:awaiting|waiting (?:for|on)) (?!you)(?:the |their |a |an |some |further )?(?:information|data|figures"
        r"|response|input|reply|details|answers?|confirmation|approval)\b|\bhope to (?:be able to )?(?:respond|reply"
        r"|answer|send|provide|let|issue|complete|conclude|have)\b|\bnow expect to\b|\bbe (?:weighed|balanced)\b"
        r"|\brunning (?:behind|late)\b|\b(?:deadline|limit|target|date) (?:will|can|could) ?not be (?:met|kept)\b"
        r"|\bwill now be\b(?=[^.]{0,40}\b(?:before|until|by)\b)|\bstill (?:\w+ )?(?:awaiting|waiting|considering"
        r"|being|in (?:the process|progress)|collat\w+|putting|gather\w+|compil\w+|under|to be weighed|working)\b"
        r"|\bnot (?:be )?(?:determined|ready|concluded)\b",
    ),
    Signal.TRANSFER: (
        rf"\b(?:arrang\w+|asked) (?:for|that)\b[^.]{{0,40}}\b(?:transferred|passed|sent|forwarded)\b"
        rf"|\b{_MOVED} (?:(?:it|them|this|your (?:\w+ )?{_ASKED}) )?there\b|\b(?:let|given) (?:them|him|her|it"
        rf"|that force) (?:have )?(?:a copy of )?your {_ASKED}\b|\bheld by {_BODY}[^.]{{0,20}}\b(?:rather than"
        rf"|and not|not)\b[^.]{{0,10}}\bus\b",
        rf"\b{_MOVED}\b(?: (?:it|this|them|your (?:\w+ )?{_ASKED}|the request))?(?: on| over| today| now"
        rf"| direct(?:ly)?| this morning| as well)* (?:to|on to) (?:the )?(?!our\b|my\b)(?:{_BODY}|them\b|there\b"
        rf"|(?:his|her|its|their)\b|it\b|an outside)",
        rf"\b{_MOVED}(?: today)? (?:there|on under)\b|\btransfer (?:it|your|this|the)\b[^.]{{0,60}}\b(?:today|have"
        rf"|now)\b|\bwe are transferring\b|\b(?:have|has)(?: been)? transferred\b"
        r"|\btransferred (?:it|them|under)\b|\bhand(?:ed|ing) it over\b|\bwedi trosglwyddo\b",
        rf"\b(?:request|enquiry|it|this|application|questions?)\b[^.;]{{0,20}} (?:should|needs? to|must"
        rf"|ought to) (?:therefore |instead )?be (?:re-?)?(?:directed|addressed|made|sent"
        rf"|submitted) to (?:the )?{_BODY}|\bbetter (?:addressed|directed|sent|put|answered|dealt with) (?:to|by)\b"
        rf"|\b(?:gone|went|sent|passed) to (?:his|her|their|its) (?-i:[A-Z])",
        r"\b(?:please )?re-?direct your (?:request|enquiry)\b|\bnot the (?:correct|right|appropriate"
        r"|relevant) (?:public )?(?:authority|force|body|organisation)\b|\b(?:wrong"
        r"|incorrect) (?:public )?(?:authority|force)\b|\bbelieve that (?:it|this|the information"
        r"|what you ask for) is held by\b",
        r"\bplease (?:send|submit|direct|re-?submit|address) (?:your|the|this|any) (?:request|enquiry) to\b"
        r"|\bplease (?:re-?)?(?:send|submit|direct|address) (?:it|this) to (?:the|that|them)\b|\b(?:come|sent"
        r"|addressed) to the wrong\b|\btransfer of (?:your |the )?request\b",
    ),
    Signal.FEES: (
        r"\bfees? notice\b(?<!rather than a fees notice)|\b(?:ask|asking) for a fee\b|\bfee is payable\b"
        r"|\bpayment of £|\bfee of £(?=[^.]{0,40}(?:payable|pay|before|charge|[.]))|\b(?:pay|paid|payment of"
        r"|receipt of) (?:the|a|this) fee\b|\b(?:required|need|asked|have) to pay\b|\bto pay £|\bcharging for\b"
        r"|\bcheque\b",
    ),
    Signal.REVIEW: (
        r"\blook(?:ing|ed)? again at (?:your|the|this)\b|\breview (?:ref\w* |no\.? )?\d+/\d|\byour appeal against\b",
        r"\b(?:outcome|result|conclusions?|findings?|completion) of (?:the |your |our |this |my |that "
        r"|an )?(?:internal )?review\b|^\W{0,9}(?:internal )?review (?:decision|outcome|response)\b",
        r"\binternal review\b(?=[^.]{0,40}(?:\d|outcome|decision|response|ref|into|of your|panel|has been|have been"
        r"|is now|was|were|is being|will be))|\badolygiad mewnol\b",
        r"^\W{0,9}internal review\W*$(?<!internal review)|\b(?:you )?ask(?:ed|ing) (?:us "
        r"|me )?(?:\w+ )?(?:for an? (?:internal )?review|to (?:look|think|consider) \w*\s?again)\b"
        r"|\byou (?:have )?(?:asked|requested|sought)[^.]{0,40}\breview\b",
        r"\b(?:concludes?|completes?|completed|carried out|conducted|undertaken|undertook|performed"
        r"|considered) (?:the|my|our|this|your|an?) (?:internal )?review\b|\breviewed (?:the|our|your"
        r"|this) (?:\w+ )?(?:decision|handling|response|request|case|matter)\b|\breview has (?:now )?been\b|\b(?:your"
        r"|the) review (?:request|was|is)\b",
        r"\b(?:I|we|panel|reviewer|review)\b[^.;]{0,40}\b(?:uphold|upholds|upheld|overturn(?:s|ed)?|substitutes?"
        r"|substituted)\b|\b(?:your (?:complaint|appeal)|decision|refusal|exemptions?"
        r"|section \S+)\b[^.;]{0,60}\b(?:upheld|overturned|rightly|correctly applied)\b"
        r"|\byour complaint\b[^.]{0,30}\b(?:is|was|has been)\b|\b(?:looked?|consider\w*"
        r"|examined?) (?:\w+ ){0,5}(?:afresh|anew)\b|\bsecond (?:look|time|try)\b",
        rf"\b(?:first|original|initial|earlier|previous) (?:{REPLY}|refusal|notice)\b(?=[^.]{{0,80}}\b(?:was|were|did"
        rf"|stands?|correct|wrong|right|said|maintain|withdraw))|\byour complaint about\b|\blook into the way\b"
        rf"|\b(?:ask|request)(?:ed|ing)? (?:us |me |that we |that I )?(?:to )?review\b|\byou (?:disputed|challenged"
        rf"|contested|complained)\b",
    ),
    Signal.CLARIFICATION: (
        r"\bnot (?:yet )?started the clock\b|\bclock (?:has|will) not (?:yet )?(?:start|begin|run)"
        r"|\bno \w+ was attached\b",
        r"\b(?:need|require)\b[^.]{0,60}\bbefore (?:we|i)\b|\bbefore (?:we|i) (?:can|could) (?:begin|start|proceed"
        r"|search|process|progress|take|look)\b|\b(?:need|like|want|asked (?:me|us)|have) to (?:know|find out|check"
        r"|establish|ask|confirm)(?: with you)? (?:whether|which|what|if|how|you)\b|\bwould you (?:mind|be (?:willing"
        r"|able|happy|content|prepared|so kind))\b|\bgrateful for (?:a|your) (?:reply|answer|confirmation"
        r"|clarification)\b",
        r"\b(?:need|require|want|seek|ask|requir|request)(?:s|ed|ing)?\b(?: (?:you|for|to|provide|give|us|some"
        r"|further|more|additional|a|little|bit|with|any|please))* (?:clarification|clarity|explanation|(?:details?"
        r"|particulars)|(?<=further )information|(?<=more )information)\b",
        r"\b(?:could|can|would|will) you (?:please |kindly |also |just |perhaps )?(?:specify|clarify|confirm|explain"
        r"|be more|make clear|tell|let|provide|state|advise|give|indicate|narrow|refine|re-?phrase|re-?word|identify"
        r"|define|expand|say|be kind)\b|\ballwch chi egluro\b",
        r"\b(?:please|kindly) (?:could you |can you |would you |also |kindly )?(?:describe|specify|clarify"
        r"|confirm (?:what|which|whether|if|the|that you)|explain|state|advise (?:us )?(?:what|which|whether|if)"
        r"|let us know (?:what|which|whether|if|the|how)|tell us|indicate|define|identify|narrow|refine|re-?phrase"
        r"|re-?word|be more specific|(?:provide|supply|give) (?:further|more|clarif|a|the|us|this|some)|put what you)",
        r"\b(?:ask|need|require|invite|grateful if|helpful if|appreciate it if|obliged if|like|assist(?: us)? if"
        r"|help(?: us)? if) you (?:to |would |could |can )?(?:please )?(?:to )?(?:clarify|specify|explain|confirm"
        r"|tell us|let us know|narrow|refine|define|provide|state|indicate|identify|say|re-?phrase)",
        r"\b(?:please|kindly) let us have\b|\blike to check\b|\bif you (?:would|could|can) (?:please )?(?:confirm"
        r"|clarify|let us know|specify|explain|tell|provide|indicate|narrow)\b|\b(?:what|which) (?:do "
        r"|did )?you mean(?:t)?\b|\bmean(?:t|ing)? (?:by|of)\b(?=[^.]{0,60}[?\"'“‘])",
        r"\b(?:which|what) of (?:the following|these|them) (?:do|did|would|are) you\b|\bcan i (?:just "
        r"|please )?check\b|\b(?:cannot|can not) (?:start|begin|proceed|progress)\b[^.]{0,20}\b(?:until|without"
        r"|unless)\b",
        r"\b(?:not|un)[ -]?(?:\w+ly )?(?:clear|certain|sure)\b[^.?]{0,40}\b(?:what|which|whether|how|if|meaning|you"
        r"|question|from|request)\b|\b(?:too|is|are|remains?) (?:ambiguous|vague|unclear|imprecise)\b|\btoo (?:broad"
        r"|general|wide)\b|\bopen to (?:\w+ )?interpretation\b",
        r"\bon hold\b|\bclock (?:is|has been|will be) (?:stopped|paused|suspended)\b|\bsection 1\(3\)"
        r"|\bcannot tell (?:what|which|whether)\b|\b(?:treat|assume|taken?)\b[^.]{0,30}\b(?:closed|withdrawn"
        r"|no longer want)\b|\bnot let us tell what\b",
        r"\b(?:unable|not able|cannot|not possible|insufficient)\b[^.]{0,40}\b(?:identify|locate|process|proceed"
        r"|progress|understand|deal with)\b[^.]{0,60}\b(?:without|until|from (?:your|the) (?:description|wording)"
        r"|as (?:it stands|worded|drafted|presently|currently)|you (?:want|require|seek|are))\b",
        r"\b(?:once|until|when) (?:we|i) (?:have )?(?:hear|heard|receive[d]?|had|have|get)\b[^.?]{0,20}\b(?:from you"
        r"|back|your)\b|\bnot valid in its (?:current|present)\b|\b(?:cannot|unable to|not able to|difficult to"
        r"|hard to) (?:make out|understand|tell|work out|establish|determine|ascertain|see)\b[^.]{0,60}\byou(?:r)?\b"
        r"|\bquestion (?:about|on) your\b|\bwaiting for (?:customer|applicant|requester|you)\b"
        r"|^\W*request for clarification\b",
        r"\bclarif(?:y|ication)[^.]{0,60}\b(?:before|so that|in order|needed|required|necessary)\b|\b(?:information"
        r"|detail) is (?:required|needed) from you\b|\bprovide clarification\b|\border to (?:progress|proceed"
        r"|process)\b|\bwhen your (?:answer|reply|clarification) (?:comes|arrives|reaches)\b",
    ),
    Signal.ABSENT: (
        r"\bout of (?:the )?office\b|\b(?:annual|maternity|paternity|parental|sick|study|compassionate) leave\b"
        r"|\b(?:office|we|unit) (?:is|are) (?:now |currently )?closed\b|\blimited access to (?:my )?e-?mails?\b",
        r"\b(?:i am|i will be|i shall be) (?:currently )?(?:away|absent|on leave|off)\b|\b(?:on my|when i) return\b"
        r"|\bno longer work(?:s|ing)? (?:for|at|in)\b|\bno longer (?:monitored|in use|works?)\b|\bam next in\b",
        r"\bnot (?:at work|working)\b|\bdo not work (?:on )?(?:mon|tues|wednes|thurs|fri)|\bwork part[- ]time\b"
        r"|\bin my absence\b|\bhave left the (?:organi[sz]ation|force|constabulary|service)\b|\baway from (?:my desk"
        r"|the office)\b|\bnot in the office\b",
    ),
    Signal.AUTOMATIC: (
        r"\bautomat(?:ic|ed|ically)(?: generated)? (?:reply|response|e-?mail|message|acknowledgement)\b"
        r"|\bdo not (?:respond|reply)\b(?! above)|\bauto-?reply\b",
        r"\b(?:mailbox|inbox) is (?:only |not |no longer )?(?:checked|monitored|staffed)\b",
    ),
}
PATTERNS = {
    signal: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE) for signal, patterns in _PATTERNS.items()
}
