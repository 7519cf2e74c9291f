"""What every page is handed: the workspace, the clock, who decides, the pictures, and the computing behind."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote

from starlette.requests import Request

from desk.gallery import Gallery
from desk.recompute import Recompute
from flows.steps.plan import Asker
from flows.steps.workspace import Workspace
from schema.calendar import LONDON

COOKIE = "reviewer"


@dataclass
class Desk:
    """One running desk. ``reviewer``: who decides, unless the browser's cookie names somebody else.

    ``asker``: who asks in a wave of a campaign; UserError when that is not configured. ``query_limit_s``: of one
    question in SQL. ``follow_ups_a_day``: how many may be approved at once.
    """

    workspace: Workspace
    clock: Callable[[], datetime]
    reviewer: str
    asker: Callable[[str], Asker]
    query_limit_s: float = 30
    follow_ups_a_day: int = 50
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    seen: set[str] = field(default_factory=set)
    questions: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(2))

    def __post_init__(self) -> None:
        self.gallery = Gallery(self.workspace)
        self.recompute = Recompute(self.workspace, self.clock)

    @property
    def today(self) -> str:
        return self.clock().astimezone(LONDON).date().isoformat()

    @property
    def campaigns(self) -> list[str]:
        """The campaigns of this workspace, by name."""
        return sorted(path.parent.name for path in self.workspace.folder.glob("campaigns/*/campaign.toml"))

    def by(self, request: Request) -> str:
        """Who decides in this browser."""
        return unquote(request.cookies.get(COOKIE, "")).strip() or self.reviewer

    def called(self, name: str) -> str:
        """An authority's id, or several joined by "+", as its name."""
        return " and ".join(self.workspace.name_of(part) for part in name.split("+")) if name else ""


def cookie_value(name: str) -> str:
    """A person's name as a cookie can hold it."""
    return quote(name.strip()[:80])


def hosts(port: int) -> Iterable[str]:
    """The names under which a desk on this port answers."""
    return (f"127.0.0.1:{port}", f"localhost:{port}")
