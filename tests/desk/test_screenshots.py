"""The pictures of the docs are made by this test, on the survey that the demo plays, and stay what the pages show.

`ROUNDROBIN_UPDATE_SCREENSHOTS=yes pytest tests/desk/test_screenshots.py` writes them anew; without it, each is there,
small enough, linked, and its page still stands at the same size.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import seats
import uvicorn
from PIL import Image
from small_survey import ASKER

from desk.app import application
from desk.state import Desk, hosts
from flows.steps import workspace as workspaces
from flows.steps.review import queue
from schema.decision import DecisionKind
from storage import waves

pytestmark = seats.IN_BROWSER
browser = seats.browser
DOCS = Path(__file__).parent.parent.parent / "docs"
SIZE = {"width": 1280, "height": 800}
MOST_BYTES = 200_000
UPDATE = os.environ.get("ROUNDROBIN_UPDATE_SCREENSHOTS") == "yes"
NOW = datetime(2014, 8, 19, 9, tzinfo=UTC)
NAMES = ("board", "today", "review", "query", "map", "request")
RUN = [sys.executable, "-c", "from cli.main import main; main()"]


@dataclass
class Shown:
    """The demo's desk in a browser: where each picture is taken."""

    base: str
    page: Any
    paths: dict[str, str]


@pytest.fixture(scope="module")
def shown(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("screenshots") / "demo"
    subprocess.run([*RUN, "demo", str(folder), "--no-decisions"], check=False, capture_output=True)  # 3: items wait
    with workspaces.opened(folder) as workspace:
        desk = Desk(workspace, lambda: NOW, "A. Person", lambda _: ASKER)
        line = uvicorn.Config("", port=0, log_level="error").bind_socket()
        app = application(desk, hosts(line.getsockname()[1]))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        yield Shown(f"http://127.0.0.1:{line.getsockname()[1]}", page, paths(desk))
        page.close()
        server.should_exit = True
        thread.join(30)


def paths(desk: Desk) -> dict[str, str]:
    """Name of a picture -> address of its page."""
    with desk.workspace.database.reading() as conn:
        item = next(one for one in queue(conn) if one.kind is DecisionKind.VALUE and one.document_name.endswith(".pdf"))
        letter = waves.letters(conn, wave="pa-2014", authority="kent")[0]
    addresses = {"board": "/", "review": f"/review/{item.item_id}", "request": f"/request/{letter.reference}"}
    return {name: addresses.get(name, f"/{name}") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_of_the_docs_is_that_of_the_page(shown: Shown, name: str) -> None:
    shown.page.goto(shown.base + shown.paths[name], wait_until="networkidle")
    taken = shown.page.screenshot()
    path = DOCS / "images" / f"desk-{name}.png"
    if UPDATE:
        path.write_bytes(lean(taken))
    stored = path.read_bytes()
    assert len(stored) <= MOST_BYTES
    assert Image.open(io.BytesIO(stored)).size == Image.open(io.BytesIO(taken)).size == (1280, 800)
    assert f"images/desk-{name}.png" in (DOCS / "desk.md").read_text(encoding="utf-8")


def lean(picture: bytes) -> bytes:
    """The same picture in 128 colours, which text and tables are content with."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
