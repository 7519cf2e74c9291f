"""Plain text pages as a PDF that other programs read."""

from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.plain_pdf import COLUMNS, LINES, plain_pdf


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


@pytest.mark.parametrize(("written", "shown"), [("£5 – “caf\u00e9”", "£5 – “caf\u00e9”"), ("\u0175 \u0177", "w y")])
def test_western_letters_are_kept_and_others_lose_their_accents(written: str, shown: str) -> None:
    assert shown in pages(plain_pdf([written]))[0]


@given(st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_any_text_makes_a_readable_file_and_equal_texts_equal_bytes(sections: list[str]) -> None:
    data = plain_pdf(sections)
    assert len(pages(data)) >= len(sections)
    assert data == plain_pdf(sections)
