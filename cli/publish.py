"""`roundrobin publish`: the snapshot folder."""

from __future__ import annotations

from pathlib import Path

import click

from cli.context import Context
from cli.output import print_json, progress, say
from cli.workspace import opened


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--campaign", default="", help="Only this campaign; without it the largest, and the others inside.")
@click.option("--with-row-text", is_flag=True, help="Add the text of whole printed rows, which may name people.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
@click.pass_obj
def publish(context: Context, folder: Path, campaign: str, with_row_text: bool, as_json: bool) -> None:
    """Write the snapshot that others may have.

    Everything is brought together again first. DIR gets CSV, XLSX, SQLite and Parquet of the same tables, a codebook,
    the methodology, a data package, and a manifest with row counts and hashes. An earlier snapshot there is replaced
    as a whole; anything else never.
    """
    import json

    from flows.steps.publish import publish as write
    from flows.steps.rebuild import refresh

    with (
        opened(context) as workspace,
        progress("publishing"),
    ):
        refresh(workspace, context.now())
        place = write(workspace, folder.absolute(), context.now(), campaign=campaign, row_text=with_row_text)
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    if as_json:
        print_json(manifest)
        return
    for name, rows in manifest["rows"].items():
        say(f"{rows:>8}  {name}")
    for held in manifest["further"]:
        say(f"          {held['title']}: {folder / held['path']}")
    say(f"Published in {folder}. Begin with methodology.md; roundrobin.xlsx opens in a spreadsheet program.")
