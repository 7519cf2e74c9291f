"""Asking the workspace one question in SQL: the stored tables, and five friendly names over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from flows.steps.edition import Edition
from flows.steps.publish import asked_campaigns, edition
from flows.steps.publish_answers import ANSWER_FIELDS, answers_table
from flows.steps.publish_tables import AUTHORITY_FIELDS, REQUEST_FIELDS, PublishedRows, case_fields
from flows.steps.workspace import Workspace
from schema.dimension import AS_PRINTED
from storage.declared import declared_sql
from storage.snapshot.content import Field, SnapshotTable
from storage.sql import Found, Given, View, asked

NAMES = "authority_name"
_TYPES = {"integer": "integer", "number": "real", "boolean": "integer", "any": "any"}
_OWN = {
    "authority_id": "record.authority",
    "authority": f"{NAMES}.name",
    "decided_by": 'decision."by"',
    "decided_at": "decision.at",
}
_DERIVED: Mapping[str, tuple[tuple[Field, ...], Callable[[PublishedRows], SnapshotTable]]] = {
    "answers": (ANSWER_FIELDS, answers_table),
    "authorities": (AUTHORITY_FIELDS, PublishedRows.authorities),
    "requests": (REQUEST_FIELDS, PublishedRows.requests),
}


@contextmanager
def ask(workspace: Workspace, sql: str, now: datetime, *, limit_s: float) -> Iterator[Found]:
    """The answer to ``sql``, read-only. Tables ``cases``, ``answers``, ``authorities``, ``requests`` and ``findings``
    are as published, over all campaigns; the stored tables have their own names.

    ``answers``, ``authorities`` and ``requests`` are derived first when the question names them. UserError for anything
    that is no single SELECT, or takes longer than ``limit_s`` seconds.
    """
    with workspace.database.reading() as conn:
        given = [_names(workspace), *_derived(conn, workspace, sql, now.date())]
    with asked(_where(workspace), sql, limit_s=limit_s, given=given, views=(_cases(workspace), _findings())) as found:
        yield found


def _where(workspace: Workspace) -> Path | str:
    """The database as `storage.sql` opens it: a file, or an address with its password."""
    url = workspace.database.engine.url
    return Path(url.database or "") if url.drivername.startswith("sqlite") else url.render_as_string(False)


def _names(workspace: Workspace) -> Given:
    rows = [(authority.id, authority.name) for authority in workspace.authorities.values()]
    return Given(NAMES, {"authority": "text", "name": "text"}, rows)


def _cases(workspace: Workspace) -> View:
    """The accepted records with their declared dimensions as columns: of all campaigns, as all stand in one table."""
    declared, dialect = workspace.declared, workspace.database.engine.dialect.name
    own = _OWN | {name: declared_sql(dialect, name) for d in declared for name in (d.name, f"{d.name}{AS_PRINTED}")}
    columns = [f'{own.get(f.name, f"record.{f.name}")} AS "{f.name}"' for f in case_fields(declared)]
    return View(
        "cases",
        f"SELECT {', '.join(columns)} FROM record LEFT JOIN {NAMES} ON {NAMES}.authority = record.authority "
        "LEFT JOIN decision ON decision.decision_id = record.decision WHERE record.state = 'accepted'",
    )


def _findings() -> View:
    return View(
        "findings",
        f"SELECT finding.finding_id, code, severity, campaign, finding.authority AS authority_id, "
        f"{NAMES}.name AS authority, wave, question, place, message "
        f"FROM finding LEFT JOIN {NAMES} ON {NAMES}.authority = finding.authority",
    )


def _derived(conn: Connection, workspace: Workspace, sql: str, today: date) -> list[Given]:
    """The tables that are derived from several others, only when the question names them."""
    wanted = [name for name in _DERIVED if re.search(rf"\b{name}\b", sql, re.IGNORECASE)]
    if not wanted:
        return []
    editions = [edition(conn, workspace, name, today) for name in asked_campaigns(conn)]
    return [_given(name, editions) for name in wanted]


def _given(name: str, editions: Sequence[Edition]) -> Given:
    """One table over all campaigns, with the campaign as its first column."""
    fields, table_of = _DERIVED[name]
    columns = {"campaign": "text", **{field.name: _TYPES.get(field.type, "text") for field in fields}}
    return Given(name, columns, [(e.campaign.id, *row) for e in editions for row in table_of(e.rows).rows])
