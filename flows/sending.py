"""Flows of sending: one wave, and the hourly one that sends what is due. The outbox is the only retry."""

from __future__ import annotations

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.steps.send import Pace, SendReport, due_waves
from flows.steps.send import send_wave as send_letters
from flows.steps.servers import configured_transport
from flows.surroundings import surroundings
from storage import lease


@task(retries=0, cache_policy=NO_CACHE, persist_result=False, task_run_name="send {wave}")
def send(workspace: str, wave: str, now: str = "") -> list[dict[str, str]]:
    """Send one wave; a row for each letter. Prefect must never repeat it: the outbox alone knows what may go again."""
    with surroundings(workspace, now) as given:
        transport = configured_transport(given.settings, given.workspace.folder)
        report = send_letters(given.workspace, wave, transport, given.now, pace=Pace.configured(given.settings))
    return _rows(report)


@flow(name="send wave", flow_run_name="send wave {wave}", retries=0)
def send_wave(workspace: str, wave: str, now: str = "") -> list[dict[str, str]]:
    """Send the approved letters of one wave."""
    rows = send(workspace, wave, now)
    create_table_artifact(key="outbox", table=rows, description=f"The letters of wave {wave}")
    return rows


@flow(name="send due", retries=0)
def send_due(workspace: str, now: str = "") -> dict[str, int]:
    """Send every wave whose day has come: wave -> number of letters that stand as sent."""
    with surroundings(workspace, now) as given:
        names = due_waves(given.workspace, given.now())
        with given.workspace.database.writing() as conn:
            lease.beat(conn, "send-due", given.stamp())
    done = {name: send_wave(workspace, name, now) for name in names}
    return {name: sum(row["state"] == "sent" for row in rows) for name, rows in done.items()}


def _rows(report: SendReport) -> list[dict[str, str]]:
    return [
        {"authority": e.letter.authority, "reference": e.letter.reference, "state": str(e.state)}
        for e in report.entries
    ]
