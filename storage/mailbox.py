"""A mailbox read over IMAP: by UID, read-only, from where the last run stopped. Nothing is marked, moved or deleted.

The raw bytes are handed out as they came; nothing is parsed here, since a mail may be hostile.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, Any

from schema.errors import UserError
from storage import oauth

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]{1,60})"')
_UIDVALIDITY = "UIDVALIDITY"


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is. ``security``: tls, starttls or none (loopback only). ``port`` 0: the usual one.

    With ``tokens`` the login is XOAUTH2, else the password's.
    """

    host: str
    user: str
    password: str = field(default="", repr=False)
    port: int = 0
    security: str = "tls"
    folder: str = "INBOX"
    folder_setting: str = "ROUNDROBIN_IMAP_FOLDER"
    timeout_s: float = 60.0
    authority_file: str = ""  # a further certificate authority that is believed
    tokens: oauth.Tokens | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"mailbox {self.user} at {self.host}"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder has been read. Another ``uidvalidity`` means that all UIDs are new."""

    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as the server keeps it. ``arrived``: when our own server got it, ISO with offset, or ""."""

    folder: str
    position: Position
    data: bytes
    arrived: str

    @property
    def name(self) -> str:
        """Says where in the mailbox it lies; from this, the next run knows where to go on."""
        return f"{self.folder}/{self.position.uidvalidity}/{self.position.uid}.eml"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a letter that lies in a folder. ``recipient``: what stands in its To."""

    message_id: str
    folder: str
    position: Position
    arrived: str
    recipient: str


def position_of(name: str, folder: str) -> Position | None:
    """The position that ``RawMail.name`` tells, or None for the name of something else."""
    found = re.fullmatch(rf"{re.escape(folder)}/(\d+)/(\d+)\.eml", name)
    return Position(int(found[1]), int(found[2])) if found else None


def collect(account: Account, last: Position | None = None) -> Iterator[RawMail]:
    """Every mail after ``last``, oldest UID first; all of them when the server numbers the folder anew.

    UserError (exit 1) in one sentence when the server cannot be reached, believed, or logged in to.
    """
    with _words(account), _opened(account) as mailbox:
        mailbox.folder.set(account.folder, readonly=True)
        uidvalidity = mailbox.folder.status(account.folder, [_UIDVALIDITY])[_UIDVALIDITY]
        after = last.uid if last is not None and last.uidvalidity == uidvalidity else 0
        for uid in _uids_after(mailbox, after):
            found = _fetch(mailbox, uid)
            if found is not None:
                data, arrived = found
                yield RawMail(account.folder, Position(uidvalidity, uid), data, arrived)


def copies(account: Account, message_ids: Iterable[str]) -> Iterator[Copy]:
    """What of these lies in the folder, found by Message-ID; nothing there is changed. UserError as with `collect`.

    Without a folder in ``account`` it is the one that the server marks as that of sent mail (RFC 6154).
    """
    with _words(account), _opened(account) as mailbox:
        folder = account.folder or _sent_folder(mailbox, account)
        mailbox.folder.set(folder, readonly=True)
        uidvalidity = mailbox.folder.status(folder, [_UIDVALIDITY])[_UIDVALIDITY]
        for message_id in message_ids:
            # A server may compare parts of a header only, and letters of case: so the mail itself is asked.
            for uid in map(int, mailbox.uids(f'HEADER Message-ID "{_quotable(message_id)}"')):
                data, arrived = _fetch(mailbox, uid, "BODY.PEEK[HEADER]") or (b"", "")
                head = BytesHeaderParser(policy=policy.default).parsebytes(data)
                if _header(head, "Message-ID") == message_id:
                    position = Position(uidvalidity, uid)
                    yield Copy(message_id, folder, position, arrived, _header(head, "To"))


def _sent_folder(mailbox: BaseMailBox, account: Account) -> str:
    folders = mailbox.folder.list()
    for folder in folders:
        if "\\Sent" in folder.flags:
            return str(folder.name)
    names = ", ".join(sorted(folder.name for folder in folders)[:20])
    todo = f"Set {account.folder_setting} to one of: {names}."
    raise UserError("The server does not say which folder has sent mail.", where=account.name, todo=todo, code=1)


def _header(head: EmailMessage, name: str) -> str:
    return "".join(str(head.get(name, "")).split())


def _quotable(message_id: str) -> str:
    """A Message-ID of ours as it may stand within quotes (RFC 3501, "quoted"). ValueError for anything else."""
    if not re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", message_id):
        raise ValueError(message_id)
    return message_id


@contextmanager
def _opened(account: Account) -> Iterator[BaseMailBox]:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    port = account.port or _PORTS[account.security]
    mailbox: BaseMailBox
    if account.security == "tls":
        mailbox = MailBox(account.host, port, timeout=account.timeout_s, ssl_context=_trust(account))
    elif account.security == "starttls":
        mailbox = MailBoxStartTls(account.host, port, timeout=account.timeout_s, ssl_context=_trust(account))
    else:
        mailbox = MailBoxUnencrypted(account.host, port, timeout=account.timeout_s)
    try:
        if account.tokens:
            _present(mailbox, account, account.tokens.token())
        else:
            mailbox.login(account.user, account.password, initial_folder=None)
    except BaseException:
        mailbox.client.shutdown()
        raise
    with mailbox:
        yield mailbox


def _present(mailbox: BaseMailBox, account: Account, token: str) -> None:
    """Log in with a token. UserError with the server's words, without the token."""
    first = oauth.first_answer(account.user, token)
    challenges: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        challenges.append(challenge)
        return first if len(challenges) == 1 else b""

    if f"AUTH={oauth.MECHANISM}" not in mailbox.client.capabilities:
        offered = " ".join(c for c in mailbox.client.capabilities if c.startswith("AUTH=")) or "a password alone"
        what = f"The mail server does not take {oauth.MECHANISM}; it takes {offered}."
        raise oauth.LoginError(what, where=account.name, todo="Check ROUNDROBIN_IMAP_AUTH.", code=1)
    try:
        mailbox.client.authenticate(oauth.MECHANISM, answer)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = [" ".join(str(error).split())[:200], *map(oauth.complaint, challenges[1:])]
        words = oauth.hidden(", ".join(filter(None, said)), token, first.decode())
        todo = "Check ROUNDROBIN_IMAP_USER and the ROUNDROBIN_OAUTH_ settings."
        raise oauth.LoginError(
            f"The mail server refused the token: {words}.", where=account.name, todo=todo, code=1
        ) from None


def _trust(account: Account) -> ssl.SSLContext:
    """Certificates are always checked: name and chain."""
    return ssl.create_default_context(cafile=account.authority_file or None)


def _uids_after(mailbox: BaseMailBox, after: int) -> list[int]:
    # "N:*" always names the last mail, also when its UID is below N (RFC 3501, 6.4.8)
    return sorted(uid for uid in map(int, mailbox.uids(f"UID {after + 1}:*")) if uid > after)


def _fetch(mailbox: BaseMailBox, uid: int, part: str = "BODY.PEEK[]") -> tuple[bytes, str] | None:
    """The bytes and the time of arrival of one mail; None when it was deleted meanwhile."""
    _, parts = mailbox.client.uid("FETCH", str(uid), f"(INTERNALDATE {part})")
    answer: list[Any] = [part for part in parts or [] if part is not None]
    data = next((part[1] for part in answer if isinstance(part, tuple)), None)
    if data is None:
        return None
    heads = b" ".join(part[0] if isinstance(part, tuple) else part for part in answer)
    told = _INTERNALDATE.search(heads)
    return data, _iso(told[1].decode("ascii", "replace").strip()) if told else ""


def _iso(internal: str) -> str:
    """An IMAP date ("17-Jul-1996 02:44:25 -0700") as ISO in UTC; "" for one that is none."""
    try:
        return datetime.strptime(internal, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC).isoformat()
    except ValueError:
        return ""


@contextmanager
def _words(account: Account) -> Iterator[None]:
    """What the server or the network said, as one sentence and what to do."""
    from imap_tools.errors import (
        ImapToolsError,
        MailboxFolderSelectError,
        MailboxLoginError,
    )

    where = account.name
    try:
        yield
    except MailboxLoginError as error:
        todo = "Check ROUNDROBIN_IMAP_USER and _PASSWORD; some want an app password, or ROUNDROBIN_IMAP_AUTH=xoauth2."
        raise oauth.LoginError("The mail server refused the login.", where=where, todo=todo, code=1) from error
    except MailboxFolderSelectError as error:
        raise UserError(
            f"There is no folder {account.folder!r}.", where=where, todo=f"Check {account.folder_setting}.", code=1
        ) from error
    except ssl.SSLError as error:
        what = f"The server's certificate or encryption is not to be trusted ({error.reason or error})."
        raise UserError(what, where=where, todo="Check ROUNDROBIN_IMAP_HOST and _SECURITY.", code=1) from error
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        what = f"The mail server could not be read ({' '.join(str(error).split())[:200]})."
        todo = "Nothing is lost; run the same command again."
        raise UserError(what, where=where, todo=todo, code=1) from error
