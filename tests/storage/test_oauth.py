"""Logging in with a token: where it comes from, what a server says of a refused one, and that nobody else sees it.

Against a real SMTP server with XOAUTH2, against Dovecot that asks whose token it is, and a token endpoint on loopback.
"""

from __future__ import annotations

import base64
import json
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dovecot
import pytest
import tokens
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult
from dovecot import free_port, needs_dovecot
from tokens import TokenServer

from schema.errors import UserError
from storage import oauth
from storage.mailbox import collect
from storage.oauth import CommandToken, GivenToken, Grant, RenewedToken
from storage.smtp import Server, SmtpTransport
from storage.transport import Mail, Reply, Result

CANARY = "ya29.canary-of-a-token"
LONG = "e" * 3000
LETTER = b"From: us@asker.example\r\nMessage-ID: <1@asker.example>\r\n\r\nx\r\n"


@pytest.fixture
def endpoint() -> Iterator[TokenServer]:
    with tokens.running() as server:
        yield server


def printed(code: str) -> CommandToken:
    return CommandToken(f'"{sys.executable}" -c "{code}"')


# --- a program that prints the token ---------------------------------------------------------------------------------


def test_a_program_prints_the_token_in_one_line() -> None:
    assert printed(f"print('{CANARY}')").token() == CANARY
    assert printed(f"import sys; sys.stdout.write('{CANARY}')").token() == CANARY


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    made = tmp_path / "made"
    with pytest.raises(UserError):
        CommandToken(f"true; touch {made}").token()
    assert CommandToken(f"echo a$HOME;touch|{made}").token() == f"a$HOME;touch|{made}"
    assert not made.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (f"print('{CANARY}'); raise SystemExit(3)", "ended with exit code 3"),
        (f"print('{CANARY}'); print('{CANARY}')", "more than one line"),
        (f"print('{CANARY} {CANARY}')", "no access token"),
        ("pass", "no access token"),
        (f"import sys; print('{CANARY}', file=sys.stderr); sys.exit(1)", "ended with exit code 1"),
    ],
)
def test_a_program_that_prints_no_token_is_told_without_what_it_printed(code: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as told:
        printed(code).token()
    assert CANARY not in told.value.sentence()
    assert told.value.code == 1


def test_a_program_that_is_not_there_or_hangs_is_told() -> None:
    with pytest.raises(UserError, match="cannot be started"):
        CommandToken("/nowhere/token-of").token()
    with pytest.raises(UserError, match=r"printed no token within 0\.2 s"):
        CommandToken("sleep 10", timeout_s=0.2).token()
    with pytest.raises(UserError, match="split into words"):
        CommandToken("a 'b").token()


def test_a_given_token_with_a_line_break_is_refused() -> None:
    assert GivenToken(CANARY).token() == CANARY
    with pytest.raises(UserError) as told:
        GivenToken(f"{CANARY}\r\nMAIL FROM:<x>").token()
    assert CANARY not in told.value.sentence()


# --- a token endpoint ------------------------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def grant(endpoint: TokenServer, **more: str) -> Grant:
    given = {"client_id": "app", "client_secret": "canary-secret", "refresh_token": "canary-refresh"}
    return Grant(endpoint.url, **given | more)


def test_a_token_is_used_until_shortly_before_it_ends(endpoint: TokenServer) -> None:
    clock = Clock()
    source = RenewedToken(grant(endpoint, scope="https://mail.google.com/"), clock=clock)
    assert [source.token(), source.token()] == ["token-1", "token-1"]
    clock.now = 3600 - oauth.MARGIN_S
    assert source.token() == "token-2"
    asked = {"grant_type": "refresh_token", "client_id": "app", "client_secret": "canary-secret"}
    assert endpoint.asked[0] == asked | {"refresh_token": "canary-refresh", "scope": "https://mail.google.com/"}


def test_a_client_without_a_secret_sends_none(endpoint: TokenServer) -> None:
    RenewedToken(grant(endpoint, client_secret="")).token()
    assert sorted(endpoint.asked[0]) == ["client_id", "grant_type", "refresh_token"]


def test_a_newer_refresh_token_is_kept_for_the_owner_alone(endpoint: TokenServer, tmp_path: Path) -> None:
    kept = tmp_path / ".refresh-token"
    endpoint.answers = [(200, {"access_token": "one", "expires_in": 60, "refresh_token": "canary-newer"})]
    RenewedToken(grant(endpoint), kept).token()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    RenewedToken(grant(endpoint), kept).token()
    assert [asked["refresh_token"] for asked in endpoint.asked] == ["canary-refresh", "canary-newer"]
    RenewedToken(grant(endpoint, refresh_token="set-by-a-person"), kept).token()
    assert endpoint.asked[-1]["refresh_token"] == "set-by-a-person"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"of": 1}'])
def test_a_spoilt_file_of_the_kept_token_is_as_none(endpoint: TokenServer, tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / ".refresh-token"
    kept.write_bytes(content)
    assert RenewedToken(grant(endpoint), kept).token() == "token-1"
    assert endpoint.asked[0]["refresh_token"] == "canary-refresh"


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (400, {"error": "invalid_grant", "error_description": "canary-refresh has expired"}, "sign in again"),
        (401, {"error": "invalid_client"}, "answered 401, invalid_client"),
        (500, "<html>", "answered 500"),
        (200, {"token_type": "Bearer"}, "answered 200"),
        (200, ["no object"], "answered 200"),
        (307, {}, "answered 307"),
        (200, {"access_token": "two words"}, "no access token"),
    ],
)
def test_what_the_endpoint_says_is_one_sentence_without_a_secret(
    endpoint: TokenServer, status: int, answer: Any, words: str
) -> None:
    endpoint.answers = [(status, answer)]
    with pytest.raises(UserError, match=words) as told:
        RenewedToken(grant(endpoint)).token()
    assert "canary" not in told.value.sentence()
    assert len(endpoint.asked) == 1


def test_an_endpoint_that_is_not_there_is_told_and_one_without_tls_is_not_asked() -> None:
    with pytest.raises(UserError, match="cannot be reached"):
        RenewedToken(Grant(f"http://127.0.0.1:{free_port()}/", "app", "", "canary-refresh")).token()
    with pytest.raises(UserError, match="https://"):
        RenewedToken(Grant("http://login.example/token", "app", "", "canary-refresh")).token()


def test_no_secret_is_shown() -> None:
    source = RenewedToken(Grant("https://login.example/", "app", "canary", "canary"))
    source._token = "canary"
    server = Server("mail.example", 587, tokens=GivenToken("canary"))
    assert "canary" not in f"{source!r} {GivenToken('canary')!r} {CommandToken('x canary')!r} {server!r}"


# --- sending ---------------------------------------------------------------------------------------------------------


class Mailserver:
    """Takes letters of whoever has the token. ``complaint``: what it says of another one, in base64, before 535."""

    def __init__(self, complaint: str = "") -> None:
        self.complaint, self.letters, self.logins, self.empty_lines = complaint, list[bytes](), 0, 0
        self.asked_first = 0

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802
        self.logins += 1
        given = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("")
        self.asked_first += len(args) == 1
        if given.decode() in (f"user=us@asker.example\x01auth=Bearer {t}\x01\x01" for t in (CANARY, LONG)):
            return AuthResult(success=True)
        if not self.complaint:
            return AuthResult(success=False, handled=False, message=f"535 5.7.3 refused {args[1]}")
        answer = await server.challenge_auth(self.complaint)
        self.empty_lines += answer == b""
        return AuthResult(success=False, handled=answer is MISSING)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(envelope.content)
        return "250 kept"


class LongLines(SMTP):
    """Takes commands of 512 octets, and longer lines inside of a login, as RFC 4954 has it."""

    line_length_limit = 12288


class Listening(Controller):
    def factory(self) -> SMTP:
        return LongLines(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def mail_server() -> Iterator[Callable[..., tuple[Mailserver, Server]]]:
    controllers: list[Controller] = []

    def start(complaint: str = "", **more: Any) -> tuple[Mailserver, Server]:
        handler, port = Mailserver(complaint), free_port()
        wanted = {"auth_required": True, "auth_require_tls": False, "auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
        controllers.append(Listening(handler, "127.0.0.1", port, **wanted | more))
        controllers[-1].start()
        server = Server("127.0.0.1", port, "none", "us@asker.example", timeout_s=5, tokens=GivenToken(CANARY))
        return handler, server

    yield start
    for controller in controllers:
        controller.stop()


def deliver(server: Server) -> Reply:
    mail = Mail(("w", "kent"), "us@asker.example", "foi@kent.example", LETTER)
    with SmtpTransport(server).deliver(mail, lambda: None, lambda point: None) as reply:
        return reply


def test_a_letter_goes_to_whoever_lets_us_in_by_token(mail_server: Any) -> None:
    handler, server = mail_server()
    assert deliver(server).result is Result.SENT
    assert handler.letters == [LETTER]


def test_a_token_too_long_for_the_line_of_a_command_is_handed_over_when_asked_for(mail_server: Any) -> None:
    """As Microsoft's are, which have 1,500 signs and more."""
    handler, server = mail_server()
    assert deliver(replace(server, tokens=GivenToken(LONG))).result is Result.SENT
    assert (handler.logins, handler.asked_first) == (1, 1)


def test_the_servers_json_is_answered_by_an_empty_line_and_told_in_words(mail_server: Any) -> None:
    said = {"status": "401", "schemes": "bearer mac", "scope": "https://mail.google.com/"}
    handler, server = mail_server(json.dumps(said))
    reply = deliver(replace(server, tokens=GivenToken("stale")))
    assert reply.result is Result.STOP
    assert "status 401, it asks for the scope https://mail.google.com/" in reply.words
    assert "535" in reply.words
    assert (handler.logins, handler.empty_lines, handler.letters) == (1, 1, [])


def test_a_token_that_the_server_echoes_is_not_in_our_words(mail_server: Any) -> None:
    _, server = mail_server()
    reply = deliver(replace(server, tokens=GivenToken(CANARY + "-old")))
    first = base64.b64encode(oauth.first_answer("us@asker.example", CANARY + "-old")).decode()
    assert reply.result is Result.STOP
    assert "535 5.7.3 refused ***" in reply.words
    assert first not in reply.words


def test_a_server_that_takes_no_token_is_told_before_one_is_sent(mail_server: Any) -> None:
    handler, server = mail_server(auth_exclude_mechanism=["XOAUTH2"])
    reply = deliver(server)
    assert reply.result is Result.STOP
    assert "it offers not XOAUTH2 but LOGIN PLAIN (ROUNDROBIN_SMTP_AUTH)" in reply.words
    assert handler.logins == 0


def test_without_a_token_nothing_is_sent_and_the_reason_told(mail_server: Any) -> None:
    handler, server = mail_server()
    reply = deliver(replace(server, tokens=printed("raise SystemExit(2)")))
    assert reply.result is Result.STOP
    assert "ended with exit code 2" in reply.words
    assert handler.logins == 0


# --- collecting ------------------------------------------------------------------------------------------------------

ASKS = """
auth_mechanisms = plain xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = {dir}/oauth2
}
"""
WHOM = """
introspection_mode = get
introspection_url = http://127.0.0.1:{port}/who?token=
active_attribute = active
active_value = yes
username_attribute = username
"""


@pytest.fixture(scope="module")
def asking() -> Iterator[tuple[dovecot.Server, TokenServer]]:
    """Dovecot that asks the login server whose token it is."""
    with tokens.running() as login, dovecot.running(ASKS, oauth2=WHOM.replace("{port}", str(login.port))) as server:
        server.deliver(b"Subject: 1\r\n\r\nx\r\n")
        yield server, login


@needs_dovecot
def test_a_mailbox_is_read_by_token(asking: tuple[dovecot.Server, TokenServer]) -> None:
    server, login = asking
    login.users[CANARY] = "us"
    for account in (server.plain, server.tls):
        assert len(list(collect(replace(account, password="", tokens=GivenToken(CANARY))))) == 1


@needs_dovecot
def test_a_mailbox_is_read_by_a_token_from_the_endpoint(asking: tuple[dovecot.Server, TokenServer]) -> None:
    server, login = asking
    assert len(list(collect(replace(server.tls, tokens=RenewedToken(grant(login)))))) == 1


@needs_dovecot
def test_a_refused_token_is_one_sentence_with_the_servers_words(asking: tuple[dovecot.Server, TokenServer]) -> None:
    server, login = asking
    login.users.clear()
    with pytest.raises(UserError, match="refused the token") as told:
        list(collect(replace(server.plain, tokens=GivenToken(CANARY + "-old"))))
    assert "status" in told.value.what
    assert "AUTHENTICATIONFAILED" in told.value.what
    assert "canary" not in told.value.sentence()


@needs_dovecot
def test_a_mailbox_that_takes_no_token_is_told() -> None:
    with dovecot.running() as server, pytest.raises(UserError, match="does not take XOAUTH2; it takes AUTH=PLAIN"):
        list(collect(replace(server.plain, tokens=GivenToken(CANARY))))
