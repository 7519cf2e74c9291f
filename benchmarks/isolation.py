"""What one process per document costs over reading in this process.

python benchmarks/isolation.py [FILE...]     default: forty made letters with one table each
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from extractors.isolation import Limits, Pool
from extractors.isolation_confine import confinement_level
from extractors.registry import read_bytes

TARGET_MS = 20.0


def main(files: list[str]) -> int:
    """Prints both times and their ratio; 1 where a document costs more than the target."""
    documents = [(Path(name).name, Path(name).read_bytes()) for name in files] or letters(40)
    read_bytes(documents[0][1], documents[0][0])  # the parsers are loaded
    alone = [_timed(lambda one=one: read_bytes(one[1], one[0])) for one in documents]
    pool = Pool(children=1, limits=Limits())
    started = _timed(lambda: list(pool.read(documents[:1])))
    isolated = [_timed(lambda one=one: list(pool.read([one]))) for one in documents]
    inside, outside = 1000 * statistics.median(alone), 1000 * statistics.median(isolated)
    print(f"{len(documents)} documents; confinement level {confinement_level().level}")
    print(f"in this process   {inside:7.1f} ms a document (median)")
    print(f"isolated          {outside:7.1f} ms a document (median), first one {1000 * started:.0f} ms")
    print(f"overhead          {outside - inside:7.1f} ms, ratio {outside / inside:.2f} (at most {TARGET_MS:.0f} ms)")
    return int(outside - inside > TARGET_MS)


def _timed(act: object) -> float:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - begun


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
