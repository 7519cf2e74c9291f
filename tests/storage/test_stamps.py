"""Stamps: whoever counted the records of a document can tell whether they have been written since."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from schema.record import Grain, Record
from storage import computed, migrations
from storage.database import Database
from storage.stamps import stamps


def record(name: str, document: str, campaign: str = "c") -> Record:
    return Record(
        record_id=name, campaign=campaign, wave="w", authority="kent", question="1", grain=Grain.CASE, unit="cases",
        counted_as="cases", as_printed="1", document=document,
    )  # fmt: skip


@pytest.fixture
def before(database: Database) -> dict[str, str]:
    """The stamps of two documents with two records each."""
    with database.writing() as conn:
        computed.replace(conn, Record, [record(f"{d}{n}", d) for d in ("one", "two") for n in range(2)])
    return seen(database)


def seen(database: Database) -> dict[str, str]:
    with database.reading() as conn:
        return dict(stamps(conn))


def test_a_document_whose_records_are_written_gets_another_stamp_and_no_other_does(
    database: Database, before: dict[str, str]
) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, [record("one0", "one")], record_id=["one0"])
    after = seen(database)
    assert after["one"] != before["one"]
    assert after["two"] == before["two"]


def test_a_record_that_goes_without_another_in_its_place_counts_as_written(
    database: Database, before: dict[str, str]
) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, [], record_id=["two1"], campaign="c")
    assert seen(database)["two"] != before["two"]


def test_a_record_that_moves_changes_both_documents(database: Database, before: dict[str, str]) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, [record("one0", "two")], record_id=["one0"])
    after = seen(database)
    assert after["one"] != before["one"]
    assert after["two"] != before["two"]


def test_a_campaign_written_anew_changes_every_document(database: Database, before: dict[str, str]) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, [record("three0", "three")], campaign="c")
    after = seen(database)
    assert all(after[name] != stamp for name, stamp in before.items())
    assert "three" in after


def test_throwing_away_everything_computed_changes_every_document(database: Database, before: dict[str, str]) -> None:
    with database.writing() as conn:
        computed.clear(conn)
    after = seen(database)
    assert all(after[name] != stamp for name, stamp in before.items())


def test_a_writing_that_was_undone_changes_nothing(database: Database, before: dict[str, str]) -> None:
    def failing() -> None:
        with database.writing() as conn:
            computed.replace(conn, Record, [], record_id=["one0"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert seen(database) == before


def test_other_computed_rows_have_no_stamps(database: Database, before: dict[str, str]) -> None:
    from schema.finding import Finding

    with database.writing() as conn:
        computed.replace(conn, Finding, [])
    assert seen(database) == before


def test_documents_of_an_older_database_get_their_first_stamp(database: Database, before: dict[str, str]) -> None:
    with database.writing() as conn:
        for column in ("document", "decision"):  # of a later step
            conn.execute(text(f"ALTER TABLE answer DROP COLUMN {column}"))
        conn.execute(text("DROP TABLE record_stamp"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    migrations.bring_up_to_date(database)
    assert seen(database).keys() == before.keys()
