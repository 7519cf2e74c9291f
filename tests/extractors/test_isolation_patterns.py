"""A pattern that was compiled beforehand is the pattern that ``re`` makes; whatever else is kept is not used."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.isolation.patterns import keep, recall

PATTERNS = [(r"(?P<year>(?:19|20)\d\d)[-/](\d+)", 0), (r"(?:no|nil|straße) [a-zé]+$", re.IGNORECASE | re.MULTILINE)]
TEXTS = ["2013/14", "NIL Réplies", "nothing", "x 1999-2000 STRASSE a"]


def told(texts: list[str]) -> list[list[tuple[object, ...]]]:
    found = [re.compile(text, flags) for text, flags in PATTERNS]
    return [[(m.span(), m.groups(), m.groupdict()) for t in texts for m in p.finditer(t)] for p in found]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "kept" / "some.patterns")


def test_what_is_recalled_finds_what_a_fresh_pattern_finds(path: str) -> None:
    re.purge()
    fresh, expected = [re.compile(*pattern) for pattern in PATTERNS], told(TEXTS)
    assert keep(PATTERNS, path) == len(PATTERNS)
    re.purge()
    assert recall(path) == len(PATTERNS)
    recalled = [re.compile(*pattern) for pattern in PATTERNS]
    assert recalled == fresh
    assert all(a is not b for a, b in zip(recalled, fresh, strict=True))
    assert told(TEXTS) == expected


def test_every_pattern_of_the_readers_can_be_kept(path: str) -> None:
    code = (
        "import sys; from extractors.isolation.patterns import keep, of_the_readers\n"
        "patterns = of_the_readers(); print(len(patterns), keep(patterns, sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    needed, kept = map(int, done.stdout.split())
    assert needed == kept > 50


@pytest.mark.parametrize(
    "kept",
    [b"", b"no marshal", marshal.dumps(("another Python", [])), marshal.dumps(("short",)), marshal.dumps(None)],
)
def test_what_another_python_kept_or_what_is_damaged_is_left(kept: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.patterns").write_bytes(kept)
    assert recall(str(tmp_path / "x.patterns")) == 0


def test_where_nothing_is_kept_nothing_is_recalled(path: str) -> None:
    assert recall(path) == 0
