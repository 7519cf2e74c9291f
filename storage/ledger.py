"""The ledger: events in the order in which they were recorded. Kept for ever; a correction is one more event."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from schema.event import Event, EventKind
from storage import tables

EVENT = tables.table(tables.Event)
_LAST_ID = [0]


def new_id() -> str:
    """An id for an event that sorts after every id this process gave before, whatever the clock says."""
    _LAST_ID[0] = max(time.time_ns(), _LAST_ID[0] + 1)
    return f"{_LAST_ID[0]:016x}-{secrets.token_hex(4)}"


def append(conn: Connection, events: Iterable[Event]) -> int:
    """Record events. One whose id is known already is left as it is. Returns how many were new."""
    return tables.insert(conn, EVENT, [_row(event) for event in events], known_by=["id"])


def events(conn: Connection, **filters: Any) -> list[Event]:
    """Events in the order of recording, narrowed by any field (wave=..., authority=..., kind=[...])."""
    query = tables.ordered(select(EVENT).where(*tables.conditions(EVENT, filters)), EVENT, ["seq"])
    return [_event(row) for row in conn.execute(query).mappings()]


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at,
        "kind": str(event.kind),
        "campaign": event.campaign,
        "wave": event.wave,
        "authority": event.authority,
        "payload": json.dumps(dict(event.payload), sort_keys=True),
        "by": event.by,
        "corrects": event.corrects,
    }


def _event(row: RowMapping) -> Event:
    fields = {name: value for name, value in row.items() if name != "seq"}
    return Event(
        **{
            **fields,
            "kind": EventKind(fields["kind"]),
            "payload": json.loads(fields["payload"]),
        }
    )
