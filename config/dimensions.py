"""What a campaign says of dimensions: those that it declares, and the words that it adds to the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from config.loading import Section
from config.vocabulary import vocabulary
from schema.dimension import ALL, AS_PRINTED, DIMENSIONS, NOT_STATED, TAKEN, WITHHELD, Dimension
from schema.vocabulary import Vocabulary, normalise, told_by

SPECIAL_VALUES = (NOT_STATED, WITHHELD, ALL)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_VALUE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_UNSTATED = ("unknown", "unspecified")
LONGEST = 40  # letters of a name: it becomes a column in every published file

Words = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Known:
    """The dimensions that the files of a campaign may name, and the words of each."""

    names: tuple[str, ...]
    vocabulary: Vocabulary

    @property
    def listed(self) -> str:
        """The names for a person who wrote another."""
        return f"Known: {', '.join(self.names)}."

    def complaint(self, dimension: str, value: str) -> str:
        """Why ``value`` is no value of ``dimension``, or "". Role groups (officer, staff, other) are values of role."""
        facets = self.vocabulary.facets
        if value in SPECIAL_VALUES or dimension not in facets or value in self.vocabulary.values(dimension):
            return ""
        if dimension == "role" and value in ("officer", "staff", "other"):
            return ""
        return f"{value!r} is no value of the dimension {dimension}."


def known_of(declared: Iterable[Dimension], added: Mapping[str, Words]) -> Known:
    """What a campaign with these may name."""
    own = {dimension.name: dimension.values for dimension in declared}
    return Known((*DIMENSIONS, *own), vocabulary().extended({**added, **own}))


def load_declared(section: Section) -> tuple[Dimension, ...]:
    """The tables [dimensions.NAME]. UserError for a name or a wording that means something else already."""
    declared: list[Dimension] = []
    for name in section.left():
        _check_name(section, name)
        inner = section.section(name)
        title = " ".join(inner.take("title", str, "").split()) or name.replace("_", " ").capitalize()
        if normalise(title) in {normalise(word) for d in declared for word in (d.name, d.title)}:
            inner.fail("title", f"Two dimensions are called {title!r}.")
        ordered = inner.take("ordered", bool, False)
        values = _values(inner.section("values"), {}, name)
        if not set(values) - set(SPECIAL_VALUES):
            inner.fail(
                "values", f"The dimension {name!r} has no values.", f"Give them under [dimensions.{name}.values]."
            )
        inner.done()
        declared.append(Dimension(name, title, values, ordered))
    return tuple(declared)


def _check_name(section: Section, name: str) -> None:
    if name in DIMENSIONS:
        todo = f"Words of your own for it go under [values.{name}]."
        section.fail(name, f"Every campaign has the dimension {name!r}.", todo)
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        what = f"The name {name!r} of a dimension is not in small letters, digits and underscores"
        section.fail(name, f"{what}, or longer than {LONGEST}.", "Write it like age_group.")
    if name in TAKEN or name in vocabulary().facets or name.endswith(AS_PRINTED):
        section.fail(name, f"The name {name!r} means something else already.", "Choose another, like age_group.")


def load_added(section: Section) -> dict[str, Words]:
    """The tables [values.NAME]: further words of a dimension that every campaign has."""
    shipped, added = vocabulary().facets, {}
    for name in section.left():
        if name not in DIMENSIONS or name not in shipped:
            known = ", ".join(d for d in DIMENSIONS if d in shipped)
            section.fail(name, f"Values cannot be added to {name!r}.", f"They can to {known}.")
        added[name] = _values(section.section(name), shipped[name], name)
    section.done()
    return added


def _values(section: Section, shipped: Mapping[str, tuple[str, ...]], dimension: str) -> Words:
    """{value: wordings} of a table; no wording means two values, also not with those that are ``shipped``."""
    meaning = {told_by(word): value for value, words in shipped.items() for word in (value, *words)}
    values: Words = {}
    for value in section.left():
        if not _VALUE.fullmatch(value):
            todo = "Write it like under_18; how it is printed stands in its list."
            section.fail(value, f"The value {value!r} is not in small letters, digits and underscores.", todo)
        if value in _UNSTATED:
            section.fail(value, f"{value!r} is called {NOT_STATED} in every dimension.", f"Write {NOT_STATED} = [...].")
        words = section.texts(value)
        for word in (value, *words):
            if not told_by(word):
                section.fail(value, f"The wording {word!r} has no letter or digit, so nothing can be found by it.")
            if meaning.setdefault(told_by(word), value) != value:
                known = meaning[told_by(word)]
                todo = "A wording is told by its letters and digits. What is shipped is corrected in lookups.csv."
                section.fail(value, f"The wording {word!r} of {dimension} means {known} already, not {value}.", todo)
        values[value] = words
    return values
