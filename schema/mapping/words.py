"""What one printed wording means to one campaign at one authority: dimension values, authorities, units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from schema.campaign import Campaign, Lookup
from schema.dimension import ALL, NOT_STATED, WITHHELD
from schema.suppression import read_value
from schema.value import Kind
from schema.vocabulary import Vocabulary, joined, normalise, told_by

AUTHORITY, QUESTION = "authority", "question"
"""Two headings that say where a row belongs, not what is counted."""

NO_RANK = "not_held"
"""The rank band of someone who holds no rank, as the letter names it."""

_UNKNOWN = frozenset({"unknown", "unspecified", NOT_STATED})
_FOOTNOTE = re.compile(r"\s*(?:[*†‡#⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[(?:note )?\d{1,2}\]|\(\d{1,2}\)|(?<=[a-z)])\d{1,2})$", re.IGNORECASE)
_NOT_STATED = (Kind.NOT_RECORDED, Kind.NOT_AVAILABLE)
_RANK_BANDS = {"constable": "constable", "sergeant": "sergeant"}
_NO_RANK_ROLES = frozenset({"police_staff", "pcso", "designated_officer", "volunteer"})
_ROLE_GROUPS = {
    "police_officer": "officer",
    "special_constable": "officer",
    "police_staff": "staff",
    "designated_officer": "staff",
    "pcso": "pcso",
    "volunteer": "other",
}

_UNITS = {
    "cases": r"cases?",
    "complaints": r"complaints?",
    "allegations": r"allegations?",
    "investigations": r"investigations?",
    "people": r"people|persons?|individuals?|subjects?",
    "incidents": r"incidents?",
    "referrals": r"referrals?",
}
_UNIT = re.compile(
    r"\b(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items()) + r")\b", re.IGNORECASE
)
_UNIT_NOTE = re.compile(
    r"\b(?:figures?|numbers?|data|tables?|we|these|they|it)\b[^.\n]{0,30}?\b(?:counts?|relates? to|refers? to|shows?"
    r"|records?|are|is)\b(?P<said>[^.\n]{0,60})",
    re.IGNORECASE,
)
MONEY = "£"
"""The unit of sums of money: a column of pounds counts nothing else, whatever stands beside it."""
_POUNDS = re.compile(r"£|\bGBP\b|\bpounds\b(?! weight)", re.IGNORECASE)
_SPENT = re.compile(r"\b(?:costs?|spend(?:ing)?|spent|expenditure|payments?|paid)\b", re.IGNORECASE)
_COUNT_PHRASE = re.compile(
    r"(?:total )?(?:the )?(?:number|no|count|total|volume|sum)s?(?: of)?(?: (?:cases|complaints|allegations"
    r"|investigations|people|persons|individuals|incidents|referrals))?(?: (?:recorded|received|investigated|made))?"
    r"|(?:cases|complaints|allegations|investigations|people|persons|individuals|incidents|referrals)"
    r"(?: (?:recorded|received|investigated|made))?"
)


@dataclass(frozen=True)
class Lexicon:
    """Everything that a wording of one document is looked up in; the campaign's own words among them."""

    campaign: Campaign
    vocabulary: Vocabulary
    names: Mapping[str, str] = field(default_factory=dict)
    authorities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "vocabulary", self.vocabulary.extended(self.campaign.words))

    def value(self, dimension: str, text: str) -> dict[str, str] | None:
        """{dimension: canonical value} for a printed wording, or None; a rank tells a role too. Blank tells nothing."""
        return self._value(dimension, text) or self._value(dimension, _FOOTNOTE.sub("", text))

    def _value(self, dimension: str, text: str) -> dict[str, str] | None:
        if not joined(text):
            return None
        ranked = _ranked(dimension, self._facet("role", text), self._facet("rank", text))
        return self._direct(dimension, text) or ranked or _unstated(dimension, text)

    def _direct(self, dimension: str, text: str) -> dict[str, str] | None:
        """What a lookup or the dimension's own vocabulary says."""
        if found := self._looked_up(dimension, text):
            return {dimension: found}
        canonical = self._facet(dimension, text)
        return {dimension: NOT_STATED if canonical in _UNKNOWN else canonical} if canonical else None

    def _looked_up(self, dimension: str, text: str) -> str:
        fitting = [
            entry
            for entry in self.campaign.lookups
            if entry.dimension == dimension and told_by(entry.as_printed) == told_by(text) and self._applies(entry)
        ]
        # a correction made for one authority is the more particular one
        return max(fitting, key=lambda entry: bool(entry.authority)).value if fitting else ""

    def _applies(self, entry: Lookup) -> bool:
        return not entry.authority or entry.authority in self.authorities

    def _facet(self, facet: str, text: str) -> str | None:
        return self.vocabulary.lookup(facet, text) if facet in self.vocabulary.facets else None

    @property
    def units(self) -> tuple[str, ...]:
        """What this campaign counts."""
        return units_asked(self.campaign)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that this campaign asks about, then all others."""
        asked = (d for question in self.campaign.questions for d in (*question.dimensions, *question.fixed))
        return tuple(dict.fromkeys((*asked, *self.campaign.dimensions)))

    @cached_property
    def declared(self) -> frozenset[str]:
        """The dimensions that the campaign declares."""
        return frozenset(dimension.name for dimension in self.campaign.declared)

    @cached_property
    def titles(self) -> frozenset[str]:
        """The words that a declared dimension is called by: beside one of its values they tell nothing more."""
        named = (name for dimension in self.campaign.declared for name in (dimension.name, dimension.title))
        return frozenset(word for name in named for word in normalise(name).split())

    def is_declared(self, text: str) -> bool:
        """True for a wording of a declared dimension: it is that, also where it looks like a range or a year.

        A bare number may be any: it is a wording only where a column says of what.
        """
        return not _is_bare(text) and any(self._facet(dimension, text) for dimension in self.declared)

    def only(self, dimensions: Sequence[str]) -> str:
        """The one of these dimensions in which a wording is meant: the only one, or the only declared one; else ""."""
        own = [d for d in dimensions if d in self.declared]
        found = own if len(own) == 1 else dimensions
        return found[0] if len(found) == 1 else ""

    def any_value(self, text: str) -> dict[str, str] | None:
        """The meaning of a wording whose dimension is not said, when only one dimension knows it by itself."""
        if not joined(text):
            return None
        words = (text, _FOOTNOTE.sub("", text))
        direct = {
            d: next(filter(None, (self._direct(d, w) for w in words)), None)
            for d in self.dimensions
            if d != "period" and not (d in self.declared and _is_bare(text))
        }
        found = {d: value for d, value in direct.items() if value and NOT_STATED not in value.values()}
        return found.get(self.only(list(found)))

    def authority(self, text: str) -> str:
        """The id of the authority that ``text`` is a name of, or ""."""
        plain = normalise(text)
        return self.names.get(plain, "") or self.names.get(_FOOTNOTE.sub("", plain), "")

    def authorities_in(self, text: str, among: tuple[str, ...]) -> list[str]:
        """The ids in ``among`` whose names stand in ``text``; a longer name hides a shorter one inside it."""
        plain, found = f" {normalise(text)} ", []
        for name in sorted(self.names, key=len, reverse=True):
            if f" {name} " in plain:
                plain = plain.replace(f" {name} ", " | ")
                found.append(self.names[name])
        return [authority for authority in among if authority in found]

    def role_group(self, role: str) -> str:
        """officer, staff, pcso or other; a group's own name and the explicit values stay as they are."""
        groups = self.campaign.role_groups or _ROLE_GROUPS
        return groups.get(role, _ROLE_GROUPS.get(role, role))

    def outcome_group(self, outcome: str) -> str:
        """The campaign's group of an outcome; "other" where it has none, "" for the explicit values."""
        if outcome in (ALL, NOT_STATED, WITHHELD):
            return ""
        return next((g for g, values in self.campaign.outcome_groups.items() if outcome in values), "other")


def _is_bare(text: str) -> bool:
    return told_by(text).replace(",", "").isdigit()


def _ranked(dimension: str, role: str | None, rank: str | None) -> dict[str, str] | None:
    """Rank words in a column of roles, and role words in a column of ranks."""
    if dimension == "role" and rank:
        return {"role": "police_officer", "rank_band": _band(rank)}
    if dimension == "rank_band" and rank:
        return {"rank_band": _band(rank)}
    if dimension == "rank_band" and role in _NO_RANK_ROLES:
        return {"rank_band": NO_RANK, "role": role or ""}
    return None


def _band(rank: str) -> str:
    return _RANK_BANDS.get(rank, "inspector_plus")


def _unstated(dimension: str, text: str) -> dict[str, str] | None:
    kind = read_value(text).kind
    if kind is Kind.WITHHELD:
        return {dimension: WITHHELD}
    return {dimension: NOT_STATED} if kind in _NOT_STATED else None


def without_footnote(text: str) -> str:
    """A label without the mark or digit of a footnote glued to it."""
    return _FOOTNOTE.sub("", text).strip()


def units_asked(campaign: Campaign) -> tuple[str, ...]:
    """The units of a campaign: that of all of it, then those of its questions."""
    return tuple(dict.fromkeys((campaign.unit, *(question.unit for question in campaign.questions))))


@lru_cache(maxsize=128)
def _spelled(unit: str) -> re.Pattern[str]:
    """A unit as it is printed, one or many: "discharges" stands in "Number of discharges" and in "Discharge"."""
    many = re.escape(normalise(unit))
    one = many[:-1] if len(many) > 4 and many.endswith("s") and not many.endswith("ss") else many
    return re.compile(rf"\b{one}s?\b")


def unit_in(text: str, asked: Sequence[str] = ()) -> str:
    """The unit that a heading or title names, or "": the first of those asked that is among them, the longer before
    the shorter that stands in it; else the first of those known everywhere."""
    known = [match.lastgroup or "" for match in _UNIT.finditer(text)]
    plain = normalise(text)
    found = [unit for unit in asked if unit in known or (normalise(unit) and _spelled(unit).search(plain))]
    if not found and MONEY in asked and (in_pounds(text) or _SPENT.search(text)):
        return MONEY
    return next((u for u in found if not any(u != other and u in other for other in found)), known[0] if known else "")


def in_pounds(text: str) -> bool:
    """True where a heading says that money stands below it."""
    return _POUNDS.search(text) is not None


def unit_in_notes(text: str, asked: tuple[str, ...]) -> str:
    """The unit that a note says the figures count: "These figures count complaints, not cases"."""
    for match in _UNIT_NOTE.finditer(text):
        said = re.split(r"\bnot\b|\brather than\b|\binstead of\b", match["said"], maxsplit=1)[0]
        if unit := unit_in(said, asked):
            return unit
    return ""


def is_count_phrase(text: str, units: Sequence[str] = ()) -> bool:
    """True for a heading over plain counts: "Number of complaints", "Cases recorded", "Total"; ``units``: words that
    this campaign counts, read as "cases" are."""
    plain = normalise(text)
    told = [plain, *(_spelled(unit).sub("cases", plain) for unit in units if normalise(unit))]
    return any(_COUNT_PHRASE.fullmatch(phrase) for phrase in told)
