"""The mail servers that the settings name: for sending, for collecting, and the folder of sent mail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from config.settings import Settings
from schema.errors import UserError
from storage.mailbox import Account
from storage.oauth import CommandToken, GivenToken, Grant, RenewedToken, Tokens, is_loopback
from storage.smtp import Server, SmtpTransport
from storage.transport import FileTransport, Transport

KEPT = ".refresh-token"
"""The file of a workspace with the refresh token that a token endpoint gave in the place of the one in the settings."""
SOURCES = ("ROUNDROBIN_OAUTH_TOKEN", "ROUNDROBIN_OAUTH_TOKEN_COMMAND", "ROUNDROBIN_OAUTH_REFRESH_TOKEN")


def configured_transport(settings: Settings, folder: Path) -> Transport:
    """The transport that the settings name. UserError when it is the mail server and none is set."""
    if settings.text("ROUNDROBIN_TRANSPORT") == "file":
        return FileTransport(folder / "outbox")
    return SmtpTransport(configured_server(settings, folder))


def configured_server(settings: Settings, folder: Path) -> Server:
    """The mail server for sending. UserError when the settings do not name one."""
    by_token = settings.text("ROUNDROBIN_SMTP_AUTH") == "xoauth2"
    return Server(
        host=settings.required("ROUNDROBIN_SMTP_HOST"),
        port=settings.whole("ROUNDROBIN_SMTP_PORT"),
        security=settings.text("ROUNDROBIN_SMTP_SECURITY"),
        user=settings.required("ROUNDROBIN_SMTP_USER") if by_token else settings.text("ROUNDROBIN_SMTP_USER"),
        password=settings.text("ROUNDROBIN_SMTP_PASSWORD"),
        timeout_s=settings.number("ROUNDROBIN_SMTP_TIMEOUT_S"),
        tokens=_tokens_for(settings, "ROUNDROBIN_SMTP", folder) if by_token else None,
    )


def configured_account(settings: Settings, folder: Path) -> Account:
    """The mailbox that is collected. UserError when the settings do not name one."""
    by_token = settings.text("ROUNDROBIN_IMAP_AUTH") == "xoauth2"
    return Account(
        host=settings.required("ROUNDROBIN_IMAP_HOST"),
        user=settings.required("ROUNDROBIN_IMAP_USER"),
        password="" if by_token else settings.required("ROUNDROBIN_IMAP_PASSWORD"),
        port=settings.whole("ROUNDROBIN_IMAP_PORT"),
        security=settings.text("ROUNDROBIN_IMAP_SECURITY"),
        folder=settings.text("ROUNDROBIN_IMAP_FOLDER"),
        timeout_s=settings.number("ROUNDROBIN_IMAP_TIMEOUT_S"),
        tokens=_tokens_for(settings, "ROUNDROBIN_IMAP", folder) if by_token else None,
    )


def configured_sent_folder(settings: Settings, folder: Path) -> Account:
    """The folder of sent mail in the same mailbox; "": that which the server marks so. UserError as the mailbox."""
    name = "ROUNDROBIN_IMAP_SENT_FOLDER"
    return replace(configured_account(settings, folder), folder=settings.text(name), folder_setting=name)


def _tokens_for(settings: Settings, key: str, folder: Path) -> Tokens:
    """The tokens for a server that gets them encrypted, or is this machine. UserError for another one."""
    if settings.text(f"{key}_SECURITY") == "none" and not is_loopback(settings.text(f"{key}_HOST")):
        what = "An access token is never sent over an open connection."
        raise UserError(what, todo=f"Set {key}_SECURITY to starttls or tls.")
    return configured_tokens(settings, folder)


def configured_tokens(settings: Settings, folder: Path) -> Tokens:
    """Where access tokens come from. UserError unless the settings name exactly one source."""
    given = [name for name in SOURCES if settings.text(name)]
    if len(given) != 1:
        what = f"More than one of {' and '.join(given)} is set." if given else "No source of access tokens is set."
        raise UserError(what, todo=f"For xoauth2 set one of {', '.join(SOURCES)}.")
    if given[0] == SOURCES[0]:
        return GivenToken(settings.text(given[0]))
    if given[0] == SOURCES[1]:
        return CommandToken(settings.text(given[0]))
    return RenewedToken(_grant(settings), folder / KEPT)


def _grant(settings: Settings) -> Grant:
    return Grant(
        settings.required("ROUNDROBIN_OAUTH_TOKEN_URL"),
        settings.required("ROUNDROBIN_OAUTH_CLIENT_ID"),
        settings.text("ROUNDROBIN_OAUTH_CLIENT_SECRET"),
        settings.text("ROUNDROBIN_OAUTH_REFRESH_TOKEN"),
        settings.text("ROUNDROBIN_OAUTH_SCOPE"),
    )


def told(settings: Settings, protocol: str, folder: Path) -> str:
    """Host, encryption and login that the settings name for SMTP or IMAP, in words. UserError where they are amiss."""
    key = f"ROUNDROBIN_{protocol}"
    host, port, security = (settings.text(f"{key}_{part}") for part in ("HOST", "PORT", "SECURITY"))
    encryption = {"none": "not encrypted"}.get(security, security)
    return f"{host}:{port}, {encryption}, {_login(settings, key, folder)}"


def _login(settings: Settings, key: str, folder: Path) -> str:
    user, password = settings.text(f"{key}_USER"), settings.text(f"{key}_PASSWORD")
    if settings.text(f"{key}_AUTH") == "xoauth2":
        settings.required(f"{key}_USER")
        return f"xoauth2 as {user}, {_source(_tokens_for(settings, key, folder))}"
    if user and not password:
        settings.required(f"{key}_PASSWORD")
    return f"password of {user}" if user else "no login"


def _source(tokens: Tokens) -> str:
    if isinstance(tokens, RenewedToken):
        return f"tokens from {tokens.grant.host}"
    return "tokens from a program" if isinstance(tokens, CommandToken) else "one token, which ends soon"
