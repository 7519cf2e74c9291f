"""A workspace at its beginning: every page says what is not there yet, and nobody is silent who was not asked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_survey import ASKER, FORCES, NOW, Opened, looked_at

from config.campaign import CAMPAIGNS
from desk.state import Desk
from flows.steps import workspace as workspaces
from flows.steps.plan import plan_wave
from flows.steps.workspace import Workspace

PAGES = ("/", "/today", "/review", "/review/bulk", "/review/second", "/review/proposals", "/query", "/crosstab")
PAGES += ("/query/sql", "/query/sql?q=select+*+from+authorities", "/league", "/map", "/snapshot")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "w"
    (folder / "campaigns").mkdir(parents=True)
    shutil.copytree(CAMPAIGNS / "social-media", folder / "campaigns" / "social-media")
    rows = [f"{force},foi@{force}.police.uk,confirmed" for force in FORCES]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    with workspaces.opened(folder) as workspace:
        yield workspace


@pytest.fixture
def beginning(fresh: Workspace) -> Iterator[Opened]:
    """A desk on a workspace in which nothing has been done."""
    desk = Desk(fresh, lambda: NOW, "A. Person", lambda _: ASKER, 2)
    with looked_at(desk) as client:
        yield Opened(desk, client, fresh.folder)


@pytest.fixture
def written(beginning: Opened) -> Opened:
    """The same when the letters of a wave are written, and none has gone."""
    workspace = beginning.workspace
    plan_wave(workspace, "w", workspace.campaign("social-media"), ASKER, NOW, only=FORCES)
    return beginning


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_before_anything_was_asked(beginning: Opened, page: str) -> None:
    assert beginning.client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/", "No wave has been planned yet."),
        ("/query", "No number has been accepted yet."),
        ("/crosstab", "No number has been accepted yet."),
        ("/league", "Nothing has been asked yet."),
        ("/map", "Nothing has been asked yet."),
        ("/snapshot", "Nothing has been published here yet."),
    ],
)
def test_an_empty_page_says_what_is_not_there_yet(beginning: Opened, page: str, words: str) -> None:
    assert words in beginning.client.get(page).text


@pytest.mark.parametrize("page", ["/league", "/map"])
def test_nobody_stands_as_silent_before_a_letter_has_gone(written: Opened, page: str) -> None:
    text = written.client.get(page).text
    assert "no letter has gone yet" in text
    assert "5 letters are written" in text
    assert "silent" not in text


def test_the_page_of_a_letter_that_has_not_gone_calls_nobody_silent(written: Opened) -> None:
    reference = re.findall(r'href="(/request/[^"#]+)"', written.client.get("/").text)[0]
    text = written.client.get(reference).text
    assert "not sent" in text
    assert "silent" not in text


def test_a_letter_is_shown_without_the_signs_that_end_its_lines(written: Opened) -> None:
    text = written.client.get("/wave/w/letter/kent").text
    assert "Dear " in text
    assert "\\u000d" not in text


def test_letters_that_have_not_gone_are_told_beside_the_league_of_the_others(opened: Opened) -> None:
    opened.post("/wave/plan", name="rest", campaign="social-media")
    assert "38 of these letters have not gone yet" in opened.client.get("/league").text


def test_a_page_that_is_not_there_says_so_and_leads_on(beginning: Opened) -> None:
    answer = beginning.client.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text
    assert "This was not done" not in answer.text
