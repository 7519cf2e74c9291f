"""What was measured, as values, and as the tables that stand in the README and in the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SETS = {
    "icdar2013": "government tables",
    "foi": "letters",
    "foi2": "hard letters",
    "office": "office-made",
    "scan": "scans",
}
OURS, ACCEPTED = "roundrobin", "roundrobin [accepted]"
BANDS = (0.99, 0.94, 0.85, 0.5, 0.0)  # the lower end of each band of confidence


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure that was asked for: what the cell's confidence was, and whether the right figure came back."""

    confidence: float
    accepted: bool
    right: bool


def bands(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """For each band of confidence: how many figures came back, how many were right, how many of them accepted."""
    answers = list(answers)
    found = []
    upper = 1.01
    for lower in BANDS:
        inside = [one for one in answers if lower <= one.confidence < upper]
        if inside:
            found.append(_band(lower, inside))
        upper = lower
    return found


def _band(lower: float, inside: Sequence[Answer]) -> dict[str, Any]:
    return {
        "from": lower,
        "figures": len(inside),
        "right": sum(one.right for one in inside),
        "accepted": sum(one.accepted for one in inside),
        "stated": round(sum(one.confidence for one in inside) / len(inside), 3),
    }


def comparison(results: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Markdown: readers by sets, with the share of figures right and wrong, and pages a second of processor time."""
    head = ["reader", *(f"{SETS[name]}: right / wrong / pages a CPU second" for name in results)]
    lines = [head, ["---"] * len(head)]
    lines += [[reader, *(_cell(results[name].get(reader)) for name in results)] for reader in _readers(results)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _readers(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(reader for of_set in results.values() for reader in of_set))


def _cell(figures: Mapping[str, Any] | None) -> str:
    if figures is None:
        return "not run"
    speed = figures.get("pages_per_cpu_s")
    shares = f"{_share(figures['cell_right'])} / {_share(figures['cell_wrong'])}"
    return shares + (f" / {speed:.0f}" if speed and speed >= 1 else f" / {speed:.2f}" if speed else "")


def _share(share: float) -> str:
    """In per cent; a share that is not nothing never prints as 0."""
    return "0 %" if share == 0 else f"{100 * share:.2f} %" if share < 0.01 else f"{100 * share:.1f} %"


def calibration(found: Iterable[Mapping[str, Any]]) -> str:
    """Markdown: of the figures in each band of confidence, how many were the printed ones."""
    lines = ["| confidence | figures | right | share right | accepted without a person |\n|---|---|---|---|---|\n"]
    for band in found:
        count, right = band["figures"], band["right"]
        share = f"{100 * right / count:.2f} %"
        lines.append(f"| {band['stated']:.3f} | {count} | {right} | {share} | {band['accepted']} |\n")
    return "".join(lines)


def between(text: str, name: str, block: str) -> str:
    """``text`` with what stands between the two marks of ``name`` replaced. ValueError where the marks are missing."""
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, mark, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not mark or not end:
        raise ValueError(f"the marks {first.strip()} and {last} are not in the text")
    return f"{before}{first}\n{block}\n{last}{after}"
