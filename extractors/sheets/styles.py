"""Cell styles of XLSX: which show dates, shares, nothing at all, or text in the colour of its background."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

RGB = tuple[int, int, int]
_Item = TypeVar("_Item")
WHITE: RGB = (255, 255, 255)
TINIEST = 1.5  # points; nobody reads less
_NEAR = 8  # largest difference of a channel that nobody sees
_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_INDEXED: dict[int, RGB] = {
    0: (0, 0, 0), 1: WHITE, 2: (255, 0, 0), 3: (0, 255, 0), 4: (0, 0, 255), 5: (255, 255, 0), 6: (255, 0, 255),
    7: (0, 255, 255),
    8: (0, 0, 0), 9: WHITE, 22: (192, 192, 192), 23: (128, 128, 128), 64: (0, 0, 0), 65: WHITE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell style does to a value."""

    date: bool = False
    percent: bool = False
    unseen: bool = False
    format: str = ""
    on_white: bool = True
    tiny: bool = False

    @property
    def suspect(self) -> bool:
        """True where a value under this style may be out of sight."""
        return self.unseen or self.tiny or ";" in self.format or "[" in self.format

    def hides(self, value: object) -> bool:
        """True where the number format prints nothing for this value (a hidden zero is no secret)."""
        sections = [re.sub(r'\[[^\]]*\]|"\s*"|\\.|_.|\s', "", part) for part in self.format.split(";")]
        if "[white]" in self.format.lower():
            return True
        if len(sections) < 2:
            return False
        if isinstance(value, str):
            return len(sections) == 4 and not sections[3]
        number = value if isinstance(value, (int, float)) else 0
        return bool(number) and not (sections[0] if number > 0 else sections[1])


def is_date_format(code: str, number: int = 164) -> bool:
    """True for a number format that shows a date or a time."""
    if number in _BUILTIN_DATES:
        return True
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', "", code.split(";", maxsplit=1)[0], flags=re.IGNORECASE)
    return (
        bool(re.search(r"[dyhs]|m{1,5}", bare, re.IGNORECASE)) and "general" not in bare.lower() and "0.0" not in bare
    )


def same_colour(one: RGB | None, other: RGB | None) -> bool:
    """True where nobody sees the one on the other."""
    return one is not None and other is not None and all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def styles(root: Any, theme: list[RGB]) -> list[Style]:
    """The styles of ``styles.xml`` by index (the ``s`` of a cell)."""
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
    fonts = [_font(f, theme) for f in root.iterfind("{*}fonts/{*}font")]
    tiny = [_is_tiny(f) for f in root.iterfind("{*}fonts/{*}font")]
    fills = [_fill(f, theme) for f in root.iterfind("{*}fills/{*}fill")]
    found = [_style(xf, formats, fonts, fills) for xf in root.iterfind("{*}cellXfs/{*}xf")]
    used = [_item(tiny, xf.get("fontId")) for xf in root.iterfind("{*}cellXfs/{*}xf")]
    return [replace(style, tiny=True) if small else style for style, small in zip(found, used, strict=True)]


def conditional_styles(root: Any, theme: list[RGB]) -> list[Style]:
    """What the formats do that a condition may lay over a cell, by index. ``on_white``: they bring no ground along."""
    return [_conditional(dxf, theme) for dxf in root.iterfind("{*}dxfs/{*}dxf")]


def _conditional(dxf: Any, theme: list[RGB]) -> Style:
    font, fill, number = (dxf.find(f"{{*}}{name}") for name in ("font", "fill", "numFmt"))
    pattern = None if fill is None else fill.find("{*}patternFill")
    ground = None if pattern is None else pattern.find("{*}bgColor")
    colour = None if font is None or font.find("{*}color") is None else _font(font, theme)
    behind = WHITE if ground is None else _colour(ground, theme)
    code = "" if number is None else number.get("formatCode", "")
    return Style(unseen=same_colour(colour, behind), format=code, on_white=ground is None)


def _is_tiny(font: Any) -> bool:
    size = font.find("{*}sz")
    printed = "" if size is None else size.get("val", "")
    return bool(re.fullmatch(r"\d+(\.\d+)?", printed)) and 0 < float(printed) <= TINIEST


def theme_colours(root: Any) -> list[RGB]:
    """Theme colours in the order in which cells number them (light 1, dark 1, light 2, dark 2, accents)."""
    scheme = root.find(".//{*}clrScheme")
    named = (
        [hex_colour(c[0].get("lastClr") or c[0].get("val") or "") for c in scheme if len(c)]
        if scheme is not None
        else []
    )
    every = [c or WHITE for c in named]
    return [every[1], every[0], every[3], every[2], *every[4:]] if len(every) > 3 else [WHITE, (0, 0, 0)]


def _style(xf: Any, formats: dict[str | None, str], fonts: list[RGB | None], fills: list[RGB | None]) -> Style:
    number = xf.get("numFmtId", "0")
    code = formats.get(number, "")
    font, fill = _item(fonts, xf.get("fontId")), _item(fills, xf.get("fillId"))
    is_percent = number in ("9", "10") or ("%" in code and "\\%" not in code and '"%"' not in code)
    is_date = not is_percent and is_date_format(code, int(number) if number.isdigit() else 0)
    return Style(is_date, is_percent, same_colour(font, fill), code, on_white=same_colour(fill, WHITE))


def _item(values: list[_Item], index: str | None) -> _Item | None:
    at = int(index) if index and index.isdigit() else 0
    return values[at] if at < len(values) else None


def _font(font: Any, theme: list[RGB]) -> RGB | None:
    colour = font.find("{*}color")
    return (0, 0, 0) if colour is None else _colour(colour, theme)


def _fill(fill: Any, theme: list[RGB]) -> RGB | None:
    """The background: white without a fill, None where it is a pattern or a gradient."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return None
    if pattern.get("patternType", "none") == "none":
        return WHITE
    front = pattern.find("{*}fgColor")
    return _colour(front, theme) if pattern.get("patternType") == "solid" and front is not None else None


def _colour(colour: Any, theme: list[RGB]) -> RGB | None:
    if (number := colour.get("theme", "")).isdigit():  # where both are given, this one is shown
        base = theme[int(number)] if int(number) < len(theme) else None
        return tinted(base, float(colour.get("tint", "0"))) if base else None
    if rgb := colour.get("rgb"):
        return hex_colour(rgb)
    if (index := colour.get("indexed", "")).isdigit():
        return _INDEXED.get(int(index))
    return None if colour.get("auto") is None else (0, 0, 0)


def indexed(number: int) -> RGB | None:
    """A colour of the palette that every workbook has."""
    return _INDEXED.get(number)


def hex_colour(printed: str) -> RGB | None:
    """The colour of six hexadecimal digits, those of an opacity before them left out; None for what is none."""
    bare = printed[-6:]
    return (int(bare[:2], 16), int(bare[2:4], 16), int(bare[4:], 16)) if re.fullmatch(r"[0-9A-Fa-f]{6}", bare) else None


def tinted(colour: RGB, tint: float) -> RGB:
    """A theme colour made lighter (tint above 0) or darker, as office programs do (ECMA-376 18.8.19)."""
    hue, light, sat = colorsys.rgb_to_hls(*(c / 255 for c in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), sat)
    return round(red * 255), round(green * 255), round(blue * 255)
