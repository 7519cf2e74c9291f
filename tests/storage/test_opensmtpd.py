"""A real mail server (OpenSMTPD on loopback): what it accepts is the letter, and it hands the letter on unchanged.

Its TLS is not used here: the build in Debian 12 cannot use its own private key (OpenSSL 3), so that no handshake ends.
STARTTLS and implicit TLS with right and wrong certificates are tested against aiosmtpd in test_smtp.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.smtp import Server, SmtpTransport
from storage.transport import Mail, Reply, Result

SMTPD = shutil.which("smtpd") or "/usr/sbin/smtpd"
SOCKET = Path("/run/smtpd.sock")  # one on a machine: its place cannot be chosen
LETTER = (
    b"From: survey@asker.example\r\nTo: foi@kent.example\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <w.kent.1@asker.example>\r\nSubject: x\r\n\r\n.a dot\r\n..two\r\n.\r\nlast\r\n"
)
CONFIG = """\
listen on 127.0.0.1 port {port}
action "on" relay host smtp://127.0.0.1:{onwards}
match from any for any action "on"
"""


def why_not() -> str:
    """Why the server cannot be used here, or ""."""
    if not Path(SMTPD).exists():
        return "OpenSMTPD is not installed"
    if os.getuid() != 0:
        return "OpenSMTPD starts as root only"
    return "another OpenSMTPD runs on this machine" if SOCKET.exists() else ""


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]


@pytest.fixture
def onwards(post: Callable[..., Any]) -> Any:
    """Where OpenSMTPD hands its mail on to."""
    return post()


@pytest.fixture
def server(onwards: Any, tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    config = tmp_path / "smtpd.conf"
    config.write_text(CONFIG.format(port=port, onwards=onwards.port))
    process = subprocess.Popen([SMTPD, "-d", "-f", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: listens(port))
        yield Server("127.0.0.1", port, "none")
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not done():
        assert time.monotonic() < until, "OpenSMTPD did not do it in 20 s"
        time.sleep(0.1)


def deliver(server: Server, recipient: str) -> Reply:
    mail = Mail(("w", "kent"), "survey@asker.example", recipient, LETTER)
    with SmtpTransport(server).deliver(mail, lambda: None, lambda point: None) as reply:
        return reply


def test_a_letter_is_accepted_and_handed_on_as_it_is(server: Server, onwards: Any) -> None:
    reply = deliver(server, "foi@kent.example")
    assert (reply.result, reply.words[:4]) == (Result.SENT, "250 ")
    wait_until(lambda: bool(onwards.letters))
    (letter,) = onwards.letters
    assert letter.endswith(LETTER)


def test_many_letters_go_one_by_one_and_none_is_lost(server: Server, onwards: Any) -> None:
    recipients = [f"foi@force{n}.example" for n in range(12)]
    assert {deliver(server, recipient).result for recipient in recipients} == {Result.SENT}
    wait_until(lambda: len(onwards.letters) == len(recipients))
    assert {line for line in onwards.asked if line.startswith("RCPT")} == {f"RCPT {r}" for r in recipients}


def test_its_refusal_is_told_in_its_words(server: Server) -> None:
    reply = deliver(server, "foi kent@@example")
    assert reply.result in (Result.REFUSED, Result.LATER)
    assert reply.words[0] in "45"
