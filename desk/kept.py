"""Values computed from the database, kept for as long as nothing has been written to it.

They are kept beside the connection that they were read through, with the state that it saw: so no page can show
a value of another moment, and nobody has to say what a change makes void.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import Connection

Value = TypeVar("Value")
_PLACE = "roundrobin kept"
_MINE = "roundrobin name of this connection"
MOST = 200  # values of one state
WRITES = "roundrobin_begin"
"""The option of a connection that may write (`storage.database`)."""


def kept(conn: Connection, name: Hashable, make: Callable[[], Value]) -> Value:
    """What ``make`` gives for the state that ``conn`` sees; made once. ``name`` says all that it depends on besides."""
    state = _state(conn)
    known_state, values = conn.info.get(_PLACE, (None, {}))
    if known_state != state and conn.get_execution_options().get(WRITES):
        return make()  # what is being written may be taken back, and SQLite's counts then stay as they are
    if known_state != state or len(values) >= MOST:
        values = {}
        conn.info[_PLACE] = (state, values)
    if name not in values:
        values[name] = make()
    found: Value = values[name]
    return found


def stamp(conn: Connection) -> str:
    """A word for the state that ``conn`` sees: equal only while nothing has been written to the database."""
    mine = conn.info.setdefault(_MINE, secrets.token_hex(8))  # states are counted for each connection
    return f"{mine} {_state(conn)!r}"


def _state(conn: Connection) -> Hashable:
    """Differs whenever anything was written, by this connection or by another."""
    if conn.dialect.name == "postgresql":
        seen, writes = conn.exec_driver_sql(
            "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL"
        ).one()
        return object() if writes else str(seen)  # what is being written is never kept
    others = conn.exec_driver_sql("PRAGMA data_version").scalar()
    raw = conn.connection.dbapi_connection
    return others, getattr(raw, "total_changes", None)
