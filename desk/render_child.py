"""The process that draws one page of one document: it reads a stranger's bytes, so it is limited, confined and short.

Standard input: the page (four bytes, from 1), then the document. Standard output: a line of JSON {"width", "height",
"pages"}, then a JPEG; or a line {"fault"}. Sizes are in the units in which cells have their boxes: PDF points, or
pixels of an image.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping

from PIL import Image, ImageDraw, JpegImagePlugin, PngImagePlugin  # noqa: F401  before confinement: it loads files

from extractors.isolation.confinement import confine, limit

SCALE = 1.6  # pixels a point: A4 is 952 pixels wide, which reads well at half a screen
MOST_PIXELS = 4_000_000
CPU_S = 10
MEMORY = 1 << 30
QUALITY = 84


def main() -> None:
    """Draw the page that is asked for; nothing where nobody asks."""
    import pypdfium2 as pdfium

    asked = sys.stdin.buffer.read()
    page, data = int.from_bytes(asked[:4], "big"), asked[4:]
    if not page:
        return
    limit(CPU_S, CPU_S, MEMORY)
    confine()
    try:
        told, picture = _pdf(pdfium.PdfDocument(data), page) if data[:1024].find(b"%PDF") >= 0 else _image(data, page)
    except Exception as error:  # noqa: BLE001  whatever it is, the page says that it cannot be drawn
        _answer({"fault": type(error).__name__}, b"")
        return
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    _answer(told, out.getvalue())


def _pdf(document: object, page: int) -> tuple[dict[str, float], Image.Image]:
    count = len(document)  # type: ignore[arg-type]  # pypdfium2 has no types
    drawn = document[min(page, count) - 1]  # type: ignore[index]
    width, height = drawn.get_size()
    scale = min(SCALE, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    return {"width": width, "height": height, "pages": count}, drawn.render(scale=scale).to_pil()


def _image(data: bytes, page: int) -> tuple[dict[str, float], Image.Image]:
    Image.MAX_IMAGE_PIXELS = 50_000_000
    picture = Image.open(io.BytesIO(data))
    count = getattr(picture, "n_frames", 1)
    picture.seek(min(page, count) - 1)
    width, height = picture.size
    shrink = min(1.0, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    smaller = picture.convert("RGB").resize((max(1, int(width * shrink)), max(1, int(height * shrink))))
    return {"width": width, "height": height, "pages": count}, smaller


def _answer(told: Mapping[str, object], picture: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)
    sys.stdout.buffer.flush()
