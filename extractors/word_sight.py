"""Which words of a Word document its reader does not see: vanished, in the colour of their ground, too small."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractors.hidden import Technique
from extractors.sheets.styles import RGB, WHITE, hex_colour, same_colour

_BLACK: RGB = (0, 0, 0)
_SMALLEST = 3  # half points; nobody reads less
_WHITE_OF_THEME = ("background1", "light1")
_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What a run or a style says of its words; None where it says nothing. ``colour``: None also where unknown."""

    vanish: bool | None = None
    colour: RGB | None = None
    coloured: bool = False
    size: int | None = None

    def over(self, below: Look) -> Look:
        """This one, and of ``below`` what this one leaves open."""
        vanish = below.vanish if self.vanish is None else self.vanish
        first = self if self.coloured else below
        return Look(vanish, first.colour, first.coloured, below.size if self.size is None else self.size)


PLAIN = Look()


class Sight:
    """Looks at runs with the styles of the document (``styles``: its styles part, or None).

    ``is_drawn``: pictures or shapes lie over or under the page, and titles in white may stand on them.
    """

    def __init__(self, styles: Any, *, is_drawn: bool = False) -> None:
        self._is_drawn = is_drawn
        every = () if styles is None else styles.iterfind("{*}style")
        self._styles = {value(s, "styleId"): s for s in every}
        self._look = lru_cache(maxsize=None)(self._look_of)

    def concealed(self, run: Any) -> Technique | None:
        """By what the words of a run are hidden; None where they are seen."""
        properties = run.find("{*}rPr")
        paragraph = next(run.iterancestors("{*}p"), None)
        of_paragraph = value(None if paragraph is None else paragraph.find("{*}pPr/{*}pStyle"), "val")
        if properties is None and not of_paragraph:
            return None
        own = PLAIN if properties is None else _said(properties)
        of_run = value(None if properties is None else properties.find("{*}rStyle"), "val")
        look = own.over(self._look(of_run)).over(self._look(of_paragraph))
        if look.vanish:
            return Technique.VANISHED_TEXT
        if look.size is not None and look.size <= _SMALLEST:
            return Technique.TINY_TEXT
        return Technique.UNSEEN_TEXT if self._is_lost(run, look, own.coloured) else None

    def _is_lost(self, run: Any, look: Look, directly: bool) -> bool:
        marked = value(run.find("{*}rPr/{*}highlight"), "val")
        if marked not in ("", "none"):  # black on black; a paler mark shows whatever stands on it
            return marked == "black" and look.colour in (None, _BLACK)
        if not look.coloured or look.colour is None:
            return False
        if not directly and (self._is_drawn or any(self._shades(t) for t in run.iterancestors("{*}tbl"))):
            return False
        return same_colour(look.colour, ground_of(run))

    def _shades(self, table: Any) -> bool:
        """True where the style of a table gives it colours of its own."""
        style = self._styles.get(value(table.find("{*}tblPr/{*}tblStyle"), "val"))
        return style is not None and any(_fill(shade) != WHITE for shade in style.iter("{*}shd"))

    def _look_of(self, style: str) -> Look:
        look, seen = PLAIN, 0
        while style and style in self._styles and seen < _MOST_PARENTS:
            element = self._styles[style]
            properties = element.find("{*}rPr")
            look = look if properties is None else look.over(_said(properties))
            if any(_fill(shade) != WHITE for shade in element.iter("{*}shd")):
                return Look(look.vanish, None, coloured=True, size=look.size)
            style, seen = value(element.find("{*}basedOn"), "val"), seen + 1
        return look


def ground_of(run: Any) -> RGB | None:
    """The colour behind a run; None where it cannot be told (a theme, a pattern, the shape around a text box)."""
    for up in (run, *run.iterancestors()):
        if tag(up) == "txbxContent":
            return None
        shade = next(
            (s for kind in ("rPr", "pPr", "tcPr", "tblPr") for s in up.iterfind(f"{{*}}{kind}/{{*}}shd")), None
        )
        fill = WHITE if shade is None else _fill(shade)
        if fill != WHITE:
            return fill
    return WHITE


def is_on(element: Any) -> bool:
    """True for a switch that is there and not off."""
    return element is not None and value(element, "val") not in ("0", "false", "off")


def value(element: Any, name: str) -> str:
    """An attribute by its local name, "" where it or the element is not there."""
    if element is None:
        return ""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def tag(element: Any) -> str:
    """The local name of an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def is_unseen_shape(box: Any) -> bool:
    """True for a text box whose shape is switched off."""
    for up in box.iterancestors():
        style = value(up, "style").replace(" ", "").lower() if tag(up) in ("shape", "rect", "group") else ""
        if "visibility:hidden" in style or any(value(p, "hidden") in ("1", "true") for p in up.iterfind("{*}docPr")):
            return True
    return False


def _said(properties: Any) -> Look:
    vanish, colour, size = (properties.find(f"{{*}}{name}") for name in ("vanish", "color", "sz"))
    printed = value(size, "val")
    return Look(
        None if vanish is None else is_on(vanish),
        _colour(colour),
        colour is not None,
        int(printed) if printed.isdecimal() else None,
    )


def _colour(colour: Any) -> RGB | None:
    theme = value(colour, "themeColor")
    if theme:
        plain = not value(colour, "themeTint") and not value(colour, "themeShade")
        return WHITE if plain and theme in _WHITE_OF_THEME else None
    return hex_colour(value(colour, "val"))


def _fill(shade: Any) -> RGB | None:
    """The colour of a shading; WHITE for none."""
    pattern = value(shade, "val")
    if value(shade, "themeFill") or pattern not in ("", "clear", "nil", "solid"):
        return None
    said = value(shade, "color" if pattern == "solid" else "fill")
    return WHITE if said.lower() in ("", "auto") else hex_colour(said)
