"""Documents lie under the hash of their bytes: whole or not at all, the same bytes once, unchanged for ever."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.errors import UserError
from schema.request import Arrival, Document
from storage import documents
from storage.database import Database
from storage.documents import DocumentStore

STORES = ["folder", "memory://rr/documents"]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path, None if request.param == "folder" else f"{request.param}/{tmp_path.name}")


def test_bytes_come_back_under_their_hash(store: DocumentStore) -> None:
    digest = store.put(b"Dear Sir")
    assert digest == sha256(b"Dear Sir").hexdigest()
    assert store.get(digest) == b"Dear Sir"


def test_the_same_bytes_twice_are_one_document(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    digest = store.put(b"x")
    before = store.path(digest).stat()
    assert store.put(b"x") == digest
    assert store.path(digest).stat() == before
    assert [p for p in (tmp_path / "documents").rglob("*") if p.is_file()] == [store.path(digest)]


@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=2000))
def test_any_bytes_survive(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = DocumentStore(tmp_path_factory.mktemp("any"))
    assert store.get(store.put(content)) == content


def test_changed_bytes_are_refused(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    digest = store.put(b"four")
    store.path(digest).write_bytes(b"five")
    with pytest.raises(UserError, match="changed since it was stored"):
        store.get(digest)


def test_missing_bytes_are_one_sentence(store: DocumentStore) -> None:
    with pytest.raises(UserError, match="is missing"):
        store.get("0" * 64)


def test_a_full_disk_leaves_no_half_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store = DocumentStore(tmp_path)
    with pytest.raises(UserError, match="No space left") as told:
        store.put(b"a letter")
    assert told.value.code == 1
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_the_same_document_may_arrive_twice(database: Database) -> None:
    def arrived(name: str) -> Arrival:
        return Arrival(arrival_id=name, sha256="d", name=f"{name}.pdf", at="2014-03-01", via="import")

    with database.writing() as conn:
        assert documents.record_document(conn, Document(sha256="d", size=4, stored_at="2014-03-01"))
        assert not documents.record_document(conn, Document(sha256="d", size=4, stored_at="2020-01-01"))
        assert documents.record_arrival(conn, arrived("a"))
        assert documents.record_all(conn, [Document(sha256="d", size=4)], [arrived("a"), arrived("b")]) == 1
        assert [a.name for a in documents.arrivals(conn, sha256="d")] == ["a.pdf", "b.pdf"]
        assert documents.names(conn, ["d", "unknown"]) == {"d": "a.pdf"}
        assert [d.stored_at for d in documents.documents(conn)] == ["2014-03-01"]
