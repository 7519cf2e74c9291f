"""`roundrobin query` as other programs call it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cli.main import run


@pytest.fixture
def workspace(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> str:
    assert run(["init", str(tmp_path / "w")]) == 0
    capfd.readouterr()
    return str(tmp_path / "w")


def ask(workspace: str, *arguments: str) -> int:
    return run(["-w", workspace, "query", *arguments])


def test_an_answer_is_one_json_list_of_objects(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(workspace, "select 1 as one", "--json") == 0
    assert capfd.readouterr().out == '[{"one": 1}]\n'


def test_no_row_is_an_empty_list(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(workspace, "select 1 as one where 0", "--json") == 0
    assert json.loads(capfd.readouterr().out) == []


def test_csv_has_a_heading_and_quotes_what_must_be(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(workspace, "select 'a,b' as text, null as empty", "--csv") == 0
    assert list(csv.reader(io.StringIO(capfd.readouterr().out))) == [["text", "empty"], ["a,b", ""]]


@pytest.mark.parametrize("table", ["cases", "answers", "authorities", "requests", "findings"])
def test_the_published_tables_have_friendly_names(
    workspace: str, table: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask(workspace, f"select count(*) as n from {table}", "--json") == 0
    assert json.loads(capfd.readouterr().out) == [{"n": 0}]


@pytest.mark.parametrize("sql", ["delete from letter", "drop table letter", "attach 'x' as y", "select nothing", ""])
def test_a_slip_is_one_sentence_on_stderr_and_wrong_use(
    workspace: str, sql: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask(workspace, sql, "--json") == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_a_question_without_end_is_stopped(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    endless = "with recursive c(n) as (select 1 union all select n+1 from c) select count(*) from c"
    assert ask(workspace, endless, "--limit-s", "0.2") == 1
    assert "longer than 0.2 s" in capfd.readouterr().err
