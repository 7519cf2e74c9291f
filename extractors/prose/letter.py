"""The structure of a letter: which sentences repeat the request, which answer, and what number they stand under.

A reply often repeats the request before it answers. What lies in the repeated request, in the head of the letter
above "Dear", in the courtesies after the answer, or in a question sentence, is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from extractors.prose.blocks import blocks
from extractors.prose.items import answers_between, item_name, may_number, numbers_item, spans_items
from extractors.prose.marks import (
    ABBREVIATION,
    ANNEX,
    ANSWER_MARK,
    ANSWER_WORD,
    ASKED_HERE,
    ASKS,
    ASKS_NEXT,
    BOUNDARY,
    BULLET,
    CLOSING,
    COMES_TO,
    COUNT_WORDS,
    COUNTED_LIST,
    DASH,
    DATED_ENTRY,
    DEAR,
    DECIMAL_ITEM,
    FORCE,
    FORCE_CAN,
    HEADED,
    INLINE,
    INLINE_FIRST,
    INLINE_LETTER,
    LABEL,
    LISTED,
    ORDINAL,
    ORDINALS,
    QUESTION_MARK,
    REPLY,
    REQUEST,
    RESTARTS,
    REVIEWED,
    ROMAN,
    STATES,
    TWO_LINES,
    VALUE_AT_END,
    ends_as_entry,
)
from extractors.prose.numbers import amount_at

_NUMBER = re.compile(r"\W*(?:\w+ )?\(?(?:\d{1,2}[a-h]?|[a-h]|[ivx]{1,4})\)?[.;]", re.IGNORECASE)  # of an item
_SIGNATURE = 300  # signs: what stands below the name of a force at the end of its letter


class Zone(StrEnum):
    """What a sentence of a letter is for."""

    HEAD = "head"
    REQUEST = "request"
    REPLY = "reply"
    CLOSING = "closing"


class Sentence(NamedTuple):
    """Characters ``start`` to ``end`` of the text, without item number or marker word.

    ``question``: the item it stands under. ``scope``: sentences that share one refusal or answer.
    ``lead``: the heading that introduces it. ``direct``: it begins right after an item number,
    an answer word or a question. ``block``: the paragraph or line it belongs to.
    """

    start: int
    end: int
    zone: Zone = Zone.REPLY
    question: str = ""
    scope: int = 0
    lead: str = ""
    direct: bool = False
    block: int = 0


def sentences(text: str) -> list[Sentence]:
    """Every sentence of a letter with its zone, item number and scope, in order."""
    return _Reader(text).read()


def _last_sign(text: str, end: int) -> str:
    """The last sign above ``end`` that is no white space, or ""."""
    while end and text[end - 1].isspace():
        end -= 1
    return text[end - 1 : end] if end else ""


class _Reader:
    """Walks over the sentences and keeps what the last ones said: zone, item number, lead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.answers_at = max((m.start() for m in HEADED.finditer(text)), default=-1)
        has_salutation = bool(re.search(r"^\s*dear\s+\S", text, re.IGNORECASE | re.MULTILINE))
        self.now = Sentence(0, 0, Zone.HEAD if has_salutation else Zone.REPLY)
        self.number = 0  # the last item number
        self.listed = 0  # items of the repeated request since it began
        self.asked = False
        self.paired = QUESTION_MARK.search(text) is not None and ANSWER_MARK.search(text) is not None
        self.inline: set[int] = set()  # where an item begins in the middle of a line
        self.out: list[Sentence] = []

    def read(self) -> list[Sentence]:
        for n, (start, end) in enumerate(blocks(self.text)):
            self.now = self.now._replace(block=n)
            if self.text[start] == ">":
                self._quoted(start, end)
                continue
            self._block(start, end)
        return self.out

    def _block(self, start: int, end: int) -> None:
        if self._leaves_part(start):
            whole = re.match(r"\d*", self.now.question)
            self.now = self.now._replace(question=whole[0] if whole else "")
        at = start
        for stop in (*self._boundaries(start, end), end):
            self._sentence(at, stop, first=at == start)
            at = stop

    def _leaves_part(self, start: int) -> bool:
        """Whether a paragraph begins below "(iii) 2014 - 15": a part that has its value, so that it may be of all."""
        last = self.out[-1] if self.out else self.now
        if last.question != self.now.question or self.now.question[-1:].isdigit() or last.zone is not Zone.REPLY:
            return False
        apart = "\n\n" in self.text[last.end - 1 : start]
        return apart and bool(self.now.question) and ends_as_entry(self.text[last.start : last.end].strip())

    def _quoted(self, start: int, end: int) -> None:
        """A quoted line of the request: what stands below it answers it, under its number."""
        if self.now.zone is Zone.REQUEST:
            self._enter(Zone.REPLY)
        label = LABEL.match(self.text, start + len(re.match(r"[>\s]*", self.text[start:end])[0]), end)  # type: ignore[index]
        if label and label["number"][0].isdigit() and label["stop"].strip():
            self._number(re.sub(r"[\s()]", "", label["number"]).lower())
        self.out.append(self.now._replace(start=start, end=end, zone=Zone.REQUEST))
        self.asked = True

    def _boundaries(self, start: int, end: int) -> Iterator[int]:
        yield from sorted({*self._stops(start, end), *self._inline(start, end)})

    def _inline(self, start: int, end: int) -> Iterator[int]:
        """Where "2) ..." begins on one line with "1) ..."."""
        first = INLINE_FIRST.search(self.text, start, end) if self.text.find("1", start, end) >= 0 else None
        number = 1
        for found in INLINE.finditer(self.text, start, end) if first else ():
            if int(found[1] or found[2]) == number and found.start() >= first.start():  # type: ignore[union-attr]
                number += 1
                self.inline.add(found.end())
                yield found.end()
        yield from self._inline_letters(start, end)

    def _inline_letters(self, start: int, end: int) -> Iterator[int]:
        """Where "(b) 3" begins on one line with "(a) 14"."""
        found = list(INLINE_LETTER.finditer(self.text, start, end)) if self.text.find("b)", start, end) >= 0 else []
        if len(found) > 1 and "abcdefgh".startswith("".join(item["letter"] for item in found)):
            self.inline |= {item.start("mark") for item in found}
            yield from (item.start("mark") for item in found[1:])

    def _stops(self, start: int, end: int) -> Iterator[int]:
        last = start
        for found in BOUNDARY.finditer(self.text, start, end):
            piece = self.text[last : found.end()]
            if ABBREVIATION.search(piece[-12:]):
                continue
            if _NUMBER.fullmatch(piece) and not answers_between(self.text, start, last, piece):
                continue
            digits = re.search(r"\d{1,2}(?=\.$)", piece)
            if digits and numbers_item(self.text, last + digits.start(), last + digits.end()):
                continue
            if found[0] == ";" and not LISTED.match(self.text, found.end()):
                continue
            last = found.end()
            yield last

    def _sentence(self, start: int, end: int, first: bool) -> None:
        start = self._skip(start, end)
        if start >= end:
            return
        direct = self.asked
        if direct and (dash := DASH.match(self.text, start, end)):
            start = dash.end()
        start, labelled = self._item(start, end, first)
        if labelled and start in self.inline:  # "1. (a) 14 (b) 3"
            start, _ = self._item(start, end, False)
        start, marked = self._markers(start, end)
        if not labelled:  # "Answer: 1. ..." or "Response to question 1: ..."
            start, labelled = self._item(start, end, marked)
        if first and (bullet := BULLET.match(self.text, start, end)):
            start, direct = bullet.end(), True
        self._keep(start, end, direct or labelled or marked or self._bare(start, end), first)

    def _bare(self, start: int, end: int) -> bool:
        """Whether a line below the words of an item is nothing but a value: "1. Officers suspended" above "73"."""
        above = self.out[-1] if self.out else self.now
        if not above.direct or not self.now.question or above.question != self.now.question:
            return False
        if self.text[:start].rstrip(" \t")[-1:] != "\n" or "\f" in self.text[start : end + 1]:
            return False  # inside a line, or the number of a page
        amount = amount_at(self.text, start, end)
        return amount is not None and len(self.text[amount.end : end].split()) <= 2

    def _keep(self, start: int, end: int, direct: bool, first: bool) -> None:
        words = self.text[start:end].strip()
        asks = words.endswith("?") or bool(ASKS.match(words))
        zone = Zone.REQUEST if asks and self.now.zone is Zone.REPLY else self.now.zone
        if words:
            self.out.append(self.now._replace(start=start, end=end, zone=zone, direct=direct))
            lead = words.rstrip(": \n") if words.endswith(":") else ""
            if (lead or (first and self.now.lead)) and not ends_as_entry(words):
                self.now = self.now._replace(lead=lead)
        if asks and first and not self.now.question and ASKS_NEXT.match(words):
            self.now = self.now._replace(scope=self.now.scope + 1)  # what is refused above it is another question
        self.asked = asks or (direct and not words)

    def _skip(self, start: int, end: int) -> int:
        while start < end and (self.text[start].isspace() or self.text[start] in '#*_"“'):
            if self.text[start] == "*" and self.text[start + 1 : start + 2] == " ":
                break
            start += 1
        return start

    def _markers(self, start: int, end: int) -> tuple[int, bool]:
        """Moves to another zone where a sentence begins with its marker word."""
        zone = self.now.zone
        if DEAR.match(self.text, start, end) and zone is Zone.HEAD:
            self.now = self.now._replace(zone=Zone.REPLY)
            named = re.match(r"[^,\n]{0,45}(?:,| - )\s*(?=\w+\s+\w+\s+\w)", self.text[start:end])
            return (start + named.end() if named else end), False
        if zone in (Zone.REPLY, Zone.CLOSING) and ANNEX.match(self.text[start:end].strip()):
            self._enter(Zone.REPLY)
        elif zone is not Zone.HEAD and (found := self._replies(start, end)):
            self._enter(Zone.REPLY)
            if RESTARTS.match(self.text, start, end):
                self.number, self.now = 0, self.now._replace(question="")
            return (found.end(), True) if ANSWER_WORD.match(found[0]) else (start, False)
        elif zone is Zone.REPLY and (self._closes(start, end) or self._signed(start, end)):
            self._enter(Zone.CLOSING)
        elif found := REQUEST.match(self.text, start, end) or self._asked_here(start, end):
            self._enter(Zone.REQUEST)
        elif zone is Zone.REQUEST and self._states(start, end):
            self._enter(Zone.REPLY)
            return start, True
        return start, False

    def _closes(self, start: int, end: int) -> bool:
        """Whether a sentence begins the courtesies. The outcome of a review has its own name for a heading."""
        found = CLOSING.match(self.text, start, end)
        reviewed = found and "review" in found[0].lower() and REVIEWED.search(self.text, end, end + _SIGNATURE)
        return bool(found) and not reviewed

    def _asked_here(self, start: int, end: int) -> re.Match[str] | None:
        return ASKED_HERE.match(self.text, start, end) if _last_sign(self.text, end) == ":" else None

    def _replies(self, start: int, end: int) -> re.Match[str] | None:
        """Words that begin a reply: "Our response", "Humberside Police can provide the following"."""
        by_name = self.text.find("Police", start, end) >= 0 or self.text.find("Constabulary", start, end) >= 0
        return REPLY.match(self.text, start, end) or (FORCE_CAN.match(self.text, start, end) if by_name else None)

    def _signed(self, start: int, end: int) -> bool:
        """Whether the name of a force stands alone near the end of a letter, and no figures below it."""
        if len(self.text) - end > _SIGNATURE or len(self.out) < 3 or not FORCE.fullmatch(self.text[start:end].strip()):
            return False
        return not VALUE_AT_END.search(self.text, end)

    def _states(self, start: int, end: int) -> bool:
        """Whether a paragraph below the repeated request states something, and no heading of an answer is to come."""
        gap = self.text[self.out[-1].end if self.out else 0 : start]
        line = start  # looked for backwards: a copy of all that stands above, for each sentence, would be long
        while line and self.text[line - 1] in " \t":
            line -= 1
        begins = self.text[max(0, line - 2) : line]
        told = (
            self.asked is False and self.out and self.text[self.out[-1].start : self.out[-1].end].rstrip()[-1:] == "."
        )
        apart = (
            begins == "\n\n"
            or (
                told
                and begins.endswith("\n")
                and (COMES_TO.match(self.text, start) or COUNTED_LIST.match(self.text, start))
            )
            or (begins.endswith("\n") and self.asked)
            or "\n\n" in gap
        )
        if not apart or self._heading_follows(start):
            return False
        listed = DATED_ENTRY.match(self.text, start, end) or TWO_LINES.match(self.text, start)
        return bool(STATES.match(self.text, start, end) or listed or COUNTED_LIST.match(self.text, start))

    def _enter(self, zone: Zone) -> None:
        if zone is self.now.zone:
            return
        question = self.now.question
        if (
            zone is Zone.REQUEST and not self.asked
        ) or self.listed > 1:  # the request lists its items, the reply begins anew
            self.number, question = 0, ""
        self.listed = 0
        self.now = self.now._replace(zone=zone, scope=self.now.scope + 1, lead="", question=question)

    def _item(self, start: int, end: int, first: bool) -> tuple[int, bool]:
        """The item number a sentence begins with, if it is one: in sequence, or announced by a word."""
        if start < end and not may_number(self.text[start : start + 16]):
            return start, False
        if ordinal := ORDINAL.match(self.text, start, end):
            self._number(str(ORDINALS.index(ordinal["ordinal"].lower()) + 1))
            return ordinal.end(), True
        found = LABEL.match(self.text, start, end)
        if not found or not (self._is_item(found, start, first) or self._begins_again(found, start, end, first)):
            return start, False
        name = item_name(found["number"])
        name = str(COUNT_WORDS.index(name) + 1) if name in COUNT_WORDS else name
        if self.paired and self.now.zone in (Zone.REQUEST, Zone.REPLY):
            begins = (found["word"] or "")[:1].lower()
            self._enter({"q": Zone.REQUEST, "a": Zone.REPLY}.get(begins, self.now.zone))
        self._number(name)
        return found.end(), True

    def _begins_again(self, found: re.Match[str], start: int, end: int, first: bool) -> bool:
        """ "1." after a list of questions, where it asks nothing: the first answer."""
        words = self.text[found.end() : end].strip()
        if not first or found["number"] != "1" or found["stop"].strip() not in (".", ")") or not self.number:
            return False
        if words.endswith("?") or ASKS.match(words) or self._heading_follows(start):
            return False
        if self.now.zone is Zone.REQUEST:
            self._enter(Zone.REPLY)
        return self.now.zone is Zone.REPLY

    def _heading_follows(self, at: int) -> bool:
        return self.answers_at > at

    def _is_item(self, found: re.Match[str], start: int, first: bool) -> bool:
        name = found["number"]
        if "." in name:
            return first and len(DECIMAL_ITEM.findall(self.text)) > 1
        if (joined := re.search(r"[-–]|to", name)) and not spans_items(found, joined, self.number if first else None):
            return False
        if found["plain"] is not None and (found["word"] or "")[:1].lower() != "q":
            return first and self.text[found.end()].isalpha() and self._counts_on(name, start)
        if self.asked and found["word"] is None and not found["stop"].strip() and name.isdigit():
            return False  # a bare number below a question is its answer
        if name.lower() in COUNT_WORDS:
            return True
        if not name[0].isdigit():
            if start in self.inline:
                return True
            listed = first and found["stop"].strip() in (".", ")") and len(name) < 4
            return listed and (self.number > 0 or self._lettered(name.lower(), start))
        if found["word"] and found["word"].strip().lower() != "c":  # Welsh: C1, C2; "C1" alone may be a class
            return True
        if not (first or start in self.inline or _last_sign(self.text, start) in ".;?"):
            return False
        value = int(re.match(r"\d+", name)[0])  # type: ignore[index]
        weak = found["stop"].strip() not in (".", ")")
        return value == self.number + 1 or (
            value in (self.number, *range(self.number + 2, self.number + 4)) and not weak
        )

    def _counts_on(self, name: str, start: int) -> bool:
        """ "1  Officers: 0", with a line "2  Staff: 0" below it or "0", one less, above: numbers of a list."""
        if not name.isdigit() or (int(name) != self.number + 1):
            return False
        below = re.search(rf"^\s*{int(name) + 1}\s+[A-Z]", self.text[start:], re.MULTILINE)
        return below is not None or (self.number > 0 and self.now.question == str(self.number))

    def _lettered(self, name: str, start: int) -> bool:
        """ "a) ..." with "b) ..." to come, or "b)" after "a)": a list by letters or Roman numbers alone."""
        second = {"a": "b", "i": "ii"}.get(name)
        if second and re.search(rf"^\s*\(?{second}[.)]\s", self.text[start:], re.MULTILINE):
            return True
        if name in ROMAN[1:] and self.now.question == ROMAN[ROMAN.index(name) - 1]:
            return True
        return len(name) == 1 and self.now.question == chr(ord(name) - 1)

    def _number(self, name: str) -> None:
        self.listed += self.now.zone is Zone.REQUEST
        if name[0].isdigit():
            self.number = int(re.findall(r"\d+", name.partition(".")[0])[-1])
            question = name
        else:
            question = f"{self.number or ''}{name}".lower()
        self.now = self.now._replace(question=question, scope=self.now.scope + 1, lead="")
        if self.now.zone is Zone.CLOSING:
            self.now = self.now._replace(zone=Zone.REPLY)
