"""Who writes to whom: the facts of a message, our letters, the authorities, and what their references mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from schema.vocabulary import normalise
from tracking.similarity import shingles

# law.md 5: units in which one force answers for another. One may do so when its reference is named.
JOINT_UNITS: tuple[frozenset[str], ...] = (
    frozenset({"warwickshire", "west-mercia"}),
    frozenset({"norfolk", "suffolk"}),
    frozenset({"thames-valley", "hampshire"}),
    frozenset({"bedfordshire", "cambridgeshire", "hertfordshire"}),
)
# A provider that sends its delivery reports under another name than its customers' (mailer-daemon@googlemail.com).
_SIGNS_AS = {"gmail.com": "googlemail.com"}


@dataclass(frozen=True)
class MessageFacts:
    """What the ladder needs of a message.

    ``own_text``: what the writer wrote, ``quoted_text``: what is quoted below or between. ``sender``: the bare
    address of From, "" when missing; ``from_count``: how many From addresses and headers there are.
    ``recipients``: every address it went to (To, Cc, Delivered-To, Envelope-To ...). ``dmarc``: the verdict of
    ``tracking.authentication.dmarc_verdict``. ``attached_texts``: the text of attached messages;
    ``enclosed_texts``: of the other documents in it.
    ``original_ids``: Message-IDs that a delivery report says it is about. ``is_bounce``: it is such a report.
    """

    subject: str = ""
    own_text: str = ""
    quoted_text: str = ""
    sender: str = ""
    from_count: int = 1
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    dmarc: str = "none"
    attachment_names: tuple[str, ...] = ()
    attached_texts: tuple[str, ...] = ()
    enclosed_texts: tuple[str, ...] = ()
    original_ids: tuple[str, ...] = ()
    is_bounce: bool = False

    @cached_property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2].lower().rstrip(".") if "@" in self.sender else ""


@dataclass(frozen=True)
class OpenLetter:
    """A letter that may be answered. ``message_ids``: of the letter and of what we wrote after it.

    ``open``: something may still come; False once so old that nothing is expected any more.
    """

    wave: str
    authority: str
    reference: str
    message_ids: tuple[str, ...] = ()
    recipient: str = ""
    subject: str = ""
    body: str = ""
    open: bool = True

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        return shingles(self.body)

    @property
    def target(self) -> Target:
        return Target(self.wave, self.authority, self.reference)


@dataclass(frozen=True, slots=True)
class Target:
    """One request that a message is filed to."""

    wave: str
    authority: str
    reference: str


@dataclass(frozen=True, slots=True)
class Correspondent:
    """An authority and its genuine domains: of the address written to, its web domain, its sourced mail domains.

    ``names``: what it is called, normalised (schema.vocabulary.normalise).
    """

    authority: str
    domains: frozenset[str]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LearnedReference:
    """A reference of the authority's own, learned from a message that was filed."""

    authority: str
    text: str
    wave: str
    reference: str


@dataclass(frozen=True)
class Ledger:
    """Everything a message is compared with. Built once, used for many messages.

    ``letters``: those of the window in which answers are expected, so that a wave of last year is no candidate.
    ``own_addresses``: addresses we write from, without plus parts; their host is our own server, and so is
    ``own_server``, the name that it signs with.
    """

    letters: tuple[OpenLetter, ...]
    correspondents: tuple[Correspondent, ...]
    own_addresses: frozenset[str] = frozenset()
    learned: tuple[LearnedReference, ...] = ()
    joint_units: tuple[frozenset[str], ...] = JOINT_UNITS
    own_server: str = ""

    @cached_property
    def by_reference(self) -> dict[str, OpenLetter]:
        return {letter.reference: letter for letter in self.letters}

    @cached_property
    def by_message_id(self) -> dict[str, OpenLetter]:
        return {bare_id(each): letter for letter in self.letters for each in letter.message_ids}

    @cached_property
    def by_authority(self) -> dict[str, tuple[OpenLetter, ...]]:
        found: dict[str, tuple[OpenLetter, ...]] = {}
        for letter in self.letters:
            found[letter.authority] = (*found.get(letter.authority, ()), letter)
        return found

    @cached_property
    def domains(self) -> dict[str, frozenset[str]]:
        """domain -> the authorities that it is genuine for."""
        found: dict[str, set[str]] = {}
        for each in self.correspondents:
            for domain in each.domains:
                found.setdefault(domain.lower(), set()).add(each.authority)
        for letter in self.letters:
            if domain := letter.recipient.rpartition("@")[2].lower():
                found.setdefault(domain, set()).add(letter.authority)
        return {domain: frozenset(authorities) for domain, authorities in found.items()}

    @cached_property
    def own_hosts(self) -> frozenset[str]:
        hosts = {address.rpartition("@")[2].lower() for address in self.own_addresses} | {self.own_server.lower()}
        return frozenset(hosts | {_SIGNS_AS[host] for host in hosts if host in _SIGNS_AS}) - {""}

    def is_own_host(self, domain: str) -> bool:
        """Whether our own mail server has this name, or one below it."""
        return any(domain == host or domain.endswith(f".{host}") for host in self.own_hosts)

    def authorities_of(self, domain: str) -> frozenset[str]:
        """The authorities whose domain this is, or lies under: ``mail.essex.police.uk`` is Essex's."""
        labels = domain.split(".")
        for start in range(len(labels) - 1):
            if found := self.domains.get(".".join(labels[start:])):
                return found
        return frozenset()

    def called_in(self, text: str) -> frozenset[str]:
        """The authorities whose whole name stands in ``text``; "Kent" by itself may be anything."""
        plain = f" {normalise(text)} "
        return frozenset(
            each.authority
            for each in self.correspondents
            if any(" " in name and f" {name} " in plain for name in each.names)
        )

    def unit(self, authority: str) -> frozenset[str]:
        return next((unit for unit in self.joint_units if authority in unit), frozenset({authority}))

    def learned_of(self, authorities: Iterable[str]) -> tuple[LearnedReference, ...]:
        """What these call our requests. What stands in mails about several (the number of a form) names none."""
        wanted = frozenset(authorities)
        theirs = [each for each in self.learned if each.authority in wanted]
        meant: dict[str, set[str]] = {}
        for each in theirs:
            meant.setdefault(each.text.casefold(), set()).add(each.reference)
        return tuple(each for each in theirs if len(meant[each.text.casefold()]) == 1)


def bare_id(message_id: str) -> str:
    return message_id.strip().strip("<>").lower()
