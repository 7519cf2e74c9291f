"""Plain text pages as a PDF that other programs read."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from storage.plain_pdf import COLUMNS, LINES, DrawnPage, jpeg_size, plain_pdf


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_every_section_begins_on_its_own_page() -> None:
    first, second = pages(plain_pdf(["Dear sir,\n\nyes (and no) \\ maybe", "second"]))
    assert "yes (and no) \\ maybe" in first
    assert "second" in second
    assert "1 / 2" in first


def test_long_texts_go_on_and_long_lines_are_wrapped() -> None:
    text = "\n".join(f"line {n}" for n in range(LINES + 5))
    assert len(pages(plain_pdf([text]))) == 2
    (page,) = pages(plain_pdf(["x" * (COLUMNS * 3)]))
    assert page.count("x") == COLUMNS * 3


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("£5 – “caf\u00e9”", "£5 – “caf\u00e9”"),
        ("Heddlu: gŵyl, tŷ, Ŵ, Ŷ, ẁ, ẅ", "Heddlu: gŵyl, tŷ, Ŵ, Ŷ, ẁ, ẅ"),
        ("gw\u0302yl", "gŵyl"),
        ("ǻ 中", "a ?"),
    ],
)
def test_western_and_welsh_letters_are_kept_and_others_lose_their_accents(written: str, shown: str) -> None:
    assert shown in pages(plain_pdf([written]))[0]


@given(st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_any_text_makes_a_readable_file_and_equal_texts_equal_bytes(sections: list[str]) -> None:
    data = plain_pdf(sections)
    assert len(pages(data)) >= len(sections)
    assert data == plain_pdf(sections)


def jpeg(width: int = 30, height: int = 40, mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height), "red" if mode == "RGB" else 120).save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_drawn_page_stands_between_the_texts_with_its_caption(mode: str) -> None:
    data = plain_pdf(["before", DrawnPage(jpeg(mode=mode), "answer.pdf, page 1 of 1"), "after"])
    texts = pages(data)
    assert len(texts) == 3
    assert "answer.pdf, page 1 of 1" in texts[1]
    assert "2 / 3" in texts[1]
    document = pypdfium2.PdfDocument(data)
    seen = document[1].render(scale=0.5).to_pil().convert("RGB").getpixel((150, 200))
    assert seen != (255, 255, 255)
    document.close()


@pytest.mark.parametrize("data", [b"", b"\x89PNG", jpeg()[:20], b"\xff\xd8" + b"\xff\xe0\x00\x00" * 50])
def test_what_is_no_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        jpeg_size(data)
