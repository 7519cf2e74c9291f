"""`roundrobin up`: the Prefect server, the schedules and the desk, until stopped."""

from __future__ import annotations

import click

from cli.context import Context
from cli.output import say


@click.command()
@click.option("--port", default=4200, show_default=True, help="Port of the Prefect server, on this machine only.")
@click.option("--desk-port", type=click.IntRange(0, 65535), default=4220, show_default=True, help="Port of the pages.")
@click.pass_obj
def up(context: Context, port: int, desk_port: int) -> None:
    """Start the server, the schedules and the desk, until stopped.

    Every hour what is due is sent, every 30 minutes the mailbox is collected, and every day at 07:00 in London the
    deadlines are checked. The pages answer this machine only. Ctrl-C stops all of it; what was begun is finished by
    the next run.
    """
    from cli.desk import beside
    from flows.server import prefect_server

    workspace = context.workspace
    with beside(context, desk_port) as pages, prefect_server(workspace, port) as address:
        from flows.schedule import SCHEDULES, serve_schedules

        say(f"Prefect answers at {address.removesuffix('/api')}; schedules: {', '.join(n for n, _, _ in SCHEDULES)}.")
        say(f"The desk answers at {pages} Stop with Ctrl-C.")
        serve_schedules(workspace)
