"""The demo's own queue with the keyboard alone: each key answers the open question, and leads to another one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seats
from seats import Seat
from test_screenshots import RUN

from schema.decision import Decision, DecisionKind

pytestmark = seats.IN_BROWSER
browser = seats.browser
AT_ONCE = 20


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo before anybody decided."""
    folder = tmp_path_factory.mktemp("played") / "demo"
    subprocess.run([*RUN, "demo", str(folder), "--no-decisions"], check=False, capture_output=True)  # 3: items wait
    return folder


@pytest.fixture
def seat(browser: Any, played: Path, tmp_path: Path) -> Iterator[Seat]:
    yield from seats.seated(browser, played, tmp_path / "w")


def pictures(seat: Seat) -> list[int]:
    """How wide each picture of the open question is, once it is decoded."""
    found: list[int] = seat.page.evaluate(
        """async () => { const every = [...document.querySelectorAll('img[data-evidence]')];
        await Promise.all(every.map((one) => one.decode())); return every.map((one) => one.naturalWidth); }"""
    )
    return found


def test_twenty_questions_of_the_demo_are_answered_with_one_key_each(seat: Seat) -> None:
    seat.go("/review")
    answered: list[str] = []
    for _ in range(AT_ONCE):
        answered.append(seat.item_id)
        assert min(pictures(seat), default=0) > 50
        seat.press("a")
    made = seat.decided()
    assert [decision.item for decision in made] == answered
    assert len(set(answered)) == AT_ONCE
    assert [address for address in seat.asked if not address.startswith(seat.base)] == []
    assert new_values(made) == {"video_sharing_site", "management_intervention"}


def new_values(made: list[Decision]) -> set[str]:
    """The values that wordings were given which no vocabulary has."""
    return {str(json.loads(one.verdict).get("new")) for one in made if one.kind is DecisionKind.VALUE}
