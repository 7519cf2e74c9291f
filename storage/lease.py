"""Leases: one process alone may do something. And heartbeats: when a part last said that it lives.

A lease names machine, process and the start of the process. On the same machine it ends with its process, so a
killed sender is replaced at once; of another machine nothing can be known, so there it ends by time alone.
Leases measure the machine's own time, not the time handed to a command.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, delete, select, update

from schema.errors import UserError
from storage import tables
from storage.database import Database

LEASE = tables.table(tables.Lease)
HEARTBEAT = tables.table(tables.Heartbeat)
LIFETIME_S = 900.0
"""How long a lease of another machine is believed after it was last renewed."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process: machine, number, and start (numbers are used again)."""

    host: str
    pid: int
    started: str

    @classmethod
    def myself(cls) -> Holder:
        return cls(socket.gethostname(), os.getpid(), started(os.getpid()) or "")

    def lives(self, expires_at: float) -> bool:
        """Whether this process may still be at work."""
        if self.host != socket.gethostname():
            return time.time() < expires_at
        return started(self.pid) == self.started


def started(pid: int) -> str | None:
    """When the process began, as text that only it has; "" where the system does not tell; None: no such process."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").is_file():
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        # A zombie has ended. Field 20 after the name: start in clock ticks since boot, so the boot belongs to it.
        return None if fields[0] == "Z" else f"{_boot()}:{fields[19]}"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass  # it lives, and belongs to somebody else
    return ""


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.is_file() else ""


@contextmanager
def held(database: Database, name: str, doing: str) -> Iterator[Holder]:
    """Hold the lease ``name`` for the block. UserError naming the holder when another process has it.

    ``doing``: what it is for, in words: "sending letters".
    """
    me = Holder.myself()
    with database.writing() as conn:
        _take(conn, name, me, doing, database.where)
    try:
        yield me
    finally:
        with database.writing() as conn:
            conn.execute(delete(LEASE).where(LEASE.c.name == name, *_is(me)))


def renew(conn: Connection, name: str, me: Holder) -> None:
    """Keep the lease, inside the transaction that relies on it. UserError when it is no longer ours."""
    kept = conn.execute(
        update(LEASE).where(LEASE.c.name == name, *_is(me)).values(expires_at=time.time() + LIFETIME_S)
    ).rowcount
    if not kept:
        raise UserError("Another process has taken over, so this one stops.", todo="Nothing was sent twice.", code=1)


def _take(conn: Connection, name: str, me: Holder, doing: str, where: str) -> None:
    row = conn.execute(select(LEASE).where(LEASE.c.name == name)).mappings().first()
    if row is not None:
        holder = Holder(row["host"], row["pid"], row["started"])
        if holder.lives(row["expires_at"]):
            raise UserError(
                f"Another process is {doing}: number {holder.pid} on {holder.host}.",
                where=where,
                todo="Wait until it has finished, or stop it.",
                code=1,
            )
        conn.execute(delete(LEASE).where(LEASE.c.name == name))
    moment = time.time()
    values = {"name": name, "host": me.host, "pid": me.pid, "started": me.started}
    conn.execute(LEASE.insert().values(**values, taken_at=moment, expires_at=moment + LIFETIME_S))


def _is(me: Holder) -> tuple[ColumnElement[bool], ...]:
    return LEASE.c.host == me.host, LEASE.c.pid == me.pid, LEASE.c.started == me.started


def beat(conn: Connection, name: str, at: str) -> None:
    """Say that the part called ``name`` lives, at ``at`` (ISO time)."""
    conn.execute(delete(HEARTBEAT).where(HEARTBEAT.c.name == name))
    conn.execute(HEARTBEAT.insert().values(name=name, at=at, pid=os.getpid()))


def last_beat(conn: Connection, name: str) -> str | None:
    """When the part called ``name`` last said that it lives (ISO time); None: never."""
    return conn.execute(select(HEARTBEAT.c.at).where(HEARTBEAT.c.name == name)).scalar()
