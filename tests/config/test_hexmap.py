"""The map of hexagons: each of the 43 forces once, none apart from the rest, and north, south, east and west kept."""

from __future__ import annotations

from itertools import combinations

import pytest

from config.authorities import authorities
from config.hexmap import Cell, hexagons

# Rough centres of the force areas in degrees (north, east), read off a map by eye; good to about 0.2 degrees.
CENTRES = {
    "northumbria": (55.2, -1.9),
    "cumbria": (54.6, -2.9),
    "durham": (54.7, -1.8),
    "cleveland": (54.6, -1.2),
    "north-yorkshire": (54.1, -1.4),
    "lancashire": (53.9, -2.6),
    "west-yorkshire": (53.75, -1.7),
    "humberside": (53.8, -0.4),
    "merseyside": (53.45, -2.95),
    "greater-manchester": (53.5, -2.3),
    "south-yorkshire": (53.5, -1.3),
    "north-wales": (53.1, -3.8),
    "cheshire": (53.2, -2.5),
    "derbyshire": (53.1, -1.6),
    "nottinghamshire": (53.1, -1.0),
    "lincolnshire": (53.1, -0.2),
    "west-mercia": (52.4, -2.6),
    "staffordshire": (52.85, -2.05),
    "leicestershire": (52.7, -1.1),
    "cambridgeshire": (52.35, 0.0),
    "norfolk": (52.65, 1.0),
    "dyfed-powys": (52.1, -3.8),
    "west-midlands": (52.5, -1.95),
    "warwickshire": (52.3, -1.55),
    "northamptonshire": (52.3, -0.85),
    "bedfordshire": (52.1, -0.45),
    "suffolk": (52.2, 1.0),
    "south-wales": (51.65, -3.6),
    "gwent": (51.75, -3.0),
    "gloucestershire": (51.85, -2.2),
    "thames-valley": (51.7, -1.15),
    "hertfordshire": (51.8, -0.2),
    "essex": (51.8, 0.55),
    "avon-and-somerset": (51.25, -2.75),
    "wiltshire": (51.3, -1.9),
    "metropolitan": (51.5, -0.15),
    "city-of-london": (51.515, -0.09),
    "kent": (51.2, 0.75),
    "devon-and-cornwall": (50.6, -4.0),
    "dorset": (50.8, -2.35),
    "hampshire": (51.05, -1.3),
    "surrey": (51.25, -0.4),
    "sussex": (50.95, -0.1),
}
BORDERS = (
    *(("northumbria", "durham"), ("durham", "cleveland"), ("lancashire", "greater-manchester"), ("kent", "sussex")),
    *(("merseyside", "cheshire"), ("derbyshire", "nottinghamshire"), ("norfolk", "suffolk"), ("suffolk", "essex")),
    *(("metropolitan", "city-of-london"), ("south-wales", "gwent"), ("dorset", "devon-and-cornwall")),
    *(("west-midlands", "warwickshire"), ("surrey", "sussex"), ("hampshire", "surrey"), ("cheshire", "north-wales")),
)
PAIRS = tuple(combinations(sorted(CENTRES), 2))


def test_each_of_the_43_forces_stands_once_and_under_its_name() -> None:
    known = {a.id: a.name for a in authorities() if a.territorial}
    assert {name: cell.name for name, cell in hexagons().items()} == known
    assert len({(cell.q, cell.r) for cell in hexagons().values()}) == 43
    assert len({cell.short for cell in hexagons().values()}) == 43


def test_no_force_stands_apart_and_none_encloses_an_empty_place() -> None:
    cells = set(hexagons().values())
    assert len(_reached({next(iter(cells))}, cells)) == 43
    # The sea around: every free place of a frame one wider than the map can be reached from its corner.
    frame = {Cell("", "", "", q, r) for q in range(-1, 10) for r in range(12)}
    taken = {(cell.q, cell.r) for cell in cells}
    free = {cell for cell in frame if (cell.q, cell.r) not in taken}
    assert _reached({Cell("", "", "", -1, 0)}, free) == free


def _reached(start: set[Cell], within: set[Cell]) -> set[Cell]:
    found: set[Cell] = set()
    while start:
        found |= start
        start = {cell for cell in within - found if any(cell.touches(known) for known in start)}
    return found


@pytest.mark.parametrize("pair", [p for p in PAIRS if abs(CENTRES[p[0]][0] - CENTRES[p[1]][0]) > 0.7], ids=" ".join)
def test_what_lies_well_to_the_north_stands_above(pair: tuple[str, str]) -> None:
    south, north = sorted(pair, key=lambda name: CENTRES[name][0])
    assert hexagons()[north].r > hexagons()[south].r


@pytest.mark.parametrize("pair", [p for p in PAIRS if abs(CENTRES[p[0]][1] - CENTRES[p[1]][1]) > 0.95], ids=" ".join)
def test_what_lies_well_to_the_east_stands_to_the_right(pair: tuple[str, str]) -> None:
    """Equal hexagons cannot keep this everywhere: rows apart, it stands not to the left."""
    west, east = (hexagons()[name] for name in sorted(pair, key=lambda name: CENTRES[name][1]))
    assert east.x >= west.x
    assert east.x > west.x or abs(east.r - west.r) >= 2


def test_neighbours_in_a_row_stand_in_the_order_of_the_compass() -> None:
    for one, other in combinations(hexagons().values(), 2):
        if one.r == other.r and one.touches(other):
            west, east = sorted((one, other), key=lambda cell: cell.x)
            assert CENTRES[west.authority][1] < CENTRES[east.authority][1], (west.short, east.short)


@pytest.mark.parametrize(("one", "other"), BORDERS)
def test_forces_that_share_a_border_share_a_side(one: str, other: str) -> None:
    assert hexagons()[one].touches(hexagons()[other])
