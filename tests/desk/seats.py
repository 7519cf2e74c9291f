"""A person at the desk in a real browser, for the stories of this folder. One browser serves all of them."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from small_survey import Opened, copied
from starlette.testclient import TestClient

from desk.app import application
from desk.state import hosts

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SETTLED_MS = 15_000

IN_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}: apt-get install chromium"),
]


@cache
def launched() -> Any:
    """The one browser of all stories: Playwright starts only once in a process."""
    running = playwright.sync_playwright().start()
    atexit.register(running.stop)
    return running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)


@pytest.fixture(scope="session")
def browser() -> Any:
    return launched()


class Seat(Opened):
    """A person's place: the desk behind, and the page in front of them. ``asked``: every address the page wanted."""

    page: Any
    base: str
    asked: list[str]

    @property
    def item_id(self) -> str:
        return str(self.page.locator("[data-review-item]").get_attribute("data-review-item"))

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, key: str) -> None:
        """Press a key that leads to another item, and wait until that one is there."""
        before = self.item_id
        self.page.keyboard.press(key)
        self.page.wait_for_function(
            "before => document.querySelector('#item').dataset.reviewItem !== before", arg=before, timeout=SETTLED_MS
        )

    def faults(self, rules: list[str]) -> list[str]:
        """What axe-core finds on the page, rule and place. No ``rules``: all of them."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("rules => axe.run(rules.length ? {runOnly: rules} : {})", rules)["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.fixture
def seat(browser: Any, played: Path, tmp_path: Path) -> Iterator[Seat]:
    yield from seated(browser, played, tmp_path / "w")


def seated(browser: Any, played: Path, folder: Path) -> Iterator[Seat]:
    """A person before the desk of a copy of ``played``."""
    with copied(played, folder) as desk:
        config = uvicorn.Config("", port=0, log_level="error")
        line = config.bind_socket()
        port = line.getsockname()[1]
        app = application(desk, hosts(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        made = Seat(desk, TestClient(app), folder)
        made.base, made.asked = f"http://127.0.0.1:{port}", []
        made.page = browser.new_page(viewport={"width": 1280, "height": 800})
        made.page.on("request", lambda request: made.asked.append(request.url))
        made.page.on("pageerror", lambda error: made.asked.append(f"fault of the page: {error}"))
        made.page.on("console", lambda said: said.type == "error" and made.asked.append(f"console: {said.text}"))
        yield made
        made.page.close()
        server.should_exit = True
        thread.join(30)
