"""`roundrobin desk`: serves this machine only, and says where."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

RUN = [sys.executable, "-c", "from cli.main import main; main()"]


@pytest.mark.slow
def test_the_desk_serves_this_machine_only_until_it_is_stopped(played: Path) -> None:
    command = [*RUN, "-w", str(played), "desk", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        said = running.stderr.readline()
        address = re.findall(r"http://127\.0\.0\.1:(\d+)/", said)
        try:
            answer = requests.get(f"http://127.0.0.1:{address[0]}/review", timeout=20)
            assert answer.status_code == 200
            assert "data-review-item" in answer.text
            assert _other_addresses_refuse(int(address[0]))
        finally:
            running.terminate()
    assert running.returncode in (0, -15)


@pytest.mark.slow
def test_a_page_that_was_open_when_the_desk_was_killed_still_decides_after_a_restart(
    played: Path, tmp_path: Path
) -> None:
    shutil.copytree(played, tmp_path / "w")
    command = [*RUN, "-w", str(tmp_path / "w"), "desk", "--no-browser", "--port"]
    with served([*command, "0"]) as (running, port):
        page = requests.get(f"http://127.0.0.1:{port}/review", timeout=20).text
        running.kill()
    item, token = (re.findall(p, page)[0] for p in (r'data-review-item="(\w+)"', r'name="token" value="([^"]+)"'))
    with served([*command, str(port)]):
        address, form = f"http://127.0.0.1:{port}/review/{item}/comment", {"text": "typed before the restart"}
        wrong = requests.post(address, data={**form, "token": "x" * len(token)}, timeout=20)
        foreign = requests.post(
            address, data={**form, "token": token}, headers={"Origin": "http://evil.example"}, timeout=20
        )
        assert (wrong.status_code, foreign.status_code) == (403, 403)
        assert "Copy what you typed" in wrong.text
        assert requests.post(address, data={**form, "token": token}, timeout=20).status_code == 200
        assert "typed before the restart" in requests.get(f"http://127.0.0.1:{port}/review/{item}", timeout=20).text


@contextmanager
def served(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A desk that answers, and its port."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        port = re.findall(r"http://127\.0\.0\.1:(\d+)/", running.stderr.readline())[0]
        try:
            yield running, int(port)
        finally:
            running.kill()


def _other_addresses_refuse(port: int) -> bool:
    """No address of this machine but loopback answers."""
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
    for host in others - {"127.0.0.1"}:
        with socket.socket() as line:
            line.settimeout(2)
            if line.connect_ex((str(host), port)) == 0 and not str(host).startswith("127."):
                return False
    return True


def test_a_port_that_is_taken_is_one_sentence(played: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [*RUN, "-w", str(played), "desk", "--port", str(taken.getsockname()[1]), "--no-browser"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Choose another port" in done.stderr
    assert "Traceback" not in done.stderr
