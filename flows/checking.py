"""Flows of the middle: mails are matched, campaigns brought together and checked; deadlines are looked at daily."""

from __future__ import annotations

from collections import Counter

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.collecting import read_new_documents
from flows.steps.check import check_campaign
from flows.steps.match import match_messages
from flows.steps.publish import asked_campaigns
from flows.surroundings import surroundings
from storage import lease


@task(retries=1, cache_policy=NO_CACHE, persist_result=False)
def match(workspace: str) -> dict[str, int]:
    """File every mail again: state -> how many. May be repeated."""
    with surroundings(workspace) as given:
        return dict(Counter(message.state for message in match_messages(given.workspace)))


@task(retries=1, cache_policy=NO_CACHE, persist_result=False, task_run_name="check {campaign}")
def check(workspace: str, campaign: str, now: str = "") -> dict[str, int]:
    """Bring one campaign together and check it: finding code -> how many. May be repeated."""
    with surroundings(workspace, now) as given:
        return dict(Counter(finding.code for finding in check_campaign(given.workspace, campaign, given.now())))


@flow(name="consolidate and check")
def consolidate_and_check(workspace: str, now: str = "") -> dict[str, dict[str, int]]:
    """File the mails, then bring together and check every campaign that was asked: campaign -> findings by code."""
    match(workspace)
    with surroundings(workspace, now) as given, given.workspace.database.reading() as conn:
        names = asked_campaigns(conn)
    found = {name: check(workspace, name, now) for name in names}
    table = [{"campaign": n, "code": c, "findings": k} for n, codes in found.items() for c, k in sorted(codes.items())]
    create_table_artifact(key="findings", table=table, description="Findings of every campaign")
    return found


@flow(name="check deadlines")
def check_deadlines(workspace: str, now: str = "") -> dict[str, dict[str, int]]:
    """The daily look at every clock: what is overdue today becomes a finding."""
    with surroundings(workspace, now) as given, given.workspace.database.writing() as conn:
        lease.beat(conn, "check-deadlines", given.stamp())
    read_new_documents(workspace)
    return consolidate_and_check(workspace, now)
