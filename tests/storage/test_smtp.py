"""The wire: what DATA carries is exactly the letter, and only a trusted server gets it."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.smtp import Server, SmtpTransport, stuffed
from storage.transport import POINTS, FileTransport, Mail, Reply, Result

LETTER = b"Subject: x\r\n\r\n.a line that begins with a dot\r\n..two\r\n.\r\nlast\r\n"


def mail(content: bytes = LETTER) -> Mail:
    return Mail(("w", "kent"), "survey@asker.example", "foi@kent.example", content)


def deliver(server: Server | FileTransport, content: bytes = LETTER) -> tuple[Reply, list[str]]:
    """The reply, and the points passed with the moment of the mark among them."""
    passed: list[str] = []
    transport = SmtpTransport(server) if isinstance(server, Server) else server
    with transport.deliver(mail(content), lambda: passed.append("MARK"), passed.append) as reply:
        return reply, passed


LINES = st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b"")), min_size=1)


@given(LINES)
def test_a_letter_is_taken_apart_again_as_it_was(lines: list[bytes]) -> None:
    letter = b"\r\n".join([*lines, b""])
    sent = stuffed(letter)
    assert b"\r\n.\r\n" not in b"\r\n" + sent
    unstuffed = [line[1:] if line.startswith(b".") else line for line in sent.split(b"\r\n")]
    assert b"\r\n".join(unstuffed) == letter


@pytest.mark.parametrize("smuggled", [b"a\n.\nMAIL FROM:<x>\r\n", b"a\r.\r\n", b"a\r\n.\nb\r\n"])
def test_a_line_break_that_servers_read_differently_is_refused(smuggled: bytes) -> None:
    with pytest.raises(ValueError, match="not CRLF"):
        stuffed(smuggled)


def test_the_mark_stands_between_the_body_and_the_dot(post: Callable[..., Any]) -> None:
    server = post()
    reply, passed = deliver(Server(server.host, server.port, "none"))
    assert (reply.result, server.letters) == (Result.SENT, [LETTER])
    assert passed == [*POINTS[1:4], "MARK", *POINTS[4:7]]


def test_a_mark_that_fails_keeps_the_letter_from_being_sent(post: Callable[..., Any]) -> None:
    server = post()
    transport = SmtpTransport(Server(server.host, server.port, "none"))

    def full() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), transport.deliver(mail(), full, lambda _: None):
        pass
    assert server.letters == []


def test_the_file_transport_passes_the_same_points(tmp_path: Path) -> None:
    reply, passed = deliver(FileTransport(tmp_path))
    assert reply.result is Result.SENT
    assert passed == [*POINTS[1:4], "MARK", *POINTS[4:7]]
    assert (tmp_path / "w" / "kent.eml").read_bytes() == LETTER


def test_a_folder_that_cannot_be_written_stops_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("a file where a folder should be")
    reply, _ = deliver(FileTransport(tmp_path))
    assert reply.result is Result.STOP


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    path = tmp_path / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(tmp_path / "only.pem")]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    path.write_text(path.read_text() + (tmp_path / "only.pem").read_text())
    return path


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    post: Callable[..., Any], certificate: Path, security: str
) -> None:
    server = post(**{security: context(certificate)})
    reply, passed = deliver(Server(server.host, server.port, security, timeout_s=3))
    assert reply.result is Result.STOP
    assert "certificate" in reply.words
    assert (passed, server.asked) == ([], [])


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_server_gets_the_letter_encrypted(post: Callable[..., Any], certificate: Path, security: str) -> None:
    server = post(**{security: context(certificate)})
    trusted = ssl.create_default_context(cafile=str(certificate))
    reply, _ = deliver(Server(server.host, server.port, security, timeout_s=3, trusted=trusted))
    assert (reply.result, server.letters) == (Result.SENT, [LETTER])


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


def test_a_password_is_never_shown() -> None:
    assert "canary" not in repr(Server("mail.example", 587, user="me", password="canary"))
