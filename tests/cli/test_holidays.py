"""`roundrobin config refresh-holidays` against a server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.main import run
from config.calendar import REGIONS, calendar
from schema.event import EventKind
from storage import ledger
from storage.database import connect

Serve = Callable[..., str]
YEARS = (2026, 2027)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers every request so; gives its address."""
    running: list[ThreadingHTTPServer] = []

    def start(body: bytes, status: int = 200) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/bank-holidays.json"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def official(*extra: tuple[str, str, str]) -> bytes:
    """The list as GOV.UK has it, with the shipped days of two years and some more."""
    divisions = {
        region: {
            "division": region,
            "events": [
                {"title": name, "date": day.isoformat(), "notes": "", "bunting": True}
                for day, name in sorted(calendar().regional[region].items())
                if day.year in YEARS
            ],
        }
        for region in REGIONS
    }
    for region, day, title in extra:
        divisions[region]["events"].append({"title": title, "date": day, "notes": "", "bunting": False})  # type: ignore[attr-defined]
    return json.dumps(divisions).encode()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """Two requests sent on Monday 2 November 2026."""
    folder = tmp_path / "w"
    assert run(["init", str(folder)]) == 0
    rows = [f"{force},foi@{force}.example,confirmed" for force in ("essex", "kent")]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    values = {"FROM": "survey@asker.example", "REQUESTER_NAME": "A. Researcher", "TRANSPORT": "file"}
    for name, value in (values | {"NOW": "2026-11-02T10:00", "SEND_INTERVAL_S": "0"}).items():
        monkeypatch.setenv(f"ROUNDROBIN_{name}", value)
    for arguments in (
        ["plan", "w", "--campaign", "social-media", "--only", "essex,kent"],
        ["approve", "w", "--by", "A. Person"],
        ["send", "w", "--yes"],
    ):
        assert run(["-w", str(folder), "wave", *arguments]) == 0
    capfd.readouterr()
    return folder


def refresh(workspace: Path, url: str, *more: str) -> int:
    return run(["-w", str(workspace), "config", "refresh-holidays", "--url", url, *more])


def due(workspace: Path, capfd: pytest.CaptureFixture[str]) -> set[str]:
    capfd.readouterr()
    run(["-w", str(workspace), "wave", "status", "w", "--json"])
    return {row["due"] for row in json.loads(capfd.readouterr().out)}


def moves(workspace: Path) -> list[dict[str, str]]:
    """What was recorded of each request that a calendar moved."""
    database = connect(workspace)
    try:
        with database.reading() as conn:
            found = ledger.events(conn, kind=EventKind.CALENDAR_CHANGED)
            return [{**e.payload, "authority": e.authority} for e in found if e.authority]
    finally:
        database.close()


def test_a_new_holiday_moves_the_open_requests_and_says_so(
    workspace: Path, serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    before = due(workspace, capfd)
    assert before == {"2026-12-01"}
    url = serve(official(("northern-ireland", "2026-11-18", "A day of thanks")))
    assert refresh(workspace, url, "--json") == 0
    told = json.loads(capfd.readouterr().out)
    (after,) = due(workspace, capfd)
    assert date.fromisoformat(after) > date.fromisoformat(*before)
    assert [(row["authority"], row["after"]) for row in told["moved"]] == [("essex", after), ("kent", after)]
    assert [(e["after"], e["calendar"]) for e in moves(workspace)] == [(after, told["after"])] * 2
    assert told["after"] != told["before"]


def test_the_same_list_again_changes_nothing(workspace: Path, serve: Serve) -> None:
    url = serve(official(("northern-ireland", "2026-11-18", "A day of thanks")))
    assert refresh(workspace, url) == 0
    kept = (workspace / "holidays.csv").read_bytes()
    assert refresh(workspace, url) == 0
    assert (workspace / "holidays.csv").read_bytes() == kept
    assert len(moves(workspace)) == 2


def test_a_list_that_says_what_is_known_moves_nothing(
    workspace: Path, serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    assert refresh(workspace, serve(official())) == 0
    assert "up to date" in capfd.readouterr().err
    assert moves(workspace) == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"gone", 410, "answered 410"),
        (b"<html>", 200, "not the list of bank holidays"),
        (b"x" * 2_100_000, 200, "far too large"),
    ],
)
def test_a_server_without_the_list_is_one_sentence_and_changes_nothing(
    workspace: Path, serve: Serve, capfd: pytest.CaptureFixture[str], body: bytes, status: int, words: str
) -> None:
    assert refresh(workspace, serve(body, status)) == 1
    (said,) = capfd.readouterr().err.strip().splitlines()
    assert words in said
    assert not (workspace / "holidays.csv").exists()


def test_offline_is_one_sentence(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert refresh(workspace, "http://127.0.0.1:9/bank-holidays.json") == 1
    (said,) = capfd.readouterr().err.strip().splitlines()
    assert "cannot be fetched" in said


def test_doctor_notices_that_the_years_run_out_and_that_the_workspace_has_newer_ones(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def seen() -> tuple[str, str]:
        capfd.readouterr()
        run(["-w", str(workspace), "doctor", "--json"])
        return next((c["state"], c["words"]) for c in json.loads(capfd.readouterr().out) if c["name"] == "calendar")

    last = calendar().years[1]
    monkeypatch.setenv("ROUNDROBIN_NOW", f"{last}-06-01T10:00")
    assert seen()[0] == "note"
    assert "refresh-holidays" in seen()[1]
    monkeypatch.setenv("ROUNDROBIN_NOW", f"{last + 1}-06-01T10:00")
    assert seen()[0] == "fault"
    thin = "".join(f"{last + 1}-01-01,{region},New Year's Day,\n" for region in REGIONS)
    (workspace / "holidays.csv").write_text(f"date,region,name,note\n{thin}")
    assert seen()[0] == "fault"
    days = "".join(
        f"{year}-{month:02}-01,{region},A holiday,\n"
        for year in (last + 1, last + 2)
        for month in range(1, 9)
        for region in REGIONS
    )
    (workspace / "holidays.csv").write_text(f"date,region,name,note\n{days}")
    assert seen()[0] == "ok"


def test_a_file_edited_by_hand_moves_the_open_requests_at_the_next_command_that_counts(
    workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (before,) = due(workspace, capfd)
    (workspace / "holidays.csv").write_text("date,region,name,note\n2026-11-18,scotland,A day of thanks,\n")
    run(["-w", str(workspace), "wave", "status", "w"])
    said = capfd.readouterr().err
    (after,) = due(workspace, capfd)
    assert date.fromisoformat(after) > date.fromisoformat(before)
    assert f"essex: due {after}, no longer {before}." in said
    assert {e["authority"] for e in moves(workspace)} == {"essex", "kent"}
    assert run(["-w", str(workspace), "followup", "list"]) in (0, 3)
    assert "calendar changed" not in capfd.readouterr().err
    assert len(moves(workspace)) == 2


def test_a_change_taken_back_is_recorded_too_as_often_as_it_happens(
    workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = workspace / "holidays.csv"
    for number in range(1, 4):
        file.write_text("date,region,name,note\n2026-11-18,scotland,A day of thanks,\n")
        run(["-w", str(workspace), "wave", "status", "w"])
        file.unlink()
        run(["-w", str(workspace), "wave", "status", "w"])
        assert len(moves(workspace)) == 4 * number
    assert due(workspace, capfd) == {"2026-12-01"}


def test_a_workspace_from_before_this_was_kept_is_brought_up_once(
    workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    database = connect(workspace)
    with database.writing() as conn:
        triggers = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        for (name,) in list(triggers):
            conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
        conn.exec_driver_sql("DELETE FROM event WHERE kind = 'calendar_changed'")
    database.close()
    due(workspace, capfd)
    assert records(workspace) == 1
    due(workspace, capfd)
    assert records(workspace) == 1
    assert moves(workspace) == []


def records(workspace: Path) -> int:
    """How many calendars the ledger knows to have been in force."""
    database = connect(workspace)
    try:
        with database.reading() as conn:
            return len(ledger.events(conn, kind=EventKind.CALENDAR_CHANGED, authority=""))
    finally:
        database.close()
