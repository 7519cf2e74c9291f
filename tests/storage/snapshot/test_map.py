"""Values on a map of hexagons, as a picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from storage.snapshot.map import SHADES, Tile, bounds, hex_map_svg, in_signs, shade_of

TILES = (
    Tile("Alpha", "Alpha", 0, 0, 8, 8, ""),
    Tile("Beta & Sons", "Beta", 1, 0, 1, 4, ""),
    Tile("Gamma", "Gamma", 0.5, 1, 3, None, ""),
    Tile("Delta", "Delta", 1.5, 1, None, None, "refused"),
)


def svg(tiles: tuple[Tile, ...] = TILES) -> ElementTree.Element:
    return ElementTree.fromstring(hex_map_svg("T", "S.", tiles))


def texts(root: ElementTree.Element) -> list[str]:
    return [e.text or "" for e in root.iter() if e.text]


@pytest.mark.parametrize(("low", "high", "signs"), [(7, 7, "7"), (1, 4, "1-4"), (5, None, "5+"), (3.25, 3.25, "3.2")])
def test_a_count_an_interval_and_an_open_end_read_differently(low: float, high: float | None, signs: str) -> None:
    assert in_signs(low, high) == signs


def test_whoever_gave_no_value_has_words_and_no_shade() -> None:
    root = svg(TILES[3:])
    assert "refused" in texts(root)
    assert [e.get("fill") for e in root.iter() if e.tag.endswith("path")] == ["#ffffff"]


def test_a_true_zero_is_shaded_and_says_zero() -> None:
    root = svg((Tile("Zero", "Zero", 0, 0, 0, 0, ""),))
    assert "0" in texts(root)
    assert [e.get("fill") for e in root.iter() if e.tag.endswith("path")] == [SHADES[-1]]


def test_a_greater_value_is_never_paler() -> None:
    begins = bounds([Tile("", "", 0, 0, n, n, "") for n in (1, 1, 2, 3, 5, 8, 13, 21, 69)])
    shades = [SHADES.index(shade_of(n, begins)) for n in range(70)]
    assert shades == sorted(shades)
    assert shades[-1] == len(SHADES) - 1


def test_no_two_hexagons_lie_on_each_other() -> None:
    corners = [re.findall(r"[\d.]+ [\d.]+", e.get("d", "")) for e in svg().iter() if e.tag.endswith("path")]
    assert len({corner[0] for corner in corners}) == len(TILES)


def test_it_says_in_words_how_many_have_a_value() -> None:
    assert any("3 of 4 have a value" in text for text in texts(svg()))


def test_names_are_escaped() -> None:
    assert any("Beta & Sons" in text for text in texts(svg()))


def test_the_legend_says_what_a_range_is() -> None:
    assert "1-4: a range, shaded by its least" in texts(svg())
