"""Handing a letter to a mail server, so that it is always known on which side of the final dot a fault lies.

The end of DATA is the one moment after which nobody can know (RFC 5321, section 6.1), so the standard library's
``data()`` is split: command, body, ``before_dot``, dot, answer. One connection a letter; certificates are checked.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from schema.errors import UserError
from storage import oauth
from storage.transport import Checkpoint, Mail, Reply, Result

LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""Replies that mean: without a (right) login nothing will be accepted (RFC 4954, section 6)."""
LOGGED_IN = 235
CHALLENGE = 334
LINE = 512
"""The longest line of a command (RFC 5321, 4.5.3.1.4). A longer first answer is sent when asked for (RFC 4954, 4)."""
LISTEN_S = 0.05
"""How long a server that broke off in the midst of a letter has to make it known: until then there is no doubt."""
CLOSING = 421
GO_AHEAD = 354


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server for sending. ``security``: none, starttls or tls.

    With ``tokens`` the login is XOAUTH2; else a password's, which is tried only with user and password.
    """

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 60.0
    trusted: ssl.SSLContext | None = None
    tokens: oauth.Tokens | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


class SmtpTransport:
    """Sends through one server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    @contextmanager
    def deliver(self, mail: Mail, before_dot: Callable[[], None], at: Checkpoint) -> Iterator[Reply]:
        """See storage.transport.Transport. Raises nothing of the network's; whatever ``before_dot`` raises."""
        smtp = self._open()
        if isinstance(smtp, Reply):
            yield smtp
            return
        try:
            yield self._hand_over(smtp, mail, before_dot, at)
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
        finally:
            # Where something went wrong there is no QUIT: inside DATA it would become part of the letter.
            smtp.close()

    def _open(self) -> smtplib.SMTP | Reply:
        """A connection, secured and logged in, or why there is none."""
        try:
            return self._logged_in(_connect(self.server))
        except UserError as error:  # there is no token to log in with
            return Reply(Result.STOP, error.sentence())
        except smtplib.SMTPAuthenticationError as error:
            return Reply(Result.STOP, self._refused(f"{error.smtp_code} {_words(error.smtp_error)}"))
        except smtplib.SMTPResponseException as error:
            return self._greeted_badly(error.smtp_code, error.smtp_error)
        except smtplib.SMTPServerDisconnected:
            return Reply(Result.LATER, f"{self.server.name} hung up before the letter was handed over", False)
        except smtplib.SMTPNotSupportedError as error:
            return Reply(Result.STOP, f"{self.server.name} cannot be used so: {_words(str(error)).rstrip('.')}")
        except ssl.SSLCertVerificationError as error:
            return Reply(Result.STOP, f"the certificate of {self.server.name} is not trusted: {error.verify_message}")
        except ssl.SSLError as error:
            todo = "check ROUNDROBIN_SMTP_PORT and _SECURITY: port 465 is usually tls, 587 starttls"
            return Reply(Result.STOP, f"{self.server.name} does not speak TLS as wanted: {error.reason} ({todo})")
        except (TimeoutError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError) as error:
            return Reply(Result.LATER, f"{self.server.name} did not answer: {_reason(error)}", False)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return Reply(Result.STOP, f"the mail server {self.server.name} cannot be reached: {_reason(error)}")

    def _logged_in(self, smtp: smtplib.SMTP) -> smtplib.SMTP:
        try:
            if self.server.security == "starttls":
                smtp.ehlo_or_helo_if_needed()
                if not smtp.has_extn("starttls"):
                    raise smtplib.SMTPNotSupportedError("it offers no STARTTLS (ROUNDROBIN_SMTP_SECURITY)")
                smtp.starttls(context=_context(self.server))
            smtp.ehlo_or_helo_if_needed()
            if self.server.tokens:
                _present(smtp, self.server.user, self.server.tokens.token())
            elif self.server.user and self.server.password:
                if not smtp.has_extn("auth"):
                    raise smtplib.SMTPNotSupportedError("it takes no login (ROUNDROBIN_SMTP_USER, _PORT or _SECURITY)")
                smtp.login(self.server.user, self.server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _refused(self, said: str) -> str:
        """The server's words on a login, without what it may have echoed, and what to look at."""
        user, password = self.server.user, self.server.password
        todo = "check ROUNDROBIN_SMTP_USER and the ROUNDROBIN_OAUTH_ settings"
        if not self.server.tokens:
            todo = "check ROUNDROBIN_SMTP_USER and _PASSWORD; some want an app password, or _AUTH=xoauth2"
        words = oauth.hidden(said, password, f"\0{user}\0{password}" if password else "")
        return f"{self.server.name} refused the login of {user}: {words} ({todo})"

    def _greeted_badly(self, code: int, words: bytes | str) -> Reply:
        said = f"{self.server.name} said {code} {_words(words)}"
        if code == CLOSING:
            return Reply(Result.PAUSE, said, False)
        return Reply(Result.LATER if 400 <= code < 500 else Result.STOP, said, False)

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail, before_dot: Callable[[], None], at: Checkpoint) -> Reply:
        try:
            at("connect")
            refusal = _announce(smtp, mail, at)
            if refusal:
                return refusal
            smtp.send(stuffed(mail.content))
            at("body")
        except (OSError, smtplib.SMTPException) as error:
            return Reply(Result.LATER, f"the connection broke before the letter was complete: {_reason(error)}")
        # Asked before the mark and once more after it: whoever has hung up by then cannot get the dot.
        early = _early_answer(smtp, LISTEN_S)
        if not early:
            before_dot()
            at("mark")
            early = _early_answer(smtp, 0.0)
        return early or _finish(smtp, at)


def _present(smtp: smtplib.SMTP, user: str, token: str) -> None:
    """Log in with a token. SMTPAuthenticationError with the server's words, without the token."""
    offered = str(smtp.esmtp_features.get("auth", "")).split()
    if oauth.MECHANISM not in (name.upper() for name in offered):
        others = " ".join(offered) or "no login"
        raise smtplib.SMTPNotSupportedError(f"it offers not {oauth.MECHANISM} but {others} (ROUNDROBIN_SMTP_AUTH)")
    first = base64.b64encode(oauth.first_answer(user, token)).decode()
    short = len(f"AUTH {oauth.MECHANISM} {first}\r\n") <= LINE
    code, said = smtp.docmd("AUTH", f"{oauth.MECHANISM} {first}" if short else oauth.MECHANISM)
    if code == CHALLENGE and not short:
        code, said = smtp.docmd(first)
    complaint = ""
    if code == CHALLENGE:
        complaint = oauth.complaint(said)
        code, said = smtp.docmd("")
    if code != LOGGED_IN:
        words = ", ".join(filter(None, [_words(said), complaint]))
        raise smtplib.SMTPAuthenticationError(code, oauth.hidden(words, token, first))


def _connect(server: Server) -> smtplib.SMTP:
    # The own name is not looked up: offline that costs seconds for each letter.
    own = socket.gethostname()
    own = own if "." in own else "[127.0.0.1]"
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, own, timeout=server.timeout_s, context=_context(server))
    return smtplib.SMTP(server.host, server.port, own, timeout=server.timeout_s)


def _context(server: Server) -> ssl.SSLContext:
    return server.trusted or ssl.create_default_context()


def _announce(smtp: smtplib.SMTP, mail: Mail, at: Checkpoint) -> Reply | None:
    """MAIL, RCPT and DATA; the server's refusal, or None when it waits for the letter."""
    size = [f"size={len(mail.content)}"] if smtp.has_extn("size") else []
    code, words = smtp.mail(mail.sender, size)
    if code // 100 == 2:
        code, words = smtp.rcpt(mail.recipient)
        if code // 100 == 2:
            at("rcpt")
            code, words = smtp.docmd("DATA")
    return None if code == GO_AHEAD else _refusal(code, words)


def _refusal(code: int, words: bytes) -> Reply:
    """What a reply before the letter was complete means: it is surely not accepted."""
    said = f"{code} {_words(words)}"
    if code in LOGIN_WANTED:
        return Reply(Result.STOP, f"the mail server wants a login: {said}")
    if code == CLOSING:
        return Reply(Result.PAUSE, said, False)
    return Reply(Result.REFUSED if 500 <= code < 600 else Result.LATER, said)


def _early_answer(smtp: smtplib.SMTP, wait_s: float) -> Reply | None:
    """What the server says within ``wait_s``, or that it hung up, before it is sent the dot; None while it waits."""
    if smtp.sock is None:
        return Reply(Result.LATER, "the connection broke before the letter was complete")
    smtp.sock.settimeout(wait_s)
    try:
        words = smtp.sock.recv(1000)
    except (TimeoutError, BlockingIOError, ssl.SSLWantReadError):
        return None
    except OSError as error:
        return Reply(Result.LATER, f"the connection broke before the letter was complete: {_reason(error)}")
    finally:
        smtp.sock.settimeout(smtp.timeout)
    if not words:
        return Reply(Result.LATER, "the server hung up before the letter was complete")
    return _refusal(int(words[:3]) if words[:3].isdigit() else 0, words[4:])


def _finish(smtp: smtplib.SMTP, at: Checkpoint) -> Reply:
    """The final dot and its reply. Only a plain yes or no settles what became of the letter."""
    try:
        smtp.send(b".\r\n")
        at("dot")
        code, words = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Reply(Result.UNKNOWN, f"the letter was complete, and no answer came: {_reason(error)}")
    at("reply")
    said = f"{code} {_words(words)}"
    if 200 <= code < 300:
        return Reply(Result.SENT, said)
    if code == CLOSING or not 400 <= code < 600:
        return Reply(Result.UNKNOWN, said)
    return Reply(Result.LATER if code < 500 else Result.REFUSED, said)


def stuffed(content: bytes) -> bytes:
    """The letter as DATA carries it: a dot doubled at the start of a line, ended by a line break, without the dot.

    ValueError for a line break that is not CRLF: servers differ in what they take it for, which smuggles mail.
    """
    if re.search(rb"\r(?!\n)|(?<!\r)\n", content):
        raise ValueError("a letter has a line break that is not CRLF")
    body = re.sub(rb"^\.", b"..", content, flags=re.MULTILINE)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _words(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:500]


def _reason(error: BaseException) -> str:
    return _words(getattr(error, "strerror", None) or str(error) or type(error).__name__)
