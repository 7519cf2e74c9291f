"""The schedules: which flow runs when, and the process that serves them.

Cron cannot say bank holidays or working hours; the flows ask our calendar and do nothing on such a day.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import EntrypointType, RunnerDeployment
from prefect.schedules import Cron

from flows.checking import check_deadlines
from flows.collecting import collect_inbox
from flows.sending import send_due

LONDON = "Europe/London"

SCHEDULES: tuple[tuple[str, Flow[..., Any], str], ...] = (
    ("send-due", send_due, "0 * * * *"),
    ("collect-inbox", collect_inbox, "*/30 * * * *"),
    ("check-deadlines", check_deadlines, "0 7 * * *"),
)
"""Name, flow, cron in London time (DESIGN "Flows")."""


def deployments(workspace: Path) -> list[RunnerDeployment]:
    """One deployment for each schedule. Flows are found by module, so that classes exist once."""
    return [
        flow.to_deployment(
            name=name,
            schedule=Cron(cron, timezone=LONDON),
            parameters={"workspace": str(workspace)},
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for name, flow, cron in SCHEDULES
    ]


def serve_schedules(workspace: Path) -> None:
    """Run what falls due until stopped. Needs PREFECT_API_URL (flows.server sets it)."""
    serve(*deployments(workspace), limit=2, print_starting_message=False)
