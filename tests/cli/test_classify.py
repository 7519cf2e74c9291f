"""`roundrobin classify`: one object a letter, and one clear sentence for every slip."""

import json
from pathlib import Path

import pytest

from cli.main import run

REAL = Path(__file__).parents[1] / "tracking/replies/real.jsonl"


def test_every_letter_gets_its_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["classify", str(REAL), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    given = [json.loads(line) for line in REAL.read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in found] == [reply["id"] for reply in given]
    assert {"id", "outcome", "also", "exemptions", "procedural", "answers"} <= set(found[0])
    discipline = next(answer for answer in found if answer["id"] == "r020")
    (stated,) = discipline["answers"]
    assert (stated["question"], stated["as_printed"], stated["low"], stated["high"]) == ("1", "46", 46, 46)
    assert set(stated) == {"question", "label", "period", "as_printed", "low", "high"}


def test_without_json_one_line_a_letter_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text('\n{"id": 7, "text": "We do not hold this. Section 16."}\n', "utf-8")
    assert run(["classify", str(path)]) == 0
    assert capsys.readouterr().out == "7  not-held  We do not hold this.\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[]", "no letter"),
        ('{"id": "a"}', "no letter"),
        ('{"id": "a", "text": 5}', "no letter"),
        ('{"text": "a"}', "no letter"),
    ],
)
def test_a_slip_gives_one_sentence_with_file_and_line(
    line: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text('{"id": "x", "text": ""}\n' + line + "\n", "utf-8")
    assert run(["classify", str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert f"{path}:2:" in err


def test_a_file_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\xff\xfe\x00")
    assert run(["classify", str(tmp_path / "x.jsonl")]) == 2
    assert "not UTF-8" in capsys.readouterr().err
