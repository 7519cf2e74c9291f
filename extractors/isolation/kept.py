"""Files of what was compiled beforehand, beside the compiled modules. What another build of Python kept is left."""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import marshal
import os
import sys
from contextlib import suppress
from typing import Any

_BUILD = f"{sys.version} {_sre.MAGIC}"


def place(name: str) -> str:
    """The file in which something is kept."""
    return f"{(__spec__.cached or __file__).rpartition('.')[0]}.{name}"


def recalled(path: str) -> Any:
    """What was stored there; None where there is nothing, or it is damaged or of another Python."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC), "rb", 0) as file:
            build, value = marshal.loads(file.readall())
        if build == _BUILD:
            return value
    return None


def store(value: Any, path: str) -> None:
    """Write a value that ``marshal`` takes, whole or not at all. OSError."""
    from pathlib import Path

    out = Path(path)
    out.parent.mkdir(exist_ok=True)
    beside = out.with_suffix(f".{os.getpid()}")
    beside.write_bytes(marshal.dumps((_BUILD, value)))
    beside.replace(out)
