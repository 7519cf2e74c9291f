"""`roundrobin read` as other programs call it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from cli.main import run
from cli.reading_page import _document
from extractors.registry import read_bytes
from schema.reading import Hidden, Table

KEYS = {"file", "sha256", "media_type", "outcome", "reason", "tables", "hidden", "parts", "figures"}
TABLE_KEYS = {"page", "box", "rows", "accept", "why_not", "extractor", "confidence"}


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "reply.pdf"
    canvas = Canvas(str(path))
    for n, row in enumerate([("Outcome", "2012"), ("Dismissed", "12"), ("Resigned", "7")]):
        canvas.drawString(60, 700 - 18 * n, row[0])
        canvas.drawRightString(300, 700 - 18 * n, row[1])
    canvas.save()
    return str(path)


def read(capfd: pytest.CaptureFixture[str], *files: str) -> tuple[int, list]:
    code = run(["read", *files, "--json"])
    return code, json.loads(capfd.readouterr().out)


def test_a_file_that_was_read_has_all_keys_and_exit_0(letter: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, (found,) = read(capfd, letter)
    assert (code, found["file"], found["outcome"]) == (0, letter, "read")
    assert set(found) == KEYS
    assert set(found["tables"][0]) >= TABLE_KEYS
    assert found["tables"][0]["rows"] == [["Outcome", "2012"], ["Dismissed", "12"], ["Resigned", "7"]]


def test_a_missing_file_is_an_outcome_and_the_others_go_on(letter: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, found = read(capfd, "no/such.pdf", letter)
    assert (code, [one["outcome"] for one in found]) == (3, ["damaged", "read"])
    assert [one["file"] for one in found] == ["no/such.pdf", letter]
    assert all(one["reason"] for one in found)


def test_no_file_is_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["read"]) == 2


def test_the_summary_shows_signs_of_a_strange_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a\u202egpj.txt"
    path.write_bytes(b"")
    assert run(["read", str(path)]) == 3
    assert "\u202e" not in capfd.readouterr().out


def test_a_page_shows_the_letter_with_its_boxes_and_the_tables(letter: str, tmp_path: Path) -> None:
    out = tmp_path / "seen.html"
    assert run(["read", "--html", str(out), letter]) == 0
    page = out.read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page
    (table,) = read_bytes(Path(letter).read_bytes(), letter).tables
    assert page.count('<rect class="accepted"') == len(table.cells)
    assert "<td>12</td>" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_what_a_document_prints_is_text_on_the_page(tmp_path: Path) -> None:
    bad = tmp_path / "a.csv"
    bad.write_text("Year,<script>alert(1)</script>\n2012,3\n2013,4\n", encoding="utf-8")
    run(["read", "--html", str(tmp_path / "seen.html"), str(bad)])
    page = (tmp_path / "seen.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_document_with_hidden_data_gets_no_picture() -> None:
    reading = replace(read_bytes(b"%PDF-1.4 damaged", "a.pdf"), hidden=(Hidden("white text", "page 1"),))
    reading = replace(reading, tables=(Table((("Year", "Number"), ("2012", "3")), (), "pdf", "1", page=1),))
    assert "holds hidden data" in "".join(_document("a.pdf", reading, Path("never-opened.pdf")))


@pytest.mark.parametrize("out", ["letter", "nowhere"])
def test_a_page_overwrites_no_file_that_it_shows(
    letter: str, tmp_path: Path, out: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = Path(letter).read_bytes()
    target = letter if out == "letter" else str(tmp_path / "no" / "seen.html")
    assert run(["read", "--html", target, letter]) in (1, 2)
    assert Path(letter).read_bytes() == before
    assert "page" in capfd.readouterr().err
