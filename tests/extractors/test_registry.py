"""The best score reads; whatever an extractor does, the end is a reading with a reason."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from extractors import registry
from schema.reading import Outcome, Reading, Source


class Fake:
    version = "1"

    def __init__(self, name: str, points: int, fault: BaseException | None = None) -> None:
        self.name, self.points, self.fault = name, points, fault

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return self.points

    def read(self, data: bytes, source: Source) -> Reading:
        if self.fault:
            raise self.fault
        return Reading(source.sha256, source.name, source.media_type, Outcome.READ, f"read by {self.name}")


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch):
    return lambda *fakes: monkeypatch.setattr(registry, "load", lambda: fakes)


def test_every_builtin_extractor_loads() -> None:
    names = {extractor.name for extractor in registry.load()}
    assert {"pdf", "image"} <= names
    assert len(registry.load()) == len(registry.entry_points(group=registry.GROUP))


def test_the_best_score_reads(registered) -> None:
    registered(Fake("a", 10), Fake("b", 30), Fake("c", 20))
    assert registry.read_bytes(b"some text", "x.txt").reason == "read by b"


def test_a_document_that_all_decline_is_unsupported(registered) -> None:
    registered(Fake("a", 0))
    assert registry.read_bytes(b"some text", "x.txt").outcome is Outcome.UNSUPPORTED


@pytest.mark.parametrize("fault", [ValueError(""), StopIteration(), RecursionError(), KeyError("the secret")])
def test_what_an_extractor_raises_is_damage_in_our_words(registered, fault: Exception) -> None:
    registered(Fake("a", 10, fault))
    reading = registry.read_bytes(b"some text", "x.txt")
    assert (reading.outcome, reading.sha256) == (Outcome.DAMAGED, hashlib.sha256(b"some text").hexdigest())
    assert reading.reason
    assert "secret" not in reading.reason


def test_memory_that_ran_out_is_for_the_isolated_process_to_say(registered) -> None:
    registered(Fake("a", 10, MemoryError()))
    with pytest.raises(MemoryError):
        registry.read_bytes(b"some text", "x.txt")


def test_a_broken_score_declines(registered, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Fake("a", 10)
    monkeypatch.setattr(broken, "score", lambda *_: 1 / 0)
    registered(broken, Fake("b", 1))
    assert registry.read_bytes(b"some text", "x.txt").reason == "read by b"


def test_choosing_a_reader_loads_no_library() -> None:
    heavy = {"sqlmodel", "sqlalchemy", "pandas", "numpy", "openpyxl", "lxml", "pypdfium2", "pdfplumber", "camelot"}
    code = f"import sys; from extractors import registry; assert registry.load(); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
