"""Where each of the 43 forces stands on a map of hexagons, one of equal size for each (config/data/forces_hex.json).

The file is HexJSON, layout "odd-r": pointed hexagons in rows, odd rows moved half a hexagon to the right. ``q`` counts
from west to east, ``r`` from south to north.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).parent / "data" / "forces_hex.json"


@dataclass(frozen=True, slots=True)
class Cell:
    """One hexagon. ``short``: a name that fits into it."""

    authority: str
    name: str
    short: str
    q: int
    r: int

    @property
    def x(self) -> float:
        """How far to the east, in hexagons."""
        return self.q + (self.r % 2) / 2

    def touches(self, other: Cell) -> bool:
        """True for two hexagons that share a side."""
        along, across = abs(self.x - other.x), abs(self.r - other.r)
        return (across, along) in ((0, 1.0), (1, 0.5))


@cache
def hexagons() -> Mapping[str, Cell]:
    """Authority -> its hexagon, as shipped."""
    told = json.loads(PATH.read_text(encoding="utf-8"))["hexes"]
    return {name: Cell(name, one["n"], one["s"], one["q"], one["r"]) for name, one in told.items()}
