"""Values of OpenDocument elements: repeats, words, durations, numbers."""

from __future__ import annotations

import re
from typing import Any

from extractors.sheets.grid import GridCell, percentage, shown
from extractors.sheets.odf_styles import attribute

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def attribute_tag(element: Any) -> str:
    """The local tag; "" for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def repeat(element: Any, name: str) -> int:
    value = attribute(element, name)
    return max(int(value), 1) if value.isdigit() else 1


def words(text: str | None, raised: bool) -> str:
    flat = re.sub(r"[ \t\r\n]+", " ", text or "")
    return flat.translate(_SUPERSCRIPT) if raised else flat


def clock(stored: str) -> str:
    """The duration "PT26H05M00S" as it is seen, "26:05"; "" where it is none. Binary fractions of a second round."""
    found = re.fullmatch(r"PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S", stored)
    if not found:
        return ""
    exact = float(found[3].replace(",", "."))
    seconds = round(exact) if abs(exact - round(exact)) < 0.001 else int(exact)
    minutes, seconds = divmod(int(found[1]) * 3600 + int(found[2]) * 60 + seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def number_cell(stored: str, text: str, kind: str) -> GridCell:
    try:
        value = float(stored)
    except ValueError:
        return GridCell(text, text)
    return GridCell(percentage(value) if kind == "percentage" else shown(value), value)
