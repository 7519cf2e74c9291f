"""The mail servers that the settings name, how the login there goes, and what a refused token does to a wave."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tokens
from posting import FORCES, approved, send, states, write_addresses
from tokens import TokenServer

from config.settings import Settings, load_settings
from flows.steps import workspace as workspaces
from flows.steps.servers import KEPT, configured_account, configured_sent_folder, configured_transport, told
from schema.errors import UserError
from storage.oauth import CommandToken, GivenToken, RenewedToken
from storage.smtp import SmtpTransport
from storage.transport import FileTransport

MAIL = {"SMTP_HOST": "smtp.example", "SMTP_USER": "us@asker.example", "IMAP_HOST": "imap.example", "IMAP_USER": "us"}
BY_TOKEN = MAIL | {"SMTP_AUTH": "xoauth2", "IMAP_AUTH": "xoauth2"}
RENEWED = {"OAUTH_TOKEN_URL": "https://login.example/token", "OAUTH_CLIENT_ID": "app", "OAUTH_REFRESH_TOKEN": "canary"}


def settings(**values: str) -> Settings:
    return load_settings(None, {f"ROUNDROBIN_{name}": value for name, value in values.items()})


def test_a_password_is_the_way_to_log_in_unless_told_otherwise(tmp_path: Path) -> None:
    given = settings(**MAIL, SMTP_PASSWORD="canary", IMAP_PASSWORD="canary")
    transport = configured_transport(given, tmp_path)
    assert isinstance(transport, SmtpTransport)
    assert (transport.server.password, transport.server.tokens) == ("canary", None)
    assert configured_account(given, tmp_path).tokens is None
    assert isinstance(configured_transport(settings(TRANSPORT="file"), tmp_path), FileTransport)


@pytest.mark.parametrize(
    ("source", "kind"),
    [({"OAUTH_TOKEN": "t"}, GivenToken), ({"OAUTH_TOKEN_COMMAND": "echo t"}, CommandToken), (RENEWED, RenewedToken)],
)
def test_one_source_of_tokens_serves_sending_and_collecting(tmp_path: Path, source: Any, kind: type) -> None:
    given = settings(**BY_TOKEN, **source)
    transport = configured_transport(given, tmp_path)
    assert isinstance(transport, SmtpTransport)
    assert isinstance(transport.server.tokens, kind)
    assert isinstance(configured_account(given, tmp_path).tokens, kind)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "No source of access tokens is set"),
        ({"OAUTH_TOKEN": "t", "OAUTH_TOKEN_COMMAND": "echo t"}, "More than one of"),
        ({"OAUTH_REFRESH_TOKEN": "canary"}, "ROUNDROBIN_OAUTH_TOKEN_URL is not set"),
        ({"OAUTH_TOKEN": "t", "SMTP_USER": "", "IMAP_USER": ""}, "_USER is not set"),
        (
            {"OAUTH_TOKEN": "canary", "SMTP_SECURITY": "none", "IMAP_SECURITY": "none"},
            "never sent over an open",
        ),
    ],
)
def test_settings_that_cannot_log_in_are_told_before_anything_is_tried(tmp_path: Path, more: Any, words: str) -> None:
    for configured in (configured_transport, configured_account):
        with pytest.raises(UserError, match=words) as slip:
            configured(settings(**BY_TOKEN | more), tmp_path)
        assert "canary" not in slip.value.sentence()


def test_the_sent_folder_lies_in_the_mailbox_that_is_collected(tmp_path: Path) -> None:
    given = settings(**MAIL, IMAP_PASSWORD="x", IMAP_SENT_FOLDER="Sent Items")
    assert configured_sent_folder(given, tmp_path).folder == "Sent Items"
    assert configured_sent_folder(settings(**MAIL, IMAP_PASSWORD="x"), tmp_path).folder == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"SMTP_PASSWORD": "canary"}, "smtp.example:587, starttls, password of us@asker.example"),
        ({"SMTP_SECURITY": "none", "SMTP_USER": ""}, "smtp.example:587, not encrypted, no login"),
        ({**BY_TOKEN, **RENEWED}, "smtp.example:587, starttls, xoauth2 as us@asker.example, tokens from login.example"),
        (
            {**BY_TOKEN, "OAUTH_TOKEN_COMMAND": "x canary"},
            "smtp.example:587, starttls, xoauth2 as us@asker.example, tokens from a program",
        ),
    ],
)
def test_the_way_of_logging_in_is_told_without_a_secret(tmp_path: Path, more: dict[str, str], words: str) -> None:
    assert told(settings(**MAIL | more), "SMTP", tmp_path) == words


def test_a_login_without_its_password_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="ROUNDROBIN_SMTP_PASSWORD is not set"):
        told(settings(**MAIL), "SMTP", tmp_path)


# --- a wave ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def endpoint() -> Iterator[TokenServer]:
    with tokens.running() as server:
        yield server


@pytest.fixture
def doorkeeper() -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that lets nobody in; its port and the lines it was told."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_keep_out, args=(server, heard), daemon=True).start()
        yield server.getsockname()[1], heard


def _keep_out(server: socket.socket, heard: list[bytes]) -> None:
    answers = {b"EHLO": b"250-here\r\n250 AUTH XOAUTH2\r\n", b"AUTH": b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n"}
    with suppress(OSError):
        while True:
            line, _ = server.accept()
            with line, line.makefile("rb") as told:
                line.sendall(b"220 here\r\n")
                for said in told:
                    heard.append(said)
                    line.sendall(answers.get(said[:4].upper(), b"535 5.7.8 not you\r\n"))


def test_a_refused_token_stops_the_wave_at_once_and_stands_nowhere(
    tmp_path: Path, endpoint: TokenServer, doorkeeper: tuple[int, list[bytes]]
) -> None:
    port, heard = doorkeeper
    write_addresses(tmp_path)
    endpoint.answers = [(200, {"access_token": "canary-token", "expires_in": 3600, "refresh_token": "canary-newer"})]
    values = BY_TOKEN | RENEWED | {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none"}
    values["OAUTH_TOKEN_URL"] = endpoint.url
    with workspaces.opened(tmp_path) as workspace:
        approved(workspace)
        report = send(workspace, configured_transport(settings(**values), tmp_path))
        assert states(workspace) == dict.fromkeys(FORCES, "queued")
    assert "refused the login of us@asker.example: 535 5.7.8 not you, status 400" in report.stopped
    assert [line[:4] for line in heard] == [b"ehlo", b"AUTH", b"\r\n"]
    assert len(endpoint.asked) == 1
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != KEPT]
    assert not [path for path in files if b"canary" in path.read_bytes()]
    assert "canary" not in str(report)
