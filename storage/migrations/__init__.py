"""The tables as they change from version to version. Each step is a file in ``versions/``; none is ever edited.

After a change in a noun: ``python -m storage.migrations "what changed"`` writes the next step, to be read and
committed; a test compares tables and steps.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, inspect, text

from schema.errors import UserError

if TYPE_CHECKING:
    from alembic.config import Config

KNOWN = ("0001", "0002", "0003")
"""Every step, oldest first; the last is what this version of the program works with."""


class Opened(Protocol):
    """A database to be brought up to date, as `storage.database` opens it. ``where``: in words, for a fault."""

    @property
    def where(self) -> str: ...

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self, durable: bool = False) -> AbstractContextManager[Connection]: ...


def bring_up_to_date(database: Opened) -> None:
    """Make the tables, or change older ones. UserError when a newer version of the program made them."""
    with database.reading() as conn:
        found = revision(conn)
    if found == KNOWN[-1]:
        return
    _refuse_newer(found, database.where)
    with database.writing(durable=True) as conn:
        if revision(conn) != KNOWN[-1]:  # another process may have been quicker
            _upgrade(conn)


def revision(conn: Connection) -> str | None:
    """The step that the database is at; None for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def config(conn: Connection | None = None) -> Config:
    """Alembic's settings; no .ini file, so that the product runs from anywhere."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["connection"] = conn
    return settings


def _upgrade(conn: Connection) -> None:
    from alembic import command

    command.upgrade(config(conn), "head")


def _refuse_newer(found: str | None, where: str) -> None:
    if found is not None and found not in KNOWN:
        raise UserError(
            f"The database was made by a newer version of Roundrobin (its tables are at {found}).",
            where=where,
            todo="Update the program; nothing was changed.",
            code=1,
        )
