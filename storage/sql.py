"""One read-only question in SQL, with a time limit. Nothing can be written, attached or switched.

SQLite: opened ``mode=ro``, ``query_only``, an authorizer that knows only reading, a progress handler as the clock.
PostgreSQL: a read-only session, ``statement_timeout``, and a cursor that takes exactly one query.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from schema.errors import UserError

if TYPE_CHECKING:
    import psycopg

Row = tuple[Any, ...]
HEAP = 256 << 20  # bytes that SQLite may hold for one question
LENGTH = 16 << 20  # bytes of one text that a question may build
FETCH = 2_000  # rows that PostgreSQL hands over at a time
_STEPS = 20_000  # SQLite instructions between two looks at the clock
_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile"}
_POSTGRESQL_TYPES = {"text": "text", "integer": "bigint", "real": "double precision", "any": "text"}
_TODO = "Ask one SELECT, for example over cases, authorities, requests or findings."


@dataclass(frozen=True, slots=True)
class View:
    """A friendly name for the length of one question: a query over the stored tables."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Given:
    """A small table handed in for the length of one question."""

    name: str
    columns: Mapping[str, str]  # name -> text, integer, real, or any (number or text)
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: names of the columns, and rows that are fetched as they are walked."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


@contextmanager
def asked(
    where: Path | str,
    sql: str,
    *,
    limit_s: float = 10.0,
    given: Sequence[Given] = (),
    views: Sequence[View] = (),
) -> Iterator[Found]:
    """The answer to ``sql`` from a SQLite file or a PostgreSQL URL; rows are streamed inside the ``with``.

    UserError for a fault in the question, for one that would change anything, and when the time is over.
    """
    if not sql.strip():
        raise UserError(
            "The question is empty.",
            where="query",
            todo='Ask one like "select 1 as one".',
        )
    if isinstance(where, Path):
        asking = _ask_sqlite(where, sql, limit_s, given, views)
    else:
        asking = _ask_postgresql(where, sql, limit_s, given, views)
    with asking as found:
        yield found


@contextmanager
def _ask_sqlite(path: Path, sql: str, limit_s: float, given: Sequence[Given], views: Sequence[View]) -> Iterator[Found]:
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    with (
        _sqlite_words(limit_s),
        closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database,
    ):
        _lend(database, given, views)
        _lock(database, limit_s)
        cursor = database.execute(sql)
        if cursor.description is None:
            raise _refused("readonly", limit_s)
        yield Found(_unique(cursor.description), cursor)


def _lend(database: sqlite3.Connection, given: Sequence[Given], views: Sequence[View]) -> None:
    """Temporary tables and views: they go with the connection."""
    for table in given:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in table.columns.items())
        database.execute(f'CREATE TEMP TABLE "{table.name}" ({columns})')
        database.executemany(
            f'INSERT INTO temp."{table.name}" VALUES ({", ".join("?" * len(table.columns))})',
            table.rows,
        )
    for view in views:
        database.execute(f'CREATE TEMP VIEW "{view.name}" AS {view.sql}')


def _lock(database: sqlite3.Connection, limit_s: float) -> None:
    end = time.monotonic() + limit_s
    database.execute("PRAGMA query_only=1")
    database.execute("PRAGMA trusted_schema=0")
    database.execute(f"PRAGMA hard_heap_limit={HEAP}")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    database.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, second: str | None, *_: Any) -> int:
    if action == sqlite3.SQLITE_FUNCTION and second in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@contextmanager
def _sqlite_words(limit_s: float) -> Iterator[None]:
    """SQLite's complaint as one sentence of ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refused(str(error), limit_s) from error
    except MemoryError as error:
        raise UserError(
            "The question needs more memory than one may use.",
            where="query",
            todo="Narrow it.",
        ) from error


def _refused(words: str, limit_s: float) -> UserError:
    if "interrupted" in words:
        return UserError(
            f"The question took longer than {limit_s:g} s and was stopped.",
            where="query",
            todo="Narrow it, or allow more with --limit-s.",
            code=1,
        )
    if "not authorized" in words or "prohibited" in words or "readonly" in words:
        return UserError(
            "Only reading is allowed here; nothing was changed.",
            where="query",
            todo=_TODO,
        )
    return UserError(
        f"The question cannot be answered: {words.rstrip('.')}.",
        where="query",
        todo=_TODO,
    )


@contextmanager
def _ask_postgresql(
    url: str, sql: str, limit_s: float, given: Sequence[Given], views: Sequence[View]
) -> Iterator[Found]:
    import psycopg

    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(address) as database:
            _lend_postgresql(database, given, views)
            _lock_postgresql(database, limit_s)
            with database.cursor(name="question") as cursor:
                cursor.itersize = FETCH
                # binary: the extended protocol, which takes exactly one statement.
                cursor.execute(sql.strip().rstrip(";").encode(), binary=True)
                yield Found(_unique(cursor.description), cursor)
            database.rollback()  # a function may have made something, even in a read-only transaction
    except psycopg.errors.QueryCanceled as error:
        raise _refused("interrupted", limit_s) from error
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise _refused("readonly", limit_s) from error
    except psycopg.Error as error:
        raise _refused(_first_line(error), limit_s) from error


def _lend_postgresql(database: psycopg.Connection, given: Sequence[Given], views: Sequence[View]) -> None:
    for table in given:
        columns = ", ".join(f'"{name}" {_POSTGRESQL_TYPES[kind]}' for name, kind in table.columns.items())
        database.execute(f'CREATE TEMP TABLE "{table.name}" ({columns})'.encode())
        marks = ", ".join(["%s"] * len(table.columns))
        with database.cursor() as cursor:
            cursor.executemany(
                f'INSERT INTO pg_temp."{table.name}" VALUES ({marks})'.encode(),
                table.rows,
            )
    for view in views:
        database.execute(f'CREATE TEMP VIEW "{view.name}" AS {view.sql}'.encode())
    database.commit()


def _lock_postgresql(database: psycopg.Connection, limit_s: float) -> None:
    database.execute("SET default_transaction_read_only = on")
    database.execute(f"SET statement_timeout = {int(limit_s * 1000)}".encode())
    database.commit()
    database.read_only = True


def _first_line(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split("\n")[0].split())


def _unique(description: Sequence[Sequence[Any]] | None) -> tuple[str, ...]:
    """The names of the columns; equal ones are numbered, so that no value hides another."""
    names: list[str] = []
    for column in description or ():
        name = str(column[0])
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    return tuple(names)
