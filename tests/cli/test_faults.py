"""When things go wrong: one clear sentence, the right exit code, nothing lost, and the others go on."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from cli.main import run
from flows.steps import workspace as workspaces
from flows.steps.check import check_all
from flows.steps.intake import import_paths
from storage import database

NOW = "2026-11-02T10:00"
FORCES = ("essex", "kent", "surrey")
SETTINGS = {"FROM": "survey@asker.example", "SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "SEND_INTERVAL_S": "0"}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """A new workspace with three confirmed addresses and everything set that sending needs, but for a server."""
    folder = tmp_path / "w"
    for name, value in {**SETTINGS, "NOW": NOW}.items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    assert run(["init", str(folder)]) == 0
    rows = [f"{force},foi@{force}.example,confirmed" for force in FORCES]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    capfd.readouterr()
    return folder


Fails = Callable[..., str]


@pytest.fixture
def fails(capfd: pytest.CaptureFixture[str]) -> Fails:
    """Runs a command that must fail with this exit code, in one sentence with these words."""

    def check(arguments: Sequence[object], code: int, *words: str) -> str:
        assert run([str(argument) for argument in arguments]) == code
        out, err = capfd.readouterr()
        assert out == ""
        assert "Traceback" not in err
        (sentence,) = [line for line in err.splitlines() if line.startswith("roundrobin: ")]
        assert [word for word in words if word not in sentence] == [], sentence
        return sentence

    return check


def plan(workspace: Path, name: str = "first") -> list[object]:
    return ["-w", workspace, "wave", "plan", name, "--campaign", "social-media", "--only", ",".join(FORCES)]


def approved(workspace: Path) -> Path:
    """With a wave of three letters that may go."""
    assert run([str(argument) for argument in plan(workspace)]) in (0, 3)
    assert run(["-w", str(workspace), "wave", "approve", "first", "--by", "A. Person"]) == 0
    return workspace


def letters(workspace: Path, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """The state of every letter."""
    capfd.readouterr()
    run(["-w", str(workspace), "outbox", "list", "--json"])
    return [letter["state"] for letter in json.loads(capfd.readouterr().out)]


# --- what is configured -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("campaign.toml", 'title = "', "title = ", ("campaign.toml:2", "no TOML")),
        ("campaign.toml", "regime =", "regimen =", ("campaign.toml:", "'regimen' is unknown")),
        ("campaign.toml", '"letter.txt"', '"brief.txt"', ("brief.txt", "no such file")),
        ("letter.txt", "{{ force_name }}", "{{ force }}", ("letter.txt:4", "'force'", "Known: force_name")),
        ("letter.txt", "{{ force_name }}", "{{ force_name", ("letter.txt:", "no jinja2 template")),
        ("lookups.csv", "dimension", "dimensoin", ("lookups.csv:1", "'dimensoin' is unknown")),
        ("claims.csv", "authority", "authorty", ("claims.csv:1", "'authorty' is unknown")),
    ],
)
def test_a_broken_campaign_is_told_with_its_line_and_mended_goes_on(
    workspace: Path, fails: Fails, name: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    path = workspace / "campaigns" / "social-media" / name
    right = path.read_text("utf-8")
    assert old in right
    path.write_text(right.replace(old, new, 1), "utf-8")
    fails(plan(workspace), 2, *words)
    path.write_text(right, "utf-8")
    approved(workspace)


def test_a_campaign_broken_after_the_letters_went_stops_the_check_and_loses_nothing(
    workspace: Path, fails: Fails, capfd: pytest.CaptureFixture[str]
) -> None:
    approved(workspace)
    capfd.readouterr()
    (workspace / "campaigns/social-media/letter.txt").unlink()
    fails(["-w", workspace, "check"], 2, "letter.txt", "no such file")
    assert letters(workspace, capfd) == ["queued"] * 3


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (".env", "\n\nROUNDROBIN_SMTP_PROT=25\n", (".env:3", "no setting 'ROUNDROBIN_SMTP_PROT'")),
        (".env", "ROUNDROBIN_SMTP_PORT=many\n", (".env:1", "'many'", "whole number")),
        ("addresses.csv", "authority,email,status\nkent,foi@kent.example,sure\n", ("addresses.csv:2", "'sure'")),
        ("addresses.csv", "authority,email,status\nkent,foi at kent,confirmed\n", ("addresses.csv:2", "no e-mail")),
        ("addresses.csv", "authority,email,status\nkant,a@b.example,stale\n", ("addresses.csv:2", "'kant'")),
    ],
)
def test_a_broken_setting_or_address_is_told_with_its_line(
    workspace: Path, fails: Fails, name: str, text: str, words: tuple[str, ...]
) -> None:
    (workspace / name).write_text(text, "utf-8")
    fails(plan(workspace), 2, *words)


@pytest.mark.parametrize("command", ["inbox list", "check", "wave status w", "publish out"])
def test_a_time_that_is_none_is_told(
    workspace: Path, fails: Fails, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("ROUNDROBIN_NOW", "noonish")
    fails(["-w", workspace, *command.split()], 2, "ROUNDROBIN_NOW", "'noonish'", "2014-03-18T09:00")


# --- what is not there --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["wave status", "wave preview", "wave send", "wave cancel", "outbox list --wave"])
def test_an_unknown_wave_is_told_with_those_there_are(workspace: Path, fails: Fails, words: str) -> None:
    approved(workspace)
    fails(["-w", workspace, *words.split(), "secnod"], 2, "no wave 'secnod'", "Known: first")


@pytest.mark.parametrize("words", ["wave plan w --campaign", "check --campaign", "config show --campaign"])
def test_an_unknown_campaign_is_told_with_those_there_are(workspace: Path, fails: Fails, words: str) -> None:
    fails(["-w", workspace, *words.split(), "pa-2041"], 2, "no campaign 'pa-2041'", "Known: social-media")


@pytest.mark.parametrize("words", ["wave plan w --campaign social-media --only", "wave preview first --authority"])
def test_an_unknown_authority_is_told(workspace: Path, fails: Fails, words: str) -> None:
    approved(workspace)
    fails(["-w", workspace, *words.split(), "kant"], 2, "'kant'")


@pytest.mark.parametrize("command", ["inbox list", "wave status w", "check", "review list", "rebuild", "query x"])
def test_no_workspace_is_told_with_what_to_do(tmp_path: Path, fails: Fails, command: str) -> None:
    fails(["-w", tmp_path / "none", *command.split()], 2, "no such folder", "roundrobin init")
    fails(["-w", tmp_path, *command.split()], 2, "not a workspace", "roundrobin init")


# --- the database, the mail server and the screen -----------------------------------------------------------------


def test_a_locked_database_is_waited_for_and_then_told(
    workspace: Path, fails: Fails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.connect, "__kwdefaults__", {"busy_timeout_ms": 200})
    other = sqlite3.connect(workspace / "roundrobin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    fails(plan(workspace), 1, "roundrobin.db", "locked", "run the same command again")
    assert run(["-w", str(workspace), "outbox", "list"]) == 0, "reading goes on"
    other.rollback()
    other.close()
    approved(workspace)


def test_a_file_that_is_no_database_is_told(workspace: Path, fails: Fails) -> None:
    (workspace / "roundrobin.db").write_bytes(b"no database at all" * 200)
    fails(["-w", workspace, "inbox", "list"], 1, "roundrobin.db", "no database of Roundrobin's")


def test_without_a_mail_server_the_letters_stay_and_go_later(
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    post: Callable[..., Any],
) -> None:
    approved(workspace)
    monkeypatch.setenv("ROUNDROBIN_SMTP_PORT", "1")  # nobody listens there
    capfd.readouterr()
    assert run(["-w", str(workspace), "wave", "send", "first", "--yes"]) == 1
    err = capfd.readouterr().err
    assert "127.0.0.1:1 cannot be reached: Connection refused" in err
    assert "Nothing is lost" in err
    assert letters(workspace, capfd) == ["queued"] * 3
    server = post()
    monkeypatch.setenv("ROUNDROBIN_SMTP_PORT", str(server.port))
    assert run(["-w", str(workspace), "wave", "send", "first", "--yes"]) == 0
    assert letters(workspace, capfd) == ["sent"] * 3
    assert len(server.letters) == 3


def test_a_reader_that_has_seen_enough_is_no_fault(workspace: Path) -> None:
    approved(workspace)
    ending, writing = os.pipe()
    os.close(ending)
    command = [sys.executable, "-c", "from cli.main import main; main()", "-w", str(workspace), "outbox", "list"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_screen_that_was_closed_does_not_become_the_database(workspace: Path) -> None:
    command = f"exec {sys.executable} -c 'from cli.main import main; main()' -w {workspace} check >&- 2>&- <&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 0
    with sqlite3.connect(workspace / "roundrobin.db") as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# --- what arrives -------------------------------------------------------------------------------------------------


def locked_pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("open sesame", canPrint=0))
    canvas.drawString(100, 700, "12 cases")
    canvas.save()
    return file.getvalue()


def locked_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("figures.csv", "Year,Number\n2012,3\n")
    data = bytearray(file.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty.pdf": (b"", ("empty",)),
    "locked.pdf": (locked_pdf(), ("password",)),
    "locked.zip": (locked_zip(), ("password",)),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", ("damaged",)),
    "cut.xlsx": (b"PK\x03\x04" + bytes(300), ("damaged",)),
    "cut.zip": (b"PK\x03\x04" + bytes(range(200)), ("damaged",)),
    "letter.pdf": (b"Dear requester,\n\nWe refuse.\n", ("read",)),
    "figures.docx": (b"Year,Number\n2012,3\n", ("read",)),
    "noise": (b"".join(sha256(bytes([n])).digest() for n in range(40)), ("unsupported",)),
    "noise.eml": (b"\x00\x01\x02" * 99, ("unsupported", "damaged")),
    "noise.xls": (b"\xd0\xcf\x11\xe0" + bytes(600), ("unsupported", "damaged")),
    "caf\udce9.csv": (b"Area,Number\nNorth,7\n", ("read",)),
    "two\nlines.csv": (b"Area,Number\nSouth,8\n", ("read",)),
    "good.csv": (b"Year,Number\n2012,5\n", ("read",)),
}
"""A file, and the outcomes that it may have. One has a name that is no UTF-8."""


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    folder = tmp_path / "replies"
    folder.mkdir()
    for name, (data, _) in FILES.items():
        (folder / name).write_bytes(data)
    return folder


def test_every_file_ends_in_its_outcome_and_the_others_go_on(
    workspace: Path, replies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(workspace), "inbox", "import", str(replies)]) == 3
    assert "Traceback" not in capfd.readouterr().err
    run(["-w", str(workspace), "documents", "list", "--json"])
    found = {each["name"]: each for each in json.loads(capfd.readouterr().out)}
    for name, (_, outcomes) in FILES.items():
        document = found[name.replace("\udce9", "\\xe9")]
        assert document["outcome"] in outcomes, document
        assert document["reason"]


def test_what_cannot_be_opened_is_told_and_the_others_go_on(
    workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "replies"
    folder.mkdir()
    (folder / "gone.csv").symlink_to("/nonexistent")
    os.mkfifo(folder / "pipe.csv")
    (folder / "whole.csv").write_text("Year,Number\n2012,5\n")
    assert run(["-w", str(workspace), "inbox", "import", "--json", str(folder)]) == 3
    taken = {each["name"]: each for each in json.loads(capfd.readouterr().out)}
    assert {name: bool(each["fault"]) for name, each in taken.items()} == {
        "gone.csv": True,
        "pipe.csv": True,
        "whole.csv": False,
    }
    assert taken["whole.csv"]["new"]


def test_what_a_killed_import_left_unread_keeps_its_sums_open_until_it_is_read(
    workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    approved(workspace)
    with workspaces.opened(workspace) as opened:
        with opened.database.reading() as conn:
            reference = conn.exec_driver_sql("SELECT reference FROM letter WHERE authority = 'kent'").scalar_one()
        (tmp_path / "reply.csv").write_text("Year,Number of cases\n2020,3\n2021,4\nTotal,7\n")
        list(import_paths(opened, [tmp_path / "reply.csv"], at=NOW, request=reference))
        found = check_all(opened, datetime(2026, 11, 2, 10, tzinfo=UTC))
    assert [f.authority for f in found if f.code == "document_not_read"] == ["kent"]
    capfd.readouterr()
    assert run(["-w", str(workspace), "check", "--json"]) == 3
    assert "document_not_read" not in {finding["code"] for finding in json.loads(capfd.readouterr().out)}
    run(["-w", str(workspace), "query", "select authority_id from cases", "--json"])
    assert {"authority_id": "kent"} in json.loads(capfd.readouterr().out)
