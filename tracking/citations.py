"""Sections of the Acts as a letter cites them, one by one: ``Section 31(1) (a) and (b)`` -> 31(1)(a), 31(1)(b).

Sections of other Acts are not ours ("section 44 of the Terrorism Act"), and a section that the letter says it does
not rely on is no citation. Spelling: "40(2)", "31(1)(a)", "12 FOISA", "12(4)(d) EIR".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# Part II of the Act and the ways out of Part I (sections 12 and 14): grounds for refusing.
GROUNDS = frozenset({12, 14, *range(21, 45)})
# Named in almost every letter, and no ground: what a request is, fees, time, advice, the refusal notice itself.
PROCEDURAL = frozenset({1, 8, 9, 10, 11, 15, 16, 17})
EIR_GROUNDS = frozenset({12, 13})
# Subsections of Part II under which an authority neither confirms nor denies.
_CONFIRMS_NOTHING = frozenset(
    {(s, "2") for s in (22, 24, 34, 37, 38, 39, 41, 42, 44)}
    | {(s, "3") for s in (26, 28, 29, 30, 31, 32, 33, 35, 36, 43)}
    | {(22, "2"), (23, "5"), (25, "2"), (27, "4"), (40, "5"), (40, "5A"), (40, "5B")}
)
# Personal data, neither confirmed nor denied: numbered 40(5) until 25 May 2018, 40(5B) since (DPA 2018 Sch. 19).
RENUMBERED = {"40(5)": "40(5B)"}


@dataclass(frozen=True, slots=True)
class Citation:
    """One section as cited. ``law``: "" (FOIA, or not said), "FOISA", "EIR". ``start``, ``end``: its place."""

    number: str
    groups: tuple[str, ...]
    law: str
    start: int
    end: int

    @property
    def text(self) -> str:
        spelled = self.number + "".join(f"({group})" for group in self.groups)
        return f"{spelled} {self.law}".strip()

    @property
    def section(self) -> int:
        return int(re.match(r"\d+", self.number).group())  # type: ignore[union-attr]

    @property
    def is_ground(self) -> bool:
        return self.section in (EIR_GROUNDS if self.law == "EIR" else GROUNDS)

    @property
    def confirms_nothing(self) -> bool:
        """Whether the subsection lifts the duty to confirm or deny."""
        found = self.groups[0] if self.groups else ""
        return self.law == "" and (self.section, found) in _CONFIRMS_NOTHING

    @property
    def is_procedural(self) -> bool:
        return self.section in PROCEDURAL and self.law != "EIR"


def today(text: str) -> str:
    """The present number of a section that was renumbered: both mean the same."""
    return RENUMBERED.get(text, text)


_SECTION = r"\d{1,2}[A-D]?(?![\w£%.]*\d)(?![A-Za-z])"
_GROUP = r"\s?\(\s?(?:\d{1,2}[A-Z]{0,2}|[a-z]{1,4})(?:\s?[,&]\s?(?:and\s)?[a-z]{1,3})*\s?\)"
_WORD = r"(?:sections?|sects?\.?|secs?\.?|(?<![\w'’.])ss?\.?|exemptions?\s+(?:at\s+|under\s+)?)"
_HEAD = re.compile(rf"(?P<word>(?<![\w'’])(?:{_WORD}|(?P<reg>regulations?|regs?\.?))\s?)(?={_SECTION})", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w(£./-])(?=(?:1[24]|2[1-9]|22A|3\d|4[0-4])\s?\(\d[A-Z]?\))")
_FIRST = re.compile(rf"({_SECTION})((?:{_GROUP})*)")
_LINK = (
    r"\s*(?:,|;|&|/|\+|\band\b|\bor\b|\bby\s+virtue\s+of\b|\bread\s+with\b"
    r"|\bwith\b)\s*(?:and\s+)?(?:\b(?:sections?|sub-?sections?|s)\b\.?\s*)?"
)
_NEXT_GROUPS = re.compile(rf"{_LINK}((?:{_GROUP})+)", re.IGNORECASE)
_NEXT_SECTION = re.compile(rf"{_LINK}(?=({_SECTION}))", re.IGNORECASE)
_ENDS_ITEM = re.compile(
    r"\s*(?:[.,;:)&+/–—-]|$|\n|\b(?:and|or|of|to|apply|applies|FOI|FOIA|FOISA|is|are|has|was|by)\b)", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:to|-|–)\s*\d")
_OTHER_ACT = re.compile(
    r"[\s,]*(?:\([a-z0-9]+\)\s*)*(?:of|,)?\s*(?:the\s+|schedule\s+\w+\s+(?:of|to)\s+the\s+)?"
    r"(?:[A-Z][\w&'’(),-]*\s+|(?:and|of|for|to|the|in)\s+)*?(?:Act|Order|Code|Regulations|GDPR"
    r"|PACE|DPA|RIPA|Convention)\b"
)
_FOI_ACT = re.compile(
    r"freedom\s+of\s+information|environmental\s+information|FOIA|FOISA|EIR\b|fees\s+and\s+appropriate", re.IGNORECASE
)
_GENERIC = re.compile(r"^[\s,]*(?:of|under)?\s*(?:the\s+|this\s+|that\s+)?(?:same\s+)?(?:Act|Regulations)\b")
_FOISA = re.compile(r"^[\s,]*(?:of\s+)?(?:the\s+)?(?:FOISA|FOI\(S\)A|Freedom of Information \(Scotland\) Act)")
_DENIED = re.compile(
    r"\bnone of (?:those|these|the)\b[^.;]{0,30}\b(?:relied|applied|engaged|cited|used)\b|\bwithdr[ae]w|\bset aside\b"
    r"|\b(?:was|were|is|are)(?:\s+not|n['’]t)\s+(?:reached|used|needed|in point|relevant)\b"
    r"|\bno\b[^.;]{0,20}\bis needed\b"
    r"|\bnot\s+(?:been\s+|being\s+|be\s+)?(?:relied|relying|applied|applying|engaged|cited|considered\s+to\s+apply)"
    r"|\b(?:does|do|did)\s+not\s+(?:apply|rely|engage)\b(?!.*\bby virtue\b)|\bno\s+longer\s+(?:rel|appl)",
    re.IGNORECASE,
)


def citations(text: str, start: int = 0, end: int | None = None) -> tuple[Citation, ...]:
    """Every section of FOIA, FOISA or the EIR cited in ``text[start:end]``, each once; their places are in ``text``."""
    found: dict[str, Citation] = {}
    for each in _all(text[start:end]):
        found.setdefault(each.text, replace(each, start=each.start + start, end=each.end + start))
    return tuple(found.values())


def is_denied(sentence: str) -> bool:
    """Whether a sentence says that what it cites is *not* relied on."""
    return _DENIED.search(sentence) is not None


def _all(text: str) -> Iterator[Citation]:
    starts = {m.end(): bool(m.group("reg")) for m in _HEAD.finditer(text)}
    starts |= {m.start(): False for m in _BARE.finditer(text) if m.start() not in starts}
    reached = 0
    for start in sorted(starts):
        if start < reached:
            continue
        items = list(_items(text, start))
        if not items:
            continue
        reached = items[-1].end
        if not _belongs_elsewhere(text[reached : reached + 160], eir=starts[start]):
            law = _law(text[reached : reached + 60], eir=starts[start])
            yield from (Citation(i.number, i.groups, law, i.start, i.end) for i in items)


def _law(after: str, *, eir: bool) -> str:
    if eir:
        return "EIR"
    return "FOISA" if _FOISA.match(after) else ""


def _belongs_elsewhere(after: str, *, eir: bool) -> bool:
    """Whether the Act named next is another than ours. "Of the Act" and no Act at all mean ours."""
    if eir and re.match(r"[\s,]*(?:of|to)\s+the\s+(?!Environmental|EIR)[A-Z]", after):
        return True
    if _GENERIC.match(after) or _RANGE.match(after):
        return _RANGE.match(after) is not None
    named = _OTHER_ACT.match(after)
    return named is not None and "of" in named.group().lower() and not _FOI_ACT.search(named.group())


def _items(text: str, start: int) -> Iterator[Citation]:
    """The section at ``start``, its groups, and whatever is joined to it by commas and ands."""
    match = _FIRST.match(text, start)
    while match:
        number, groups = match.group(1), _split(match.group(2))
        end = match.end()
        paths = _paths(groups)
        while further := _NEXT_GROUPS.match(text, end):
            paths += _continued(paths[-1] if paths else (), _split(further.group(1)))
            end = further.end()
        for path in paths or [()]:
            yield Citation(number, path, "", match.start(), end)
        link = _NEXT_SECTION.match(text, end)
        match = _FIRST.match(text, link.end()) if link else None
        # "Section 12, 18 hours": a bare number after a comma is only a section when nothing is counted by it.
        if match and not match.group(2) and not _ENDS_ITEM.match(text, match.end()):
            return


def _split(groups: str) -> list[list[str]]:
    """ "(1) (a,b)" -> [["1"], ["a", "b"]]."""
    return [re.findall(r"\d{1,2}[A-Z]{0,2}|[a-z]{1,4}(?<!and)", inner) for inner in re.findall(r"\(([^)]*)\)", groups)]


def _paths(groups: list[list[str]]) -> list[tuple[str, ...]]:
    """The subsections that a run of brackets names: siblings side by side, children one level down."""
    paths: list[tuple[str, ...]] = []
    for group in groups:
        paths = _continued_group(paths, group)
    return paths


def _continued_group(paths: list[tuple[str, ...]], group: list[str]) -> list[tuple[str, ...]]:
    if not paths:
        return [(name,) for name in group]
    last = paths[-1]
    level = _level(group[0], last)
    if level >= len(last):
        return paths[:-1] + [(*last, name) for name in group]
    return paths + [(*last[:level], name) for name in group]


def _level(name: str, path: tuple[str, ...]) -> int:
    """At which depth of ``path`` a bracket stands: digits 0, letters 1, small Roman numbers after a letter 2."""
    if name[0].isdigit():
        return 0
    if path and len(path) >= 2 and _is_roman(name) and not _follows(path[1], name):
        return 2
    return 1 if path and path[0][0].isdigit() else 0


def _is_roman(name: str) -> bool:
    return re.fullmatch(r"i{1,3}|iv|vi{0,3}|ix|x", name) is not None


def _follows(letter: str, name: str) -> bool:
    return len(letter) == len(name) == 1 and ord(name) == ord(letter) + 1


def _continued(last: tuple[str, ...], groups: list[list[str]]) -> list[tuple[str, ...]]:
    """Subsections after "and" or a comma: "40(2)(a) and (3A)(a)", "31(1)(a) and (b)"."""
    level = _level(groups[0][0], last)
    return _paths_from([(*last[:level], name) for name in groups[0]], groups[1:])


def _paths_from(paths: list[tuple[str, ...]], groups: list[list[str]]) -> list[tuple[str, ...]]:
    for group in groups:
        paths = _continued_group(paths, group)
    return paths
