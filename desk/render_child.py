"""The process that draws pages: it reads a stranger's bytes, so each page has a short, limited and confined one.

A server with the libraries loaded, which reads no document but a specimen of its own, forks a child for each line
that it is given. On the line come the page (four bytes, from 1) and the document, up to its end. The child answers a
line of JSON {"width", "height", "pages", "bytes"}, then a JPEG; or a line {"fault"}; and ends. Sizes are in the units
in which cells have their boxes: PDF points, or pixels of an image as it stands upright.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Mapping

import pypdfium2 as pdfium
from PIL import Image

from extractors.isolation.confinement import confine, limit, prepared
from extractors.isolation.specimen import SPECIMEN
from extractors.pictures import page_shown

SCALE = 1.6  # pixels a point: A4 is 952 pixels wide, which reads well at half a screen
MOST_PIXELS = 4_000_000
CPU_S = 10
MEMORY = 1 << 30
QUALITY = 84
PID = struct.Struct("!I")
_CHUNK = 1 << 20

Told = Mapping[str, float]


def main() -> None:
    """Fork for every line until the desk closes its end, as when it ends; what a page needs is loaded before."""
    control = socket.socket(fileno=int(sys.argv[2]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a child ended: its line is closed
    _warm()
    while True:
        _, lines, _, _ = socket.recv_fds(control, 1, 1)
        if not lines:
            return
        if not (pid := os.fork()):
            control.close()
            _child(lines[0])
        os.close(lines[0])
        control.sendall(PID.pack(pid))


def _warm() -> None:
    """What is made at first use is then there for all: fonts, tables for packing, plugins (they are files)."""
    gc.disable()
    Image.init()
    prepared()
    packed(_page(SPECIMEN, 1)[1])
    gc.freeze()


def _child(line: int) -> None:
    """Draw one page and end, whatever happens."""
    try:
        limit(CPU_S, CPU_S, MEMORY)
        confine()
        asked = b"".join(iter(lambda: os.read(line, _CHUNK), b""))
        told = memoryview(answer(asked[4:], int.from_bytes(asked[:4], "big")))
        while told:
            told = told[os.write(line, told) :]
    finally:
        os._exit(0)


def answer(data: bytes, page: int) -> bytes:
    """What is said of a page: its size and its picture, or what went wrong."""
    try:
        told, picture = _page(data, page)
        jpeg = packed(picture)
        return json.dumps({**told, "bytes": len(jpeg)}).encode() + b"\n" + jpeg
    except Exception as error:  # noqa: BLE001  whatever it is, the page says that it cannot be drawn
        return json.dumps({"fault": type(error).__name__}).encode() + b"\n"


def packed(picture: Image.Image) -> bytes:
    """A picture as a JPEG."""
    out = io.BytesIO()
    (picture if picture.mode in ("RGB", "L") else picture.convert("RGB")).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _page(data: bytes, page: int) -> tuple[Told, Image.Image]:
    return _pdf(data, page) if data[:1024].find(b"%PDF") >= 0 else _image(data, page)


def _pdf(data: bytes, page: int) -> tuple[Told, Image.Image]:
    document = pdfium.PdfDocument(data)
    drawn = document[min(page, len(document)) - 1]
    width, height = drawn.get_size()
    scale = min(SCALE, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    return {"width": width, "height": height, "pages": len(document)}, drawn.render(scale=scale).to_pil()


def _image(data: bytes, page: int) -> tuple[Told, Image.Image]:
    picture, count = page_shown(data, page)
    width, height = picture.size
    shrink = min(1.0, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    smaller = picture.resize((max(1, int(width * shrink)), max(1, int(height * shrink))))
    return {"width": width, "height": height, "pages": count}, smaller
