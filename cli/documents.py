"""`roundrobin documents`: every document and its recorded outcome."""

from __future__ import annotations

import click

from cli.context import Context
from cli.output import print_json, print_table
from cli.workspace import opened


@click.group()
def documents() -> None:
    """List the documents and what became of each."""


@documents.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List every document that came from outside, with its outcome and the request it belongs to."""
    from flows.steps.listing import listed_documents

    with opened(context) as workspace, workspace.database.reading() as conn:
        found = listed_documents(conn)
    if as_json:
        print_json(found)
        return
    print_table(("outcome", "request", "name", "reason"), [(d.outcome, d.request, d.name, d.reason) for d in found])
