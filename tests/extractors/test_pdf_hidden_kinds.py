"""Each way to hide something in a PDF is named with its place, holds the file and is given out nowhere; what looks
alike and hides nothing is read."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from raw_pdf import LINES, Paper, saved_again, stream, text

from extractors import recognition
from extractors.registry import read_bytes
from schema.reading import Outcome, Reading

SECRET = "canary4711"
LETTER = Paper().content
GREY_PICTURE = stream("/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
                      "\x10\x80\x90\x20")  # fmt: skip
WHITE_PICTURE = stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
                       "\xff")  # fmt: skip


def read(paper: Paper) -> Reading:
    return read_bytes(paper.bytes(), "reply.pdf")


def note(kind: str, entries: str = f"/Contents ({SECRET})", rect: str = "60 400 200 420") -> Paper:
    return Paper(
        page="/Annots [10 0 R]",
        objects={10: f"<< /Type /Annot /Subtype /{kind} /Rect [{rect}] {entries} >>"},
    )


def layer(state: str) -> Paper:
    return Paper(
        LETTER + f"/OC /L1 BDC\n{text(SECRET, 70, 400)}EMC\n",
        catalog=f"/OCProperties << /OCGs [10 0 R] /D << /Order [10 0 R] /{state} [10 0 R] >> >>",
        resources="/Properties << /L1 10 0 R >>",
        objects={10: "<< /Type /OCG /Name (Working) >>"},
    )


def under_a_picture() -> Paper:
    return Paper(
        LETTER + text(SECRET, 70, 400) + "q 200 0 0 40 60 390 cm /X1 Do Q\n",
        resources="/XObject << /X1 10 0 R >>",
        objects={10: GREY_PICTURE},
    )


def under_a_white_picture() -> Paper:
    paper = under_a_picture()
    paper.objects[10] = WHITE_PICTURE
    return paper


def black_note() -> Paper:
    paper = note("Square", "/C [0 0 0] /IC [0 0 0]", "60 395 200 415")
    paper.content = LETTER + text(SECRET, 70, 400)
    return paper


def outside_the_crop() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 20), page="/CropBox [0 100 595 842]")


def tiny() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 400, size=0.8))


def white() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 400, colour="1 g"))


def nearly_white() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 400, colour="0.97 g"))


def invisible() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 400, mode=3))


def under_a_box_of_many_corners() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 400) + "0 g 60 395 m 60 412 l 130 412 l 200 412 l 200 395 l 130 395 l h f\n")


def under_the_label_of_a_black_box() -> Paper:
    box = "0 g 60 395 150 17 re f\n"
    return Paper(LETTER + text(SECRET, 70, 400) + box + text("REDACTED", 72, 400, colour="1 g"))


def white_behind_black_letters() -> Paper:
    return Paper(LETTER + text(SECRET, 70, 400, colour="1 g") + text("Information", 71, 400))


def titled() -> Paper:
    return Paper(info=f"/Title (Misconduct of PC Jane {SECRET})")


def authored() -> Paper:
    return Paper(info=f"/Author ({SECRET}@example.police.uk)")


def packet() -> Paper:
    said = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        f'<rdf:li xml:lang="x-default">PC Jane {SECRET}</rdf:li></rdf:Alt></dc:title>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return Paper(catalog="/Metadata 10 0 R", objects={10: stream("/Type /Metadata /Subtype /XML", said)})


CASES: list[tuple[Callable[[], Paper], str, str]] = [
    (lambda: note("Text"), "comment on the page", "page 1"),
    (lambda: note("Highlight"), "comment on the page", "page 1"),
    (lambda: note("FreeText", f"/F 2 /Contents ({SECRET})"), "comment on the page", "page 1"),
    (lambda: note("FileAttachment", ""), "attached file", "page 1"),
    (lambda: note("Widget", f"/FT /Tx /T (name) /F 2 /V ({SECRET})"), "hidden form field", "page 1"),
    (lambda: layer("OFF"), "text on a layer that is switched off", "page 1"),
    (lambda: layer("OFF"), "hidden layer", "document"),
    (under_a_picture, "text under a picture", "page 1"),
    (under_a_white_picture, "text under a picture", "page 1"),
    (black_note, "text under a filled box", "page 1"),
    (outside_the_crop, "text off the page", "page 1"),
    (tiny, "text too small to be read", "page 1"),
    (white, "text in the colour of its background", "page 1"),
    (nearly_white, "text in the colour of its background", "page 1"),
    (invisible, "invisible text", "page 1"),
    (under_the_label_of_a_black_box, "text under a filled box", "page 1"),
    (white_behind_black_letters, "text in the colour of its background", "page 1"),
    (titled, "document properties", "title"),
    (authored, "document properties", "author"),
    (packet, "document properties", "title"),
]


@pytest.mark.parametrize(("paper", "technique", "place"), CASES)
def test_what_is_hidden_is_named_with_its_place_and_given_out_nowhere(
    paper: Callable[[], Paper], technique: str, place: str
) -> None:
    reading = read(paper())
    assert reading.outcome is Outcome.QUARANTINED
    assert [hidden.place for hidden in reading.hidden if hidden.technique == technique and place in hidden.place]
    assert SECRET not in json.dumps(reading.to_json())
    assert "Eight officers were investigated in 2014." in reading.text


def test_a_sentence_taken_out_by_saving_again_is_an_earlier_version() -> None:
    first = Paper(LETTER + text(SECRET, 70, 400)).bytes()
    reading = read_bytes(saved_again(first, {5: stream("", LETTER)}), "reply.pdf")
    assert [hidden.technique for hidden in reading.hidden] == ["earlier version of the document"]
    assert SECRET not in json.dumps(reading.to_json())


def test_a_number_changed_by_saving_again_is_an_earlier_version() -> None:
    first = Paper(LETTER + text("Dismissed: 12", 70, 400)).bytes()
    changed = saved_again(first, {5: stream("", LETTER + text("Dismissed: 14", 70, 400))})
    assert [h.technique for h in read_bytes(changed, "reply.pdf").hidden] == ["earlier version of the document"]


@pytest.mark.parametrize("digit", [text("2", 76, 400, colour="1 g"), text("2", 76, 400, mode=3)])
def test_a_digit_that_is_not_seen_makes_no_other_number_of_one_that_is(digit: str) -> None:
    reading = read(Paper(LETTER + text("1", 70, 400) + digit))
    assert reading.outcome is Outcome.QUARANTINED
    assert "12" not in reading.text


def added_by_saving_again() -> bytes:
    return saved_again(Paper().bytes(), {5: stream("", LETTER + text("Signed", 70, 400))})


def on_a_dark_shape() -> bytes:
    shape = "0.1 0.2 0.5 rg 60 390 m 60 420 l 70 425 l 300 420 l 300 390 l 200 385 l 70 385 l h f\n"
    return Paper(LETTER + shape + text("Information Unit", 70, 400, colour="1 g")).bytes()


def on_a_picture() -> bytes:
    paper = under_a_picture()
    paper.content = LETTER + "q 200 0 0 40 60 390 cm /X1 Do Q\n" + text("Information Unit", 70, 400, colour="1 g")
    return paper.bytes()


def indented_by_a_white_repetition() -> bytes:
    lines = text("Table", 70, 420) + text("Table", 70, 400, colour="1 g") + text("borrowed", 110, 400)
    return Paper(LETTER + lines).bytes()


def properties() -> bytes:
    return Paper(info="/Title (Freedom of Information reply) /Author (Jane Smith) /Subject (Statistics)").bytes()


HARMLESS = [
    added_by_saving_again,
    on_a_dark_shape,
    on_a_picture,
    indented_by_a_white_repetition,
    properties,
    lambda: layer("ON").bytes(),
    lambda: note("Link").bytes(),
    lambda: note("Text", "/Contents ()").bytes(),
    lambda: note("Widget", "/FT /Tx /T (name) /V (Jane)").bytes(),
    lambda: note("Highlight", "/C [1 1 0] /QuadPoints [60 790 400 790 60 750 400 750]", "60 750 400 790").bytes(),
]


@pytest.mark.parametrize("document", HARMLESS)
def test_what_hides_nothing_is_read(document: Callable[[], bytes]) -> None:
    reading = read_bytes(document(), "reply.pdf")
    assert (reading.outcome, reading.hidden) == (Outcome.READ, ())
    assert all(line in reading.text for line in LINES)


# ------------------------------------------------------------------ scans with the text of a recogniser


def scanned(layer: str, boxes: str = "") -> bytes:
    """A page that is one picture (a form of drawn letters stands in for the scanner), with a text layer."""
    from pypdfium2 import PdfDocument

    picture = PdfDocument(Paper(LETTER + boxes).bytes())[0].render(scale=1.5, grayscale=True).to_numpy()
    height, width = picture.shape[:2]
    image = stream(
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8",
        picture.tobytes().decode("latin-1"),
    )
    content = "q 595 0 0 842 0 0 cm /X1 Do Q\n" + layer
    return Paper(content, resources="/XObject << /X1 10 0 R >>", objects={10: image}).bytes()


RECOGNISED = "".join(text(line, 70, 760 - 20 * n, mode=3) for n, line in enumerate(LINES))


@pytest.mark.parametrize("stamp", ["", text("Page 1", 280, 30)])
def test_the_layer_of_a_text_recogniser_is_no_secret(monkeypatch: pytest.MonkeyPatch, stamp: str) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    reading = read_bytes(scanned(RECOGNISED + stamp), "scan.pdf")
    assert (reading.outcome, reading.hidden) == (Outcome.NEEDS_OCR, ())


def pictured(wide: int, high: int, pieces: int = 1, words: str = "") -> bytes:
    strips = "".join(f"q {wide} 0 0 {high / pieces} 60 {100 + n * high / pieces} cm /X1 Do Q\n" for n in range(pieces))
    return Paper(strips + words, resources="/XObject << /X1 10 0 R >>", objects={10: GREY_PICTURE}).bytes()


OUTLINED = "".join(f"{70 + n % 40 * 10} {100 + n // 40 * 20} m 3 3 l 5 9 l h f\n" for n in range(400))


@pytest.mark.parametrize(
    "document",
    [pictured(300, 300), pictured(500, 700, pieces=20), Paper(OUTLINED).bytes()],
    ids=["small", "strips", "outlined"],
)
def test_a_page_of_pictures_alone_is_no_empty_page(monkeypatch: pytest.MonkeyPatch, document: bytes) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    assert read_bytes(document, "scan.pdf").outcome is Outcome.NEEDS_OCR


@pytest.mark.parametrize("document", [pictured(100, 40, words=LETTER), pictured(560, 800, words=LETTER)])
def test_a_page_with_a_picture_and_text_over_it_is_read(document: bytes) -> None:
    assert LINES[1] in read_bytes(document, "letter.pdf").text


def test_a_blank_page_is_empty() -> None:
    assert read_bytes(Paper("").bytes(), "blank.pdf").outcome is Outcome.EMPTY


def test_recognised_words_under_a_black_box_of_the_scan_are_hidden_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "available", lambda: False)
    under = RECOGNISED + text(SECRET, 70, 400, mode=3)
    reading = read_bytes(scanned(under, "0 g 60 390 150 25 re f\n"), "scan.pdf")
    assert [hidden.technique for hidden in reading.hidden] == ["text under a filled box"]
    assert SECRET not in json.dumps(reading.to_json())
