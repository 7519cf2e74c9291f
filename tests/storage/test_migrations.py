"""The migrations make exactly the tables that the program works with, and the triggers on the tables of facts."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from schema.record import Answer, AnswerKind
from storage import computed, migrations
from storage.database import Database


def test_the_migrations_make_the_tables_of_the_nouns(database: Database) -> None:
    with database.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_program_works_with_the_last_step() -> None:
    script = ScriptDirectory.from_config(migrations.config())
    assert script.get_current_head() == migrations.KNOWN[-1]
    assert {step.revision for step in script.walk_revisions()} == set(migrations.KNOWN)


def test_opening_says_at_which_step_the_database_is(database: Database) -> None:
    with database.reading() as conn:
        assert migrations.revision(conn) == migrations.KNOWN[-1]
        assert conn.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_answers_of_an_older_database_stay_and_name_no_letter_yet(database: Database) -> None:
    old = Answer(campaign="c", wave="w", authority="kent", question="1", kind=AnswerKind.NCND)
    with database.writing() as conn:
        computed.replace(conn, Answer, [old])
        for column in ("document", "decision"):
            conn.execute(text(f"ALTER TABLE answer DROP COLUMN {column}"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    migrations.bring_up_to_date(database)
    with database.reading() as conn:
        assert list(computed.rows(conn, Answer)) == [old]
