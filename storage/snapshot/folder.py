"""The published folder: the same tables in five forms, described, with a manifest of row counts and hashes.

The folder is written beside its place and swapped in whole, so that a reader never sees half of one.
Equal tables and papers give equal bytes: nothing here asks for the time.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from schema.errors import UserError
from storage.snapshot.content import Snapshot
from storage.snapshot.manifest import MANIFEST, manifest, write_json
from storage.snapshot.papers import codebook, datapackage
from storage.snapshot.tables import write_csv, write_parquet, write_sqlite
from storage.snapshot.workbook import write_workbook


def write_snapshot(snapshot: Snapshot, folder: Path, further: Sequence[Snapshot] = ()) -> Path:
    """Write ``snapshot`` as ``folder``, in the place of an earlier one; returns the folder.

    ``further``: snapshots that stand inside it, each in a folder of its own name. UserError when something stands
    there that is no snapshot of ours: that is never thrown away.
    """
    new = begin(folder)
    try:
        for one in further:
            (new / one.name).mkdir()
            fill(one, new / one.name)
        fill(snapshot, new, {one.name: one.title for one in further})
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return swap_in(new, folder)


def begin(folder: Path) -> Path:
    """An empty folder beside ``folder``, in which a snapshot is prepared."""
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    new.chmod(0o755)
    return new


def swap_in(new: Path, folder: Path) -> Path:
    """Put the prepared folder in its place; the former one goes only after the new one stands."""
    former = new.with_name(new.name.replace(".new-", ".old-"))
    if folder.exists():
        folder.rename(former)
    new.rename(folder)
    shutil.rmtree(former, ignore_errors=True)
    return folder


def fill(snapshot: Snapshot, folder: Path, further: Mapping[str, str] | None = None) -> None:
    """Write every file of ``snapshot`` into ``folder``; the manifest last. ``further``: folder inside -> its title."""
    counts = {table.name: write_csv(table, folder / f"{table.name}.csv") for table in snapshot.tables}
    for table in snapshot.tables:
        write_parquet(table, folder / f"{table.name}.parquet")
    write_sqlite(snapshot.tables, folder / "roundrobin.sqlite")
    write_workbook(snapshot, folder / "roundrobin.xlsx")
    for name, text in {**snapshot.papers, "codebook.md": codebook(snapshot)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_json(folder / "datapackage.json", datapackage(snapshot, folder, counts))
    write_json(folder / MANIFEST, manifest(snapshot, folder, counts, further or {}))


def _refuse_foreign(folder: Path) -> None:
    """Only an empty folder or an earlier snapshot may be replaced."""
    if folder.is_dir() and (not any(folder.iterdir()) or _is_snapshot(folder)):
        return
    if folder.exists() or folder.is_symlink():
        raise UserError(
            "This exists and is no snapshot, so it is not replaced.",
            where=str(folder),
            todo="Name another folder.",
        )


def _is_snapshot(folder: Path) -> bool:
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and str(told.get("format", "")).startswith("roundrobin-snapshot/")


def sweep(folder: Path) -> None:
    """Remove what a killed run left beside ``folder``; put a former snapshot back that lost its place."""
    ours = re.compile(rf"\.{re.escape(folder.name)}\.(new|old)-[\w]+$")
    left = [path for path in folder.parent.iterdir() if ours.match(path.name)] if folder.parent.is_dir() else []
    for path in sorted(left, key=lambda p: ".new-" in p.name):
        if ".old-" in path.name and not folder.exists():
            path.rename(folder)
        else:
            shutil.rmtree(path, ignore_errors=True)
