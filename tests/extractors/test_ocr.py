"""Scans: made letters as pictures, read by the recogniser in the isolated child as users would."""

import io

import pypdfium2
import pytest
from paper import both, paper, prose, table

from extractors import recognition
from extractors.isolation.pool import Pool
from schema.reading import Outcome, Reading

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not recognition.installed(), reason="roundrobin[ocr] is not installed"),
]

ROWS = [
    ["Outcome", "2012", "2013", "2014"],
    ["Management action", "64", "63", "104"],
    ["Written warning", "9", "<5", "86"],
    ["No further action", "18", "11", "111"],
    ["Total", "91", "78", "301"],
]


def scanned(pdf: bytes, *, turned: int = 0) -> bytes:
    """The same pages as pictures without text, at 200 dpi."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=200 / 72).to_pil().rotate(turned, expand=True) for page in document]
    made = io.BytesIO()
    pictures[0].save(made, "PDF", resolution=200, save_all=True, append_images=pictures[1:])
    return made.getvalue()


LETTER = paper(both(prose(["Thank you for your request about social media."], y=740), table(ROWS, y=650)))


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(children=1, ocr=True)


def read(pool: Pool, data: bytes) -> Reading:
    (reading,) = pool.read([("scan.pdf", data)])
    return reading


def test_every_figure_of_a_scanned_table_is_the_printed_one_and_none_passes_without_a_person(pool: Pool) -> None:
    reading = read(pool, scanned(LETTER))
    (found,) = reading.tables
    assert [[cell.replace(" ", "").lower() for cell in row] for row in found.rows] == [
        [cell.replace(" ", "").lower() for cell in row] for row in ROWS
    ]
    assert not found.accept
    assert "recognised by a machine" in " ".join(found.why_not)


def test_a_page_that_lies_upside_down_waits_for_a_person_instead_of_being_read_wrongly(pool: Pool) -> None:
    reading = read(pool, scanned(LETTER, turned=180))
    assert reading.outcome is Outcome.NEEDS_OCR
    assert not reading.tables


def test_scans_in_one_batch_do_not_take_each_others_memory(pool: Pool) -> None:
    readings = list(Pool(children=2, ocr=True).read([(f"{n}.pdf", scanned(LETTER)) for n in range(4)]))
    assert [reading.outcome for reading in readings] == [Outcome.READ] * 4


def test_a_speck_is_no_stop_where_the_page_has_the_word_clean() -> None:
    often = {"Twitter": 3, "Twitter.": 1, "Ltd.": 2}
    assert recognition.legible("Twitter.", 0.9, often) == "Twitter"
    assert recognition.legible("Ltd.", 0.9, often) == "Ltd."


def test_a_figure_of_which_the_recogniser_is_not_sure_is_not_given_out() -> None:
    assert recognition.legible("101", 0.6, {"101": 1}) == recognition.ILLEGIBLE
    assert recognition.legible("Nil", 0.6, {"Nil": 1}) == "Nil"


def pictured(kind: str, pages: int = 1) -> bytes:
    """The letter as a picture file."""
    with pypdfium2.PdfDocument(LETTER) as document:
        page = document[0].render(scale=200 / 72).to_pil()
    made = io.BytesIO()
    more = {"save_all": True, "append_images": [page] * (pages - 1)} if pages > 1 else {}
    page.save(made, kind, dpi=(200, 200), **more)
    return made.getvalue()


@pytest.mark.parametrize(("kind", "pages"), [("PNG", 1), ("JPEG", 1), ("TIFF", 2)])
def test_a_picture_sent_as_a_file_is_recognised_like_a_scan_and_left_to_a_person(
    pool: Pool, kind: str, pages: int
) -> None:
    (reading,) = pool.read([("scan", pictured(kind, pages))])
    assert (reading.outcome, reading.extractor, reading.pages) == (Outcome.READ, "image", pages)
    found = [table for table in reading.tables if not table.pages]
    assert [len(table.rows) for table in found] == [len(ROWS)] * pages
    assert not any(table.accept for table in reading.tables)
    assert found[0].box is not None
    assert found[0].box.x1 > 800  # pixels of the picture, not points
    assert reading.sizes == ((1654.0, 2339.0),) * pages


def test_a_small_or_broken_picture_says_so(pool: Pool) -> None:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (90, 40), "white").save(made, "PNG")
    small, broken = pool.read([("logo.png", made.getvalue()), ("broken.png", pictured("PNG")[:2000])])
    assert (small.outcome, broken.outcome) == (Outcome.NEEDS_OCR, Outcome.DAMAGED)


def test_a_blank_picture_is_no_empty_document(pool: Pool) -> None:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (1000, 1400), "white").save(made, "PNG")
    (reading,) = pool.read([("blank.png", made.getvalue())])
    assert reading.outcome is Outcome.NEEDS_OCR
