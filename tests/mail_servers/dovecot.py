"""Dovecot on loopback, as an ordinary process: whoever gives the password "sesame" has a mailbox, over TLS too."""

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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.mailbox import Account

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

    def deliver(self, data: bytes, folder: str = "INBOX") -> None:
        with imaplib.IMAP4(self.plain.host, self.plain.port) as client:
            client.login(self.plain.user, self.plain.password)
            client.create(folder)
            client.append(folder, "", '"17-Mar-2014 09:30:00 +0000"', data)


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


@contextmanager
def running(more: str = "", **files: str) -> Iterator[Server]:
    """Dovecot at work. ``more``: further lines of its configuration; ``files``: what else lies in its folder, {dir}."""
    folder = Path("/tmp") / f"rr-{os.getpid()}-{time.monotonic_ns()}"  # a socket's path must be short
    (folder / "mail").mkdir(parents=True)
    if os.getuid() == 0:
        os.chown(folder / "mail", pwd.getpwnam("mail").pw_uid, grp.getgrnam("mail").gr_gid)
    make_certificates(folder)
    port, tls_port = free_port(), free_port()
    config = CONFIG.format(dir=folder, port=port, tls_port=tls_port, **accounts())
    (folder / "dovecot.conf").write_text(config + more.replace("{dir}", str(folder)))
    for name, text in files.items():
        (folder / name).write_text(text)
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


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("Dovecot did not start")
