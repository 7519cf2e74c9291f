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
    return lambda *fakes: monkeypatch.setattr(registry, "_candidates", lambda _: fakes)


def test_every_builtin_extractor_loads() -> None:
    names = {extractor.name for extractor in registry.load()}
    assert {"pdf", "image"} <= names
    assert len(registry.load()) == len(list(registry.registered()))


@pytest.mark.parametrize("media_type", registry.ALONE)
def test_what_is_chosen_without_asking_is_what_all_together_choose(media_type: str) -> None:
    asked = [extractor for extractor in registry.load() if extractor.score(media_type, "", b"") > 0]
    assert asked == [registry.choose(media_type, "", b"")]


def test_an_extractor_of_another_package_is_asked_too(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "stranger-1.0.dist-info" / "entry_points.txt"
    told.parent.mkdir()
    told.write_text(f"[{registry.GROUP}]\nstranger = stranger:extractor\n")
    told.with_name("METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (tmp_path / "stranger.py").write_text(
        "class extractor:\n name, version = 'stranger', '1'\n score = lambda *_: 99\n"
        "from schema.reading import Outcome, Reading\n"
        "extractor.read = lambda data, source: Reading('', source.name, '', Outcome.READ, 'read by a stranger')\n"
    )
    code = "from extractors import registry; print(registry.read_bytes(b'%PDF-1.4', 'x.pdf').reason)"
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "read by a stranger"


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
