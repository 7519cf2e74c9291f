"""Genuine bytes of what Outlook sends, made here: compound files (.msg, MS-CFB and MS-OXMSG) and TNEF (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, OF_FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, Any]
"""Name -> bytes of a stream, or another tree: a storage."""


# --- compound files -------------------------------------------------------------------------------------------------


@dataclass
class Entry:
    name: str
    kind: int  # 5 root, 1 storage, 2 stream
    data: bytes = b""
    child: int = FREE
    right: int = FREE
    start: int = END


def compound(tree: Tree) -> bytes:
    """A compound file, version 3, with small streams in the mini stream as the format asks."""
    entries = [Entry("Root Entry", 5)]
    _add(entries, 0, tree)
    small, large = bytearray(), bytearray()
    mini_fat: list[int] = []
    fat: list[int] = []
    for entry in entries:
        if entry.kind == 2 and len(entry.data) < CUTOFF:
            entry.start = _put(small, mini_fat, entry.data, MINI)
        elif entry.kind == 2:
            entry.start = _put(large, fat, entry.data, SECTOR)
    entries[0].data, entries[0].start = bytes(small), _put(large, fat, bytes(small), SECTOR)
    directory = _put(large, fat, b"".join(map(_written, entries)), SECTOR)
    minis = _put(large, fat, struct.pack(f"<{len(mini_fat)}I", *mini_fat), SECTOR)
    return _with_header(large, fat, directory, minis, -(-len(mini_fat) * 4 // SECTOR))


def _add(entries: list[Entry], parent: int, tree: Tree) -> None:
    """The members of a storage, each the right neighbour of the one before it in the order of the format."""
    before = None
    for name in sorted(tree, key=lambda n: (len(n), n.upper())):
        inside = tree[name]
        number = len(entries)
        entries.append(Entry(name, 2, inside) if isinstance(inside, bytes) else Entry(name, 1))
        if before is None:
            entries[parent].child = number
        else:
            entries[before].right = number
        before = number
        if not isinstance(inside, bytes):
            _add(entries, number, inside)


def _put(area: bytearray, table: list[int], data: bytes, size: int) -> int:
    """Where the chain of a stream begins, after its sectors were put at the end of ``area``."""
    if not data:
        return END
    start, count = len(table), -(-len(data) // size)
    area += data + bytes(-len(data) % size)
    table += [*range(start + 1, start + count), END]
    return start


def _written(entry: Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    head = (
        name
        + bytes(64 - len(name))
        + struct.pack("<HBBIII", len(name) + 2, entry.kind, 1, FREE, entry.right, entry.child)
    )
    return head + bytes(36) + struct.pack("<IQ", entry.start if entry.kind != 1 else 0, len(entry.data))


def _with_header(large: bytearray, fat: list[int], directory: int, minis: int, mini_count: int) -> bytes:
    sectors = 1
    while sectors * (SECTOR // 4) < len(fat) + sectors:
        sectors += 1
    places = range(len(fat), len(fat) + sectors)
    whole = [*fat, *[OF_FAT] * sectors]
    whole += [FREE] * (sectors * (SECTOR // 4) - len(whole))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, sectors, directory, 0, CUTOFF, minis, mini_count, END, 0)
    head += struct.pack("<109I", *places, *[FREE] * (109 - sectors))
    return head + bytes(large) + struct.pack(f"<{len(whole)}I", *whole)


# --- .msg -----------------------------------------------------------------------------------------------------------


def msg(at: datetime = datetime(2026, 3, 20, 9, tzinfo=UTC), **told: Any) -> bytes:
    """An Outlook message; ``told`` as for ``message``."""
    return compound(message(at=at, **told))


def message(
    *, subject: str, body: str, sender: str, to: str = "", message_id: str = "", in_reply_to: str = "",
    headers: str = "", files: Sequence[tuple[str, bytes]] = (), messages: Sequence[Tree] = (),
    at: datetime, inner: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The storage of one message; ``messages``: storages of messages enclosed in it."""
    texts = {
        "0037": subject, "1000": body, "0C1A": "Information Rights", "5D01": sender, "0C1F": sender,
        "1035": message_id, "1042": in_reply_to, "007D": headers,
    }  # fmt: skip
    tree: dict[str, Any] = {f"__substg1.0_{tag}001F": t.encode("utf-16-le") for tag, t in texts.items() if t}
    ticks = int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    tree["__properties_version1.0"] = bytes(24 if inner else 32) + struct.pack("<IIQ", 0x0E060040, 6, ticks)
    tree["__nameid_version1.0"] = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b""}
    tree["__recip_version1.0_#00000000"] = {
        "__substg1.0_39FE001F": to.encode("utf-16-le"), "__properties_version1.0": bytes(8),
    }  # fmt: skip
    attached = [*(_file(name, data) for name, data in files), *map(_message, messages)]
    return tree | {f"__attach_version1.0_#{n:08X}": each for n, each in enumerate(attached)}


def _file(name: str, data: bytes) -> dict[str, Any]:
    return {
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_37010102": data,
        "__properties_version1.0": bytes(8),
    }


def _message(tree: Tree) -> dict[str, Any]:
    return {"__substg1.0_3701000D": tree, "__properties_version1.0": bytes(8)}


# --- TNEF -----------------------------------------------------------------------------------------------------------


def tnef(
    *, subject: str = "", body: str = "", files: Sequence[tuple[str, bytes]] = (), messages: Sequence[bytes] = ()
) -> bytes:
    """A winmail.dat. ``messages``: TNEF streams of messages enclosed in it."""
    parts = [
        _attribute(1, 0x00089006, struct.pack("<I", 0x00010000)),
        _attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
    ]
    parts.append(_attribute(1, 0x00018004, subject.encode("cp1252") + b"\x00") if subject else b"")
    listed = [
        _property(0x1E, 0x0070, subject.encode("cp1252") + b"\x00"),
        _property(0x03, 0x3FDE, struct.pack("<I", 28591)),
    ]
    if body:
        listed.append(_property(0x1F, 0x1000, body.encode("utf-16-le") + b"\x00\x00"))
    named = struct.pack("<HH", 0x0B, 0x8001) + bytes(16) + struct.pack("<I", 0) + struct.pack("<I", 0x8503) + bytes(4)
    parts.append(_attribute(1, 0x00069003, struct.pack("<I", len(listed) + 1) + named + b"".join(listed)))
    parts += _of_files(files, messages)
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(parts)


def _of_files(files: Sequence[tuple[str, bytes]], messages: Sequence[bytes]) -> Iterator[bytes]:
    for name, data in files:
        yield _attribute(2, 0x00069002, bytes(14))
        yield _attribute(2, 0x00018010, name[:8].encode("cp1252", "replace") + b"\x00")
        yield _attribute(2, 0x0006800F, data)
        yield _attribute(
            2, 0x00069005, struct.pack("<I", 1) + _property(0x1F, 0x3707, name.encode("utf-16-le") + b"\x00\x00")
        )
    for inner in messages:
        yield _attribute(2, 0x00069002, bytes(14))
        kind = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage
        yield _attribute(2, 0x00069005, struct.pack("<I", 1) + _property(0x0D, 0x3701, kind + inner))


def _attribute(level: int, number: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _property(kind: int, number: int, value: bytes) -> bytes:
    head = struct.pack("<HH", kind, number)
    if kind == 0x03:
        return head + value
    return head + struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)
