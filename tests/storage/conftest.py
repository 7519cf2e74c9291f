"""Databases for the storage tests: each test runs on SQLite and on a real PostgreSQL, started on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.database import Database, connect, create

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _postgres_user() -> str | None:
    """Whom the server must run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server that is stopped and removed at the end; skipped where it is not installed."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed (/usr/lib/postgresql/*/bin is missing)")
    user, folder = _postgres_user(), Path(tempfile.mkdtemp(prefix="rr-pg-"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(BINARIES[-1] / program), *arguments], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL
        )

    run("initdb", "-D", str(data), "-U", "rr", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    # A socket in the folder and no TCP port at all: nothing to collide with.
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://rr@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The server's database, emptied."""
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("DROP SCHEMA public CASCADE"))
        conn.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str | None:
    """The address of the database under test; None: SQLite in the workspace."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else None


@pytest.fixture
def database(tmp_path: Path, url: str | None) -> Iterator[Database]:
    """A fresh database of each kind."""
    opened = create(tmp_path / "w", url)
    yield opened
    opened.close()


@pytest.fixture
def second(tmp_path: Path, url: str | None, database: Database) -> Iterator[Database]:
    """Another process's view of the same database."""
    opened = connect(tmp_path / "w", url)
    yield opened
    opened.close()
