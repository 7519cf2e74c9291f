"""Whose records were written since one last looked: every document with records has a stamp, new with each writing.

Whoever holds something counted from the records asks for the stamps and reads only those documents again whose stamp
is another one. Records are written through `storage.computed` alone, which renews the stamps in the same transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, insert, select, update

from storage.tables import RecordStamp, table

_STAMP = table(RecordStamp)
BATCH = 500


def stamps(conn: Connection) -> Mapping[str, str]:
    """Document -> the stamp of its records as this connection sees them. One that has none any more may be there."""
    return dict(conn.execute(select(_STAMP.c.document, _STAMP.c.stamp)).tuples().all())


def renew(conn: Connection, documents: Iterable[str]) -> None:
    """Give these documents a new stamp. A stamp is never used again, not even after a writing that was undone."""
    stamp, names = secrets.token_hex(8), sorted(set(documents))
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        known = set(conn.scalars(select(_STAMP.c.document).where(_STAMP.c.document.in_(batch))))
        conn.execute(update(_STAMP).where(_STAMP.c.document.in_(known)).values(stamp=stamp))
        if new := [{"document": name, "stamp": stamp} for name in batch if name not in known]:
            conn.execute(insert(_STAMP), new)


def renew_all(conn: Connection) -> None:
    """Give every document a new stamp."""
    conn.execute(update(_STAMP).values(stamp=secrets.token_hex(8)))
