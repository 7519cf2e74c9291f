"""The flow of publishing, and the one that follows a campaign from the inbox to the published snapshot."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.checking import consolidate_and_check
from flows.collecting import collect_inbox
from flows.steps.publish import publish as write_snapshot
from flows.surroundings import surroundings


@task(retries=1, cache_policy=NO_CACHE, persist_result=False)
def publish(workspace: str, folder: str, now: str = "") -> str:
    """Write the snapshot of every campaign asked; where it lies. May be repeated: it is swapped in whole."""
    with surroundings(workspace, now) as given:
        return str(write_snapshot(given.workspace, Path(folder).absolute(), given.now()))


@flow(name="publish")
def publish_snapshot(workspace: str, folder: str, now: str = "") -> str:
    """Publish what stands in the workspace."""
    return publish(workspace, folder, now)


@flow(name="follow campaigns")
def follow_campaigns(workspace: str, folder: str, paths: list[str] | None = None, now: str = "") -> str:
    """The whole way from what arrived to the published snapshot; where it lies."""
    collect_inbox(workspace, paths, now)
    consolidate_and_check(workspace, now)
    return publish_snapshot(workspace, folder, now)
