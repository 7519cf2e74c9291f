"""`roundrobin up`: the Prefect server and the schedules, until stopped."""

from __future__ import annotations

import click

from cli.context import Context
from cli.output import say


@click.command()
@click.option("--port", default=4200, show_default=True, help="Port of the Prefect server, on this machine only.")
@click.pass_obj
def up(context: Context, port: int) -> None:
    """Start the server and the schedules, until stopped.

    Every hour what is due is sent, every 30 minutes the mailbox is collected, and every day at 07:00 in London the
    deadlines are checked. Ctrl-C stops all of it; what was begun is finished by the next run.
    """
    from flows.server import prefect_server

    workspace = context.workspace
    with prefect_server(workspace, port) as address:
        from flows.schedule import SCHEDULES, serve_schedules

        say(f"Prefect answers at {address.removesuffix('/api')}; schedules: {', '.join(n for n, _, _ in SCHEDULES)}.")
        say("Stop with Ctrl-C.")
        serve_schedules(workspace)
