"""Flows of receiving: the mailbox or a folder comes in, and every new document is read in batches."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from flows.steps.intake import collect_mailbox, import_paths
from flows.steps.read import batches, read_batch, unread
from flows.steps.servers import configured_account
from flows.surroundings import surroundings
from storage import lease
from storage.oauth import LoginError


def may_pass(task: object, run: object, state: State[Any]) -> bool:
    """Whether what went wrong may be over in half a minute. A refused login is not, and repeated it locks mailboxes."""
    return not isinstance(state.data, LoginError)


@task(retries=2, retry_delay_seconds=30, retry_condition_fn=may_pass, cache_policy=NO_CACHE, persist_result=False)
def take_in(workspace: str, paths: list[str], now: str = "") -> int:
    """Keep what is in the mailbox, or in ``paths`` when some are given; how many arrivals are new. May be repeated."""
    with surroundings(workspace, now) as given:
        if paths:
            taken = import_paths(given.workspace, [Path(p) for p in paths], at=given.stamp())
        else:
            account = configured_account(given.settings, given.workspace.folder)
            taken = collect_mailbox(given.workspace, account, at=given.stamp())
        return sum(one.new for one in taken)


@task(retries=1, cache_policy=NO_CACHE, persist_result=False, task_run_name="read {documents[0]}")
def read_documents(workspace: str, documents: list[str]) -> dict[str, int]:
    """Read one batch, each document in a process of its own: outcome -> how many. May be repeated."""
    with surroundings(workspace) as given:
        return dict(Counter(row.outcome for row in read_batch(given.workspace, documents)))


@flow(name="read documents")
def read_new_documents(workspace: str) -> dict[str, int]:
    """Read every document that the readers as installed have not read yet: outcome -> how many."""
    outcomes: Counter[str] = Counter()
    while waiting := _unread(workspace):  # what lies in a file comes with it, or in the next round
        for batch in batches(waiting):
            outcomes.update(read_documents(workspace, list(batch)))
    table = [{"outcome": outcome, "documents": count} for outcome, count in sorted(outcomes.items())]
    create_table_artifact(key="readings", table=table, description="What became of the new documents")
    return dict(outcomes)


def _unread(workspace: str) -> list[str]:
    with surroundings(workspace) as given, given.workspace.database.reading() as conn:
        return unread(conn, given.workspace.readers)


@flow(name="collect inbox")
def collect_inbox(workspace: str, paths: list[str] | None = None, now: str = "") -> int:
    """Take in what arrived and read it; how many arrivals were new."""
    with surroundings(workspace, now) as given, given.workspace.database.writing() as conn:
        lease.beat(conn, "collect-inbox", given.stamp())
    new = take_in(workspace, paths or [], now)
    read_new_documents(workspace)
    return new
