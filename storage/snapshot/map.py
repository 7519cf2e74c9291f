"""Values of authorities on a map of hexagons: an SVG without script. Whoever gave no value has words, never a shade."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from xml.sax.saxutils import escape

RADIUS, TOP, SIDE, LEGEND = 38.0, 58.0, 14.0, 232.0
ACROSS = sqrt(3) * RADIUS
INK, QUIET, PAPER = "#1f2933", "#5b6670", "#ffffff"
SHADES = ("#e3eeec", "#b9d8d2", "#7fb5ab", "#2f7567", "#17564b")
_LIGHT_INK = ("#2f7567", "#17564b")  # shades so dark that the words on them are white
STEPS = len(SHADES)


@dataclass(frozen=True, slots=True)
class Tile:
    """One hexagon. ``x``: hexagons to the east, ``y``: rows to the south, from 0. ``low`` None: ``words`` say why.

    ``high`` None beside a ``low``: at least. ``words``: a few letters, since they stand inside.
    """

    name: str
    short: str
    x: float
    y: int
    low: float | None
    high: float | None
    words: str


def bounds(tiles: Sequence[Tile]) -> list[float]:
    """Where the shades begin: as many authorities in each as can be, by their least value."""
    known = sorted(tile.low for tile in tiles if tile.low is not None)
    if not known:
        return []
    return sorted({known[len(known) * step // STEPS] for step in range(STEPS)})


def hex_map_svg(title: str, subtitle: str, tiles: Sequence[Tile]) -> str:
    """The map with its legend. Colours hold on white, and every hexagon says its value in signs."""
    begins = bounds(tiles)
    across = SIDE + ACROSS * (max((tile.x for tile in tiles), default=0) + 1)
    width, height = across + LEGEND, TOP + RADIUS * (1.5 * max((tile.y for tile in tiles), default=0) + 2) + SIDE
    given = sum(tile.low is not None for tile in tiles)
    described = f"{subtitle} {given} of {len(tiles)} have a value; the table has the figures."
    body = "\n".join(_tile(tile, begins) for tile in tiles)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" \
height="{height:.0f}" role="img" aria-labelledby="mt md" font-family="system-ui, sans-serif" font-size="11" \
fill="{INK}">
<title id="mt">{escape(title)}</title>
<desc id="md">{escape(described)}</desc>
<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>
<text x="{SIDE}" y="24" font-size="15" font-weight="600">{escape(title)}</text>
<text x="{SIDE}" y="42" fill="{QUIET}">{escape(subtitle)}</text>
{body}
{_legend(begins, tiles, across + 20)}
</svg>
"""


def shade_of(low: float, begins: Sequence[float]) -> str:
    """The shade of a value; the darkest is that of the greatest values."""
    step = max(0, bisect_right(begins, low) - 1)
    return SHADES[STEPS - len(begins) + step] if begins else SHADES[0]


def _tile(tile: Tile, begins: Sequence[float]) -> str:
    x, y = SIDE + ACROSS * (tile.x + 0.5), TOP + RADIUS * (1.5 * tile.y + 1)
    shade = shade_of(tile.low, begins) if tile.low is not None else PAPER
    ink = PAPER if shade in _LIGHT_INK else INK
    dashed = "" if tile.low is not None else ' stroke-dasharray="3 3"'
    value = in_signs(tile.low, tile.high) if tile.low is not None else tile.words
    weight = ' font-size="13" font-weight="600"' if tile.low is not None else f' font-size="10" fill="{QUIET}"'
    edge = "#ffffff" if tile.low is not None else "#8a949c"
    told = value if tile.low is not None else f"no value, {tile.words}"
    return (
        f'<g fill="{ink}" text-anchor="middle"><title>{escape(tile.name)}: {escape(told)}</title>'
        f'<path d="{_outline(x, y)}" fill="{shade}" stroke="{edge}"{dashed}/>'
        f'<text x="{x:.1f}" y="{y - 5:.1f}" font-size="9.5">{escape(tile.short)}</text>'
        f'<text x="{x:.1f}" y="{y + 11:.1f}"{weight}>{escape(value)}</text></g>'
    )


def _outline(x: float, y: float) -> str:
    reach, half = RADIUS - 1.5, (ACROSS - 2.6) / 2
    corners = ((0, -reach), (half, -reach / 2), (half, reach / 2), (0, reach), (-half, reach / 2), (-half, -reach / 2))
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "Z"


def in_signs(low: float, high: float | None) -> str:
    """A value in as few signs as fit into a hexagon: 7, 1-4, 5+."""
    if high is None:
        return f"{_short(low)}+"
    return _short(low) if low == high else f"{_short(low)}-{_short(high)}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() or number >= 100 else f"{number:.1f}"


def _legend(begins: Sequence[float], tiles: Sequence[Tile], x: float) -> str:
    greatest = max((tile.low for tile in tiles if tile.low is not None), default=0.0)
    parts = [f'<text x="{x:.0f}" y="{TOP + 22:.0f}" font-weight="600">What the shades mean</text>']
    for n, begin in enumerate(begins):
        last = begins[n + 1] if n + 1 < len(begins) else None
        words = f"{_short(begin)} to {_short(greatest)}" if last is None else f"{_short(begin)} to under {_short(last)}"
        words = _short(begin) if begin == greatest else words
        parts.append(_key(x, TOP + 32 + 18 * n, shade_of(begin, begins), words))
    y = TOP + 32 + 18 * len(begins)
    parts.append(_key(x, y, PAPER, "no value; words say why", ' stroke-dasharray="3 3"'))
    notes = enumerate(("1-4: a range, shaded by its least", "5+: at least 5"))
    parts += [f'<text x="{x:.0f}" y="{y + 32 + 16 * n:.0f}" fill="{QUIET}">{note}</text>' for n, note in notes]
    return "\n".join(parts)


def _key(x: float, y: float, shade: str, words: str, more: str = "") -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="16" height="12" fill="{shade}" stroke="{QUIET}"{more}/>'
        f'<text x="{x + 21:.0f}" y="{y + 10:.0f}">{escape(words)}</text>'
    )
