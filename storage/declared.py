"""The dimensions that a campaign declares have no columns: their values stand in ``record.other`` as JSON."""

from __future__ import annotations

from schema.dimension import ALL, AS_PRINTED


def declared_sql(dialect: str, name: str) -> str:
    """SQL for a declared dimension of a record, or for its wording (NAME_as_printed); as if it had a column.

    ``name``: as config.dimensions lets it pass, so that it may stand in SQL as it is.
    """
    missing = "" if name.endswith(AS_PRINTED) else ALL
    found = (
        f"(record.other::json ->> '{name}')" if dialect == "postgresql" else f"json_extract(record.other, '$.{name}')"
    )
    return f"coalesce({found}, '{missing}')"
