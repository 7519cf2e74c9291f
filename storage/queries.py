"""Questions in SQL that somebody saved: lines of a file in the workspace, only ever added."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from schema.identity import digest

FILE = "queries.jsonl"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One question. ``id`` follows from name and text, so that the same again adds nothing."""

    id: str
    name: str
    sql: str
    by: str
    at: str


def save(folder: Path, name: str, sql: str, *, by: str, at: str) -> SavedQuery:
    """Keep a question; it is on the disk before this returns."""
    new = SavedQuery(digest(name, sql)[:16], name, sql, by, at)
    known = find(folder, new.id)
    if known:
        return known
    line = json.dumps(asdict(new), ensure_ascii=False) + "\n"
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(line if _ends_well(folder / FILE) else "\n" + line)
        file.flush()
        os.fsync(file.fileno())
    return new


def every(folder: Path) -> list[SavedQuery]:
    """The saved questions, in the order of saving. A line that a killed process left half is passed over."""
    path = folder / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [found for line in lines if (found := _read(line))]


def find(folder: Path, name: str) -> SavedQuery | None:
    """The question of that id."""
    return next((query for query in every(folder) if query.id == name), None)


def _ends_well(path: Path) -> bool:
    """False when a killed process left half a line."""
    return path.read_bytes()[-1:] in (b"", b"\n")


def _read(line: str) -> SavedQuery | None:
    try:
        return SavedQuery(**json.loads(line))
    except (ValueError, TypeError):
        return None
