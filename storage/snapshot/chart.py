"""The league table as a picture: an SVG without script, with a title and a description for those who cannot see it.

Authorities that gave no count stand below the line with their answer in words; they are never a bar of length nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

ROW, TOP, LABEL, BAR, SIDE = 17, 66, 282, 400, 150
INK, QUIET, FILL, RANGE = "#1f2933", "#66737f", "#3d6b8c", "#b9cfdd"


@dataclass(frozen=True, slots=True)
class Bar:
    """One authority. ``low`` None: it gave no count, and ``words`` says what it did. ``high`` None: "at least"."""

    name: str
    rank: str
    low: float | None
    high: float | None
    rate: float | None
    words: str = ""


def league_svg(title: str, subtitle: str, rate_head: str, bars: Sequence[Bar]) -> str:
    """The picture. ``bars`` in the order of the league; ``rate_head`` names the rate's base ("per 1,000 workforce")."""
    greatest = max((bar.high or bar.low or 0 for bar in bars), default=0) or 1
    width, height = LABEL + BAR + SIDE, TOP + ROW * len(bars) + 14
    counted = sum(bar.low is not None for bar in bars)
    described = f"{subtitle} {counted} of {len(bars)} authorities gave a count; the table has the figures."
    body = "\n".join(_row(bar, TOP + ROW * n, BAR / greatest) for n, bar in enumerate(bars))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="11" fill="{INK}">
<title id="t">{escape(title)}</title>
<desc id="d">{escape(described)}</desc>
<rect width="{width}" height="{height}" fill="#ffffff"/>
<text x="12" y="24" font-size="15" font-weight="600">{escape(title)}</text>
<text x="12" y="41" fill="{QUIET}">{escape(subtitle)}</text>
<text x="{LABEL + BAR + SIDE - 12}" y="58" text-anchor="end" fill="{QUIET}">{escape(rate_head)}</text>
{body}
</svg>
"""


def _row(bar: Bar, y: float, scale: float) -> str:
    name = f'<text x="{LABEL - 10}" y="{y + 11}" text-anchor="end">{escape(bar.name)}</text>'
    rank = f'<text x="12" y="{y + 11}" fill="{QUIET}">{escape(bar.rank)}</text>'
    if bar.low is None:
        return (
            f'{rank}{name}<text x="{LABEL}" y="{y + 11}" fill="{QUIET}" font-style="italic">{escape(bar.words)}</text>'
        )
    return rank + name + _bar(bar, y, scale) + _rate(bar, y)


def _bar(bar: Bar, y: float, scale: float) -> str:
    low, high = bar.low or 0, bar.high if bar.high is not None else bar.low or 0
    solid = f'<rect x="{LABEL}" y="{y + 2}" width="{low * scale:.1f}" height="{ROW - 5}" fill="{FILL}"/>'
    x, width = LABEL + low * scale, (high - low) * scale
    spread = f'<rect x="{x:.1f}" y="{y + 2}" width="{width:.1f}" height="{ROW - 5}" fill="{RANGE}"/>'
    words = _count(bar)
    return f'{solid}{spread if high > low else ""}<text x="{LABEL + high * scale + 5:.1f}" y="{y + 11}">{words}</text>'


def _count(bar: Bar) -> str:
    if bar.high is None:
        return f"at least {bar.low:g}"
    return f"{bar.low:g}" if bar.high == bar.low else f"{bar.low:g} to {bar.high:g}"


def _rate(bar: Bar, y: float) -> str:
    if bar.rate is None:
        return ""
    return f'<text x="{LABEL + BAR + SIDE - 12}" y="{y + 11}" text-anchor="end" fill="{QUIET}">{bar.rate:.1f}</text>'
