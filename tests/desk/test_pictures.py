"""Pages as pictures: drawn apart from the desk, as the reader of pictures saw them, and never waited for by an item."""

from __future__ import annotations

import io
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image, ImageDraw
from small_survey import Opened

import desk.gallery
from desk import pictures
from desk.gallery import Gallery
from desk.pictures import Drawers, Picture, drawn_page
from extractors.isolation.confinement import confinement_level
from extractors.isolation.specimen import SPECIMEN
from extractors.pictures import scans
from schema.decision import DecisionKind
from schema.reading import Outcome, Reading

ORIENTATION, QUARTER_TURN = 274, 6  # Exif 2.3, table 4: the row 0 of the file is the right side of what is seen


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def marked(width: int, height: int) -> Image.Image:
    """A made page: white, with a black corner at the top left."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="black")
    return picture


def dark_corners(data: bytes) -> set[str]:
    seen = Image.open(io.BytesIO(data)).convert("L")
    right, bottom = seen.width - 5, seen.height - 5
    corners = {"top left": (5, 5), "top right": (right, 5), "bottom left": (5, bottom), "bottom right": (right, bottom)}
    return {name for name, at in corners.items() if cast("int", seen.getpixel(at)) < 100}


def turned() -> bytes:
    said = Image.Exif()
    said[ORIENTATION] = QUARTER_TURN
    return saved(marked(900, 600), "JPEG", exif=said)


def test_a_page_has_the_size_and_the_number_of_pages_that_its_boxes_go_by() -> None:
    drawn = drawn_page(SPECIMEN, 1)
    assert (drawn.width, drawn.height, drawn.pages, drawn.fault) == (595, 842, 1, "")
    assert Image.open(io.BytesIO(drawn.data)).size == (952, 1348)


def test_a_picture_is_shown_upright_as_the_recogniser_saw_it() -> None:
    drawn, ((read,), _) = drawn_page(turned(), 1), scans(turned())
    assert (drawn.width, drawn.height) == (read.width, read.height) == (600, 900)
    assert dark_corners(drawn.data) == {"top right"}


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "GIF", "BMP"])
def test_every_kind_of_picture_that_is_read_is_drawn(kind: str) -> None:
    assert dark_corners(drawn_page(saved(marked(900, 600), kind), 1).data) == {"top left"}


def test_pages_of_a_scan_are_counted_as_they_were_read() -> None:
    logo = Image.new("RGB", (90, 60), "black")
    data = saved(marked(900, 600), "TIFF", save_all=True, append_images=[logo, marked(800, 700)])
    pages, _ = scans(data)
    second = drawn_page(data, 2)
    assert (second.width, second.height, second.pages) == (pages[1].width, pages[1].height, len(pages)) == (800, 700, 2)


def test_a_picture_too_small_to_be_read_is_shown_all_the_same() -> None:
    assert drawn_page(saved(Image.new("RGB", (90, 60)), "PNG"), 1).width == 90


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 and no more", b"\xff\xd8\xff nothing", bytes(1000)])
def test_what_cannot_be_drawn_is_a_fault_in_words(data: bytes) -> None:
    assert drawn_page(data, 1) == pictures.failed("it cannot be drawn as a page")


@pytest.fixture
def drawers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawers]:
    made = Drawers()
    monkeypatch.setattr(pictures, "drawers", made)
    yield made
    if made._control:
        made._control.close()


def test_every_page_has_a_process_of_its_own(drawers: Drawers) -> None:
    lines = [drawers.line() for _ in range(3)]
    assert len({pid for _, pid in lines}) == 3
    for line, _ in lines:
        line.close()


def test_where_the_one_that_forks_was_ended_another_is_started(drawers: Drawers) -> None:
    drawers.begin()
    assert drawers._control
    drawers._control.shutdown(socket.SHUT_RDWR)
    assert not drawn_page(SPECIMEN, 1).fault


def test_a_process_that_is_ended_while_it_draws_leaves_a_fault_and_no_half_picture(
    drawers: Drawers, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = drawers.line

    def ended() -> tuple[socket.socket, int]:
        line, pid = given()
        os.kill(pid, signal.SIGKILL)
        return line, pid

    monkeypatch.setattr(drawers, "line", ended)
    assert drawn_page(SPECIMEN, 1).fault == "the process that draws it ended without an answer"


def test_half_a_picture_is_none() -> None:
    whole = b'{"width": 1, "height": 1, "pages": 1, "bytes": 6}\n\xff\xd8abcd'
    assert not pictures._picture(whole).fault
    assert pictures._picture(whole[:-1]).fault


@pytest.mark.skipif(not confinement_level().level, reason="this machine offers no filter for system calls")
def test_a_process_that_draws_is_confined_before_it_has_the_document() -> None:
    line, pid = pictures.drawers.line()
    with line:
        line.sendall((1).to_bytes(4, "big"))
        for _ in range(10_000):
            if "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text(encoding="ascii"):
                return
    pytest.fail("it waits for a document and is not confined")


# an item and its pictures


def reading(sizes: tuple[tuple[float, float], ...]) -> Reading:
    return Reading("0" * 64, "a.pdf", "application/pdf", Outcome.READ, "read", pages=len(sizes), sizes=sizes)


class _Counted:
    """A workspace whose documents are counted as they are drawn."""

    def __init__(self) -> None:
        self.documents, self.drawn = self, 0

    def get(self, sha256: str) -> bytes:
        self.drawn += 1
        return SPECIMEN


def test_a_page_whose_size_was_read_is_not_drawn_for_the_item_that_shows_it() -> None:
    workspace = _Counted()
    gallery = Gallery(cast("Any", workspace))
    assert gallery.place(reading(((595.3, 841.9), (0.0, 0.0))), 1) == Picture(b"", "", 595.3, 841.9, 2)
    assert workspace.drawn == 0


@pytest.mark.parametrize(("sizes", "page"), [((), 1), (((595.3, 841.9),), 2), (((0.0, 0.0),), 1)])
def test_a_page_whose_size_nobody_read_is_drawn(sizes: tuple[tuple[float, float], ...], page: int) -> None:
    workspace = _Counted()
    assert Gallery(cast("Any", workspace)).place(reading(sizes), page).width == 595
    assert workspace.drawn == 1


def test_a_page_that_could_not_be_drawn_is_not_promised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.gallery, "drawn_page", lambda *_: pictures.failed("drawing it took too long"))
    gallery = Gallery(cast("Any", _Counted()))
    gallery.page("0" * 64, 1)
    assert gallery.place(reading(((595.3, 841.9),)), 1).fault


def test_no_item_waits_for_a_drawing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(data: bytes, page: int) -> Picture:
        asked.append(page)
        return drawn_page(data, page)

    monkeypatch.setattr(desk.gallery, "drawn_page", counted)
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    text = opened.client.get(f"/review/{item.item_id}").text
    assert asked == []
    assert "/picture/page/" in text
    assert 'viewBox="0 0 595.3 841.9"' in text
