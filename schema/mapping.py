"""From a reading to records: every heading, every row and every number is placed, or a person is asked.

Strict: a heading is a dimension, a count or ignored by name; a wording is in the vocabulary or in a lookup. What is
neither becomes a review item and a finding; nothing becomes null by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schema.campaign import Campaign
from schema.decision import ReviewItem
from schema.finding import Finding
from schema.reading import Reading
from schema.record import Record
from schema.review import DecisionIndex
from schema.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What is known of a document before it is mapped.

    ``authorities``: the ids it is filed to, several for a joint reply. ``names``: normalised name or alias
    (schema.vocabulary.normalise) -> authority id, over all authorities. ``refused``: ids of the questions that the
    letter refuses, whose numbers are workload. ``regions``: names of regions.
    """

    campaign: Campaign
    wave: str
    authorities: tuple[str, ...]
    document_name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mapped:
    """Everything that one document says. Values only; equal input gives an equal result."""

    records: tuple[Record, ...] = ()
    items: tuple[ReviewItem, ...] = ()
    findings: tuple[Finding, ...] = ()


def map_reading(reading: Reading, context: DocumentContext, vocabulary: Vocabulary, decisions: DecisionIndex) -> Mapped:
    """The records, review items and findings of one document and of the parts inside it."""
    return Mapped()
