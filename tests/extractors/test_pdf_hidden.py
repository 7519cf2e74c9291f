"""What a reader of the page does not see is reported with its place, holds the file, and is given out nowhere."""

from __future__ import annotations

import io
import json

import pytest
from paper import LETTER, ROWS, TOP, both, paper, prose, read, table
from pypdfium2 import PdfDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors import recognition
from extractors.isolation import pool
from extractors.registry import read_bytes
from schema.reading import Outcome

SECRET = "canary4711"


def covered(canvas: Canvas) -> None:
    canvas.drawString(70, TOP - 300, SECRET)
    canvas.rect(60, TOP - 305, 120, 16, fill=1)


def black_on_black(canvas: Canvas) -> None:
    canvas.rect(60, TOP - 305, 120, 16, fill=1)
    canvas.drawString(70, TOP - 300, SECRET)


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(70, TOP - 300, SECRET)
    canvas.setFillGray(0)


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(70, TOP - 300)
    text.setTextRenderMode(3)
    text.textOut(SECRET)
    canvas.drawText(text)


def off_page(canvas: Canvas) -> None:
    canvas.drawString(-400, TOP - 300, SECRET)


@pytest.mark.parametrize("hide", [covered, black_on_black, white, invisible, off_page])
def test_hidden_text_holds_the_file_and_is_given_out_nowhere(hide) -> None:
    reading = read(both(prose(LETTER, y=80), table(ROWS), hide))
    assert reading.outcome is Outcome.QUARANTINED
    assert [hidden.place.startswith("page 1") for hidden in reading.hidden] == [True]
    assert SECRET not in json.dumps(reading.to_json())
    assert len(reading.tables) == 1
    assert not reading.tables[0].accept


def test_a_figure_under_a_black_box_leaves_its_cell_empty() -> None:
    def box(canvas: Canvas) -> None:
        canvas.rect(285, TOP - 172, 58, 14, fill=1)

    assert [list(row) for row in read(both(table(ROWS), box)).tables[0].rows][1] == ["Dismissed", "12", "", "5"]


def test_white_letters_on_a_dark_heading_are_no_secret() -> None:
    def heading(canvas: Canvas) -> None:
        canvas.rect(60, TOP - 105, 400, 20, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(70, TOP - 100, "Information Unit")
        canvas.setFillGray(0)

    reading = read(both(heading, prose(LETTER, y=150)))
    assert (reading.outcome, reading.hidden) == (Outcome.READ, ())
    assert "Information Unit" in reading.text


def test_an_encrypted_pdf_asks_for_its_password() -> None:
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(60, 700, "Locked")
    canvas.save()
    assert read_bytes(made.getvalue(), "reply.pdf").outcome is Outcome.PASSWORD


def test_an_attached_file_is_reported() -> None:
    document = PdfDocument(paper(prose(LETTER, y=80)))
    document.new_attachment("figures.txt").set_data(SECRET.encode())
    made = io.BytesIO()
    document.save(made)
    reading = read_bytes(made.getvalue(), "reply.pdf")
    assert (reading.outcome, [hidden.technique for hidden in reading.hidden]) == (
        Outcome.QUARANTINED,
        ["attached file"],
    )


def scan() -> bytes:
    page = PdfDocument(paper(both(prose(LETTER, y=80), table(ROWS))))[0]
    picture = page.render(scale=2).to_pil()

    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(picture, 0, 0, canvas._pagesize[0], canvas._pagesize[1])

    return paper(draw)


def test_a_scan_says_so_where_no_recogniser_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    reading = read_bytes(scan(), "scan.pdf")
    assert reading.outcome is Outcome.NEEDS_OCR
    assert "roundrobin[ocr]" in reading.reason


def test_recognition_is_switched_off_by_a_setting() -> None:
    (reading,) = pool.Pool(ocr=False).read([("scan.pdf", scan())])
    assert reading.outcome is Outcome.NEEDS_OCR
    assert recognition.available() is recognition.installed()  # the switch is the child's alone


@pytest.mark.slow
@pytest.mark.skipif(not recognition.available(), reason="the extra [ocr] is not installed")
def test_what_is_recognised_on_a_scan_is_never_accepted() -> None:
    reading = read_bytes(scan(), "scan.pdf")
    assert "1,204" in {text for found in reading.tables for row in found.rows for text in row}
    assert not any(found.accept for found in reading.tables)
