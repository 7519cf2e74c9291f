"""The workspace of a command, open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.context import Context

if TYPE_CHECKING:
    from flows.steps.workspace import Workspace


@contextmanager
def opened(context: Context) -> Iterator[Workspace]:
    """The workspace that was named, with its database open and with the settings that steps need."""
    from flows.steps import workspace
    from flows.steps.readers import Readers

    settings = context.settings
    url, server = settings.text("ROUNDROBIN_DATABASE_URL"), settings.text("ROUNDROBIN_AUTHSERV_ID")
    with workspace.opened(context.workspace, url, server, Readers.configured(settings)) as found:
        yield found
