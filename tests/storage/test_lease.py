"""One process at a time; a dead one's place is free at once; of another machine time alone decides."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from schema.errors import UserError
from storage import lease
from storage.database import Database


def put(database: Database, *, host: str, pid: int, started: str, expires_in: float = 900) -> None:
    import time

    values = {"name": "sender", "host": host, "pid": pid, "started": started, "taken_at": time.time()}
    with database.writing() as conn:
        conn.execute(lease.LEASE.insert().values(**values, expires_at=time.time() + expires_in))


def test_a_second_process_is_told_who_is_at_work(database: Database, second: Database) -> None:
    with (
        lease.held(database, "sender", "sending letters"),
        pytest.raises(UserError, match=f"sending letters: number {os.getpid()}") as told,
        lease.held(second, "sender", "sending letters"),
    ):
        pass
    assert told.value.code == 1


def test_a_lease_ends_with_its_block_even_when_that_raises(database: Database) -> None:
    with pytest.raises(RuntimeError), lease.held(database, "sender", "sending"):
        raise RuntimeError
    with lease.held(database, "sender", "sending"):
        pass


def test_a_dead_process_of_this_machine_is_replaced_at_once(database: Database) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    mine = lease.Holder.myself()
    put(database, host=mine.host, pid=dead.pid, started=lease.started(dead.pid) or "gone")
    dead.wait()
    with lease.held(database, "sender", "sending"):
        pass


def test_a_number_used_again_by_another_process_is_not_the_holder(database: Database) -> None:
    mine = lease.Holder.myself()
    put(database, host=mine.host, pid=mine.pid, started="an earlier start")
    with lease.held(database, "sender", "sending"):
        pass


def test_another_machine_is_believed_until_its_time_is_over(database: Database) -> None:
    put(database, host="elsewhere", pid=1, started="")
    with pytest.raises(UserError, match="on elsewhere"), lease.held(database, "sender", "sending"):
        pass
    with database.writing() as conn:
        conn.execute(text("UPDATE lease SET expires_at = 0"))
    with lease.held(database, "sender", "sending"):
        pass


def test_whoever_lost_the_lease_is_stopped_before_the_next_letter(database: Database) -> None:
    with lease.held(database, "sender", "sending") as me:
        with database.writing() as conn:
            lease.renew(conn, "sender", me)
            conn.execute(text("UPDATE lease SET pid = 1"))
        with pytest.raises(UserError, match="taken over"), database.writing() as conn:
            lease.renew(conn, "sender", me)


def test_a_heartbeat_is_the_last_sign_of_life(database: Database) -> None:
    with database.writing() as conn:
        assert lease.last_beat(conn, "scheduler") is None
        lease.beat(conn, "scheduler", "2014-02-18T09:00:00+00:00")
        lease.beat(conn, "scheduler", "2014-02-18T10:00:00+00:00")
        assert lease.last_beat(conn, "scheduler") == "2014-02-18T10:00:00+00:00"
