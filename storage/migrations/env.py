"""Alembic's entry: one connection, handed in by the caller and already inside its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import storage.tables  # noqa: F401  registers the tables


def plainly(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write SQLModel's own text type as the ordinary one, so that a step needs SQLAlchemy alone."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew; its triggers must then be made anew, too
    compare_type=True,
    render_item=plainly,
)
context.run_migrations()
