"""`roundrobin config`: the settings in force and where each comes from."""

from __future__ import annotations

from pathlib import Path

import click

from cli.context import Context
from cli.output import print_json, print_table


@click.group()
def config() -> None:
    """Show the settings and where each comes from."""


@config.command()
@click.option("--campaign", help="Take the [settings] of this campaign into account.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(context: Context, campaign: str | None, as_json: bool) -> None:
    """Print every setting, its value and its source; secrets are masked.

    The environment wins over the workspace's .env, that over the campaign, that over the defaults.
    """
    from config.settings import KEYS

    settings = context.settings_of(campaign)
    rows = [(name, settings.shown(name), _short(settings.source(name)), key.help) for name, key in KEYS.items()]
    if as_json:
        print_json([dict(zip(("key", "value", "source", "help"), row, strict=True)) for row in rows])
    else:
        print_table(("setting", "value", "from", "for"), rows)


def _short(source: str) -> str:
    """ "…/w/.env:3" as ".env:3": the folder is known."""
    return Path(source).name if "/" in source else source
