"""Styles of OpenDocument: colours, raised text, formats that show nothing, sizes and display."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from extractors.sheets.styles import RGB, WHITE, same_colour

_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "px": 0.75, "pc": 12.0}


@dataclass(slots=True)
class OdfStyle:
    """One style: None where it says nothing and its parent counts."""

    parent: str = ""
    colour: RGB | None = None
    ground: RGB | None = None
    transparent: bool = False
    raised: bool = False
    vanished: bool = False
    data: str = ""
    size: float | None = None  # row height or column width, points
    shown: bool = True  # a sheet's style


@dataclass(slots=True)
class OdfStyles:
    """All styles of a document by (family, name), and the number formats that print nothing."""

    styles: dict[tuple[str, str], OdfStyle] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    percent: set[str] = field(default_factory=set)

    def take(self, element: Any) -> None:
        """One ``style:style`` or number format."""
        tag = element.tag.rpartition("}")[2]
        name = attribute(element, "name")
        if tag in ("style", "default-style"):
            self.styles[(attribute(element, "family"), name)] = _style(element)
        elif _prints_nothing(element):
            self.blank.add(name)

    def get(self, family: str, name: str) -> OdfStyle:
        return self.styles.get((family, name), _NO_STYLE)

    def chain(self, family: str, name: str) -> list[OdfStyle]:
        """A style and its parents, at most 20."""
        out: list[OdfStyle] = []
        while name and len(out) < 20 and (family, name) in self.styles:
            out.append(self.styles[(family, name)])
            name = out[-1].parent
        return [*out, self.get(family, "")]

    def unseen(self, cell_style: str) -> bool:
        """True where a cell's text has the colour of its background."""
        colour = next((s.colour for s in self.chain("table-cell", cell_style) if s.colour), (0, 0, 0))
        return same_colour(colour, self._ground(cell_style))

    def unseen_span(self, text_style: str, cell_style: str) -> bool:
        """True where some words in a cell have the colour of its background."""
        colour = next((s.colour for s in self.chain("text", text_style) if s.colour), None)
        return same_colour(colour, self._ground(cell_style))

    def _ground(self, cell_style: str) -> RGB:
        chain = self.chain("table-cell", cell_style)
        return next((s.ground or WHITE for s in chain if s.ground or s.transparent), WHITE)

    def prints_nothing(self, cell_style: str) -> bool:
        data = next((s.data for s in self.chain("table-cell", cell_style) if s.data), "")
        return data in self.blank


_NO_STYLE = OdfStyle()


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name, "" if it is not there."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _style(element: Any) -> OdfStyle:
    style = OdfStyle(parent=attribute(element, "parent-style-name"), data=attribute(element, "data-style-name"))
    for child in element:
        for key, value in child.attrib.items():
            _set(style, child.tag.rpartition("}")[2], key.rpartition("}")[2], value)
    return style


def _set(style: OdfStyle, tag: str, key: str, value: str) -> None:
    if tag == "text-properties" and key == "color":
        style.colour = rgb(value)
    elif tag == "table-cell-properties" and key == "background-color":
        style.ground, style.transparent = rgb(value), value == "transparent"
    elif key == "text-position":
        style.raised = bool(re.match(r"super|[1-9]\d*%", value))
    elif key == "display" and tag == "text-properties":
        style.vanished = value == "none"
    elif key == "display" and tag == "table-properties":
        style.shown = value != "false"
    elif key in ("row-height", "column-width"):
        style.size = _points(value)


def rgb(printed: str) -> RGB | None:
    """A colour written as "#1F2A33"; None for any other."""
    found = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", printed.strip())
    return (int(found[1], 16), int(found[2], 16), int(found[3], 16)) if found else None


def _points(printed: str) -> float | None:
    found = re.fullmatch(r"(-?[\d.]+)\s*([a-z]+)", printed.strip())
    return float(found[1]) * _POINTS.get(found[2], 1.0) if found else None


def _prints_nothing(element: Any) -> bool:
    tags = [child.tag.rpartition("}")[2] for child in element]
    words = "".join(element.itertext()).strip()
    return element.tag.endswith("-style") and not words and all(t in ("text", "map", "text-properties") for t in tags)
