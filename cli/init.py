"""`roundrobin init`: a new workspace, ready to plan a campaign in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import click

from cli.output import say
from schema.errors import UserError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a new workspace.

    DIR gets .env (settings, all commented), campaigns/social-media, addresses.csv and the database. What is there
    already is never overwritten, so the same command again is safe.
    """
    made = make_workspace(folder)
    for name in made:
        say(f"made {folder / name}")
    if not made:
        say(f"{folder} is a workspace already; nothing was changed.")
    say(f"Next: confirm addresses in {folder / 'addresses.csv'}, fill in {folder / '.env'}, then")
    say(f"  roundrobin -w {folder} wave plan first --campaign social-media")


def make_workspace(folder: Path) -> list[str]:
    """Make what is missing of a workspace in ``folder``; the names made. Never overwrites."""
    if folder.is_file():
        raise UserError("This is a file, not a folder.", where=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Callable[[Path], object]] = {
        ".env": _write_env,
        "addresses.csv": _write_addresses,
        "campaigns/social-media": _copy_campaign,
        "roundrobin.db": _create_database,
    }
    missing = [name for name in parts if not (folder / name).exists()]
    for name in missing:
        parts[name](folder / name)
    return [name for name in missing if (folder / name).exists()]


def _write_env(path: Path) -> None:
    from config.settings import env_template

    path.write_text(env_template(), encoding="utf-8")
    path.chmod(0o600)  # it will hold passwords


def _write_addresses(path: Path) -> None:
    from config.authorities import addresses_template

    path.write_text(addresses_template(), encoding="utf-8")


def _copy_campaign(path: Path) -> None:
    from config.campaign import CAMPAIGNS

    shutil.copytree(CAMPAIGNS / path.name, path)


def _create_database(path: Path) -> None:
    from storage import database

    database.create(path.parent).close()
