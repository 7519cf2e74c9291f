"""`roundrobin config`: the settings in force and where each comes from, and a newer holiday calendar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import Context
from cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from flows.steps.holidays import Refreshed


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


@config.command("refresh-holidays")
@click.option("--url", default="", hidden=True, help="Fetch the list from here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def refresh_holidays(context: Context, url: str, as_json: bool) -> None:
    """Fetch the official list of bank holidays and keep it in the workspace's holidays.csv.

    Its years stand in the place of the shipped ones. Which open requests are due on another day is told and recorded.
    """
    from cli.workspace import opened
    from config.holidays import OFFICIAL_LIST, fetch
    from flows.steps import holidays

    with opened(context) as workspace:
        official = fetch(url or OFFICIAL_LIST)
        found = holidays.refresh_holidays(workspace, official, context.now(), where=url or OFFICIAL_LIST)
    if as_json:
        print_json(found)
    _tell_holidays(found)


def _tell_holidays(found: Refreshed) -> None:
    for what, days in (("New", found.added), ("No longer there", found.removed)):
        for day in days:
            say(f"{what}: {day.day:%a %d %b %Y}, {day.name} ({day.region})")
    for words in found.left_out:
        say(f"Left out: {words}.")
    for one in found.moved:
        say(f"{one.wave}, {one.authority}: due {one.after}, no longer {one.before}.")
    last = found.years[1]
    if found.before == found.after:
        say(f"The calendar was up to date; it knows the holidays up to {last}.")
    else:
        say(f"The calendar is now version {found.after} and knows the holidays up to {last}.")


def _short(source: str) -> str:
    """ "…/w/.env:3" as ".env:3": the folder is known."""
    return Path(source).name if "/" in source else source
