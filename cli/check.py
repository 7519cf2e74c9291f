"""`roundrobin check`: the findings."""

from __future__ import annotations

import click

from cli.context import Context
from cli.output import DONE, WAITING, print_json, print_table, say
from cli.workspace import opened

KEYS = ("code", "severity", "authority", "question", "place", "message")


@click.command()
@click.option("--campaign", default="", help="Only this campaign.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def check(context: Context, campaign: str, as_json: bool) -> int:
    """Check the records and print the findings.

    What is unread is read, and everything is brought together again first, so that the findings are those of this
    moment. Exit code 3 when there is at least one.
    """
    from flows.steps.check import findings
    from flows.steps.rebuild import refresh

    with opened(context) as workspace:
        if campaign:
            workspace.campaign(campaign)  # a slip in its name is told
        refresh(workspace, context.now())
        with workspace.database.reading() as conn:
            found = findings(conn, campaign)
    if as_json:
        print_json([{key: getattr(finding, key) for key in KEYS} for finding in found])
    elif found:
        print_table(KEYS, [[getattr(finding, key) for key in KEYS] for finding in found])
    else:
        say("No findings.")
    return WAITING if found else DONE
