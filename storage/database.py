"""The one way to the database: SQLite in the workspace, or PostgreSQL by URL. Whoever writes, writes alone.

``reading()`` sees one consistent state; ``writing()`` is one transaction that is committed when its block
ends and undone when it raises. Both databases behave alike: a second writer waits up to 30 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from schema.errors import UserError

FILE_NAME = "roundrobin.db"
BUSY_TIMEOUT_MS = 30_000
WRITER_LOCK = 0x0F01A  # the key of PostgreSQL's advisory lock that stands in for SQLite's one writer
LAST_FIRST = {"pool_use_lifo": True}  # the connection used last has its pages, and what was made from them, at hand
ONE_STATE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

# What the database said (SQLite's error name or PostgreSQL's SQLSTATE, by prefix) -> what happened, what to do.
FAULTS = {
    "SQLITE_FULL": (
        "The disk is full, so nothing was written.",
        "Free some space and run the same command again.",
    ),
    "SQLITE_BUSY": (
        "Another program has kept the database locked for too long.",
        "Wait until it has finished, or stop it, and run the same command again.",
    ),
    "SQLITE_LOCKED": (
        "Another program has locked the database.",
        "Run the same command again when it has finished.",
    ),
    "SQLITE_READONLY": (
        "The database may not be written to.",
        "Give yourself the right to write in this folder, or copy it to where you have it.",
    ),
    "SQLITE_CANTOPEN": (
        "The database cannot be opened.",
        "Look whether the folder exists and whether you may read and write in it.",
    ),
    "SQLITE_NOTADB": (
        "This file is no database of Roundrobin's.",
        "Put the right file back, or move this one away to begin with an empty one.",
    ),
    "SQLITE_CORRUPT": (
        "The database file is damaged.",
        "Restore it from a copy; the documents folder is untouched.",
    ),
    "SQLITE_IOERR": (
        "The disk failed while the database was used.",
        "Check the disk and run the same command again.",
    ),
    "53100": (
        "The database server's disk is full, so nothing was written.",
        "Free some space there.",
    ),
    "25006": (
        "The database server allows reading only.",
        "Use the server that may be written to.",
    ),
    "55P03": (
        "Another program has kept the database locked for too long.",
        "Run the same command again later.",
    ),
    "28": (
        "The database server refused the login.",
        "Check user and password in ROUNDROBIN_DATABASE_URL.",
    ),
    "3D000": (
        "There is no such database on the server.",
        "Create it, or check ROUNDROBIN_DATABASE_URL.",
    ),
    "08": (
        "The database server cannot be reached.",
        "Check that it runs and that ROUNDROBIN_DATABASE_URL is right.",
    ),
}


class Database:
    """An open database. ``where`` names it in messages, without a password."""

    def __init__(self, engine: Engine, where: str) -> None:
        self.engine = engine
        self.where = where

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state throughout; what is written through it is not kept."""
        with self._faults_told(), self.engine.connect() as conn:
            on_server = conn.dialect.name == "postgresql"
            yield conn.execution_options(**ONE_STATE) if on_server else conn

    @contextmanager
    def writing(self, durable: bool = False) -> Iterator[Connection]:
        """The only writer's connection, committed at the end. ``durable``: on the disk before this returns."""
        writer = self.engine.execution_options(roundrobin_begin="IMMEDIATE")
        with self._faults_told(), writer.connect() as conn, _durably(conn, durable), conn.begin():
            if conn.dialect.name == "postgresql":
                conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            yield conn

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            told = explain(error, self.where)
            if told is None:
                raise
            raise told from error


def create(workspace: Path, url: str | None = None) -> Database:
    """Make the folder if need be, and the database in it. The same call again changes nothing."""
    try:
        workspace.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder cannot be made: {error.strerror}.",
            where=str(workspace),
            todo="Choose another place.",
            code=1,
        ) from error
    return connect(workspace, url)


def connect(workspace: Path, url: str | None = None, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Database:
    """Open the database of ``workspace`` (or at ``url``), with tables made or brought up to date.

    UserError when it cannot be reached, opened or written, or was made by a newer version.
    """
    from storage.migrations import bring_up_to_date

    database = _on_server(url) if url and not url.startswith("sqlite") else _in_folder(workspace, url, busy_timeout_ms)
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def explain(error: DBAPIError, where: str) -> UserError | None:
    """One clear sentence for what the database refused, or None for a fault of the program."""
    code = str(getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or "")
    if not code and type(error.orig).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
    ):
        code = "08"  # psycopg gives no SQLSTATE when it never reached the server
    for prefix, (what, todo) in FAULTS.items():
        if code.startswith(prefix):
            return UserError(what, where=where, todo=todo, code=1)
    return None


def _in_folder(workspace: Path, url: str | None, busy_timeout_ms: int) -> Database:
    path = Path(make_url(url).database or "") if url else workspace / FILE_NAME
    if not path.parent.is_dir():
        raise UserError(
            "There is no such folder.",
            where=str(path.parent),
            todo="Make a workspace with `roundrobin init DIR`.",
        )
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_timeout_ms / 1000}, **LAST_FIRST)
    event.listen(engine, "connect", lambda raw, _: _set_up(raw, busy_timeout_ms))
    event.listen(engine, "begin", _begin)
    return Database(engine, str(path))


def _set_up(raw: Any, busy_timeout_ms: int) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves, see _begin
    raw.execute(f"PRAGMA busy_timeout = {busy_timeout_ms:d}")
    # 32 MB of pages: with the default of 2 MB a bulk insert spends a third of its time reading indexes again.
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -32000"):
        raw.execute(f"PRAGMA {pragma}")


def _begin(conn: Connection) -> None:
    conn.exec_driver_sql(f"BEGIN {conn.get_execution_options().get('roundrobin_begin', 'DEFERRED')}")


@contextmanager
def _durably(conn: Connection, durable: bool) -> Iterator[None]:
    # PostgreSQL flushes at every commit anyway. SQLite cannot change this inside a transaction.
    raw = conn.connection.dbapi_connection
    if not durable or raw is None or conn.dialect.name != "sqlite":
        yield
        return
    raw.cursor().execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        raw.cursor().execute("PRAGMA synchronous = NORMAL")


def _on_server(url: str) -> Database:
    try:
        parsed = make_url(url)
        options = f"-c lock_timeout={BUSY_TIMEOUT_MS}"
        engine = create_engine(parsed, connect_args={"connect_timeout": 10, "options": options}, **LAST_FIRST)
    except (ArgumentError, ImportError) as error:
        raise UserError(
            "This is no database address that Roundrobin knows.",
            where="ROUNDROBIN_DATABASE_URL",
            todo="Write it like postgresql+psycopg://user:password@host/name.",
        ) from error
    return Database(engine, parsed.render_as_string(hide_password=True))
