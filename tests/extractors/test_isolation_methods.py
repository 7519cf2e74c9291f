"""A dataclass whose methods were compiled beforehand is the dataclass that is made without; others are made as ever."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.isolation.methods import gathered, keep, recall


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """What is recalled in a test is forgotten after it."""
    yield
    vars(dataclasses).pop("exec", None)


def made(name: str = "width") -> Any:
    return dataclasses.make_dataclass("Page", [(name, float), ("height", float, 842.0)], frozen=True, slots=True)


def test_a_class_of_kept_methods_is_like_one_compiled_now(tmp_path: Path) -> None:
    codes = gathered()
    plain = made()
    assert codes
    keep(codes, str(tmp_path / "x.methods"))
    assert recall(str(tmp_path / "x.methods")) == len(codes)
    page = made()(width=595.0)
    assert repr(page) == repr(plain(595.0)) == "Page(width=595.0, height=842.0)"
    assert page == dataclasses.replace(page, height=842.0)
    assert hash(page) == hash(plain(595.0))
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.width = 1.0


def test_a_class_that_has_changed_since_is_compiled(tmp_path: Path) -> None:
    codes = gathered()
    made()
    keep(codes, str(tmp_path / "x.methods"))
    recall(str(tmp_path / "x.methods"))
    assert made("breadth")(breadth=1.0).breadth == 1.0


def test_where_nothing_is_kept_nothing_is_recalled(tmp_path: Path) -> None:
    assert recall(str(tmp_path / "none.methods")) == 0
    assert made()(width=1.0).width == 1.0


def test_the_methods_of_the_readers_are_kept(tmp_path: Path) -> None:
    code = (
        "import sys; from extractors.isolation import methods\n"
        "codes = methods.gathered()\n"
        "from extractors.isolation import child; child.load(b'%PDF')\n"
        "methods.keep(codes, sys.argv[1]); print(methods.recall(sys.argv[1]))"
    )
    path = str(tmp_path / "x.methods")
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 50
