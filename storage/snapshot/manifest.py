"""The manifest of a published folder: the rows of each table, and size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage.snapshot.content import Snapshot

FORMAT = "roundrobin-snapshot/1"
MANIFEST = "manifest.json"


def manifest(snapshot: Snapshot, folder: Path, counts: Mapping[str, int], further: Mapping[str, str]) -> dict[str, Any]:
    """Row counts, and size and SHA-256 of every file in ``folder`` but the manifest itself."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    inside = [
        {"path": name, "title": title, "manifest_sha256": file_hash(folder / name / MANIFEST)}
        for name, title in sorted(further.items())
    ]
    return {
        "format": FORMAT,
        "name": snapshot.name,
        "title": snapshot.title,
        "software": snapshot.version,
        "rows": dict(counts),
        "files": [{"path": path.name, "bytes": path.stat().st_size, "sha256": file_hash(path)} for path in files],
        "further": inside,
    }


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, value: Any) -> None:
    """One JSON document, readable by people, in UTF-8."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
