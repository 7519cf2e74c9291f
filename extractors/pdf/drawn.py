"""Reading what is drawn on a page from pdfium: rules, filled areas, pictures, colours of text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint

from extractors.pdf import pdfium as lib
from extractors.pdf.page import MAX_OBJECTS, Area, Box, Matrix, Page, Rule, Run, TooMuchError, placed


class Drawing:
    """Buffers for pdfium's answers, and the page that the drawn things go to. ``inside``: texts in forms, placed."""

    def __init__(self, page: Page, place: Matrix) -> None:
        self.page, self.place = page, place
        self.order = 0
        self.four = (c_float * 4)()
        self.bounds_refs = [byref(self.four, at) for at in (0, 4, 8, 12)]
        self.channels = (c_uint * 4)()
        self.color_refs = [byref(self.channels, at) for at in (0, 4, 8, 12)]
        self.modes = (c_int * 2)()
        self.mode_refs = byref(self.modes), byref(self.modes, 4)
        self.matrix = (c_float * 6)()
        self.inside: dict[int, Matrix] = {}

    def box_unwritten(self) -> None:
        """Fill the boxes of the texts of which no word was read. Few are, so that it is not asked for every text."""
        written = {word.run for word in self.page.words}
        for thing, run in self.page.runs.items():
            if thing not in written:
                run.box = self.bounds(lib.Handle(thing), self.inside.get(thing))

    def bounds(self, thing: lib.Handle, inside: Matrix | None) -> Box | None:
        """The box on the page as shown; None where pdfium knows none."""
        if not lib.object_bounds(thing, *self.bounds_refs):
            return None
        return placed(inside or self.place, *self.four)  # left, bottom, right, top

    def color(self, thing: lib.Handle) -> tuple[tuple[int, int, int], int] | None:
        """What a thing is filled with: red, green, blue, and how far it covers; None where pdfium knows none."""
        if not lib.fill_color(thing, *self.color_refs):
            return None
        r, g, b, alpha = self.channels
        return (r, g, b), alpha


def read_drawn(handle: int, page: Page, place: Matrix) -> Drawing:
    """Fill the rules, areas and runs of a page. Raises TooMuchError."""
    drawing = Drawing(page, place)
    things = [lib.get_object(handle, n) for n in range(min(lib.count_objects(handle), MAX_OBJECTS + 1))]
    _read_things(things, drawing, None, 0)
    return drawing


def _read_things(things: list[lib.Handle], drawing: Drawing, inside: Matrix | None, depth: int) -> None:
    for thing in things:
        drawing.order += 1
        if drawing.order > MAX_OBJECTS:
            raise TooMuchError(f"Page {drawing.page.number} holds more than {MAX_OBJECTS:,} drawn things.")
        kind = lib.object_type(thing)
        if kind == lib.TEXT:
            rgb, alpha = drawing.color(thing) or (None, 255)
            key = thing.value or 0
            drawing.page.runs[key] = Run(drawing.order, rgb, lib.render_mode(thing), alpha)
            if inside:
                drawing.inside[key] = inside
        elif kind == lib.PATH:
            _read_path(thing, drawing, inside)
        elif kind in (lib.IMAGE, lib.SHADING):
            box = drawing.bounds(thing, inside)
            if box:
                drawing.page.areas.append(Area(*box, drawing.order, None, picture=kind == lib.IMAGE))
        elif kind == lib.FORM and depth < 8:
            parts = [lib.get_form_object(thing, n) for n in range(min(lib.count_form_objects(thing), MAX_OBJECTS))]
            _read_things(parts, drawing, _inner(thing, drawing, inside), depth + 1)


def _inner(form: lib.Handle, drawing: Drawing, inside: Matrix | None) -> Matrix:
    """The placing of what lies inside a form: its own matrix first, then the one around it."""
    outer = inside or drawing.place
    if not lib.object_matrix(form, drawing.matrix):
        return outer
    a, b, c, d, e, f = drawing.matrix
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


THIN = 3.0  # points: a filled shape as thin as this is a line


def _read_path(thing: lib.Handle, drawing: Drawing, inside: Matrix | None) -> None:
    if not lib.draw_mode(thing, *drawing.mode_refs):
        return
    fill, stroke = map(bool, drawing.modes)
    if not fill and not stroke:
        return
    count = lib.count_segments(thing)
    filled = drawing.color(thing) if fill else None
    if count <= 5 or count > 4000:
        box = drawing.bounds(thing, inside)
        if box and count <= 5:
            _take_shape(box, count, drawing, filled, stroke, fill)
        return
    for box, segments in _sub_shapes(thing, count, drawing, inside, stroked=stroke):
        _take_shape(box, segments, drawing, filled, stroke, fill)


def _take_shape(
    box: Box,
    segments: int,
    drawing: Drawing,
    filled: tuple[tuple[int, int, int], int] | None,
    stroked: bool,
    is_filled: bool,
) -> None:
    """A thin shape is a rule, a stroked rectangle four, a filled one an area with weak edges."""
    x0, y0, x1, y1 = box
    page = drawing.page
    if y1 - y0 <= THIN or x1 - x0 <= THIN:
        faint = is_filled and not stroked and filled is not None and min(filled[0]) >= 250
        if not faint:
            _add_rule(page, box)
        return
    if segments < 4:
        return
    if stroked:
        _add_edges(page, box, weak=False)
    if is_filled and (filled is None or filled[1] >= 200):
        rgb = filled[0] if filled else None
        ink = None if rgb is None else 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]
        page.areas.append(Area(*box, drawing.order, ink, rgb))
        if not stroked:
            _add_edges(page, box, weak=True)


def _add_rule(page: Page, box: Box, *, weak: bool = False) -> None:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        page.across.append(Rule((y0 + y1) / 2, x0, x1, weak))
    else:
        page.upright.append(Rule((x0 + x1) / 2, y0, y1, weak))


def _add_edges(page: Page, box: Box, *, weak: bool) -> None:
    x0, y0, x1, y1 = box
    page.across += [Rule(y0, x0, x1, weak), Rule(y1, x0, x1, weak)]
    page.upright += [Rule(x0, y0, y1, weak), Rule(x1, y0, y1, weak)]


def _sub_shapes(
    thing: lib.Handle, count: int, drawing: Drawing, inside: Matrix | None, *, stroked: bool
) -> Iterator[tuple[Box, int]]:
    """The straight shapes that one path draws: (box, number of its points). Curves are left out."""
    m = drawing.matrix
    a, b, c, d, e, f = m if lib.object_matrix(thing, m) else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    point = (c_float * 2)()
    refs = byref(point), byref(point, 4)
    points: list[tuple[float, float]] = []
    curved = False
    for n in range(count):
        segment = lib.get_segment(thing, n)
        kind = lib.segment_type(segment)
        lib.segment_point(segment, *refs)
        if kind == lib.MOVE_TO:
            if len(points) > 1 and not curved:
                yield from _straight(points, inside or drawing.place, stroked=stroked)
            points, curved = [], False
        curved = curved or kind == lib.BEZIER_TO
        x, y = point
        points.append((a * x + c * y + e, b * x + d * y + f))
    if len(points) > 1 and not curved:
        yield from _straight(points, inside or drawing.place, stroked=stroked)


def _straight(points: list[tuple[float, float]], place: Matrix, *, stroked: bool) -> Iterator[tuple[Box, int]]:
    """A rectangle as one shape; of any other drawn line each of its level or upright stretches.

    Filled shapes that are no rectangles (letters of a watermark) have no stretches.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if len({round(v, 1) for v in xs}) <= 2 and len({round(v, 1) for v in ys}) <= 2:
        yield placed(place, min(xs), min(ys), max(xs), max(ys)), len(points)
        return
    if not stroked:
        return
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5:
            yield placed(place, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), 2
