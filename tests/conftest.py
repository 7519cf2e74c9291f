"""What tests of several folders share: the command as a user runs it, the demo played once, and a mail server.

The mail server's answers a test decides, so that every fault of sending can be played.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

sys.path.insert(0, str(Path(__file__).parent / "mail_servers"))  # the servers that tests of several folders start

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests started in the background by a script
    signal.signal(signal.SIGINT, signal.default_int_handler)

Answer = Callable[[str], str | None]
"""From the recipient's address to the server's reply; None is a yes, "drop" hangs up without a word."""


@dataclass
class Post:
    """A server that keeps what it accepts. ``answers``: stage (MAIL, RCPT, DOT) -> Answer; they may change any time."""

    answers: dict[str, Answer] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    host: str = "127.0.0.1"

    @property
    def message_ids(self) -> list[str]:
        return [str(message_from_bytes(letter)["Message-ID"]) for letter in self.letters]

    def _reply(self, stage: str, address: str, server: Any) -> str | None:
        self.asked.append(f"{stage} {address}")
        answer = self.answers.get(stage, lambda _: None)(address)
        if answer == "drop":
            server.transport.abort()
            return "421 never seen"
        return answer

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        return self._reply("MAIL", address, server) or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self._reply("RCPT", address, server) or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self._reply("DOT", envelope.rcpt_tos[0], server)
        if answer is None or answer.startswith("421"):
            self.letters.append(envelope.content)  # accepted, even where the answer is lost
        return answer or "250 kept"


@pytest.fixture
def post() -> Iterator[Callable[..., Post]]:
    """Starts servers: ``post()``; ``login=("user", "password")`` wants one; ``tls``, ``starttls``: an SSL context."""
    running: list[Controller] = []

    def start(
        login: tuple[str, str] | None = None, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
    ) -> Post:
        server = Post(port=free_port())

        def authenticate(_: Any, __: Any, ___: Any, ____: str, data: Any) -> AuthResult:
            given = (data.login.decode(), data.password.decode())
            return AuthResult(success=given == login, handled=False)

        secured = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if login else {}
        controller = Controller(
            server, server.host, server.port, ssl_context=tls, tls_context=starttls, **secured, data_size_limit=None
        )
        controller.start()
        running.append(controller)
        return server

    yield start
    for controller in running:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def hangup() -> Iterator[Callable[[str], int]]:
    """Starts servers that hang up at a stage (greeting, mail, rcpt, data, body, silence); gives their port."""
    listening: list[socket.socket] = []

    def start(stage: str) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        threading.Thread(target=_serve, args=(server, stage), daemon=True).start()
        return int(server.getsockname()[1])

    yield start
    for server in listening:
        server.close()


def _serve(server: socket.socket, stage: str) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line, suppress(OSError):
            _talk(line, stage)


def _talk(line: socket.socket, stage: str) -> None:
    if stage == "greeting":
        return
    line.sendall(b"220 here\r\n")
    for name, reply in (("ehlo", b"250 here"), ("mail", b"250 OK"), ("rcpt", b"250 OK"), ("data", b"354 go on")):
        line.recv(4096)
        if stage == name:
            return
        line.sendall(reply + b"\r\n")
    received = line.recv(200 if stage == "body" else 1 << 20)
    while stage == "silence" and not received.endswith(b"\r\n.\r\n"):
        received += line.recv(1 << 20)


# --- the command, and the demo -------------------------------------------------------------------------------------

LAST_DAY = "2014-08-19T09:00"
WATCH = """
import os, sys

def watch(event, args):
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        host = args[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = args[0]
    else:
        return
    with open(os.environ["CONNECTIONS"], "a") as log:
        log.write(f"{host}\\n")

sys.addaudithook(watch)
"""
"""Put before every Python process of the play: writes down to whom it speaks."""


COMMAND = """
import atexit, os, sys
atexit.register(lambda: open(os.environ["PEAK"], "w").write(open("/proc/self/status").read()))
sys.argv[0] = "roundrobin"
from cli.main import main
main()
"""
"""The program, which tells how much memory it held: what the system counts for a child begins with its parent's."""


@dataclass(frozen=True, slots=True)
class Done:
    """A finished command with its ``arguments``. ``memory``: the most that its process held (MiB; 0: not told)."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str
    memory: float

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: object, **environment: str) -> Done:
    """Run a command as a user would, on the day of the survey's publication."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("ROUNDROBIN_")}
    given = ours | {"ROUNDROBIN_NOW": LAST_DAY} | environment
    words = tuple(map(str, arguments))
    with (
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
        tempfile.TemporaryDirectory() as kept,
    ):
        peak = Path(kept) / "status"
        started = [sys.executable, "-c", COMMAND, *words]
        code = subprocess.run(started, stdout=out, stderr=err, env=given | {"PEAK": str(peak)}, check=False).returncode
        out.seek(0)
        err.seek(0)
        return Done(words, code, out.read(), err.read(), peak_of(peak))


def peak_of(status: Path) -> float:
    """MiB, out of the file that the program left behind (Linux: the line VmHWM)."""
    lines = status.read_text().splitlines() if status.is_file() else []
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), default=0.0)


@pytest.fixture(scope="session")
def roundrobin() -> Callable[..., Done]:
    """Runs a command in a process of its own; keywords are environment variables."""
    return run


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The demo, played once and watched."""
    stage = tmp_path_factory.mktemp("stage")
    (stage / "watch").mkdir()
    (stage / "watch" / "sitecustomize.py").write_text(WATCH)
    path = os.pathsep.join([str(stage / "watch"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return run("demo", stage / "demo", PYTHONPATH=path, CONNECTIONS=str(stage / "connections"))


@pytest.fixture(scope="session")
def demo(played: Done) -> Path:
    """The workspace that the play left. No test may change it."""
    assert played.code == 0, played.err
    return Path(played.arguments[1])


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    """A copied workspace folder is a workspace."""
    return Path(shutil.copytree(demo, tmp_path / "demo", ignore=shutil.ignore_patterns("prefect")))
