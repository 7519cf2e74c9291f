"""A letter: rendered from a template, checked, and made into the bytes that will be sent.

The rendered text begins with "Subject: ..." as its first line that is not blank, then a blank line, then the body.
Templates get values and no logic from data: the environment is a sandbox, undefined names are errors, and a value
may not bring a line break or a control character into a header.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, parseaddr
from functools import lru_cache
from typing import Any

from schema.errors import UserError

# Values of the shipped letters that are whole paragraphs; every other value is one line.
PARAGRAPHS = frozenset({"narrower_text", "detail", "original_text"})
OPENING_LINES = 6  # "the reference in subject and first line": the salutation may stand before it
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter: one line of subject, and the body."""

    subject: str
    body: str

    @property
    def text(self) -> str:
        return f"Subject: {self.subject}\n\n{self.body}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file enclosed with a letter, such as the answer form."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything that the bytes of one letter are made of. ``date``: an RFC 5322 date, as it will stand in the mail.

    ``sender``, ``recipient``: one address each, with or without a name. ``reply_to``: "" when the sender's own
    address is to be answered. ``automatic``: made without a person (chasers), said in Auto-Submitted.
    """

    letter: Letter
    sender: str
    recipient: str
    message_id: str
    date: str
    reply_to: str = ""
    in_reply_to: str = ""
    automatic: bool = False
    attachments: tuple[Attachment, ...] = ()


def render(template: str, values: Mapping[str, Any], *, where: str = "", reference: str = "") -> Letter:
    """Render a letter template (its text, not its name) with ``values``.

    ``reference``: where given, it must stand in square brackets in the subject; when the opening lines of the body
    do not name it, a line with it is put before them. UserError, with ``where``, for an undefined name, a broken
    template, a line break or control character in a value, a missing requester (s.8 FOIA), a missing subject.
    """
    _refuse_control_characters(values, where)
    _refuse_without_requester(values, where)
    letter = _split(_rendered(template, values, where), where)
    return with_reference(letter, reference, where) if reference else letter


def _rendered(template: str, values: Mapping[str, Any], where: str) -> str:
    from jinja2 import TemplateError, UndefinedError

    try:
        return str(_environment().from_string(template).render(dict(values)))
    except UndefinedError as error:
        todo = "Correct the name in the template, or give the value."
        raise UserError(
            f"The letter uses a name that has no value: {error.message}.", where=where, todo=todo
        ) from error
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"{where}:{line}" if line else where
        raise UserError(f"The letter template is not right: {error.message}.", where=place) from error
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        raise UserError(f"The letter cannot be filled in: {error}.", where=where) from error


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Mail, not markup: nothing is to be escaped.
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


def _split(text: str, where: str) -> Letter:
    first, _, rest = text.strip().partition("\n")
    if not first.startswith("Subject:"):
        raise UserError(
            "The first line of the letter is not its subject.", where=where, todo='Write "Subject: ..." first.'
        )
    if rest and rest.partition("\n")[0].strip():
        raise UserError("The line after the subject is not blank.", where=where)
    subject, body = first.removeprefix("Subject:").strip(), rest.strip()
    if not subject or not body:
        raise UserError(f"The letter has no {'body' if subject else 'subject'}.", where=where)
    _refuse(subject, "the subject", where)
    return Letter(subject, body + "\n")


def with_reference(letter: Letter, reference: str, where: str = "") -> Letter:
    """The letter with its reference in square brackets in the subject and named in its first lines."""
    if f"[{reference}]" not in letter.subject:
        raise UserError(
            f"The subject does not carry the reference [{reference}].", where=where, todo="Add [{{ wave_ref }}]."
        )
    opening = "\n".join(line for line in letter.body.splitlines() if line.strip())
    if reference in "\n".join(opening.splitlines()[:OPENING_LINES]):
        return letter
    return Letter(letter.subject, f"Our reference: [{reference}]. Please repeat it in your reply.\n\n{letter.body}")


def _refuse_without_requester(values: Mapping[str, Any], where: str) -> None:
    """s.8(1)(b) FOIA: a request states the name of the applicant and an address for correspondence."""
    for key, what in (("requester_name", "name of the requester"), ("requester_address", "address for the reply")):
        if not str(values.get(key) or "").strip():
            words = f"The letter has no {what}; without it the request is not valid (s.8 FOIA)."
            raise UserError(words, where=where, todo=f"Give {key}.")


def _refuse_control_characters(value: Any, where: str, name: str = "") -> None:
    if isinstance(value, str):
        _refuse(value.replace("\n", "") if name in PARAGRAPHS else value, name, where)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _refuse_control_characters(inner, where, str(key))
    elif isinstance(value, Sequence):
        for inner in value:
            _refuse_control_characters(inner, where, name)


def _refuse(value: str, name: str, where: str) -> None:
    """Refuse line breaks, control characters and signs that turn the direction of writing, in what is one line."""
    for sign in value:
        if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") or sign in _BIDI:
            words = (
                f"There is a line break or control character (U+{ord(sign):04X}) in {name}; it could forge a header."
            )
            raise UserError(words, where=where, todo="Remove it.")


def checked_address(value: str, what: str) -> str:
    """``value`` as one mail address ("a@b" or "Name <a@b>"). UserError when it is none, or more than one."""
    _refuse(value, what, "")
    name, address = parseaddr(value, strict=True) if _STRICT_PARSEADDR else parseaddr(value)
    if not _ADDRESS.fullmatch(address) or "@" in name or value.count("@") != 1:
        raise UserError(f"{value!r} is not one mail address ({what}).", todo="One recipient a letter.")
    return formataddr((name, address)) if name else address


_STRICT_PARSEADDR = "strict" in (parseaddr.__kwdefaults__ or {})


def compose(out: Outgoing) -> bytes:
    """The bytes of the mail, CRLF line ends, the same bytes for the same values. UserError for a bad header value."""
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(out):
        _refuse(value, name, "")
        message[name] = value
    message.set_content(out.letter.body, charset="utf-8", cte=_encoding(out.letter.body))
    for enclosed in out.attachments:
        _refuse(enclosed.name, "the name of an attachment", "")
        main, _, sub = enclosed.media_type.partition("/")
        message.add_attachment(enclosed.content, maintype=main, subtype=sub, filename=enclosed.name)
    if message.is_multipart():
        # The library would draw a boundary by chance, and the letter's hash would change with it.
        message.set_boundary("=_" + hashlib.sha256(out.message_id.encode() + out.letter.body.encode()).hexdigest()[:40])
    return message.as_bytes()


def _headers(out: Outgoing) -> list[tuple[str, str]]:
    headers = [
        ("From", checked_address(out.sender, "the sender")),
        ("To", checked_address(out.recipient, "the recipient")),
        ("Date", out.date),
        ("Message-ID", out.message_id),
        ("Subject", out.letter.subject),
    ]
    if out.reply_to:
        headers.insert(2, ("Reply-To", checked_address(out.reply_to, "the reply address")))
    if out.in_reply_to:
        headers += [("In-Reply-To", out.in_reply_to), ("References", out.in_reply_to)]
    return [*headers, ("Auto-Submitted", "auto-generated")] if out.automatic else headers


def _encoding(body: str) -> str:
    plain = body.isascii() and all(len(line) <= 900 for line in body.splitlines())
    return "7bit" if plain else "quoted-printable"
