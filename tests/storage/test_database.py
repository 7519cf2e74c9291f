"""Whoever writes, writes alone; what failed is undone; every refusal is one clear sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from schema.errors import UserError
from schema.event import Event, EventKind
from storage import ledger
from storage.database import FILE_NAME, Database, connect, create


def note(name: str) -> Event:
    return Event(name, "2014-02-18T09:00:00+00:00", EventKind.NOTE)


def recorded(database: Database) -> list[str]:
    with database.reading() as conn:
        return [event.id for event in ledger.events(conn)]


def test_what_was_written_is_there_when_the_block_has_ended(database: Database, second: Database) -> None:
    with database.writing() as conn:
        ledger.append(conn, [note("a")])
        assert recorded(second) == []
    assert recorded(second) == ["a"]


def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    def fail() -> None:
        with database.writing() as conn:
            ledger.append(conn, [note("a")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert recorded(database) == []


def test_a_reader_sees_one_state_throughout(database: Database, second: Database) -> None:
    with database.reading() as conn:
        assert ledger.events(conn) == []
        with second.writing() as other:
            ledger.append(other, [note("a")])
        assert ledger.events(conn) == []
    assert recorded(database) == ["a"]


def test_creating_twice_changes_nothing(tmp_path: Path, url: str | None, database: Database) -> None:
    with database.writing() as conn:
        ledger.append(conn, [note("a")])
    again = create(tmp_path / "w", url)
    assert recorded(again) == ["a"]
    again.close()


def test_a_durable_write_is_flushed_and_the_next_is_not(tmp_path: Path) -> None:
    database = create(tmp_path)
    with database.writing(durable=True) as conn:
        assert conn.execute(text("PRAGMA synchronous")).scalar() == 2
    with database.writing() as conn:
        assert conn.execute(text("PRAGMA synchronous")).scalar() == 1
    database.close()


def test_sqlite_is_set_up_on_every_connection(tmp_path: Path) -> None:
    database = create(tmp_path)
    with database.reading() as conn:
        found = [
            conn.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "busy_timeout", "foreign_keys")
        ]
    assert found == ["wal", 30_000, 1]
    database.close()


def test_a_copied_folder_is_a_workspace(tmp_path: Path) -> None:
    database = create(tmp_path / "one")
    with database.writing() as conn:
        ledger.append(conn, [note("a")])
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    database.close()
    copy = connect(tmp_path / "two")
    assert recorded(copy) == ["a"]
    copy.close()


def test_a_locked_database_is_one_sentence(tmp_path: Path) -> None:
    holder, waiting = create(tmp_path), connect(tmp_path, busy_timeout_ms=50)
    with holder.writing(), pytest.raises(UserError, match="kept the database locked") as told, waiting.writing():
        pass
    assert told.value.code == 1
    assert FILE_NAME in told.value.sentence()
    holder.close()
    waiting.close()


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    database = create(tmp_path)
    with database.writing() as conn:
        ledger.append(conn, [note("kept")])

    def fill() -> None:
        with database.writing() as conn:
            conn.execute(text("PRAGMA max_page_count = 1"))  # the file may not grow any more: a real SQLITE_FULL
            ledger.append(conn, [note(f"{n:0500}") for n in range(2000)])

    with pytest.raises(UserError, match="disk is full"):
        fill()
    assert recorded(database) == ["kept"]
    database.close()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"Dear Sir or Madam, " * 100)
    with pytest.raises(UserError, match="no database"):
        connect(tmp_path)


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        connect(tmp_path / "nowhere")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter; those of pytest are its user's alone."""
    folder = Path(tempfile.mkdtemp(prefix="rr-open-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder / "w", *(folder / "w").iterdir()):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs users")
def test_a_read_only_folder_is_one_sentence(tmp_path: Path, open_folder: Path) -> None:
    folder = open_folder / "w"
    create(folder).close()
    for path in (folder, *folder.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
    script = (
        "import os, sys; from pathlib import Path; from storage.database import connect\n"
        "from schema.errors import UserError\n"
        "connect(Path(sys.argv[2])).close()  # whatever is imported late is imported now\n"
        "os.getuid() or os.setuid(65534)\n"
        "try:\n    with connect(Path(sys.argv[1])).writing() as conn: pass\n"
        "except UserError as error: print(error.sentence())\n"
    )
    arguments = [sys.executable, "-c", script, str(folder), str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert "may not be written to" in done.stdout or "cannot be opened" in done.stdout, done.stderr
    assert not done.stderr


def test_a_database_of_a_newer_version_is_refused_untouched(
    tmp_path: Path, url: str | None, database: Database
) -> None:
    with database.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match="newer version of Roundrobin") as told:
        connect(tmp_path / "w", url)
    assert told.value.code == 1


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be reached") as told:
        connect(tmp_path, "postgresql+psycopg://someone:canary-password@127.0.0.1:9/none")
    assert "canary-password" not in told.value.sentence()


def test_an_address_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no database address"):
        connect(tmp_path, "not an address")
