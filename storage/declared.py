"""The dimensions that a campaign declares have no columns: their values stand in ``record.other`` as JSON."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles

from schema.dimension import ALL, AS_PRINTED


def declared_sql(dialect: str, name: str) -> str:
    """SQL for a declared dimension of a record, or for its wording (NAME_as_printed), as if it had a column.

    ``name``: one that config.dimensions lets pass, so that it may stand in SQL as it is.
    """
    missing = "" if name.endswith(AS_PRINTED) else ALL
    if dialect == "postgresql":
        return f"coalesce(record.other::json ->> '{name}', '{missing}')"
    return f"coalesce(json_extract(record.other, '$.{name}'), '{missing}')"


class Declared(ColumnElement[str]):
    """The same as an expression of SQLAlchemy, in the words of whichever database is asked."""

    inherit_cache = False  # two names are two statements
    type = String()

    def __init__(self, name: str) -> None:
        self.field = name


@compiles(Declared)
def _compiled(element: Declared, compiler: Any, **_: Any) -> str:
    return declared_sql(compiler.dialect.name, element.field)
