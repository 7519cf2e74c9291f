"""A document is what its bytes are, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from extractors import identify as kinds
from extractors.identify import identify, refusal
from schema.reading import Outcome


def zipped(*names: str, mimetype: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"", "reply.pdf", kinds.EMPTY),
        (b"%PDF-1.7\n", "reply.xls", kinds.PDF),
        (b"\x00\x00junk before\n%PDF-1.4", "reply.pdf", kinds.PDF),
        (zipped("xl/workbook.xml"), "reply.pdf", kinds.XLSX),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", kinds.XLSM),
        (zipped("xl/workbook.bin"), "a.xlsx", kinds.XLSB),
        (zipped("word/document.xml"), "a.zip", kinds.DOCX),
        (zipped("content.xml", mimetype=kinds.ODS), "a.xlsx", kinds.ODS),
        (zipped("letter.txt"), "a.xlsx", kinds.ZIP),
        (b"PK\x03\x04 cut off", "a.xlsx", kinds.ZIP),
        (b"<html><body><table></table></body></html>", "figures.xls", kinds.HTML),
        (b"<!DOCTYPE html>\n<p>Log in", "reply.pdf", kinds.HTML),
        (b'<?xml version="1.0"?><Workbook/>', "figures.xls", kinds.XML),
        (b"From: a@b\r\nTo: c@d\r\nSubject: FOI\r\n\r\nDear Sir", "x", kinds.MAIL),
        (b"From a@b Mon Jan 1\nFrom: a@b\nTo: c@d\n\nDear Sir", "x", kinds.MBOX),
        (b"Dear Sir\nFrom: the beginning there were 12 cases.\n", "x.txt", kinds.TEXT),
        (b"a,b,c\n1,2,3\n4,5,6\n", "figures", kinds.CSV),
        (b"a\tb\tc\n1\t2\t3\n4\t5\t6\n", "figures.xls", kinds.TSV),
        ("a,b\n1,2\n".encode("utf-16"), "figures.csv", kinds.CSV),
        (b"MZ\x90\x00\x03\x00", "reply.pdf", kinds.PROGRAM),
        (b"BMW dealers, 12\n", "x.txt", kinds.TEXT),
        (b"\x89PNG\r\n\x1a\n", "reply.pdf", "image/png"),
        (bytes(range(256)), "reply.pdf", kinds.BINARY),
    ],
)
def test_the_type_is_told_by_content(data: bytes, name: str, media_type: str) -> None:
    assert identify(data, name) == media_type


@pytest.mark.parametrize(
    ("media_type", "outcome"),
    [
        (kinds.EMPTY, Outcome.EMPTY),
        (kinds.ENCRYPTED_OFFICE, Outcome.PASSWORD),
        (kinds.PROGRAM, Outcome.UNSAFE),
        (kinds.BINARY, Outcome.UNSUPPORTED),
    ],
)
def test_types_that_nobody_reads_have_their_outcome(media_type: str, outcome: Outcome) -> None:
    declined = refusal(media_type)
    assert declined is not None
    assert declined[0] is outcome


def test_an_archive_whose_first_file_is_an_unpacked_pdf_is_an_archive() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.pdf", b"%PDF-1.7\n")
        archive.writestr("b.csv", b"a,b\n1,2\n")
    assert identify(made.getvalue(), "a.zip") == kinds.ZIP
