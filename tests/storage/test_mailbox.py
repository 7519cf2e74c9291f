"""A real IMAP server (Dovecot on loopback): read-only, resumable, certificates checked. Skipped where there is none."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from schema.errors import UserError
from storage.mailbox import Account, Position, RawMail, collect, position_of

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
needs_dovecot = pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed")

CONFIG = """\
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
disable_plaintext_auth = no
mail_location = maildir:{dir}/mail/%u
auth_failure_delay = 0
default_internal_user = {inner}
default_internal_group = {inner_group}
default_login_user = {login}
first_valid_uid = 1
passdb {{
  driver = static
  args = password=sesame
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={dir}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    plain: Account
    tls: Account

    def deliver(self, data: bytes) -> None:
        with imaplib.IMAP4(self.plain.host, self.plain.port) as client:
            client.login(self.plain.user, self.plain.password)
            client.append("INBOX", "", '"17-Mar-2014 09:30:00 +0000"', data)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificates(folder: Path) -> None:
    """A certificate authority of this run's own (ca.pem), a server's certificate by it, and another authority."""
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    for name in ("ca", "other"):
        files = ["-keyout", f"{name}.key", "-out", f"{name}.pem"]
        run(folder, *new, "-x509", "-days", "2", "-subj", f"/CN=A throw-away authority ({name})", *files)
    run(folder, *new, "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "request.pem")
    (folder / "names").write_text("subjectAltName=DNS:localhost\n")
    signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"]
    run(folder, "openssl", "x509", "-req", "-in", "request.pem", *signing, "-out", "cert.pem")


def run(folder: Path, *command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd=folder)


def accounts() -> dict[str, str]:
    """Under which users Dovecot runs: its own ones when started by root, else ours."""
    me = getpass.getuser()
    if os.getuid() != 0:
        group = grp.getgrgid(os.getgid()).gr_name
        return {
            "inner": me,
            "inner_group": group,
            "login": me,
            "user": me,
            "group": group,
        }
    return {
        "inner": "dovecot",
        "inner_group": "dovecot",
        "login": "dovenull",
        "user": "mail",
        "group": "mail",
    }


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    folder = Path("/tmp") / f"rr-{os.getpid()}-{time.monotonic_ns()}"  # a socket's path must be short
    (folder / "mail").mkdir(parents=True)
    if os.getuid() == 0:
        os.chown(folder / "mail", pwd.getpwnam("mail").pw_uid, grp.getgrnam("mail").gr_gid)
    make_certificates(folder)
    port, tls_port = free_port(), free_port()
    (folder / "dovecot.conf").write_text(CONFIG.format(dir=folder, port=port, tls_port=tls_port, **accounts()))
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")])
    plain = Account("127.0.0.1", "us", "sesame", port, "none", timeout_s=10)
    tls = Account("localhost", "us", "sesame", tls_port, "tls", timeout_s=10, authority_file=str(folder / "ca.pem"))
    try:
        wait_for(port)
        yield Server(plain, tls)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(dovecot: Server, request: pytest.FixtureRequest) -> Server:
    """The one server, with a mailbox of this test's own."""
    user = request.node.name[-40:]
    return Server(replace(dovecot.plain, user=user), replace(dovecot.tls, user=user))


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("Dovecot did not start")


def mail(number: int) -> bytes:
    return f"From: foi@kent.police.uk\r\nSubject: {number}\r\n\r\nNumber {number}: \xa35\r\n".encode("latin-1")


@needs_dovecot
def test_the_bytes_come_as_they_are_with_the_time_our_server_got_them(
    server: Server,
) -> None:
    server.deliver(mail(1))
    (only,) = collect(server.plain)
    assert (only.data, only.arrived) == (mail(1), "2014-03-17T09:30:00+00:00")


@needs_dovecot
def test_a_run_goes_on_after_the_last_one(server: Server) -> None:
    for number in (1, 2, 3):
        server.deliver(mail(number))
    first = list(collect(server.plain))
    assert [m.data for m in first] == [mail(1), mail(2), mail(3)]
    assert list(collect(server.plain, first[-1].position)) == []
    server.deliver(mail(4))
    assert [m.data for m in collect(server.plain, first[-1].position)] == [mail(4)]
    assert [m.data for m in collect(server.plain, first[0].position)] == [
        mail(2),
        mail(3),
        mail(4),
    ]


@needs_dovecot
def test_a_folder_numbered_anew_is_read_from_its_beginning(server: Server) -> None:
    server.deliver(mail(1))
    (only,) = collect(server.plain)
    elsewhere = Position(only.position.uidvalidity + 1, only.position.uid)
    assert [m.data for m in collect(server.plain, elsewhere)] == [mail(1)]


@needs_dovecot
def test_nothing_in_the_mailbox_is_changed(server: Server) -> None:
    server.deliver(mail(1))
    list(collect(server.plain))
    with imaplib.IMAP4(server.plain.host, server.plain.port) as client:
        client.login(server.plain.user, "sesame")
        client.select("INBOX", readonly=True)
        _, answer = client.fetch("1", "(FLAGS)")
    assert b"\\Seen" not in repr(answer).encode()


@needs_dovecot
def test_a_certificate_that_is_not_trusted_is_refused(server: Server) -> None:
    server.deliver(mail(1))
    assert len(list(collect(server.tls))) == 1
    other = str(Path(server.tls.authority_file).with_name("other.pem"))
    for authority in ("", other):
        with pytest.raises(UserError, match="not to be trusted"):
            list(collect(replace(server.tls, authority_file=authority)))
    with pytest.raises(UserError, match="not to be trusted"):
        list(collect(replace(server.tls, host="127.0.0.1")))


@needs_dovecot
def test_starttls_is_checked_in_the_same_way(server: Server) -> None:
    server.deliver(mail(1))
    starttls = replace(server.tls, port=server.plain.port, security="starttls")
    assert [m.data for m in collect(starttls)] == [mail(1)]
    for wrong in (replace(starttls, authority_file=""), replace(starttls, host="127.0.0.1")):
        with pytest.raises(UserError, match="not to be trusted"):
            list(collect(wrong))


@needs_dovecot
def test_a_folder_that_was_made_anew_is_read_again_whole(server: Server) -> None:
    with imaplib.IMAP4(server.plain.host, server.plain.port) as client:
        client.login(server.plain.user, "sesame")
        client.create("Answers")
        client.append("Answers", "", "", mail(1))
        client.append("Answers", "", "", mail(2))
        account = replace(server.plain, folder="Answers")
        last = list(collect(account))[-1].position
        client.delete("Answers")
        time.sleep(1.1)  # the number of a folder comes from the second in which it was made
        client.create("Answers")
        client.append("Answers", "", "", mail(3))
    found = list(collect(account, last))
    assert [m.data for m in found] == [mail(3)]
    assert found[0].position.uidvalidity != last.uidvalidity


@needs_dovecot
def test_a_wrong_password_and_a_wrong_folder_are_told_in_one_sentence(
    server: Server,
) -> None:
    with pytest.raises(UserError, match="refused the login") as slip:
        list(collect(replace(server.plain, password="open")))
    assert "open" not in slip.value.sentence().split()
    with pytest.raises(UserError, match="no folder 'Nowhere'"):
        list(collect(replace(server.plain, folder="Nowhere")))


def test_a_server_that_is_not_there_is_told_in_one_sentence() -> None:
    with pytest.raises(UserError, match="could not be read"):
        list(collect(Account("127.0.0.1", "us", "sesame", free_port(), "none", timeout_s=2)))


def test_a_name_tells_where_to_go_on() -> None:
    found = RawMail("INBOX", Position(17, 4), b"", "")
    assert position_of(found.name, "INBOX") == Position(17, 4)
    assert position_of("reply.eml", "INBOX") is None
    assert position_of(found.name, "Sent") is None


def test_a_password_is_not_in_the_words_of_an_account() -> None:
    assert "sesame" not in repr(Account("127.0.0.1", "us", "sesame"))
