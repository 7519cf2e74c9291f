"""The token of the desk's forms: the same after a restart, and another wherever somebody else may know it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from storage.token import FILE, kept_token


def test_it_is_the_same_the_next_time_and_another_in_another_workspace(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first = kept_token(tmp_path)
    assert kept_token(tmp_path) == first
    assert kept_token(tmp_path / "other") != first
    assert len(first) == 43


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    kept_token(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606, 0o620])
def test_one_that_others_could_read_or_write_is_replaced(tmp_path: Path, mode: int) -> None:
    first = kept_token(tmp_path)
    (tmp_path / FILE).chmod(mode)
    second = kept_token(tmp_path)
    assert second != first
    assert kept_token(tmp_path) == second
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "short", "x" * 44, "é" * 43, "x" * 42 + "\n" + "y"])
def test_a_file_that_holds_no_token_is_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    (tmp_path / FILE).chmod(0o600)
    made = kept_token(tmp_path)
    assert made != text
    assert kept_token(tmp_path) == made


def test_a_link_to_another_file_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x" * 43, encoding="ascii")
    elsewhere.chmod(0o600)
    (tmp_path / FILE).symlink_to(elsewhere)
    assert kept_token(tmp_path) != "x" * 43
    assert elsewhere.read_text(encoding="ascii") == "x" * 43


def test_what_blocks_when_it_is_opened_does_not_hold_up_the_desk(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE, 0o600)
    assert kept_token(tmp_path) == kept_token(tmp_path)


def test_without_a_place_to_keep_it_there_is_still_a_token(tmp_path: Path) -> None:
    assert len(kept_token(tmp_path / "gone")) == 43
