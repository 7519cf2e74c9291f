"""The reference of a request: short, found again in any text, and with a check character.

``RR-7KM4Q-XW2PA``: nine characters of a hash of (wave, authority) and one check character, over an alphabet of 31
without l, o, i, 0, 1. The check is a weighted sum modulo 31, a prime: every single wrong character and every swap
of two characters is noticed. A damaged reference is reported as such and never mended: two references are so far
apart that mending could only guess.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from schema.errors import UserError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "RR"
HALF = 5

# Between the groups a hyphen of any kind, or the underscore of a file name, with the line break and the quote
# marks that a mail program puts there. Groups of a wrong length are found, too: as damaged.
_JOINT = r"[\s>|]*[-_\u2010-\u2014\u2212\u00ad][\s>|]*"
_PATTERN = re.compile(
    rf"(?<![A-Za-z0-9])RR{_JOINT}([A-Za-z0-9]{{4,6}}){_JOINT}([A-Za-z0-9]{{4,6}})(?![A-Za-z0-9])", re.I
)
# Typed off, or through a system that allows no hyphen: with blanks or other marks between the groups, or nothing
# between any. Two words of five letters may look the same, so these count only when the check character is right.
_LOOSE = re.compile(
    r"(?<![A-Za-z0-9])RR[^A-Za-z0-9]{0,6}([A-Za-z0-9]{5})[^A-Za-z0-9]{0,6}([A-Za-z0-9]{5})(?![A-Za-z0-9])", re.I
)


@dataclass(frozen=True, slots=True)
class Found:
    """A reference met in a text. ``reference``: in its standard spelling; ``valid``: the check character is right.

    ``start``, ``end``: where it stands in the text.
    """

    reference: str
    valid: bool
    start: int
    end: int


def mint(wave: str, authority: str) -> str:
    """The reference of the request of ``wave`` to ``authority``: the same names always give the same one."""
    if not wave or not authority:
        raise ValueError("a reference needs a wave and an authority")
    number = int.from_bytes(hashlib.sha256(f"{wave}\x00{authority}".encode()).digest(), "big")
    characters = ""
    for _ in range(2 * HALF - 1):
        number, rest = divmod(number, len(ALPHABET))
        characters += ALPHABET[rest]
    return _spell(characters + _check(characters))


def is_valid(reference: str) -> bool:
    """Whether ``reference`` is in standard spelling and its check character is right."""
    body = reference.removeprefix(f"{PREFIX}-").replace("-", "")
    return reference == _spell(body) and _sound(body)


def find(text: str) -> tuple[Found, ...]:
    """Every reference in ``text``, damaged ones too, in order: whatever the case, the brackets and the line breaks."""
    found = {match.start(): _found(match) for match in _PATTERN.finditer(text)}
    for match in _LOOSE.finditer(text):
        loose, gaps = _found(match), {match.start(1) > match.start() + len(PREFIX), match.start(2) > match.end(1)}
        if loose.valid and len(gaps) == 1:
            found.setdefault(loose.start, loose)
    return tuple(found[start] for start in sorted(found))


def _found(match: re.Match[str]) -> Found:
    first, second = match.group(1).upper(), match.group(2).upper()
    whole = len(first) == len(second) == HALF
    return Found(f"{PREFIX}-{first}-{second}", whole and _sound(first + second), match.start(), match.end())


def _spell(body: str) -> str:
    return f"{PREFIX}-{body[:HALF]}-{body[HALF:]}"


def _sound(body: str) -> bool:
    return len(body) == 2 * HALF and all(c in ALPHABET for c in body) and body[-1] == _check(body[:-1])


def _check(characters: str) -> str:
    weighted = sum(weight * ALPHABET.index(c) for weight, c in enumerate(characters, start=2))
    return ALPHABET[weighted % len(ALPHABET)]


def differences(one: str, other: str) -> int:
    """In how many places two references differ; a missing or further character counts as one."""
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


_LOCAL_PART = re.compile(r"[^A-Za-z0-9_-]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


def mint_message_id(wave: str, authority: str, random: str, host: str) -> str:
    """``<wave.authority.random@host>``. ``random`` is handed in, so that the same letter gets the same one again.

    UserError when ``host`` is no host name; ValueError when a part is empty.
    """
    if not _HOST.fullmatch(host):
        raise UserError(f"{host!r} is no host name for a Message-ID.", todo="Set ROUNDROBIN_FROM to a full address.")
    parts = [_LOCAL_PART.sub("-", part).strip("-")[:24] for part in (wave, authority, random)]
    if not all(parts):
        raise ValueError("a Message-ID needs a wave, an authority and a random part")
    return f"<{'.'.join(parts)}@{host}>"


def plus_address(address: str, reference: str) -> str:
    """``foi@example.org`` -> ``foi+rr-7km4q-xw2pa@example.org``: the reply address of one letter alone."""
    local, at, domain = address.rpartition("@")
    if not local or not at:
        raise UserError(f"{address!r} is no mail address.", todo="Set ROUNDROBIN_FROM to a full address.")
    return f"{local.partition('+')[0]}+{reference.lower()}@{domain}"
