"""`roundrobin desk`: serves this machine only, and says where."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
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
