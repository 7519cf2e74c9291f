"""Facts are kept for ever: the database itself refuses to change or remove them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from schema.decision import Decision, DecisionKind
from schema.event import Event, EventKind
from schema.request import Arrival, Document, Letter, Wave
from storage import decisions, documents, ledger, tables, waves
from storage.database import Database


def fill(conn: Connection) -> None:
    ledger.append(conn, [Event("e", "2014-02-18", EventKind.NOTE)])
    documents.record_document(conn, Document(sha256="d", size=1))
    documents.record_arrival(conn, Arrival(arrival_id="a", sha256="d", name="n", at="2014-02-18", via="import"))
    decisions.append(conn, [Decision(decision_id="x", at="2014-02-18", by="me", kind=DecisionKind.COMMENT, item="i")])
    letter = Letter(wave="w", campaign="c", authority="kent", reference="R", message_id="<m>", recipient="a@b.example")
    waves.add(conn, Wave(wave="w", campaign="c"), [letter])


CHANGES: dict[str, Callable[[str, str], str]] = {
    "update": lambda table, column: f"UPDATE {table} SET {column} = {column}",
    "delete": lambda table, column: f"DELETE FROM {table} WHERE {column} IS NOT NULL",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", [table.name for table in tables.APPEND_ONLY])
def test_a_table_of_facts_refuses(database: Database, table: str, change: str) -> None:
    with database.writing() as conn:
        fill(conn)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as conn:
        conn.execute(text(CHANGES[change](table, tables.SQLModel.metadata.tables[table].columns.keys()[0])))
    with database.reading() as conn:
        assert conn.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1


def test_the_same_fact_again_adds_nothing(database: Database) -> None:
    with database.writing() as conn:
        fill(conn)
        fill(conn)
    with database.reading() as conn:
        counts = [conn.execute(text(f"SELECT count(*) FROM {table.name}")).scalar() for table in tables.APPEND_ONLY]
    assert counts == [1] * len(tables.APPEND_ONLY)


@pytest.mark.parametrize("field", ["reference", "message_id"])
def test_two_letters_never_share_a_reference_or_message_id(database: Database, field: str) -> None:
    one = {"wave": "w", "campaign": "c", "recipient": "a@b.example"}
    first = Letter(**one, authority="kent", reference="R1", message_id="<1>")
    clash = {"reference": "R2", "message_id": "<2>", field: getattr(first, field)}
    with database.writing() as conn:
        waves.add(conn, Wave(wave="w", campaign="c"), [first])
    with pytest.raises(IntegrityError), database.writing() as conn:
        waves.add(conn, Wave(wave="w", campaign="c"), [Letter(**one, authority="essex", **clash)])
