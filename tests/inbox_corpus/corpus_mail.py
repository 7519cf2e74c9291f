"""A made-up mail and what is true of it. Everything is derived from seeds, so the corpus is the same on every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

OURS = "mx.asker.example"
"""The server whose Authentication-Results is configured as ours."""
START = datetime(2026, 3, 12, 8, tzinfo=UTC)

JOINT = (
    ("warwickshire", "west-mercia"),
    ("norfolk", "suffolk"),
    ("thames-valley", "hampshire"),
    ("bedfordshire", "cambridgeshire", "hertfordshire"),
)


@dataclass(frozen=True)
class Sent:
    """One of our letters, and who may answer it. ``others``: our letters of other waves to the same authority."""

    wave: str
    authority: str
    name: str
    reference: str
    message_id: str
    subject: str
    body: str
    sender: str
    reply_to: str
    recipient: str
    domains: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        return self.recipient.rpartition("@")[2]

    @property
    def own_address(self) -> bool:
        return self.reply_to != self.sender

    @property
    def unit(self) -> tuple[str, ...]:
        return next((unit for unit in JOINT if self.authority in unit), (self.authority,))


@dataclass(frozen=True)
class Truth:
    """What must become of a mail.

    ``to``: the references it belongs to. ``must``: "file" (of a genuine mail: filed there, or it waits),
    "hold" (state held), "wait" (held or triage, never filed). ``reply_class``: its class, where that is sure.
    """

    kind: str
    to: frozenset[str] = frozenset()
    must: str = "file"
    reply_class: str = ""


@dataclass
class Draft:
    """A mail being written, with the truth of it."""

    truth: Truth
    message: EmailMessage
    top: list[tuple[str, str]] = field(default_factory=list)
    second_from: str = ""

    def data(self, at: datetime) -> bytes:
        """The bytes as our server got them at that time."""
        self.message["Date"] = format_datetime(at - timedelta(seconds=40))
        raw = self.message.as_bytes(policy=SMTP)
        received = ("Received", f"from mail by {OURS}; {format_datetime(at)}")
        extra = [("From", self.second_from)] if self.second_from else []
        return "".join(f"{k}: {v}\r\n" for k, v in (*self.top, received, *extra)).encode() + raw


def reply(
    letter: Sent, text: str, *, kind: str, rng: random.Random, sender: str = "", subject: str | None = None,
    thread: bool = True, quote: bool = False, must: str = "file", reply_class: str = "",
    to: Sequence[str] | None = None, headers: Sequence[tuple[str, str]] = (),
) -> Draft:  # fmt: skip
    """A mail about ``letter``; without further words a plain answer of the authority in the thread."""
    message = EmailMessage()
    message["From"] = sender or f"{letter.name} FOI <foi@{letter.domain}>"
    message["To"] = letter.sender if to == () else letter.reply_to
    message["Subject"] = f"RE: {letter.subject}" if subject is None else subject
    message["Message-ID"] = f"<{rng.getrandbits(64):016x}@{letter.domain}>"
    if thread:
        message["In-Reply-To"] = letter.message_id
        message["References"] = letter.message_id
    for name, value in headers:
        message[name] = value
    message.set_content(f"{text}\n\n{quoted(letter, rng)}" if quote else text)
    truth = Truth(kind, frozenset(to if to is not None else (letter.reference,)), must, reply_class)
    return Draft(truth, message)


def quoted(letter: Sent, rng: random.Random, *, with_reference: bool = True) -> str:
    """Our letter below the answer, as mail programs put it there."""
    subject, body = letter.subject, letter.body
    if not with_reference:
        subject, body = (part.replace(letter.reference, "").replace("[]", "") for part in (subject, body))
    lines = "\n".join(f"> {line}" for line in body.splitlines())
    outlook = f"From: {letter.sender}\nSent: 12 March 2026 09:00\nTo: {letter.recipient}\nSubject: {subject}\n\n{body}"
    return rng.choice(
        (
            f"On 12 Mar 2026, at 09:00, {letter.sender} wrote:\n\n{lines}",
            f"-----Original Message-----\n{outlook}",
            f"________________________________\n{outlook}",
        )
    )


def damaged(reference: str, rng: random.Random) -> str:
    """``reference`` with one wrong character."""
    at = rng.choice([n for n, sign in enumerate(reference) if n > 2 and sign != "-"])
    return reference[:at] + rng.choice([c for c in "23456789ABCDEFGH" if c != reference[at]]) + reference[at + 1 :]


def their_number(letter: Sent) -> str:
    """The reference that this authority gives the request, in the pattern of its own."""
    n = sum(letter.reference.encode()) * 7 % 9000 + 1000
    patterns = ("{n}/26", "FOI-{n}-26", "01.FOI.26.0{n}", "26{n}", "IM-FOI-2026-{n}", "FOI {n}/26", "2026-0{n}")
    return patterns[sum(letter.authority.encode()) % len(patterns)].format(n=n)


Maker = Callable[[Sent, random.Random, Mapping[str, Sent]], Draft | None]
KINDS: list[tuple[int, Maker]] = []


def kind(every: int = 1) -> Callable[[Maker], Maker]:
    """Make one for every so many letters; in the order in which the kinds stand here, and arrive."""

    def kept(maker: Maker) -> Maker:
        KINDS.append((every, maker))
        return maker

    return kept
