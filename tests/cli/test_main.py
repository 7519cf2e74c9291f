"""The command line: quick to start, one sentence for every error, exit codes that programs may rely on."""

import errno
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

import cli.main
from cli.main import COMMANDS, explain, load, run
from schema.errors import UserError

HEAVY = ("prefect", "camelot", "pandas", "sqlmodel", "sqlalchemy", "pdfplumber", "rich", "config", "storage", "flows")


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_help_imports_nothing_heavy() -> None:
    loaded = python(
        f"import sys; from cli.main import run; run(['--help']); print([m for m in {HEAVY} if m in sys.modules])"
    )
    assert loaded.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_help_starts_in_less_than_four_times_a_bare_python_and_150_ms() -> None:
    def quickest(code: str) -> float:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            python(code)
            times.append(time.perf_counter() - began)
        return min(times)

    assert quickest("from cli.main import run; run(['--help'])") < 4 * quickest("pass") + 0.150


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed and summary[:40] in listed for name, (_, summary) in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_is_the_first_sentence_of_the_commands_own_help(name: str) -> None:
    own = (load(name).help or "").split("\n\n")[0]
    assert " ".join(own.split()) == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert COMMANDS[name][1][:30] in capsys.readouterr().out


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dance"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip() == "roundrobin: No such command 'dance'. Try `roundrobin --help`."


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    @click.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(cli.main, "load", lambda name: fail)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UserError("No such wave.", where="w1", todo="Plan it."), 2, "roundrobin: w1: No such wave. Plan it."),
        (UserError("The mail server does not answer.", code=1), 1, "roundrobin: The mail server does not answer."),
        (KeyboardInterrupt(), 130, "same command again goes on from there"),
        (OSError(errno.ENOSPC, "No space left on device", "/w/db"), 1, "/w/db: No space left on device"),
        (sqlite3.OperationalError("database is locked"), 1, "database is locked"),
        (ZeroDivisionError("division by zero"), 1, "A fault of the program stopped it (ZeroDivisionError"),
    ],
)
def test_every_error_is_one_sentence_on_stderr_with_its_exit_code(
    error: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    failing(monkeypatch, error)
    assert run(["doctor"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.strip().count("\n") == 0


def test_debug_shows_where_the_program_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROUNDROBIN_DEBUG", "1")
    failing(monkeypatch, ZeroDivisionError("division by zero"))
    assert run(["doctor"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (3, 3), (0, 0)])
def test_what_a_command_returns_is_the_exit_code(
    returned: int | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.main, "load", lambda name: click.Command(name, callback=lambda: returned))
    assert run(["check"]) == code


def test_a_missing_module_breaks_its_own_command_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(COMMANDS, "demo", ("cli.no_such_module:demo", "x"))
    assert run(["demo"]) == 1
    assert "the module cli.no_such_module is missing" in capsys.readouterr().err
    assert run(["doctor", "--help"]) == 0


def test_a_message_of_many_lines_becomes_one() -> None:
    sentence, _ = explain(RuntimeError("one\ntwo\n  three"))
    assert "one two three" in sentence


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = f"{sys.executable} -c 'from cli.main import main; main()' --help | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_without_a_workspace_the_next_step_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cli.context import Context

    with pytest.raises(UserError, match="roundrobin init DIR"):
        _ = Context(tmp_path).workspace
