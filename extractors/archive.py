"""Archives: ZIP, read in memory by index and never by name; other archives are named and left alone."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib

from schema.reading import Outcome, Reading, Source

NAME = "archive"
VERSION = "2"
MOST_DEPTH = 3
MOST_ENTRIES = 1_000
MOST_BYTES = 256 * 1024 * 1024
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024  # small entries may be as regular as they like
_OTHERS = {
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "RAR",
    "application/x-tar": "tar",
    "application/x-bzip2": "bzip2",
    "application/x-xz": "xz",
}


class Archive:
    """ZIP and gzip; 7z, RAR and others end as unsupported with advice."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 60 if media_type in ("application/zip", "application/gzip", *_OTHERS) else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read with one reading a part; password, too_big, damaged, empty or unsupported."""
        if source.media_type in _OTHERS:
            kind = _OTHERS[source.media_type]
            return _end(
                source,
                Outcome.UNSUPPORTED,
                f"A {kind} archive is not opened; ask for a ZIP or for the files themselves.",
            )
        return _gzip(data, source) if source.media_type == "application/gzip" else _zip(data, source)


def read_part(name: str, content: bytes, depth: int) -> Reading:
    """The reading of something inside an archive or a mail at ``depth``; too_big beyond three layers."""
    from extractors.registry import read_bytes

    if depth + 1 > MOST_DEPTH:
        source = Source(name, hashlib.sha256(content).hexdigest(), "application/octet-stream", depth + 1)
        return _end(source, Outcome.TOO_BIG, f"It lies more than {MOST_DEPTH} archives or mails deep.")
    return read_bytes(content, name, depth + 1)


def _zip(data: bytes, source: Source) -> Reading:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.filename.endswith("/")]
            if refused := _refused(entries):
                return _end(source, *refused)
            return _opened(archive, entries, source)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as fault:
        return _end(
            source,
            Outcome.DAMAGED,
            f"The ZIP archive cannot be opened ({type(fault).__name__}); it seems to be cut off.",
        )


def _refused(entries: list[zipfile.ZipInfo]) -> tuple[Outcome, str] | None:
    """Why an archive is not unpacked, by its directory alone."""
    if not entries:
        return Outcome.EMPTY, "The archive holds no file."
    if len(entries) > MOST_ENTRIES:
        return Outcome.TOO_BIG, f"The archive has {len(entries):,} entries, more than {MOST_ENTRIES:,}."
    if sum(info.file_size for info in entries) > MOST_BYTES:
        return Outcome.TOO_BIG, "The archive unpacks to more than 256 MiB."
    if any(_is_bomb(info.file_size, info.compress_size) for info in entries):
        return Outcome.TOO_BIG, f"An entry of the archive unpacks to more than {MOST_RATIO} times its size."
    if _overlap(entries):
        return Outcome.TOO_BIG, "Entries of the archive lie over one another, as only bombs do."
    if all(info.flag_bits & 1 for info in entries):
        return Outcome.PASSWORD, "The archive is encrypted; ask for the password or for the files themselves."
    return None


def _is_bomb(size: int, packed: int) -> bool:
    return size > RATIO_FROM and size > MOST_RATIO * max(packed, 1)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    ordered = sorted(entries, key=lambda info: info.header_offset)
    ends = [info.header_offset + 30 + info.compress_size for info in ordered]
    return any(end > after.header_offset for end, after in zip(ends, ordered[1:], strict=False))


def _opened(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], source: Source) -> Reading:
    parts = tuple(_entry(archive, info, source.depth) for info in entries)
    return Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ,
        reason=f"An archive of {len(parts)} file{'' if len(parts) == 1 else 's'}.",
        parts=parts,
        extractor=NAME,
        version=VERSION,
    )


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int) -> Reading:
    inside = Source(info.filename, "", "application/octet-stream", depth + 1)
    if info.flag_bits & 1:
        return _end(inside, Outcome.PASSWORD, "This file of the archive is encrypted; ask for a plain copy.")
    try:
        with archive.open(info) as stream:
            content = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as fault:
        return _end(inside, Outcome.DAMAGED, f"This file of the archive cannot be unpacked ({type(fault).__name__}).")
    return read_part(info.filename, content, depth)


def _gzip(data: bytes, source: Source) -> Reading:
    limit = min(MOST_BYTES, max(MOST_RATIO * len(data), RATIO_FROM))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as fault:
        return _end(source, Outcome.DAMAGED, f"The gzip file cannot be unpacked ({type(fault).__name__}).")
    if len(content) > limit:
        return _end(source, Outcome.TOO_BIG, f"The gzip file unpacks to more than {MOST_RATIO} times its size.")
    part = read_part(source.name.removesuffix(".gz"), content, source.depth)
    return Reading(
        source.sha256,
        source.name,
        source.media_type,
        Outcome.READ,
        "A gzip file.",
        parts=(part,),
        extractor=NAME,
        version=VERSION,
    )


def _end(source: Source, outcome: Outcome, reason: str) -> Reading:
    return Reading(source.sha256, source.name, source.media_type, outcome, reason, extractor=NAME, version=VERSION)


extractor = Archive()
