"""The schedules: which flow runs when, and the process that serves them.

Cron cannot say bank holidays or working hours; the flows ask our calendar and do nothing on such a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.checking import check_deadlines
from flows.collecting import collect_inbox
from flows.sending import send_due

LONDON = "Europe/London"

SCHEDULES: tuple[tuple[str, Flow[..., Any], Schedule], ...] = (
    ("send-due", send_due, Cron("0 * * * *", timezone=LONDON)),
    ("collect-inbox", collect_inbox, Cron("*/30 * * * *", timezone=LONDON)),
    ("check-deadlines", check_deadlines, Cron("0 7 * * *", timezone=LONDON)),
)
"""Name, flow, when, in London time: hourly, every 30 minutes, daily at seven."""


def deployments(
    workspace: Path, schedules: Sequence[tuple[str, Flow[..., Any], Schedule]] = SCHEDULES
) -> list[RunnerDeployment]:
    """One deployment for each schedule. Flows are found by module, so that classes exist once."""
    return [_deployment(workspace, name, flow, schedule) for name, flow, schedule in schedules]


def _deployment(workspace: Path, name: str, flow: Flow[..., Any], schedule: Schedule) -> RunnerDeployment:
    made = flow.to_deployment(
        name=name,
        schedule=schedule,
        parameters={"workspace": str(workspace)},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)  # a coroutine only where an event loop runs
    return made


def serve_schedules(workspace: Path, schedules: Sequence[tuple[str, Flow[..., Any], Schedule]] = SCHEDULES) -> None:
    """Run what falls due until stopped. Needs PREFECT_API_URL (flows.server sets it)."""
    serve(*deployments(workspace, schedules), limit=2, print_starting_message=False)
