"""What every flow opens first: the workspace, its settings and the time. Imports nothing of Prefect."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.clock import parse_now
from config.settings import Settings, load_settings
from flows.steps.readers import Readers
from flows.steps.workspace import Workspace, opened
from schema.calendar import LONDON


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An open workspace with its settings and its clock."""

    workspace: Workspace
    settings: Settings
    now: Callable[[], datetime]

    def stamp(self) -> str:
        """The time now as ISO text."""
        return self.now().isoformat(timespec="seconds")


@contextmanager
def surroundings(folder: str, now: str = "") -> Iterator[Surroundings]:
    """Open the workspace in ``folder``. ``now``: ISO time that stands in for the clock, before ROUNDROBIN_NOW."""
    settings = load_settings(Path(folder), os.environ)
    fixed = now or settings.text("ROUNDROBIN_NOW")
    url, authserv_id = settings.text("ROUNDROBIN_DATABASE_URL"), settings.text("ROUNDROBIN_AUTHSERV_ID")
    with opened(Path(folder), url, authserv_id, Readers.configured(settings)) as workspace:
        yield Surroundings(workspace, settings, _clock(fixed))


def _clock(fixed: str) -> Callable[[], datetime]:
    if not fixed:
        return lambda: datetime.now(UTC).astimezone(LONDON)
    moment = parse_now(fixed)
    return lambda: moment
