"""How long the replies took, in working days, against the line that the Act draws at twenty (FOIA s.10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

LINE = 20
STEP, DOT, BASE, LEFT = 11, 8, 150, 40
MOST = 70  # working days; later replies stand at the end


@dataclass(frozen=True, slots=True)
class Took:
    """One request: its authority and the working days from sending to the reply; None while there is none."""

    authority: str
    days: int | None


def timeline_svg(title: str, every: Iterable[Took]) -> str:
    """A dot for each reply, in the column of its day. No script, no style; colours hold on white."""
    taken = list(every)
    counts = Counter(min(one.days, MOST) for one in taken if one.days is not None)
    late = sum(count for day, count in counts.items() if day > LINE)
    silent = sum(one.days is None for one in taken)
    words = f"{sum(counts.values()) - late} replies within {LINE} working days, {late} later, {silent} none."
    end = max([LINE + 10, *counts]) + 1
    width = LEFT + STEP * end + 30
    dots = "".join(_dot(day, n) for day, count in sorted(counts.items()) for n in range(count))
    line = _x(LINE) + STEP / 2
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {BASE + 30}" width="{width}" \
height="{BASE + 30}" role="img" aria-labelledby="tt td" font-family="system-ui, sans-serif" font-size="11" \
fill="#23282a">
<title id="tt">{escape(title)}</title>
<desc id="td">{escape(words)}</desc>
<rect width="{width}" height="{BASE + 30}" fill="#ffffff"/>
<line x1="{LEFT}" y1="{BASE}" x2="{width - 10}" y2="{BASE}" stroke="#5b6468"/>
<line x1="{line}" y1="10" x2="{line}" y2="{BASE}" stroke="#b45309" stroke-dasharray="4 3"/>
<text x="{line + 5}" y="18" fill="#8a3f06">day {LINE}</text>
{"".join(_tick(day) for day in range(0, end, 5))}
{dots}
</svg>
"""


def _x(day: int) -> float:
    return LEFT + STEP * day


def _dot(day: int, n: int) -> str:
    fill = "#1f6357" if day <= LINE else "#b45309"
    return f'<circle cx="{_x(day)}" cy="{BASE - 7 - n * (DOT + 1)}" r="{DOT / 2}" fill="{fill}"/>'


def _tick(day: int) -> str:
    return f'<text x="{_x(day)}" y="{BASE + 15}" text-anchor="middle">{day}</text>'
