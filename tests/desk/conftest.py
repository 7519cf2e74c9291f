"""Lets the tests of this folder import the survey beside them (`small_survey`), and hands them a desk on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_survey import Opened, copied, looked_at, play


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that every test gets a copy of."""
    folder = tmp_path_factory.mktemp("desk") / "w"
    play(folder)
    return folder


@pytest.fixture
def opened(played: Path, tmp_path: Path) -> Iterator[Opened]:
    with copied(played, tmp_path / "w") as desk, looked_at(desk) as client:
        yield Opened(desk, client, tmp_path / "w")
