"""Dimensions: what a count may be split by. Those that every campaign has, and those that one declares for itself.

Without tables, since the readers of files know campaigns and forms too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_STATED, WITHHELD, ALL = "not_stated", "withheld", "all"
"""The three explicit values that a dimension may have beside a vocabulary value."""

DIMENSIONS = ("period", "role", "rank_band", "platform", "nature", "outcome", "account")
"""The dimensions that have columns of their own; those of one campaign live in ``Record.other`` as JSON."""

AS_PRINTED = "_as_printed"
"""After the name of a dimension: the wording that its value was printed as."""

TAKEN = frozenset(
    "record_id campaign wave authority authority_id question grain unit counted_as as_printed low high kind "
    "part_period role_detail outcome_group other breakdown row_kind period_asked period_answered definition_answered "
    "document document_name page box sheet cell span table_index row_text ordinal extractor extractor_version "
    "confidence state accepted_by decision decided_by decided_at caveat "  # columns of a record
    "year rank rank_or_role force header count ignore fixed "  # headings, and what is said of them
    "q sort after rows columns accepted_rows index tuple t "  # what the addresses of the desk and its rows say
    "all and as by case check default else end from group having in into is join limit not null on or order primary "
    "references select table then to union unique user using values when where with".split()  # words of SQL
)
"""Names that mean something else already."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension that one campaign declares.

    ``values``: value -> its wordings, in the order declared; the three explicit values may have wordings, too.
    ``ordered``: the values have an order of their own (ages, say), in which they are shown.
    """

    name: str
    title: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ordered: bool = False

    def rank(self, value: str) -> int:
        """The place of a value among its own, for what is shown in their order; others come last."""
        return self.own_values.index(value) if value in self.own_values else len(self.own_values)

    @property
    def own_values(self) -> tuple[str, ...]:
        """The values declared, without the three explicit ones."""
        return tuple(value for value in self.values if value not in (NOT_STATED, WITHHELD, ALL))
