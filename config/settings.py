"""Settings: what each is for, and where its value comes from.

Flags win over the environment, the environment over the workspace's .env, that over the campaign, that over the
defaults. The environment itself is never changed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from schema.errors import UserError

PREFIX = "ROUNDROBIN_"


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. ``kind``: text, number, whole, yes_no, time, email, or the choices joined by "|"."""

    name: str
    kind: str
    default: str
    help: str
    secret: bool = False


_TABLE = (
    Key("WORKSPACE", "text", "", "the workspace folder"),
    Key("DATABASE_URL", "text", "", "database; empty: roundrobin.db in the workspace (postgresql+psycopg://...)"),
    Key("NOW", "time", "", "ISO time that stands in for the clock"),
    Key("DEBUG", "text", "", "any value: print the traceback of a fault of the program"),
    Key("REQUESTER_NAME", "text", "", "real name of the requester; FOIA section 8 asks for it"),
    Key("REQUESTER_ADDRESS", "text", "", "address for the reply, printed under the letter"),
    Key("FROM", "email", "", "sender address of the letters"),
    Key("PLUS_ADDRESS", "yes_no", "no", "give each letter its own reply address (name+reference@...)"),
    Key("TRANSPORT", "smtp|file", "smtp", "smtp, or file: one .eml per letter in the workspace"),
    Key("SMTP_HOST", "text", "", "mail server for sending"),
    Key("SMTP_PORT", "whole", "587", "its port"),
    Key("SMTP_SECURITY", "none|starttls|tls", "starttls", "how the connection is secured"),
    Key("SMTP_AUTH", "password|xoauth2", "password", "how to log in: with a password or a token (ROUNDROBIN_OAUTH_*)"),
    Key("SMTP_USER", "text", "", "login; without user and password none is tried"),
    Key("SMTP_PASSWORD", "text", "", "password for sending", secret=True),
    Key("SMTP_TIMEOUT_S", "number", "60", "seconds to wait for the mail server"),
    Key("SEND_INTERVAL_S", "number", "20", "seconds between two letters"),
    Key("LETTERS_AN_HOUR", "whole", "0", "most letters that go in one hour; 0: no limit"),
    Key("WORKING_HOURS", "text", "", "letters go on working days within these hours, like 09:00-17:00; empty: always"),
    Key("RETRY_WAIT_S", "number", "900", "least seconds to wait after a temporary failure"),
    Key("FOLLOW_UPS_A_DAY", "whole", "50", "follow-up letters that may go on one day"),
    Key("IMAP_HOST", "text", "", "mail server for collecting"),
    Key("IMAP_PORT", "whole", "993", "its port"),
    Key("IMAP_SECURITY", "none|starttls|tls", "tls", "how the connection is secured"),
    Key("IMAP_AUTH", "password|xoauth2", "password", "how to log in: with a password or a token (ROUNDROBIN_OAUTH_*)"),
    Key("IMAP_USER", "text", "", "login for collecting"),
    Key("IMAP_PASSWORD", "text", "", "password for collecting", secret=True),
    Key("IMAP_FOLDER", "text", "INBOX", "folder that is collected"),
    Key("IMAP_SENT_FOLDER", "text", "", "folder of sent mail, for letters in doubt; empty: as the server marks it"),
    Key("IMAP_TIMEOUT_S", "number", "60", "seconds to wait for the mail server"),
    Key("OAUTH_TOKEN", "text", "", "access token for xoauth2; it ends within the hour, so rather:", secret=True),
    Key("OAUTH_TOKEN_COMMAND", "text", "", "program that prints an access token in one line; run without a shell"),
    Key("OAUTH_TOKEN_URL", "text", "", "or the token endpoint that gives one for the refresh token"),
    Key("OAUTH_CLIENT_ID", "text", "", "the client that the refresh token was given to"),
    Key("OAUTH_CLIENT_SECRET", "text", "", "its secret, where it has one", secret=True),
    Key("OAUTH_REFRESH_TOKEN", "text", "", "refresh token; a newer one is kept in the workspace", secret=True),
    Key("OAUTH_SCOPE", "text", "", "scope to ask for; empty: that of the refresh token"),
    Key("AUTHSERV_ID", "text", "", "server whose Authentication-Results is believed"),
    Key("READ_CPU_S", "number", "20", "seconds of processor time for one file, plus one a page"),
    Key("OCR", "yes_no", "yes", "recognise scans, where roundrobin[ocr] is installed; no: they wait for a person"),
    Key("REVIEWER", "text", "", "name under which decisions are recorded on the pages; empty: that of the account"),
    Key("QUERY_TIMEOUT_S", "number", "30", "seconds that one query may take"),
)
KEYS: Mapping[str, Key] = {PREFIX + key.name: replace(key, name=PREFIX + key.name) for key in _TABLE}
"""Every setting by its full name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One value and where it comes from: "flag", "environment", "/path/.env:3", "campaign" or "default"."""

    value: str
    source: str


class Settings:
    """The settings in force. Each was checked when it was loaded, so reading one cannot fail."""

    def __init__(self, origins: Mapping[str, Origin]) -> None:
        self._origins = origins

    def text(self, name: str) -> str:
        """The value as text, "" when it is not set. KeyError for a name that is no setting."""
        return self._origins[name].value

    def number(self, name: str) -> float:
        """The value of a number setting."""
        return float(self.text(name))

    def whole(self, name: str) -> int:
        """The value of a whole-number setting."""
        return int(self.text(name))

    def flag(self, name: str) -> bool:
        """The value of a yes/no setting."""
        return self.text(name).casefold() in _YES

    def source(self, name: str) -> str:
        """Where the value comes from."""
        return self._origins[name].source

    def required(self, name: str) -> str:
        """The value as text; UserError when it is not set."""
        if not self.text(name):
            todo = "Set it in the workspace's .env or in the environment."
            raise UserError(f"{name} is not set ({KEYS[name].help}).", todo=todo)
        return self.text(name)

    def shown(self, name: str) -> str:
        """The value as it may be shown: secrets masked, passwords inside addresses too."""
        if KEYS[name].secret:
            return "***" if self.text(name) else ""
        return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", self.text(name))


def load_settings(
    workspace: Path | None,
    environ: Mapping[str, str],
    *,
    flags: Mapping[str, str] | None = None,
    campaign: Mapping[str, str] | None = None,
) -> Settings:
    """The settings for one workspace (None: outside of any). UserError for an unknown key or a bad value."""
    origins = {name: Origin(key.default, "default") for name, key in KEYS.items()}
    origins |= {name: Origin(value, "campaign") for name, value in (campaign or {}).items()}
    origins |= read_env(workspace / ".env") if workspace else {}
    origins |= {name: Origin(environ[name], "environment") for name in KEYS if name in environ}
    origins |= {name: Origin(value, "flag") for name, value in (flags or {}).items()}
    for name, origin in origins.items():
        _check(KEYS[name], origin)
    return Settings(origins)


def read_env(path: Path) -> dict[str, Origin]:
    """The ROUNDROBIN_ keys of a .env file with their lines. UserError for an unknown key or a line that is none."""
    if not path.is_file():
        return {}
    from dotenv.parser import parse_stream

    from config.loading import read_text

    origins = {}
    for binding in parse_stream(io.StringIO(read_text(path))):
        where = f"{path}:{binding.original.line + _blank_lines(binding.original.string)}"
        if binding.error:
            raise UserError("This line is no KEY=value.", where=where)
        if binding.key is None or not binding.key.startswith(PREFIX):
            continue
        if binding.key not in KEYS:
            raise UserError(f"There is no setting {binding.key!r}.", where=where, todo="See `roundrobin config show`.")
        origins[binding.key] = Origin(binding.value or "", where)
    return origins


def _blank_lines(text: str) -> int:
    return len(text[: len(text) - len(text.lstrip())].splitlines())


def _not_negative(number: float) -> float:
    if not 0 <= number < float("inf"):
        raise ValueError(number)
    return number


def _email(text: str) -> None:
    if not text:
        return
    from config.loading import EMAIL  # only where there is one: a command that reads one letter is short

    if not EMAIL.match(text):
        raise ValueError(text)


def _time(text: str) -> None:
    from datetime import datetime

    if text:
        datetime.fromisoformat(text)


_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")
_CHECKS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "text": (str, ""),
    "number": (lambda text: _not_negative(float(text)), "a number, not below zero"),
    "whole": (lambda text: _not_negative(int(text)), "a whole number, not below zero"),
    "yes_no": (lambda text: [*_YES, *_NO].index(text.casefold()), "yes or no"),
    "time": (_time, "an ISO time, like 2014-03-18T09:00"),
    "email": (_email, "one plain e-mail address"),
}


def _check(key: Key, origin: Origin) -> None:
    """UserError when a value is not of its setting's kind. A secret is not repeated in the message."""
    choices = key.kind.split("|")
    check, wanted = _CHECKS.get(key.kind, (choices.index, f"one of {', '.join(choices)}"))
    try:
        check(origin.value)
    except ValueError as error:
        shown = "The value" if key.secret else repr(origin.value)
        raise UserError(f"{shown} of {key.name} is not {wanted}.", where=origin.source) from error


def env_template() -> str:
    """The .env of a new workspace: every setting with its help and default, commented out."""
    lines = ["# Settings of this workspace. The environment wins over this file. `roundrobin config show` explains."]
    for name, key in KEYS.items():
        if name not in (f"{PREFIX}WORKSPACE", f"{PREFIX}DEBUG"):
            lines += ["", f"# {key.help}", f"#{name}={key.default}"]
    return "\n".join(lines) + "\n"
