"""A document may do what it likes in its process: the others are read, and every end has its outcome."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractors.isolation import pool
from extractors.isolation.confinement import confinement_level
from extractors.isolation.pool import Limits, Pool, read_isolated
from extractors.isolation.specimen import SPECIMEN
from extractors.isolation.start import environment, is_offered, ways_to_start
from extractors.isolation.wire import packed, unpacked
from schema.reading import Box, Cell, Hidden, Outcome, ProseFigure, Reading, Table

QUICK = Limits(cpu_s=1, wall_factor=1.0)


@pytest.fixture(scope="module", autouse=True)
def mock_documents():
    """Mock documents work in the server started for this module, and in no later one."""
    pool._server.close()
    os.environ["ROUNDROBIN_MOCK_DOCUMENTS"] = "1"
    yield
    pool._server.close()
    del os.environ["ROUNDROBIN_MOCK_DOCUMENTS"]


def server_pid() -> int:
    """The process that forks: what was started, or the one inside of bubblewrap."""
    started = pool._server._process
    assert started is not None
    inside = children_of(started.pid) if is_offered() else []
    return inside[0] if inside else started.pid


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def children_of_the_server() -> list[int]:
    return children_of(server_pid())


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("mock-hang", Outcome.TIMED_OUT),
        ("mock-sleep", Outcome.TIMED_OUT),
        ("mock-oom", Outcome.TOO_BIG),
        ("mock-flood", Outcome.TOO_BIG),
        ("mock-segv", Outcome.CRASHED),
        ("mock-exit", Outcome.CRASHED),
        ("mock-fork", Outcome.CRASHED),
    ],
)
def test_each_misbehaviour_has_its_outcome_and_a_reason(name: str, outcome: Outcome) -> None:
    (reading,) = read_isolated([(f"{name}.txt", b"nothing")], QUICK)
    assert (reading.outcome, bool(reading.reason)) == (outcome, True)
    assert reading.sha256 == hashlib.sha256(b"nothing").hexdigest()


def test_a_stuck_document_delays_no_other() -> None:
    documents = [("mock-sleep.txt", b"x"), *((f"{n}.bin", b"\x00\x01\x02" * 9) for n in range(6))]
    order = [index for index, _ in Pool(children=2, limits=QUICK).as_finished(documents)]
    assert order[-1] == 0


@pytest.mark.parametrize(
    "bad",
    [
        ["mock-sleep", "mock-sleep"],
        ["mock-hang", "mock-hang"],
        ["mock-sleep", "mock-oom", "mock-segv", "mock-flood", "mock-exit", "mock-fork", "mock-hang"],
    ],
)
def test_a_clean_document_behind_bad_ones_does_not_wait_for_their_time_to_be_up(bad: list[str]) -> None:
    limits = Limits(cpu_s=10, wall_factor=1.0)
    documents = [*((f"{name}.txt", b"x") for name in bad), ("clean.pdf", SPECIMEN)]
    list(read_isolated(documents[-1:]))  # the server is there, with what it needs
    begun = time.monotonic()
    for index, reading in Pool(children=2, limits=limits).as_finished(documents):
        if index == len(bad):
            assert (reading.outcome, len(reading.tables)) == (Outcome.READ, 2)
            assert time.monotonic() - begun < limits.wall_s() / 2
            return
    pytest.fail("the clean document has no reading")


def test_no_more_than_twice_the_places_are_taken_however_long_documents_take() -> None:
    stream = Pool(children=1, limits=QUICK).as_finished([("mock-sleep.txt", b"x")] * 4)
    next(stream)  # at the end of the first, the others have been waiting for long
    assert len(children_of_the_server()) <= 2
    stream.close()


def test_readings_come_in_the_order_of_the_documents() -> None:
    names = ["mock-hang.txt", "a.bin", "mock-segv.txt", "b.bin"]
    readings = Pool(children=2, limits=QUICK).read([(name, b"\x00\x01\x02" * 9) for name in names])
    assert [reading.name for reading in readings] == names


def test_no_child_is_left_behind() -> None:
    list(read_isolated([("mock-fork.txt", b"x"), ("mock-hang.txt", b"x")], QUICK))
    assert children_of_the_server() == []


def test_giving_up_the_iteration_ends_the_running_children() -> None:
    stream = Pool(children=2).as_finished([("mock-sleep.txt", b"x"), ("a.bin", b"\x00\x01" * 9)])
    next(stream)
    stream.close()
    until = time.monotonic() + 5
    while children_of_the_server() and time.monotonic() < until:
        time.sleep(0.02)
    assert children_of_the_server() == []


def test_the_server_ends_with_its_parent_even_when_that_is_killed() -> None:
    code = (
        "import os, signal; from extractors.isolation import pool as i\n"
        "s = i.Pool(children=2).as_finished([('mock-sleep', b'x'), ('a', b'')]); next(s)\n"
        "print(i._server._process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False)
    server = int(done.stdout)
    until = time.monotonic() + 5
    while _alive(server) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _alive(server)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_server_that_was_ended_is_started_again() -> None:
    list(read_isolated([("a.bin", b"")]))
    process = pool._server._process
    assert process is not None
    process.kill()
    process.wait()
    outcomes = [next(read_isolated([("a.bin", b"")])).outcome for _ in range(2)]
    assert outcomes[-1] is Outcome.EMPTY


@pytest.mark.parametrize("path", ["no/such/file.pdf", "."])
def test_what_cannot_be_opened_is_an_outcome_and_the_others_go_on(path: str) -> None:
    first, second = read_isolated([path, ("a.bin", b"")])
    assert (first.outcome, second.outcome) == (Outcome.DAMAGED, Outcome.EMPTY)
    assert first.reason


def test_a_document_beyond_the_size_limit_is_not_opened_by_a_reader() -> None:
    (reading,) = read_isolated([("big.txt", b"x" * 100)], Limits(document_bytes=99))
    assert reading.outcome is Outcome.TOO_BIG


def test_mock_documents_are_ordinary_files_without_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROUNDROBIN_MOCK_DOCUMENTS")
    pool._server.close()
    (reading,) = read_isolated([("mock-hang.bin", b"")], QUICK)
    pool._server.close()
    assert reading.outcome is Outcome.EMPTY


def test_children_know_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDROBIN_SMTP_PASSWORD", "canary")
    assert "canary" not in str(environment())


@pytest.mark.skipif(confinement_level().level < 1, reason="this kernel has no system-call filter")
@pytest.mark.parametrize(
    "act",
    [
        "socket.socket()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "open('/tmp/roundrobin-was-here', 'w')",
        "open('/etc/passwd').read()",
        "os.kill(os.getppid(), 0)",
    ],
)
def test_a_confined_process_reaches_nothing(act: str) -> None:
    code = (
        "import os, socket; from extractors.isolation.confinement import confine; confine()\n"
        f"try:\n    {act}\nexcept OSError:\n    os._exit(0)\nos._exit(1)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_reading_crosses_the_pipe_whole() -> None:
    cell = Cell(0, 1, '\ud83d "12"', 1, 2, 3, Box(1.5, 2, 3, 4), "B1", 5, 6, 0.95, True, ("date",))
    table = Table(
        (("", "12"),), (cell, Cell(0, 0, "")), "pdf/ruled", "2", 3, "S", cell.box, "A1:B1", (3, 4), 1, "T", "N"
    )
    figure = ProseFigure("1", "dismissed", "2013", "twelve", 12, None, "Twelve were.", "", 0, 6, 2)
    part = Reading("", "part", "", Outcome.EMPTY, "Nothing.")
    hidden = (Hidden("hidden sheet", "S"),)
    whole = Reading(
        "ab", "n", "t", Outcome.READ, "r", (table,), (figure,), hidden, (part,), "text", 4, "pdf", "2", ("f",)
    )
    assert unpacked(bytearray(b"".join(packed(whole)))) == whole


def test_the_specimen_is_read_with_its_tables_and_its_figures() -> None:
    (reading,) = read_isolated([("specimen.pdf", SPECIMEN)])
    assert (reading.outcome, len(reading.tables), len(reading.figures)) == (Outcome.READ, 2, 2)


@pytest.mark.skipif(not is_offered(), reason="this machine has no bubblewrap, or forbids it")
def test_where_there_is_bubblewrap_the_server_has_no_network_of_ours() -> None:
    pool._server.close()
    list(read_isolated([("a.bin", b"")]))
    ours, theirs = (Path(f"/proc/{pid}/ns/net").readlink() for pid in ("self", server_pid()))
    assert ours != theirs


def test_where_bubblewrap_is_forbidden_documents_are_read_without(monkeypatch: pytest.MonkeyPatch) -> None:
    pool._server.close()
    monkeypatch.setattr(pool, "ways_to_start", lambda: [["/bin/false"], ways_to_start()[-1]])
    (reading,) = read_isolated([("a.bin", b"")])
    pool._server.close()
    assert reading.outcome is Outcome.EMPTY


def test_the_time_for_the_pages_of_all_parts_adds_up() -> None:
    import io
    import zipfile

    from raw_pdf import Paper

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for n in range(40):  # more than lie in the pipe as one line
            archive.writestr(f"{n}.pdf", Paper().bytes())
    (reading,) = read_isolated([("many.zip", made.getvalue())])
    assert [part.outcome for part in reading.parts] == [Outcome.READ] * 40
