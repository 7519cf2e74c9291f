"""A question may read everything and change nothing, and it ends in time."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from schema.errors import UserError
from storage.sql import Given, View, asked

WRITES = [
    "insert into t values (9, 'x')",
    "update t set a = 1",
    "delete from t",
    "drop table t",
    "create table u (a)",
    "create temp table u (a)",
    "alter table t add column c",
    "create index i on t(a)",
    "reindex",
    "vacuum",
    "vacuum into 'stolen.db'",
    "attach 'other.db' as o",
    "detach main",
    "pragma query_only = 0",
    "pragma journal_mode = delete",
    "pragma writable_schema = 1",
    "begin",
    "select load_extension('evil.so')",
    "replace into t values (1, 'x')",
    "with d as (select 1) insert into t select * from d",
    "insert into names values ('x', 'y') returning *",
    "analyze",
    "savepoint s",
    "create trigger g after insert on t begin select 1; end",
]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "roundrobin.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("pragma journal_mode=wal")
        conn.execute("create table t (a integer, b text)")
        conn.execute("create index by_b on t(b)")
        conn.executemany("insert into t values (?, ?)", [(n, f"row {n}") for n in range(1000)])
        conn.commit()
    return path


def answer(where: Path | str, sql: str, limit_s: float = 10.0) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    with asked(where, sql, limit_s=limit_s) as found:
        return found.columns, list(found.rows)


def test_a_question_is_answered_with_the_names_of_its_columns(database: Path) -> None:
    assert answer(database, "select 1 as one") == (("one",), [(1,)])
    assert answer(database, "select count(*) as n, max(b) as last from t") == (
        ("n", "last"),
        [(1000, "row 999")],
    )


@pytest.mark.parametrize("sql", WRITES)
def test_nothing_can_be_changed(database: Path, sql: str) -> None:
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    with pytest.raises(UserError):
        answer(database, sql)
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert sorted(p.name for p in database.parent.iterdir() if p.suffix == ".db") == ["roundrobin.db"]


def test_two_statements_are_refused_whole(database: Path) -> None:
    with pytest.raises(UserError, match="one statement"):
        answer(database, "select 1; delete from t")


@pytest.mark.parametrize("sql", [
    "with recursive c(n) as (select 1 union all select n + 1 from c) select sum(n) from c",
    "select count(*) from t a, t b, t c, t d",
])  # fmt: skip
def test_a_question_without_end_is_stopped(database: Path, sql: str) -> None:
    start = time.monotonic()
    with pytest.raises(UserError, match=r"longer than 0\.3 s"):
        answer(database, sql, limit_s=0.3)
    assert time.monotonic() - start < 3


def test_a_question_that_wants_all_the_memory_is_refused(database: Path) -> None:
    with pytest.raises(UserError):
        answer(database, "select hex(zeroblob(1000000000))")


def test_a_slip_is_told_in_one_sentence(database: Path) -> None:
    with pytest.raises(UserError, match="no such column: c") as slip:
        answer(database, "select c from t")
    assert "\n" not in slip.value.sentence()


def test_equal_column_names_do_not_hide_each_other(database: Path) -> None:
    assert answer(database, "select 1 as n, 2 as n")[0] == ("n", "n_2")


def test_rows_are_fetched_as_they_are_walked(database: Path) -> None:
    with asked(database, "select a.a from t a, t b, t c") as found:
        assert next(found.rows) == (0,)


def test_a_given_table_and_a_view_have_friendly_names(database: Path) -> None:
    given = [Given("names", {"id": "integer", "name": "text"}, [(1, "Kent"), (2, "Essex")])]
    views = [
        View(
            "cases",
            "select names.name as authority, t.b as printed from main.t join temp.names on t.a = names.id",
        )
    ]
    with asked(database, "select * from cases order by authority", given=given, views=views) as found:
        assert (found.columns, list(found.rows)) == (
            ("authority", "printed"),
            [("Essex", "row 2"), ("Kent", "row 1")],
        )


def test_an_empty_question_is_refused(database: Path) -> None:
    with pytest.raises(UserError, match="empty"):
        answer(database, "  ")


@pytest.mark.postgres
class TestPostgreSQL:
    """The same promises on PostgreSQL."""

    @pytest.fixture
    def server(self, postgres_url: str) -> str:
        with psycopg.connect(plain(postgres_url)) as conn:
            conn.execute("create table t as select g as a, 'row ' || g as b from generate_series(0, 999) g")
        return postgres_url

    def test_a_question_is_answered_with_the_names_of_its_columns(self, server: str) -> None:
        assert answer(server, "select count(*) as n, '5%' as share from t;") == (("n", "share"), [(1000, "5%")])

    @pytest.mark.parametrize("sql", [
        "delete from t",
        "select 1; delete from t",
        "select 1; commit; set session characteristics as transaction read write; delete from t",
        "with d as (delete from t returning *) select * from d",
        "drop table t",
        "copy t to '/tmp/stolen'",
        "commit",
        "select set_config('transaction_read_only', 'off', false)",
        "select nothing",
    ])  # fmt: skip
    def test_nothing_can_be_changed(self, server: str, sql: str) -> None:
        with pytest.raises(UserError) as slip:
            answer(server, sql)
        assert "\n" not in slip.value.sentence()
        assert answer(server, "select count(*) from t")[1] == [(1000,)]

    def test_a_question_without_end_is_stopped(self, server: str) -> None:
        with pytest.raises(UserError, match=r"longer than 0\.3 s"):
            answer(server, "select pg_sleep(20)", limit_s=0.3)

    def test_a_given_table_and_a_view_have_friendly_names(self, server: str) -> None:
        given = [Given("names", {"id": "integer", "name": "text", "rank": "any"}, [(1, "Kent", "1="), (2, "Essex", 2)])]
        views = [View("cases", "select names.name, names.rank, t.b from t join names on t.a = names.id")]
        with asked(server, "select * from cases order by name", given=given, views=views) as found:
            assert list(found.rows) == [("Essex", "2", "row 2"), ("Kent", "1=", "row 1")]


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
