"""`roundrobin init`: a new workspace, ready to plan a campaign in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import click

from cli.context import Context
from cli.output import say

DATABASE = "roundrobin.db"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def init(context: Context, folder: Path) -> None:
    """Make a new workspace.

    DIR gets .env (settings, all commented), campaigns/social-media, addresses.csv, authorities.csv (for those that you
    add to the ones shipped) and the database. What is there already is never overwritten, so the same command again is
    safe.
    """
    from config.settings import load_settings

    made = make_workspace(folder, load_settings(folder, context.environ).text("ROUNDROBIN_DATABASE_URL"))
    for name in made:
        say(f"made {folder / name}")
    if not made:
        say(f"{folder} is a workspace already; nothing was changed.")
    say(f"Next: confirm addresses in {folder / 'addresses.csv'}, fill in {folder / '.env'}, then")
    say(f"  roundrobin -w {folder} wave plan first --campaign social-media")


def make_workspace(folder: Path, database_url: str = "") -> list[str]:
    """Make what is missing of a workspace in ``folder``; the names made. Never overwrites.

    Each part appears whole or not at all, so that a stopped `init` can be run again. With ``database_url`` the
    database lies elsewhere and only its tables are made.
    """
    from storage import database

    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in _PARTS if not (folder / name).exists()]
    for name in missing:
        _make(folder / name, _PARTS[name])
    new = not (folder / DATABASE).exists() and not database_url
    database.create(folder, database_url or None).close()
    return [*missing, DATABASE] if new else missing


def _make(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the place and then move there."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.parent.mkdir(exist_ok=True)
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    write(unfinished)
    unfinished.replace(path)


def _write_env(path: Path) -> None:
    from config.settings import env_template

    path.touch(mode=0o600)  # it will hold passwords
    path.write_text(env_template(), encoding="utf-8")


def _write_authorities(path: Path) -> None:
    from config.authorities import authorities_template

    path.write_text(authorities_template(), encoding="utf-8")


def _write_addresses(path: Path) -> None:
    from config.authorities import addresses_template

    path.write_text(addresses_template(), encoding="utf-8")


def _copy_campaign(path: Path) -> None:
    from config.campaign import CAMPAIGNS

    shutil.copytree(CAMPAIGNS / "social-media", path)


_PARTS: dict[str, Callable[[Path], object]] = {
    ".env": _write_env,
    "authorities.csv": _write_authorities,
    "addresses.csv": _write_addresses,
    "campaigns/social-media": _copy_campaign,
}
