"""The token of the desk's forms, kept in the workspace, so that an open page still holds when the desk starts again.

It shows that a form comes from a page of ours, which no other site can read. Whoever may open the pages on this machine
finds it there, so that the file, which only its owner may read, gives nobody more than they had.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

FILE = "desk.token"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


def kept_token(folder: Path) -> str:
    """The token of this workspace. A new one where there is none, or where others may have read or written it."""
    return _known(folder / FILE) or _new(folder)


def _known(path: Path) -> str:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    with os.fdopen(file, "rb") as opened:
        about = os.fstat(file)
        ours = stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & 0o077
        text = opened.read(100).decode("ascii", "replace").strip() if ours else ""
    return text if _TOKEN.fullmatch(text) else ""


def _new(folder: Path) -> str:
    token = secrets.token_urlsafe(32)
    beside = folder / f".{FILE}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(token + "\n")
        beside.replace(folder / FILE)
    except OSError:  # a workspace that may not be written to: the token holds for this run
        with suppress(OSError):
            beside.unlink()
    return token
