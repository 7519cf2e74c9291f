"""What every command is handed: the workspace, the time, the settings. Each is looked up only when asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from schema.errors import UserError

if TYPE_CHECKING:
    from config.settings import Settings


def is_workspace(folder: Path) -> bool:
    """A folder that `roundrobin init` or `demo` made, or a copy of one."""
    return (folder / "campaigns").is_dir() or (folder / "roundrobin.db").is_file()


class Context:
    """The surroundings of one command. ``workspace`` as given by -w or ROUNDROBIN_WORKSPACE, or None."""

    def __init__(self, workspace: Path | None = None, environ: Mapping[str, str] | None = None) -> None:
        self.given = workspace
        self.environ = os.environ if environ is None else environ

    @cached_property
    def workspace(self) -> Path:
        """The workspace folder, absolute. UserError when there is none at the place given."""
        folder = (self.given or Path()).absolute()
        if is_workspace(folder):
            return folder
        what = "This is not a workspace." if folder.is_dir() else "There is no such folder."
        todo = "Give one with `roundrobin -w DIR ...`, or make one with `roundrobin init DIR`."
        raise UserError(what, where=str(folder), todo=todo)

    @property
    def folder(self) -> Path | None:
        """The workspace folder if there is one; for commands that need none."""
        folder = (self.given or Path()).absolute()
        return folder if is_workspace(folder) else None

    @cached_property
    def settings(self) -> Settings:
        """Environment > .env of the workspace > defaults. Works without a workspace, too."""
        return self.settings_of(None)

    def settings_of(self, campaign: str | None) -> Settings:
        """The settings with those of a campaign of the workspace below the .env."""
        from config.settings import load_settings

        below = self._campaign_settings(campaign) if campaign else {}
        return load_settings(self.folder, self.environ, campaign=below)

    def _campaign_settings(self, campaign: str) -> dict[str, str]:
        from config.campaign import campaign_folder, campaign_settings

        return campaign_settings(campaign_folder(self.workspace, campaign))

    def now(self) -> datetime:
        """The time, aware. ROUNDROBIN_NOW stands in for the clock; without an offset it is London time."""
        from config.clock import parse_now
        from schema.calendar import LONDON

        text = self.settings.text("ROUNDROBIN_NOW")
        return parse_now(text) if text else datetime.now(UTC).astimezone(LONDON)
