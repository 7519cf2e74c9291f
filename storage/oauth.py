"""Logging in with an access token (XOAUTH2), as Google and Microsoft 365 want it: where the token comes from.

The dialogue is Google's "OAuth 2.0 mechanism" for IMAP and SMTP; Microsoft's is the same. A refused token is answered
by JSON in base64, to which the client sends an empty line to be told the end. Renewing follows RFC 6749, section 6.
Secrets stand in no message: neither what a program prints nor what a server may echo.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from schema.errors import UserError
from storage.documents import write_whole

MECHANISM = "XOAUTH2"
MARGIN_S = 120.0
"""A token with less time left than this is renewed first."""
LIFETIME_S = 3600.0
"""How long a token is taken to live whose server does not say (RFC 6749 only recommends that it does)."""
LARGEST = 1 << 16
_TOKEN = re.compile(r"[\x21-\x7e]{1,20000}")
_LOOPBACK_NAMES = frozenset({"localhost"})


class LoginError(UserError):
    """A login that was refused, or for which there is no token: trying again soon may lock the mailbox."""


class Tokens(Protocol):
    """Where access tokens come from. ``token`` raises UserError (exit 1) when there is none; no secret is in it."""

    def token(self) -> str: ...


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A token that a person has put into the settings."""

    given: str = field(repr=False)

    def token(self) -> str:
        return plain(self.given, "ROUNDROBIN_OAUTH_TOKEN")


@dataclass(frozen=True, slots=True)
class CommandToken:
    """A program of the user's prints the token: one line. It keeps and renews tokens itself, so it is asked each time.

    ``command`` is split as a shell would, but no shell runs it.
    """

    command: str = field(repr=False)
    timeout_s: float = 60.0

    def token(self) -> str:
        words = _split(self.command)
        try:
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, capture_output=True, timeout=self.timeout_s, check=False
            )
        except subprocess.TimeoutExpired:
            raise _no_token(f"{words[0]} printed no token within {self.timeout_s:g} s", _COMMAND) from None
        except OSError as error:
            raise _no_token(f"{words[0]} cannot be started ({error.strerror})", _COMMAND) from None
        if done.returncode:
            raise _no_token(f"{words[0]} ended with exit code {done.returncode}", _COMMAND)
        lines = done.stdout.decode("utf-8", "replace").split("\n")
        if len(lines) > 2 or any(line.strip() for line in lines[1:]):
            raise _no_token(f"{words[0]} printed more than one line", _COMMAND)
        return plain(lines[0].strip(), _COMMAND)


_COMMAND = "ROUNDROBIN_OAUTH_TOKEN_COMMAND"


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UserError(f"It cannot be split into words ({error}).", where=_COMMAND) from None
    if not words:
        raise UserError("It names no program.", where=_COMMAND)
    return words


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint wants to know. ``scope`` may be empty: then that of the refresh token."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scope: str = ""
    timeout_s: float = 30.0

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url


@dataclass(slots=True)
class RenewedToken:
    """Tokens from a token endpoint, each used until shortly before it ends.

    ``kept``: a file for the refresh token that an endpoint gives in the place of the old one (Microsoft does, and the
    old one ends after 90 days); readable by its owner alone. ``clock``: seconds that never go back.
    """

    grant: Grant
    kept: Path | None = None
    clock: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _ends: float = 0.0

    def token(self) -> str:
        if not self._token or self.clock() >= self._ends:
            self._renew()
        return self._token

    def _renew(self) -> None:
        answer = _ask(self.grant, self._refresh_token())
        self._token = plain(str(answer.get("access_token") or ""), self.grant.host)
        self._ends = self.clock() + _seconds(answer.get("expires_in")) - MARGIN_S
        newer = answer.get("refresh_token")
        if self.kept and isinstance(newer, str) and newer and newer != self._refresh_token():
            self._keep(self.kept, newer)

    def _keep(self, path: Path, refresh_token: str) -> None:
        try:
            write_whole(path, json.dumps({"of": self._origin(), "refresh_token": refresh_token}).encode())
        except OSError as error:
            what = f"The new refresh token could not be kept ({error.strerror})."
            raise UserError(what, where=str(path), code=1) from None

    def _origin(self) -> str:
        """Marks the setting that the kept token came from: whoever sets another one means that."""
        return sha256(f"{self.grant.client_id}\n{self.grant.refresh_token}".encode()).hexdigest()

    def _refresh_token(self) -> str:
        try:
            kept = json.loads(self.kept.read_bytes()) if self.kept else {}
            return str(kept["refresh_token"]) if kept["of"] == self._origin() else self.grant.refresh_token
        except (OSError, ValueError, KeyError, TypeError):
            return self.grant.refresh_token


def _seconds(told: object) -> float:
    try:
        return max(float(str(told)), 0.0)
    except ValueError:
        return LIFETIME_S


def _ask(grant: Grant, refresh_token: str) -> Mapping[str, Any]:
    """The endpoint's answer with a token in it. UserError for every other answer."""
    import requests

    _check_url(grant.url)
    asked = {"grant_type": "refresh_token", "client_id": grant.client_id, "refresh_token": refresh_token}
    asked |= {"client_secret": grant.client_secret} if grant.client_secret else {}
    asked |= {"scope": grant.scope} if grant.scope else {}
    try:
        # A redirect would hand the secrets to somebody else.
        with requests.post(grant.url, asked, timeout=grant.timeout_s, allow_redirects=False, stream=True) as answer:
            status, data = answer.status_code, answer.raw.read(LARGEST, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise _no_token(f"it cannot be reached ({type(error).__name__})", grant.host) from None
    told = _object(data)
    if status == 200 and told.get("access_token"):
        return told
    secrets = (refresh_token, grant.client_secret)
    said = ": ".join(_words(str(told[key])) for key in ("error", "error_description") if told.get(key))
    raise _no_token(hidden(f"it answered {status}{f', {said}' if said else ''}", *secrets), grant.host, said)


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise UserError(
            "It must begin with https://, since secrets are sent there.", where="ROUNDROBIN_OAUTH_TOKEN_URL"
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name alone; nothing is looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in _LOOPBACK_NAMES


def _no_token(why: str, where: str, said: str = "") -> LoginError:
    todo = "Run it by hand to see why." if where == _COMMAND else "Try again later."
    if "invalid_grant" in said:
        todo = "The consent has ended: sign in again and set a new ROUNDROBIN_OAUTH_REFRESH_TOKEN."
    elif said:
        todo = "Check the ROUNDROBIN_OAUTH_ settings."
    return LoginError(f"No access token was had: {why}.", where=where, todo=todo, code=1)


def plain(token: str, where: str) -> str:
    """The token; UserError when it is none, since a line break in it would be a command of its own."""
    if not _TOKEN.fullmatch(token):
        raise UserError("This is no access token.", where=where, todo="A token is one line without spaces.", code=1)
    return token


def first_answer(user: str, token: str) -> bytes:
    """What the client says first, not yet in base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def complaint(challenge: bytes) -> str:
    """What the server's JSON says of a refused token, as words; "" when it says nothing."""
    told = _object(challenge)
    if not told:
        try:
            told = _object(base64.b64decode(challenge, validate=True))
        except (binascii.Error, ValueError):
            return ""
    status, scope = (_words(str(told.get(key) or "")) for key in ("status", "scope"))
    return ", ".join(filter(None, [status and f"status {status}", scope and f"it asks for the scope {scope}"]))


def hidden(words: str, *secrets: str) -> str:
    """The words without the secrets that a server may have echoed in them, as they are or in base64."""
    for secret in filter(None, secrets):
        coded = base64.b64encode(secret.encode()).decode()
        words = words.replace(secret, "***").replace(coded, "***")
    return words


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _words(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:300]
