"""What one process per document costs over reading in this process.

python benchmarks/isolation.py [FILE...]     default: forty made letters with one table each
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extractors.isolation.confinement import confinement_level
from extractors.isolation.pool import Limits, Pool
from extractors.registry import read_bytes

TARGET_MS = 20.0


def main(files: list[str]) -> int:
    """Prints both times and their ratio; 1 where a document costs more than the target."""
    documents = [(Path(name).name, Path(name).read_bytes()) for name in files] or letters(40)
    read_bytes(documents[0][1], documents[0][0])  # the parsers are loaded
    begun = processor_s()
    alone = [_timed(lambda one=one: read_bytes(one[1], one[0])) for one in documents]
    processor = -(processor_s() - begun)
    pool = Pool(children=1, limits=Limits())
    started = _timed(lambda: list(pool.read(documents[:1])))
    begun = processor_s()
    isolated = [_timed(lambda one=one: list(pool.read([one]))) for one in documents]
    processor += processor_s() - begun
    inside, outside = 1000 * statistics.median(alone), 1000 * statistics.median(isolated)
    least = 1000 * (min(isolated) - min(alone))
    print(f"{len(documents)} documents; confinement level {confinement_level().level}")
    print(f"in this process   {inside:7.1f} ms a document (median), {1000 * min(alone):.1f} the quickest")
    print(
        f"isolated          {outside:7.1f} ms (median), {1000 * min(isolated):.1f}; first one {1000 * started:.0f} ms"
    )
    print(f"overhead          {outside - inside:7.1f} ms, {least:.1f} of the quickest (at most {TARGET_MS:.0f} ms)")
    print(f"processor time    {1000 * processor / len(documents):7.1f} ms a document more")
    return int(outside - inside > TARGET_MS)


def _timed(act: object) -> float:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - begun


def processor_s() -> float:
    """Processor time of this process and of the server with all of its ended children."""
    used = os.times()
    return used.user + used.system + _of_server()


def _of_server() -> float:
    """From /proc: user and system time of the processes below this one, and of those that they waited for."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in _below(os.getpid())) / ticks


def _below(pid: int) -> Iterable[int]:
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        yield child
        yield from _below(child)


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def letters(count: int, pages: int = 1) -> list[tuple[str, bytes]]:
    """Made letters with one table a page."""
    from reportlab.pdfgen.canvas import Canvas

    letters = []
    for n in range(count):
        made = io.BytesIO()
        canvas = Canvas(made)
        for page in range(pages):
            _draw(canvas, n + page)
            canvas.showPage()
        canvas.save()
        letters.append((f"letter-{n}.pdf", made.getvalue()))
    return letters


def _draw(canvas: Any, n: int) -> None:
    for row in range(12):
        canvas.drawString(60, 700 - 18 * row, f"Outcome {row}")
        for col in range(4):
            canvas.drawRightString(300 + 60 * col, 700 - 18 * row, str(2010 + col if row == 0 else n + row * col))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
