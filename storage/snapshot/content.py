"""What a snapshot holds: its tables with their fields, the texts that go with them, and facts for the cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``type`` is a Frictionless type: string, integer, number, boolean, date, or any (number or text)."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """One published table. ``rows`` may be walked many times and gives one value for each field, in order."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Iterable[Sequence[Value]]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one folder publishes. ``papers``: further texts, file name -> content. ``about``: facts for the cover."""

    name: str
    title: str
    tables: tuple[SnapshotTable, ...]
    papers: Mapping[str, str]
    about: Mapping[str, str]
    version: str
