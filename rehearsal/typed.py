"""What the demonstration's reviewer types from the scan: every number of its tables, with its place on the page.

Made from the letter that was "scanned", so that the shipped decision can be written again when the letter changes.
"""

from __future__ import annotations

import io
import math
import re
from typing import Any

from rehearsal.content import Plan, plans, reply
from rehearsal.documents import pdf
from rehearsal.grids import Grid, values
from rehearsal.survey import reconstruct

SCANNED = "bedfordshire"
DIMENSIONS = {"year": "period"}
"""Names of the survey's dimensions in the case schema, where they differ."""


def typed_figures(name: str) -> list[dict[str, Any]]:
    """The verdict of a ``typed`` decision: question, as printed, the dimension's value, page, box (PDF points from the
    top left). ``name``: the force's name. Totals are left out: they are sums of what is typed."""
    plan = plans()[SCANNED]
    said = reply(plan, {SCANNED: name})
    boxes = _boxes(pdf.letter(said))
    return [figure for grid in said.grids for figure in _of_table(plan, grid, boxes)]


def _of_table(plan: Plan, grid: Grid, boxes: list[tuple[str, int, list[float]]]) -> list[dict[str, Any]]:
    question = re.findall(r"\d", grid.title)[0]
    dimension = ("year", "role", "outcome", "platform")[int(question) - 1]
    shown = values(reconstruct()[plan.authority], dimension)
    items = grid.rows[: len(shown)]
    figures = []
    for value, row in zip(shown, items, strict=True):
        page, box = _next(boxes, row[-1])
        place = {"page": page, "box": box}
        figures.append(
            {"question": question, "as_printed": row[-1], DIMENSIONS.get(dimension, dimension): value, **place}
        )
    _next(boxes, grid.rows[-1][-1])  # the total
    return figures


def _next(boxes: list[tuple[str, int, list[float]]], text: str) -> tuple[int, list[float]]:
    """The place of the next number that reads ``text``; numbers are met in the order of reading."""
    while boxes:
        word, page, box = boxes.pop(0)
        if word == text:
            return page, box
    raise LookupError(f"the letter does not print {text!r} where it should")


def _boxes(letter: bytes) -> list[tuple[str, int, list[float]]]:
    """The whole numbers in the tables' second columns: text, page and box as they lie on the scan, askew."""
    import pdfplumber

    found = []
    with pdfplumber.open(io.BytesIO(letter)) as document:
        for page in document.pages:
            for table in page.find_tables():
                for row in table.rows[1:]:
                    cell = row.cells[-1]
                    if cell is not None:
                        text = (page.crop(cell).extract_text() or "").strip()
                        found.append((text, page.page_number, _askew(cell, float(page.width), float(page.height))))
    return found


def _askew(box: tuple[float, float, float, float], width: float, height: float) -> list[float]:
    """The box on the picture, which was turned about its middle."""
    angle = math.radians(pdf.ASKEW)
    x, y = (box[0] + box[2]) / 2 - width / 2, (box[1] + box[3]) / 2 - height / 2
    dx = x * math.cos(angle) + y * math.sin(angle) - x
    dy = -x * math.sin(angle) + y * math.cos(angle) - y
    return [round(edge, 1) for edge in (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)]
