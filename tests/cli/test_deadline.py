"""`roundrobin deadline`: the worked cases, and one clear sentence for every slip."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import run

CASES = Path(__file__).parents[1] / "tracking/deadline_cases.csv"
HEAD = "case_id,regime,received_at,events,question\n"
GOOD = "A,FOIA,2014-02-18,[],response_due\n"


def answers(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert run(["deadline", str(path), "--json"]) == 0
    parsed: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return parsed


def write(folder: Path, text: str) -> Path:
    path = folder / "cases.csv"
    path.write_bytes(text.encode())
    return path


def test_all_28_cases_come_out_right_on_both_readings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    given = tmp_path / "given.csv"
    with given.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD.strip().split(","), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(cases)
    found = answers(given, capsys)
    for case, answer in zip(cases, found, strict=True):
        assert set(answer) == {"case_id", "expected", "expected_code45_reading", "state", "trace"}
        assert (answer["expected"] or "") == case["expected"]
        assert (answer["expected_code45_reading"] or "") == case["expected_code45_reading"]
        assert answer["trace"]


def test_a_bounced_letter_has_no_date_and_its_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = 'B,FOIA,2025-09-01T10:00,"[{""type"": ""bounced"", ""at"": ""2025-09-01""}]",response_due\n'
    (answer,) = answers(write(tmp_path, HEAD + row), capsys)
    assert (answer["expected"], answer["state"]) == (None, "not_received")


@pytest.mark.parametrize(
    "name", ["bounce", "Hard-Bounce", "letter_bounced", "soft bounce", "bounced_back", "undeliverable"]
)
def test_a_bounce_is_known_by_many_names(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = f'{{""type"": ""{name}"", ""at"": ""2025-09-01"", ""code"": ""5.1.1""}}'
    row = f'B,FOIA,2025-09-01T10:00,"[{event}]",response_due\n'
    (answer,) = answers(write(tmp_path, HEAD + row), capsys)
    assert (answer["expected"], answer["state"]) == (None, "not_received")


def test_without_json_the_trace_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", str(write(tmp_path, HEAD + GOOD))]) == 0
    assert "Not counted: Mon 17 Mar 2014, St Patrick's Day" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + GOOD + "B,FOI,2014-02-18,[],response_due\n", 3, "'FOI' is no law"),
        (HEAD + "B,FOIA,18/02/2014,[],response_due\n", 2, "no ISO date"),
        (HEAD + "B,FOIA,,[],response_due\n", 2, "no ISO date"),
        (HEAD + "B,FOIA,9999-02-18,[],response_due\n", 2, "cannot be right"),
        (HEAD + "B,FOIA,2014-02-30,[],response_due\n", 2, "no ISO date"),
        (HEAD + "B,FOIA,2014-02-18,[],when\n", 2, "'when' is no question"),
        (HEAD + "B,FOIA,2014-02-18,{,response_due\n", 2, "no JSON"),
        (HEAD + "B,FOIA,2014-02-18,7,response_due\n", 2, "no JSON list"),
        (HEAD + "B,FOIA,2014-02-18,[7],response_due\n", 2, "no type and at"),
        (HEAD + 'B,FOIA,2014-02-18,"[{""type"": ""eaten"", ""at"": ""2014-02-19""}]",response_due\n', 2, "'eaten'"),
        (HEAD + 'B,FOIA,2014-02-18,"[{""type"": ""bounced"", ""at"": ""soon""}]",response_due\n', 2, "no ISO date"),
        (HEAD + "B,FOIA,2014-02-18,[]\n", 2, "as many fields"),
        (HEAD + "B,FOIA,2014-02-18,[],response_due,x\n", 2, "as many fields"),
        ("case_id,regime\nA,FOIA\n", 1, "column received_at is missing"),
        ("", 1, "column case_id is missing"),
        (HEAD + 'B,FOIA,"2014-02-18,[],response_due\n', 2, "no CSV"),
    ],
)
def test_a_slip_gives_one_sentence_with_file_and_line(
    text: str, line: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, text)
    assert run(["deadline", str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert f"{path}:{line}:" in err
    assert len(err.strip().splitlines()) == 1


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    assert run(["deadline", str(tmp_path / "x.csv")]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    assert run(["deadline", str(tmp_path / "none.csv")]) == 2


def test_help_names_the_columns() -> None:
    from cli.deadline import deadline

    assert "received_at" in CliRunner().invoke(deadline, ["--help"]).output
