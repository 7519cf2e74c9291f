"""What an extractor found in one document: tables, figures, hidden data, parts. Values only.

A reading is made in an isolated process and crosses a pipe as JSON, so these are plain
dataclasses with ``to_json`` and ``from_json``; nothing here knows files or databases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any


class Outcome(StrEnum):
    """The one recorded end of every file that arrives. Each comes with a reason in words."""

    READ = "read"
    EMPTY = "empty"
    NEEDS_OCR = "needs_ocr"
    PASSWORD = "password"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    UNSAFE = "unsafe"
    TOO_BIG = "too_big"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    QUARANTINED = "quarantined"


@dataclass(slots=True, unsafe_hash=True)  # as frozen as Cell
class Box:
    """A rectangle on a page, in PDF points, origin at the top left, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


# A value like all others here. Made by the ten thousand, and a frozen one takes Python five times as long to make.
@dataclass(slots=True, unsafe_hash=True)
class Cell:
    """One cell of a table. A spanning cell stands at its top left.

    ``row`` and ``col`` count from 0 in ``Table.rows``. A page cell has ``page`` (from 1) and
    ``box``; a sheet cell has ``address`` ("B7"); a cell of running text has ``start`` and ``end``
    (characters in ``Reading.text``). ``disputed`` marks a cell on which two readers differ or that
    breaks its column's type. ``flags``: facts about the source cell, e.g. ``formula_without_value``.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    page: int | None = None
    box: Box | None = None
    address: str | None = None
    start: int | None = None
    end: int | None = None
    confidence: float = 1.0
    disputed: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table as printed. ``rows`` is rectangular; "" stands for an empty or spanned cell.

    ``accept`` is earned (DESIGN "Reading"): clean, and confirmed by a reader of another kind or by
    printed totals. Otherwise ``why_not`` holds one sentence for each reason.
    ``head_rows``: number of heading rows (0: none). ``title`` and ``notes``: text above and below.
    ``pages`` is set on a table stitched over several pages; its pieces are given beside it.
    """

    rows: tuple[tuple[str, ...], ...]
    cells: tuple[Cell, ...]
    extractor: str
    version: str
    page: int | None = None
    sheet: str | None = None
    box: Box | None = None
    span: str | None = None
    pages: tuple[int, ...] = ()
    head_rows: int = 0
    title: str = ""
    notes: str = ""
    accept: bool = False
    why_not: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class ProseFigure:
    """A number stated in running text. ``low``/``high`` None: unknown. ``start``/``end`` are the
    characters of ``as_printed`` in ``Reading.text``; ``sentence`` is its provenance in words.
    ``question``: the number of the answer it stands under ("1", "2b"), or "" when none is printed.
    """

    question: str
    label: str
    period: str
    as_printed: str
    low: int | float | None
    high: int | float | None
    sentence: str = ""
    unit: str = ""
    start: int | None = None
    end: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Hidden data: which technique, and where (sheet and range, or page and box). Never a value."""

    technique: str
    place: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole result for one file.

    ``reason`` is never empty. ``text``: the running text of the document as read (pages joined by
    form feeds), "" for spreadsheets. ``parts``: readings of what lies inside an archive or a mail.
    ``sizes``: width and height of each page as it is shown, in the units of its boxes (points, or pixels of a
    picture); zeros for a page that cannot be read, none where nobody measured them.
    """

    sha256: str
    name: str
    media_type: str
    outcome: Outcome
    reason: str
    tables: tuple[Table, ...] = ()
    figures: tuple[ProseFigure, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    parts: tuple[Reading, ...] = ()
    text: str = ""
    pages: int = 0
    extractor: str = ""
    version: str = ""
    flags: tuple[str, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()

    def with_outcome(self, outcome: Outcome, reason: str) -> Reading:
        return replace(self, outcome=outcome, reason=reason)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; ``from_json`` gives an equal reading. What a cell shares with most others is left out."""
        tables = [{**_values(table), "box": _plain(table.box), "cells": _told(table.cells)} for table in self.tables]
        return {
            **_values(self),
            "tables": tables,
            "figures": [asdict(figure) for figure in self.figures],
            "hidden": [asdict(hidden) for hidden in self.hidden],
            "parts": [part.to_json() for part in self.parts],
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Reading:
        """The reading that ``to_json`` wrote. Raises KeyError or TypeError on another shape."""
        return cls(
            **{
                **raw,
                "outcome": Outcome(raw["outcome"]),
                "tables": tuple(_table(t) for t in raw.get("tables", ())),
                "figures": tuple(ProseFigure(**f) for f in raw.get("figures", ())),
                "hidden": tuple(Hidden(**h) for h in raw.get("hidden", ())),
                "parts": tuple(cls.from_json(p) for p in raw.get("parts", ())),
                "flags": tuple(raw.get("flags", ())),
                "sizes": tuple((width, height) for width, height in raw.get("sizes", ())),
            }
        )


def _box(raw: dict[str, float] | None) -> Box | None:
    return None if raw is None else Box(**raw)


def _values(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _plain(box: Box | None) -> dict[str, float] | None:
    return None if box is None else asdict(box)


_CELL_NAMES = tuple(each.name for each in fields(Cell))
_cell_values = attrgetter(*_CELL_NAMES)
_USUAL = {each.name: each.default for each in fields(Cell)}


def _told(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    """Most cells differ from the usual in few things, and there are thousands."""
    every = [
        {name: value for name, value in zip(_CELL_NAMES, _cell_values(cell), strict=True) if value != _USUAL[name]}
        for cell in cells
    ]
    return [{**told, "box": asdict(told["box"])} if "box" in told else told for told in every]


def _cell(raw: dict[str, Any]) -> Cell:
    cell = Cell(**raw)
    if "box" in raw:
        cell.box = _box(raw["box"])
    if "flags" in raw:
        cell.flags = tuple(raw["flags"])
    return cell


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        **{
            **raw,
            "rows": tuple(tuple(row) for row in raw["rows"]),
            "cells": tuple(_cell(c) for c in raw["cells"]),
            "box": _box(raw.get("box")),
            "pages": tuple(raw.get("pages", ())),
            "why_not": tuple(raw.get("why_not", ())),
        }
    )


@dataclass(frozen=True, slots=True)
class Source:
    """What the parent hands to an isolated child beside the bytes."""

    name: str
    sha256: str
    media_type: str = ""
    depth: int = 0
