"""A ZIP locked with a password, made here: the standard library reads these but does not write them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_HEAD = 12  # bytes of noise that the cipher begins with; the last one lets a reader test the password


def locked_zip(name: str, data: bytes, password: bytes) -> bytes:
    """An archive of one stored file under PKWARE's traditional cipher (APPNOTE 6.1)."""
    crc = zlib.crc32(data)
    noise = bytes(range(_HEAD - 1)) + bytes([crc >> 24])
    body = bytes(_ciphered(noise + data, password))
    told = struct.pack("<HHHHHIII", 20, 1, 0, 0, 0x5C21, crc, len(body), len(data)) + struct.pack("<HH", len(name), 0)
    local = b"PK\x03\x04" + told + name.encode() + body
    central = b"PK\x01\x02" + struct.pack("<H", 20) + told + bytes(14 - 4) + bytes(4) + name.encode()
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def _ciphered(plain: bytes, password: bytes) -> Iterator[int]:
    keys = (0x12345678, 0x23456789, 0x34567890)
    for byte in password:
        keys = _next(keys, byte)
    for byte in plain:
        mixed = (keys[2] | 2) & 0xFFFF
        yield byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF)
        keys = _next(keys, byte)


def _next(keys: tuple[int, int, int], byte: int) -> tuple[int, int, int]:
    first = _crc(keys[0], byte)
    second = ((keys[1] + (first & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
    return first, second, _crc(keys[2], second >> 24)


def _crc(crc: int, byte: int) -> int:
    return ~zlib.crc32(bytes([byte]), ~crc & 0xFFFFFFFF) & 0xFFFFFFFF
