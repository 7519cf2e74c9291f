"""Text boxes on the sheets of XLSX, XLSM and XLSB: words that a reader sees beside the cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.hidden import Intervals, Technique, address
from extractors.office import Package, xml
from extractors.sheets.grid import SheetGrid
from extractors.sheets.ooxml import relations
from schema.reading import Hidden

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_WHITE = ("FFFFFF", "bg1", "lt1")


def add_text_boxes(sheet: SheetGrid, package: Package, part: str) -> None:
    """The text boxes of one sheet into ``sheet.boxes``; those that nobody sees are named in ``sheet.hidden``."""
    drawings = [t for _, kind, t in relations(package, part) if kind == "drawing" and t in package.names]
    for anchor in (a for target in drawings for a in xml(package.read(target)).iter("{*}*")):
        if anchor.tag.rpartition("}")[2] in _ANCHORS:
            _take(sheet, anchor)


def _take(sheet: SheetGrid, anchor: Any) -> None:
    row, col = _corner(anchor, "from")
    below, right = _corner(anchor, "to")
    folded = _within(sheet.hidden_rows, row, below) or _within(sheet.hidden_cols, col, right)
    for shape in anchor.iter("{*}sp"):
        text = _words(shape)
        is_control = shape.find(".//{*}compatExt") is not None  # its caption is drawn elsewhere, and says "Button 1"
        if not text or is_control or any(up.tag.endswith("}Fallback") for up in shape.iterancestors()):
            continue
        place = f"{sheet.name}: text box at {address(row, col)}"
        if folded or _is_switched_off(shape):
            sheet.hidden.append(Hidden(Technique.VANISHED_TEXT, place))
        elif _is_white_on_white(shape):
            sheet.hidden.append(Hidden(Technique.UNSEEN_TEXT, place))
        else:
            sheet.boxes.append((row, col, text))


def _corner(anchor: Any, which: str) -> tuple[int, int]:
    """Row and column, from 0, of a corner of the box; the first cell where it is anchored to none."""
    said = (anchor.findtext(f"{{*}}{which}/{{*}}{axis}") or "" for axis in ("row", "col"))
    row, col = (int(text) if text.strip().isdecimal() else 0 for text in said)
    return row, col


def _within(hidden: Intervals, first: int, last: int) -> bool:
    return last >= first and hidden.between(first - 1, last + 1) == last - first + 1


def _words(shape: Any) -> str:
    return "\n".join(filter(str.strip, map(_line, shape.iterfind("{*}txBody/{*}p")))).strip()


def _line(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _runs(paragraph: Any) -> Iterator[str]:
    for run in paragraph:
        yield " " if run.tag.endswith("}br") else run.findtext("{*}t") or ""


def _is_switched_off(shape: Any) -> bool:
    said = shape.find("{*}nvSpPr/{*}cNvPr")
    return said is not None and said.get("hidden") in ("1", "true")


def _is_white_on_white(shape: Any) -> bool:
    """True where the box says that it is white and that every run in it is."""
    runs = [r for r in shape.iterfind("{*}txBody/{*}p/{*}r") if (r.findtext("{*}t") or "").strip()]
    fills = [shape.find("{*}spPr/{*}solidFill"), *(r.find("{*}rPr/{*}solidFill") for r in runs)]
    return all(fill is not None and len(fill) and fill[0].get("val") in _WHITE for fill in fills)
