"""One page as values: words, rules, filled areas, all in points from the top left of the page as shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from schema.reading import Hidden

MAX_OBJECTS = 60_000  # drawn things on one page; more are in no printed page

Box = tuple[float, float, float, float]  # x0, y0, x1, y1
Matrix = tuple[float, float, float, float, float, float]


class TooMuchError(Exception):
    """A page with more on it than any printed page has."""


@dataclass(slots=True)
class Word:
    """Text with its box. ``run``: the piece of text of the producing program; ``seq``: its order in the file.

    ``turn``: 0 upright, 90 or 270 degrees counter-clockwise; -1 at a slant (a watermark).
    ``space``: a space stands before it in the same run. ``leads``: a row of dots stands behind it.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    run: int
    seq: int
    turn: int = 0
    space: bool = False
    leads: bool = False

    @property
    def size(self) -> float:
        return (self.x1 - self.x0) if self.turn in (90, 270) else (self.y1 - self.y0)


@dataclass(slots=True)
class Rule:
    """A drawn line: ``at`` its place across, ``lo`` to ``hi`` its extent. ``weak``: only the edge of a shade."""

    at: float
    lo: float
    hi: float
    weak: bool = False


@dataclass(slots=True)
class Area:
    """A filled rectangle or a picture. ``ink``: brightness 0 to 255, None where unknown (picture, pattern)."""

    x0: float
    y0: float
    x1: float
    y1: float
    order: int
    ink: float | None
    rgb: tuple[int, int, int] | None = None
    picture: bool = False


@dataclass(slots=True)
class Run:
    """What is known of a piece of text: its order among the drawn things, its colour and how it is shown."""

    order: int
    rgb: tuple[int, int, int] | None
    mode: int
    alpha: int = 255
    box: tuple[float, float, float, float] | None = None

    @property
    def is_faint(self) -> bool:
        """Not shown at all (PDF 32000-1, table 106), or nearly white."""
        return self.mode in (3, 7) or self.alpha == 0 or (self.rgb is not None and min(self.rgb) > 235)


@dataclass(slots=True)
class Page:
    """All that is read of one page. ``number`` counts from 1."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    runs: dict[int, Run] = field(default_factory=dict)
    chars: int = 0
    redactions: list[Area] = field(default_factory=list)  # marks for redaction that were never carried out
    laid_over: list[Area] = field(default_factory=list)  # boxes and stamps of comments, which may cover words
    unseen: tuple[Hidden, ...] = ()  # comments and hidden form fields
    filled: bool = False  # form fields or text laid over it were read as part of the page
    unread: int = 0  # shown form fields of which it is not known what they show
    clips: dict[int, Box] = field(default_factory=dict)  # by run: the frame outside of which it is not drawn


def placed(place: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """A box of page units as x0, y0, x1, y1 from the top left of the page as shown."""
    a, b, c, d, e, f = place
    x0, x1 = a * left + c * bottom + e, a * right + c * top + e
    y0, y1 = b * left + d * bottom + f, b * right + d * top + f
    return (x0 if x0 < x1 else x1), (y0 if y0 < y1 else y1), (x1 if x0 < x1 else x0), (y1 if y0 < y1 else y0)
