"""Documents by the hash of their bytes, in a folder or at any fsspec address, and how each arrived.

Bytes lie in ``documents/ab/cd/abcd...``; written beside, flushed, renamed: a file is there whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from schema.errors import UserError
from schema.request import Arrival, Document
from storage.tables import append, select_rows


class DocumentStore:
    """The bytes of a workspace. ``url``: an fsspec address (s3://bucket/path, memory://x) instead of the folder."""

    def __init__(self, workspace: Path, url: str | None = None) -> None:
        self.root = workspace / "documents"
        self.url = url

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its SHA-256. The same bytes again change nothing."""
        digest = sha256(content).hexdigest()
        if not self.has(digest):
            self._write(digest, content)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes with that hash. UserError when they are missing or no longer what they were."""
        try:
            content = self._read(digest)
        except FileNotFoundError as error:
            raise self._fault(f"Document {digest[:12]} is missing.") from error
        if sha256(content).hexdigest() != digest:
            raise self._fault(f"Document {digest[:12]} has been changed since it was stored.")
        return content

    def has(self, digest: str) -> bool:
        """True when bytes of that hash lie there (whether intact, `get` tells)."""
        if self.url:
            return bool(self._fs().exists(self._address(digest)))
        return self.path(digest).is_file()

    def path(self, digest: str) -> Path:
        """Where a document lies when the store is a folder."""
        return self.root / digest[:2] / digest[2:4] / digest

    def _read(self, digest: str) -> bytes:
        return bytes(self._fs().cat_file(self._address(digest))) if self.url else self.path(digest).read_bytes()

    def _write(self, digest: str, content: bytes) -> None:
        if self.url:
            fs = self._fs()
            fs.makedirs(self._address(digest).rpartition("/")[0], exist_ok=True)
            fs.pipe_file(self._address(digest), content)
            return
        try:
            write_whole(self.path(digest), content)
        except OSError as error:
            raise UserError(
                f"A document could not be stored: {error.strerror}.",
                where=str(self.root),
                todo="Nothing is lost; free space or mend the rights, and run the same command again.",
                code=1,
            ) from error

    def _fs(self) -> Any:
        return url_to_fs(self.url)[0]

    def _address(self, digest: str) -> str:
        root = url_to_fs(self.url)[1].rstrip("/")
        return f"{root}/{digest[:2]}/{digest[2:4]}/{digest}"

    def _fault(self, what: str) -> UserError:
        todo = "Restore the documents folder from a copy."
        return UserError(what, where=self.url or str(self.root), todo=todo, code=1)


def url_to_fs(url: str | None) -> tuple[Any, str]:
    """The file system and the path behind an fsspec address; imported only where one is used."""
    from fsspec.core import url_to_fs as resolve

    fs, path = resolve(url)
    return fs, str(path)


def write_whole(path: Path, content: bytes) -> None:
    """Write ``path`` so that a crash leaves all of it or nothing. OSError as the disk gives it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        _flush_folder(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
    # The name itself is on the disk only when the folder is flushed; Windows cannot and need not.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def record_document(conn: Connection, document: Document) -> bool:
    """Record that these bytes exist; True when they were new."""
    return append(conn, [document]) == 1


def record_arrival(conn: Connection, arrival: Arrival) -> bool:
    """Record one way in which a document came; True when it was new."""
    return append(conn, [arrival]) == 1


def record_all(conn: Connection, documents: Iterable[Document], arrivals: Iterable[Arrival]) -> int:
    """Record many at once; returns how many arrivals were new."""
    append(conn, documents)
    return append(conn, arrivals)


def documents(conn: Connection, **filters: Any) -> list[Document]:
    """The recorded documents, oldest first, narrowed by any field."""
    return select_rows(conn, Document, order=("stored_at", "sha256"), **filters)


def arrivals(conn: Connection, **filters: Any) -> list[Arrival]:
    """The recorded arrivals, oldest first, narrowed by any field (sha256=..., request=..., via=...)."""
    return select_rows(conn, Arrival, order=("at", "arrival_id"), **filters)


def names(conn: Connection, digests: Sequence[str]) -> dict[str, str]:
    """The name under which each of these documents first arrived."""
    found = select_rows(conn, Arrival, order=("at", "arrival_id"), sha256=list(digests))
    return {arrival.sha256: arrival.name for arrival in reversed(found)}
