"""Drawn lines of a page: joined where they continue each other, and grouped where they cross."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.pdf.page import Rule

Box = tuple[float, float, float, float]

SAME = 2.0  # points between two lines that are drawn as one
TOUCH = 3.5  # points over which lines still meet
_OPEN = 8.0  # points that lines reach beyond the outermost crossing one where a side is open
MOST = 1500  # rules of one page; drawings have more, tables do not


@dataclass(slots=True)
class Frame:
    """Lines that cross each other, and the box around them."""

    across: list[Rule]
    upright: list[Rule]

    @property
    def box(self) -> Box:
        """To the outermost lines; or as far as most lines reach beyond them, where a side is open."""
        xs, ys = [rule.at for rule in self.upright], [rule.at for rule in self.across]
        return (
            _outer([r.lo for r in self.across], min(xs), -1),
            _outer([r.lo for r in self.upright], min(ys), -1),
            _outer([r.hi for r in self.across], max(xs), 1),
            _outer([r.hi for r in self.upright], max(ys), 1),
        )


def _outer(ends: Sequence[float], line: float, way: int) -> float:
    """Where a side lies: at the outermost line, or where at least half of the crossing lines end beyond it."""
    beyond = sorted((end - line) * way for end in ends)
    reach = beyond[len(beyond) // 2]
    return line + way * reach if reach > _OPEN else line


def joined(rules: Iterable[Rule], shortest: float = 4.0) -> list[Rule]:
    """Lines at the same place that overlap or nearly touch, as one. A strong part makes the whole strong."""
    found: list[Rule] = []
    for group in _at_one_place(sorted(rules, key=lambda rule: rule.at)):
        current: Rule | None = None
        for rule in sorted(group, key=lambda r: r.lo):
            if current is not None and rule.lo <= current.hi + 2.5:
                current.hi = max(current.hi, rule.hi)
                current.weak = current.weak and rule.weak
            else:
                current = Rule(sum(r.at for r in group) / len(group), rule.lo, rule.hi, rule.weak)
                found.append(current)
    return [rule for rule in found if rule.hi - rule.lo >= shortest]


def _at_one_place(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule.at - groups[-1][0].at <= SAME:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def frames(across: Sequence[Rule], upright: Sequence[Rule]) -> list[Frame]:
    """Groups of crossing lines with at least two in each direction, from top to bottom."""
    if len(across) + len(upright) > MOST:
        return []
    leader = list(range(len(across) + len(upright)))

    def find(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for i, level in enumerate(across):
        for j, post in enumerate(upright, len(across)):
            if _meet(level, post):
                leader[find(i)] = find(j)
    groups: dict[int, Frame] = {}
    for i, level in enumerate(across):
        groups.setdefault(find(i), Frame([], [])).across.append(level)
    for j, post in enumerate(upright, len(across)):
        groups.setdefault(find(j), Frame([], [])).upright.append(post)
    whole = [frame for frame in groups.values() if len(frame.across) > 1 and len(frame.upright) > 1]
    return sorted(whole, key=lambda frame: (frame.box[1], frame.box[0]))


def _meet(level: Rule, post: Rule) -> bool:
    return post.lo - TOUCH <= level.at <= post.hi + TOUCH and level.lo - TOUCH <= post.at <= level.hi + TOUCH


def rules_at(rules: Iterable[Rule], place: float) -> list[Rule]:
    """Those that are drawn at this place."""
    return [rule for rule in rules if abs(rule.at - place) <= TOUCH]


def covered(rules: Iterable[Rule], lo: float, hi: float) -> float:
    """The share of ``lo`` to ``hi`` that is drawn by rules at one place."""
    total = sum([max(0.0, min(rule.hi, hi) - max(rule.lo, lo)) for rule in rules])
    return total / (hi - lo) if hi > lo else 0.0


def cuts(places: Iterable[float], nearest: float) -> list[float]:
    """Places as separators: those nearer than ``nearest`` to each other count as one, in their middle."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] < nearest:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [(group[0] + group[-1]) / 2 for group in groups]
