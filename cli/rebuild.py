"""`roundrobin rebuild`: everything computed, made again from what is kept for ever."""

from __future__ import annotations

import click

from cli.context import Context
from cli.output import print_json, progress, say
from cli.workspace import opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def rebuild(context: Context, as_json: bool) -> None:
    """Compute everything again from events, documents and decisions.

    Readings, filings, records, answers, review items and findings are thrown away and made anew. Equal facts give
    equal rows: the digest before and after says so.
    """
    from flows.steps import rebuild as step

    with opened(context) as workspace:
        with workspace.database.reading() as conn:
            before = step.digest(conn)
        with progress("rebuilding") as advance:
            after = step.rebuild(workspace, context.now(), advance)
    if as_json:
        print_json({"before": before, "after": after, "equal": before == after})
        return
    words = "equal to what was there" if before == after else "other than what was there, which was older"
    say(f"Made again, {words}: {after[:16]}.")
