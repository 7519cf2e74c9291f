"""`roundrobin read` as other programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from cli.main import run

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
