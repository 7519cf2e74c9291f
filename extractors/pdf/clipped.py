"""The frames outside of which the text of a page is not drawn (clip paths)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ctypes import byref, c_float

from extractors.pdf import pdfium as lib
from extractors.pdf.page import Box, Matrix, Page, Word, placed

_MOST_POINTS = 1_000  # of one frame; a more involved one is taken for no frame
_SLACK = 1.0  # points by which letters may reach over their frame


def read_clips(page: Page, place: Matrix, inside: Mapping[int, Matrix]) -> None:
    """Fill ``page.clips``: for each text that has frames the box that all of them leave. Most texts have none."""
    path_of, count = lib.clip_path, lib.count_clips
    for thing in page.runs:
        path = path_of(thing)
        frames = count(path)
        if frames > 0:
            page.clips[thing] = _left(path, frames, inside.get(thing, place))


def is_cut_off(word: Word, page: Page) -> bool:
    """Nothing of the word lies in its frame; or it has digits, and some of it does not: half a number is another."""
    clip = page.clips.get(word.run)
    if clip is None:
        return False
    across = min(word.x1, clip[2]) - max(word.x0, clip[0])
    down = min(word.y1, clip[3]) - max(word.y0, clip[1])
    width, height = word.x1 - word.x0, word.y1 - word.y0
    if across < 0.25 * width or down < 0.25 * height:
        return True
    along, letter = (height - down, width) if word.turn in (90, 270) else (width - across, height)
    return any(ch.isdigit() for ch in word.text) and along > max(_SLACK, 0.4 * letter)


def _left(path: lib.Handle, frames: int, place: Matrix) -> Box:
    x0, y0, x1, y1 = -float("inf"), -float("inf"), float("inf"), float("inf")
    for n in range(frames):
        left, top, right, bottom = _frame(path, n, place)
        x0, y0, x1, y1 = max(x0, left), max(y0, top), min(x1, right), min(y1, bottom)
    return x0, y0, x1, y1


def _frame(path: lib.Handle, number: int, place: Matrix) -> Box:
    points = list(_points(path, number))
    if not points:
        return -float("inf"), -float("inf"), float("inf"), float("inf")
    boxes = [placed(place, x, y, x, y) for x, y in points]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _points(path: lib.Handle, number: int) -> Iterator[tuple[float, float]]:
    x, y = c_float(), c_float()
    count = lib.count_clip_segments(path, number)
    if count > _MOST_POINTS:
        return
    for n in range(count):
        segment = lib.get_clip_segment(path, number, n)
        if segment and lib.segment_point(segment, byref(x), byref(y)):
            yield x.value, y.value
